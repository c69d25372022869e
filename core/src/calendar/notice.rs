//! A year's notice comes in: the shipped form (JSON), or the text of the State Council's notice
//! itself (国务院办公厅关于某年部分节假日安排的通知), as copied from the web page. Each line says what
//! was understood of it; with a single fault nothing is taken over.
//!
//! | in the text | read as |
//! |---|---|
//! | `一、元旦：` | the holiday's name |
//! | `1月1日（周四）至3日（周六）放假调休，共3天` | rest days; the number of days and the weekdays must agree |
//! | `4月5日放假，与周末连休` · `放假1天，不调休` | rest days |
//! | `2022年12月31日至2023年1月2日放假` | reaches back into the December before |
//! | `2月14日（周六）、2月28日（周六）上班` | make-up days, which must be weekend days |
//! | `鼓励各单位…安排职工在除夕休息` | advice: no rest day |

use super::{Special, Year, explain::weekday, script::narrow, year::is_weekend};
use crate::{phrase, phrase::Phrase};
use jiff::civil::{Date, Weekday};

/// What was understood of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The year; only when nothing is wrong.
    pub year: Option<Year>,
    /// The lines that were read, in order.
    pub lines: Vec<Line>,
    /// What is wrong with the whole.
    pub faults: Vec<Phrase>,
}

/// One line of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line, in plain characters.
    pub text: String,
    /// The days that it names.
    pub days: Vec<Special>,
    /// What was passed over, with the reason.
    pub remarks: Vec<Phrase>,
    /// What is wrong with it.
    pub faults: Vec<Phrase>,
}

/// No holiday is longer; a longer span is a slip.
const LONGEST_HOLIDAY: usize = 16;

/// 国庆节、中秋节 has seven characters; a longer name is a line break that got lost.
const LONGEST_NAME: usize = 12;

/// Reads a notice. `expected` is the year that the person says it is for, `paper` where it was
/// published.
pub fn read(text: &str, expected: Option<i16>, paper: Option<&str>) -> Notice {
    let papers: Vec<String> = paper.map(str::to_owned).into_iter().collect();
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('{') {
        return read_form(text, expected, papers);
    }
    let text = text.lines().map(narrow).collect::<Vec<_>>().join("\n");
    let Some(year) = title_year(&text).or(expected) else {
        return refused(phrase!(
            "未找到通知所属年份，请填写年份",
            "The notice's year was not found; please give it"
        ));
    };
    let lines: Vec<Line> = items(&text).into_iter().map(|item| read_line(item, year)).collect();
    let days = lines.iter().flat_map(|line| line.days.clone()).collect();
    finish(year, expected, papers, days, lines)
}

fn refused(fault: Phrase) -> Notice {
    Notice { year: None, lines: Vec::new(), faults: vec![fault] }
}

/// The shipped form: `{year, papers, days: [{name, date, isOffDay}]}`.
fn read_form(text: &str, expected: Option<i16>, papers: Vec<String>) -> Notice {
    let Ok(year) = serde_json::from_str::<Year>(text) else {
        return refused(phrase!(
            "文件不是节假日数据：应含 year 和 days（name、date、isOffDay）",
            "The file is not holiday data: it needs year and days (name, date, isOffDay)"
        ));
    };
    let papers = if papers.is_empty() { year.papers().to_vec() } else { papers };
    let lines = year.days().iter().map(form_line).collect();
    finish(year.year(), expected, papers, year.days().to_vec(), lines)
}

/// A day of the shipped form. Published data names worked weekdays too (3 February 2020, the end of
/// a lengthened holiday): they are working days anyway.
fn form_line(day: &Special) -> Line {
    let mut line = Line {
        text: format!("{} {} {}", day.date, day.name, if day.off { "放假" } else { "上班" }),
        days: vec![day.clone()],
        remarks: Vec::new(),
        faults: Vec::new(),
    };
    if !day.off && !is_weekend(day.date) {
        line.remarks.push(phrase!("{0}本为工作日", "{0} is a working day anyway", day.date));
    }
    line
}

