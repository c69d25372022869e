//! The list along time (时间轴): what falls due in which week and month.

use super::board::Card;
use crate::{
    act::ActError,
    db::Tx,
    matters::list::{self, Asked, Filter, Line, Order},
    web::{
        lang::{Lang, date, t, tf, word},
        list::Filters,
    },
};
use bangdu_core::{calendar::Calendar, matters::Late};
use jiff::{Span, civil::Date};

/// Weeks that are told one by one, this one first; then months.
const WEEKS: i64 = 6;
const MONTHS: i64 = 6;
/// Matters of a span that are shown; its head leads to all of them.
const CARDS: usize = 8;

/// What is due, span by span.
pub(super) struct Timeline {
    pub spans: Vec<Due>,
    /// The most that one span holds, for the bars.
    pub most: i64,
}

/// A span of days and what is due in it.
pub(super) struct Due {
    pub word: String,
    pub days: String,
    pub href: String,
    pub count: i64,
    pub cards: Vec<Card>,
}

/// The days of a span, the last one included.
type Days = (Date, Date);

impl Timeline {
    pub fn read(
        tx: &mut Tx<'_>,
        asked: &Asked<'_>,
        filters: &Filters,
        calendar: &Calendar,
        most: i64,
        card: impl Fn(&Line, &str) -> Card,
        lang: Lang,
    ) -> Result<Timeline, ActError> {
        let today = calendar.date_of(asked.now);
        let here = Filters::of("/matters", &super::views::kept_query(&filters.without("as")));
        let mut spans = Vec::new();
        let unfinished = Late::Unfinished;
        let past = Filter { late: vec![unfinished], ..asked.filter.clone() };
        let over = (word(lang, &unfinished.word()), String::new(), here.with("overdue", unfinished.code()));
        spans.extend(due(tx, asked, past, over, most, &card)?);
        for (word, (from, to)) in named(lang, today) {
            let begin = calendar.midnight(from).max(asked.now);
            let filter = Filter {
                due_from: Some(begin),
                due_before: Some(calendar.midnight(next(to))),
                running: true,
                ..asked.filter.clone()
            };
            let days = format!("{}–{}", date(lang, from), date(lang, to));
            let with_from =
                Filters::of("/matters", &super::views::kept_query(&here.with("from", &from.to_string())));
            let told = (word, days, with_from.with("to", &to.to_string()));
            spans.extend(due(tx, asked, filter, told, most, &card)?);
        }
        let most = spans.iter().map(|span| span.count).max().unwrap_or_default();
        Ok(Timeline { spans, most })
    }
}

/// A span with its first matters; nothing where nothing is due.
fn due(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    filter: Filter,
    (word, days, href): (String, String, String),
    most: i64,
    card: &impl Fn(&Line, &str) -> Card,
) -> Result<Option<Due>, ActError> {
    let asked = Asked { filter: &filter, ..asked.clone() };
    let page = list::page(tx, &asked, Order::Due, None, CARDS)?;
    let count = match page.next {
        Some(_) => list::count(tx, &asked, most + 1)?,
        None => i64::try_from(page.lines.len()).unwrap_or(most),
    };
    let cards: Vec<Card> = page.lines.iter().map(|line| card(line, &href)).collect();
    Ok((count > 0).then_some(Due { word, days, href, count, cards }))
}

/// Today's week from today, the weeks after it, then the months after those.
fn named(lang: Lang, today: Date) -> Vec<(String, Days)> {
    let mut spans = Vec::new();
    let mut from = today;
    for week in 0..WEEKS {
        let to = later(from, i64::from(7 - from.weekday().to_monday_one_offset()));
        let word = match week {
            0 => t(lang, "listing.this_week").to_owned(),
            1 => t(lang, "listing.next_week").to_owned(),
            n => tf(lang, "listing.week_after", &[("n", &n.to_string())]),
        };
        spans.push((word, (from, to)));
        from = next(to);
    }
    for _ in 0..MONTHS {
        let to = from.last_of_month();
        let args = [("year", &*from.year().to_string()), ("month", &*from.month().to_string())];
        spans.push((tf(lang, "listing.month", &args), (from, to)));
        from = next(to);
    }
    spans
}

fn next(day: Date) -> Date {
    later(day, 1)
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(Span::new().days(days)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_spans_follow_each_other_without_gap_and_weeks_end_on_sunday() {
        let spans = named(Lang::Hans, date(2026, 11, 26));
        assert_eq!(spans[0].1, (date(2026, 11, 26), date(2026, 11, 29)));
        assert_eq!(spans[1].1, (date(2026, 11, 30), date(2026, 12, 6)));
        assert!(spans.windows(2).all(|two| next(two[0].1.1) == two[1].1.0));
        assert_eq!(spans.last().map(|span| span.1.1), Some(date(2027, 6, 30)));
    }
}
