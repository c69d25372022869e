//! A restore as an event: the record itself says that this store came out of a backup.

use crate::{
    db::{DbError, Tx},
    journal::{Stamp, Stream},
};
use serde::{Deserialize, Serialize};

/// A restore that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored;

/// What a restore leaves in the record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum RestoreEvent {
    /// The store was filled from a backup.
    Restored {
        /// When the backup was made, in milliseconds since 1970-01-01T00:00:00Z.
        made_at_ms: i64,
        /// The version of the program that made it.
        program: String,
        /// How many entries it held.
        entries: u64,
    },
}

impl Stream for Restored {
    const KIND: &'static str = "restore";
    const TABLES: &'static [&'static str] = &[];
    type Event = RestoreEvent;

    fn event_name(_: &RestoreEvent) -> &'static str {
        "StoreRestored"
    }

    fn apply(_: Option<Restored>, _: &RestoreEvent, _: &Stamp) -> Result<Restored, String> {
        Ok(Restored)
    }

    fn save(_: &mut Tx<'_>, _: Option<&Restored>, _: &Restored) -> Result<(), DbError> {
        Ok(())
    }
}
