//! Every attack on a draw, at each depth to which a forger may go, and the step that is named.

use bangdu_record::digest::Digest;
use bangdu_record::draw::stream::{ROSTER, Stream, holder};
use bangdu_record::draw::{Given, Pool, Register, Step, commitment, pool_hash, seed, verify};
use proptest::prelude::*;
use serde_json::json;

use crate::table::*;

#[test]
fn an_honest_draw_is_right_for_the_public_the_team_and_the_auditor() {
    let table = drawn();
    let given = Given {
        heads: vec![table.lines[3].prev],
        older: Some(table.text().lines().take(2).map(|line| format!("{line}\n")).collect()),
        sealed: vec![table.sealed.clone()],
        opened: vec![table.opened()],
    };
    let report = verify(&table.text(), &given);
    assert_eq!(report.first_error, None);
    assert_eq!((report.steps, report.drawn, report.void, report.checked.len()), (7, 1, 0, 4));
    assert!(table.report().not_checked.len() > report.not_checked.len());
}

type Edit = (&'static str, fn(&mut Pool));

/// Edits of the frozen pool, each as a forger who only changes it.
fn edits() -> Vec<Edit> {
    vec![
        ("pool", |pool| pool.instance.people += 1),
        ("rules", |pool| pool.promise.cap_bp = 9000),
        ("an instance's part", |pool| {
            pool.instance.parts.insert("people".into(), Digest([0; 32]));
        }),
        ("a roster", |pool| pool.rosters[1].digest = Digest([1; 32])),
        ("the order of rosters", |pool| pool.rosters.swap(0, 1)),
        ("parties", |pool| {
            pool.parties.pop();
            pool.parties.push("紀委".into());
        }),
        ("the public number's form", |pool| pool.public[0].form = "NN+NN".into()),
        ("the deadline", |pool| pool.reveal_by_ms += DAY),
        ("the generator's seed", |pool| pool.previous = Digest([4; 32])),
    ]
}

#[test]
fn a_pool_edited_after_the_freeze_is_named() {
    for (what, edit) in edits() {
        let mut table = drawn();
        edit(table.pool_mut());
        table.rechain();
        let wrong = named(table.report());
        assert_eq!((wrong.line, wrong.step.as_deref()), (Some(1), Some("freeze")), "{what}: {}", wrong.what);
    }
}

#[test]
fn an_edited_pool_with_a_new_hash_no_longer_fits_its_commitments() {
    let mut table = drawn();
    let before = table.text();
    table.pool_mut().rosters.swap(0, 1);
    let pool = table.pool_mut().clone();
    let hash = pool_hash(&pool).unwrap();
    table.lines[0].step = freeze(&pool);
    table.rechain();
    names(table.report(), 2, "commit", "another freeze");

    // With the new hash in every step, the secrets don't open the commitments.
    for line in &mut table.lines {
        match &mut line.step {
            Step::Commit(commit) => commit.pool_hash = hash,
            Step::Public(public) => public.pool_hash = hash,
            Step::Reveal(reveal) => reveal.pool_hash = hash,
            Step::Result(outcome) => outcome.pool_hash = hash,
            _ => {}
        }
    }
    table.rechain();
    names(table.report(), 5, "reveal", "isn't the one that 督查室 committed to");

    // With new commitments too, it is another draw: whoever kept a copy or a head finds it.
    for (line, (party, byte)) in [(1, (INSPECTION, 2)), (2, (OFFICE, 1))] {
        table.lines[line].step = commit(&hash, party, &secret(byte));
    }
    table.lines.pop();
    let kept = Given { older: Some(before.clone()), ..Given::default() };
    table.rechain();
    assert!(table.report().ok);
    names(verify(&table.text(), &kept), 1, "freeze", "written anew");
    let head = Given { heads: vec![drawn().lines[1].prev], ..Given::default() };
    assert!(named(verify(&table.text(), &head)).what.contains("cut off or written anew"));
}

#[test]
fn an_edited_line_breaks_the_chain_at_the_next() {
    let mut table = drawn();
    table.lines[1].at_ms += 1;
    names(table.report(), 3, "commit", "doesn't follow the line before it");
    let mut moved = drawn();
    moved.lines.swap(1, 2);
    names(moved.report(), 2, "commit", "doesn't follow");
    let mut removed = drawn();
    removed.lines.remove(3);
    names(removed.report(), 4, "reveal", "doesn't follow");
}

#[test]
fn a_line_written_anew_by_another_hand_is_named() {
    let text = drawn().text().replacen("{\"at_ms\":86400000,", "{ \"at_ms\":86400000,", 1);
    let wrong = named(verify(&text, &Given::default()));
    assert_eq!(wrong.line, Some(2));
    assert!(wrong.what.contains("RFC 8785"), "{}", wrong.what);
    let text = drawn().text();
    let wrong = named(verify(text.trim_end(), &Given::default()));
    assert_eq!((wrong.line, wrong.what.as_str()), (Some(7), "the last line is cut off"));
}

#[test]
fn an_edited_instance_or_roster_is_named_by_its_part() {
    assert!(drawn().audit().ok);
    let with = |edit: fn(&mut Table)| {
        let mut table = drawn();
        edit(&mut table);
        table.audit()
    };
    let part = |report, part: &str| names(report, 1, "freeze", part);
    part(with(|t| t.sealed.instance["people"][0]["unit"] = json!(5)), "the instance's people");
    part(with(|t| t.sealed.instance["weights"]["load"] = json!(1)), "the instance's weights");
    part(with(|t| t.sealed.instance["recusals"] = json!([])), "the instance's recusals");
    part(with(|t| t.sealed.instance["localities"][0]["x"] = json!(83.5)), "the instance's localities");
    part(with(|t| t.sealed.instance["more"] = json!(1)), "the instance's more");
    part(with(|t| t.sealed.rosters[1].teams = vec![vec![0, 3]]), "roster 1");
    part(with(|t| t.sealed.rosters[2].nonce = Digest([0; 32])), "roster 2");
    part(with(|t| t.sealed.rosters.swap(0, 2)), "roster 0");
    part(with(|t| drop(t.sealed.rosters.pop())), "2 rosters are sealed, but 3");
    let stranger = with(|t| t.sealed.pool_hash = Digest([0; 32]));
    assert!(named(stranger).what.contains("no freeze has the pool hash"));
}

#[test]
fn a_secret_used_twice_is_named_where_it_can_first_be_seen() {
    // By both parties of one draw: the second reveal.
    let (sealed, pool) = frozen("2026-07", 1, Digest([3; 32]));
    let hash = sealed.pool_hash;
    let mut register = Register::default();
    for (day, step) in [
        (0, freeze(&pool)),
        (1, commit(&hash, INSPECTION, &secret(1))),
        (2, commit(&hash, OFFICE, &secret(1))),
        (6, public(&hash, NUMBER)),
        (7, reveal(&hash, OFFICE, &secret(1))),
    ] {
        register.append(step, day * DAY).unwrap();
    }
    let refused = register.append(reveal(&hash, INSPECTION, &secret(1)), 8 * DAY).unwrap_err();
    assert_eq!(refused, "紀檢 uses a secret twice: 督查室 revealed it in batch 2026-07, attempt 1");

    // From an earlier draw, by the same party or another: the commitment itself.
    let mut table = drawn();
    let mut register = Register::default();
    table.lines.iter().for_each(|line| drop(register.read(&line.text().unwrap()).unwrap()));
    let (next, mut pool) = frozen("2026-08", 1, register.seed().unwrap());
    pool.public.clear();
    pool.reveal_by_ms = 30 * DAY;
    let hash = pool_hash(&pool).unwrap();
    assert_ne!(hash, next.pool_hash);
    table.lines.push(line(register.append(freeze(&pool), 10 * DAY).unwrap()));
    for (party, byte) in [(OFFICE, 1), (OFFICE, 2), (INSPECTION, 1)] {
        let refused = register.append(commit(&hash, party, &secret(byte)), 11 * DAY).unwrap_err();
        assert!(refused.contains("uses a secret twice"), "{refused}");
    }
    let mut forged = table.lines[1].clone();
    (forged.step, forged.at_ms) = (commit(&hash, OFFICE, &secret(1)), 11 * DAY);
    table.lines.push(forged);
    table.rechain();
    names(table.report(), 9, "commit", "uses a secret twice: 督查室 revealed it in batch 2026-07");
}

fn line(text: String) -> bangdu_record::draw::Line {
    bangdu_record::draw::Line::parse(&text).unwrap()
}

#[test]
fn swapped_secrets_commitments_and_names_are_named() {
    let swap = |a: usize, b: usize| {
        let mut table = drawn();
        match (table.lines[a].step.clone(), table.lines[b].step.clone()) {
            (Step::Commit(mut x), Step::Commit(mut y)) => {
                std::mem::swap(&mut x.commitment, &mut y.commitment);
                (table.lines[a].step, table.lines[b].step) = (Step::Commit(x), Step::Commit(y));
            }
            (Step::Reveal(mut x), Step::Reveal(mut y)) => {
                std::mem::swap(&mut x.secret, &mut y.secret);
                (table.lines[a].step, table.lines[b].step) = (Step::Reveal(x), Step::Reveal(y));
            }
            other => panic!("{other:?}"),
        }
        table.rechain();
        table.report()
    };
    names(swap(4, 5), 5, "reveal", "isn't the one that 督查室 committed to");
    names(swap(1, 2), 5, "reveal", "isn't the one that 督查室 committed to");

    let mut other = drawn();
    other.lines[4].step = reveal(&other.sealed.pool_hash, OFFICE, &secret(7));
    other.rechain();
    names(other.report(), 5, "reveal", "isn't the one that 督查室 committed to");
    let mut turn = drawn();
    turn.lines[4].step = reveal(&turn.sealed.pool_hash, INSPECTION, &secret(2));
    turn.rechain();
    names(turn.report(), 5, "reveal", "isn't 紀檢's turn");
    let mut exchanged = drawn();
    exchanged.lines[2].step = commit(&exchanged.sealed.pool_hash, INSPECTION, &secret(4));
    exchanged.rechain();
    names(exchanged.report(), 3, "commit", "isn't exchanged");
}

#[test]
fn a_reformatted_public_number_is_named() {
    for text in [
        "lottery:2026-07-01:3.11.17.22.29.33+8",
        "lottery:2026-07-01:11.03.17.22.29.33+08",
        "lottery:2026-07-01:03.11.17.22.29.33+08\n",
        "lottery:2026-07-01: 03.11.17.22.29.33+08",
        "lottery:1 July 2026:03.11.17.22.29.33+08",
        "Lottery:2026-07-01:03.11.17.22.29.33+08",
    ] {
        let mut table = drawn();
        table.lines[3].step = public(&table.sealed.pool_hash, text);
        table.rechain();
        names(table.report(), 4, "public", "public number");
    }
    // Another number in the right form gives another seed.
    let mut table = drawn();
    table.lines[3].step = public(&table.sealed.pool_hash, "lottery:2026-07-01:03.11.17.22.29.34+08");
    table.rechain();
    names(table.report(), 7, "result", "the seed doesn't follow");
}

#[test]
fn a_public_number_comes_after_the_commitments_and_not_before_it_is_known() {
    let mut early = drawn();
    early.lines[3].at_ms = 4 * DAY;
    early.rechain();
    names(early.report(), 4, "public", "before it can be known");
    let mut late = drawn();
    late.lines[2].at_ms = 5 * DAY;
    late.rechain();
    names(late.report(), 3, "commit", "before the public number is known");
    let mut without = drawn();
    without.lines.remove(2);
    without.rechain();
    names(without.report(), 3, "public", "only after all commitments; 督查室 has made none");
}

#[test]
fn a_roster_that_is_not_in_the_table_is_named() {
    let mut table = drawn();
    let Step::Result(outcome) = &mut table.lines[6].step else { panic!() };
    outcome.digest = Digest([8; 32]);
    table.rechain();
    names(table.report(), 7, "result", "isn't in the frozen table");

    let table = drawn();
    let check = |opened| verify(&table.text(), &Given { opened: vec![opened], ..Given::default() });
    assert!(check(table.opened()).ok);
    let mut stranger = table.opened();
    stranger.teams[0].reverse();
    names(check(stranger), 7, "result", "isn't in the frozen table");
    let drawn = table.opened();
    let another = (0..3).map(|n| table.sealed.open(n).unwrap()).find(|one| *one != drawn).unwrap();
    names(check(another), 7, "result", "was drawn");
}

#[test]
fn tickets_that_do_not_sum_are_named() {
    let with = |edit: fn(&mut Pool)| {
        let mut table = drawn();
        edit(table.pool_mut());
        let pool = table.pool_mut().clone();
        table.lines[0].step = freeze(&pool);
        table.rechain();
        table.report()
    };
    names(with(|pool| pool.ticket_total = 1001), 1, "freeze", "sum to 1000, not to the frozen total of 1001");
    names(with(|pool| pool.rosters[2].tickets = 199), 1, "freeze", "sum to 999");
    names(with(|pool| pool.rosters[0].tickets = 0), 1, "freeze", "no ticket");
    names(with(|pool| drop(pool.rosters.drain(..))), 1, "freeze", "empty");
    names(with(|pool| pool.rosters[1] = pool.rosters[0].clone()), 1, "freeze", "twice");
    names(with(|pool| pool.parties.truncate(1)), 1, "freeze", "at least 2 parties");
    names(with(|pool| pool.parties.reverse()), 1, "freeze", "in the order of their ids' bytes");
}

#[test]
fn a_result_from_a_biased_stream_is_named() {
    // One byte mod the total, and eight bytes little-endian: what a careless program would do.
    let right = drawn();
    let Step::Result(outcome) = &right.lines[6].step else { panic!() };
    let word = first_word(&outcome.seed);
    for ticket in [word.to_be_bytes()[0] as u64, word.swap_bytes() % 1000] {
        assert_ne!(ticket, outcome.ticket);
        let mut table = right.clone();
        let Step::Result(outcome) = &mut table.lines[6].step else { panic!() };
        outcome.ticket = ticket;
        outcome.roster = holder([500, 300, 200], ticket).unwrap() as u64;
        outcome.digest = table.sealed.open(outcome.roster as usize).unwrap().digest().unwrap();
        table.rechain();
        names(table.report(), 7, "result", "the seed draws ticket");
    }
}

#[test]
fn a_modulo_biased_ticket_is_named_where_rejection_makes_the_difference() {
    // With just over 2^64 / 2049 tickets one word in 2049 is rejected: look for a secret where the first one is.
    let total = u64::MAX / 2049 + 1;
    let rounds = 2048 * total;
    let (_, mut pool) = frozen("2026-07", 1, Digest([3; 32]));
    pool.public.clear();
    pool.rosters[0].tickets = total - 500;
    pool.ticket_total = total;
    let hash = pool_hash(&pool).unwrap();
    let (office, word) = (0..50_000_u32)
        .map(|n| {
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&n.to_be_bytes());
            bangdu_record::draw::Secret::new(bytes)
        })
        .map(|office| {
            let word = first_word(&seed(&hash, &[(OFFICE, &office), (INSPECTION, &secret(2))], &[]));
            (office, word)
        })
        .find(|(_, word)| *word >= rounds)
        .unwrap();
    let mut register = Register::default();
    for (day, step) in [
        (0, freeze(&pool)),
        (1, commit(&hash, OFFICE, &office)),
        (1, commit(&hash, INSPECTION, &secret(2))),
        (2, reveal(&hash, OFFICE, &office)),
        (3, reveal(&hash, INSPECTION, &secret(2))),
    ] {
        register.append(step, day * DAY).unwrap();
    }
    let mut biased = register.open().unwrap().outcome().unwrap();
    assert_ne!(biased.ticket, word % total, "the first word is rejected");
    biased.ticket = word % total;
    let refused = register.append(Step::Result(biased), 4 * DAY).unwrap_err();
    assert!(refused.contains("the seed draws ticket"), "{refused}");
}

