//! What happened to the matters that somebody sees, since an instant: the latest entries across them. The
//! statement looks only at what changed; that the reader sees each matter is asked of core once more.

use super::parse;
use crate::{
    db::{DbError, Tx, Value},
    journal::Stream,
};
use bangdu_core::{
    ids::{AccountId, MatterId, UnitId},
    instant::Instant,
    matters::{Event, Matter},
    people::Sight,
};
use std::collections::{BTreeMap, BTreeSet};

/// So many of the matters that changed last are looked into.
pub const MATTERS: usize = 100;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Since<'a> {
    /// What the reader sees.
    pub sight: &'a Sight,
    /// Only matters in which one of these units has a part; all where it is empty.
    pub area: &'a [UnitId],
    /// Entries after this instant.
    pub after: Instant,
    /// Whose own entries are left out.
    pub but: AccountId,
}

/// An entry of somebody's on a matter.
#[derive(Clone, Debug)]
pub struct Change {
    /// Of which matter.
    pub matter: MatterId,
    /// What it is called.
    pub title: String,
    /// When.
    pub at: Instant,
    /// What happened.
    pub event: Event,
}

/// At most `limit` entries, newest first.
///
/// # Errors
/// When the store fails.
pub fn changes(tx: &mut Tx<'_>, since: &Since<'_>, limit: usize) -> Result<Vec<Change>, DbError> {
    let mut values = vec![Value::Int(since.after.0), Value::Text(since.but.to_string().into())];
    let Some(changed) = changed(since, &mut values) else { return Ok(Vec::new()) };
    let kind = Matter::KIND;
    let rows = tx.rows(
        &format!(
            "SELECT c.id, e.at, e.payload FROM (
                 SELECT id, changed_at FROM ({changed}) AS each_way{} ORDER BY changed_at DESC, id DESC LIMIT {MATTERS}
             ) AS c JOIN entries e ON e.stream = '{kind}/' || c.id
             WHERE e.at > $1 AND e.actor <> $2 AND e.event <> '{kind}.recomputed'
             ORDER BY e.at DESC, e.stream DESC, e.version DESC LIMIT {limit}",
            within(since.area, &mut values)
        ),
        &values,
    )?;
    let ids = rows.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<MatterId>, DbError>>()?;
    let titles = titles(tx, &ids, since.sight)?;
    let mut found = Vec::new();
    for row in &rows {
        let (matter, at, payload): (MatterId, Instant, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if let Some(title) = titles.get(&matter) {
            found.push(Change { matter, title: title.clone(), at, event: event(&payload)? });
        }
    }
    Ok(found)
}

/// What those of these matters are called that core says are seen.
fn titles(
    tx: &mut Tx<'_>,
    ids: &BTreeSet<MatterId>,
    sight: &Sight,
) -> Result<BTreeMap<MatterId, String>, DbError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let values: Vec<Value<'static>> = ids.iter().map(|id| Value::Text(id.to_string().into())).collect();
    let places: Vec<String> = (1..=values.len()).map(|n| format!("${n}")).collect();
    let rows = tx.rows(&format!("SELECT doc FROM matters WHERE id IN ({})", places.join(", ")), &values)?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let m = parse(&row.get::<String>(0)?)?;
        if sight.covers(&m.ground()) {
            found.insert(m.id, m.title);
        }
    }
    Ok(found)
}

/// The last entry of each of these matters.
///
/// # Errors
/// When the store fails.
pub fn last(tx: &mut Tx<'_>, ids: &[MatterId]) -> Result<BTreeMap<MatterId, (Instant, Event)>, DbError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let kind = Matter::KIND;
    let streams: Vec<Value<'static>> =
        ids.iter().map(|id| Value::Text(format!("{kind}/{id}").into())).collect();
    let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let rows = tx.rows(
        &format!(
            "SELECT s.id, e.at, e.payload FROM streams s JOIN entries e ON e.stream = s.id AND e.version = s.version
             WHERE s.id IN ({})",
            places.join(", ")
        ),
        &streams,
    )?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let stream: String = row.get(0)?;
        let id = stream.rsplit('/').next().and_then(|id| id.parse().ok());
        if let Some(id) = id {
            found.insert(id, (row.get(1)?, event(&row.get::<String>(2)?)?));
        }
    }
    Ok(found)
}

/// The statement that finds the matters in sight that changed; nothing where nothing is seen.
fn changed(since: &Since<'_>, values: &mut Vec<Value<'static>>) -> Option<String> {
    let (offices, units, author) = match since.sight {
        Sight::Nothing => return None,
        Sight::Everything => {
            return Some(format!(
                "SELECT m.id, m.changed_at FROM matters m WHERE m.changed_at > $1{}",
                // Newest first by the index; an area may need more than those that changed last of all.
                if since.area.is_empty() {
                    format!(" ORDER BY m.changed_at DESC, m.id DESC LIMIT {MATTERS}")
                } else {
                    String::new()
                }
            ));
        }
        Sight::Units { offices, units, author } => (offices, units, author),
    };
    let mut ways = Vec::new();
    if !offices.is_empty() {
        let offices = places(offices, values);
        ways.push(format!(
            "SELECT m.id, m.changed_at FROM matters m WHERE m.office IN ({offices}) AND m.changed_at > $1"
        ));
    }
    let units = places(units, values);
    ways.push(format!(
        "SELECT a.matter AS id, a.changed_at FROM assignments a WHERE a.unit IN ({units}) AND a.changed_at > $1"
    ));
    ways.push(format!(
        "SELECT g.matter AS id, m.changed_at FROM matter_guests g JOIN matters m ON m.id = g.matter
             WHERE g.unit IN ({units}) AND m.changed_at > $1"
    ));
    if let Some(author) = author {
        values.push(Value::Text(author.to_string().into()));
        let place = values.len();
        for column in ["person", "entered_by"] {
            ways.push(format!(
                "SELECT w.matter AS id, m.changed_at FROM matter_authors w JOIN matters m ON m.id = w.matter
                     WHERE w.{column} = ${place} AND m.changed_at > $1"
            ));
        }
    }
    Some(ways.join(" UNION "))
}

fn within(area: &[UnitId], values: &mut Vec<Value<'static>>) -> String {
    if area.is_empty() {
        return String::new();
    }
    format!(
        " WHERE EXISTS (SELECT 1 FROM assignments w WHERE w.matter = each_way.id AND w.unit IN ({}))",
        places(area, values)
    )
}

fn places<'u>(units: impl IntoIterator<Item = &'u UnitId>, values: &mut Vec<Value<'static>>) -> String {
    let from = values.len() + 1;
    values.extend(units.into_iter().map(|unit| Value::Text(unit.to_string().into())));
    (from..=values.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

fn event(payload: &str) -> Result<Event, DbError> {
    serde_json::from_str(payload).map_err(|e| DbError::Shape(format!("an entry of a matter: {e}")))
}
