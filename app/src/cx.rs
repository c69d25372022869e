//! What every act needs from the world: the store, the time, new ids. The only place that makes ids and
//! randomness.

use crate::{clock::Clock, db::Db};
use bangdu_core::instant::Instant;
use jiff::{civil::Date, tz::TimeZone};
use uuid::Uuid;

/// A handle that is cheap to clone.
#[derive(Clone)]
pub struct Cx {
    /// The store.
    pub db: Db,
    /// Where "now" comes from.
    pub clock: Clock,
    /// The installation's zone, in which all calendar work is done; never the machine's.
    pub zone: TimeZone,
}

impl Cx {
    /// With the installation's zone, such as `Asia/Shanghai`.
    ///
    /// # Errors
    /// When there is no zone of that name.
    pub fn new(db: Db, clock: Clock, zone: &str) -> Result<Cx, jiff::Error> {
        Ok(Cx { db, clock, zone: TimeZone::get(zone)? })
    }

    /// The present instant.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The present date in the installation's zone.
    pub fn today(&self) -> Date {
        self.now().date_in(&self.zone)
    }

    /// A new UUIDv7: `MatterId(cx.new_id())`.
    pub fn new_id(&self) -> Uuid {
        new_id()
    }
}

/// A new UUIDv7, where there is no [`Cx`].
#[allow(clippy::disallowed_methods, reason = "this is the place that makes ids")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// Bytes that nobody can guess, from the operating system.
///
/// # Errors
/// When the operating system has none to give.
#[allow(clippy::disallowed_methods, reason = "this is the place that takes randomness")]
pub fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
