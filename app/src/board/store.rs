//! The tables of what is published, and of clues.

pub mod clues;

use crate::{
    db::{DbError, Row, Tx, Value, placeholders},
    journal::{self, Loaded, Stamp, Stream},
    params,
};
use bangdu_core::{
    board::{
        PublicId,
        publication::{Publication, PublicationEvent, apply},
    },
    ids::{MatterId, UnitId},
    instant::Instant,
};

impl Stream for Publication {
    const KIND: &'static str = "publication";
    const TABLES: &'static [&'static str] = &["publications"];
    type Event = PublicationEvent;

    fn event_name(event: &PublicationEvent) -> &'static str {
        event.name()
    }

    fn apply(before: Option<Self>, event: &PublicationEvent, stamp: &Stamp) -> Result<Self, String> {
        apply(before, event, stamp.at)
            .ok_or_else(|| format!("{} comes before anything was proposed", event.name()))
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        let doc = serde_json::to_string(after).map_err(|e| DbError::Shape(e.to_string()))?;
        let waiting = i64::try_from(after.waiting.len()).unwrap_or(i64::MAX);
        tx.execute(
            "INSERT INTO publications (matter, office, public, shown, down, waiting, changed_at, doc)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (matter) DO UPDATE SET shown = excluded.shown, down = excluded.down,
                 waiting = excluded.waiting, changed_at = excluded.changed_at, doc = excluded.doc",
            params![
                after.matter,
                after.office,
                after.public.as_str(),
                after.is_public(),
                after.down.is_some(),
                waiting,
                after.changed_at,
                doc
            ],
        )?;
        Ok(())
    }
}

const DOC: &str = "SELECT doc FROM publications WHERE matter = $1";

/// A matter's publication for a change.
pub fn load(tx: &mut Tx<'_>, matter: MatterId) -> Result<Loaded<Publication>, DbError> {
    journal::load_row(tx, matter, (DOC, params![matter]), of_row)
}

/// A matter's publication.
pub fn get(tx: &mut Tx<'_>, matter: MatterId) -> Result<Option<Publication>, DbError> {
    tx.row(DOC, params![matter])?.as_ref().map(of_row).transpose()
}

/// All of them, in the order of their public addresses.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Publication>, DbError> {
    let rows = tx.rows("SELECT doc FROM publications ORDER BY public", &[])?;
    rows.iter().map(of_row).collect()
}

/// The matter whose public page has this address.
pub fn matter_at(tx: &mut Tx<'_>, public: &PublicId) -> Result<Option<(MatterId, UnitId)>, DbError> {
    let row =
        tx.row("SELECT matter, office FROM publications WHERE public = $1", params![public.as_str()])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

fn of_row(row: &Row) -> Result<Publication, DbError> {
    parse(&row.get::<String>(0)?)
}

fn parse(doc: &str) -> Result<Publication, DbError> {
    serde_json::from_str(doc).map_err(|e| DbError::Shape(format!("publication: {e}")))
}

/// Which publications a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stand {
    /// All.
    #[default]
    Any,
    /// With fields that wait.
    Waiting,
    /// With a public page.
    Public,
    /// Taken down.
    Down,
}

impl Stand {
    /// By its code in an address.
    pub fn from_code(code: &str) -> Stand {
        match code {
            "waiting" => Stand::Waiting,
            "public" => Stand::Public,
            "down" => Stand::Down,
            _ => Stand::Any,
        }
    }

    fn condition(self) -> &'static str {
        match self {
            Stand::Any => "",
            Stand::Waiting => " AND p.waiting > 0",
            Stand::Public => " AND p.shown",
            Stand::Down => " AND p.down",
        }
    }
}

/// A publication with its matter's title.
pub type ListRow = (Publication, String);

/// Publications of these offices, the last changed first, after the row with this key.
pub fn list(
    tx: &mut Tx<'_>,
    offices: &[UnitId],
    stand: Stand,
    after: Option<(Instant, MatterId)>,
    limit: usize,
) -> Result<Vec<ListRow>, DbError> {
    if offices.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, values) = list_query(offices, stand, after, limit);
    let rows = tx.rows(&sql, &values)?;
    rows.iter().map(|row| Ok((parse(&row.get::<String>(0)?)?, row.get(1)?))).collect()
}

fn list_query(
    offices: &[UnitId],
    stand: Stand,
    after: Option<(Instant, MatterId)>,
    limit: usize,
) -> (String, Vec<Value<'static>>) {
    let mut values: Vec<Value<'static>> =
        offices.iter().map(|office| Value::Text(office.to_string().into())).collect();
    let count = values.len();
    let mut sql = format!(
        "SELECT p.doc, m.title FROM publications p JOIN matters m ON m.id = p.matter WHERE p.office IN ({}){}",
        placeholders(1, count),
        stand.condition()
    );
    if let Some((at, matter)) = after {
        sql.push_str(&format!(" AND (p.changed_at, p.matter) < (${}, ${})", count + 1, count + 2));
        values.extend([Value::Int(at.0), Value::Text(matter.to_string().into())]);
    }
    values.push(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
    sql.push_str(&format!(" ORDER BY p.changed_at DESC, p.matter DESC LIMIT ${}", values.len()));
    (sql, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Scratch;

    #[test]
    fn the_list_is_read_in_order_from_an_index() {
        let after = Some((Instant(1), MatterId(uuid::Uuid::nil())));
        for offices in [&[UnitId(uuid::Uuid::nil())][..], &[UnitId(uuid::Uuid::nil()); 3]] {
            let (sql, values) = list_query(offices, Stand::Waiting, after, 51);
            let explain = format!("EXPLAIN QUERY PLAN {sql}");
            let plan = Scratch::new().unwrap().write(|tx| tx.rows(&explain, &values)).unwrap();
            let steps: Vec<String> = plan.iter().map(|row| row.get(3).unwrap()).collect();
            assert!(steps.iter().any(|step| step.contains("USING INDEX publications_")), "{steps:?}");
        }
    }
}
