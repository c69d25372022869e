//! Stories about working days with the years as published, and laws that hold for every date.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;
use rstest::rstest;

fn at(calendar: &Calendar, text: &str) -> Instant {
    let civil: jiff::civil::DateTime = text.parse().expect("a civil time");
    calendar.at(civil.date(), civil.time())
}

fn holiday_day(name: &str) -> DayKind {
    DayKind::Rest(Rest::Holiday(name.to_owned()))
}

fn make_up(name: &str) -> DayKind {
    DayKind::Working { make_up: Some(name.to_owned()) }
}

#[test]
fn all_published_years_are_shipped() {
    let calendar = Calendar::shipped();
    let years: Vec<i16> = calendar.years().map(Year::year).collect();
    assert_eq!(years, (2019..=2026).collect::<Vec<_>>());
    assert_eq!(calendar.version(), "2026.0");
    assert!(!calendar.is_known(2027));
}

#[rstest]
#[case("2026-02-14", make_up("春节"))]
#[case("2026-02-15", holiday_day("春节"))]
#[case("2026-02-23", holiday_day("春节"))]
#[case("2026-02-24", DayKind::Working { make_up: None })]
#[case("2026-02-28", make_up("春节"))]
#[case("2026-03-01", DayKind::Rest(Rest::Weekend))]
#[case("2026-10-10", make_up("国庆节"))]
#[case("2022-12-31", holiday_day("元旦"))]
#[case("2018-12-29", make_up("元旦"))]
#[case("2020-02-03", DayKind::Working { make_up: None })]
#[case("2027-01-01", DayKind::Working { make_up: None })]
fn a_day_is_what_the_notices_say(#[case] date: Date, #[case] kind: DayKind) {
    assert_eq!(Calendar::shipped().day(date), kind);
}

#[rstest]
#[case::within_hours("2026-03-02T10:00", "2026-03-02")]
#[case::at_the_cutoff("2026-03-02T18:00", "2026-03-02")]
#[case::after_the_cutoff("2026-03-02T18:00:00.001", "2026-03-03")]
#[case::friday_evening("2026-03-06T19:00", "2026-03-09")]
#[case::saturday("2026-03-07T09:00", "2026-03-09")]
#[case::worked_saturday("2026-02-14T09:00", "2026-02-14")]
#[case::eve_of_spring_festival("2026-02-14T20:00", "2026-02-24")]
fn receipt_after_hours_or_on_a_rest_day_is_the_next_working_days(#[case] received: &str, #[case] day: Date) {
    let calendar = Calendar::shipped();
    assert_eq!(calendar.receipt_day(at(&calendar, received)), Ok(day));
}

#[rstest]
#[case::plain_week("2026-03-02T10:00", 3, "2026-03-05")]
#[case::over_a_weekend("2026-03-05T10:00", 3, "2026-03-10")]
#[case::over_spring_festival("2026-02-13T10:00", 3, "2026-02-25")]
#[case::with_both_make_up_days("2026-02-13T10:00", 6, "2026-02-28")]
#[case::over_national_day("2026-09-30T10:00", 3, "2026-10-10")]
#[case::same_day("2026-03-02T10:00", 0, "2026-03-02")]
#[case::same_day_but_late("2026-03-06T19:00", 0, "2026-03-09")]
#[case::into_new_year_2023("2022-12-29T10:00", 2, "2023-01-03")]
fn working_days_skip_rest_days_and_count_make_up_days(
    #[case] received: &str,
    #[case] n: u32,
    #[case] end: Date,
) {
    let calendar = Calendar::shipped();
    let reckoned = calendar.working_days_from(at(&calendar, received), n).expect("short");
    assert_eq!(reckoned.end_date, end);
    assert_eq!(reckoned.end, calendar.cutoff_of(end));
    assert!(!reckoned.provisional);
}

