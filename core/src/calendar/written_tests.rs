//! Dates as they stand in ledgers and as people type them.

use super::{
    Days, Deadline,
    written::{Context, Written, parse_date},
};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rstest::rstest;

/// Typed on Monday, 23 November 2026.
const TYPED: Context = Context { today: date(2026, 11, 23), year: None, may_be_serial: false };
/// In a ledger of 2021.
const LEDGER: Context = Context { today: date(2026, 11, 23), year: Some(2021), may_be_serial: true };

fn typed(text: &str) -> Written {
    parse_date(text, &TYPED)
}

#[rstest]
#[case("12月底", "2021-12-31")]
#[case("2021.11.30", "2021-11-30")]
#[case("2021-10-31", "2021-10-31")]
#[case("11月30日前", "2021-11-30")]
#[case("年底前", "2021-12-31")]
#[case("三季度末", "2021-09-30")]
#[case("44530", "2021-11-30")]
#[case("44530.0", "2021-11-30")]
#[case("2021年12月底前", "2021-12-31")]
#[case("2021-12-31 00:00:00", "2021-12-31")]
#[case("2021-12-31T00:00:00", "2021-12-31")]
#[case("0630", "2021-06-30")]
#[case("630", "2021-06-30")]
#[case("6.30", "2021-06-30")]
#[case("6-30", "2021-06-30")]
#[case("6/30", "2021-06-30")]
#[case("6月30日", "2021-06-30")]
#[case("6月30号", "2021-06-30")]
#[case("6月30", "2021-06-30")]
#[case("6月底", "2021-06-30")]
#[case("6月末", "2021-06-30")]
#[case("6月", "2021-06-30")]
#[case("6月份", "2021-06-30")]
#[case("2021/6/30", "2021-06-30")]
#[case("20210630", "2021-06-30")]
#[case("210630", "2021-06-30")]
#[case("202106", "2021-06-30")]
#[case("2021.6", "2021-06-30")]
#[case("2021年6月", "2021-06-30")]
#[case("21年6月", "2021-06-30")]
#[case("6/30/2021", "2021-06-30")]
#[case("年内", "2021-12-31")]
#[case("全年", "2021-12-31")]
#[case("2021年", "2021-12-31")]
#[case("2021", "2021-12-31")]
#[case("上半年", "2021-06-30")]
#[case("2022年上半年", "2022-06-30")]
#[case("下半年", "2021-12-31")]
#[case("第三季度", "2021-09-30")]
#[case("一季度前", "2021-03-31")]
#[case("Q3", "2021-09-30")]
#[case("2021年第4季度", "2021-12-31")]
#[case("6月上旬", "2021-06-10")]
#[case("6月中旬", "2021-06-20")]
#[case("2月下旬", "2021-02-28")]
#[case("十二月底", "2021-12-31")]
#[case("二〇二一年六月三十日", "2021-06-30")]
#[case("二○二一年十一月", "2021-11-30")]
#[case("２０２１年６月３０日", "2021-06-30")]
#[case("２０２１．６．３０", "2021-06-30")]
#[case(" 2021 年 6 月 30 日 ", "2021-06-30")]
#[case("2021年6月30日。", "2021-06-30")]
#[case("截至2021年6月30日", "2021-06-30")]
#[case("力争12月底前完成并投入使用", "2021-12-31")]
#[case("12月底前（主体工程）", "2021-12-31")]
#[case("6月30日18时前", "2021-06-30")]
#[case("2021年6月30日 17:30", "2021-06-30")]
#[case("2021年3月至12月", "2021-12-31")]
#[case("2021年3月—2022年6月", "2022-06-30")]
#[case("6月1日至6月30日", "2021-06-30")]
#[case("1-12月", "2021-12-31")]
#[case("2021年1-6月", "2021-06-30")]
#[case("国庆节前", "2021-09-30")]
#[case("五一前", "2021-04-30")]
#[case("“十四五”期间", "2025-12-31")]
fn a_ledgers_dates_are_read(#[case] text: &str, #[case] day: Date) {
    let written = parse_date(text, &LEDGER);
    assert_eq!(written.date(), Some(day), "{}", written.note.zh);
}

#[rstest]
#[case("今天", "2026-11-23")]
#[case("明天", "2026-11-24")]
#[case("后天", "2026-11-25")]
#[case("本周五", "2026-11-27")]
#[case("周五前", "2026-11-27")]
#[case("星期日", "2026-11-29")]
#[case("下周一", "2026-11-30")]
#[case("本周内", "2026-11-27")]
#[case("本周末", "2026-11-29")]
#[case("月底", "2026-11-30")]
#[case("本月底前", "2026-11-30")]
#[case("本月25日", "2026-11-25")]
#[case("下月底", "2026-12-31")]
#[case("下个月15日前", "2026-12-15")]
#[case("本季度末", "2026-12-31")]
#[case("今年底", "2026-12-31")]
#[case("明年6月底", "2027-06-30")]
#[case("明年底", "2027-12-31")]
#[case("25日前", "2026-11-25")]
#[case("15日前", "2026-12-15")]
#[case("12月15日", "2026-12-15")]
#[case("10月31日", "2026-10-31")]
#[case("3月底", "2027-03-31")]
#[case("一季度末", "2027-03-31")]
fn dates_typed_today_are_counted_from_today(#[case] text: &str, #[case] day: Date) {
    let written = typed(text);
    assert_eq!(written.date(), Some(day), "{}", written.note.zh);
}

