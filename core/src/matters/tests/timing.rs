//! 延期 and 暂缓办理; waiting for the office is a pause.

use super::{
    super::{Change, Command, Holder, NewAssignment, Outcome, Part, ReturnKind, TodoKind, holder, sample::*},
    rules::{ask_more, grant},
};
use crate::{calendar::Deadline, people::sample::*};

fn due(tale: &Tale) -> String {
    tale.m().moments.due.as_ref().unwrap().date.to_string()
}

fn fixed(tale: &mut Tale, on: &str) {
    let changes = vec![Change::Deadline(Deadline::On(day(on)))];
    tale.done(&head(), Command::Amend { changes, reason: "改为定期".into() });
}

#[test]
fn each_extension_is_decided_one_level_higher() {
    let mut tale = Tale::in_progress();
    tale.done(&liaison(), ask_more("2026-04-30"));
    assert_eq!(holder(tale.m()), Holder::Office(CITY_OFFICE));
    tale.done(&staff(), grant()).done(&liaison(), ask_more("2026-05-29"));
    tale.refused(&staff(), grant(), "extension.next_level").done(&head(), grant());
    tale.done(&liaison(), ask_more("2026-06-30"));
    tale.refused(&head(), grant(), "extension.next_level").done(&governor(), grant());
    assert_eq!((tale.m().extensions, due(&tale)), (3, "2026-06-30".into()));
}

#[test]
fn a_refused_extension_moves_nothing() {
    let mut tale = Tale::in_progress();
    let before = due(&tale);
    tale.done(&liaison(), ask_more("2026-04-30")).at("2026-03-05T09:00");
    tale.done(&staff(), Command::DecideExtension { granted: false, reason: "理由不足".into() });
    assert_eq!((due(&tale), tale.m().extensions), (before, 0));
}

#[test]
fn a_late_extension_is_the_heads_and_overdue_days_stay_counted() {
    let mut tale = Tale::in_progress();
    assert_eq!(due(&tale), "2026-03-30");
    let late = || Command::GrantLateExtension { until: day("2026-04-30"), reason: "台风".into() };
    tale.at("2026-04-02T09:00").refused(&staff(), late(), "rights.table").done(&head(), late());
    assert_eq!((due(&tale), tale.m().overdue_days, tale.m().extensions), ("2026-04-30".into(), 3, 1));
}

#[test]
fn a_suspension_moves_a_limit_but_not_a_date_and_ends_by_itself() {
    let mut tale = Tale::suspended();
    assert_eq!(tale.light("2026-03-05T09:00").0, "grey");
    assert_eq!(holder(tale.m()), Holder::Nobody);
    assert_eq!(tale.m().moments.resume_at, Some(tale.instant("2026-03-09T00:00")));
    tale.refused(&liaison(), claim(), "matter.state").refused(
        &liaison(),
        ask_more("2026-04-30"),
        "matter.state",
    );
    tale.at("2026-03-10T00:05").system(Command::Resume { new_date: None }).unwrap();
    assert_eq!(due(&tale), "2026-04-03", "four of its days stood still; the day of receipt never counted");
    assert_eq!(
        tale.m().spans.last().unwrap().from,
        tale.instant("2026-03-09T00:00"),
        "however late the sweep"
    );

    let mut tale = Tale::in_progress();
    fixed(&mut tale, "2026-03-31");
    let suspend = || Command::Suspend { until: day("2026-03-09"), reason: "等待审批".into() };
    tale.done(&staff(), suspend()).at("2026-03-05T09:00");
    let mut kept = tale.clone();
    kept.done(&staff(), Command::Resume { new_date: None });
    assert_eq!(due(&kept), "2026-03-31");
    tale.done(&staff(), Command::Resume { new_date: Some(day("2026-04-10")) });
    assert_eq!(due(&tale), "2026-04-10");
}

