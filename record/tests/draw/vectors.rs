//! Published values: whoever writes another verifier must get the same bytes.

use bangdu_record::canonical::is_canonical;
use bangdu_record::digest::Digest;
use bangdu_record::draw::stream::{ORDER, ROSTER, Stream, holder};
use bangdu_record::draw::{PublicSource, Secret, commitment, pool_hash, roster_digest, seed};
use serde_json::{Value, json};

const POOL: &str = r#"{"batch":"2026-07","people":["P001","P002","P003"],"rosters":["aa","bb"]}"#;
const LOTTERY: &str = "lottery:2026-07-01:03.11.17.22.29.33+08";

fn pool() -> Digest {
    assert!(is_canonical(POOL));
    pool_hash(&serde_json::from_str::<Value>(POOL).unwrap()).unwrap()
}

/// 32 bytes that count up from `first`.
fn counting(first: u8) -> Secret {
    Secret::new(std::array::from_fn(|i| first + i as u8))
}

fn the_seed() -> Digest {
    seed(&pool(), &[("督查室", &counting(0)), ("紀檢", &counting(32))], &[LOTTERY])
}

#[test]
fn pool_commitments_and_seed_are_the_published_ones() {
    assert_eq!(pool().to_string(), "e03660f6f6e99d4554e279413c4587f8b1c936eed2776a534245b2ebe530d6e9");
    let office = commitment(&pool(), "督查室", &counting(0)).to_string();
    let inspection = commitment(&pool(), "紀檢", &counting(32)).to_string();
    assert_eq!(office, "f8f705b514e7114b60d72ec9a0290ee7bdcee04d51865dc6e3bcdb9490ea74b6");
    assert_eq!(inspection, "490243706dd5f61229b83e0a8026bc361d1292e546968a08f438d87b828466cf");
    assert_eq!(the_seed().to_string(), "a6ff2efaa6458393c007bb6c975e947a60abf27c5c934856f7ea4e40eff9e99e");
}

#[test]
fn the_streams_are_the_published_ones() {
    let ticket = Stream::new(&the_seed(), ROSTER).below(1000);
    assert_eq!((ticket, holder([600, 400], ticket)), (11, Some(0)));
    assert_eq!(Stream::new(&the_seed(), ORDER).permutation(10), [8, 7, 0, 4, 5, 1, 9, 2, 3, 6]);
}

/// Computed by another program (Python's hmac) from the layout alone. The design's list for "x" has only the first of
/// these eight numbers; its other seven are the second to the eighth of the stream "roster".
#[test]
fn each_label_has_its_own_eight_numbers() {
    let eight = |label| {
        let mut stream = Stream::new(&the_seed(), label);
        std::array::from_fn::<u64, 8, _>(|_| stream.below(138))
    };
    assert_eq!(eight("x"), [45, 97, 83, 42, 108, 130, 31, 25]);
    assert_eq!(eight(ROSTER), [5, 89, 123, 91, 31, 70, 56, 101]);
}

#[test]
fn the_published_lottery_is_in_the_form_that_a_freeze_would_name() {
    let source = PublicSource {
        source: "lottery".into(),
        date: "2026-07-01".into(),
        form: "NN.NN.NN.NN.NN.NN+NN".into(),
        rising: true,
        known_ms: 0,
    };
    assert_eq!(source.check_text(LOTTERY), Ok(()));
}

#[test]
fn a_rosters_digest_is_its_nonce_and_its_canonical_text() {
    // printf of 32 zero bytes and the text, through sha256sum.
    let roster = json!({"teams": [[2, 0], [1]], "instance": "i"});
    let digest = roster_digest(&Digest::zero(), &roster).unwrap();
    assert_eq!(digest.to_string(), "15e268406098cf91234c103d038cf225223b0d9c2eef538cf14a44d168f69d9f");
}