#[rstest]
#[case::ends_on_a_working_day("2026-03-02T10:00", 7, "2026-03-09")]
#[case::moves_off_a_sunday("2026-03-02T10:00", 6, "2026-03-09")]
#[case::moves_out_of_spring_festival("2026-02-12T10:00", 7, "2026-02-24")]
#[case::stays_on_a_worked_saturday("2026-02-24T10:00", 4, "2026-02-28")]
fn natural_days_count_all_and_move_off_rest_days(#[case] received: &str, #[case] n: u32, #[case] end: Date) {
    let calendar = Calendar::shipped();
    let reckoned = calendar.natural_days_from(at(&calendar, received), n).expect("short");
    assert_eq!(reckoned.end_date, end);
}

#[rstest]
#[case::no_cutoff_within("2026-03-03T09:00", "2026-03-03T17:00", "2026-03-05")]
#[case::one_cutoff("2026-03-03T10:00", "2026-03-04T10:00", "2026-03-06")]
#[case::two_cutoffs("2026-03-03T10:00", "2026-03-05T10:00", "2026-03-09")]
#[case::over_a_weekend_costs_working_days_only("2026-03-05T10:00", "2026-03-10T10:00", "2026-03-10")]
#[case::after_the_end("2026-03-06T10:00", "2026-03-09T10:00", "2026-03-05")]
fn a_pause_costs_the_working_days_whose_cutoff_it_holds(
    #[case] from: &str,
    #[case] to: &str,
    #[case] end: Date,
) {
    let calendar = Calendar::shipped();
    let pause = Pause { from: at(&calendar, from), to: at(&calendar, to) };
    let received = at(&calendar, "2026-03-02T10:00");
    let reckoned = calendar.within(received, 3, Days::Working, &[pause]).expect("short");
    assert_eq!(reckoned.end_date, end);
}

#[test]
fn pauses_move_a_limit_but_never_a_date() {
    let calendar = Calendar::shipped();
    let received = at(&calendar, "2026-03-02T10:00");
    let pauses = [Pause { from: received, to: at(&calendar, "2026-03-31T10:00") }];
    let date_set = Deadline::On(date(2026, 3, 5));
    let end = date_set.reckon(&calendar, received, &pauses).expect("a date").expect("an end");
    assert_eq!(end.end_date, date(2026, 3, 5));
    assert_eq!(Deadline::Standing.reckon(&calendar, received, &pauses), Ok(None));
}

#[test]
fn a_date_on_a_rest_day_stays_and_warns() {
    let calendar = Calendar::shipped();
    let reckoned = calendar.on(date(2026, 10, 1));
    assert_eq!(reckoned.end, at(&calendar, "2026-10-01T18:00"));
    assert_eq!(reckoned.warning, Some(Warning::OnRestDay(Rest::Holiday("国庆节".into()))));
    assert_eq!(calendar.on(date(2026, 10, 10)).warning, None);
}

#[rstest]
#[case::three_days("2026-03-06", 3, "2026-03-03")]
#[case::over_the_weekend("2026-03-09", 1, "2026-03-06")]
#[case::from_a_rest_day("2026-03-07", 1, "2026-03-05")]
#[case::none("2026-03-07", 0, "2026-03-06")]
#[case::back_over_spring_festival("2026-02-25", 3, "2026-02-13")]
fn going_back_leaves_exactly_that_many_working_days(
    #[case] deadline: Date,
    #[case] n: u32,
    #[case] day: Date,
) {
    let calendar = Calendar::shipped();
    assert_eq!(calendar.before(deadline, n).expect("short").end_date, day);
    assert_eq!(calendar.working_days_between(day, deadline), i64::from(n));
}

#[test]
fn what_cannot_end_is_refused() {
    let calendar = Calendar::shipped();
    let received = at(&calendar, "2026-03-02T10:00");
    let endless = [Pause { from: received, to: Instant(i64::MAX) }];
    assert_eq!(calendar.working_days_from(received, 3661), Err(TooFar));
    assert_eq!(calendar.within(received, 1, Days::Working, &endless), Err(TooFar));
    assert_eq!(calendar.working_days_from(Instant(i64::MAX), 1), Err(TooFar));
    assert!(calendar.before(Date::MIN, 5).is_err());
    assert!(calendar.working_days_from(received, 3660).is_ok());
}

