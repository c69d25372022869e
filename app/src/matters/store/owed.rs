//! Reports that are owed: which unit has not yet said how far a matter is, and by when it should.

use crate::{
    db::{DbError, Row, Tx, Value},
    journal::Stream,
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{AnswerBy, Event, Late, Matter, State, TodoKind, What},
    who::Who,
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

/// What a unit owes in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Who owes it.
    pub unit: UnitId,
    /// So many reports.
    pub count: i64,
    /// So many of them are overdue.
    pub past: i64,
}

/// Whose reports: of the matters of these offices, due by `until`; with `unit`, only that unit's.
#[derive(Clone, Copy, Debug)]
pub struct Which<'a> {
    /// The offices.
    pub offices: &'a [UnitId],
    /// The unit that owes.
    pub unit: Option<UnitId>,
    /// Only what one of these units owes; all where it is empty.
    pub area: &'a [UnitId],
    /// Due by this instant.
    pub until: Instant,
}

impl Which<'_> {
    /// The condition and its values; `None` when there can be nothing.
    fn condition(&self) -> Option<(String, Vec<Value<'static>>)> {
        if self.offices.is_empty() {
            return None;
        }
        let id = |unit: UnitId| Value::Text(unit.to_string().into());
        let mut values = vec![Value::Text(TodoKind::Report.code().into()), Value::Int(self.until.0)];
        values.extend(self.offices.iter().map(|office| id(*office)));
        let places: Vec<String> = (3..=values.len()).map(|n| format!("${n}")).collect();
        let mut sql = format!("t.kind = $1 AND t.by_at <= $2 AND t.office IN ({})", places.join(", "));
        if let Some(unit) = self.unit {
            values.push(id(unit));
            sql.push_str(&format!(" AND t.unit = ${}", values.len()));
        }
        if !self.area.is_empty() {
            let from = values.len() + 1;
            values.extend(self.area.iter().map(|unit| id(*unit)));
            let places: Vec<String> = (from..=values.len()).map(|n| format!("${n}")).collect();
            sql.push_str(&format!(" AND t.unit IN ({})", places.join(", ")));
        }
        Some((sql, values))
    }
}

/// What each unit owes, the one that is overdue longest first; at most `limit` units.
///
/// # Errors
/// When the store fails.
pub fn sums(tx: &mut Tx<'_>, which: &Which<'_>, now: Instant, limit: usize) -> Result<Vec<Sum>, DbError> {
    let Some((condition, mut values)) = which.condition() else { return Ok(Vec::new()) };
    values.push(Value::Int(now.0));
    let sql = format!(
        "SELECT t.unit, COUNT(*), COUNT(CASE WHEN t.by_at <= ${} THEN 1 END) FROM todos t WHERE {condition}
         GROUP BY t.unit ORDER BY MIN(t.by_at), t.unit LIMIT {limit}",
        values.len()
    );
    let rows = tx.rows(&sql, &values)?;
    rows.iter().map(|row| Ok(Sum { unit: row.get(0)?, count: row.get(1)?, past: row.get(2)? })).collect()
}

/// At most `limit` of the reports, the longest overdue first.
///
/// # Errors
/// When the store fails.
pub fn owed(tx: &mut Tx<'_>, which: &Which<'_>, limit: usize) -> Result<Vec<Owed>, DbError> {
    let Some((condition, values)) = which.condition() else { return Ok(Vec::new()) };
    let rows = tx.rows(
        &format!(
            "SELECT t.unit, t.matter, m.title, m.number, t.by_at FROM todos t JOIN matters m ON m.id = t.matter
             WHERE {condition} ORDER BY t.by_at, t.matter LIMIT {limit}"
        ),
        &values,
    )?;
    rows.iter().map(read).collect()
}

/// A unit was urged on a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urged {
    /// Which unit.
    pub unit: UnitId,
    /// On which matter.
    pub matter: MatterId,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Who,
    /// By which day it was asked to answer.
    pub answer_by: Option<AnswerBy>,
}

