//! Each unit's last urge on a matter and its first step since, for desks: who has not answered, and what became of what
//! an office urged. It follows the events; the words of an urge stand in the matter's story ([`super::pressed`]).

use crate::{
    db::{DbError, Row, Tx, Value},
    params,
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{Answer, Asked, Event, Matter, Pressing, State},
};
use std::collections::BTreeMap;

/// So many of a unit's urges are counted.
const OPEN: usize = 300;
/// So many of the last urges of an office are looked at.
const LAST: usize = 300;

/// A unit was urged on a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Urge {
    /// Which.
    pub matter: MatterId,
    /// Who.
    pub unit: UnitId,
    /// When, the last time.
    pub at: Instant,
    /// Its first step since.
    pub answered: Option<(Instant, Answer)>,
    /// Until when it was asked to answer.
    pub answer_by: Option<Instant>,
}

impl Urge {
    /// Whether its answer is awaited, and late.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.answered.is_none() && self.answer_by.is_some_and(|by| by <= now)
    }
}

/// Writes what these events do to urges.
pub(super) fn follow(tx: &mut Tx<'_>, m: &Matter, told: &[(Instant, &Event)]) -> Result<(), DbError> {
    for (at, event) in told {
        match Pressing::of(event) {
            Some(Pressing::Urged(asked)) => {
                for unit in asked.to {
                    urged(tx, m, *unit, *at, &asked)?;
                }
            }
            // What is no report answers only whoever was asked for nothing but to sign.
            Some(Pressing::Answered(unit, answer)) => tx.later(
                "UPDATE urges SET answered_at = $3, answer = $4
                 WHERE matter = $1 AND unit = $2 AND answered_at IS NULL AND by_signing >= $5",
                params![m.id, unit, *at, answer.code(), i64::from(!answer.is_feedback())],
            )?,
            None => {}
        }
    }
    Ok(())
}

fn urged(tx: &mut Tx<'_>, m: &Matter, unit: UnitId, at: Instant, asked: &Asked<'_>) -> Result<(), DbError> {
    let by = asked.answer_by.map(|by| by.at);
    tx.later(
        "INSERT INTO urges (matter, unit, office, at, answer_by, by_signing) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (matter, unit) DO UPDATE
         SET at = excluded.at, answer_by = excluded.answer_by, by_signing = excluded.by_signing,
             answered_at = NULL, answer = NULL",
        params![m.id, unit, m.office, at, by, i64::from(asked.by_signing(unit))],
    )
}

/// What these units were urged on since, have not answered and still have in hand, the latest first.
///
/// # Errors
/// When the store fails.
pub fn open(tx: &mut Tx<'_>, units: &[UnitId], since: Instant) -> Result<Vec<Urge>, DbError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, values) = open_statement(units, since);
    tx.rows(&sql, &values)?.iter().map(urge).collect()
}

fn open_statement(units: &[UnitId], since: Instant) -> (String, Vec<Value<'static>>) {
    let (places, values) = among(units, since);
    let sql = format!(
        "SELECT u.matter, u.unit, u.at, u.answered_at, u.answer, u.answer_by
         FROM urges u JOIN matters m ON m.id = u.matter
         WHERE u.unit IN ({places}) AND u.answered_at IS NULL AND u.at >= $1 AND m.state IN ('{}')
             AND EXISTS (SELECT 1 FROM assignments a WHERE a.matter = u.matter AND a.unit || '' = u.unit)
         ORDER BY u.at DESC, u.matter LIMIT {OPEN}",
        State::IN_HAND.join("', '")
    );
    (sql, values)
}

/// Whom these offices urged since, and what came of it, the latest first.
///
/// # Errors
/// When the store fails.
pub fn of_offices(tx: &mut Tx<'_>, offices: &[UnitId], since: Instant) -> Result<Vec<Urge>, DbError> {
    if offices.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, values) = office_statement(offices, since);
    tx.rows(&sql, &values)?.iter().map(urge).collect()
}

fn office_statement(offices: &[UnitId], since: Instant) -> (String, Vec<Value<'static>>) {
    let (places, values) = among(offices, since);
    let sql = format!(
        "SELECT u.matter, u.unit, u.at, u.answered_at, u.answer, u.answer_by FROM urges u
         WHERE u.office IN ({places}) AND u.at >= $1 ORDER BY u.at DESC, u.matter, u.unit LIMIT {LAST}"
    );
    (sql, values)
}

/// Places for these units from the second on, and the values: the instant first.
fn among(units: &[UnitId], since: Instant) -> (String, Vec<Value<'static>>) {
    let mut values = vec![Value::Int(since.0)];
    values.extend(units.iter().map(|unit| Value::Text(unit.to_string().into())));
    let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
    (places.join(", "), values)
}

/// The titles of matters.
///
/// # Errors
/// When the store fails.
pub fn titles(tx: &mut Tx<'_>, matters: &[MatterId]) -> Result<BTreeMap<MatterId, String>, DbError> {
    if matters.is_empty() {
        return Ok(BTreeMap::new());
    }
    let values: Vec<Value<'_>> = matters.iter().map(|id| Value::Text(id.to_string().into())).collect();
    let places: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!("SELECT id, title FROM matters WHERE id IN ({})", places.join(", "));
    tx.rows(&sql, &values)?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

fn urge(row: &Row) -> Result<Urge, DbError> {
    let code: Option<String> = row.get(4)?;
    let answer = code.and_then(|code| Answer::ALL.into_iter().find(|answer| answer.code() == code));
    let answered = row.get::<Option<Instant>>(3)?.zip(answer);
    Ok(Urge { matter: row.get(0)?, unit: row.get(1)?, at: row.get(2)?, answered, answer_by: row.get(5)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Scratch;

    #[test]
    fn what_is_not_answered_and_what_an_office_urged_are_read_by_index() {
        let unit = [UnitId(uuid::Uuid::nil())];
        for (statement, index) in [
            (open_statement(&unit, Instant(0)), "urges_open"),
            (office_statement(&unit, Instant(0)), "urges_office"),
        ] {
            let plan = format!("EXPLAIN QUERY PLAN {}", statement.0);
            let rows = Scratch::new().unwrap().write(|tx| tx.rows(&plan, &statement.1)).unwrap();
            let steps: Vec<String> = rows.iter().map(|row| row.get(3).unwrap()).collect();
            assert!(steps.iter().any(|step| step.contains(index)), "{steps:?}");
        }
    }
}
