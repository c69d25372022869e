//! The parts of a written date and the day that they make: `2021年12月底` → 31 December 2021. The
//! table of what is understood stands in [`super::written`]; the text arrives here made plain.

use super::script::numerals;
use jiff::{
    Span,
    civil::{Date, Weekday},
};

/// What a date without a year is filled in from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) today: Date,
    pub(super) year: Option<i16>,
}

/// A day that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The day: of a period its last.
    pub(super) date: Date,
    /// The first day of the period, or the day itself.
    pub(super) from: Date,
    /// Whether a period was written rather than a day.
    pub(super) whole: bool,
    /// Whether something that isn't written was filled in.
    pub(super) assumed: bool,
}

/// Why nothing was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// A date like 30 February.
    NoSuchDay,
    /// Not a date, or one with two meanings.
    Unclear,
}

type Read = Result<Found, Unread>;

/// A date without a year that lies further back than this is next year's.
const BACK: i32 = 90;

/// Reads one date.
pub(super) fn read(text: &str, clock: Clock) -> Read {
    if let Some(found) = named(text, clock) {
        return found;
    }
    let text = numerals(&spelled_out(text, clock.today));
    let text = text.replace('号', "日");
    parts(&text, clock)
}

/// Whether `text` with 前 means the day before a holiday.
pub(super) fn is_before_holiday(text: &str) -> bool {
    holiday_eve(text.trim_end_matches('节')).is_some()
}

/// Dates that are words: 今天, 本周五, 国庆前, 十四五末.
fn named(text: &str, clock: Clock) -> Option<Read> {
    let today = clock.today;
    let ahead = match text {
        "今天" | "今日" | "当天" | "当日" | "即日" => Some(0),
        "明天" | "明日" => Some(1),
        "后天" => Some(2),
        _ => None,
    };
    if let Some(days) = ahead {
        return Some(on(today.checked_add(Span::new().days(days)).ok()));
    }
    if let Some(head) = text.strip_suffix('前')
        && let Some((month, day)) = holiday_eve(head.trim_end_matches('节'))
    {
        return Some(yearless(clock, |year| Date::new(year, month, day).ok().map(|date| (date, date))));
    }
    if let Some(read) = five_year_plan(text) {
        return Some(read);
    }
    week(text, today)
}

fn holiday_eve(name: &str) -> Option<(i8, i8)> {
    match name {
        "元旦" => Some((12, 31)),
        "五一" | "劳动" => Some((4, 30)),
        "七一" => Some((6, 30)),
        "国庆" => Some((9, 30)),
        _ => None,
    }
}

/// 十四五 ends in 2025, 十五五 in 2030.
fn five_year_plan(text: &str) -> Option<Read> {
    let rest = |name| text.strip_prefix(name);
    let (year, tail) = match (rest("十四五"), rest("十五五")) {
        (Some(tail), _) => (2025, tail),
        (_, Some(tail)) => (2030, tail),
        _ => return None,
    };
    let known = ["", "末", "期末", "期间", "时期"].contains(&tail);
    known.then(|| period(Date::new(year - 4, 1, 1).ok(), Date::new(year, 12, 31).ok()))
}

/// 本周五, 下周一, 周三, 本周内, 下周末. Weeks begin on Monday.
fn week(text: &str, today: Date) -> Option<Read> {
    let (ahead, rest) = match text {
        text if text.starts_with("下周") => (7, text.strip_prefix("下周")?),
        text if text.starts_with("下星期") => (7, text.strip_prefix("下星期")?),
        text => {
            let text = text.trim_start_matches('本').trim_start_matches('这');
            (0, text.strip_prefix('周').or_else(|| text.strip_prefix("星期"))?)
        }
    };
    let mut rest = rest.chars();
    let day = match (rest.next(), rest.next()) {
        (None, _) => Weekday::Friday,
        (Some('末' | '底'), None) => Weekday::Sunday,
        (Some(c), None) => super::notice::weekday_of(c)?,
        _ => return None,
    };
    let offset = i32::from(day.to_monday_zero_offset()) - i32::from(today.weekday().to_monday_zero_offset());
    Some(on(today.checked_add(Span::new().days(offset + ahead)).ok()))
}

