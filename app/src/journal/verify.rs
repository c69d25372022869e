//! Proves, while the store is in use, that the record is whole and that the tables say what it says.
//!
//! One snapshot, stream by stream: the chains, each stream's head, the personal-data rows that entries name; then
//! the log against the checkpoints, their signatures and one handed in from outside; then every journalled table,
//! rebuilt from the entries, row by row; last the counters that rooms keep.

use super::{
    Entry, RoomCheck, entries, hash_kind,
    keys::{SigningKeys, public_keys},
    private::private_row,
    rebuild::compare_table,
    seal::{checkpoints_after, frontier},
};
use crate::{
    db::{Db, DbError, Scratch, Tx},
    params,
};
use bangdu_record::{
    checkpoint::{Checkpoint, CheckpointChain},
    digest::{Digest, HashKind},
    entry::{ChainChecker, EntryBody},
    log::Frontier,
    private::references,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What `verify` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Everything is as it should be.
    pub ok: bool,
    /// Entries that were checked.
    pub entries: u64,
    /// Streams that were checked.
    pub streams: u64,
    /// Checkpoints that were checked.
    pub checkpoints: u64,
    /// Tables that were rebuilt and compared.
    pub tables: u64,
    /// The first thing that is wrong, as a sentence.
    pub first_error: Option<String>,
}

impl Report {
    /// As the command line prints it: `{ok, entries, streams, checkpoints, tables, first_error}`, where the
    /// error is `{stream, version, what}` with the first two null if it lies in no single entry.
    pub fn to_json(&self) -> Value {
        let first_error = self.first_error.as_deref().map(|what| {
            let place = what.split_once(": ").and_then(|(place, _)| place.split_once(" version "));
            let place = place.and_then(|(stream, version)| Some((stream, version.parse::<u64>().ok()?)));
            json!({ "stream": place.map(|p| p.0), "version": place.map(|p| p.1), "what": what })
        });
        json!({
            "ok": self.ok,
            "entries": self.entries,
            "streams": self.streams,
            "checkpoints": self.checkpoints,
            "tables": self.tables,
            "first_error": first_error,
        })
    }
}

/// Why checking stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// It couldn't be checked.
    Db(DbError),
    /// Something is wrong with the record.
    Found(String),
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Stop::Db(error)
    }
}

/// Streams that are read and rebuilt in one go.
const PAGE: u64 = 200;

/// Checks the whole store; `older` is a checkpoint that was kept outside. It blocks: not for async code.
///
/// # Errors
/// When the store can't be read. What is wrong with the record is in the report.
pub fn verify(db: &Db, rooms: &[RoomCheck], older: Option<Checkpoint>) -> Result<Report, DbError> {
    let mut rooms = rooms.to_vec();
    rooms.push(RoomCheck::of::<SigningKeys>());
    db.read_blocking(move |tx| {
        let mut report = Report::default();
        match check(tx, &rooms, older.as_ref(), &mut report) {
            Ok(()) => report.ok = true,
            Err(Stop::Found(what)) => report.first_error = Some(what),
            // Bytes that don't even have the right shape were tampered with, too.
            Err(Stop::Db(DbError::Shape(what))) => report.first_error = Some(what),
            Err(Stop::Db(error)) => return Err(error),
        }
        Ok(report)
    })
}

fn check(
    tx: &mut Tx<'_>,
    rooms: &[RoomCheck],
    older: Option<&Checkpoint>,
    report: &mut Report,
) -> Result<(), Stop> {
    let kind = hash_kind(tx)?;
    let mut scratch = Scratch::new()?;
    check_streams(tx, kind, rooms, &mut scratch, report)?;
    check_log(tx, kind, older, report)?;
    let tables: BTreeSet<&str> = rooms.iter().flat_map(|room| room.tables).copied().collect();
    for table in tables {
        compare_table(tx, &mut scratch, table)?;
        report.tables += 1;
    }
    for recount in rooms.iter().filter_map(|room| room.recount) {
        if let Some(wrong) = recount(tx)?.into_iter().next() {
            return Err(Stop::Found(format!("a counter is wrong: {wrong}")));
        }
    }
    Ok(())
}