#[test]
fn the_explanation_names_every_day() {
    let calendar = Calendar::shipped();
    let received = at(&calendar, "2026-02-13T19:00");
    let reckoned = calendar.working_days_from(received, 1).expect("short");
    let why: Vec<Why> = reckoned.days.iter().map(|step| step.why).collect();
    let mut expected = vec![Why::AfterCutoff, Why::DeemedReceipt];
    expected.extend([Why::Holiday; 9]);
    expected.push(Why::Counted);
    assert_eq!(why, expected);
    assert_eq!(reckoned.calendar_version, "2026.0");

    let said: Vec<String> = reckoned.sentences().iter().map(chinese).collect();
    assert_eq!(
        said,
        [
            "时限为1个工作日",
            "2026-02-13（周五）：下班时间之后收到，视为下一工作日收到",
            "2026-02-14（周六）：视为收到当日，不计",
            "2026-02-15至2026-02-23春节放假，不计",
            "截至2026-02-24T10:00:00Z（周二）",
        ]
    );
}

fn chinese(phrase: &crate::phrase::Phrase) -> String {
    use crate::phrase::Arg;
    phrase.fill(&phrase.zh, |arg| match arg {
        Arg::Text(text) => text.clone(),
        Arg::Word(word) => word.zh.to_string(),
        Arg::Date(date) => date.to_string(),
        Arg::At(at) => at.timestamp().to_string(),
        Arg::Unit(_) | Arg::Person(_) => String::new(),
        Arg::Units(_) | Arg::Groups(_) => "单位".to_owned(),
    })
}

#[test]
fn past_the_known_years_a_result_is_provisional_until_the_notice_comes() {
    let calendar = Calendar::shipped();
    let received = at(&calendar, "2026-12-30T10:00");
    assert!(!calendar.working_days_from(received, 1).expect("short").provisional);
    assert!(calendar.working_days_from(received, 2).expect("short").provisional);

    let off = Special { name: "元旦".into(), date: date(2027, 1, 1), off: true };
    let calendar = calendar.with_year(Year::new(2027, vec![], vec![off]));
    let reckoned = calendar.working_days_from(received, 2).expect("short");
    assert_eq!(reckoned.end_date, date(2027, 1, 4));
    assert!(!reckoned.provisional);
    assert_eq!(reckoned.calendar_version, "2027.1");
}

#[rstest]
#[case::one_morning("2026-03-02T08:00", "2026-03-02T12:30", 210)]
#[case::lunch_is_free("2026-03-02T11:30", "2026-03-02T15:00", 60)]
#[case::a_working_day("2026-03-02T18:00", "2026-03-03T18:00", 420)]
#[case::over_a_weekend("2026-03-06T17:00", "2026-03-09T09:30", 120)]
#[case::in_a_weekend("2026-03-07T00:00", "2026-03-08T23:00", 0)]
#[case::a_worked_saturday("2026-02-14T00:00", "2026-02-24T08:30", 420)]
#[case::backwards("2026-03-03T10:00", "2026-03-02T10:00", 0)]
fn spans_are_shown_in_office_hours(#[case] a: &str, #[case] b: &str, #[case] minutes: i64) {
    let calendar = Calendar::shipped();
    let (a, b) = (at(&calendar, a), at(&calendar, b));
    let spent = calendar.working_hours_between(a, b, &DayHours::default());
    assert_eq!(spent.as_mins(), minutes);
}

#[test]
fn office_hours_must_go_forward() {
    let time = |hour| jiff::civil::time(hour, 0, 0, 0);
    assert_eq!(DayHours::new(vec![]), Err(between::BadHours));
    assert_eq!(DayHours::new(vec![(time(12), time(8))]), Err(between::BadHours));
    assert_eq!(DayHours::new(vec![(time(8), time(12)), (time(11), time(18))]), Err(between::BadHours));
}

#[test]
fn a_calendar_survives_being_stored() {
    let zone = Zone::named("Asia/Urumqi").expect("a zone");
    let calendar = Calendar::shipped().in_zone(zone).with_cutoff(jiff::civil::time(17, 30, 0, 0));
    let text = serde_json::to_string(&calendar).expect("JSON");
    assert_eq!(serde_json::from_str::<Calendar>(&text).expect("a calendar"), calendar);
    assert!(serde_json::from_str::<Zone>("\"Asia/Quanzhou\"").is_err());
}

