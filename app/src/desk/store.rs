//! Steps that wait, by kind and unit.

use crate::{
    db::{DbError, Tx, Value},
    matters::store::{NEVER, parse},
};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    matters::{Matter, TodoKind},
};

/// A step that waits, with its limit.
pub struct Waiting {
    /// The matter.
    pub matter: Matter,
    /// By when.
    pub by: Option<Instant>,
}

/// At most `limit` steps of a kind whose turn is one of `units`', nearest limit first.
///
/// # Errors
/// When the store fails.
pub fn waiting(
    tx: &mut Tx<'_>,
    kind: TodoKind,
    units: &[UnitId],
    limit: usize,
) -> Result<Vec<Waiting>, DbError> {
    let mut values: Vec<Value<'static>> = vec![Value::Text(kind.code().into())];
    values.extend(units.iter().map(|unit| Value::Text(unit.to_string().into())));
    values.push(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
    let places: Vec<String> = (2..values.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT m.doc, w.by_at FROM (SELECT matter, MIN(by_at) AS by_at FROM todos WHERE kind = $1 AND unit IN ({})
             GROUP BY matter ORDER BY MIN(by_at), matter LIMIT ${}) AS w
         JOIN matters m ON m.id = w.matter ORDER BY w.by_at, w.matter",
        places.join(", "),
        values.len()
    );
    let rows = tx.rows(&sql, &values)?;
    rows.iter()
        .map(|row| {
            let by: i64 = row.get(1)?;
            let by = (by < NEVER).then_some(Instant(by));
            Ok(Waiting { matter: parse(&row.get::<String>(0)?)?, by })
        })
        .collect()
}
