//! Reports that are owed: which unit has not yet said how far a matter is, and by when it should.

use crate::db::{DbError, Row, Tx, Value};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::TodoKind,
};

/// A report that a unit owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Who owes it.
    pub unit: UnitId,
    /// Of which matter.
    pub matter: MatterId,
    /// Its title.
    pub title: String,
    /// Its number, where one was given.
    pub number: Option<String>,
    /// By when.
    pub by: Instant,
}

/// At most `limit` reports of these offices' matters that are due by `until`, the longest overdue first; with
/// `unit`, only that unit's.
///
/// # Errors
/// When the store fails.
pub fn owed(
    tx: &mut Tx<'_>,
    offices: &[UnitId],
    unit: Option<UnitId>,
    until: Instant,
    limit: usize,
) -> Result<Vec<Owed>, DbError> {
    if offices.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![Value::Text(TodoKind::Report.code().into()), Value::Int(until.0)];
    values.extend(offices.iter().map(|office| Value::Text(office.to_string().into())));
    let places: Vec<String> = (3..=values.len()).map(|n| format!("${n}")).collect();
    let mut of_unit = String::new();
    if let Some(unit) = unit {
        values.push(Value::Text(unit.to_string().into()));
        of_unit = format!(" AND t.unit = ${}", values.len());
    }
    let rows = tx.rows(
        &format!(
            "SELECT t.unit, t.matter, m.title, m.number, t.by_at FROM todos t JOIN matters m ON m.id = t.matter
             WHERE t.kind = $1 AND t.by_at <= $2 AND t.office IN ({}){of_unit}
             ORDER BY t.by_at, t.unit, t.matter LIMIT {limit}",
            places.join(", ")
        ),
        &values,
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Owed, DbError> {
    Ok(Owed {
        unit: row.get(0)?,
        matter: row.get(1)?,
        title: row.get(2)?,
        number: row.get(3)?,
        by: row.get(4)?,
    })
}
