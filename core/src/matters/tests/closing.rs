//! Two keys, look-backs, superior offices, verification from outside.

use super::super::{Basis, Command, Holder, Outcome, Part, TodoKind, sample::*, todos};
use crate::{calendar::Deadline, people::sample::*};

#[test]
fn the_second_key_is_held_by_nobody_who_had_a_hand_in_it() {
    let approve = || Command::ApproveClosure { look_back_months: vec![] };
    let mut as_proposer = Tale::verified();
    as_proposer.done(&factotum(), Command::ProposeClosure { outcome: Outcome::Solved });
    let mut as_verifier = Tale::claimed();
    as_verifier
        .done(&factotum(), pass())
        .done(&staff(), Command::ProposeClosure { outcome: Outcome::Solved });
    let mut as_claimant = Tale::in_progress();
    as_claimant.done(&factotum(), claim()).done(&staff(), pass());
    as_claimant.done(&staff(), Command::ProposeClosure { outcome: Outcome::Solved });
    let mut as_drafter = Tale::new();
    as_drafter.done(&factotum(), draft_command()).done(&clerk(), Command::Submit);
    as_drafter.done(&governor(), Command::Approve).done(&staff(), Command::Assign(three_units()));
    as_drafter.done(&liaison(), Command::SignFor { assignment: as_drafter.share(HOUSING) });
    as_drafter.done(&liaison(), claim()).done(&staff(), pass());
    as_drafter.done(&staff(), Command::ProposeClosure { outcome: Outcome::Solved });
    for mut tale in [as_proposer, as_verifier, as_claimant, as_drafter] {
        tale.refused(&factotum(), approve(), "closure.two_keys");
        tale.refused(&factotum(), Command::RefuseClosure { reason: "不实".into() }, "closure.two_keys");
        tale.refused(&staff(), approve(), "rights.table");
        tale.done(&second_head(), approve());
        assert_eq!(tale.state(), "closed");
    }
}

#[test]
fn whoever_stands_inside_the_units_that_did_it_cannot_verify() {
    let mut tale = Tale::claimed();
    tale.refused(&lent(), pass(), "verification.outside");
    assert!(!tale.offered(&lent()).contains(&"verify"));
    tale.refused(&liaison(), pass(), "rights.table");
}

#[test]
fn a_small_office_asks_its_superior_to_verify_and_to_hold_the_key() {
    let mut tale = Tale::new();
    let d = super::super::DraftMatter { office: JINJIANG_OFFICE, ..draft() };
    tale.done(&county_clerk(), Command::Draft(Box::new(d))).done(&county_clerk(), Command::Submit);
    tale.done(&county_governor(), Command::Approve);
    tale.done(&county_clerk(), Command::Assign(vec![new_share(1, JINJIANG_HOUSING, Part::Lead)]));
    tale.done(&village(), Command::SignFor { assignment: tale.share(JINJIANG_HOUSING) });
    tale.done(&village(), claim());
    tale.refused(&staff(), pass(), "rights.table");
    tale.refused(&county_clerk(), Command::AskSuperior { office: HUIAN_OFFICE }, "closure.superior");
    tale.refused(&county_clerk(), Command::AskSuperior { office: JINJIANG_OFFICE }, "closure.superior");
    tale.done(&county_clerk(), Command::AskSuperior { office: CITY_OFFICE });
    assert_eq!(super::super::holder(tale.m()), Holder::Office(CITY_OFFICE));
    tale.done(&staff(), pass());
    tale.done(&county_clerk(), Command::ProposeClosure { outcome: Outcome::Solved });
    let waits = todos(tale.m());
    assert!(waits.iter().any(|todo| todo.kind == TodoKind::ApproveClosure && todo.unit == CITY_OFFICE));
    tale.done(&head(), Command::ApproveClosure { look_back_months: vec![] });
    assert!(
        !Tale::claimed().offered(&staff()).contains(&"ask-superior"),
        "nobody stands above the city's office"
    );
}

