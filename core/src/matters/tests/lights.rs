//! 亮灯: instants against a clock, with the reason.

use super::super::{Change, Command, Late, Milestone, Rate, assignment_light, late, light, sample::*};
use crate::{
    calendar::{Days, Deadline},
    people::sample::*,
};

fn of_days(days: u32) -> Tale {
    let mut tale = Tale::in_progress();
    let changes = vec![Change::Deadline(Deadline::Within { days, kind: Days::Working })];
    tale.done(&head(), Command::Amend { changes, reason: "调整".into() });
    tale
}

#[test]
fn yellow_at_three_working_days_or_a_fifth_of_the_limit() {
    let tale = of_days(20);
    assert_eq!(tale.light("2026-03-25T17:59").0, "green");
    assert_eq!(tale.light("2026-03-25T18:00"), ("yellow", vec!["nearly_due"]));
    assert_eq!(tale.light("2026-03-30T17:59").0, "yellow");
    assert_eq!(tale.light("2026-03-30T18:00"), ("red", vec!["overdue"]));
    let tale = of_days(10);
    assert_eq!((tale.light("2026-03-12T17:59").0, tale.light("2026-03-12T18:00").0), ("green", "yellow"));
    let tale = of_days(4);
    assert_eq!((tale.light("2026-03-06T17:59").0, tale.light("2026-03-06T18:00").0), ("green", "red"));
}

#[test]
fn a_standing_matter_never_turns_red_by_its_deadline() {
    let mut tale = Tale::in_progress();
    let changes = vec![Change::Deadline(Deadline::Standing)];
    tale.done(&head(), Command::Amend { changes, reason: "转为长期".into() });
    assert_eq!(tale.light("2030-01-01T09:00").0, "green");
}

#[test]
fn a_date_on_a_rest_day_stays_there() {
    let mut tale = Tale::in_progress();
    let changes = vec![Change::Deadline(Deadline::On(day("2026-03-28")))];
    tale.done(&head(), Command::Amend { changes, reason: "调整".into() });
    assert_eq!((tale.light("2026-03-28T17:59").0, tale.light("2026-03-28T18:00").0), ("yellow", "red"));
}

#[test]
fn unsigned_is_a_reason_of_its_own_and_of_each_unit() {
    let tale = Tale::assigned();
    assert_eq!(tale.light("2026-03-03T18:00"), ("red", vec!["unsigned"]));
    let tale = Tale::in_progress();
    let when = tale.instant("2026-03-03T18:00");
    let of = |unit| assignment_light(tale.m(), tale.share(unit), when).map(|shown| shown.light.code());
    assert_eq!((of(HOUSING), of(FINANCE), of(JINJIANG)), (Some("green"), Some("red"), None));
}

#[test]
fn precedence_is_done_grey_red_yellow_green() {
    assert_eq!(Tale::suspended().light("2030-01-01T09:00").0, "grey");
    assert_eq!(Tale::closed().light("2030-01-01T09:00").0, "done");
    let tale = Tale::in_progress();
    assert_eq!(tale.light("2026-04-30T09:00").0, "red", "red goes before yellow");
    assert_eq!(super::super::light(Tale::submitted().m(), tale.now), None);
}

#[test]
fn the_light_stands_still_before_the_office() {
    let mut tale = Tale::claimed();
    assert_eq!(tale.light("2026-06-01T09:00").0, "green", "claimed in time");
    tale = Tale::in_progress();
    tale.at("2026-03-31T09:00").done(&liaison(), claim());
    assert_eq!(tale.light("2026-06-01T09:00"), ("red", vec!["overdue"]), "claimed too late");
}

#[test]
fn a_light_that_stands_still_says_so_whatever_day_it_is() {
    let told = |tale: &Tale| {
        let now = tale.instant("2026-06-01T09:00");
        let shown = light(tale.m(), now).unwrap();
        shown.told(&tale.calendar, now).into_iter().map(|word| word.zh.into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told(&Tale::claimed()), ["已申请办结，停止计时"], "green, though its deadline is past");
    let mut tale = Tale::in_progress();
    assert_eq!(told(&tale), ["逾期未办结"]);
    tale.at("2026-03-31T09:00").done(&liaison(), claim());
    assert_eq!(told(&tale), ["逾期后申请办结，停止计时"]);
}

#[test]
fn what_is_late_is_a_units_to_do_until_completion_is_claimed() {
    let late_at = |tale: &Tale, at: &str| late(tale.m(), tale.instant(at));
    let unsigned = Tale::assigned();
    assert!(late_at(&unsigned, "2026-03-03T17:59").is_empty());
    assert!(late_at(&unsigned, "2026-03-03T18:00").contains(&(Late::Unsigned, HOUSING)));
    let mut tale = Tale::in_progress();
    let when = "2026-06-01T09:00";
    assert!(late_at(&tale, when).contains(&(Late::Unfinished, HOUSING)));
    tale.at("2026-03-31T09:00").done(&liaison(), claim());
    assert_eq!(late_at(&tale, when), [], "it waits for the office");
    assert_eq!(late_at(&Tale::claimed(), when), []);
    assert_eq!(late_at(&Tale::suspended(), "2030-01-01T09:00"), []);
    for kind in Late::ALL {
        assert_eq!(Late::from_code(kind.code()), Some(kind));
        assert!(kind.word().zh.starts_with("逾期"), "one word for all");
    }
}

#[test]
fn behind_schedule_by_ten_points_is_yellow_and_by_more_than_thirty_red() {
    let mut tale = Tale::in_progress();
    let milestones =
        vec![Milestone { name: "完工".into(), on: day("2026-06-10"), target: Rate::WHOLE, reached: None }];
    let changes = vec![Change::Deadline(Deadline::On(day("2026-12-31")))];
    tale.done(&head(), Command::Amend { changes, reason: "调整".into() });
    tale.done(&staff(), Command::Plan { milestones, indicators: vec![] });
    assert_eq!(
        (tale.light("2026-03-12T17:59").0, tale.light("2026-03-12T18:00")),
        ("green", ("yellow", vec!["slipping"]))
    );
    assert_eq!(
        (tale.light("2026-04-01T18:00").0, tale.light("2026-04-02T18:00")),
        ("yellow", ("red", vec!["behind"]))
    );
    tale.done(&liaison(), report(tale.share(HOUSING), 40));
    assert_eq!(tale.light("2026-04-02T18:00").0, "green", "a report moves the step");
}