/// The first eight bytes of the stream that draws the ticket.
fn first_word(seed: &Digest) -> u64 {
    Stream::new(seed, ROSTER).below(u64::MAX)
}

#[test]
fn the_order_of_parties_in_the_seed_is_that_of_their_bytes() {
    let table = drawn();
    let Step::Result(outcome) = &table.lines[6].step else { panic!() };
    let hash = table.sealed.pool_hash;
    let by_hand = seed(&hash, &[(INSPECTION, &secret(2)), (OFFICE, &secret(1))], &[NUMBER]);
    assert_eq!(by_hand, outcome.seed, "督 is E7 9D A3, 紀 is E7 B4 80");
    assert_ne!(commitment(&hash, OFFICE, &secret(1)), commitment(&hash, INSPECTION, &secret(1)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn fuzz_any_changed_byte_of_a_register_is_found(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let table = drawn();
        let mut bytes = table.text().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        let head = drawn_head();
        let report = verify(&String::from_utf8_lossy(&bytes), &Given { heads: vec![head], ..Given::default() });
        prop_assert!(!report.ok);
    }

    #[test]
    fn fuzz_a_register_of_anything_is_refused_without_a_panic(text in ".*\n") {
        prop_assert!(!verify(&text, &Given::default()).ok);
    }
}

fn drawn_head() -> Digest {
    drawn().report().head.unwrap()
}
