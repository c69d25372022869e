//! The table of clues.

use crate::{
    db::{DbError, Row, Tx, Value, placeholders},
    journal::{self, Loaded, Stamp, Stream},
    params,
};
use bangdu_core::{
    board::{
        Receipt,
        clue::{Clue, ClueEvent, ClueOutcome, apply},
    },
    ids::{MatterId, UnitId},
    instant::Instant,
};

impl Stream for Clue {
    const KIND: &'static str = "clue";
    const TABLES: &'static [&'static str] = &["clues"];
    type Event = ClueEvent;

    fn event_name(event: &ClueEvent) -> &'static str {
        event.name()
    }

    fn apply(before: Option<Self>, event: &ClueEvent, _: &Stamp) -> Result<Self, String> {
        apply(before, event).ok_or_else(|| format!("{} comes before the clue", event.name()))
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        let doc = serde_json::to_string(after).map_err(|e| DbError::Shape(e.to_string()))?;
        let drafted = match &after.outcome {
            Some(ClueOutcome::Drafted { matter }) => Some(*matter),
            _ => None,
        };
        tx.execute(
            "INSERT INTO clues (receipt, matter, office, stand, drafted, received_at, doc)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (receipt) DO UPDATE SET stand = excluded.stand, drafted = excluded.drafted,
                 doc = excluded.doc",
            params![
                after.receipt.as_str(),
                after.matter,
                after.office,
                after.code(),
                drafted,
                after.received_at,
                doc
            ],
        )?;
        Ok(())
    }
}

const DOC: &str = "SELECT doc FROM clues WHERE receipt = $1";

/// A clue for a change.
pub fn load(tx: &mut Tx<'_>, receipt: &Receipt) -> Result<Loaded<Clue>, DbError> {
    journal::load_row(tx, receipt, (DOC, params![receipt.as_str()]), of_row)
}

/// A clue.
pub fn get(tx: &mut Tx<'_>, receipt: &Receipt) -> Result<Option<Clue>, DbError> {
    tx.row(DOC, params![receipt.as_str()])?.as_ref().map(of_row).transpose()
}

/// The clues that were merged into a matter, and those that it was drafted from, the newest first.
pub fn of_matter(tx: &mut Tx<'_>, matter: MatterId, limit: i64) -> Result<Vec<Clue>, DbError> {
    let rows = tx.rows(
        "SELECT doc FROM clues WHERE matter = $1 OR drafted = $1 ORDER BY received_at DESC, receipt LIMIT $2",
        params![matter, limit],
    )?;
    rows.iter().map(of_row).collect()
}

fn of_row(row: &Row) -> Result<Clue, DbError> {
    serde_json::from_str(&row.get::<String>(0)?).map_err(|e| DbError::Shape(format!("clue: {e}")))
}

/// A clue with the title of the matter whose page it was written on.
pub type ClueRow = (Clue, String);

/// Clues of these offices, those that wait longest first and the screened ones by their newest, after the row with
/// this key. Without a stand: all, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    offices: &[UnitId],
    stand: Option<&str>,
    after: Option<(Instant, String)>,
    limit: usize,
) -> Result<Vec<ClueRow>, DbError> {
    if offices.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, values) = list_query(offices, stand, after, limit);
    let rows = tx.rows(&sql, &values)?;
    rows.iter().map(|row| Ok((of_row(row)?, row.get(1)?))).collect()
}

fn list_query(
    offices: &[UnitId],
    stand: Option<&str>,
    after: Option<(Instant, String)>,
    limit: usize,
) -> (String, Vec<Value<'static>>) {
    let rising = stand == Some("waiting");
    let mut values: Vec<Value<'static>> =
        offices.iter().map(|office| Value::Text(office.to_string().into())).collect();
    let mut sql = format!(
        "SELECT c.doc, m.title FROM clues c JOIN matters m ON m.id = c.matter WHERE c.office IN ({})",
        placeholders(1, values.len())
    );
    if let Some(stand) = stand {
        values.push(Value::Text(stand.to_owned().into()));
        sql.push_str(&format!(" AND c.stand = ${}", values.len()));
    }
    if let Some((at, receipt)) = after {
        values.extend([Value::Int(at.0), Value::Text(receipt.into())]);
        let (comparison, last) = (if rising { '>' } else { '<' }, values.len());
        sql.push_str(&format!(" AND (c.received_at, c.receipt) {comparison} (${}, ${last})", last - 1));
    }
    values.push(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
    let direction = if rising { "" } else { " DESC" };
    sql.push_str(&format!(
        " ORDER BY c.received_at{direction}, c.receipt{direction} LIMIT ${}",
        values.len()
    ));
    (sql, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Scratch;

    #[test]
    fn lists_are_read_from_an_index() {
        let office = UnitId(uuid::Uuid::nil());
        for stand in [Some("waiting"), None] {
            let (sql, values) = list_query(&[office], stand, Some((Instant(1), "A".into())), 51);
            let explain = format!("EXPLAIN QUERY PLAN {sql}");
            let plan = Scratch::new().unwrap().write(|tx| tx.rows(&explain, &values)).unwrap();
            let steps: Vec<String> = plan.iter().map(|row| row.get(3).unwrap()).collect();
            assert!(steps.iter().any(|step| step.contains("USING INDEX clues_")), "{steps:?}");
        }
    }
}
