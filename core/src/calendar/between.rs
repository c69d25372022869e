//! How long was it: working days between two dates, working hours between two instants.

use super::{Calendar, year::is_weekend};
use crate::instant::Instant;
use jiff::{
    SignedDuration,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

/// The office hours of a working day, by which the spans of holders are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(Time, Time)>", into = "Vec<(Time, Time)>")]
pub struct DayHours(Vec<(Time, Time)>);

/// Office hours must be spans that go forward and follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("office hours must go forward and follow one another")]
pub struct BadHours;

impl DayHours {
    /// Office hours from their spans.
    ///
    /// # Errors
    /// No span, a span that doesn't go forward, or spans that overlap.
    pub fn new(spans: Vec<(Time, Time)>) -> Result<DayHours, BadHours> {
        let forward = spans.iter().all(|(from, to)| from < to);
        let apart = spans.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        if spans.is_empty() || !forward || !apart {
            return Err(BadHours);
        }
        Ok(DayHours(spans))
    }

    /// The hours of one day.
    pub fn per_day(&self) -> SignedDuration {
        self.within(Time::MIN, Time::MAX)
    }

    /// The office hours between two times of the same day.
    fn within(&self, from: Time, to: Time) -> SignedDuration {
        let part = |&(open, close): &(Time, Time)| {
            let (start, end) = (open.max(from), close.min(to));
            if start < end { start.duration_until(end) } else { SignedDuration::ZERO }
        };
        self.0.iter().map(part).fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }
}

impl Default for DayHours {
    /// 08:30–12:00 and 14:30–18:00: seven hours.
    fn default() -> DayHours {
        let time = |hour, minute| Time::constant(hour, minute, 0, 0);
        DayHours(vec![(time(8, 30), time(12, 0)), (time(14, 30), time(18, 0))])
    }
}

impl TryFrom<Vec<(Time, Time)>> for DayHours {
    type Error = BadHours;
    fn try_from(spans: Vec<(Time, Time)>) -> Result<DayHours, BadHours> {
        DayHours::new(spans)
    }
}

impl From<DayHours> for Vec<(Time, Time)> {
    fn from(hours: DayHours) -> Vec<(Time, Time)> {
        hours.0
    }
}

impl Calendar {
    /// The number of working days after `a` up to and with `b`; negative when `b` is earlier.
    pub fn working_days_between(&self, a: Date, b: Date) -> i64 {
        if b < a {
            return -self.working_days_between(b, a);
        }
        weekdays_through(b) - weekdays_through(a) + self.exceptions_between(a, b)
    }

    /// The office hours between two instants, in the calendar's zone; none when `b` is not later.
    pub fn working_hours_between(&self, a: Instant, b: Instant, hours: &DayHours) -> SignedDuration {
        if b <= a {
            return SignedDuration::ZERO;
        }
        let zone = self.zone.time_zone();
        let from = a.timestamp().to_zoned_datetime(zone.clone());
        let to = b.timestamp().to_zoned_datetime(zone.clone());
        let on = |date, from, to| {
            if self.is_working(date) { hours.within(from, to) } else { SignedDuration::ZERO }
        };
        if from.date() == to.date() {
            return on(from.date(), from.time(), to.time());
        }
        let between =
            self.working_days_between(from.date(), to.date()) - i64::from(self.is_working(to.date()));
        let whole = hours.per_day().as_secs().saturating_mul(between);
        SignedDuration::from_secs(whole)
            .saturating_add(on(from.date(), from.time(), Time::MAX))
            .saturating_add(on(to.date(), Time::MIN, to.time()))
    }

    /// What the notices add to and take from Monday–Friday after `a` up to and with `b`.
    fn exceptions_between(&self, a: Date, b: Date) -> i64 {
        let first = a.year().saturating_sub(1);
        let last = b.year().saturating_add(1);
        self.years()
            .filter(|year| (first..=last).contains(&year.year()))
            .flat_map(|year| year.days())
            .filter(|day| a < day.date && day.date <= b)
            .filter(|day| self.special(day.date) == Some(day))
            .map(|day| match (day.off, is_weekend(day.date)) {
                (true, false) => -1,
                (false, true) => 1,
                _ => 0,
            })
            .sum()
    }
}

/// The number of Mondays to Fridays since a Monday long ago, up to and with `date`.
fn weekdays_through(date: Date) -> i64 {
    let days = Date::constant(1970, 1, 5).duration_until(date).as_hours() / 24;
    5 * days.div_euclid(7) + (days.rem_euclid(7) + 1).min(5)
}