fn finish(
    year: i16,
    expected: Option<i16>,
    papers: Vec<String>,
    days: Vec<Special>,
    lines: Vec<Line>,
) -> Notice {
    let mut faults = Vec::new();
    if let Some(expected) = expected.filter(|expected| *expected != year) {
        let (expected, year) = (i32::from(expected), i32::from(year));
        faults.push(phrase!(
            "通知是{1}年的，不是{0}年的",
            "The notice is for {1}, not for {0}",
            expected,
            year
        ));
    }
    if !days.iter().any(|day| day.off) {
        faults.push(phrase!("没有读到放假日期", "No holiday was found"));
    }
    faults.extend(
        days.iter()
            .filter(|day| !belongs(day.date, year))
            .map(|day| phrase!("{0}不在通知所属年份内", "{0} is not in the notice's year", day.date)),
    );
    faults.extend(contradictions(&days));
    let sound = faults.is_empty() && lines.iter().all(|line| line.faults.is_empty());
    let year = sound.then(|| Year::new(year, papers, days));
    Notice { year, lines, faults }
}

/// A notice may reach back into the last days of December.
fn belongs(date: Date, year: i16) -> bool {
    date.year() == year || (year.checked_sub(1) == Some(date.year()) && date.month() == 12)
}

fn contradictions(days: &[Special]) -> Vec<Phrase> {
    let worked = |date| days.iter().any(|day| day.date == date && !day.off);
    let both = days.iter().filter(|day| day.off && worked(day.date));
    both.map(|day| phrase!("{0}既放假又上班", "{0} is both a rest day and worked", day.date)).collect()
}

/// The first year that the text names as such: `2026年部分节假日`, not the date `2025年11月4日`.
fn title_year(text: &str) -> Option<i16> {
    text.match_indices('年').find_map(|(at, mark)| {
        let head = &text[..at];
        let digits = head.len() - head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let is_date = text[at + mark.len()..].starts_with(|c: char| c.is_ascii_digit());
        (digits == 4 && !is_date).then(|| head[at - digits..].parse().ok()).flatten()
    })
}

/// The notice by items: a new one begins at each line, and at each `二、` within a line.
fn items(text: &str) -> Vec<&str> {
    text.lines().flat_map(split_items).map(str::trim).filter(|item| !item.is_empty()).collect()
}

fn split_items(line: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    for (at, stop) in line.match_indices('。') {
        let next = at + stop.len();
        if rest_after_number(line[next..].trim_start()).is_some() {
            cuts.push(next);
        }
    }
    cuts.push(line.len());
    cuts.windows(2).map(|pair| &line[pair[0]..pair[1]]).collect()
}

/// What follows `三、`, if the text begins so.
fn rest_after_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    (rest.len() < text.len()).then(|| rest.strip_prefix('、')).flatten()
}

fn read_line(text: &str, year: i16) -> Line {
    let mut line = Line { text: text.to_owned(), days: Vec::new(), remarks: Vec::new(), faults: Vec::new() };
    let item = rest_after_number(text).unwrap_or(text);
    match item.split_once(':') {
        Some((name, said)) if said.contains("放假") || said.contains("上班") => {
            if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
                line.faults.push(phrase!(
                    "“{0}”不像节日名称，请每个节日单起一行",
                    "“{0}” is no holiday's name; please begin a new line for each holiday",
                    name.trim()
                ));
            }
            for sentence in said.split(['。', ';']).map(str::trim).filter(|said| !said.is_empty()) {
                read_sentence(sentence, name.trim(), year, &mut line);
            }
        }
        _ => line.remarks.push(phrase!("不是放假安排，未采用", "Not about a holiday, passed over")),
    }
    line
}

fn read_sentence(said: &str, name: &str, year: i16, line: &mut Line) {
    if said.contains("鼓励") || said.contains("带薪") {
        line.remarks.push(phrase!("“{0}”是倡导，不作放假", "“{0}” is advice, not a holiday", said));
        return;
    }
    let off = said.contains("放假");
    if !off && !said.contains("上班") {
        line.remarks.push(phrase!("“{0}”未采用", "“{0}” was passed over", said));
        return;
    }
    let found = match dates(said, year) {
        Ok(found) if !found.is_empty() => found,
        Ok(_) => {
            line.faults.push(phrase!("“{0}”中没有日期", "“{0}” names no date", said));
            return;
        }
        Err(fault) => return line.faults.push(fault),
    };
    line.faults.extend(checks(&found, said, off));
    line.days.extend(found.into_iter().map(|date| Special { name: name.to_owned(), date, off }));
}