#[test]
fn a_staged_outcome_is_looked_at_again_on_its_day() {
    let mut tale = Tale::verified();
    let staged = |on| Command::ProposeClosure { outcome: Outcome::Staged { next_check: day(on) } };
    tale.refused(&staff(), staged("2026-03-02"), "date.ahead");
    tale.done(&staff(), staged("2026-05-02"))
        .done(&head(), Command::ApproveClosure { look_back_months: vec![6] });
    let due = tale.m().look_back.clone().unwrap();
    assert_eq!((due.on, due.later), (day("2026-05-02"), vec![day("2026-09-02")]));
    assert_eq!(tale.m().moments.look_back_at, Some(tale.instant("2026-05-06T18:00")), "after the holiday");
}

#[test]
fn a_relapse_waits_for_the_head_and_the_next_look_back_lies_ahead() {
    let look = |holds| Command::LookBack { holds, text: "现场查看".into(), files: vec![] };
    let waits = |tale: &Tale| todos(tale.m()).iter().any(|todo| todo.kind == TodoKind::DecideReopening);
    let mut tale = Tale::proposed();
    tale.done(&head(), Command::ApproveClosure { look_back_months: vec![1, 2, 6] });
    tale.at("2026-05-20T09:00").done(&staff(), look(false));
    assert!(tale.m().relapsed && waits(&tale));
    assert_eq!(
        tale.m().look_back.as_ref().map(|due| due.on),
        Some(day("2026-09-02")),
        "the second was due too"
    );
    tale.refused(&staff(), Command::KeepClosed { reason: "另案处理".into() }, "rights.table");
    tale.refused(&head(), Command::KeepClosed { reason: " ".into() }, "matter.reason");
    let mut again = tale.clone();
    tale.done(&head(), Command::KeepClosed { reason: "已另行立项".into() });
    assert!(!tale.m().relapsed && !waits(&tale));
    again.at("2026-09-03T09:00").done(&staff(), look(true));
    assert!(again.m().look_back.is_none() && waits(&again), "only the head's decision ends it");
    again.refused(&staff(), Command::Archive, "relapse.decided");
    let deadline = Deadline::On(day("2026-12-31"));
    again.done(&head(), Command::Reopen { reason: "问题反弹".into(), deadline });
    assert!(!again.m().relapsed && !waits(&again));
}

#[test]
fn outcomes_are_complete() {
    let spoilt = [
        Outcome::Explained { why: String::new(), accepted_by: "来电人".into() },
        Outcome::Explained { why: "无政策依据".into(), accepted_by: " ".into() },
        Outcome::OtherChannel { channel: String::new() },
    ];
    for outcome in spoilt {
        Tale::verified().refused(&staff(), Command::ProposeClosure { outcome }, "matter.reason");
    }
    for outcome in [
        Outcome::Standing,
        Outcome::Merged { into: matter_id(9) },
        Outcome::OtherChannel { channel: "诉讼".into() },
        Outcome::Explained { why: "无政策依据".into(), accepted_by: "来电人".into() },
    ] {
        let mut tale = Tale::verified();
        tale.done(&staff(), Command::ProposeClosure { outcome: outcome.clone() });
        tale.done(&head(), Command::ApproveClosure { look_back_months: vec![] });
        assert_eq!(tale.m().closure().map(|closure| &closure.proposal.outcome), Some(&outcome));
    }
}

#[test]
fn a_layer_needs_an_open_matter_above() {
    let mut tale = Tale::new();
    tale.parent_is_open = false;
    tale.refused(&clerk(), draft_command(), "layer.parent");
    let mut tale = Tale::submitted();
    tale.parent_is_open = false;
    tale.refused(&governor(), Command::Approve, "layer.parent");
}

#[test]
fn an_empty_basis_is_none() {
    let mut d = draft();
    d.origin.basis = Basis::Decision { document: "  ".into(), scan: None };
    Tale::new().refused(&clerk(), Command::Draft(Box::new(d)), "registration.basis");
}
