//! The installation's time zone, by name, from the bundled database: never the machine's own.

use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

/// A time zone by its IANA name, such as `Asia/Shanghai`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

/// There is no time zone of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called {0:?}")]
pub struct UnknownZone(pub String);

impl Zone {
    /// The zone of this name.
    ///
    /// # Errors
    /// When the bundled database has none.
    pub fn named(name: &str) -> Result<Zone, UnknownZone> {
        let found = TimeZoneDatabase::bundled().get(name).ok();
        found.filter(|zone| zone.iana_name().is_some()).map(Zone).ok_or_else(|| UnknownZone(name.to_owned()))
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or(SHANGHAI)
    }

    /// The zone as jiff knows it.
    pub fn time_zone(&self) -> &TimeZone {
        &self.0
    }
}

impl Default for Zone {
    /// China's one zone.
    fn default() -> Zone {
        Zone::named(SHANGHAI).unwrap_or_else(|_| Zone(TimeZone::fixed(Offset::constant(8))))
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;
    fn try_from(name: String) -> Result<Zone, UnknownZone> {
        Zone::named(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> String {
        zone.name().to_owned()
    }
}

const SHANGHAI: &str = "Asia/Shanghai";
