//! 签收、申请改派、转交办.

use super::super::{Change, Command, Holder, Part, Receipt, Urgency, sample::*};
use crate::{
    calendar::{Days, Deadline},
    people::sample::*,
};

#[test]
fn lead_and_responsible_units_sign_and_assisting_ones_are_informed() {
    let mut tale = Tale::assigned();
    assert_eq!(tale.m().assignments[2].receipt, Receipt::Informed);
    tale.done(&finance(), Command::SignFor { assignment: tale.share(FINANCE) });
    assert_eq!(tale.state(), "assigned", "the lead has not signed");
    tale.done(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) });
    assert_eq!(tale.state(), "in_progress");
    let tale = Tale::in_progress();
    assert!(tale.offered(&finance()).contains(&"sign-for"), "who hasn't signed stays listed");
}

#[test]
fn nobody_signs_for_another_units_share() {
    let mut tale = Tale::assigned();
    tale.refused(&finance(), Command::SignFor { assignment: tale.share(HOUSING) }, "rights.table");
    tale.refused(&county(), Command::SignFor { assignment: tale.share(HOUSING) }, "rights.table");
}

#[test]
fn objections_are_raised_within_two_working_days_and_the_same_day_when_urgent() {
    let mut tale = Tale::assigned();
    tale.at("2026-03-04T18:00");
    tale.done(&liaison(), object(tale.share(HOUSING)));

    let mut tale = Tale::assigned();
    let urgent = Command::Amend { changes: vec![Change::Urgency(Urgency::Urgent)], reason: "台风".into() };
    tale.done(&staff(), urgent).at("2026-03-03T09:00");
    tale.refused(&liaison(), object(tale.share(HOUSING)), "object.in_time");
}

#[test]
fn the_old_unit_keeps_its_share_until_the_decision() {
    let tale = Tale::objecting();
    assert_eq!(tale.m().lead().map(|lead| lead.unit), Some(HOUSING));
    assert_eq!(super::super::holder(tale.m()), Holder::Office(CITY_OFFICE));
}

#[test]
fn a_responsible_units_objection_concerns_its_share_only() {
    let mut tale = Tale::assigned();
    let share = tale.share(FINANCE);
    tale.done(&finance(), Command::Object { assignment: share, proposed: HUIAN, reason: "不属本局".into() });
    assert_eq!(tale.state(), "assigned");
    tale.done(&liaison(), object(tale.share(HOUSING)));
    tale.done(
        &staff(),
        Command::DecideObjection { assignment: share, upheld: false, reason: "属职责".into() },
    );
    assert_eq!(tale.state(), "objecting", "the lead's objection is not decided by another's");
    let lead = tale.share(HOUSING);
    tale.done(
        &staff(),
        Command::DecideObjection { assignment: lead, upheld: false, reason: "属职责".into() },
    );
    assert_eq!(tale.state(), "assigned");
    tale.done(&finance(), Command::Object { assignment: share, proposed: HUIAN, reason: "再次说明".into() });
    tale.done(&staff(), Command::DecideObjection { assignment: share, upheld: true, reason: "同意".into() });
    assert_eq!(tale.m().assignments.len(), 2);
}

#[test]
fn what_was_passed_down_ends_with_the_share_it_came_from() {
    let mut tale = Tale::registered();
    let new = vec![new_share(1, HOUSING, Part::Lead), new_share(2, JINJIANG, Part::Responsible)];
    tale.done(&staff(), Command::Assign(new));
    let from = tale.share(JINJIANG);
    let to = new_share(5, JINJIANG_HOUSING, Part::Lead);
    tale.done(&county(), Command::PassDown { assignment: from, to });
    let passed = tale.m().assignments.last().unwrap();
    assert_eq!((passed.part, passed.passed_from), (Part::Responsible, Some(from)));
    tale.done(&village(), Command::SignFor { assignment: tale.share(JINJIANG_HOUSING) });
    tale.done(&county(), Command::Object { assignment: from, proposed: HUIAN, reason: "不在辖区".into() });
    tale.done(&staff(), Command::DecideObjection { assignment: from, upheld: true, reason: "同意".into() });
    assert_eq!(tale.m().assignments.len(), 1);
}

#[test]
fn the_matters_limit_counts_from_the_day_the_lead_was_given_it() {
    let mut tale = Tale::in_progress();
    let mut own = new_share(2, JINJIANG, Part::Responsible);
    own.deadline = Some(Deadline::Within { days: 5, kind: Days::Working });
    let units = vec![new_share(1, HOUSING, Part::Lead), own];
    tale.done(&staff(), Command::Reassign { assignments: units, reason: "调整".into() });
    let due = |tale: &Tale, unit| tale.m().moments.share(tale.share(unit)).unwrap().due.clone().unwrap().date;
    assert_eq!((due(&tale, HOUSING), due(&tale, JINJIANG)), (day("2026-03-30"), day("2026-03-09")));
    tale.at("2026-03-05T09:00");
    let to = new_share(5, JINJIANG_HOUSING, Part::Responsible);
    tale.done(&county(), Command::PassDown { assignment: tale.share(JINJIANG), to });
    assert_eq!(due(&tale, JINJIANG_HOUSING), day("2026-03-09"), "by when the county owes it");
}
