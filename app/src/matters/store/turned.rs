//! What turned lately in the matters of some offices: registered, taken over, closed, gone red.

use super::stuck::Ours;
use crate::db::{DbError, Tx, Value};
use bangdu_core::{ids::UnitId, instant::Instant};

/// How many matters turned which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turned {
    /// Registered.
    pub registered: i64,
    /// Taken over from a ledger.
    pub taken_over: i64,
    /// Struck off.
    pub closed: i64,
    /// Gone red, and red still.
    pub red: i64,
}

/// What turned after `from`, up to `now`.
///
/// # Errors
/// When the store fails.
pub fn turned(tx: &mut Tx<'_>, ours: &Ours<'_>, from: Instant, now: Instant) -> Result<Turned, DbError> {
    if ours.offices.is_empty() {
        return Ok(Turned::default());
    }
    let mut turned = Turned::default();
    let (sql, values) = told_statement(ours, from, now);
    for row in &tx.rows(&sql, &values)? {
        let (event, n): (String, i64) = (row.get(0)?, row.get(1)?);
        match event.as_str() {
            "matter.taken_over" => turned.taken_over += n,
            "matter.closed" => turned.closed += n,
            _ => turned.registered += n,
        }
    }
    let (rule, values) = of_ours(ours, from, now);
    let sql = format!(
        "SELECT COUNT(*) FROM matters m WHERE m.phase = 'running' AND m.red_at > $1 AND m.red_at <= $2{rule}"
    );
    turned.red = tx.row(&sql, &values)?.map_or(Ok(0), |row| row.get(0))?;
    Ok(turned)
}

/// A matter that turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turning {
    /// The entry's name; `red` where the light turned.
    pub event: String,
    /// Its number, where it has one.
    pub number: Option<String>,
    /// What it is called.
    pub title: String,
}

/// The matters that turned after `from`, up to `now`, the last first; at most `most`.
///
/// # Errors
/// When the store fails.
pub fn named(
    tx: &mut Tx<'_>,
    ours: &Ours<'_>,
    from: Instant,
    now: Instant,
    most: usize,
) -> Result<Vec<Turning>, DbError> {
    if ours.offices.is_empty() {
        return Ok(Vec::new());
    }
    let (rule, values) = of_ours(ours, from, now);
    let entries = format!(
        "SELECT e.event, m.number, m.title FROM entries e JOIN matters m ON m.id = substr(e.stream, 8)
         WHERE e.event IN ('matter.registered', 'matter.registered_on_site', 'matter.taken_over', 'matter.closed')
             AND e.at > $1 AND e.at <= $2{rule} ORDER BY e.at DESC, e.stream LIMIT {most}"
    );
    let red = format!(
        "SELECT 'red', m.number, m.title FROM matters m
         WHERE m.phase = 'running' AND m.red_at > $1 AND m.red_at <= $2{rule} ORDER BY m.red_at DESC, m.id LIMIT {most}"
    );
    let mut found = Vec::new();
    for sql in [entries, red] {
        for row in &tx.rows(&sql, &values)? {
            found.push(Turning { event: row.get(0)?, number: row.get(1)?, title: row.get(2)? });
        }
    }
    Ok(found)
}

fn told_statement(ours: &Ours<'_>, from: Instant, now: Instant) -> (String, Vec<Value<'static>>) {
    let (rule, values) = of_ours(ours, from, now);
    let sql = format!(
        "SELECT e.event, COUNT(DISTINCT e.stream) FROM entries e JOIN matters m ON m.id = substr(e.stream, 8)
         WHERE e.event IN ('matter.registered', 'matter.registered_on_site', 'matter.taken_over', 'matter.closed')
             AND e.at > $1 AND e.at <= $2{rule} GROUP BY e.event"
    );
    (sql, values)
}

/// Columns are put together with nothing, so that no planner begins with an office's matters, which are many.
fn of_ours(ours: &Ours<'_>, from: Instant, now: Instant) -> (String, Vec<Value<'static>>) {
    let mut values = vec![Value::Int(from.0), Value::Int(now.0)];
    let mut places = |units: &[UnitId]| {
        let first = values.len() + 1;
        values.extend(units.iter().map(|unit| Value::Text(unit.to_string().into())));
        (first..=values.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
    };
    let mut rule = format!(" AND m.office || '' IN ({})", places(ours.offices));
    if !ours.area.is_empty() {
        rule.push_str(&format!(" AND m.lead || '' IN ({})", places(ours.area)));
    }
    (rule, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Scratch;

    #[test]
    fn what_turned_lately_is_found_in_an_index_of_its_own() {
        let unit = UnitId(uuid::Uuid::nil());
        let ours = Ours { offices: &[unit], area: &[unit] };
        let (sql, values) = told_statement(&ours, Instant(0), Instant(1));
        let plan = format!("EXPLAIN QUERY PLAN {sql}");
        let rows = Scratch::new().unwrap().write(|tx| tx.rows(&plan, &values)).unwrap();
        let steps: Vec<String> = rows.iter().map(|row| row.get(3).unwrap()).collect();
        assert!(steps.iter().any(|step| step.contains("entries_turns")), "{steps:?}");
    }
}
