//! What stands above the head: the series' title, 截至日期, 填报单位, 单位：万元.

use super::{
    plain::{apart, plain},
    values::date::{self, WrittenDate},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the title rows say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// As written.
    pub text: String,
    /// The title without dates and month, the same from period to period: the mapping is remembered
    /// under it and rows are recognised by it.
    pub series: String,
    /// 截至日期, else the day of filling in.
    pub as_of: Option<Date>,
    /// 填报单位
    pub reporter: Option<String>,
    /// 单位：万元
    pub measure: Option<String>,
    /// A year named in the title: the year of dates without one.
    pub year: Option<i16>,
}

/// Reads the lines above a head.
pub(super) fn read(lines: &[String], sheet: &str, today: Date) -> Title {
    let mut title = Title::default();
    if let Some(line) =
        lines.iter().filter(|line| is_title(line)).max_by_key(|line| (is_named(line), line.chars().count()))
    {
        title.text = line.trim().to_owned();
        title.year = year(line);
    }
    title.year = title.year.or_else(|| year(sheet));
    let base = title.year.unwrap_or(today.year());
    title.series = series(if title.text.is_empty() { sheet } else { &title.text });
    for line in lines {
        for (label, value) in labelled(line) {
            match label {
                "填报单位" | "报送单位" | "填报部门" | "上报单位" => {
                    title.reporter = Some(value)
                }
                "单位" | "金额单位" | "计量单位" => title.measure = Some(value),
                _ => {}
            }
        }
    }
    let labelled_day = |wanted: &[&str]| {
        lines
            .iter()
            .flat_map(|line| labelled(line))
            .find(|(label, _)| wanted.contains(label))
            .and_then(|(_, v)| day(&v, base))
    };
    title.as_of = until(lines, base)
        .or_else(|| labelled_day(&["截至日期", "截止日期", "截至时间", "截止时间", "数据截至"]))
        .or_else(|| labelled_day(&["填报日期", "填报时间", "日期", "报送时间", "报送日期", "填表日期"]));
    title
}

/// A year between 2000 and 2099 in the text.
pub(super) fn year(text: &str) -> Option<i16> {
    let plain = plain(text);
    let chars: Vec<char> = plain.chars().collect();
    chars.windows(5).find_map(|window| {
        let digits: String = window[..4].iter().collect();
        let year: i16 = digits.parse().ok()?;
        ((2000..2100).contains(&year) && matches!(window[4], '年' | '-' | '.' | '/')).then_some(year)
    })
}

/// The end of the month that a sheet is named after (6月, 2021年6月).
pub(super) fn month_of(sheet: &str, base: i16) -> Option<Date> {
    let plain = plain(sheet);
    let bare = plain.strip_suffix('份').unwrap_or(&plain);
    bare.ends_with('月').then(|| day(bare, base)).flatten()
}

fn is_title(line: &str) -> bool {
    let plain = plain(line);
    let count = plain.chars().count();
    (3..=80).contains(&count) && !plain.starts_with("附件") && labelled(line).is_empty()
}

fn is_named(line: &str) -> bool {
    ["台账", "表", "清单", "情况", "项目", "任务", "事项", "汇总", "督查", "分工", "一览"]
        .iter()
        .any(|word| line.contains(word))
}

/// The title without what changes from period to period.
fn series(title: &str) -> String {
    let (outside, _) = apart(&plain(title));
    let chars: Vec<char> = outside.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let is_month = (1..=2).contains(&digits) && chars.get(at + digits) == Some(&'月');
        if is_month {
            at += digits + 1;
            let tail: &[char] = &['份', '底', '末'];
            while chars.get(at).is_some_and(|c| tail.contains(c)) {
                at += 1;
            }
            continue;
        }
        out.push(chars[at]);
        at += 1;
    }
    out.trim_matches(|c: char| "-—_.:".contains(c)).to_owned()
}

/// 截至6月30日 anywhere in the lines.
fn until(lines: &[String], base: i16) -> Option<Date> {
    for line in lines {
        for word in ["截至", "截止"] {
            if let Some(at) = line.find(word) {
                let after =
                    line[at + word.len()..].trim_start_matches(['日', '期', '时', '间', ':', '：', ' ']);
                let end = after.find([')', '）', '，', ',', '　', '。']).unwrap_or(after.len());
                if let Some(found) =
                    day(&after[..end], base).or_else(|| day(after.split_whitespace().next()?, base))
                {
                    return Some(found);
                }
            }
        }
    }
    None
}

fn day(text: &str, base: i16) -> Option<Date> {
    match date::written(text, base) {
        Some(WrittenDate::On(date)) => Some(date),
        _ => None,
    }
}

/// `填报单位：市政府督查室    单位：个、万元` as label and value.
fn labelled(line: &str) -> Vec<(&'static str, String)> {
    const LABELS: [&str; 19] = [
        "导出",
        "填报单位",
        "报送单位",
        "填报部门",
        "上报单位",
        "金额单位",
        "计量单位",
        "截至日期",
        "截止日期",
        "截至时间",
        "截止时间",
        "数据截至",
        "填报日期",
        "填报时间",
        "报送时间",
        "报送日期",
        "填表日期",
        "日期",
        "单位",
    ];
    let mut found: Vec<(usize, usize, &'static str)> = Vec::new();
    for label in LABELS {
        for (at, _) in line.match_indices(label) {
            let end = at + label.len();
            let colon = line[end..].trim_start().starts_with([':', '：']);
            let within = found.iter().any(|(from, to, _)| at >= *from && end <= *to);
            if colon && !within {
                found.push((at, end, label));
            }
        }
    }
    found.sort_unstable();
    let ends: Vec<usize> = found.iter().skip(1).map(|(at, ..)| *at).chain([line.len()]).collect();
    let value = |from: usize, to: usize| {
        line[from..to]
            .trim()
            .trim_start_matches([':', '：'])
            .trim_matches(|c: char| c.is_whitespace() || "()（）".contains(c))
            .to_owned()
    };
    found
        .iter()
        .zip(ends)
        .map(|((_, from, label), to)| (*label, value(*from, to)))
        .filter(|(_, v)| !v.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_rows_tell_series_day_reporter_and_measure() {
        let lines = [
            "附件1".to_owned(),
            "泉州市2021年为民办实事项目进展情况台账（截至6月30日）".to_owned(),
            "填报单位：市政府督查室            单位：个、万元            填报日期：2021年7月2日".to_owned(),
        ];
        let title = read(&lines, "Sheet1", Date::constant(2026, 11, 23));
        assert_eq!(title.series, "泉州市2021年为民办实事项目进展情况台账");
        assert_eq!(title.as_of, Some(Date::constant(2021, 6, 30)));
        assert_eq!(title.reporter.as_deref(), Some("市政府督查室"));
        assert_eq!(title.measure.as_deref(), Some("个、万元"));
        assert_eq!(title.year, Some(2021));
    }

    #[test]
    fn the_series_is_the_same_every_month() {
        assert_eq!(series("2021年6月份重点项目进展表"), series("2021年7月重点项目进展表（截至7月底）"));
        assert_eq!(month_of("6月", 2021), Some(Date::constant(2021, 6, 30)));
        assert_eq!(month_of("惠安县", 2021), None);
    }
}
