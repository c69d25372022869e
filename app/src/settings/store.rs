//! The settings' one row, and the copy that a process keeps of it.

use crate::{
    db::{DbError, Row, Tx},
    journal::{self, Loaded, Stamp, Stream},
    params,
};
use bangdu_core::settings::{Settings, SettingsEvent, apply};
use std::sync::{Arc, RwLock};

/// The settings' only stream.
const ID: &str = "installation";

/// The stream's name.
pub fn stream() -> String {
    journal::stream_of::<Settings>(ID)
}

impl Stream for Settings {
    const KIND: &'static str = "settings";
    const TABLES: &'static [&'static str] = &["settings"];
    type Event = SettingsEvent;

    fn event_name(event: &SettingsEvent) -> &'static str {
        event.name()
    }

    fn apply(before: Option<Self>, event: &SettingsEvent, _: &Stamp) -> Result<Self, String> {
        Ok(apply(before.unwrap_or_default(), event))
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        let doc = serde_json::to_string(after).map_err(|e| DbError::Shape(e.to_string()))?;
        tx.execute(
            "INSERT INTO settings (id, doc) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc",
            params![ID, doc],
        )?;
        Ok(())
    }
}

const DOC: &str = "SELECT doc FROM settings WHERE id = $1";

/// The settings for a change.
pub fn load(tx: &mut Tx<'_>) -> Result<Loaded<Settings>, DbError> {
    journal::load_row(tx, ID, (DOC, params![ID]), of_row)
}

fn read(tx: &mut Tx<'_>) -> Result<Option<Settings>, DbError> {
    tx.row(DOC, params![ID])?.as_ref().map(of_row).transpose()
}

fn of_row(row: &Row) -> Result<Settings, DbError> {
    serde_json::from_str(&row.get::<String>(0)?).map_err(|e| DbError::Shape(format!("settings: {e}")))
}

/// The settings that a process keeps; a clone shares them. One small query tells whether they moved.
#[derive(Clone, Debug, Default)]
pub struct KeptSettings(Arc<RwLock<Option<Kept>>>);

#[derive(Debug)]
struct Kept {
    version: u64,
    settings: Arc<Settings>,
}

impl KeptSettings {
    /// The settings as this transaction sees them.
    pub fn current(&self, tx: &mut Tx<'_>) -> Result<Arc<Settings>, DbError> {
        let version = journal::version(tx, &stream())?;
        self.at(tx, version)
    }

    /// The settings at this version of theirs, which the transaction has just read.
    pub(crate) fn at(&self, tx: &mut Tx<'_>, version: u64) -> Result<Arc<Settings>, DbError> {
        if let Ok(kept) = self.0.read()
            && let Some(kept) = kept.as_ref()
            && kept.version == version
        {
            return Ok(kept.settings.clone());
        }
        let fresh = Arc::new(read(tx)?.unwrap_or_default());
        if let Ok(mut kept) = self.0.write() {
            *kept = Some(Kept { version, settings: fresh.clone() });
        }
        Ok(fresh)
    }
}
