//! The matters' tables: columns for lists, the whole in `doc`, and what hangs on them. No rule
//! stands here: what is written is told from the matter as core made it.

pub mod changes;
pub mod instructed;
pub mod letters;
pub mod lights;
pub mod list;
pub mod owed;
pub mod pressed;
mod rows;
pub mod stuck;
pub mod turned;
pub mod urges;
pub mod waiting;

use crate::{
    db::{DbError, Row, Tx},
    journal::{self, Loaded, Stamp, Stream},
    params,
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{Assignment, Event, Matter, Number, OpenLayer, Part, State, Todo, apply, todos},
};

/// Stands in a column of instants where there is none, so that lists sort it last and page past it.
pub const NEVER: i64 = 9_000_000_000_000_000;

impl Stream for Matter {
    const KIND: &'static str = "matter";
    const TABLES: &'static [&'static str] = &[
        "matters",
        "assignments",
        "matter_guests",
        "matter_authors",
        "matter_subjects",
        "todos",
        "numbers",
        "urges",
    ];
    type Event = Event;

    fn event_name(event: &Event) -> &'static str {
        event.name()
    }

    fn apply(before: Option<Self>, event: &Event, stamp: &Stamp) -> Result<Self, String> {
        apply(before, event, stamp.at).ok_or_else(|| format!("{} begins no matter", event.name()))
    }

    fn save(tx: &mut Tx<'_>, before: Option<&Self>, after: &Self) -> Result<(), DbError> {
        let discarded = matches!(after.state, State::Discarded);
        if discarded {
            tx.later("DELETE FROM matters WHERE id = $1", params![after.id])?;
        } else {
            rows::save_matter(tx, before, after)?;
        }
        save_assignments(tx, before, after)?;
        save_guests(tx, before, after)?;
        instructed::save(tx, before, after)?;
        save_todos(tx, before, after)?;
        save_number(tx, before, after)?;
        letters::save(tx, before, after)?;
        lights::follow(tx, before, after)
    }

    fn follow(tx: &mut Tx<'_>, after: &Self, told: &[(Instant, &Event)]) -> Result<(), DbError> {
        urges::follow(tx, after, told)
    }
}

fn save_assignments(tx: &mut Tx<'_>, before: Option<&Matter>, after: &Matter) -> Result<(), DbError> {
    let none = Vec::new();
    let gone = matches!(after.state, State::Discarded);
    let now: &[Assignment] = if gone { &none } else { &after.assignments };
    for old in before.map_or(&none[..], |b| &b.assignments[..]) {
        if !now.iter().any(|a| a.id == old.id) {
            tx.later("DELETE FROM assignments WHERE id = $1", params![old.id])?;
        }
    }
    for a in now {
        let old = before.and_then(|b| Some((b, b.assignment(a.id)?)));
        rows::save_assignment(tx, old, (after, a))?;
    }
    Ok(())
}

/// Units beside the assigned ones that see the matter.
fn guests(m: &Matter) -> Vec<UnitId> {
    let mut units: Vec<UnitId> = m.ground().helpers;
    units.extend(m.asked_office);
    units.sort_unstable();
    units.dedup();
    units
}

fn save_guests(tx: &mut Tx<'_>, before: Option<&Matter>, after: &Matter) -> Result<(), DbError> {
    let now = guests(after);
    if before.map(guests).unwrap_or_default() == now {
        return Ok(());
    }
    tx.later("DELETE FROM matter_guests WHERE matter = $1", params![after.id])?;
    for unit in now {
        tx.later("INSERT INTO matter_guests (matter, unit) VALUES ($1, $2)", params![after.id, unit])?;
    }
    Ok(())
}

/// A row of `todos`: kind, unit, limit, the right that it takes, and the persons who may not take it.
type TodoRow = (&'static str, UnitId, i64, &'static str, String);

