//! How people like their ledger: chosen columns, widths, saved views. Nothing of the business stands here: what
//! a view shows is asked anew of whoever opens it, with their own sight.

use super::columns::Layout;
use crate::{
    db::{DbError, Row, Tx},
    params,
};
use bangdu_core::{
    ids::{AccountId, UnitId},
    people::Actor,
};
use uuid::Uuid;

/// The layout that an account chose, or the usual one.
///
/// # Errors
/// When the store fails.
pub fn layout(tx: &mut Tx<'_>, account: AccountId) -> Result<Layout, DbError> {
    let row = tx.row("SELECT columns, widths FROM ledger_layouts WHERE account = $1", params![account])?;
    let Some(row) = row else { return Ok(Layout::default()) };
    let (columns, widths): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(Layout::default().with_columns(Some(&columns)).with_widths(&widths))
}

/// Keeps a layout.
///
/// # Errors
/// When the store fails.
pub fn keep_layout(tx: &mut Tx<'_>, account: AccountId, layout: &Layout) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO ledger_layouts (account, columns, widths) VALUES ($1, $2, $3)
         ON CONFLICT (account) DO UPDATE SET columns = excluded.columns, widths = excluded.widths",
        params![account, layout.codes(), layout.widths()],
    )?;
    Ok(())
}

/// Forgets it: the usual columns again.
///
/// # Errors
/// When the store fails.
pub fn forget_layout(tx: &mut Tx<'_>, account: AccountId) -> Result<(), DbError> {
    tx.execute("DELETE FROM ledger_layouts WHERE account = $1", params![account])?;
    Ok(())
}

/// A list with a name (视图).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Identity.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// What it is called.
    pub name: String,
    /// Whether the owner's unit sees it, too.
    pub shared: bool,
    /// What stands behind the question mark of its address.
    pub query: String,
}

/// More views than this nobody keeps.
pub const MOST_VIEWS: usize = 40;

/// The views that somebody finds above the list: their own, then those that their unit shares.
///
/// # Errors
/// When the store fails.
pub fn views(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<View>, DbError> {
    const COLUMNS: &str = "SELECT id, account, name, shared, query FROM saved_views";
    let most = i64::try_from(MOST_VIEWS).unwrap_or(i64::MAX);
    let mut rows = tx.rows(
        &format!("{COLUMNS} WHERE account = $1 ORDER BY name, id LIMIT $2"),
        params![actor.account, most],
    )?;
    rows.extend(tx.rows(
        &format!("{COLUMNS} WHERE unit = $1 AND shared AND account <> $2 ORDER BY name, id LIMIT $3"),
        params![actor.unit, actor.account, most],
    )?);
    rows.iter().map(view).collect()
}

fn view(row: &Row) -> Result<View, DbError> {
    Ok(View {
        id: row.get(0)?,
        account: row.get(1)?,
        name: row.get(2)?,
        shared: row.get(3)?,
        query: row.get(4)?,
    })
}

/// Saves a view; one of the same owner and name is replaced.
///
/// # Errors
/// When the store fails.
pub fn save_view(tx: &mut Tx<'_>, unit: UnitId, view: &View) -> Result<(), DbError> {
    tx.execute("DELETE FROM saved_views WHERE account = $1 AND name = $2", params![view.account, view.name])?;
    tx.execute(
        "INSERT INTO saved_views (id, account, unit, shared, name, query) VALUES ($1, $2, $3, $4, $5, $6)",
        params![view.id, view.account, unit, view.shared, view.name, view.query],
    )?;
    Ok(())
}

/// Removes a view of its owner; whether there was one.
///
/// # Errors
/// When the store fails.
pub fn remove_view(tx: &mut Tx<'_>, account: AccountId, id: Uuid) -> Result<bool, DbError> {
    let removed =
        tx.execute("DELETE FROM saved_views WHERE id = $1 AND account = $2", params![id, account])?;
    Ok(removed > 0)
}