#[test]
fn an_open_request_lapses_with_a_suspension_and_is_told() {
    let mut tale = Tale::in_progress();
    tale.done(&liaison(), ask_more("2026-04-30"));
    tale.done(&staff(), Command::Suspend { until: day("2026-03-09"), reason: "等待审批".into() });
    let said = format!("{:?}", super::super::sentence(&tale.log.last().unwrap().1));
    assert!(tale.m().extension.is_none() && said.contains("原延期申请失效"), "{said}");
}

#[test]
fn at_least_two_working_days_remain_after_a_return() {
    let send_back = || Command::ReturnClaim { kind: ReturnKind::Complete, opinion: "缺验收表".into() };
    let mut tale = Tale::in_progress();
    fixed(&mut tale, "2026-03-13");
    tale.at("2026-03-12T09:00").done(&liaison(), claim());
    tale.at("2026-03-17T09:00").done(&staff(), send_back());
    assert_eq!(due(&tale), "2026-03-19");

    let mut tale = Tale::in_progress();
    tale.at("2026-03-12T09:00").done(&liaison(), claim());
    tale.at("2026-03-17T09:00").done(&staff(), send_back());
    assert_eq!(due(&tale), "2026-04-02", "three working days before the office don't count");
}

#[test]
fn what_was_overdue_when_it_was_claimed_done_stays_overdue() {
    let send_back =
        || Command::ReturnClaim { kind: ReturnKind::Complete, opinion: "照片未更新。".into() };
    for dated in [true, false] {
        let mut tale = Tale::in_progress();
        if dated {
            fixed(&mut tale, "2026-03-30");
        }
        tale.at("2026-04-02T09:00").done(&liaison(), claim());
        tale.at("2026-04-07T09:00").done(&staff(), send_back());
        assert_eq!(due(&tale), "2026-03-30", "the date that it missed");
        assert_eq!(tale.light("2026-04-07T09:00"), ("red", vec!["overdue"]));
        let returned = tale.m().to_complete().unwrap();
        assert_eq!((returned.left.until.unwrap().on, returned.left.moved_from), (day("2026-04-09"), None));
        let said = format!("{:?}", super::super::sentence(&tale.log.last().unwrap().1));
        assert!(said.contains("照片未更新\"") && said.contains("完成时限不变，补办时限"), "{said}");
        let todo = super::super::todos(tale.m()).into_iter().find(|todo| todo.kind == TodoKind::Complete);
        assert_eq!(todo.and_then(|todo| todo.by), Some(tale.instant("2026-04-09T18:00")));

        tale.at("2026-04-08T09:00").done(&liaison(), claim()).at("2026-04-09T09:00").done(&staff(), pass());
        tale.done(&second_staff(), Command::ProposeClosure { outcome: Outcome::Solved });
        let refusal = Command::RefuseClosure { reason: "仍缺验收表".into() };
        tale.at("2026-04-10T09:00").done(&head(), refusal);
        assert_eq!((due(&tale), tale.light("2026-04-10T09:00").0), ("2026-03-30".into(), "red"));
    }
}

#[test]
fn a_return_in_time_tells_the_date_that_it_moved() {
    let send_back = || Command::ReturnClaim { kind: ReturnKind::Complete, opinion: "缺验收表".into() };
    let mut tale = Tale::in_progress();
    fixed(&mut tale, "2026-03-13");
    tale.at("2026-03-12T09:00").done(&liaison(), claim());
    tale.at("2026-03-17T09:00").done(&staff(), send_back());
    let left = &tale.m().to_complete().unwrap().left;
    assert_eq!((left.until.unwrap().on, left.moved_from), (day("2026-03-19"), Some(day("2026-03-13"))));
    assert_ne!(tale.light("2026-03-17T09:00").0, "red", "it was in time");
    let more = Command::Amend {
        changes: vec![Change::Deadline(Deadline::On(day("2026-04-30")))],
        reason: "录入有误".into(),
    };
    tale.done(&head(), more);
    assert_eq!(tale.m().to_complete().unwrap().left.until, None, "a later deadline leaves it more");
}