/// Words that stand for a year, a month or a quarter, written out from today.
fn spelled_out(text: &str, today: Date) -> String {
    let year = i32::from(today.year());
    let month = i32::from(today.month());
    let quarter = (month - 1) / 3 + 1;
    let (next_month_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let words = [
        ("今年", format!("{year}年")),
        ("本年度", format!("{year}年")),
        ("本年", format!("{year}年")),
        ("明年", format!("{}年", year + 1)),
        ("去年", format!("{}年", year - 1)),
        ("本季度", format!("{year}年{quarter}季度")),
        ("本季", format!("{year}年{quarter}季度")),
        ("这个月", format!("{year}年{month}月")),
        ("本月", format!("{year}年{month}月")),
        ("当月", format!("{year}年{month}月")),
        ("下个月", format!("{next_month_year}年{next_month}月")),
        ("下月", format!("{next_month_year}年{next_month}月")),
        ("月", format!("{year}年{month}月")),
    ];
    let found = words.iter().find_map(|(word, meant)| Some((text.strip_prefix(word)?, meant)));
    found.map_or_else(|| text.to_owned(), |(rest, meant)| format!("{meant}{}", rest.trim_start_matches('年')))
}

/// Numbers with what follows each, matched against the forms of the table.
fn parts(text: &str, clock: Clock) -> Read {
    let lead = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let (lead, rest) = text.split_at(lead);
    let numbers = numbers(rest).ok_or(Unread::Unclear)?;
    match (lead, numbers.as_slice()) {
        ("第", [(q, tail)]) if is_quarter(tail) => quarter(None, *q, clock),
        ("q", [(q, "")]) => quarter(None, *q, clock),
        ("", [(y, "年q"), (q, "")]) => quarter(Some(full_year(*y)?), *q, clock),
        (lead, []) => part_of_year(None, lead, clock),
        ("", numbers) => dated(numbers, rest, clock),
        _ => Err(Unread::Unclear),
    }
}

fn dated(numbers: &[(u32, &str)], text: &str, clock: Clock) -> Read {
    match numbers {
        [(y, "年"), (m, "月"), (d, tail)] if is_day_tail(tail) => ymd(full_year(*y)?, *m, *d),
        [(y, "年"), (m, "月"), (d, "日"), rest @ ..] if is_clock(rest) => ymd(full_year(*y)?, *m, *d),
        [(m, "月"), (d, tail)] if is_day_tail(tail) => month_day(*m, *d, clock),
        [(m, "月"), (d, "日"), rest @ ..] if is_clock(rest) => month_day(*m, *d, clock),
        [(y, "年"), (m, tail)] if tail.starts_with('月') => month(Some(full_year(*y)?), *m, tail, clock),
        [(m, tail)] if tail.starts_with('月') => month(None, *m, tail, clock),
        [(y, "年"), (_, "-"), (m, tail)] if tail.starts_with('月') => {
            month(Some(full_year(*y)?), *m, tail, clock)
        }
        [(1..=12, "-"), (m, tail)] if tail.starts_with('月') => month(None, *m, tail, clock),
        [(y, "年" | "年第"), (q, tail)] if is_quarter(tail) => quarter(Some(full_year(*y)?), *q, clock),
        [(q, tail)] if is_quarter(tail) => quarter(None, *q, clock),
        [(y, tail)] if tail.starts_with('年') => part_of_year(Some(full_year(*y)?), tail, clock),
        [(a, s), (b, t), (c, "" | "日")] if s == t && is_separator(s) => triple(*a, *b, *c),
        [(a, s), (b, "" | "日")] if is_separator(s) => pair(*a, *b, clock),
        [(d, "日")] => day_of_month(*d, clock),
        [(n, "")] => compact(text, *n, clock),
        _ => Err(Unread::Unclear),
    }
}

/// Each number with the text up to the next one; nothing when a number is too long for a date.
fn numbers(mut text: &str) -> Option<Vec<(u32, &str)>> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &text[..text.len() - after.len()];
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (tail, rest) = after.split_at(end);
        if digits.len() > 8 || found.len() > 6 {
            return None;
        }
        found.push((digits.parse().ok()?, tail));
        text = rest;
    }
    Some(found)
}

fn is_separator(text: &str) -> bool {
    matches!(text, "." | "-" | "/")
}

fn is_quarter(tail: &str) -> bool {
    let rest = tail.strip_prefix("季度").or_else(|| tail.strip_prefix('季'));
    rest.is_some_and(|rest| ["", "末", "底", "内"].contains(&rest))
}

fn is_day_tail(tail: &str) -> bool {
    ["", "日", "日上午", "日下午", "日下班", "日晚"].contains(&tail)
}

/// `18时`, `17:30`, `5点30分`, after a day.
fn is_clock(rest: &[(u32, &str)]) -> bool {
    match rest {
        [(hour, "时" | "点")] => *hour <= 24,
        [(hour, "时" | "点" | ":"), (minute, "" | "分")] => *hour <= 24 && *minute < 60,
        _ => false,
    }
}

/// A year of four digits, or of two in this century.
fn full_year(year: u32) -> Result<i16, Unread> {
    let full = if (10..100).contains(&year) { year + 2000 } else { year };
    let full = i16::try_from(full).ok().filter(|year| (1949..=2100).contains(year));
    full.ok_or(Unread::Unclear)
}

fn triple(a: u32, b: u32, c: u32) -> Read {
    if c >= 1949 { ymd(full_year(c)?, a, b) } else { ymd(full_year(a)?, b, c) }
}

fn pair(a: u32, b: u32, clock: Clock) -> Read {
    if a >= 1949 { month(Some(full_year(a)?), b, "月", clock) } else { month_day(a, b, clock) }
}

