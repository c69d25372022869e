//! Help before pressure.

use super::{
    super::{
        Answer, Command, HelpResult, Holder, NewHelp, Slip, StandingWaiver, Timely, TodoKind, Waiver, What,
        holder, pressed, sample::*, todos,
    },
    rules::help_of,
};
use crate::{ids::UnitId, people::sample::*};

fn slip(slip: Slip) -> Command {
    Command::IssueSlip { slip, text: "请抓紧".into(), waiver: None, answer_by: None }
}

#[test]
fn a_red_slip_needs_a_help_step_since_the_light_turned() {
    let mut tale = Tale::in_progress();
    tale.done(&staff(), Command::OfferHelp(Box::new(help_of(FINANCE))));
    tale.done(&staff(), Command::EndHelp { help: 0, result: HelpResult::MovedOn, text: "有进展".into() });
    tale.at("2026-04-01T09:00");
    for colour in [Slip::Yellow, Slip::Orange, Slip::Red] {
        tale.refused(&staff(), slip(colour), "slip.help_first");
    }
    tale.done(&staff(), slip(Slip::Blue))
        .done(&staff(), Command::Urge { text: "请抓紧".into(), answer_by: None });
    tale.done(&liaison(), Command::AskHelp(Box::new(help_of(FINANCE))));
    tale.refused(&staff(), slip(Slip::Red), "slip.help_first");
    tale.done(&finance(), Command::AcceptHelp { help: 1 });
    assert_eq!(holder(tale.m()), Holder::Unit(FINANCE), "the ball moves once accepted");
    tale.done(&staff(), slip(Slip::Red));
    assert_eq!((tale.m().urges.slips, tale.m().urges.messages), (2, 1));
}

#[test]
fn help_that_was_not_needed_opens_no_gate() {
    let mut tale = Tale::in_progress();
    tale.at("2026-04-01T09:00").done(&liaison(), Command::AskHelp(Box::new(help_of(FINANCE))));
    tale.done(&staff(), Command::EndHelp { help: 0, result: HelpResult::NotNeeded, text: "自行解决".into() });
    tale.refused(&staff(), slip(Slip::Yellow), "slip.help_first");
}

#[test]
fn a_request_for_help_waits_for_the_office_whoever_it_names() {
    let kinds = |tale: &Tale, unit| -> Vec<TodoKind> {
        let mine = todos(tale.m()).into_iter().filter(|todo| todo.unit == unit);
        mine.map(|todo| todo.kind).filter(|kind| kind.code().ends_with("_help")).collect()
    };
    let mut tale = Tale::in_progress();
    tale.done(&liaison(), Command::AskHelp(Box::new(NewHelp { helper: None, ..help_of(FINANCE) })));
    assert_eq!(tale.m().helps[0].helper, CITY_OFFICE, "who names nobody asks the office");
    assert_eq!(kinds(&tale, CITY_OFFICE), [TodoKind::CoordinateHelp]);
    tale.done(&liaison(), Command::AskHelp(Box::new(help_of(FINANCE))));
    assert_eq!(kinds(&tale, CITY_OFFICE).len(), 2);
    assert_eq!(kinds(&tale, FINANCE), [TodoKind::AnswerHelp]);
    let give = |help, helper| Command::CoordinateHelp { help, helper };
    tale.refused(&liaison(), give(0, HUIAN), "rights.table");
    tale.refused(&staff(), give(0, UnitId(uuid::Uuid::from_u128(777))), "help.helper");
    tale.done(&staff(), give(0, CITY_OFFICE));
    assert_eq!(holder(tale.m()), Holder::Office(CITY_OFFICE));
    tale.done(&staff(), give(1, HUIAN));
    assert_eq!((holder(tale.m()), tale.m().helps[1].helper), (Holder::Unit(HUIAN), HUIAN));
    tale.refused(&staff(), give(1, FINANCE), "help.open");
    assert!(kinds(&tale, CITY_OFFICE).is_empty() && kinds(&tale, FINANCE).is_empty());
    let nobody = Command::OfferHelp(Box::new(NewHelp { helper: None, ..help_of(FINANCE) }));
    tale.refused(&staff(), nobody, "help.helper");
}

