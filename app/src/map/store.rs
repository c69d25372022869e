//! The map's one row with the drawing that a process keeps of it, and the table of wall screens' links.

use super::draw::Drawing;
use crate::{
    db::{DbError, Row, Tx},
    journal::{self, Loaded, Stamp, Stream},
    params,
};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    map::{CountyMap, MapEvent, apply},
};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, RwLock};
use uuid::Uuid;

/// The map's only stream.
const ID: &str = "installation";

impl Stream for CountyMap {
    const KIND: &'static str = "map";
    const TABLES: &'static [&'static str] = &["maps"];
    type Event = MapEvent;

    fn event_name(event: &MapEvent) -> &'static str {
        event.name()
    }

    fn apply(_: Option<Self>, event: &MapEvent, _: &Stamp) -> Result<Self, String> {
        Ok(apply(event))
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Self>, after: &Self) -> Result<(), DbError> {
        let doc = serde_json::to_string(after).map_err(|e| DbError::Shape(e.to_string()))?;
        tx.execute(
            "INSERT INTO maps (id, doc) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc",
            params![ID, doc],
        )?;
        Ok(())
    }
}

const DOC: &str = "SELECT doc FROM maps WHERE id = $1";

/// The map for a change.
pub fn load(tx: &mut Tx<'_>) -> Result<Loaded<CountyMap>, DbError> {
    journal::load_row(tx, ID, (DOC, params![ID]), of_row)
}

/// The map, where one was imported.
pub fn read(tx: &mut Tx<'_>) -> Result<Option<CountyMap>, DbError> {
    tx.row(DOC, params![ID])?.as_ref().map(of_row).transpose()
}

fn of_row(row: &Row) -> Result<CountyMap, DbError> {
    serde_json::from_str(&row.get::<String>(0)?).map_err(|e| DbError::Shape(format!("map: {e}")))
}

/// The drawing that a process keeps; a clone shares it. One small query tells whether the map changed.
#[derive(Clone, Default)]
pub struct KeptDrawing(Arc<RwLock<Option<Kept>>>);

/// The map's version, and its drawing.
type Kept = (u64, Arc<Drawing>);

impl KeptDrawing {
    /// The drawing as this transaction sees the map; empty where none was imported.
    pub fn current(&self, tx: &mut Tx<'_>) -> Result<Arc<Drawing>, DbError> {
        let version = journal::version(tx, &journal::stream_of::<CountyMap>(ID))?;
        if let Ok(kept) = self.0.read()
            && let Some((known, drawing)) = kept.as_ref()
            && *known == version
        {
            return Ok(drawing.clone());
        }
        let drawing = Arc::new(read(tx)?.map(Drawing::of).unwrap_or_default());
        if let Ok(mut kept) = self.0.write() {
            *kept = Some((version, drawing.clone()));
        }
        Ok(drawing)
    }
}

/// A link by which a wall screen of an office looks in; never its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Identity.
    pub id: Uuid,
    /// Whose figures it shows.
    pub office: UnitId,
    /// Where the screen hangs.
    pub name: String,
    /// Since when.
    pub made_at: Instant,
    /// Until when.
    pub expires_at: Instant,
}

/// What can happen to a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkEvent {
    /// It was made.
    Made {
        /// Identity.
        id: Uuid,
        /// Whose figures it shows.
        office: UnitId,
        /// Where the screen hangs.
        name: String,
        /// Until when.
        expires_at: Instant,
    },
    /// It was ended.
    Ended {},
}

impl Stream for Link {
    const KIND: &'static str = "screen";
    const TABLES: &'static [&'static str] = &[];
    type Event = LinkEvent;

    fn event_name(event: &LinkEvent) -> &'static str {
        match event {
            LinkEvent::Made { .. } => "screen_link_made",
            LinkEvent::Ended {} => "screen_link_ended",
        }
    }

    fn apply(before: Option<Link>, event: &LinkEvent, stamp: &Stamp) -> Result<Link, String> {
        match (before, event) {
            (None, LinkEvent::Made { id, office, name, expires_at }) => Ok(Link {
                id: *id,
                office: *office,
                name: name.clone(),
                made_at: stamp.at,
                expires_at: *expires_at,
            }),
            (Some(link), LinkEvent::Ended {}) => Ok(link),
            (before, event) => Err(format!("{event:?} can't follow on {before:?}")),
        }
    }

    /// Nothing: the table holds digests, which are no part of the record.
    fn save(_: &mut Tx<'_>, _: Option<&Link>, _: &Link) -> Result<(), DbError> {
        Ok(())
    }
}

/// Keeps a new link.
pub fn add_link(tx: &mut Tx<'_>, link: &Link, digest: &str) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO screen_links (id, office, name, digest, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![link.id, link.office, link.name, digest, link.made_at, link.expires_at],
    )?;
    Ok(())
}

const LINK: &str = "SELECT id, office, name, made_at, expires_at FROM screen_links WHERE ended_at IS NULL";

/// The live link with this digest.
pub fn link_by_digest(tx: &mut Tx<'_>, digest: &str, now: Instant) -> Result<Option<Link>, DbError> {
    let sql = format!("{LINK} AND digest = $1 AND expires_at > $2");
    tx.row(&sql, params![digest, now])?.as_ref().map(link_of).transpose()
}

/// The live links of these offices.
pub fn links(tx: &mut Tx<'_>, offices: &[UnitId], now: Instant) -> Result<Vec<Link>, DbError> {
    let rows = tx.rows(&format!("{LINK} AND expires_at > $1 ORDER BY made_at, id"), params![now])?;
    let links = rows.iter().map(link_of).collect::<Result<Vec<_>, _>>()?;
    Ok(links.into_iter().filter(|link| offices.contains(&link.office)).collect())
}

fn link_of(row: &Row) -> Result<Link, DbError> {
    Ok(Link {
        id: row.get(0)?,
        office: row.get(1)?,
        name: row.get(2)?,
        made_at: row.get(3)?,
        expires_at: row.get(4)?,
    })
}

/// Ends a link. `false` when there is none with this id any more.
pub fn end_link(tx: &mut Tx<'_>, id: Uuid, now: Instant) -> Result<bool, DbError> {
    let sql = "UPDATE screen_links SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    Ok(tx.execute(sql, params![id, now])? == 1)
}
