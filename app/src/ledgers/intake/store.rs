//! The tables of imports, of remembered mappings and of files that wait for a confirm.

use super::Choices;
use crate::{
    db::{DbError, Tx},
    journal::{Stamp, Stream},
    ledgers::understand::Mapping,
    params,
};
use bangdu_core::{
    ids::{AccountId, BatchId, UnitId},
    instant::Instant,
};
use serde::{Deserialize, Serialize};

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
    /// When.
    pub at: Instant,
    /// Whether whoever confirmed stated that nothing classified is entered.
    #[serde(default)]
    pub unclassified: bool,
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

/// The mapping remembered for a series.
pub fn mapping(tx: &mut Tx<'_>, series: &str) -> Result<Option<SeriesMapping>, DbError> {
    let row = tx.row("SELECT doc FROM ledger_mappings WHERE series = $1", params![series])?;
    row.map(|row| parse(&row.get::<String>(0)?)).transpose()
}

/// The latest imports of an office, or of all, newest first.
pub fn imports(tx: &mut Tx<'_>, office: Option<UnitId>, limit: i64) -> Result<Vec<Import>, DbError> {
    let rows = match office {
        Some(office) => tx.rows(
            "SELECT doc FROM imports WHERE office = $1 ORDER BY at DESC, id DESC LIMIT $2",
            params![office, limit],
        )?,
        None => tx.rows("SELECT doc FROM imports ORDER BY at DESC, id DESC LIMIT $1", params![limit])?,
    };
    rows.iter().map(|row| parse(&row.get::<String>(0)?)).collect()
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

/// A file that waits for a confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Identity; the batch, once confirmed.
    pub id: BatchId,
    /// Who handed it in.
    pub account: AccountId,
    /// The office whose matters these will be.
    pub office: UnitId,
    /// Name of the file.
    pub name: String,
    /// The file.
    pub content: Vec<u8>,
    /// What was chosen so far.
    pub choices: Choices,
}

/// A file that waits, as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Identity.
    pub id: BatchId,
    /// Who handed it in.
    pub account: AccountId,
    /// The office whose matters these will be.
    pub office: UnitId,
    /// Name of the file.
    pub name: String,
    /// When it was handed in or last chosen for.
    pub at: Instant,
}

/// Keeps a file, or what was chosen for it.
pub fn keep(tx: &mut Tx<'_>, preview: &Preview, now: Instant) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO ledger_previews (id, account, office, name, content, choices, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO UPDATE SET choices = excluded.choices, at = excluded.at",
        params![
            preview.id,
            preview.account,
            preview.office,
            preview.name,
            preview.content,
            json(&preview.choices)?,
            now
        ],
    )?;
    Ok(())
}

/// A file that waits.
pub fn kept(tx: &mut Tx<'_>, id: BatchId) -> Result<Option<Preview>, DbError> {
    let row = tx.row(
        "SELECT account, office, name, content, choices FROM ledger_previews WHERE id = $1",
        params![id],
    )?;
    row.map(|row| {
        let choices = parse(&row.get::<String>(4)?)?;
        let (account, office) = (row.get(0)?, row.get(1)?);
        Ok(Preview { id, account, office, name: row.get(2)?, content: row.get(3)?, choices })
    })
    .transpose()
}

/// The files that wait, newest first.
pub fn waiting(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Waiting>, DbError> {
    let rows = tx.rows(
        "SELECT id, account, office, name, at FROM ledger_previews ORDER BY at DESC, id DESC LIMIT $1",
        params![limit],
    )?;
    let one = |row: &crate::db::Row| {
        Ok(Waiting {
            id: row.get(0)?,
            account: row.get(1)?,
            office: row.get(2)?,
            name: row.get(3)?,
            at: row.get(4)?,
        })
    };
    rows.iter().map(one).collect()
}

/// Forgets a file.
pub fn forget(tx: &mut Tx<'_>, id: BatchId) -> Result<(), DbError> {
    tx.execute("DELETE FROM ledger_previews WHERE id = $1", params![id])?;
    Ok(())
}

const DAY_MS: i64 = 86_400_000;
/// A file that waits may hold phones, so it waits no longer than somebody may need to think it over.
const WAITS_MS: i64 = DAY_MS;
/// What was given back may hold phones too; a week is enough to fetch it.
const RETURNED_MS: i64 = 7 * DAY_MS;

/// Forgets files that were left waiting, and what was given back and not fetched in time.
pub fn forget_old(tx: &mut Tx<'_>, now: Instant) -> Result<u64, DbError> {
    let returned =
        tx.execute("DELETE FROM ledger_returns WHERE at < $1", params![now.plus_ms(-RETURNED_MS)])?;
    let waited = tx.execute("DELETE FROM ledger_previews WHERE at < $1", params![now.plus_ms(-WAITS_MS)])?;
    Ok(returned + waited)
}

fn json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|e| DbError::Shape(e.to_string()))
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|e| DbError::Shape(e.to_string()))
}