/// One row for each kind of step and unit, with the earliest limit.
fn todo_rows(m: &Matter) -> Vec<TodoRow> {
    let row = |t: Todo| {
        let barred: Vec<String> = t.barred.iter().map(ToString::to_string).collect();
        (t.kind.code(), t.unit, t.by.map_or(NEVER, |at| at.0), t.takes.code(), barred.join(" "))
    };
    let mut rows: Vec<TodoRow> = todos(m).into_iter().map(row).collect();
    rows.sort_unstable();
    rows.dedup_by_key(|(kind, unit, ..)| (*kind, *unit));
    rows
}

fn save_todos(tx: &mut Tx<'_>, before: Option<&Matter>, after: &Matter) -> Result<(), DbError> {
    let now = todo_rows(after);
    let was = before.map(todo_rows).unwrap_or_default();
    if was == now && before.is_some_and(|b| b.office == after.office) {
        return Ok(());
    }
    if !was.is_empty() {
        tx.later("DELETE FROM todos WHERE matter = $1", params![after.id])?;
    }
    for (kind, unit, by, takes, barred) in now {
        tx.later(
            "INSERT INTO todos (matter, kind, unit, by_at, takes, barred, office)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![after.id, kind, unit, by, takes, barred, after.office],
        )?;
    }
    Ok(())
}

/// A number belongs to one matter for ever; two that got the same one conflict here, and the later runs again.
fn save_number(tx: &mut Tx<'_>, before: Option<&Matter>, after: &Matter) -> Result<(), DbError> {
    let Some(number) = &after.number else { return Ok(()) };
    if before.is_some_and(|b| b.number.is_some()) {
        return Ok(());
    }
    tx.later(
        "INSERT INTO numbers (office, series, year, serial, matter) VALUES ($1, $2, $3, $4, $5)",
        params![after.office, number.series, i64::from(number.year), i64::from(number.serial), after.id],
    )?;
    Ok(())
}

const DOC: &str = "SELECT doc FROM matters WHERE id = $1";

/// A matter for a change.
pub fn load(tx: &mut Tx<'_>, id: MatterId) -> Result<Loaded<Matter>, DbError> {
    journal::load_row(tx, id, (DOC, params![id]), of_row)
}

/// A matter as it stands.
pub fn get(tx: &mut Tx<'_>, id: MatterId) -> Result<Option<Matter>, DbError> {
    tx.row(DOC, params![id])?.as_ref().map(of_row).transpose()
}

fn of_row(row: &Row) -> Result<Matter, DbError> {
    parse(&row.get::<String>(0)?)
}

pub(crate) fn parse(doc: &str) -> Result<Matter, DbError> {
    serde_json::from_str(doc).map_err(|e| DbError::Shape(format!("matter: {e}")))
}

/// The next free number of an office's series, with its counter locked until the transaction ends.
/// Numbers reserved by an imported ledger are passed over.
pub fn next_number(tx: &mut Tx<'_>, office: UnitId, series: &str, year: i16) -> Result<Number, DbError> {
    let of_year = i64::from(year);
    let key = params![office, series, of_year];
    let [last, next] = tx.several([
        (
            "INSERT INTO number_counters (office, series, year, last) VALUES ($1, $2, $3, 0)
             ON CONFLICT (office, series, year) DO UPDATE SET last = number_counters.last RETURNING last",
            key,
        ),
        (
            "SELECT n.serial FROM numbers n JOIN number_counters c
                 ON c.office = n.office AND c.series = n.series AND c.year = n.year
             WHERE n.office = $1 AND n.series = $2 AND n.year = $3 AND n.serial = c.last + 1",
            key,
        ),
    ])?;
    let mut serial: i64 = last.first().map_or(Ok(0), |row| row.get(0))? + 1;
    if !next.is_empty() {
        serial += 1;
        while taken(tx, office, series, year, serial)? {
            serial += 1;
        }
    }
    let serial =
        u32::try_from(serial).map_err(|_| DbError::Shape("a series ran out of numbers".to_owned()))?;
    Ok(Number { series: series.to_owned(), year, serial })
}

/// Whether a number is given or reserved.
pub fn taken(tx: &mut Tx<'_>, office: UnitId, series: &str, year: i16, serial: i64) -> Result<bool, DbError> {
    let row = tx.row(
        "SELECT 1 FROM numbers WHERE office = $1 AND series = $2 AND year = $3 AND serial = $4",
        params![office, series, i64::from(year), serial],
    )?;
    Ok(row.is_some())
}