fn checks(found: &[Date], said: &str, off: bool) -> Vec<Phrase> {
    let mut faults = Vec::new();
    if off && let Some(stated) = stated_days(said).filter(|stated| *stated != found.len()) {
        faults.push(phrase!(
            "“{0}”写明{1}天，日期却是{2}天",
            "“{0}” says {1} days, but its dates are {2}",
            said,
            stated,
            found.len()
        ));
    }
    if !off {
        faults.extend(found.iter().filter(|date| !is_weekend(**date)).map(|date| {
            phrase!(
                "{0}是{1}，不是周末，不应列为调休上班",
                "{0} is a {1}, not a weekend day, and can't be a make-up day",
                *date,
                weekday(*date)
            )
        }));
    }
    faults
}

/// The number before 天: `共3天`, `放假1天`.
fn stated_days(said: &str) -> Option<usize> {
    let head = said.split_once('天')?.0;
    let rest = head.trim_end_matches(|c: char| c.is_ascii_digit());
    head[rest.len()..].parse().ok()
}

/// All dates of a sentence, spans spelt out. Year and month carry over: `1月28日至2月4日`, `至3日`.
fn dates(said: &str, year: i16) -> Result<Vec<Date>, Phrase> {
    let (mut year, mut month) = (year, None);
    let mut found: Vec<Date> = Vec::new();
    let mut rest = said;
    let mut spans = false;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit() || "至~(".contains(c)) {
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix(['至', '~']) {
            (spans, rest) = (true, after);
            continue;
        }
        if rest.starts_with('(') {
            let (inside, after) = rest[1..].split_once(')').unwrap_or((&rest[1..], ""));
            agree(found.last().copied(), inside)?;
            rest = after;
            continue;
        }
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let number: i16 = rest[..rest.len() - after.len()].parse().unwrap_or(-1);
        rest = after;
        if rest.starts_with('年') {
            year = number;
        } else if rest.starts_with('月') {
            month = i8::try_from(number).ok();
        } else if rest.starts_with('日') {
            let day = i8::try_from(number).ok();
            let date = month.zip(day).and_then(|(month, day)| Date::new(year, month, day).ok()).ok_or_else(
                || phrase!("“{0}”中有不存在的日期", "“{0}” names a day that doesn't exist", said),
            )?;
            match found.last().copied().filter(|_| spans) {
                Some(first) => found.extend(span(first, date, said)?),
                None => found.push(date),
            }
            spans = false;
        }
    }
    Ok(found)
}

/// The days after `first` up to and with `last`.
fn span(first: Date, last: Date, said: &str) -> Result<Vec<Date>, Phrase> {
    let days: Vec<Date> = first
        .series(jiff::Span::new().days(1))
        .skip(1)
        .take_while(|date| *date <= last)
        .take(LONGEST_HOLIDAY)
        .collect();
    if days.is_empty() || days.len() >= LONGEST_HOLIDAY {
        return Err(phrase!("“{0}”的起止日期不合理", "The span of “{0}” makes no sense", said));
    }
    Ok(days)
}

/// A weekday in brackets must be the date's own: `1月4日（周日）`, `（农历除夕、周二）`.
fn agree(date: Option<Date>, inside: &str) -> Result<(), Phrase> {
    let named = inside.split_once('周').or_else(|| inside.split_once("星期"));
    let named = named.and_then(|(_, rest)| rest.chars().next()).and_then(weekday_of);
    match date.zip(named) {
        Some((date, named)) if date.weekday() != named => Err(phrase!(
            "{0}是{1}，与括号内“{2}”不符",
            "{0} is a {1}, unlike “{2}” in brackets",
            date,
            weekday(date),
            inside
        )),
        _ => Ok(()),
    }
}

/// The weekday of 一 … 六, 日 or 天.
pub(super) fn weekday_of(c: char) -> Option<Weekday> {
    Some(match c {
        '一' | '1' => Weekday::Monday,
        '二' | '2' => Weekday::Tuesday,
        '三' | '3' => Weekday::Wednesday,
        '四' | '4' => Weekday::Thursday,
        '五' | '5' => Weekday::Friday,
        '六' | '6' => Weekday::Saturday,
        '日' | '天' | '7' => Weekday::Sunday,
        _ => return None,
    })
}
