//! Draws that fail, are tried again, follow one another: void is on record, counted by party, and never quiet.

use bangdu_record::digest::Digest;
use bangdu_record::draw::{Given, Line, Pool, Register, Step, pool_hash, verify};

use crate::table::*;

/// A register in which `INSPECTION` lets attempt 1 fail by not revealing.
fn failed() -> (Register, Vec<String>) {
    let (sealed, pool) = frozen("2026-07", 1, Digest([3; 32]));
    let hash = sealed.pool_hash;
    let mut register = Register::default();
    let mut lines = Vec::new();
    for (day, step) in [
        (0, freeze(&pool)),
        (1, commit(&hash, INSPECTION, &secret(2))),
        (2, commit(&hash, OFFICE, &secret(1))),
        (6, public(&hash, NUMBER)),
        (7, reveal(&hash, OFFICE, &secret(1))),
    ] {
        lines.push(register.append(step, day * DAY).unwrap());
    }
    (register, lines)
}

/// Attempt `attempt` of a batch, frozen at `day`, without a public number.
fn again(batch: &str, attempt: u64, previous: Digest, day: i64) -> Pool {
    let (_, pool) = frozen(batch, attempt, previous);
    Pool { public: Vec::new(), reveal_by_ms: (day + 5) * DAY, ..pool }
}

#[test]
fn a_missing_reveal_voids_the_draw_and_is_counted_by_party() {
    let (mut register, mut lines) = failed();
    let early = register.failure(9 * DAY).unwrap_err();
    assert_eq!(early, "the time to reveal isn't over; wanting: the secret of 紀檢");
    let hash = register.open().unwrap().pool_hash();
    let late = register.append(reveal(&hash, INSPECTION, &secret(2)), 9 * DAY + 1).unwrap_err();
    assert!(late.contains("the time to reveal is over"), "{late}");

    let void = register.failure(9 * DAY + 1).unwrap();
    assert_eq!(void.missing, [INSPECTION]);
    lines.push(register.append(Step::Void(void.clone()), 9 * DAY + 1).unwrap());
    let report = verify(&(lines.join("\n") + "\n"), &Given::default());
    assert_eq!((report.ok, report.drawn, report.void), (true, 0, 1));
    assert_eq!(report.failures.get(INSPECTION), Some(&1));

    // The next time it is its second failure, and a void step that says otherwise is refused.
    let pool = again("2026-07", 2, Digest([3; 32]), 10);
    register.append(freeze(&pool), 10 * DAY).unwrap();
    register.append(commit(&pool_hash(&pool).unwrap(), OFFICE, &secret(5)), 11 * DAY).unwrap();
    let second = register.failure(16 * DAY).unwrap();
    assert_eq!(
        (second.missing.as_slice(), second.failures[INSPECTION]),
        ([INSPECTION.to_owned()].as_slice(), 2)
    );
    let forged = bangdu_record::draw::Void { failures: void.failures, ..second };
    let refused = register.append(Step::Void(forged), 16 * DAY).unwrap_err();
    assert!(refused.contains("counts their failures wrongly"), "{refused}");
}

#[test]
fn the_blame_for_a_missing_reveal_cannot_be_shifted() {
    let (mut register, _) = failed();
    let mut void = register.failure(9 * DAY + 1).unwrap();
    void.missing = vec![OFFICE.into()];
    assert!(
        register.append(Step::Void(void), 9 * DAY + 1).unwrap_err().contains("doesn't name those who failed")
    );
}

#[test]
fn a_quiet_retry_is_refused_and_named() {
    // A new freeze while the first draw is neither drawn nor void.
    let (mut register, mut lines) = failed();
    let pool = again("2026-07", 1, Digest([3; 32]), 10);
    let refused = register.append(freeze(&pool), 10 * DAY).unwrap_err();
    assert_eq!(refused, "batch 2026-07, attempt 1 has not ended yet");

    // After the void, under the old number.
    let void = register.failure(10 * DAY).unwrap();
    lines.push(register.append(Step::Void(void), 10 * DAY).unwrap());
    let refused = register.append(freeze(&pool), 10 * DAY).unwrap_err();
    assert_eq!(refused, "this is attempt 2 of batch 2026-07, not 1");

    // Forged into the file.
    let prev = register.head();
    lines.push(Line { prev, at_ms: 10 * DAY, step: freeze(&pool) }.text().unwrap());
    names(verify(&(lines.join("\n") + "\n"), &Given::default()), 7, "freeze", "attempt 2 of batch");
}