/// Remembers the last number that was given, under the lock that [`next_number`] took.
pub fn number_given(tx: &mut Tx<'_>, office: UnitId, number: &Number) -> Result<(), DbError> {
    tx.later(
        "UPDATE number_counters SET last = $4 WHERE office = $1 AND series = $2 AND year = $3 AND last < $4",
        params![office, number.series, i64::from(number.year), i64::from(number.serial)],
    )?;
    Ok(())
}

/// Layers beneath a matter that it must wait for.
pub fn open_layers(tx: &mut Tx<'_>, parent: MatterId) -> Result<Vec<OpenLayer>, DbError> {
    let rows = tx.rows(
        "SELECT id, title FROM matters WHERE parent = $1 AND agreed AND NOT drafted
             AND state NOT IN ('closed', 'archived', 'withdrawn') ORDER BY id",
        params![parent],
    )?;
    rows.iter().map(|row| Ok(OpenLayer { id: row.get(0)?, title: row.get(1)? })).collect()
}

/// A layer as the page of the matter above shows it: id, title, state, number.
pub type LayerRow = (MatterId, String, String, Option<String>);

/// Layers beneath a matter.
pub fn layers(tx: &mut Tx<'_>, parent: MatterId) -> Result<Vec<LayerRow>, DbError> {
    let rows = tx.rows(
        "SELECT id, title, state, number FROM matters WHERE parent = $1 ORDER BY id",
        params![parent],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).collect()
}

/// Matters known by this import key, newest first.
pub fn by_import_key(tx: &mut Tx<'_>, office: UnitId, key: &str) -> Result<Vec<MatterId>, DbError> {
    let rows = tx.rows(
        "SELECT id FROM matters WHERE office = $1 AND import_key = $2 ORDER BY id DESC",
        params![office, key],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Matters that were taken over under this series and title, newest first.
pub fn by_import_name(tx: &mut Tx<'_>, office: UnitId, name: &str) -> Result<Vec<MatterId>, DbError> {
    let rows = tx.rows(
        "SELECT id FROM matters WHERE office = $1 AND import_name = $2 ORDER BY id DESC LIMIT 20",
        params![office, name],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The matter with this number, of one office.
pub fn by_number(tx: &mut Tx<'_>, office: UnitId, number: &Number) -> Result<Option<MatterId>, DbError> {
    let row = tx.row(
        "SELECT matter FROM numbers WHERE office = $1 AND series = $2 AND year = $3 AND serial = $4",
        params![office, number.series, i64::from(number.year), i64::from(number.serial)],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// Suspended matters that resume by now.
pub fn to_resume(tx: &mut Tx<'_>, now: Instant, limit: i64) -> Result<Vec<MatterId>, DbError> {
    let rows = tx.rows(
        "SELECT id FROM matters WHERE state = 'suspended' AND resume_at <= $1 ORDER BY resume_at, id LIMIT $2",
        params![now, limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Ids after `after` of matters that can still change, for a job that walks them all.
pub fn walk(tx: &mut Tx<'_>, after: Option<MatterId>, limit: i64) -> Result<Vec<MatterId>, DbError> {
    let from = after.map_or_else(String::new, |id| id.to_string());
    let rows = tx.rows(
        "SELECT id FROM matters WHERE id > $1 AND state NOT IN ('archived', 'withdrawn', 'ended') ORDER BY id LIMIT $2",
        params![from, limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// How many matters a unit still has in hand, and so can't end.
pub fn in_hand(tx: &mut Tx<'_>, unit: UnitId) -> Result<i64, DbError> {
    let row = tx.row(
        "SELECT COUNT(*) FROM assignments WHERE unit = $1 AND part <> $2
             AND state NOT IN ('closed', 'archived', 'withdrawn')",
        params![unit, Part::Assisting.code()],
    )?;
    row.map_or(Ok(0), |row| row.get(0))
}
