//! The record of everything that happened: entries in chained streams, which the tables follow.
//!
//! An act loads a stream ([`load`]), lets the core decide, and [`commit`]s the events: they are appended with their
//! hashes, folded into the new state and projected into the room's tables, all in one transaction. Whoever was
//! overtaken meanwhile gets a conflict, and `Db::write` runs the act again.
//!
//! [`seal`] gives entries their place in one log and signs checkpoints of it; [`verify`] proves all of it afterwards.
//! Personal data stays out of entries: see [`private`]. What events mean is the core's business.

pub mod intake;
pub mod keys;
pub mod private;
pub mod read;
mod rebuild;
pub mod seal;
pub mod sealer;
pub mod verify;

pub use rebuild::{RoomCheck, rebuild_all};

use crate::{
    db::{Ask, DbError, Row, Tx},
    params,
};
use bangdu_core::instant::Instant;
use bangdu_record::{
    canonical::{NotCanonical, canonical},
    digest::{Digest, HashKind},
    entry::{EntryBody, entry_hash},
};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Display;

/// When, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The instant of the act.
    pub at: Instant,
    /// An account's id, `system` or `operator`.
    pub actor: String,
}

/// A thing whose life is a stream of entries. Implemented in the room's `store.rs`.
pub trait Stream: Sized + Clone {
    /// The first half of its streams' names, such as `matter` in `matter/0192…`.
    const KIND: &'static str;
    /// The tables that [`Stream::save`] and [`Stream::follow`] write; `verify` rebuilds and compares them. Each has a
    /// primary key.
    const TABLES: &'static [&'static str];
    /// What can happen to it. Whole numbers only (see [`canonical`]).
    type Event: Serialize + DeserializeOwned;

    /// The event's name, which stands beside the payload. A changed meaning is a new name.
    fn event_name(event: &Self::Event) -> &'static str;

    /// The state after `event`; needs nothing but these arguments.
    ///
    /// # Errors
    /// Why the event can't follow on `before`.
    fn apply(before: Option<Self>, event: &Self::Event, stamp: &Stamp) -> Result<Self, String>;

    /// Makes [`Stream::TABLES`] say `after` where they said `before`. It depends on nothing else: `verify`
    /// rebuilds with `save(tx, None, &last)` in an otherwise empty store.
    ///
    /// # Errors
    /// When the store fails.
    fn save(tx: &mut Tx<'_>, before: Option<&Self>, after: &Self) -> Result<(), DbError>;

    /// Makes tables follow what happened, where they tell of the events themselves and not of the state after them.
    /// Told in one go or event by event, the tables say the same.
    ///
    /// # Errors
    /// When the store fails.
    fn follow(_: &mut Tx<'_>, _after: &Self, _told: &[(Instant, &Self::Event)]) -> Result<(), DbError> {
        Ok(())
    }
}

/// A thing as it was loaded, with the version that a commit will build on.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<S> {
    /// The stream's name, `KIND/ID`.
    pub stream: String,
    /// The number of its entries; 0 when it doesn't exist yet.
    pub version: u64,
    /// `None` when it doesn't exist yet.
    pub state: Option<S>,
    /// What an entry after its last one builds on, where the stream is locked: nobody can move it then.
    end: Option<End>,
}

/// The end of a stream that an entry can be put behind.
#[derive(Clone, Copy, Debug, PartialEq)]
struct End {
    head: Digest,
    hash: HashKind,
}

/// One entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The stream's name.
    pub stream: String,
    /// Its place in the stream, from 1.
    pub version: u64,
    /// The event's name.
    pub event: String,
    /// When.
    pub at: Instant,
    /// By whom.
    pub actor: String,
    /// Exactly the text that was hashed: RFC 8785 JSON.
    pub payload: String,
    /// The hash of the entry before it in the stream.
    pub prev: Digest,
    /// Its own hash.
    pub hash: Digest,
    /// Its place in the log, once sealed.
    pub leaf: Option<u64>,
}

/// Why a commit didn't happen. [`DbError::Conflict`] among them is met by running the act again.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CommitError {
    /// The store failed, or somebody else was faster.
    #[error(transparent)]
    Db(#[from] DbError),
    /// An event has no canonical text.
    #[error("the event can't be recorded: {0}")]
    Payload(String),
    /// An event doesn't fit the state: a fault in the core.
    #[error("the event can't follow on the state: {0}")]
    Apply(String),
}

impl From<NotCanonical> for CommitError {
    fn from(error: NotCanonical) -> Self {
        CommitError::Payload(error.to_string())
    }
}

/// The name of a thing's stream.
pub fn stream_of<S: Stream>(id: impl Display) -> String {
    format!("{}/{id}", S::KIND)
}