#[test]
fn a_waiver_is_a_standing_case_or_a_reason_that_is_given() {
    let with = |waiver| Command::IssueSlip {
        slip: Slip::Red,
        text: "请抓紧".into(),
        waiver: Some(waiver),
        answer_by: None,
    };
    let mut tale = Tale::in_progress();
    tale.refused(&staff(), with(Waiver::Reason { text: " ".into() }), "matter.reason");
    tale.done(&staff(), with(Waiver::Reason { text: "群众安全".into() }));
    for case in StandingWaiver::ALL {
        tale.done(&staff(), with(Waiver::Standing { case: *case }));
    }
}

#[test]
fn the_named_helper_may_object_and_nobody_answers_for_it() {
    let mut tale = Tale::in_progress();
    tale.done(&staff(), Command::OfferHelp(Box::new(help_of(FINANCE))));
    tale.refused(&liaison(), Command::DeclineHelp { help: 0, reason: "无关".into() }, "rights.table");
    tale.done(&finance(), Command::DeclineHelp { help: 0, reason: "不属本局职责".into() });
    assert_eq!(holder(tale.m()), Holder::Unit(HOUSING));
    tale.refused(
        &staff(),
        Command::EndHelp { help: 0, result: HelpResult::Solved, text: "好".into() },
        "help.open",
    );
}

/// An urge of some units alone.
fn some(units: Vec<UnitId>, slip: Option<(Slip, Option<Waiver>)>) -> Command {
    Command::UrgeUnits { text: "请填报".into(), units, slip, answer_by: None }
}

#[test]
fn who_has_not_signed_is_urged_first_then_those_who_answer_for_it() {
    let to = |tale: &Tale| match &tale.log.last().unwrap().1.what {
        What::Urged(urged) => urged.to.clone(),
        other => panic!("{other:?}"),
    };
    let mut tale = Tale::assigned();
    tale.done(&finance(), Command::SignFor { assignment: tale.share(FINANCE) });
    tale.done(&staff(), Command::Urge { text: "请签收".into(), answer_by: None });
    assert_eq!(to(&tale), [HOUSING]);
    tale.done(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) });
    tale.done(&staff(), Command::Urge { text: "请抓紧".into(), answer_by: None });
    assert_eq!(to(&tale), [HOUSING, FINANCE]);
    // What one of them owes is that one's affair.
    tale.done(&staff(), some(vec![FINANCE], None));
    assert_eq!(to(&tale), [FINANCE]);
    tale.refused(&staff(), some(vec![CITY_OFFICE], None), "assignment.exists");
    tale.refused(&staff(), some(vec![], None), "assignment.exists");
    tale.refused(&staff(), some(vec![FINANCE, CITY_OFFICE], None), "assignment.exists");
    // A slip for some is a slip: help comes first, and it reaches those alone.
    tale.refused(&staff(), some(vec![FINANCE], Some((Slip::Red, None))), "slip.help_first");
    tale.done(&staff(), some(vec![FINANCE], Some((Slip::Blue, None))));
    match &tale.log.last().unwrap().1.what {
        What::SlipIssued(issued) => assert_eq!(issued.to, [FINANCE]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_urge_asks_for_its_answer_by_a_day_that_lies_ahead_and_tells_whether_it_came_by_then() {
    let mut tale = Tale::in_progress();
    let by = |on: &str| Command::Urge { text: "请反馈".into(), answer_by: Some(day(on)) };
    tale.refused(&staff(), by("2026-03-01"), "urge.answer_by");
    let on = day("2026-03-20");
    tale.done(&staff(), by("2026-03-20"));
    let timely = |tale: &Tale, now| {
        let told = pressed(tale.log.iter().map(|(at, event)| (*at, event)));
        told.into_iter().find(|p| p.unit == HOUSING).unwrap().timely(now)
    };
    let (before, behind) = {
        let by = match &tale.log.last().unwrap().1.what {
            What::Urged(urged) => urged.answer_by.unwrap(),
            other => panic!("{other:?}"),
        };
        assert_eq!(by.on, on);
        (by.at.plus_ms(-1), by.at)
    };
    assert_eq!(timely(&tale, before), Some(Timely::Awaited));
    assert_eq!(timely(&tale, behind), Some(Timely::Overdue));
    let share = tale.share(HOUSING);
    tale.done(&liaison(), Command::Report(Box::new(progress(share, None))));
    assert_eq!(timely(&tale, behind), Some(Timely::InTime), "what came in time stays in time");
    // A slip says it as well, and whoever answers late has answered late.
    let slip =
        Command::IssueSlip { slip: Slip::Blue, text: "请反馈".into(), waiver: None, answer_by: Some(on) };
    tale.done(&staff(), slip);
    tale.at("2026-03-23T09:00").done(&liaison(), Command::Report(Box::new(progress(share, None))));
    assert_eq!(timely(&tale, behind.plus_ms(30 * 86_400_000)), Some(Timely::Late));
    tale.done(&staff(), Command::Urge { text: "请反馈".into(), answer_by: None });
    assert_eq!(timely(&tale, behind), None, "without a day nothing is late");
}

#[test]
fn an_urge_is_answered_by_the_units_next_step_and_by_nobody_elses() {
    let mut tale = Tale::assigned();
    let of = |tale: &Tale, unit| {
        let told = pressed(tale.log.iter().map(|(at, event)| (*at, event)));
        told.into_iter().find(|p| p.unit == unit).map(|p| (p.text, p.answered.map(|(_, how)| how)))
    };
    assert_eq!(of(&tale, HOUSING), None);
    tale.done(&staff(), Command::Urge { text: "请签收".into(), answer_by: None });
    assert_eq!(of(&tale, HOUSING), Some(("请签收".into(), None)));
    tale.done(&finance(), Command::SignFor { assignment: tale.share(FINANCE) });
    assert_eq!(of(&tale, HOUSING), Some(("请签收".into(), None)), "another unit's step answers nothing");
    tale.done(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) });
    assert_eq!(of(&tale, HOUSING), Some(("请签收".into(), Some(Answer::Signed))));
    // Whoever is urged anew owes a new answer.
    tale.done(&staff(), some(vec![HOUSING], None));
    assert_eq!(of(&tale, HOUSING), Some(("请填报".into(), None)));
    assert_eq!(of(&tale, FINANCE), Some(("请签收".into(), Some(Answer::Signed))));
}