#[rstest]
#[case("3个工作日", 3, Days::Working)]
#[case("三个工作日内", 3, Days::Working)]
#[case("５个工作日", 5, Days::Working)]
#[case("自收到之日起15个工作日内", 15, Days::Working)]
#[case("交办后10个工作日内反馈", 10, Days::Working)]
#[case("7日内", 7, Days::Natural)]
#[case("15天", 15, Days::Natural)]
#[case("三十日内", 30, Days::Natural)]
#[case("30个自然日", 30, Days::Natural)]
#[case("一百八十天", 180, Days::Natural)]
#[case("两周内", 14, Days::Natural)]
#[case("一个月", 30, Days::Natural)]
#[case("3个月内", 90, Days::Natural)]
#[case("半个月内", 15, Days::Natural)]
#[case("半年内", 180, Days::Natural)]
#[case("24小时内", 1, Days::Natural)]
#[case("一年内", 365, Days::Natural)]
fn limits_are_read(#[case] text: &str, #[case] days: u32, #[case] kind: Days) {
    assert_eq!(typed(text).meaning, Some(Deadline::Within { days, kind }));
}

#[rstest]
fn standing_tasks_are_read(
    #[values("长期", "长期坚持", "常年", "持续推进", "常态化推进", " 长 期 ")] text: &str,
) {
    assert_eq!(typed(text).meaning, Some(Deadline::Standing));
}

#[rstest]
fn what_is_unclear_is_not_guessed_at(
    #[values(
        "",
        "  ",
        "/",
        "—",
        "无",
        "2021.2.30",
        "2月30日",
        "13月",
        "2021年13月底",
        "6.31",
        "0231",
        "44530",
        "30",
        "5",
        "年前",
        "近期",
        "尽快",
        "五季度",
        "2021.2.30前",
        "3800天",
        "99999999999999个工作日",
        "前",
        "前后",
        "春节前",
        "12月至3月1日至",
        "2021年12月至2021年3月",
        "王某某",
        "13800000000",
        "6月30日前后",
        "1.2.3.4",
        "9999年"
    )]
    text: &str,
) {
    let written = typed(text);
    assert_eq!(written.meaning, None, "{text}");
    assert!(written.note.is_sound());
}

#[test]
fn a_day_that_does_not_exist_is_called_so() {
    assert!(typed("2021.2.30").note.zh.contains("不存在"));
    assert!(typed("尽快").note.zh.contains("未能识别"));
    assert!(typed("/").note.zh.contains("未填写"));
}

#[test]
fn what_was_filled_in_is_marked() {
    assert!(typed("12月底").assumed);
    assert!(!typed("2026年12月底").assumed);
    assert!(!typed("今年底").assumed);
    assert!(typed("12月底").note.zh.contains("期末"));
}

fn some_context() -> impl Strategy<Value = Context> {
    let year = prop::option::of(prop_oneof![1990_i16..2100, any::<i16>()]);
    let today = prop_oneof![Just(TYPED.today), Just(Date::MIN), Just(Date::MAX)];
    (today, year, any::<bool>()).prop_map(|(today, year, may_be_serial)| Context {
        today,
        year,
        may_be_serial,
    })
}

proptest! {
    #[test]
    fn no_text_makes_it_fall(text in "\\PC*", context in some_context()) {
        prop_assert!(parse_date(&text, &context).note.is_sound());
    }

    #[test]
    fn no_date_makes_it_fall(
        text in "([0-9]{1,9}|[年月日号至前内底末起后周个天第]|季度|工作日|半年|上旬|本|下|今年|十|百|廿|[.:/T~（） -]|完成|五一){0,10}",
        context in some_context(),
    ) {
        prop_assert!(parse_date(&text, &context).note.is_sound());
    }

    #[test]
    fn a_written_day_is_read_back(year in 1990_i16..2099, month in 1_i8..=12, day in 1_i8..=31) {
        let meant = Date::new(year, month, day).ok();
        for text in [
            format!("{year}年{month}月{day}日"), format!("{year}.{month}.{day}"), format!("{year}-{month:02}-{day:02}"),
            format!("{year}/{month}/{day}"), format!("{year}{month:02}{day:02}"), format!("{year}年{month}月{day}日前完成"),
        ] {
            prop_assert_eq!(typed(&text).date(), meant, "{}", text);
        }
    }
}