#[test]
fn a_void_of_a_draw_that_has_all_its_secrets_is_refused() {
    let (mut register, table) = revealed();
    assert!(register.failure(20 * DAY).unwrap_err().contains("the draw has a result"));
    let void = bangdu_record::draw::Void {
        pool_hash: table.sealed.pool_hash,
        missing: Vec::new(),
        failures: Default::default(),
    };
    assert!(register.append(Step::Void(void), 20 * DAY).is_err());
    let outcome = register.open().unwrap().outcome().unwrap();
    register.append(Step::Result(outcome), 20 * DAY).unwrap();
}

#[test]
fn a_public_number_that_never_comes_blames_no_party() {
    let (mut register, _) = failed();
    let (_, pool) = frozen("2026-08", 1, Digest([3; 32]));
    let void = register.failure(10 * DAY).unwrap();
    register.append(Step::Void(void), 10 * DAY).unwrap();
    let mut pool = Pool { reveal_by_ms: 29 * DAY, ..pool };
    pool.public[0].known_ms = 25 * DAY;
    let hash = pool_hash(&pool).unwrap();
    register.append(freeze(&pool), 20 * DAY).unwrap();
    register.append(commit(&hash, OFFICE, &secret(11)), 21 * DAY).unwrap();
    register.append(commit(&hash, INSPECTION, &secret(12)), 21 * DAY).unwrap();
    assert_eq!(register.failure(30 * DAY).unwrap().missing, Vec::<String>::new());
}

#[test]
fn a_second_draw_of_one_batch_is_named() {
    let mut table = drawn();
    let mut register = Register::default();
    table.lines.iter().for_each(|line| drop(register.read(&line.text().unwrap()).unwrap()));
    for attempt in [1, 2] {
        let pool = again("2026-07", attempt, register.seed().unwrap(), 10);
        let refused = register.append(freeze(&pool), 10 * DAY).unwrap_err();
        assert_eq!(refused, "batch 2026-07 was drawn already: there is no second draw");
    }
    let pool = again("2026-07", 1, register.seed().unwrap(), 10);
    table.lines.push(Line { prev: register.head(), at_ms: 10 * DAY, step: freeze(&pool) });
    names(table.report(), 8, "freeze", "no second draw");
}

#[test]
fn a_second_draw_in_a_second_register_is_named_by_whoever_kept_a_copy() {
    let first = drawn();
    let mut second = first.clone();
    second.lines.truncate(3);
    let older = Given { older: Some(first.text()), ..Given::default() };
    names_cut(second.text(), &older);
    let head = Given { heads: vec![first.report().head.unwrap()], ..Given::default() };
    assert!(!verify(&second.text(), &head).ok);
}

fn names_cut(text: String, older: &Given) {
    let wrong = named(verify(&text, older));
    assert_eq!(wrong.line, Some(4));
    assert!(wrong.what.contains("they were cut off"), "{}", wrong.what);
}

#[test]
fn the_next_generator_starts_from_the_last_result() {
    let table = drawn();
    let mut register = Register::default();
    table.lines.iter().for_each(|line| drop(register.read(&line.text().unwrap()).unwrap()));
    let chosen = again("2026-08", 1, Digest([7; 32]), 10);
    let refused = register.append(freeze(&chosen), 10 * DAY).unwrap_err();
    assert!(refused.starts_with("the generator's seed must be the last result's"), "{refused}");
    let right = again("2026-08", 1, register.seed().unwrap(), 10);
    register.append(freeze(&right), 10 * DAY).unwrap();
}

#[test]
fn steps_out_of_time_are_refused() {
    let mut register = Register::default();
    let (sealed, pool) = frozen("2026-07", 1, Digest([3; 32]));
    assert!(register.append(commit(&sealed.pool_hash, OFFICE, &secret(1)), 0).is_err(), "no freeze yet");
    assert!(register.append(freeze(&pool), 5 * DAY).unwrap_err().contains("already known"));
    let short = Pool { reveal_by_ms: 5 * DAY, ..pool.clone() };
    assert!(register.append(freeze(&short), 0).unwrap_err().contains("ends before it can begin"));
    register.append(freeze(&pool), DAY).unwrap();
    let past = register.append(commit(&sealed.pool_hash, OFFICE, &secret(1)), 0).unwrap_err();
    assert_eq!(past, "it is dated before the line before it");
    let stranger = register.append(commit(&sealed.pool_hash, "旁人", &secret(1)), DAY).unwrap_err();
    assert!(stranger.contains("旁人 isn't a party"), "{stranger}");
    let early = register.append(reveal(&sealed.pool_hash, OFFICE, &secret(1)), DAY).unwrap_err();
    assert!(early.contains("wanting: the commitment of 督查室"), "{early}");
    assert_eq!(register.lines(), 1, "what is refused leaves no trace");
}
