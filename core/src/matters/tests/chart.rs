//! The state chart of domain.md, arrow by arrow.

use super::{
    super::{
        By, Command, DraftEnd, Holder, InstructionKind, MatterKind, Outcome, Part, ReturnKind, TodoKind,
        decide_batch, sample::*,
    },
    rules::ask_more,
};
use crate::{
    calendar::Deadline,
    people::{Actor, sample::*},
};

fn reason() -> String {
    "情况变化".into()
}

#[test]
fn from_draft_to_strike_off_and_archive_by_six_people() {
    let mut tale = Tale::new();
    tale.done(&clerk(), draft_command());
    assert_eq!(tale.state(), "draft");
    tale.done(&clerk(), Command::Submit);
    assert_eq!(tale.state(), "awaiting_approval");
    tale.at("2026-03-02T10:00").done(&governor(), Command::Approve);
    assert_eq!(
        (tale.state(), tale.m().number.as_ref().map(ToString::to_string)),
        ("registered", Some("督查立项〔2026〕1号".into()))
    );
    tale.at("2026-03-02T11:00").done(&staff(), Command::Assign(three_units()));
    assert_eq!(tale.state(), "assigned");
    tale.at("2026-03-02T15:00");
    tale.done(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) });
    assert_eq!(tale.state(), "in_progress");
    tale.at("2026-03-05T15:00");
    tale.done(&liaison(), report(tale.share(HOUSING), 60));
    tale.at("2026-03-16T15:00")
        .done(&housing_head(), Command::Claim { text: "完成".into(), signature: None, files: vec![] });
    assert_eq!(tale.state(), "under_verification");
    tale.done(&liaison(), Command::GiveOpinion { agrees: true, text: "同意".into() });
    tale.at("2026-03-17T15:00").done(&staff(), pass());
    assert_eq!(tale.state(), "awaiting_closure");
    tale.done(&second_staff(), Command::ProposeClosure { outcome: Outcome::Solved });
    tale.at("2026-03-18T15:00").done(&head(), Command::ApproveClosure { look_back_months: vec![3, 6] });
    assert_eq!(tale.state(), "closed");
    for (when, next) in [("2026-06-18T15:00", Some(day("2026-09-18"))), ("2026-09-18T15:00", None)] {
        tale.at(when)
            .done(&staff(), Command::LookBack { holds: true, text: "成效保持".into(), files: vec![] });
        assert_eq!(tale.m().look_back.as_ref().map(|due| due.on), next);
    }
    tale.done(&staff(), Command::Archive);
    assert_eq!(tale.state(), "archived");
    let holders: Vec<Holder> = tale.m().spans.iter().map(|span| span.holder).collect();
    use Holder::{Nobody, Office, Unit};
    assert_eq!(holders, [Office(CITY_OFFICE), Unit(HOUSING), Office(CITY_OFFICE), Nobody]);
}

#[test]
fn a_draft_is_sent_back_discarded_or_ended_on_record() {
    let mut tale = Tale::submitted();
    tale.done(&governor(), Command::RefuseApproval { reason: reason() });
    assert_eq!(tale.state(), "draft");
    tale.done(&clerk(), Command::EditDraft(Box::new(draft()))).done(&clerk(), Command::Discard);
    assert_eq!((tale.m().number.clone(), tale.m().is_final()), (None, true));

    let mut tale = Tale::submitted();
    tale.done(&governor(), Command::EndDraft { how: DraftEnd::NotedOnly, reason: reason() });
    assert_eq!((tale.state(), tale.m().state.word().zh.as_ref()), ("ended", "阅知不立项"));
}

#[test]
fn only_an_instruction_to_act_must_be_registered() {
    for kind in [InstructionKind::ToGuide, InstructionKind::ToRead] {
        let mut tale = Tale::new();
        tale.done(&clerk(), Command::Draft(Box::new(instructed(kind)))).done(&clerk(), Command::Submit);
        tale.done(&governor(), Command::EndDraft { how: DraftEnd::NotedOnly, reason: reason() });
        assert_eq!(tale.state(), "ended");
    }
}

