//! Dates as offices write them and as people type them. What can't be read for sure is not guessed
//! at: the sentence says how it was read, or what to write instead. How the parts of a date make a
//! day is in [`super::period`]; characters are made plain in [`super::script`].
//!
//! Before reading: full-width characters become plain, spaces and what stands in brackets go,
//! Chinese numerals become digits (十二月 → 12月, 二〇二一年 → 2021年), and a time of day is left out.
//! Words around a date are left out: 截至, 力争, 确保 … before it, 完成, 前, 止 … after it. 前 and 内
//! include the day named (民法典 Art. 1259: 以内、届满 include the number itself).
//!
//! | written | read as |
//! |---|---|
//! | `2021年6月30日` `2021-06-30` `2021/6/30` `2021.6.30` `20210630` `21.6.30` | the day |
//! | `6/30/2021` | the day, month first |
//! | `6月30日` `6月30` `6.30` `6-30` `6/30` `0630` `630` | the day; the year as below |
//! | `15日` `15号` | that day of this month, or of the next if it is past |
//! | `2021年6月` `2021.6` `202106` `6月` `6月底` `6月末` `12月底前` | the month's last day |
//! | `6月上旬` `6月初` · `6月中旬` · `6月下旬` · `6月中` | the 10th · the 20th · the last day · the 15th |
//! | `一季度` `第三季度` `三季度末` `Q3` | the quarter's last day |
//! | `上半年` `年中` · `下半年` | 30 June · 31 December |
//! | `2021年` `年底` `年内` `年末` `全年` `今年底` `明年底` | 31 December |
//! | `月底` `本月内` `下月底` · `本季度末` | of today's month or the next · of today's quarter |
//! | `元旦前` `五一前` `七一前` `国庆前` | the day before that holiday begins (31 December, 30 April, 30 June, 30 September) |
//! | `十四五末` `十五五期间` | 31 December 2025, 2030 |
//! | `今天` `明天` `后天` · `本周五` `下周一` · `本周内` `本周末` | counted from today; weeks begin on Monday, 周内 is Friday, 周末 Sunday |
//! | `2021年3月至12月` `6月1日—6月30日` `1-12月` | the end of the span |
//! | `3个工作日` `自收到之日起15个工作日内` | within so many working days |
//! | `7日内` `15天` `30个自然日` `两周内` `一个月` `半个月` `半年` `48小时内` | within so many natural days: a week is 7, a month 30, half a year 180, a year 365; hours make whole days, upwards |
//! | `长期` `长期坚持` `常年` `持续推进` `常态化` | standing |
//! | `时限待定` `待定` `未定` `另行确定` | to be settled |
//! | `44530` (only when the caller says that the cell may be a serial) | that day of Excel's calendar (2021-11-30) |
//! | no year written | the ledger's year when there is one; else today's, or the next if the day would lie more than 90 days back. Marked as assumed |
//! | `年前` `近期` `尽快` `2021.2.30` and all else | not understood |

use super::{
    Days, Deadline,
    period::{self, Clock, Found, Unread},
    reckon::LONGEST,
    script::{narrow, numerals},
};
use crate::{phrase, phrase::Phrase};
use jiff::{Span, civil::Date};

/// What the reader knows besides the text.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The day on which it was written.
    pub today: Date,
    /// The year of the ledger in which it stands.
    pub year: Option<i16>,
    /// Whether a number of five digits may be a date of Excel's.
    pub may_be_serial: bool,
}

/// What was written, and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The deadline; nothing when it was not understood.
    pub meaning: Option<Deadline>,
    /// Whether a part that isn't written, such as the year, was filled in.
    pub assumed: bool,
    /// How it was read, or why it wasn't understood.
    pub note: Phrase,
}

impl Written {
    /// The day, when a day was written.
    pub fn date(&self) -> Option<Date> {
        match self.meaning {
            Some(Deadline::On(date)) => Some(date),
            _ => None,
        }
    }
}

/// Longer texts are sentences, not dates.
const LONGEST_TEXT: usize = 60;

