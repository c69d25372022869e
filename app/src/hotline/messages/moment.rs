//! Times as systems and spreadsheets write them, several ways in one column.

use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time},
};

/// The time that `text` names: `2019-02-28 11:25:05`, `2019/2/28 11:25`, `2019年2月28日 上午9时5分`, `2019.2.28`,
/// `20190228`, `20190228112505`, `2019-02-28T11:25:05+08:00` (the clock as written), `04/12/2018 11:11:26 AM`
/// (month first), `28/02/2019` (day first when it can't be a month), `43524.47` (a spreadsheet's day number).
#[must_use]
pub fn moment(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if text.is_empty() || text.len() > 60 {
        return None;
    }
    if let Some(at) = serial(text) {
        return Some(at);
    }
    let numbers = numbers(text);
    match numbers[..] {
        [(n, 8), ref clock @ ..] => Some(compact(n)?.to_datetime(time(text, clock)?)),
        [(n, 14)] => {
            let clock = n % 1_000_000;
            Some(compact(n / 1_000_000)?.to_datetime(at(clock / 10_000, clock / 100 % 100, clock % 100)?))
        }
        [(y, 4), (m, _), (d, _), ref clock @ ..] => Some(date(y, m, d)?.to_datetime(time(text, clock)?)),
        [(a, 1 | 2), (b, 1 | 2), (y, 4), ref clock @ ..] => {
            let date = date(y, a, b).or_else(|| date(y, b, a))?;
            Some(date.to_datetime(time(text, clock)?))
        }
        [(y, 2), (m, 1 | 2), (d, 1 | 2), ref clock @ ..] => {
            Some(date(2000 + y, m, d)?.to_datetime(time(text, clock)?))
        }
        _ => None,
    }
}

/// Day numbers of spreadsheets, from 1900-03-01 on; four digits alone would be a year.
fn serial(text: &str) -> Option<DateTime> {
    let day: f64 = text.parse().ok()?;
    if !(10_000.0..100_000.0).contains(&day) {
        return None;
    }
    let seconds = ((day - day.floor()) * 86_400.0).round() as i64;
    Date::constant(1899, 12, 30)
        .checked_add((day.floor() as i64).days())
        .ok()?
        .to_datetime(Time::midnight())
        .checked_add(seconds.seconds())
        .ok()
}

/// Runs of digits with their lengths.
fn numbers(text: &str) -> Vec<(i64, usize)> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty() && run.len() <= 14)
        .filter_map(|run| Some((run.parse().ok()?, run.len())))
        .collect()
}

fn compact(n: i64) -> Option<Date> {
    date(n / 10_000, n / 100 % 100, n % 100)
}

fn date(y: i64, m: i64, d: i64) -> Option<Date> {
    Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()
}

fn time(text: &str, clock: &[(i64, usize)]) -> Option<Time> {
    let part = |i: usize| clock.get(i).map_or(0, |&(n, _)| n);
    let upper = text.to_uppercase();
    let afternoon = upper.contains("PM") || text.contains("下午") || text.contains("晚上");
    let morning = upper.contains("AM") || text.contains("上午") || text.contains("凌晨");
    let hour = match part(0) {
        h if afternoon && h < 12 => h + 12,
        12 if morning => 0,
        h => h,
    };
    at(hour, part(1), part(2))
}

fn at(h: i64, m: i64, s: i64) -> Option<Time> {
    Time::new(i8::try_from(h).ok()?, i8::try_from(m).ok()?, i8::try_from(s).ok()?, 0).ok()
}
