//! A point in time as UTC milliseconds. There is no "now" here: it arrives with the facts.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// UTC milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The calendar date of this instant in `zone`.
    pub fn date_in(self, zone: &TimeZone) -> Date {
        self.timestamp().to_zoned_datetime(zone.clone()).date()
    }

    /// This instant as jiff's timestamp; instants outside jiff's range saturate.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }

    /// `self + ms`, saturating.
    pub fn plus_ms(self, ms: i64) -> Instant {
        Instant(self.0.saturating_add(ms))
    }

    /// So many times 24 hours later, saturating: for spans in which the hour of the day doesn't matter. Deadlines are
    /// counted in days of the calendar instead.
    pub fn plus_days(self, days: i64) -> Instant {
        self.plus_ms(days.saturating_mul(24 * 60 * 60 * 1000))
    }
}