/// Who was urged on these matters since, by message or slip, the latest first.
///
/// # Errors
/// When the store fails.
pub fn urged(tx: &mut Tx<'_>, matters: &[MatterId], since: Instant) -> Result<Vec<Urged>, DbError> {
    if matters.is_empty() {
        return Ok(Vec::new());
    }
    let kind = Matter::KIND;
    let mut values = vec![Value::Int(since.0)];
    values.extend(matters.iter().map(|id| Value::Text(format!("{kind}/{id}").into())));
    let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
    let rows = tx.rows(
        &format!(
            "SELECT stream, at, payload FROM entries WHERE stream IN ({}) AND at >= $1
                 AND event IN ('{kind}.urged', '{kind}.slip_issued') ORDER BY at DESC",
            places.join(", ")
        ),
        &values,
    )?;
    let mut found = Vec::new();
    for row in &rows {
        let (stream, at, payload): (String, Instant, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let event: Event = serde_json::from_str(&payload)
            .map_err(|e| DbError::Shape(format!("an entry of a matter: {e}")))?;
        let matter = stream.rsplit('/').next().and_then(|id| id.parse().ok());
        let (to, answer_by) = match &event.what {
            What::Urged(urged) => (&urged.to, urged.answer_by),
            What::SlipIssued(issued) => (&issued.to, issued.answer_by),
            _ => continue,
        };
        let one =
            |matter| to.iter().map(move |unit| Urged { unit: *unit, matter, at, by: event.by, answer_by });
        found.extend(matter.into_iter().flat_map(one));
    }
    Ok(found)
}

/// In how many matters a unit is late with a step, of the first `most` late steps, and whether there are more: what
/// is told of a very large installation instead of a count of everything.
///
/// # Errors
/// When the store fails.
pub fn late_at_least(tx: &mut Tx<'_>, now: Instant, most: i64) -> Result<(i64, bool), DbError> {
    let steps: Vec<&str> = Late::ALL.into_iter().filter_map(Late::step).map(|step| step.code()).collect();
    let first = format!(
        "SELECT t.matter FROM todos t WHERE t.kind IN ('{}') AND t.by_at <= $1 LIMIT $2",
        steps.join("', '")
    );
    let values = [Value::Int(now.0), Value::Int(most)];
    let row = tx.row(&format!("SELECT COUNT(*), COUNT(DISTINCT matter) FROM ({first}) AS found"), &values)?;
    let Some(row) = row else { return Ok((0, false)) };
    Ok((row.get(1)?, row.get::<i64>(0)? >= most))
}

/// More late steps than these are not looked at to count the matters that they belong to.
const STEPS: i64 = 2_000;

/// How many matters are late in any way, counted to one beyond `most`: from the few late steps and the few deadlines
/// that have passed, each found by its index. `None` where there are more than a page should read.
///
/// # Errors
/// When the store fails.
pub fn late_of_all(tx: &mut Tx<'_>, now: Instant, most: i64) -> Result<Option<i64>, DbError> {
    let (found, more) = late_at_least(tx, now, STEPS)?;
    if more {
        return Ok((found > most).then_some(found));
    }
    let steps: Vec<&str> = Late::ALL.into_iter().filter_map(Late::step).map(|step| step.code()).collect();
    let in_hand = format!("m.phase = 'running' AND m.state || '' IN ('{}')", State::IN_HAND.join("', '"));
    let sql = format!(
        "SELECT COUNT(*) FROM (
             SELECT m.id FROM matters m WHERE {in_hand} AND m.id IN
                 (SELECT t.matter FROM todos t WHERE t.kind IN ('{}') AND t.by_at <= $1)
             UNION SELECT past.id FROM (SELECT m.id FROM matters m WHERE {in_hand} AND m.due_at <= $1 LIMIT $2) AS past
         ) AS found",
        steps.join("', '")
    );
    let row = tx.row(&sql, &[Value::Int(now.0), Value::Int(most + 1)])?;
    row.map(|row| row.get(0)).transpose()
}

/// How many units of each of these matters are late with a step.
///
/// # Errors
/// When the store fails.
pub fn late_units(
    tx: &mut Tx<'_>,
    matters: &[MatterId],
    now: Instant,
) -> Result<Vec<(MatterId, Late, i64)>, DbError> {
    if matters.is_empty() {
        return Ok(Vec::new());
    }
    let steps: Vec<&str> = Late::ALL.into_iter().filter_map(Late::step).map(|step| step.code()).collect();
    let mut values = vec![Value::Int(now.0)];
    values.extend(matters.iter().map(|id| Value::Text(id.to_string().into())));
    let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
    let rows = tx.rows(
        &format!(
            "SELECT t.matter, t.kind, COUNT(*) FROM todos t WHERE t.matter IN ({}) AND t.kind IN ('{}')
                 AND t.by_at <= $1 GROUP BY t.matter, t.kind ORDER BY t.matter, t.kind DESC",
            places.join(", "),
            steps.join("', '")
        ),
        &values,
    )?;
    let mut found = Vec::new();
    for row in &rows {
        let kind: String = row.get(1)?;
        let late = Late::ALL.into_iter().find(|late| late.step().is_some_and(|step| step.code() == kind));
        if let Some(late) = late {
            found.push((row.get(0)?, late, row.get(2)?));
        }
    }
    Ok(found)
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