/// Loads a thing for a change: its version first, then its state with `read` (a query of the room's own). In this
/// order a change between the two shows as a conflict later, never as a lost one. Inside `Db::write` the stream is
/// locked as well, so that those who want the same thing wait for each other rather than fail.
///
/// # Errors
/// When the store fails.
pub fn load<S: Stream, E: From<DbError>>(
    tx: &mut Tx<'_>,
    id: impl Display,
    read: impl FnOnce(&mut Tx<'_>) -> Result<Option<S>, E>,
) -> Result<Loaded<S>, E> {
    let stream = stream_of::<S>(id);
    let (version, end) = locked(tx, &stream)?;
    let state = read(tx)?;
    Ok(Loaded { stream, version, state, end })
}

/// [`load`] with one question for the thing's row, which `to` reads.
///
/// # Errors
/// When the store fails.
pub fn load_row<S: Stream>(
    tx: &mut Tx<'_>,
    id: impl Display,
    question: Ask<'_>,
    to: impl FnOnce(&Row) -> Result<S, DbError>,
) -> Result<Loaded<S>, DbError> {
    let stream = stream_of::<S>(id);
    let sql = if tx.writes() { LOCK } else { VERSION };
    let [end, found] = tx.several([(sql, params![stream]), question])?;
    let (version, end) = end_of(tx, end.first())?;
    Ok(Loaded { stream, version, state: found.first().map(to).transpose()?, end })
}

/// A thing that is about to begin, under a new id.
pub fn fresh<S: Stream>(id: impl Display) -> Loaded<S> {
    Loaded { stream: stream_of::<S>(id), version: 0, state: None, end: None }
}

/// Loads a thing by replaying its entries, for rooms that keep no table of its whole state.
///
/// # Errors
/// When an entry can't be applied or the store fails.
pub fn replay<S: Stream>(tx: &mut Tx<'_>, id: impl Display) -> Result<Loaded<S>, CommitError> {
    let stream = stream_of::<S>(id);
    let (_, end) = locked(tx, &stream)?;
    let entries = entries(tx, &stream)?;
    let state = rebuild::fold::<S>(&entries).map_err(CommitError::Apply)?;
    Ok(Loaded { stream, version: entries.len() as u64, state, end })
}

/// Appends `events` to the stream, folds them and saves the result in the tables. Gives the new state and version.
///
/// # Errors
/// [`DbError::Conflict`] when the stream moved on since it was loaded; see [`CommitError`].
pub fn commit<S: Stream>(
    tx: &mut Tx<'_>,
    loaded: Loaded<S>,
    events: &[S::Event],
    stamp: &Stamp,
) -> Result<(S, u64), CommitError> {
    let Loaded { stream, version: mut reached, state: before, end } = loaded;
    let End { mut head, hash: kind } = match end {
        Some(end) => end,
        None => lock_at(tx, &stream, reached)?,
    };
    let mut after = before.clone();
    for event in events {
        let payload = canonical(event)?;
        let name = S::event_name(event);
        reached += 1;
        let body = EntryBody {
            stream: &stream,
            version: reached,
            event: name,
            at_ms: stamp.at.0,
            actor: &stamp.actor,
            payload: &payload,
        };
        let hash = entry_hash(kind, &head, &body);
        append(tx, &body, &head, &hash)?;
        head = hash;
        after = Some(S::apply(after, event, stamp).map_err(CommitError::Apply)?);
    }
    let after = after.ok_or_else(|| CommitError::Apply("a thing begins with an event".to_owned()))?;
    if !events.is_empty() {
        tx.later("UPDATE streams SET version = $2, head = $3 WHERE id = $1", params![stream, reached, head])?;
        S::save(tx, before.as_ref(), &after)?;
        S::follow(tx, &after, &events.iter().map(|event| (stamp.at, event)).collect::<Vec<_>>())?;
    }
    Ok((after, reached))
}

/// Makes sure that the streams a decision was based on are still at these versions, and keeps them there until the
/// transaction ends. Call it before [`commit`], without the streams that are committed to.
///
/// # Errors
/// [`DbError::Conflict`] when one moved on.
pub fn check_reads(tx: &mut Tx<'_>, reads: &[(String, u64)]) -> Result<(), DbError> {
    let mut reads: Vec<_> = reads.iter().collect();
    // Always in the same order, so that two commands can't wait for each other.
    reads.sort();
    for (stream, expected) in reads {
        let row = tx.row("SELECT version FROM streams WHERE id = $1 {{for_share}}", params![stream])?;
        let found = row.map_or(Ok(0), |row| row.get::<u64>(0))?;
        if found != *expected {
            return Err(tx.conflict());
        }
    }
    Ok(())
}

/// Asks for the number of a stream's entries.
pub const VERSION: &str = "SELECT version FROM streams WHERE id = $1";
const LOCK: &str = "SELECT version, head, (SELECT value FROM meta WHERE name = 'hash')
                    FROM streams WHERE id = $1 {{for_update}}";

/// The number of a stream's entries; 0 when there is no such stream.
///
/// # Errors
/// When the store fails.
pub fn version(tx: &mut Tx<'_>, stream: &str) -> Result<u64, DbError> {
    tx.row(VERSION, params![stream])?.map_or(Ok(0), |row| row.get(0))
}

/// A stream's entries in order.
///
/// # Errors
/// When the store fails.
pub fn entries(tx: &mut Tx<'_>, stream: &str) -> Result<Vec<Entry>, DbError> {
    let rows = tx.rows(
        "SELECT stream, version, event, at, actor, payload, prev, hash, leaf
         FROM entries WHERE stream = $1 ORDER BY version",
        params![stream],
    )?;
    rows.iter().map(to_entry).collect()
}

/// Hands every entry to `take`: the sealed ones by leaf, then the unsealed, each stream by version.
///
/// # Errors
/// What `take` says, or that the store failed.
pub fn each_entry<E: From<DbError>>(
    tx: &mut Tx<'_>,
    mut take: impl FnMut(Entry) -> Result<(), E>,
) -> Result<(), E> {
    const COLUMNS: &str = "stream, version, event, at, actor, payload, prev, hash, leaf";
    for which in ["leaf IS NOT NULL ORDER BY leaf", "leaf IS NULL ORDER BY stream, version"] {
        let sql = format!("SELECT {COLUMNS} FROM entries WHERE {which}");
        tx.each(&sql, &[], |row| take(to_entry(&row)?))?;
    }
    Ok(())
}

/// Whether nothing ever happened here.
///
/// # Errors
/// When the store fails.
pub fn is_empty(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    Ok(tx.row("SELECT 1 FROM streams LIMIT 1", &[])?.is_none())
}

/// The installation's hash function: chosen once, at its first start.
///
/// # Errors
/// When the store fails.
pub fn hash_kind(tx: &mut Tx<'_>) -> Result<HashKind, DbError> {
    let row = tx.row("SELECT value FROM meta WHERE name = 'hash'", &[])?;
    to_hash_kind(row.map(|row| row.get(0)).transpose()?)
}

fn to_hash_kind(chosen: Option<String>) -> Result<HashKind, DbError> {
    let Some(name) = chosen else { return Ok(HashKind::default()) };
    name.parse().map_err(|error| DbError::Shape(format!("meta.hash: {error}")))
}

/// Chooses the hash function. Only before the first entry.
///
/// # Errors
/// [`DbError::Constraint`] when there are entries made with another one.
pub fn choose_hash(tx: &mut Tx<'_>, kind: HashKind) -> Result<(), DbError> {
    if hash_kind(tx)? == kind {
        return Ok(());
    }
    if tx.row("SELECT 1 FROM entries LIMIT 1", &[])?.is_some() {
        return Err(DbError::Constraint("the hash function can't change once there are entries".to_owned()));
    }
    tx.execute(
        "INSERT INTO meta (name, value) VALUES ('hash', $1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![kind.name()],
    )?;
    Ok(())
}

/// The stream's version and, inside `Db::write`, its end, with its row locked; 0 and no end where there is no such
/// stream.
fn locked(tx: &mut Tx<'_>, stream: &str) -> Result<(u64, Option<End>), DbError> {
    let row = tx.row(if tx.writes() { LOCK } else { VERSION }, params![stream])?;
    end_of(tx, row.as_ref())
}

fn end_of(tx: &Tx<'_>, row: Option<&Row>) -> Result<(u64, Option<End>), DbError> {
    let Some(row) = row else { return Ok((0, None)) };
    let end =
        if tx.writes() { Some(End { head: row.get(1)?, hash: to_hash_kind(row.get(2)?)? }) } else { None };
    Ok((row.get(0)?, end))
}

/// Locks the stream at `expected` entries, making it when that is 0, and gives what to go on from.
fn lock_at(tx: &mut Tx<'_>, stream: &str, expected: u64) -> Result<End, DbError> {
    if expected == 0 {
        let hash = hash_kind(tx)?;
        let made = tx.execute(
            "INSERT INTO streams (id, version, head) VALUES ($1, 0, $2) ON CONFLICT (id) DO NOTHING",
            params![stream, Digest::zero()],
        )?;
        return if made == 1 { Ok(End { head: Digest::zero(), hash }) } else { Err(tx.conflict()) };
    }
    match locked(tx, stream)? {
        (version, Some(end)) if version == expected => Ok(end),
        _ => Err(tx.conflict()),
    }
}

fn append(tx: &mut Tx<'_>, body: &EntryBody<'_>, prev: &Digest, hash: &Digest) -> Result<(), DbError> {
    tx.later(
        "INSERT INTO entries (stream, version, event, at, actor, payload, prev, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![body.stream, body.version, body.event, body.at_ms, body.actor, body.payload, prev, hash],
    )?;
    Ok(())
}

fn to_entry(row: &Row) -> Result<Entry, DbError> {
    Ok(Entry {
        stream: row.get(0)?,
        version: row.get(1)?,
        event: row.get(2)?,
        at: row.get(3)?,
        actor: row.get(4)?,
        payload: row.get(5)?,
        prev: row.get(6)?,
        hash: row.get(7)?,
        leaf: row.get(8)?,
    })
}