/// Reads a date or a limit by the table above.
pub fn parse_date(text: &str, context: &Context) -> Written {
    if text.chars().count() > LONGEST_TEXT {
        return not_understood(phrase!("文字过长，未能识别为时限", "Too long to be a deadline"));
    }
    let plain = plain(text);
    if plain.chars().all(|c| "/~-.无".contains(c)) {
        return not_understood(phrase!("未填写时限", "No deadline is written"));
    }
    standing(&plain)
        .or_else(|| open(&plain))
        .or_else(|| within(&plain))
        .or_else(|| serial(&plain, context))
        .unwrap_or_else(|| day(&plain, context, text))
}

/// The text with plain characters, and without spaces, brackets and time of day.
fn plain(text: &str) -> String {
    let text = narrow(text).to_lowercase();
    let text = without_clock(text.trim());
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            ' ' | '"' | '\'' | '“' | '”' => {}
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    let out = out.trim_end_matches(['。', ';', ',', '、', '.', ':']);
    out.to_owned()
}

/// `2021-06-30 00:00:00` and `2021-06-30t00:00:00` without what is after the day.
fn without_clock(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    match text[..colon].rfind([' ', 't']) {
        Some(at) => &text[..at],
        None => text,
    }
}

/// 时限待定: said to be settled later.
fn open(plain: &str) -> Option<Written> {
    const WORDS: [&str; 7] = ["时限待定", "待定", "未定", "待明确", "待确定", "暂未明确", "另行确定"];
    WORDS.contains(&plain).then(|| Written {
        meaning: Some(Deadline::Open),
        assumed: false,
        note: phrase!("时限待定，确定前不计时", "To be settled; no clock runs until then"),
    })
}

fn standing(plain: &str) -> Option<Written> {
    const WORDS: [&str; 7] = ["长期", "常年", "常态", "持续", "永久", "长效", "一直"];
    let is_standing = WORDS.iter().any(|word| plain.starts_with(word)) && !has_digit(&numerals(plain));
    is_standing.then(|| Written {
        meaning: Some(Deadline::Standing),
        assumed: false,
        note: phrase!("长期任务，不设到期日", "A standing task without a last day"),
    })
}

/// A limit in days: `3个工作日`, `自收到之日起7日内`, `两周内`.
fn within(plain: &str) -> Option<Written> {
    let inner = plain.contains('内');
    let core = ["起", "后"].iter().filter_map(|mark| plain.rsplit_once(mark)).map(|(_, rest)| rest);
    let core = core.min_by_key(|rest| rest.len()).filter(|rest| !rest.is_empty()).unwrap_or(plain);
    let core = strip(core);
    let (count, kind) = match core.as_str() {
        "半个月" | "半月" => (15, Days::Natural),
        "半年" if inner || core == plain => (180, Days::Natural),
        core => duration(&numerals(core), inner)?,
    };
    if count > LONGEST {
        return Some(not_understood(phrase!(
            "时限超过{0}日，请填写具体日期",
            "Longer than {0} days: please give a date",
            LONGEST
        )));
    }
    let meaning = Deadline::Within { days: count, kind };
    let note = match kind {
        Days::Working => phrase!("读作{0}个工作日内", "Read as within {0} working days", count),
        Days::Natural => phrase!("读作{0}日内（自然日）", "Read as within {0} natural days", count),
    };
    Some(Written { meaning: Some(meaning), assumed: false, note })
}

/// `inner`: 内 was written, so 日, 月 and 年 are lengths rather than parts of a date.
fn duration(core: &str, inner: bool) -> Option<(u32, Days)> {
    let unit = core.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &core[..core.len() - unit.len()];
    if number.is_empty() || number.len() > 8 {
        return None;
    }
    let count: u32 = number.parse().ok()?;
    let natural = |each: u32| Some((count.saturating_mul(each), Days::Natural));
    match unit.strip_prefix('个').unwrap_or(unit) {
        "工作日" => Some((count, Days::Working)),
        "自然日" | "天" => natural(1),
        "日" if inner => natural(1),
        "周" | "星期" | "礼拜" => natural(7),
        "月" if unit.starts_with('个') => natural(30),
        "年" if inner && count < 10 => natural(365),
        "小时" => Some((count.div_ceil(24), Days::Natural)),
        _ => None,
    }
}

