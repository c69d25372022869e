//! The working days around the demo's "now", counted: stories are told in working days and office hours.

use super::seed::Seed;
use bangdu_core::{calendar::Calendar, instant::Instant};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};

/// How far back the demo's past reaches, in natural days.
const PAST: i32 = 430;
/// How far ahead dates are looked up.
const AHEAD: i32 = 400;

/// Working days in order; the place of a day in the list is its number.
#[derive(Clone, Debug)]
pub struct Days {
    calendar: Calendar,
    days: Vec<Date>,
    /// The number of the last working day before today: the demo's stories end here.
    pub last: i64,
}

impl Days {
    /// The days around `now`.
    pub fn around(now: Instant, calendar: &Calendar) -> Days {
        let today = calendar.date_of(now);
        let days: Vec<Date> = (-PAST..AHEAD)
            .filter_map(|n| today.checked_add(n.days()).ok())
            .filter(|day| calendar.is_working(*day))
            .collect();
        let past = days.iter().take_while(|day| **day < today).count();
        Days { calendar: calendar.clone(), days, last: i64::try_from(past).unwrap_or(0) - 1 }
    }

    /// The working day of this number; the first or last one where there is none.
    pub fn date(&self, number: i64) -> Date {
        let place = usize::try_from(number.max(0)).unwrap_or(0).min(self.days.len() - 1);
        self.days[place]
    }

    /// The number of the first working day on or after `date`.
    pub fn number(&self, date: Date) -> i64 {
        i64::try_from(self.days.partition_point(|day| *day < date)).unwrap_or(0)
    }

    /// A moment in the office hours of the working day `number`, `minute` minutes after half past eight.
    pub fn at(&self, number: i64, minute: i64) -> Instant {
        let morning = self.calendar.at(self.date(number), Time::constant(8, 30, 0, 0));
        morning.plus_ms(minute * 60_000)
    }

    /// The moment at which the natural day `date` begins.
    pub fn midnight(&self, date: Date) -> Instant {
        self.calendar.midnight(date)
    }
}

/// Goes forward through working days, from moment to moment within office hours.
#[derive(Clone, Debug)]
pub struct Walk {
    /// The day's number.
    pub day: i64,
    minute: i64,
}

/// Minutes between half past eight and ten to six.
const LATEST: i64 = 560;

impl Walk {
    /// Begins on the morning of a day.
    pub fn from(day: i64) -> Walk {
        Walk { day, minute: -1 }
    }

    /// A moment `days` working days later, or later on the same day.
    pub fn later(&mut self, days: i64, chance: &mut Seed) -> (i64, i64) {
        if days > 0 {
            *self = Walk::from(self.day + days);
        }
        self.minute += if self.minute < 0 { chance.between(6, 190) } else { chance.between(7, 55) };
        if self.minute > LATEST {
            *self = Walk { day: self.day + 1, minute: chance.between(5, 60) };
        }
        (self.day, self.minute)
    }
}