#[test]
fn the_deadline_of_what_is_assigned_is_amended_by_the_head_alone() {
    let later = || Command::Amend {
        changes: vec![Change::Deadline(Deadline::On(day("2026-12-31"))), Change::Title("新名称".into())],
        reason: "原录入有误".into(),
    };
    let mut tale = Tale::registered();
    tale.done(&staff(), later());
    let mut tale = Tale::in_progress();
    tale.at("2026-04-02T09:00").refused(&staff(), later(), "amend.deadline");
    tale.refused(&liaison(), later(), "rights.table");
    let as_it_is = Command::Amend {
        changes: vec![Change::Deadline(tale.m().deadline), Change::Requirement("十二个小区".into())],
        reason: "补充".into(),
    };
    tale.done(&staff(), as_it_is).done(&head(), later());
    let said = super::super::sentence(&tale.log.last().unwrap().1);
    assert_eq!(said.zh, "更正：完成时限由{0}改为{1}；事项名称由{2}改为{3}。理由：{4}");
    assert_eq!(said.args[1], crate::phrase::Arg::Date(day("2026-12-31")));
}

/// Giving a matter to others is no second way to move its deadline.
#[test]
fn whoever_is_given_a_matter_keeps_its_deadline_unless_the_head_gives_another() {
    let later = Some(Deadline::On(day("2026-12-31")));
    let to = |unit, deadline| {
        let lead = NewAssignment { deadline, ..new_share(21, unit, Part::Lead) };
        let beside = NewAssignment { deadline: later, ..new_share(22, HUIAN, Part::Responsible) };
        Command::Reassign { assignments: vec![lead, beside], reason: "职责调整".into() }
    };
    let mut tale = Tale::in_progress();
    // The days that the lead was given don't begin anew by giving it to the same unit once more.
    let due_before = due(&tale);
    tale.at("2026-03-12T09:00").done(&staff(), to(HOUSING, None));
    assert_eq!(due(&tale), due_before);
    fixed(&mut tale, "2026-03-30");
    tale.at("2026-04-02T09:00");
    for unit in [HOUSING, JINJIANG_HOUSING] {
        tale.refused(&staff(), to(unit, later), "amend.deadline");
    }
    // Who does it is the office's hand's to change, and a unit that comes in may have a day of its own.
    tale.done(&staff(), to(JINJIANG_HOUSING, None));
    assert_eq!(tale.light("2026-04-02T09:00").0, "red", "it is as late as before");
    tale.done(&head(), to(HOUSING, later));
    assert_eq!(tale.m().lead().unwrap().deadline, later);
    // What the head gave stands: it is neither moved nor dropped by whoever gives it on.
    tale.refused(&staff(), to(JINJIANG_HOUSING, None), "amend.deadline");
    tale.done(&staff(), to(JINJIANG_HOUSING, later));
}

#[test]
fn waiting_for_the_decision_on_an_objection_does_not_count() {
    let mut tale = Tale::objecting();
    tale.at("2026-03-05T09:00");
    let decision =
        Command::DecideObjection {
            assignment: tale.share(HOUSING), upheld: false, reason: "属职责".into()
        };
    tale.done(&staff(), decision);
    assert_eq!(due(&tale), "2026-04-01");
}

#[test]
fn a_pause_on_a_changed_calendar_is_reckoned_anew_by_the_system() {
    let mut tale = Tale::in_progress();
    tale.calendar = tale.calendar.clone().with_cutoff(jiff::civil::time(17, 30, 0, 0));
    tale.log.clear();
    let before = tale.matter.clone();
    let facts = tale.facts(super::super::By::System);
    let events = super::super::decide(before.as_ref(), &Command::Recompute, &facts).unwrap();
    let after = super::super::apply(before, &events[0], tale.now).unwrap();
    assert_eq!(after.moments.due.unwrap().at, tale.instant("2026-03-30T17:30"));
}