/// A date as Excel stores it: days since 30 December 1899.
fn serial(plain: &str, context: &Context) -> Option<Written> {
    let whole = plain.split_once('.').map_or(plain, |(whole, _)| whole);
    let is_serial = context.may_be_serial && whole.len() == 5 && is_decimal(plain);
    let days: i32 = whole.parse().ok().filter(|_| is_serial)?;
    let date = Date::constant(1899, 12, 30).checked_add(Span::new().days(days)).ok()?;
    let note = phrase!("表格日期序号，读作{0}", "A spreadsheet's date number, read as {0}", date);
    Some(Written { meaning: Some(Deadline::On(date)), assumed: false, note })
}

fn is_decimal(plain: &str) -> bool {
    plain.chars().all(|c| c.is_ascii_digit() || c == '.') && plain.matches('.').count() <= 1
}

fn day(plain: &str, context: &Context, text: &str) -> Written {
    let clock = Clock { today: context.today, year: context.year };
    match span_end(plain, clock) {
        Ok(found) => understood(found),
        Err(Unread::NoSuchDay) => not_understood(phrase!(
            "“{0}”中的日期不存在，请核对",
            "“{0}” names a day that doesn't exist; please check it",
            text.trim()
        )),
        Err(Unread::Unclear) => not_understood(phrase!(
            "“{0}”未能识别为时限，请写成2026年6月30日、6月底、3个工作日或长期",
            "“{0}” can't be read as a deadline; write a date, a number of working days, or 长期",
            text.trim()
        )),
    }
}

/// The end of a span, `3月至12月`, else the day itself. A year before the span holds for its end.
fn span_end(plain: &str, clock: Clock) -> Result<Found, Unread> {
    for mark in ['至', '到', '~'] {
        let Some((from, to)) = plain.rsplit_once(mark) else { continue };
        if from.is_empty() || !has_digit(&numerals(from)) {
            continue;
        }
        let begin = period::read(&strip(from), clock)?;
        let year = if begin.assumed { clock.year } else { Some(begin.date.year()) };
        let end = period::read(&strip(to), Clock { year, ..clock })?;
        let begins_later = !begin.assumed && begin.from > end.date;
        return if begins_later { Err(Unread::Unclear) } else { Ok(Found { whole: true, ..end }) };
    }
    period::read(&strip(plain), clock)
}

fn understood(found: Found) -> Written {
    let date = found.date;
    let note = match (found.whole, found.assumed) {
        (false, false) => phrase!("读作{0}", "Read as {0}", date),
        (true, false) => phrase!("按期末读作{0}", "Read as the end of the period, {0}", date),
        (false, true) => phrase!("未写全，读作{0}", "Incomplete, read as {0}", date),
        (true, true) => {
            phrase!("未写全，按期末读作{0}", "Incomplete, read as the end of the period, {0}", date)
        }
    };
    Written { meaning: Some(Deadline::On(date)), assumed: found.assumed, note }
}

fn not_understood(note: Phrase) -> Written {
    Written { meaning: None, assumed: false, note }
}

/// Without the words that surround a date. `年前` keeps its 前: it means before the Spring Festival.
fn strip(text: &str) -> String {
    const BEFORE: [&str; 16] = [
        "完成时限",
        "截止到",
        "截至",
        "截止",
        "力争",
        "确保",
        "计划",
        "预计",
        "原则上",
        "最迟",
        "不迟于",
        "限于",
        "限期",
        "于",
        "在",
        "限",
    ];
    const AFTER: [&str; 17] = [
        "之前", "以前", "为止", "之内", "以内", "完成", "办结", "完工", "竣工", "落实", "报送", "上报",
        "反馈", "交付", "投用", "止", "内",
    ];
    let mut text = text.trim_start_matches(':');
    while let Some(rest) = BEFORE.iter().find_map(|word| text.strip_prefix(word)) {
        text = rest.trim_start_matches(':');
    }
    if let Some((head, tail)) = text.rsplit_once('前')
        && head != "年"
        && !tail.starts_with('后')
        && !has_digit(&numerals(tail))
        && !period::is_before_holiday(head)
    {
        text = head;
    }
    while let Some(rest) = AFTER.iter().find_map(|word| text.strip_suffix(word)) {
        text = rest;
    }
    text.trim_end_matches(['之', '以']).to_owned()
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}
