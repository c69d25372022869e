//! Days as offices write them: 2021年12月底前, 12月底, 2021.6.30, 三季度末, Excel serials, 长期.

use super::super::plain::{number, plain};
use jiff::{ToSpan, civil::Date};

/// What a date cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenDate {
    /// A day.
    On(Date),
    /// 长期: no day.
    Standing,
}

/// Reads `text`; where no year is written, `year` is meant.
pub fn written(text: &str, year: i16) -> Option<WrittenDate> {
    let plain = plain(without_time(text));
    if is_standing(&plain) {
        return Some(WrittenDate::Standing);
    }
    day(&plain, year).map(WrittenDate::On)
}

/// The day with serial number `serial` in a spreadsheet (1900 system), if it lies between 1982 and 2064.
pub fn serial(serial: f64) -> Option<Date> {
    if !(30_000.0..60_000.0).contains(&serial) {
        return None;
    }
    Date::new(1899, 12, 30).ok()?.checked_add((serial as i64).days()).ok()
}

/// 2021-10-31 00:00:00 without the hour.
fn without_time(text: &str) -> &str {
    let is_time =
        |text: &str| text.contains(':') && text.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '.');
    match text.trim().split_once(char::is_whitespace) {
        Some((day, time)) if is_time(time.trim()) => day,
        _ => text,
    }
}

fn is_standing(plain: &str) -> bool {
    const WORDS: [&str; 9] =
        ["长期", "持续", "常态化", "常年", "每年", "每月", "每季度", "全年持续", "经常性"];
    plain.chars().count() <= 12 && WORDS.iter().any(|word| plain.starts_with(word)) && !plain.contains("年底")
}

fn day(plain: &str, base: i16) -> Option<Date> {
    let text = stripped(plain);
    if let Some(date) = compact(text) {
        return Some(date);
    }
    let (year, rest) = year(text, base);
    if rest.is_empty() {
        return (year.1).then(|| Date::new(year.0, 12, 31).ok()).flatten();
    }
    let year = year.0;
    part_of_year(year, rest).or_else(|| month_and_day(year, rest))
}

/// The words around a date that say nothing more about it.
fn stripped(text: &str) -> &str {
    let mut text = text;
    for head in ["截至", "截止", "于", "力争", "确保", "预计", "计划", "原则上", "时间:", "在"]
    {
        text = text.strip_prefix(head).unwrap_or(text);
    }
    loop {
        let before = text;
        for tail in [
            "完成", "建成", "办结", "投用", "竣工", "开工", "以前", "之前", "前", "止", "内", "。", "左右",
            "全部", "底前", "0:00", "00:00", "00:00:00",
        ] {
            text = text.strip_suffix(tail).unwrap_or(text);
        }
        if text == before {
            return text;
        }
    }
}

/// 20210630, or a spreadsheet's serial as text.
fn compact(text: &str) -> Option<Date> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        8 => Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok(),
        5 => serial(text.parse().ok()?),
        _ => None,
    }
}

/// The year and whether it was written, with the rest.
fn year(text: &str, base: i16) -> ((i16, bool), &str) {
    for (word, ahead) in
        [("今年", 0), ("本年度", 0), ("本年", 0), ("当年", 0), ("明年", 1), ("次年", 1), ("去年", -1)]
    {
        if let Some(rest) = text.strip_prefix(word) {
            return ((base + ahead, true), rest);
        }
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (stated, rest) = text.split_at(digits);
    let stated = match digits {
        4 => stated.parse::<i16>().ok().filter(|year| (1949..2100).contains(year)),
        2 if rest.starts_with('年') => stated.parse::<i16>().ok().map(|year| 2000 + year),
        _ => None,
    };
    match (stated, rest.strip_prefix("年度").or_else(|| rest.strip_prefix(['年', '.', '-', '/']))) {
        (Some(year), Some(rest)) => ((year, true), rest),
        (Some(year), None) if rest.is_empty() => ((year, true), rest),
        _ => ((base, false), text),
    }
}

fn part_of_year(year: i16, rest: &str) -> Option<Date> {
    let rest = rest.trim_end_matches(['末', '底']);
    let (month, day) = match rest {
        "" | "年" | "年终" | "全年" | "下半年" | "岁" | "全年内" => (12, 31),
        "上半年" | "年中" | "半年" => (6, 30),
        "元旦" => (1, 1),
        _ => {
            let (quarter, tail) = number(rest.strip_prefix('第').unwrap_or(rest))?;
            if !matches!(tail, "季度" | "季") {
                return None;
            }
            *[(3, 31), (6, 30), (9, 30), (12, 31)].get(quarter.checked_sub(1)? as usize)?
        }
    };
    Date::new(year, month, day).ok()
}

fn month_and_day(year: i16, rest: &str) -> Option<Date> {
    let (month, rest) = number(rest)?;
    let month = i8::try_from(month).ok()?;
    let last = Date::new(year, month, 1).ok()?.last_of_month();
    let rest = rest.strip_prefix("月份").or_else(|| rest.strip_prefix(['月', '.', '-', '/']))?;
    match rest.trim_end_matches('前') {
        "" | "底" | "末" | "下旬" | "内" | "月底" => return Some(last),
        "初" => return Date::new(year, month, 5).ok(),
        "上旬" => return Date::new(year, month, 10).ok(),
        "中" => return Date::new(year, month, 15).ok(),
        "中旬" => return Date::new(year, month, 20).ok(),
        _ => {}
    }
    let (day, rest) = number(rest)?;
    let known_end =
        matches!(rest, "" | "日" | "号") || rest.strip_prefix(['日', 'T']).unwrap_or(rest).contains(':');
    if !known_end {
        return None;
    }
    Date::new(year, month, i8::try_from(day).ok()?).ok()
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
        for text in ["已完成", "正在招标", "13月底", "6月31日", "按市政府要求", "", "2021年13月", "3个工作日"]
        {
            assert_eq!(written(text, 2021), None, "{text}");
        }
    }
}
