//! The table of templates.

use crate::{
    db::{DbError, Tx},
    params,
};
use bangdu_core::{
    ids::{AccountId, UnitId},
    instant::Instant,
};
use uuid::Uuid;

/// A template, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Identity.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Who handed it in.
    pub account: AccountId,
    /// When.
    pub at: Instant,
}

/// The most that a unit keeps.
pub const MOST: usize = 20;

/// A unit's templates by name.
///
/// # Errors
/// When the store fails.
pub fn all(tx: &mut Tx<'_>, unit: UnitId) -> Result<Vec<Template>, DbError> {
    let rows = tx.rows(
        "SELECT id, name, account, at FROM ledger_templates WHERE unit = $1 ORDER BY name, id",
        params![unit],
    )?;
    let template = |row: &crate::db::Row| {
        Ok(Template { id: row.get(0)?, name: row.get(1)?, account: row.get(2)?, at: row.get(3)? })
    };
    rows.iter().map(template).collect()
}

/// A unit's template: its name and content.
///
/// # Errors
/// When the store fails.
pub fn content(tx: &mut Tx<'_>, unit: UnitId, id: Uuid) -> Result<Option<(String, Vec<u8>)>, DbError> {
    let row =
        tx.row("SELECT name, content FROM ledger_templates WHERE id = $1 AND unit = $2", params![id, unit])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Keeps a template; one of the same name is replaced.
///
/// # Errors
/// When the store fails.
pub fn keep(tx: &mut Tx<'_>, unit: UnitId, template: &Template, content: &[u8]) -> Result<(), DbError> {
    tx.execute("DELETE FROM ledger_templates WHERE unit = $1 AND name = $2", params![unit, template.name])?;
    tx.execute(
        "INSERT INTO ledger_templates (id, unit, name, account, at, content) VALUES ($1, $2, $3, $4, $5, $6)",
        params![template.id, unit, template.name, template.account, template.at, content],
    )?;
    Ok(())
}

/// Removes a unit's template; whether there was one.
///
/// # Errors
/// When the store fails.
pub fn remove(tx: &mut Tx<'_>, unit: UnitId, id: Uuid) -> Result<bool, DbError> {
    let removed =
        tx.execute("DELETE FROM ledger_templates WHERE id = $1 AND unit = $2", params![id, unit])?;
    Ok(removed > 0)
}
