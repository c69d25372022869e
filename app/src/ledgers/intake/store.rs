//! The tables of imports, of remembered mappings and of what imports gave back; those of files that wait for a
//! confirm are below.

mod previews;

pub use previews::*;

use super::{Habits, UnitChoice, mends::Mended};
use crate::{
    db::{DbError, Tx, Value, placeholders},
    journal::{Stamp, Stream},
    ledgers::understand::Mapping,
    params,
};
use bangdu_core::{
    ids::{AccountId, BatchId, UnitId},
    instant::Instant,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An import that was confirmed (导入批次).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Identity.
    pub id: BatchId,
    /// The office whose matters these are.
    pub office: UnitId,
    /// Name of the file.
    pub name: String,
    /// SHA-256 of its content, in hex.
    pub digest: String,
    /// Who brought it in; none for the operator. Who confirmed it is the entry's actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importer: Option<AccountId>,
    /// Rows that were read.
    pub read: u64,
    /// Rows that became or could have become a matter.
    #[serde(default)]
    pub understood: u64,
    /// New matters.
    pub stored: u64,
    /// Matters that got new progress or were amended.
    pub changed: u64,
    /// Rows that were given back.
    pub refused: u64,
    /// Units that were founded.
    #[serde(default)]
    pub founded: u64,
    /// Sheets of which nothing was taken in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// When.
    pub at: Instant,
    /// Whether whoever confirmed stated that nothing classified is entered.
    #[serde(default)]
    pub unclassified: bool,
    /// Cells that were typed anew before the confirm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mends: Vec<Mended>,
}

impl Stream for Import {
    const KIND: &'static str = "import";
    const TABLES: &'static [&'static str] = &["imports"];
    type Event = Import;

    fn event_name(_: &Import) -> &'static str {
        "import.confirmed"
    }

    fn apply(_: Option<Self>, event: &Import, _: &Stamp) -> Result<Self, String> {
        Ok(event.clone())
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        tx.execute(
            "INSERT INTO imports (id, office, name, digest, at, doc) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET doc = excluded.doc",
            params![after.id, after.office, after.name, after.digest, after.at, json(after)?],
        )?;
        Ok(())
    }
}

/// How a series' columns are read, as the office set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesMapping {
    /// The series, as its title says it.
    pub series: String,
    /// Which head means which field.
    pub mapping: Mapping,
}

impl Stream for SeriesMapping {
    const KIND: &'static str = "mapping";
    const TABLES: &'static [&'static str] = &["ledger_mappings"];
    type Event = SeriesMapping;

    fn event_name(_: &SeriesMapping) -> &'static str {
        "mapping.set"
    }

    fn apply(_: Option<Self>, event: &SeriesMapping, _: &Stamp) -> Result<Self, String> {
        Ok(event.clone())
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        tx.execute(
            "INSERT INTO ledger_mappings (series, doc) VALUES ($1, $2)
             ON CONFLICT (series) DO UPDATE SET doc = excluded.doc",
            params![after.series, json(after)?],
        )?;
        Ok(())
    }
}

/// What names in an office's ledgers mean, as somebody decided when one was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeNames {
    /// Whose ledgers.
    pub office: UnitId,
    /// By the name as it is written.
    pub names: BTreeMap<String, UnitChoice>,
    /// What was chosen for all rows.
    #[serde(default)]
    pub habits: Habits,
}

impl Stream for OfficeNames {
    const KIND: &'static str = "ledger_names";
    const TABLES: &'static [&'static str] = &["ledger_names"];
    type Event = OfficeNames;

    fn event_name(_: &OfficeNames) -> &'static str {
        "ledger_names.set"
    }

    fn apply(_: Option<Self>, event: &OfficeNames, _: &Stamp) -> Result<Self, String> {
        Ok(event.clone())
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        tx.execute(
            "INSERT INTO ledger_names (office, doc) VALUES ($1, $2)
             ON CONFLICT (office) DO UPDATE SET doc = excluded.doc",
            params![after.office, json(after)?],
        )?;
        Ok(())
    }
}

