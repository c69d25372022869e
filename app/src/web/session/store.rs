//! The sessions' table.

use crate::{
    db::{DbError, Tx},
    params,
};
use bangdu_core::{ids::AccountId, instant::Instant};

/// A session as it is stored.
pub(super) struct Row {
    pub account: AccountId,
    pub stage: String,
    pub seen: Instant,
}

pub(super) fn find(tx: &mut Tx<'_>, digest: &str) -> Result<Option<Row>, DbError> {
    let sql = "SELECT account_id, stage, seen_at FROM sessions WHERE digest = $1";
    let Some(row) = tx.row(sql, params![digest])? else { return Ok(None) };
    Ok(Some(Row { account: row.get(0)?, stage: row.get(1)?, seen: Instant(row.get(2)?) }))
}

pub(super) fn begin(
    tx: &mut Tx<'_>,
    digest: &str,
    account: AccountId,
    stage: &str,
    now: Instant,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO sessions (digest, account_id, stage, began_at, seen_at) VALUES ($1, $2, $3, $4, $5)",
        params![digest, account, stage, now.0, now.0],
    )?;
    Ok(())
}

/// The digests of an account's sessions, the most recently used first.
pub(super) fn of_account(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<String>, DbError> {
    let sql = "SELECT digest FROM sessions WHERE account_id = $1 ORDER BY seen_at DESC, digest";
    tx.rows(sql, params![account])?.iter().map(|row| row.get(0)).collect()
}

pub(super) fn seen(tx: &mut Tx<'_>, digest: &str, now: Instant) -> Result<(), DbError> {
    tx.execute("UPDATE sessions SET seen_at = $1 WHERE digest = $2", params![now.0, digest])?;
    Ok(())
}

pub(super) fn end(tx: &mut Tx<'_>, digest: &str) -> Result<(), DbError> {
    tx.execute("DELETE FROM sessions WHERE digest = $1", params![digest])?;
    Ok(())
}

/// Ends all of an account's sessions but one (or all, for an empty digest).
/// Ends every session of an account.
///
/// # Errors
/// When the store fails.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId) -> Result<u64, DbError> {
    end_others(tx, account, "")
}

pub(super) fn end_others(tx: &mut Tx<'_>, account: AccountId, kept: &str) -> Result<u64, DbError> {
    tx.execute("DELETE FROM sessions WHERE account_id = $1 AND digest <> $2", params![account, kept])
}

/// Removes sessions that nobody used since `before`.
///
/// # Errors
/// When the store fails.
pub fn sweep(tx: &mut Tx<'_>, before: Instant) -> Result<u64, DbError> {
    tx.execute("DELETE FROM sessions WHERE seen_at < $1", params![before.0])
}
