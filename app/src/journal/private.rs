//! Personal data beside the record: an entry holds a reference, the value stands in a row that can be erased.

use crate::{
    db::{DbError, Param, Row, Tx, placeholders},
    journal::{CommitError, hash_kind},
    params,
};
use bangdu_core::{ids::PrivateId, instant::Instant};
use bangdu_record::{
    canonical::canonical,
    digest::Digest,
    private::{PrivateRow, Reference, salted_digest},
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;

/// Stores a value under a fresh id and salt ([`crate::cx::random_bytes`]); what comes back goes into the event.
///
/// # Errors
/// When the value has no canonical text or the store fails.
pub fn put_private(
    tx: &mut Tx<'_>,
    id: PrivateId,
    salt: &[u8; 32],
    value: &(impl Serialize + ?Sized),
) -> Result<Reference, CommitError> {
    let digest = salted_digest(hash_kind(tx)?, salt, value)?;
    tx.execute(
        "INSERT INTO private_rows (id, salt, value) VALUES ($1, $2, $3)",
        params![id, salt, canonical(value)?],
    )?;
    Ok(Reference { id: id.to_string(), digest })
}

/// Takes back a value that was put in the same transaction and whose event is not to be.
///
/// # Errors
/// When the store fails.
pub fn take_back(tx: &mut Tx<'_>, id: PrivateId) -> Result<(), DbError> {
    tx.execute("DELETE FROM private_rows WHERE id = $1", params![id])?;
    Ok(())
}

/// The value; `None` once it is erased. Whether its reading must be journalled is the caller's to know.
///
/// # Errors
/// When the value has another shape or the store fails.
pub fn get_private<T: DeserializeOwned>(tx: &mut Tx<'_>, id: &str) -> Result<Option<T>, DbError> {
    let row = tx.row("SELECT value FROM private_rows WHERE id = $1", params![id])?;
    let value = row.map(|row| row.get::<Option<String>>(0)).transpose()?.flatten();
    let parse = |text: String| serde_json::from_str(&text);
    value.map(parse).transpose().map_err(|error| DbError::Shape(format!("private row {id}: {error}")))
}

/// The values of several rows in one question, by id; without those that are erased.
///
/// # Errors
/// When a value has another shape or the store fails.
pub fn get_private_all<T: DeserializeOwned>(
    tx: &mut Tx<'_>,
    ids: &[PrivateId],
) -> Result<HashMap<PrivateId, T>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT id, value FROM private_rows WHERE value IS NOT NULL AND id IN ({})",
        placeholders(1, ids.len())
    );
    let rows = tx.rows(&sql, &ids.iter().map(|id| id.value()).collect::<Vec<_>>())?;
    let parse = |row: &Row| {
        let (id, value): (PrivateId, String) = (row.get(0)?, row.get(1)?);
        let value = serde_json::from_str(&value);
        Ok((id, value.map_err(|error| DbError::Shape(format!("private row {id}: {error}")))?))
    };
    rows.iter().map(parse).collect()
}

/// Erases salt and value; whether there was anything to erase. The caller journals the erasure.
///
/// # Errors
/// When the store fails.
pub fn erase_private(tx: &mut Tx<'_>, id: &str, at: Instant) -> Result<bool, DbError> {
    let erased = tx.execute(
        "UPDATE private_rows SET salt = NULL, value = NULL, erased_at = $2 WHERE id = $1 AND erased_at IS NULL",
        params![id, at],
    )?;
    Ok(erased == 1)
}

/// The row as exports and `verify` see it.
///
/// # Errors
/// When the store fails.
pub fn private_row(tx: &mut Tx<'_>, id: &str) -> Result<Option<PrivateRow>, DbError> {
    let row = tx.row("SELECT id, salt, value FROM private_rows WHERE id = $1", params![id])?;
    row.as_ref().map(to_private_row).transpose()
}

/// Hands every row to `take`, erased ones too.
///
/// # Errors
/// What `take` says, or that the store failed.
pub fn each_private_row<E: From<DbError>>(
    tx: &mut Tx<'_>,
    mut take: impl FnMut(PrivateRow) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "SELECT id, salt, value FROM private_rows ORDER BY id";
    tx.each(sql, &[], |row| take(to_private_row(&row)?))
}

/// Stores a row that came with a backup; one that was erased was so at the latest `by`.
///
/// # Errors
/// When the store fails.
pub fn take_in(tx: &mut Tx<'_>, row: &PrivateRow, by: Instant) -> Result<(), CommitError> {
    let value = row.value.as_ref().map(canonical).transpose()?;
    let erased = row.salt.is_none().then_some(by);
    tx.execute(
        "INSERT INTO private_rows (id, salt, value, erased_at) VALUES ($1, $2, $3, $4)",
        params![row.id, row.salt, value, erased],
    )?;
    Ok(())
}

fn to_private_row(row: &Row) -> Result<PrivateRow, DbError> {
    let value: Option<String> = row.get(2)?;
    let parse = |text: String| serde_json::from_str(&text);
    Ok(PrivateRow {
        id: row.get(0)?,
        salt: row.get::<Option<Digest>>(1)?,
        value: value.map(parse).transpose().map_err(|error| DbError::Shape(error.to_string()))?,
    })
}
