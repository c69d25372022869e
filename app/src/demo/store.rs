//! How far a store is a demo: one fact about the store itself.

use crate::{
    db::{DbError, Tx},
    params,
};

/// What the store says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A demo whose filling was broken off.
    Filling,
    /// A demo.
    Filled,
}

/// Whether the store is a demo; nothing for any other.
///
/// # Errors
/// When the store fails.
pub fn mark(tx: &mut Tx<'_>) -> Result<Option<Mark>, DbError> {
    let row = tx.row("SELECT value FROM meta WHERE name = 'demo'", &[])?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(if row.get::<String>(0)? == "filled" { Mark::Filled } else { Mark::Filling }))
}

/// Marks the store.
pub(super) fn set_mark(tx: &mut Tx<'_>, mark: Mark) -> Result<(), DbError> {
    let value = match mark {
        Mark::Filling => "filling",
        Mark::Filled => "filled",
    };
    tx.execute(
        "INSERT INTO meta (name, value) VALUES ('demo', $1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![value],
    )?;
    Ok(())
}

/// Whether nothing was ever recorded in the store but what its own opening records.
pub(super) fn is_empty(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    let kinds = tx.row("SELECT 1 FROM units LIMIT 1", &[])?;
    Ok(kinds.is_none() && tx.row("SELECT 1 FROM accounts LIMIT 1", &[])?.is_none())
}