#[test]
fn one_approval_registers_the_rows_of_one_document_with_running_numbers() {
    let row = |n: u128| {
        let mut d = draft();
        d.id = matter_id(n);
        d.origin.basis = super::super::Basis::Document { document: "任务分解表".into(), scan: None };
        let mut tale = Tale::new();
        tale.done(&clerk(), Command::Draft(Box::new(d))).done(&clerk(), Command::Submit);
        tale
    };
    let rows: Vec<Tale> = (1..=3).map(row).collect();
    let matters: Vec<_> = rows.iter().map(Tale::m).collect();
    let governor = governor();
    let facts = rows[0].facts(By::Person(&governor));
    let serials: Vec<u32> = decide_batch(&matters, &facts)
        .unwrap()
        .iter()
        .map(|events| match &events[0].what {
            super::super::What::Registered { number, .. } => number.serial,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(serials, [1, 2, 3]);
    let twice = [matters[0], matters[0]];
    assert_eq!(decide_batch(&twice, &facts).unwrap_err().rule.code, "registration.batch");
    let by_clerk = clerk();
    let facts = rows[0].facts(By::Person(&by_clerk));
    assert_eq!(decide_batch(&matters, &facts).unwrap_err().rule.code, "rights.table");
}

#[test]
fn a_team_leader_registers_a_problem_on_site_and_the_head_hears_within_a_working_day() {
    let tale = on_site();
    assert_eq!(tale.state(), "registered");
    let super::super::What::RegisteredOnSite { tell_head_by, .. } = &tale.log[0].1.what else { panic!() };
    assert_eq!(*tell_head_by, tale.instant("2026-03-03T18:00"));
}

/// A problem that a team leader registered on site.
pub fn on_site() -> Tale {
    let mut tale = Tale::new();
    let problem = super::super::DraftMatter { kind: MatterKind::Problem, ..draft() };
    tale.done(&team_leader(), Command::RegisterOnSite(Box::new(problem)));
    tale
}

#[test]
fn the_head_takes_note_of_what_was_registered_on_site_once() {
    let mut tale = on_site();
    let waits = |tale: &Tale| {
        let todos = super::super::todos(tale.m());
        todos.into_iter().find(|todo| todo.kind == TodoKind::TakeNote).map(|todo| todo.by)
    };
    assert_eq!(waits(&tale), Some(Some(tale.instant("2026-03-03T18:00"))));
    let note = || Command::TakeNote { text: "请尽快交办".into() };
    tale.refused(&staff(), note(), "rights.table");
    let both = Actor { grants: governor().grants, ..team_leader() };
    tale.refused(&both, note(), "registration.approver");
    tale.done(&staff(), Command::Assign(three_units()));
    assert!(waits(&tale).is_some(), "the loop doesn't wait for it, and it doesn't go away by itself");
    tale.done(&governor(), note());
    assert_eq!((waits(&tale), tale.last()), (None, "matter.head_told"));
    tale.refused(&governor(), note(), "registration.told");
    Tale::registered().refused(&governor(), note(), "registration.told");
}

#[test]
fn an_objection_is_upheld_or_overruled_with_a_new_time_to_sign() {
    let decision = |tale: &Tale, upheld| Command::DecideObjection {
        assignment: tale.share(HOUSING),
        upheld,
        reason: reason(),
    };
    let mut tale = Tale::objecting();
    assert_eq!(tale.state(), "objecting");
    tale.done(&staff(), decision(&tale, true));
    assert_eq!((tale.state(), tale.m().assignments.len()), ("registered", 0));

    let mut tale = Tale::objecting();
    tale.at("2026-03-04T10:00");
    tale.done(&staff(), decision(&tale, false));
    assert_eq!(tale.state(), "assigned");
    assert_eq!(
        tale.light("2026-03-05T17:00").0,
        "green",
        "the old time to sign has passed, the new one has not"
    );
    assert_eq!(tale.light("2026-03-05T18:00"), ("red", vec!["unsigned"]));

    let mut tale = Tale::in_progress();
    tale.done(&liaison(), object(tale.share(HOUSING)));
    tale.done(&staff(), decision(&tale, false));
    assert_eq!(tale.state(), "in_progress", "it had been signed for");
}

#[test]
fn reassignment_keeps_progress_and_lets_what_was_open_lapse() {
    let mut tale = Tale::in_progress();
    tale.done(&liaison(), report(tale.share(HOUSING), 45)).done(&liaison(), ask_more("2026-04-30"));
    let new = vec![new_share(11, FINANCE, Part::Lead), new_share(12, HOUSING, Part::Assisting)];
    tale.done(&staff(), Command::Reassign { assignments: new, reason: reason() });
    assert_eq!((tale.state(), tale.m().extension.is_none()), ("assigned", true));
    let said = super::super::sentence(&tale.log.last().unwrap().1);
    assert!(format!("{said:?}").contains("原延期申请失效"), "{said:?}");
    assert_eq!(tale.m().assignments[1].rate.map(|rate| rate.0), Some(4500));
    assert_eq!(tale.m().lead().unwrap().last_report, None, "Finance had a share of its own without a report");

    let mut tale = Tale::suspended();
    tale.done(&staff(), Command::Reassign { assignments: three_units(), reason: reason() });
    assert_eq!((tale.state(), tale.m().moments.resume_at), ("assigned", None));
}

#[test]
fn a_claim_is_taken_back_or_returned() {
    let mut tale = Tale::claimed();
    tale.done(&liaison(), Command::WithdrawClaim { reason: reason() });
    assert_eq!(tale.state(), "in_progress");
    for kind in [ReturnKind::Complete, ReturnKind::Redo] {
        let mut tale = Tale::claimed();
        tale.done(&staff(), Command::ReturnClaim { kind, opinion: "缺验收表".into() });
        assert_eq!(tale.state(), "in_progress");
    }
}

#[test]
fn a_matter_from_an_instruction_is_reported_to_its_author() {
    let mut tale = Tale::awaiting_report();
    assert_eq!(tale.state(), "awaiting_report");
    tale.done(&staff(), Command::ReportToAuthor { reply: "已阅".into() });
    assert_eq!(tale.state(), "awaiting_closure");

    let mut tale = Tale::awaiting_report();
    let number = tale.m().number.clone();
    tale.at("2026-03-10T09:00");
    let again = |text: &str| Command::TakeNewInstruction {
        text: "再抓落实".into(),
        deadline: Deadline::On(day(text)),
    };
    tale.refused(&staff(), again("2026-03-10"), "date.ahead");
    tale.done(&staff(), again("2026-04-10"));
    assert_eq!((tale.state(), &tale.m().number), ("assigned", &number));
    assert_eq!(tale.light("2026-03-11T18:00"), ("red", vec!["unsigned"]), "it is signed for anew");
    assert_eq!(Tale::verified().state(), "awaiting_closure", "without an instruction nobody is reported to");
}

#[test]
fn closure_refused_goes_back_to_work() {
    let mut tale = Tale::proposed();
    tale.done(&head(), Command::RefuseClosure { reason: reason() });
    assert_eq!(tale.state(), "in_progress");
}

#[test]
fn withdrawal_keeps_the_number_and_is_final() {
    for mut tale in [
        Tale::registered(),
        Tale::assigned(),
        Tale::in_progress(),
        Tale::objecting(),
        Tale::suspended(),
        Tale::claimed(),
        Tale::awaiting_report(),
        Tale::proposed(),
    ] {
        let number = tale.m().number.clone();
        let decision = |approved| Command::DecideWithdrawal { approved, reason: reason() };
        let before = tale.state();
        tale.done(&staff(), Command::AskWithdrawal { reason: reason() });
        tale.refused(&staff(), Command::AskWithdrawal { reason: reason() }, "withdrawal.asked");
        tale.done(&head(), decision(false));
        assert_eq!(tale.state(), before);
        tale.done(&staff(), Command::AskWithdrawal { reason: reason() }).done(&head(), decision(true));
        assert_eq!((tale.state(), &tale.m().number), ("withdrawn", &number));
        assert!(super::super::todos(tale.m()).is_empty(), "nothing waits in {before}");
        assert!(
            everybody().iter().all(|who| tale.offered(who).is_empty()),
            "nothing is offered after {before}"
        );
    }
    for mut tale in [Tale::submitted(), Tale::closed()] {
        tale.refused(&staff(), Command::AskWithdrawal { reason: reason() }, "matter.state");
    }
}

#[test]
fn reopening_keeps_the_old_outcome_and_sets_a_new_deadline() {
    let mut tale = Tale::closed();
    tale.at("2026-09-01T09:00");
    let reopen =
        |text: &str| Command::Reopen { reason: "问题反弹".into(), deadline: Deadline::On(day(text)) };
    tale.refused(&staff(), reopen("2026-10-30"), "rights.table");
    tale.refused(&head(), reopen("2026-09-01"), "date.ahead");
    tale.done(&head(), reopen("2026-10-30"));
    assert_eq!(tale.state(), "in_progress");
    assert_eq!(tale.m().past_outcomes, [Outcome::Solved]);
    assert_eq!(tale.m().moments.due.as_ref().map(|due| due.date), Some(day("2026-10-30")));
    assert_eq!(tale.light("2026-09-01T10:00").0, "green");
}
