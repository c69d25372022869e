//! Rebuilding tables from entries, to compare them with those that are in use.

use super::{Entry, Stamp, Stream, entries, keys::SigningKeys, verify::Stop};
use crate::{
    db::{DbError, Row, Scratch, Tx, Value, placeholders},
    params,
};

/// What `verify` needs to know of a room's streams.
#[derive(Clone, Copy)]
pub struct RoomCheck {
    pub(super) kind: &'static str,
    pub(super) tables: &'static [&'static str],
    pub(super) rebuild: fn(&mut Tx<'_>, &[Entry]) -> Result<(), Stop>,
    pub(super) recount: Option<Recount>,
}

/// Counts anew what a room keeps as counters, and says each that is wrong.
pub type Recount = fn(&mut Tx<'_>) -> Result<Vec<String>, DbError>;

impl RoomCheck {
    /// The tables that are rebuilt from this kind of stream.
    pub fn tables(&self) -> &'static [&'static str] {
        self.tables
    }

    /// Of one kind of stream: `RoomCheck::of::<Matter>()`.
    pub fn of<S: Stream>() -> RoomCheck {
        RoomCheck { kind: S::KIND, tables: S::TABLES, rebuild: rebuild::<S>, recount: None }
    }

    /// With counters that `verify` counts anew: they are no part of the record, but people rely on them.
    pub fn recounting(self, recount: Recount) -> RoomCheck {
        RoomCheck { recount: Some(recount), ..self }
    }
}

/// Makes the tables of all rooms, which must be empty, say what the entries say.
///
/// # Errors
/// What is wrong with the entries, or that the store failed, as a sentence.
pub fn rebuild_all(tx: &mut Tx<'_>, rooms: &[RoomCheck]) -> Result<(), String> {
    let mut rooms = rooms.to_vec();
    rooms.push(RoomCheck::of::<SigningKeys>());
    let mut after = String::new();
    loop {
        let page = streams_after(tx, &after).map_err(|error| error.to_string())?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(last);
        for stream in &page {
            let kind = stream.split_once('/').map_or("", |(kind, _)| kind);
            let room = rooms.iter().find(|room| room.kind == kind);
            let room = room.ok_or_else(|| format!("{stream}: no room knows such streams"))?;
            let entries = entries(tx, stream).map_err(|error| error.to_string())?;
            (room.rebuild)(tx, &entries).map_err(|stop| match stop {
                Stop::Db(error) => error.to_string(),
                Stop::Found(what) => what,
            })?;
        }
    }
}

fn streams_after(tx: &mut Tx<'_>, after: &str) -> Result<Vec<String>, DbError> {
    let rows = tx.rows("SELECT id FROM streams WHERE id > $1 ORDER BY id LIMIT 500", params![after])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The state after all of a stream's entries.
pub(super) fn fold<S: Stream>(entries: &[Entry]) -> Result<Option<S>, String> {
    Ok(folded::<S>(entries)?.0)
}

/// The state after all of a stream's entries, and their events.
fn folded<S: Stream>(entries: &[Entry]) -> Result<(Option<S>, Vec<S::Event>), String> {
    let (mut state, mut events) = (None, Vec::with_capacity(entries.len()));
    for entry in entries {
        let at = |why: String| format!("{} version {}: {why}", entry.stream, entry.version);
        let event: S::Event =
            serde_json::from_str(&entry.payload).map_err(|error| at(format!("unreadable event: {error}")))?;
        if S::event_name(&event) != entry.event {
            return Err(at(format!("the payload isn't of event {}", entry.event)));
        }
        let stamp = Stamp { at: entry.at, actor: entry.actor.clone() };
        state = Some(S::apply(state, &event, &stamp).map_err(at)?);
        events.push(event);
    }
    Ok((state, events))
}

fn rebuild<S: Stream>(scratch: &mut Tx<'_>, entries: &[Entry]) -> Result<(), Stop> {
    if let (Some(state), events) = folded::<S>(entries).map_err(Stop::Found)? {
        S::save(scratch, None, &state)?;
        let told: Vec<_> = entries.iter().map(|entry| entry.at).zip(&events).collect();
        S::follow(scratch, &state, &told)?;
    }
    Ok(())
}

/// Compares one table row by row, by primary key.
pub(super) fn compare_table(live: &mut Tx<'_>, scratch: &mut Scratch, table: &str) -> Result<(), Stop> {
    scratch.write(|rebuilt| {
        let columns = rebuilt.columns(table)?;
        let key = rebuilt.key_columns(table)?;
        let key: Vec<usize> =
            key.iter().filter_map(|name| columns.iter().position(|column| column == name)).collect();
        if key.is_empty() {
            return Err(Stop::Found(format!("table {table} can't be compared: it has no primary key")));
        }
        let names = columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>();
        let key_names: Vec<_> = key.iter().map(|at| names[*at].as_str()).collect();
        let all = format!("SELECT {} FROM {table}", names.join(", "));
        let one = format!("{all} WHERE ({}) = ({})", key_names.join(", "), placeholders(1, key.len()));
        let mut rows = 0u64;
        live.each(&all, &[], |row| {
            rows += 1;
            let wanted: Vec<Value<'static>> = key.iter().map(|at| row.values()[*at].clone()).collect();
            let Some(again) = rebuilt.row(&one, &wanted)? else {
                let which = describe(&wanted);
                return Err(Stop::Found(format!("table {table}: row {which} follows from no entry")));
            };
            match differing(&row, &again) {
                None => Ok(()),
                Some(at) => Err(Stop::Found(format!(
                    "table {table}: row {}, column {} isn't what the entries say",
                    describe(&wanted),
                    columns[at]
                ))),
            }
        })?;
        let count = rebuilt.row(&format!("SELECT count(*) FROM {table}"), &[])?;
        let expected: u64 = count.ok_or(DbError::Closed)?.get(0)?;
        if expected == rows {
            return Ok(());
        }
        Err(Stop::Found(format!("table {table} has {rows} rows, the entries give {expected}")))
    })
}

fn differing(live: &Row, rebuilt: &Row) -> Option<usize> {
    let mut pairs = live.values().iter().zip(rebuilt.values());
    pairs.position(|(live, rebuilt)| !same(live, rebuilt))
}

/// Equal but for what the engines' own types make of it: truth values are numbers on one, JSON is reformatted on
/// the other.
fn same(live: &Value<'_>, rebuilt: &Value<'_>) -> bool {
    match (live, rebuilt) {
        (Value::Bool(a), Value::Int(b)) => i64::from(*a) == *b,
        (Value::Text(a), Value::Text(b)) if a != b && a.starts_with(['{', '[']) => {
            let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
            json(a).is_some_and(|a| Some(a) == json(b))
        }
        (a, b) => a == b,
    }
}

fn describe(key: &[Value<'_>]) -> String {
    let part = |value: &Value<'_>| match value {
        Value::Text(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    key.iter().map(part).collect::<Vec<_>>().join(", ")
}