/// Instants from 2019 to 2028, to the minute.
fn some_instant() -> impl Strategy<Value = Instant> {
    (1_546_272_000_i64 / 60..1_861_920_000 / 60).prop_map(|minute| Instant(minute * 60_000))
}

fn some_kind() -> impl Strategy<Value = Days> {
    prop_oneof![Just(Days::Working), Just(Days::Natural)]
}

fn some_pauses() -> impl Strategy<Value = Vec<Pause>> {
    let pause =
        (some_instant(), 0_i64..40 * 86_400_000).prop_map(|(from, ms)| Pause { from, to: from.plus_ms(ms) });
    prop::collection::vec(pause, 0..4)
}

proptest! {
    #[test]
    fn counting_back_gives_what_was_added(received in some_instant(), n in 0_u32..400) {
        let calendar = Calendar::shipped();
        let reckoned = calendar.working_days_from(received, n).expect("short");
        let receipt = calendar.receipt_day(received).expect("a day");
        prop_assert_eq!(calendar.working_days_between(receipt, reckoned.end_date), i64::from(n));
        prop_assert_eq!(calendar.before(reckoned.end_date, n).expect("short").end_date, receipt);
    }

    #[test]
    fn a_limit_ends_at_the_cutoff_of_a_working_day_on_which_the_clock_ran(
        received in some_instant(), n in 0_u32..200, kind in some_kind(), pauses in some_pauses(),
    ) {
        let calendar = Calendar::shipped();
        let reckoned = calendar.within(received, n, kind, &pauses).expect("short");
        prop_assert!(calendar.is_working(reckoned.end_date));
        prop_assert_eq!(reckoned.end, calendar.cutoff_of(reckoned.end_date));
        prop_assert!(reckoned.end >= received);
        prop_assert!(!pauses.iter().any(|p| p.from <= reckoned.end && reckoned.end < p.to));
        let counted: Vec<u32> = reckoned.days.iter().filter_map(|step| step.counted).collect();
        prop_assert_eq!(counted, (1..=n).collect::<Vec<_>>());
    }

    #[test]
    fn later_receipt_or_more_days_never_end_earlier(
        received in some_instant(), later in 0_i64..20 * 86_400_000, n in 0_u32..100, kind in some_kind(),
    ) {
        let calendar = Calendar::shipped();
        let end = |at, n| calendar.within(at, n, kind, &[]).expect("short").end;
        prop_assert!(end(received, n) <= end(received.plus_ms(later), n));
        prop_assert!(end(received, n) <= end(received, n + 1));
    }

    #[test]
    fn a_result_is_provisional_exactly_past_the_known_years(received in some_instant(), n in 0_u32..300) {
        let calendar = Calendar::shipped();
        let reckoned = calendar.working_days_from(received, n).expect("short");
        prop_assert_eq!(reckoned.provisional, reckoned.end_date.year() > 2026);
    }

    #[test]
    fn counting_between_agrees_with_walking(received in some_instant(), days in 0_i64..800) {
        let calendar = Calendar::shipped();
        let from = calendar.date_of(received);
        let to = calendar.date_of(received.plus_ms(days * 86_400_000));
        let walked = from.series(jiff::Span::new().days(1)).skip(1)
            .take_while(|date| *date <= to).filter(|date| calendar.is_working(*date)).count();
        prop_assert_eq!(calendar.working_days_between(from, to), walked as i64);
        prop_assert_eq!(calendar.working_days_between(to, from), -(walked as i64));
    }

    #[test]
    fn every_sentence_is_sound(received in some_instant(), n in 0_u32..60, kind in some_kind(), pauses in some_pauses()) {
        let calendar = Calendar::shipped();
        let reckoned = calendar.within(received, n, kind, &pauses).expect("short");
        let back = calendar.before(reckoned.end_date, n).expect("short");
        let fixed = calendar.on(calendar.date_of(received));
        for reckoned in [reckoned, back, fixed] {
            prop_assert!(reckoned.sentences().iter().all(crate::phrase::Phrase::is_sound));
            prop_assert!(reckoned.days.iter().all(|step| step.phrase().is_sound()));
        }
    }
}
