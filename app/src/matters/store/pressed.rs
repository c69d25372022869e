//! Who was urged with which words, and whether they have answered since: read from the stories of matters by core's
//! `pressed`. Which they are is told by the table ([`super::urges`]).

use crate::{
    db::{DbError, Row, Tx, Value},
    journal::Stream,
};
use bangdu_core::{
    ids::MatterId,
    instant::Instant,
    matters::{Event, Matter, Pressed, pressed},
};
use std::collections::{BTreeMap, BTreeSet};

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

fn entry(row: &Row) -> Result<(MatterId, (Instant, Event)), DbError> {
    let (stream, at, payload): (String, Instant, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let matter = stream.rsplit('/').next().and_then(|id| id.parse().ok());
    let matter = matter.ok_or_else(|| DbError::Shape(format!("a stream of matters: {stream}")))?;
    let event =
        serde_json::from_str(&payload).map_err(|e| DbError::Shape(format!("an entry of a matter: {e}")))?;
    Ok((matter, (at, event)))
}
