//! What the system and the operator may do, and rules about persons.

use super::super::{Change, Command, sample::*};
use crate::{people::sample::*, who::Who};

#[test]
fn the_system_only_does_what_time_asks_for() {
    let mut tale = Tale::suspended();
    tale.at("2026-03-09T00:00");
    tale.system(Command::Resume { new_date: None }).unwrap();
    assert_eq!(tale.state(), "in_progress");
    tale.system(Command::Recompute).unwrap();
    assert_eq!(tale.last(), "matter.resumed", "nothing moved, nothing is written");
    for (mut tale, command) in [
        (Tale::submitted(), Command::Approve),
        (Tale::claimed(), pass()),
        (Tale::proposed(), Command::ApproveClosure { look_back_months: vec![] }),
        (Tale::closed(), Command::Archive),
    ] {
        assert_eq!(tale.system(command.clone()).unwrap_err().rule.code, "system.clock_only");
        assert_eq!(tale.operator(command).unwrap_err().rule.code, "operator.import_only");
    }
    let nobody_else = Tale::in_progress().does(&head(), Command::Recompute).unwrap_err();
    assert_eq!(nobody_else.rule.code, "system.clock_only");
}

#[test]
fn the_operator_brings_in_ledgers_and_is_nobodys_equal() {
    let mut tale = Tale::new();
    tale.operator(Command::TakeOver(Box::new(super::takeover::row()))).unwrap();
    assert_eq!(tale.m().drafter, Who::Operator);
    let changes = vec![Change::Title("新名称".into())];
    tale.operator(Command::Amend { changes, reason: "台账更正".into() }).unwrap();
    assert!(!Who::Operator.is_same_person(Who::Operator));
}

#[test]
fn whoever_hands_a_draft_in_does_not_approve_it() {
    let mut tale = Tale::drafted();
    tale.done(&factotum(), Command::Submit);
    tale.refused(&factotum(), Command::Approve, "registration.approver");
    tale.refused(&factotum(), Command::RefuseApproval { reason: "退回".into() }, "registration.approver");
    tale.done(&delegate(), Command::Approve);
}

#[test]
fn no_right_no_act_and_no_offer() {
    let mut tale = Tale::in_progress();
    tale.refused(&county_head(), Command::Urge { text: "请抓紧".into(), answer_by: None }, "rights.table");
    tale.refused(&clerk(), claim(), "rights.table");
    assert_eq!(tale.offered(&county_head()), Vec::<&str>::new());
    let by_assisting = tale.share(JINJIANG);
    tale.done(&county(), report(by_assisting, 20));
}
