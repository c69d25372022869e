//! 填报期 in its simplest form: one report a month.

use super::super::{
    By, Change, Command, NewReport, TodoKind, apply, decide, light, missed_twice, sample::*, todos,
};
use crate::{
    calendar::Deadline,
    campaigns::{MonthlyRound, Rules},
    people::sample::*,
};

fn monthly(day_of_month: i8) -> Rules {
    Rules { round: Some(MonthlyRound { day: day_of_month }), ..Rules::default() }
}

fn with_rounds() -> Tale {
    let mut tale = Tale::assigned();
    tale.rules = monthly(25);
    let changes = vec![Change::Deadline(Deadline::Standing)];
    tale.done(&head(), Command::Amend { changes, reason: "长期".into() });
    tale.done(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) });
    tale
}

fn owed(tale: &Tale) -> String {
    let at = tale.m().moments.share(tale.share(HOUSING)).unwrap().report_due_at.unwrap();
    tale.calendar.date_of(at).to_string()
}

fn reports(tale: &mut Tale, when: &str) {
    tale.at(when);
    let told = NewReport { rate: None, ..progress(tale.share(HOUSING), None) };
    tale.done(&liaison(), Command::Report(Box::new(told)));
}

#[test]
fn one_report_answers_one_round() {
    let mut tale = with_rounds();
    assert_eq!(owed(&tale), "2026-03-25");
    reports(&mut tale, "2026-03-10T09:00");
    assert_eq!(owed(&tale), "2026-04-27", "25 April is a Saturday");
    reports(&mut tale, "2026-03-12T09:00");
    assert_eq!(owed(&tale), "2026-04-27", "a second report in the same round answers nothing more");
}

#[test]
fn a_late_report_answers_the_overdue_round_only() {
    let mut tale = with_rounds();
    assert_eq!(tale.light("2026-03-25T18:00"), ("red", vec!["unreported"]));
    reports(&mut tale, "2026-04-02T09:00");
    assert_eq!((owed(&tale), tale.light("2026-04-02T10:00").0), ("2026-04-27".into(), "green"));
    reports(&mut tale, "2026-07-02T09:00");
    assert_eq!(owed(&tale), "2026-07-27", "rounds long past are not asked for one by one");
}

#[test]
fn no_progress_two_rounds_running_is_told_when_the_second_round_is_past() {
    let mut tale = with_rounds();
    let share = tale.share(HOUSING);
    let missed = |tale: &Tale| {
        let owed = tale.m().moments.share(share).unwrap().report_due_at.unwrap();
        missed_twice(MonthlyRound { day: 25 }, tale.now, &tale.calendar).is_some_and(|cut| owed <= cut)
    };
    for (when, told) in [("2026-03-26T09:00", false), ("2026-04-27T17:59", false), ("2026-04-27T18:00", true)]
    {
        tale.at(when);
        assert_eq!(missed(&tale), told, "{when}: the rounds of 25 March and, moved, of 27 April");
    }
    reports(&mut tale, "2026-04-28T09:00");
    assert!(!missed(&tale));
}

#[test]
fn who_has_not_signed_owes_a_signature_not_a_report() {
    let tale = with_rounds();
    let unit =
        |kind| todos(tale.m()).iter().filter(|todo| todo.kind == kind).map(|t| t.unit).collect::<Vec<_>>();
    assert_eq!((unit(TodoKind::SignFor), unit(TodoKind::Report)), (vec![FINANCE], vec![HOUSING]));
}

#[test]
fn a_round_that_fell_into_a_suspension_is_not_asked_for() {
    let mut tale = with_rounds();
    tale.at("2026-03-20T09:00");
    tale.done(&staff(), Command::Suspend { until: day("2026-04-10"), reason: "等待".into() });
    tale.at("2026-04-10T00:00").system(Command::Resume { new_date: None }).unwrap();
    assert_eq!(owed(&tale), "2026-04-27");
}

#[test]
fn other_rules_move_what_is_owed_and_ask_nothing_for_the_past() {
    let recomputed = |tale: &mut Tale, rules: Rules| {
        tale.rules = rules;
        tale.system(Command::Recompute).unwrap();
    };
    let mut tale = with_rounds();
    reports(&mut tale, "2026-03-10T09:00");
    recomputed(&mut tale, monthly(20));
    assert_eq!(owed(&tale), "2026-04-20", "March was answered already");
    recomputed(&mut tale, Rules::default());
    assert_eq!(tale.m().moments.share(tale.share(HOUSING)).unwrap().report_due_at, None);
    tale.at("2026-09-01T09:00");
    recomputed(&mut tale, monthly(25));
    // 25 September 2026 is the Mid-Autumn holiday.
    assert_eq!((owed(&tale), tale.light("2026-09-01T10:00").0), ("2026-09-28".into(), "green"));
    let again = decide(tale.matter.as_ref(), &Command::Recompute, &tale.facts(By::System)).unwrap();
    assert!(again.is_empty());
}

#[test]
fn the_last_day_of_a_month_that_is_a_rest_day_is_owed_in_the_next() {
    // 31 January 2026 is a Saturday: its round is due on Monday, 2 February.
    let mut tale = with_rounds();
    tale.rules = monthly(31);
    let due = super::super::next_report_due(
        MonthlyRound { day: 31 },
        None,
        tale.instant("2026-02-01T12:00"),
        &tale.calendar,
    );
    assert_eq!(due, Some(tale.instant("2026-02-02T18:00")));
}

#[test]
fn reopening_starts_the_rounds_anew() {
    let mut tale = with_rounds();
    tale.done(&liaison(), claim()).done(&staff(), pass());
    tale.done(&staff(), Command::ProposeClosure { outcome: super::super::Outcome::Solved });
    tale.done(&head(), Command::ApproveClosure { look_back_months: vec![] });
    tale.at("2026-08-03T09:00");
    tale.done(&head(), Command::Reopen { reason: "反弹".into(), deadline: Deadline::Standing });
    assert_eq!(owed(&tale), "2026-08-25");
    let (at, last) = tale.log.last().unwrap().clone();
    assert!(apply(None, &last, at).is_none(), "a stream begins with a beginning");
}

#[test]
fn an_overdue_report_is_told_with_its_day_its_round_and_how_late_it_is() {
    let mut tale = with_rounds();
    let told = |tale: &Tale, when: &str| -> Vec<(String, String)> {
        let now = tale.instant(when);
        let words = light(tale.m(), now).unwrap().told(&tale.calendar, now);
        words.into_iter().map(|word| (word.zh.into_owned(), word.en.into_owned())).collect()
    };
    let late = |zh: &str, en: &str| vec![(zh.to_owned(), en.to_owned())];
    assert_eq!(told(&tale, "2026-03-25T17:59"), []);
    let same_day = late("应于3月25日反馈（每月），已逾期", "monthly report due 25 Mar 2026, overdue");
    assert_eq!(told(&tale, "2026-03-25T18:00"), same_day);
    let next = late("应于3月25日反馈（每月），逾期1天", "monthly report due 25 Mar 2026, 1 day late");
    assert_eq!(told(&tale, "2026-03-26T09:00"), next);
    let year =
        late("应于2026年3月25日反馈（每月），逾期285天", "monthly report due 25 Mar 2026, 285 days late");
    assert_eq!(told(&tale, "2027-01-04T09:00"), year);
    // Once completion is claimed no more days are counted.
    tale.at("2026-03-27T09:00").done(&liaison(), claim());
    let claimed = told(&tale, "2026-05-01T09:00");
    assert_eq!(claimed[0].0, "应于3月25日反馈（每月），未反馈", "{claimed:?}");
}
