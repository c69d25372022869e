//! What a notice would change in a calendar: shown before it is taken over.

use super::{Calendar, DayKind, year::Year};
use jiff::civil::Date;

/// A day that would be worked and wasn't, or the other way round, or be named otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The day.
    pub date: Date,
    /// What it is now.
    pub was: DayKind,
    /// What it would be.
    pub now: DayKind,
}

impl Calendar {
    /// The days that taking over `year` would change, in order.
    pub fn changes(&self, year: &Year) -> Vec<Change> {
        let next = self.clone().with_year(year.clone());
        let first = Date::new(year.year(), 1, 1).ok();
        let of_year = first.into_iter().flat_map(|first| {
            std::iter::successors(Some(first), |day| day.tomorrow().ok())
                .take_while(move |day| day.year() == first.year())
        });
        let mut days: Vec<Date> = year.days().iter().map(|day| day.date).chain(of_year).collect();
        days.sort_unstable();
        days.dedup();
        let change = |date| Change { date, was: self.day(date), now: next.day(date) };
        days.into_iter().map(change).filter(|change| change.was != change.now).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Rest, year::Special};
    use jiff::civil::date;

    #[test]
    fn a_notice_changes_the_days_that_it_names_and_those_that_it_names_no_more() {
        let day = |date, off| Special { name: "元旦".into(), date, off };
        let old = Year::new(2030, vec![], vec![day(date(2030, 1, 1), true), day(date(2030, 1, 5), false)]);
        let new = Year::new(2030, vec![], vec![day(date(2030, 1, 1), true), day(date(2030, 1, 2), true)]);
        let calendar = Calendar::of([old]);
        let changes = calendar.changes(&new);
        let told: Vec<(Date, bool, bool)> =
            changes.iter().map(|c| (c.date, c.was.is_working(), c.now.is_working())).collect();
        assert_eq!(told, [(date(2030, 1, 2), true, false), (date(2030, 1, 5), true, false)]);
        assert_eq!(changes[1].now, DayKind::Rest(Rest::Weekend));
        assert!(calendar.with_year(new.clone()).changes(&new).is_empty());
    }
}
