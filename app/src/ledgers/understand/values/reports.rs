//! Several months' progress in one cell: `6月：…；7月：…` as dated reports.

use super::super::plain::number;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Progress as of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedReport {
    /// The end of its month, or the day that is written.
    pub as_of: Date,
    /// Without the date.
    pub text: String,
}

/// The reports of a cell, or none when it isn't written by months.
pub fn written(text: &str, year: i16) -> Vec<DatedReport> {
    let mut reports: Vec<DatedReport> = Vec::new();
    let mut begins = true;
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        if begins && let Some((as_of, after)) = dated(rest, year) {
            reports.push(DatedReport { as_of, text: String::new() });
            rest = after;
            begins = false;
            continue;
        }
        match reports.last_mut() {
            Some(report) => report.text.push(c),
            None => return Vec::new(),
        }
        begins = matches!(c, '；' | ';' | '\n' | '。');
        rest = &rest[c.len_utf8()..];
        if begins {
            rest = rest.trim_start();
        }
    }
    for report in &mut reports {
        report.text =
            report.text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '；' | ';')).to_owned();
    }
    reports.retain(|report| !report.text.is_empty());
    reports
}

/// `[2021年]6月[份][5日][底]：` at the head of the text.
fn dated(text: &str, year: i16) -> Option<(Date, &str)> {
    let text = text.strip_prefix("截至").unwrap_or(text);
    let (first, rest) = number(text)?;
    let (year, month, rest) = match rest.strip_prefix('年') {
        Some(rest) => {
            let (month, rest) = number(rest)?;
            (i16::try_from(first).ok()?, month, rest)
        }
        None => (year, first, rest),
    };
    let mut rest = rest.strip_prefix('月')?;
    let start = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    let mut as_of = start.last_of_month();
    rest = rest.strip_prefix('份').unwrap_or(rest);
    if let Some((day, after)) = number(rest)
        && let Some(after) = after.strip_prefix('日')
    {
        as_of = Date::new(year, start.month(), i8::try_from(day).ok()?).ok()?;
        rest = after;
    }
    rest = rest.strip_prefix(['底', '末']).unwrap_or(rest);
    Some((as_of, rest.strip_prefix(['：', ':'])?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_one_cell_become_reports() {
        let shown = |text| -> Vec<String> {
            written(text, 2021)
                .into_iter()
                .map(|report| format!("{} {}", report.as_of, report.text))
                .collect()
        };
        assert_eq!(shown("6月：完成招标；7月份:进场施工"), ["2021-06-30 完成招标", "2021-07-31 进场施工"]);
        assert_eq!(
            shown("2020年12月底：开工\n1月5日：主体；封顶"),
            ["2020-12-31 开工", "2021-01-05 主体；封顶"]
        );
        assert_eq!(shown("正在施工，6月：完成"), Vec::<String>::new());
        assert_eq!(shown("6月完成招标"), Vec::<String>::new());
    }
}