/// What an office decided of names before.
pub fn office_names(tx: &mut Tx<'_>, office: UnitId) -> Result<Option<OfficeNames>, DbError> {
    let row = tx.row("SELECT doc FROM ledger_names WHERE office = $1", params![office])?;
    row.map(|row| parse(&row.get::<String>(0)?)).transpose()
}

/// The mapping remembered for a series.
pub fn mapping(tx: &mut Tx<'_>, series: &str) -> Result<Option<SeriesMapping>, DbError> {
    let row = tx.row("SELECT doc FROM ledger_mappings WHERE series = $1", params![series])?;
    row.map(|row| parse(&row.get::<String>(0)?)).transpose()
}

/// The latest imports of these offices, newest first.
pub fn imports(tx: &mut Tx<'_>, offices: &[UnitId], limit: usize) -> Result<Vec<Import>, DbError> {
    if offices.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT doc FROM imports WHERE office IN ({}) ORDER BY at DESC, id DESC LIMIT $1",
        placeholders(2, offices.len())
    );
    let mut params = vec![Value::Int(i64::try_from(limit).unwrap_or(i64::MAX))];
    params.extend(offices.iter().map(|office| Value::Text(office.to_string().into())));
    tx.rows(&sql, &params)?.iter().map(|row| parse(&row.get::<String>(0)?)).collect()
}

/// Whether the office has brought anything in since then.
pub fn imported_since(tx: &mut Tx<'_>, office: UnitId, since: Instant) -> Result<bool, DbError> {
    let row =
        tx.row("SELECT 1 FROM imports WHERE office = $1 AND at >= $2 LIMIT 1", params![office, since])?;
    Ok(row.is_some())
}

/// One import, once it is confirmed.
pub fn import(tx: &mut Tx<'_>, id: BatchId) -> Result<Option<Import>, DbError> {
    let row = tx.row("SELECT doc FROM imports WHERE id = $1", params![id])?;
    row.map(|row| parse(&row.get::<String>(0)?)).transpose()
}

/// A row that was given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The sheet's name.
    pub sheet: String,
    /// As the office counts it, from 1.
    pub row: u32,
    /// The head of the column that is wrong, if it is one.
    pub column: Option<String>,
    /// Why, as it was said to whoever confirmed.
    pub reason: String,
}

/// Keeps what an import gave back, and the file of it.
pub fn give_back(
    tx: &mut Tx<'_>,
    id: BatchId,
    rows: &[Returned],
    content: &[u8],
    now: Instant,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO ledger_returns (id, doc, content, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, content = excluded.content, at = excluded.at",
        params![id, json(&rows)?, content.to_vec(), now],
    )?;
    Ok(())
}

/// What an import gave back, while it is kept.
pub fn given_back(tx: &mut Tx<'_>, id: BatchId) -> Result<Option<Vec<Returned>>, DbError> {
    let row = tx.row("SELECT doc FROM ledger_returns WHERE id = $1", params![id])?;
    row.map(|row| parse(&row.get::<String>(0)?)).transpose()
}

/// The file of what an import gave back.
pub fn given_back_file(tx: &mut Tx<'_>, id: BatchId) -> Result<Option<Vec<u8>>, DbError> {
    let row = tx.row("SELECT content FROM ledger_returns WHERE id = $1", params![id])?;
    row.map(|row| row.get(0)).transpose()
}

/// A file that waits may hold phones, so it waits no longer than somebody may need to think it over.
const WAITS_DAYS: i64 = 1;
/// What was given back may hold phones too; a week is enough to fetch it.
const RETURNED_DAYS: i64 = 7;

/// Forgets files that were left waiting, and what was given back and not fetched in time.
pub fn forget_old(tx: &mut Tx<'_>, now: Instant) -> Result<u64, DbError> {
    let returned =
        tx.execute("DELETE FROM ledger_returns WHERE at < $1", params![now.plus_days(-RETURNED_DAYS)])?;
    Ok(returned + forget_untouched(tx, now.plus_days(-WAITS_DAYS))?)
}

fn json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|e| DbError::Shape(e.to_string()))
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|e| DbError::Shape(e.to_string()))
}
