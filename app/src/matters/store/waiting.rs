//! What waits for some units: open steps, the nearest limit first, each with its matter.

use super::{NEVER, parse};
use crate::db::{DbError, Row, Tx, Value};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{Matter, TodoKind},
};

/// An open step of a matter.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The matter.
    pub matter: Matter,
    /// The step.
    pub kind: TodoKind,
    /// Whose turn it is.
    pub unit: UnitId,
    /// By when, where there is a limit.
    pub by: Option<Instant>,
}

/// A step's place in the order: a page begins behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    by: i64,
    matter: MatterId,
    kind: TodoKind,
    unit: UnitId,
}

impl Behind {
    /// The place of `waiting`.
    pub fn of(waiting: &Waiting) -> Behind {
        let by = waiting.by.map_or(NEVER, |at| at.0);
        Behind { by, matter: waiting.matter.id, kind: waiting.kind, unit: waiting.unit }
    }

    /// As it stands in a URL.
    pub fn to_text(&self) -> String {
        format!("{}.{}.{}.{}", self.by, self.matter, self.kind.code(), self.unit)
    }

    /// From a URL; `None` when it isn't one of ours.
    pub fn from_text(text: &str) -> Option<Behind> {
        let mut parts = text.split('.');
        Some(Behind {
            by: parts.next()?.parse().ok()?,
            matter: parts.next()?.parse().ok()?,
            kind: TodoKind::from_code(parts.next()?)?,
            unit: parts.next()?.parse().ok()?,
        })
    }
}

/// At most `limit` steps that wait for one of `units`. Whether the reader may do them is the caller's to ask.
///
/// # Errors
/// When the store fails.
pub fn waiting(
    tx: &mut Tx<'_>,
    units: &[UnitId],
    behind: Option<&Behind>,
    limit: usize,
) -> Result<Vec<Waiting>, DbError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let mut values: Vec<Value<'static>> =
        units.iter().map(|unit| Value::Text(unit.to_string().into())).collect();
    let places: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let mut narrowed = format!(" WHERE t.unit IN ({})", places.join(", "));
    if let Some(behind) = behind {
        let n = values.len();
        narrowed.push_str(&format!(
            " AND (t.by_at, t.matter, t.kind, t.unit) > (${}, ${}, ${}, ${})",
            n + 1,
            n + 2,
            n + 3,
            n + 4
        ));
        values.push(Value::Int(behind.by));
        for text in [behind.matter.to_string(), behind.kind.code().to_owned(), behind.unit.to_string()] {
            values.push(Value::Text(text.into()));
        }
    }
    let rows = tx.rows(
        &format!(
            "SELECT m.doc, t.kind, t.unit, t.by_at FROM todos t JOIN matters m ON m.id = t.matter{narrowed}
             ORDER BY t.by_at, t.matter, t.kind, t.unit LIMIT {limit}"
        ),
        &values,
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Waiting, DbError> {
    let (code, by): (String, i64) = (row.get(1)?, row.get(3)?);
    Ok(Waiting {
        matter: parse(&row.get::<String>(0)?)?,
        kind: TodoKind::from_code(&code).ok_or_else(|| DbError::Shape(format!("todos.kind: {code}")))?,
        unit: row.get(2)?,
        by: (by < NEVER).then_some(Instant(by)),
    })
}
