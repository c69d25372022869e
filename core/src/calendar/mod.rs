//! Working days and what is reckoned with them. All of it happens in the installation's zone; the
//! calendar is data with a version, and a result says which version it was reckoned with.
//!
//! Read in this order: this file (what kind of day is it?), [`reckon`] (when does a limit end, and
//! why, day by day), [`explain`] (the same in sentences), [`deadline`] (the three kinds of
//! deadline), [`between`] (how long was it?), [`notice`] (a new year's notice comes in), [`written`]
//! (dates as offices write them). What a deadline does to a matter is not here.
//!
//! Source of the rules: `domain.md` "Time". A working day is a make-up day, or Monday to Friday and
//! not a holiday. A year without a notice falls back to Monday to Friday and is provisional.

pub mod between;
pub mod changes;
pub mod deadline;
pub mod explain;
pub mod notice;
mod period;
pub mod reckon;
mod script;
pub mod written;
pub mod year;
mod zone;

pub use between::DayHours;
pub use deadline::Deadline;
pub use reckon::{Days, Limit, Pause, Reckoned, Step, TooFar, Warning, Why};
pub use year::{Special, Year, is_weekend};
pub use zone::{UnknownZone, Zone};

use crate::instant::Instant;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The calendar that an installation works by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The zone in which days begin and end.
    pub zone: Zone,
    /// The end of a working day (18:00 unless set otherwise): what comes later came the next
    /// working day, and every limit ends at this time.
    pub cutoff: Time,
    /// How often this installation has changed the calendar that it was shipped with.
    pub changes: u32,
    years: BTreeMap<i16, Year>,
}

/// What kind of day a date is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A working day; `make_up` names the holiday for which a weekend day is worked (调休上班).
    Working {
        /// The holiday it makes up for, such as 春节.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        make_up: Option<String>,
    },
    /// A rest day.
    Rest(Rest),
}

/// Why a day is a rest day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// Saturday or Sunday.
    Weekend,
    /// A day of the holiday of this name, whatever day of the week.
    Holiday(String),
}

impl DayKind {
    /// Whether work is done on such a day.
    pub fn is_working(&self) -> bool {
        matches!(self, DayKind::Working { .. })
    }
}

impl Calendar {
    /// The calendar as shipped: China's zone, 18:00, the published years 2019 to 2026.
    pub fn shipped() -> Calendar {
        Calendar::of(year::shipped())
    }

    /// A calendar of these years, in China's zone with the usual cut-off.
    pub fn of(years: impl IntoIterator<Item = Year>) -> Calendar {
        Calendar {
            zone: Zone::default(),
            cutoff: Time::constant(18, 0, 0, 0),
            changes: 0,
            years: years.into_iter().map(|year| (year.year(), year)).collect(),
        }
    }

    /// Which calendar this is, for results: last known year and number of changes, `2026.0`.
    pub fn version(&self) -> String {
        let through = self.last_known_year().unwrap_or_default();
        format!("{through}.{}", self.changes)
    }

    /// This calendar with `year` added or replaced; it has a new version.
    #[must_use]
    pub fn with_year(mut self, year: Year) -> Calendar {
        self.years.insert(year.year(), year);
        self.changes = self.changes.saturating_add(1);
        self
    }

    /// This calendar with another cut-off; it has a new version.
    #[must_use]
    pub fn with_cutoff(mut self, cutoff: Time) -> Calendar {
        self.cutoff = cutoff;
        self.changes = self.changes.saturating_add(1);
        self
    }

    /// This calendar in another zone; it has a new version.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Calendar {
        self.zone = zone;
        self.changes = self.changes.saturating_add(1);
        self
    }

    /// The known years in order.
    pub fn years(&self) -> impl Iterator<Item = &Year> {
        self.years.values()
    }

    /// The last year whose notice is known.
    pub fn last_known_year(&self) -> Option<i16> {
        self.years.keys().next_back().copied()
    }

    /// Whether the notice of `year` is known.
    pub fn is_known(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// Whether the kind of `date` is known: its year's notice is, or another notice names it.
    pub fn is_known_day(&self, date: Date) -> bool {
        self.is_known(date.year()) || self.special(date).is_some()
    }

    /// What kind of day `date` is. In an unknown year Monday to Friday are taken for working days;
    /// see [`Calendar::is_known_day`].
    pub fn day(&self, date: Date) -> DayKind {
        let weekend = is_weekend(date);
        match self.special(date) {
            Some(special) if special.off => DayKind::Rest(Rest::Holiday(special.name.clone())),
            Some(special) => DayKind::Working { make_up: weekend.then(|| special.name.clone()) },
            None if weekend => DayKind::Rest(Rest::Weekend),
            None => DayKind::Working { make_up: None },
        }
    }

    /// Whether `date` is a working day.
    pub fn is_working(&self, date: Date) -> bool {
        self.special(date).map_or_else(|| !is_weekend(date), |special| !special.off)
    }

    /// What the notices say about `date`. The notice of the year after was issued later and goes
    /// first: that of 2023 makes 31 December 2022 a rest day.
    fn special(&self, date: Date) -> Option<&Special> {
        let year = date.year();
        [year.checked_add(1), Some(year), year.checked_sub(1)]
            .into_iter()
            .flatten()
            .find_map(|year| self.years.get(&year)?.special(date))
    }

    /// The instant at which `date` ends for our purposes: its cut-off.
    pub fn cutoff_of(&self, date: Date) -> Instant {
        self.at(date, self.cutoff)
    }

    /// The instant at which `date` begins.
    pub fn midnight(&self, date: Date) -> Instant {
        self.at(date, Time::midnight())
    }

    /// The date of `at` in the calendar's zone.
    pub fn date_of(&self, at: Instant) -> Date {
        at.date_in(self.zone.time_zone())
    }

    /// The instant of `date` and `time` in the calendar's zone; saturates at the ends of time.
    pub fn at(&self, date: Date, time: Time) -> Instant {
        let zoned = date.to_datetime(time).to_zoned_datetime(self.zone.time_zone().clone());
        match zoned {
            Ok(zoned) => Instant(zoned.timestamp().as_millisecond()),
            Err(_) if date.year() < 0 => Instant(jiff::Timestamp::MIN.as_millisecond()),
            Err(_) => Instant(jiff::Timestamp::MAX.as_millisecond()),
        }
    }
}

#[cfg(test)]
mod notice_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod written_tests;
