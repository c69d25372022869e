//! Who was urged, and whether they have answered since: read from the stories of matters by core's `pressed`.

use crate::{
    db::{DbError, Row, Tx, Value},
    journal::Stream,
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{Event, Matter, Pressed, State, pressed},
};
use std::collections::{BTreeMap, BTreeSet};

/// So many of a unit's matters that changed last are looked into for urges.
const MATTERS: usize = 200;
/// So many of the last urges of an office are looked into.
const URGES: usize = 300;

/// A unit was urged on a matter.
#[derive(Clone, Debug)]
pub struct UrgedOn {
    /// Which.
    pub matter: MatterId,
    /// Its title.
    pub title: String,
    /// How it was urged, and what it did since.
    pub urge: Pressed,
}

/// Every unit's last urge on each of these matters.
///
/// # Errors
/// When the store fails.
pub fn of(tx: &mut Tx<'_>, matters: &[MatterId]) -> Result<BTreeMap<MatterId, Vec<Pressed>>, DbError> {
    if matters.is_empty() {
        return Ok(BTreeMap::new());
    }
    let kind = Matter::KIND;
    let streams: BTreeSet<String> = matters.iter().map(|id| format!("{kind}/{id}")).collect();
    let values: Vec<Value<'static>> = streams.into_iter().map(|stream| Value::Text(stream.into())).collect();
    let places: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let rows = tx.rows(
        &format!(
            "SELECT stream, at, payload FROM entries WHERE stream IN ({}) AND event IN ('{kind}.urged',
                 '{kind}.slip_issued', '{kind}.reported', '{kind}.signed_for', '{kind}.objected', '{kind}.claimed')
             ORDER BY stream, version",
            places.join(", ")
        ),
        &values,
    )?;
    let mut stories: BTreeMap<MatterId, Vec<(Instant, Event)>> = BTreeMap::new();
    for row in &rows {
        let (matter, told) = entry(row)?;
        stories.entry(matter).or_default().push(told);
    }
    let told = |(matter, story): (MatterId, Vec<(Instant, Event)>)| {
        (matter, pressed(story.iter().map(|(at, event)| (*at, event))))
    };
    Ok(stories.into_iter().map(told).collect())
}

/// What these units were urged on since, have not answered and still have in hand, the latest first.
///
/// # Errors
/// When the store fails.
pub fn unanswered(tx: &mut Tx<'_>, units: &[UnitId], since: Instant) -> Result<Vec<UrgedOn>, DbError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = vec![Value::Int(since.0)];
    values.extend(units.iter().map(|unit| Value::Text(unit.to_string().into())));
    let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
    let rows = tx.rows(
        &format!(
            "SELECT c.matter, m.title FROM (
                 SELECT a.matter, MAX(a.changed_at) AS changed FROM assignments a
                 WHERE a.unit IN ({}) AND a.changed_at >= $1
                 GROUP BY a.matter ORDER BY changed DESC, a.matter LIMIT {MATTERS}
             ) AS c JOIN matters m ON m.id = c.matter WHERE m.state IN ('{}')",
            places.join(", "),
            State::IN_HAND.join("', '")
        ),
        &values,
    )?;
    let titles: BTreeMap<MatterId, String> =
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_, DbError>>()?;
    let ids: Vec<MatterId> = titles.keys().copied().collect();
    let open = |urge: &Pressed| urge.answered.is_none() && urge.at >= since && units.contains(&urge.unit);
    Ok(listed(of(tx, &ids)?, &titles, open))
}

/// Whom these offices urged since, and whether they have answered, the latest first.
///
/// # Errors
/// When the store fails.
pub fn urged_by(tx: &mut Tx<'_>, offices: &[UnitId], since: Instant) -> Result<Vec<UrgedOn>, DbError> {
    if offices.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, values) = urged_statement(offices, since);
    let rows = tx.rows(&sql, &values)?;
    let titles: BTreeMap<MatterId, String> =
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_, DbError>>()?;
    let ids: Vec<MatterId> = titles.keys().copied().collect();
    Ok(listed(of(tx, &ids)?, &titles, |urge| urge.at >= since))
}

fn urged_statement(offices: &[UnitId], since: Instant) -> (String, Vec<Value<'static>>) {
    let kind = Matter::KIND;
    let mut values = vec![Value::Int(since.0)];
    values.extend(offices.iter().map(|office| Value::Text(office.to_string().into())));
    let places: Vec<String> = (2..=values.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT m.id, m.title FROM (
             SELECT e.stream FROM entries e WHERE e.event IN ('{kind}.urged', '{kind}.slip_issued') AND e.at >= $1
             ORDER BY e.at DESC LIMIT {URGES}
         ) AS u JOIN matters m ON m.id = substr(u.stream, {}) WHERE m.office || '' IN ({})",
        kind.len() + 2,
        places.join(", ")
    );
    (sql, values)
}

fn listed(
    found: BTreeMap<MatterId, Vec<Pressed>>,
    titles: &BTreeMap<MatterId, String>,
    asked: impl Fn(&Pressed) -> bool,
) -> Vec<UrgedOn> {
    let mut urges: Vec<UrgedOn> = Vec::new();
    for (matter, all) in found {
        let title = titles.get(&matter).cloned().unwrap_or_default();
        let one = |urge: Pressed| UrgedOn { matter, title: title.clone(), urge };
        urges.extend(all.into_iter().filter(|urge| asked(urge)).map(one));
    }
    urges.sort_by_key(|on| (-on.urge.at.0, on.matter));
    urges
}

fn entry(row: &Row) -> Result<(MatterId, (Instant, Event)), DbError> {
    let (stream, at, payload): (String, Instant, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let matter = stream.rsplit('/').next().and_then(|id| id.parse().ok());
    let matter = matter.ok_or_else(|| DbError::Shape(format!("a stream of matters: {stream}")))?;
    let event =
        serde_json::from_str(&payload).map_err(|e| DbError::Shape(format!("an entry of a matter: {e}")))?;
    Ok((matter, (at, event)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Scratch;

    #[test]
    fn the_last_urges_are_found_in_an_index_of_their_own() {
        let (sql, values) = urged_statement(&[UnitId(uuid::Uuid::nil())], Instant(0));
        let plan = format!("EXPLAIN QUERY PLAN {sql}");
        let rows = Scratch::new().unwrap().write(|tx| tx.rows(&plan, &values)).unwrap();
        let steps: Vec<String> = rows.iter().map(|row| row.get(3).unwrap()).collect();
        assert!(steps.iter().any(|step| step.contains("entries_urged")), "{steps:?}");
    }
}
