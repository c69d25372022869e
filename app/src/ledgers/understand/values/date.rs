//! Days as offices write them: 2021年12月底前, 12月底, 2021.6.30, 三季度末, Excel serials, 长期. How
//! they are read stands in the core; this only fits a ledger's cells to it.

use bangdu_core::calendar::{
    Days, Deadline,
    written::{Context, parse_date},
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// What a date cell says. A limit in days (3个工作日) is none until it is known from when
/// it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WrittenDate {
    /// A day.
    On(Date),
    /// 长期: no day.
    Standing,
    /// 时限待定: said to be settled later.
    Open,
}

/// Reads `text`; where no year is written, `year` is meant.
pub fn written(text: &str, year: i16) -> Option<WrittenDate> {
    let today = Date::new(year, 1, 1).ok()?;
    match parse_date(text, &Context { today, year: Some(year), may_be_serial: true }).meaning? {
        Deadline::On(date) => Some(WrittenDate::On(date)),
        Deadline::Standing => Some(WrittenDate::Standing),
        Deadline::Open => Some(WrittenDate::Open),
        Deadline::Within { .. } => None,
    }
}

/// A limit in days: 15个工作日, 30日内.
pub fn limit(text: &str, year: i16) -> Option<(u32, Days)> {
    let today = Date::new(year, 1, 1).ok()?;
    match parse_date(text, &Context { today, year: Some(year), may_be_serial: false }).meaning? {
        Deadline::Within { days, kind } => Some((days, kind)),
        _ => None,
    }
}

/// The day with serial number `serial` in a spreadsheet (1900 system), if it lies between 1982 and 2064.
pub fn serial(serial: f64) -> Option<Date> {
    if !(30_000.0..60_000.0).contains(&serial) {
        return None;
    }
    Date::new(1899, 12, 30).ok()?.checked_add((serial as i64).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_offices_write_them() {
        let cases = [
            ("2021年12月底前", "2021-12-31"),
            ("12月底", "2021-12-31"),
            ("2021.6.30", "2021-06-30"),
            ("2021/6/3", "2021-06-03"),
            ("2021-10-31", "2021-10-31"),
            ("2021-10-31 00:00:00", "2021-10-31"),
            ("11月30日前", "2021-11-30"),
            ("11月30日前完成", "2021-11-30"),
            ("6.30", "2021-06-30"),
            ("年底前", "2021-12-31"),
            ("2022年底", "2022-12-31"),
            ("明年6月", "2022-06-30"),
            ("三季度末", "2021-09-30"),
            ("2021年第2季度", "2021-06-30"),
            ("上半年", "2021-06-30"),
            ("44530", "2021-11-30"),
            ("20210630", "2021-06-30"),
            ("2月底", "2021-02-28"),
            ("十二月底", "2021-12-31"),
            ("２０２１年６月３０日", "2021-06-30"),
            ("9月上旬", "2021-09-10"),
            ("2021年", "2021-12-31"),
        ];
        for (text, expected) in cases {
            assert_eq!(written(text, 2021), Some(WrittenDate::On(expected.parse().unwrap())), "{text}");
        }
        for text in ["长期", "长期坚持", "持续推进", "常态化推进"] {
            assert_eq!(written(text, 2021), Some(WrittenDate::Standing), "{text}");
        }
        for text in ["时限待定", "待定", "另行确定"] {
            assert_eq!(written(text, 2021), Some(WrittenDate::Open), "{text}");
        }
        for text in ["已完成", "正在招标", "13月底", "6月31日", "按市政府要求", "", "2021年13月", "3个工作日"]
        {
            assert_eq!(written(text, 2021), None, "{text}");
        }
    }
}