/// Digits without a mark: 20210630, 202106, 210630, 2021, 0630, 630.
fn compact(text: &str, n: u32, clock: Clock) -> Read {
    match text.len() {
        8 => ymd(full_year(n / 10_000)?, n / 100 % 100, n % 100),
        6 if (1949..=2100).contains(&(n / 100)) && (1..=12).contains(&(n % 100)) => {
            month(Some(full_year(n / 100)?), n % 100, "月", clock)
        }
        6 => ymd(full_year(n / 10_000)?, n / 100 % 100, n % 100),
        4 if (1949..=2100).contains(&n) => part_of_year(Some(full_year(n)?), "年", clock),
        3 | 4 => month_day(n / 100, n % 100, clock),
        _ => Err(Unread::Unclear),
    }
}

fn ymd(year: i16, month: u32, day: u32) -> Read {
    on(date(year, month, day))
}

fn month_day(month: u32, day: u32, clock: Clock) -> Read {
    if !(1..=12).contains(&month) {
        return Err(Unread::NoSuchDay);
    }
    yearless(clock, |year| date(year, month, day).map(|date| (date, date)))
}

fn day_of_month(day: u32, clock: Clock) -> Read {
    let first = clock.today.first_of_month();
    let next = first.checked_add(Span::new().months(1)).ok();
    let of = |first: Date| date(first.year(), u32::try_from(first.month()).ok()?, day);
    let found = of(first).filter(|date| *date >= clock.today).or_else(|| next.and_then(of));
    on(found).map(|found| Found { assumed: true, ..found })
}

/// `tail` begins with 月: 月, 月底, 月上旬 …
fn month(year: Option<i16>, month: u32, tail: &str, clock: Clock) -> Read {
    let (from, to) = match tail.strip_prefix('月').unwrap_or(tail) {
        "" | "份" | "底" | "末" | "内" | "份内" => (1, None),
        "上旬" | "初" => (1, Some(10)),
        "中" => (1, Some(15)),
        "中旬" => (11, Some(20)),
        "下旬" => (21, None),
        _ => return Err(Unread::Unclear),
    };
    let of = |year| {
        let from = date(year, month, from)?;
        let to = to.map_or_else(|| Some(from.last_of_month()), |to| date(year, month, to))?;
        Some((from, to))
    };
    in_year(year, clock, of)
}

fn quarter(year: Option<i16>, quarter: u32, clock: Clock) -> Read {
    if !(1..=4).contains(&quarter) {
        return Err(Unread::Unclear);
    }
    let of = |year| Some((date(year, quarter * 3 - 2, 1)?, date(year, quarter * 3, 1)?.last_of_month()));
    in_year(year, clock, of)
}

/// A whole or a half of a year: 年, 年底, 上半年, 全年 …
fn part_of_year(year: Option<i16>, tail: &str, clock: Clock) -> Read {
    let (from, to) = match tail.strip_prefix('年').unwrap_or(tail) {
        "上半年" | "中" => (1, 6),
        "下半年" => (7, 12),
        "" | "底" | "末" | "终" | "内" | "度" | "度内" | "全年" => (1, 12),
        _ => return Err(Unread::Unclear),
    };
    let has_meaning =
        year.is_some() || !matches!(tail, "" | "底" | "末" | "终" | "内" | "度" | "度内" | "中");
    if !has_meaning {
        return Err(Unread::Unclear);
    }
    in_year(year, clock, |year| Some((date(year, from, 1)?, date(year, to, 1)?.last_of_month())))
}

/// A period of the year written, or of the year that is filled in.
fn in_year(year: Option<i16>, clock: Clock, of: impl Fn(i16) -> Option<(Date, Date)>) -> Read {
    match year {
        Some(year) => {
            let (from, to) = of(year).ok_or(Unread::NoSuchDay)?;
            period(Some(from), Some(to))
        }
        None => yearless(clock, of).map(|found| Found { whole: true, ..found }),
    }
}

/// The ledger's year; else today's, or the next when the day would lie too far back.
fn yearless(clock: Clock, of: impl Fn(i16) -> Option<(Date, Date)>) -> Read {
    let this = clock.year.unwrap_or_else(|| clock.today.year());
    let next = this.checked_add(1).filter(|_| clock.year.is_none());
    let found = match (of(this), next.and_then(&of)) {
        (Some((_, to)), Some(next)) if is_long_past(to, clock.today) => Some(next),
        (Some(found), _) => Some(found),
        (None, next) => next,
    };
    let (from, date) = found.ok_or(Unread::NoSuchDay)?;
    Ok(Found { date, from, whole: false, assumed: true })
}

fn is_long_past(date: Date, today: Date) -> bool {
    date < today.saturating_sub(Span::new().days(BACK))
}

fn on(date: Option<Date>) -> Read {
    let date = date.ok_or(Unread::NoSuchDay)?;
    Ok(Found { date, from: date, whole: false, assumed: false })
}

fn period(from: Option<Date>, to: Option<Date>) -> Read {
    let (from, date) = from.zip(to).ok_or(Unread::NoSuchDay)?;
    Ok(Found { date, from, whole: true, assumed: false })
}

fn date(year: i16, month: u32, day: u32) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