fn check_streams(
    tx: &mut Tx<'_>,
    kind: HashKind,
    rooms: &[RoomCheck],
    scratch: &mut Scratch,
    report: &mut Report,
) -> Result<(), Stop> {
    let mut after = String::new();
    loop {
        let page = tx.rows(
            "SELECT id, version, head FROM streams WHERE id > $1 ORDER BY id LIMIT $2",
            params![after, PAGE],
        )?;
        let Some(last) = page.last() else { break };
        after = last.get(0)?;
        scratch.write(|scratch| {
            for row in &page {
                let stream: String = row.get(0)?;
                let found = check_chain(tx, kind, &stream, (row.get(1)?, row.get(2)?))?;
                check_private(tx, kind, &found)?;
                let name = stream.split_once('/').map_or("", |(name, _)| name);
                let room = rooms.iter().find(|room| room.kind == name);
                let room =
                    room.ok_or_else(|| Stop::Found(format!("{stream}: no room knows such streams")))?;
                (room.rebuild)(scratch, &found)?;
                report.entries += found.len() as u64;
                report.streams += 1;
            }
            Ok::<_, Stop>(())
        })?;
    }
    let row = tx.row("SELECT count(*) FROM entries", &[])?.ok_or(DbError::Closed)?;
    let all: u64 = row.get(0)?;
    if all != report.entries {
        let stray = all.abs_diff(report.entries);
        return Err(Stop::Found(format!("{stray} entries belong to no stream")));
    }
    Ok(())
}

fn check_chain(
    tx: &mut Tx<'_>,
    kind: HashKind,
    stream: &str,
    (version, head): (u64, Digest),
) -> Result<Vec<Entry>, Stop> {
    let found = entries(tx, stream)?;
    let mut chain = ChainChecker::new(kind, stream);
    for entry in &found {
        let body = EntryBody {
            stream: &entry.stream,
            version: entry.version,
            event: &entry.event,
            at_ms: entry.at.0,
            actor: &entry.actor,
            payload: &entry.payload,
        };
        chain
            .feed(&body, &entry.prev, &entry.hash)
            .map_err(|fault| Stop::Found(format!("{stream} version {}: {fault}", entry.version)))?;
    }
    if chain.version() != version || chain.last() != head {
        return Err(Stop::Found(format!(
            "{stream} says version {version}, its entries end at {} or with another hash",
            chain.version()
        )));
    }
    Ok(found)
}

fn check_private(tx: &mut Tx<'_>, kind: HashKind, found: &[Entry]) -> Result<(), Stop> {
    for entry in found.iter().filter(|entry| entry.payload.contains("\"private\"")) {
        let at = |what: String| Stop::Found(format!("{} version {}: {what}", entry.stream, entry.version));
        let payload = serde_json::from_str(&entry.payload).map_err(|error| at(error.to_string()))?;
        for reference in references(&payload) {
            let row = private_row(tx, &reference.id)?;
            let row = row.ok_or_else(|| at(format!("personal-data row {} is missing", reference.id)))?;
            row.check(kind, &reference).map_err(|fault| at(fault.to_string()))?;
        }
    }
    Ok(())
}

/// The checkpoints' chain and signatures, then every leaf in order, with the root at each checkpoint's size.
fn check_log(
    tx: &mut Tx<'_>,
    kind: HashKind,
    older: Option<&Checkpoint>,
    report: &mut Report,
) -> Result<(), Stop> {
    let keys = public_keys(tx)?;
    let kept = checkpoints_after(tx, 0)?;
    let mut chain = CheckpointChain::new(kind);
    for checkpoint in &kept {
        chain
            .feed(checkpoint, &keys)
            .map_err(|fault| Stop::Found(format!("checkpoint of {} entries: {fault}", checkpoint.size)))?;
    }
    report.checkpoints = kept.len() as u64;
    if let Some(older) = older {
        older.verify(&keys).map_err(|fault| Stop::Found(format!("the checkpoint from outside: {fault}")))?;
    }
    let mut stated: Vec<(&Checkpoint, &str)> = kept
        .iter()
        .map(|kept| (kept, "checkpoint"))
        .chain(older.map(|o| (o, "checkpoint from outside")))
        .collect();
    stated.sort_by_key(|(checkpoint, _)| checkpoint.size);
    let mut stated = stated.into_iter().peekable();

    let mut log = Frontier::new(kind);
    tx.each("SELECT leaf, hash FROM entries WHERE leaf IS NOT NULL ORDER BY leaf", &[], |row| {
        let leaf: u64 = row.get(0)?;
        if leaf != log.size() {
            return Err(Stop::Found(format!("leaf {} of the log is missing", log.size())));
        }
        log.append(&row.get::<Digest>(1)?);
        while let Some((checkpoint, name)) = stated.next_if(|(stated, _)| stated.size <= log.size()) {
            if checkpoint.size == log.size() && checkpoint.root != log.root() {
                return Err(Stop::Found(format!(
                    "the log isn't the one that the {name} of {} entries signed: a fork, or an entry was changed",
                    checkpoint.size
                )));
            }
        }
        Ok(())
    })?;
    if let Some((missing, name)) = stated.next() {
        return Err(Stop::Found(format!(
            "the log has {} entries, the {name} was signed over {}: entries were removed",
            log.size(),
            missing.size
        )));
    }
    if frontier(tx, "")?.is_some_and(|stored| stored != log)
        || (log.size() > 0 && frontier(tx, "")?.is_none())
    {
        return Err(Stop::Found("the log's stored edge doesn't follow from its leaves".to_owned()));
    }
    Ok(())
}