/// Whoever was urged on a report must not be rid of the urge by a signature.
#[test]
fn a_signature_answers_only_whoever_owed_nothing_else_when_urged() {
    let of = |tale: &Tale| {
        let told = pressed(tale.log.iter().map(|(at, event)| (*at, event)));
        let mine = told.into_iter().find(|p| p.unit == HOUSING).unwrap();
        (mine.by_signing, mine.answered.map(|(_, how)| how))
    };
    // Late to sign, and the matter is past its day: what is asked for is more than a signature.
    let mut tale = Tale::assigned();
    tale.at("2026-05-06T09:00").done(&staff(), Command::Urge { text: "请书面反馈".into(), answer_by: None });
    assert_eq!(of(&tale), (false, None));
    let share = tale.share(HOUSING);
    tale.done(&liaison(), Command::SignFor { assignment: share });
    assert_eq!(of(&tale), (false, None), "it signed and said nothing");
    tale.done(&liaison(), Command::Report(Box::new(progress(share, None))));
    assert_eq!(of(&tale), (false, Some(Answer::Reported)));
    // A slip asks as a message does.
    let mut tale = Tale::assigned();
    tale.done(&staff(), slip(Slip::Blue));
    assert_eq!(of(&tale), (true, None));
    let share = tale.share(HOUSING);
    let object = Command::Object { assignment: share, proposed: FINANCE, reason: "不属职责".into() };
    tale.done(&liaison(), object);
    assert_eq!(of(&tale), (true, Some(Answer::Objected)), "who should do it was the question");
    // Once signed for, only what is written about the matter counts.
    let mut tale = Tale::in_progress();
    tale.done(&staff(), Command::Urge { text: "请书面反馈".into(), answer_by: None });
    let object =
        Command::Object { assignment: tale.share(HOUSING), proposed: FINANCE, reason: "不属职责".into() };
    tale.done(&liaison(), object);
    assert_eq!(of(&tale), (false, None), "that another should do it is no report");
    // An urge from before this was kept stands answered as it was.
    let mut older = Tale::assigned();
    older.at("2026-05-06T09:00").done(&staff(), Command::Urge { text: "请签收".into(), answer_by: None });
    if let What::Urged(urged) = &mut older.log.last_mut().unwrap().1.what {
        urged.to_sign = None;
    }
    let share = older.share(HOUSING);
    older.done(&liaison(), Command::SignFor { assignment: share });
    assert_eq!(of(&older), (true, Some(Answer::Signed)));
}
