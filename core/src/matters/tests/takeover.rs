//! 补录: no past is invented.

use super::super::{
    Command, LedgerReport, LedgerRow, MatterKind, Number, Part, Rate, RemarkedLight, Source, TakeOver,
    Urgency, What, sample::*,
};
use crate::{calendar::Deadline, ids::BatchId, people::sample::*};
use uuid::Uuid;

pub fn row() -> TakeOver {
    TakeOver {
        id: matter_id(21),
        kind: MatterKind::Project,
        title: "新建公园".into(),
        requirement: "年底建成".into(),
        source: Source::Decision,
        row: LedgerRow {
            file: "cd".repeat(32),
            name: "民生项目.xlsx".into(),
            sheet: "Sheet1".into(),
            row: 5,
        },
        batch: BatchId(Uuid::from_u128(60)),
        key: "民生项目/3".into(),
        number: Some(Number { series: "督查立项".into(), year: 2021, serial: 3 }),
        give_number: false,
        office: CITY_OFFICE,
        campaign: None,
        urgency: Urgency::General,
        deadline: Deadline::On(day("2026-12-31")),
        deadline_text: "12月底".into(),
        assigned_on: None,
        assignments: three_units(),
        reports: vec![
            LedgerReport { on: Some(day("2026-01-30")), rate: Some(Rate(4000)), ..told("开工") },
            LedgerReport { rate: Some(Rate(6500)), ..told("主体完成") },
        ],
        indicators: vec![],
        done: false,
        light: Some(RemarkedLight::Red),
        remark: "重点".into(),
        leader: "王市长".into(),
        contacts: vec![],
        group: "一、城建".into(),
    }
}

fn told(text: &str) -> LedgerReport {
    LedgerReport {
        on: None,
        text: text.into(),
        rate: None,
        problem: String::new(),
        needs: String::new(),
        next_step: String::new(),
    }
}

#[test]
fn a_row_goes_on_in_progress_with_clocks_that_start_now() {
    let mut tale = Tale::new();
    tale.done(&clerk(), Command::TakeOver(Box::new(row())));
    assert_eq!((tale.state(), tale.m().number.as_ref().map(|n| n.serial)), ("in_progress", Some(3)));
    assert_eq!(tale.m().lead().unwrap().rate, Some(Rate(6500)));
    assert_eq!(tale.light("2026-03-02T10:00").0, "green", "its red in the ledger is a remark");
    assert_eq!(tale.light("2026-03-03T18:00"), ("red", vec!["unsigned"]));
    assert_eq!(tale.m().lead().unwrap().part, Part::Lead);
    assert_eq!(tale.m().spans.len(), 1);
}

#[test]
fn a_rows_light_turns_yellow_by_the_limit_that_the_ledger_tells() {
    let light = |assigned_on, deadline, at: &str| {
        let mut tale = Tale::new();
        let row = TakeOver { assigned_on, deadline: Deadline::On(day(deadline)), ..row() };
        tale.done(&clerk(), Command::TakeOver(Box::new(row)));
        tale.done(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) });
        tale.light(at).0
    };
    // Taken over on Monday, 2 March 2026. Due on Wednesday: within the last three working days of a long limit.
    assert_eq!(light(Some(day("2026-01-05")), "2026-03-04", "2026-03-02T10:00"), "yellow");
    assert_eq!(
        light(None, "2026-03-04", "2026-03-02T10:00"),
        "yellow",
        "nobody knows since when: the rule's days"
    );
    assert_eq!(
        light(Some(day("2026-02-26")), "2026-03-04", "2026-03-02T10:00"),
        "green",
        "a short limit's fifth"
    );
    assert_eq!(
        light(Some(day("2026-05-01")), "2026-03-04", "2026-03-02T10:00"),
        "yellow",
        "a day that can't be"
    );
    assert_eq!(light(None, "2026-03-13", "2026-03-02T10:00"), "green");
}

#[test]
fn a_row_that_says_done_waits_for_verification_without_made_up_lateness() {
    let mut tale = Tale::new();
    let done = TakeOver { done: true, deadline: Deadline::On(day("2021-12-31")), ..row() };
    tale.done(&clerk(), Command::TakeOver(Box::new(done)));
    assert_eq!((tale.state(), tale.light("2026-06-01T09:00").0), ("under_verification", "green"));
    tale.done(&staff(), pass());
    assert_eq!(tale.state(), "awaiting_closure");

    let mut tale = Tale::new();
    let late = TakeOver { deadline: Deadline::On(day("2021-12-31")), ..row() };
    tale.done(&clerk(), Command::TakeOver(Box::new(late)));
    assert_eq!(tale.light("2026-03-02T10:00"), ("red", vec!["overdue"]), "the deadline is the ledger's own");
}

#[test]
fn a_returned_row_gets_two_working_days() {
    let mut tale = Tale::new();
    let done = TakeOver { done: true, deadline: Deadline::On(day("2021-12-31")), ..row() };
    tale.done(&clerk(), Command::TakeOver(Box::new(done)));
    let kind = super::super::ReturnKind::Redo;
    tale.done(&staff(), Command::ReturnClaim { kind, opinion: "缺材料".into() });
    assert_eq!(tale.m().deadline, Deadline::On(day("2026-03-04")));
}

#[test]
fn a_row_imported_again_brings_progress_that_nobody_signed_for() {
    let mut tale = Tale::new();
    tale.done(&clerk(), Command::TakeOver(Box::new(row())));
    let lead = tale.share(HOUSING);
    let again = |rate| {
        let report = Box::new(progress(lead, Some(Rate(rate))));
        Command::ReportFromLedger { report, row: LedgerRow { row: 6, ..row().row } }
    };
    tale.refused(&liaison(), again(7000), "rights.table");
    tale.refused(&clerk(), again(100), "report.not_back");
    tale.done(&clerk(), again(7000));
    assert_eq!(tale.m().lead().unwrap().rate, Some(Rate(7000)));
    let What::Reported(reported) = &tale.log.last().unwrap().1.what else { panic!() };
    assert_eq!(reported.row.as_ref().map(|row| row.row), Some(6));
}

#[test]
fn a_row_without_a_number_is_given_one_where_that_was_chosen_and_its_own_is_kept() {
    let take = |number: Option<Number>, give_number, numbered| {
        let mut tale = Tale::new();
        tale.numbered = numbered;
        let row = TakeOver { number, give_number, ..row() };
        let told = tale.does(&clerk(), Command::TakeOver(Box::new(row)));
        told.map(|()| tale.m().number.as_ref().map(ToString::to_string)).map_err(|refusal| refusal.rule.code)
    };
    let own = Some(Number { series: "督查立项".into(), year: 2021, serial: 3 });
    let kept = Ok(Some("督查立项〔2021〕3号".to_owned()));
    assert_eq!(take(own.clone(), true, true), kept, "what the ledger says goes first");
    assert_eq!(take(own, false, true), kept);
    assert_eq!(take(None, false, true), Ok(None));
    assert_eq!(take(None, true, true), Ok(Some("督查立项〔2026〕1号".to_owned())));
    assert!(take(None, true, false).is_err(), "an office without a series gives none");
}
