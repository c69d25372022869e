//! Files that wait for a confirm, with what reading made of them: none of it is in the record.

use super::{json, parse};
use crate::{
    db::{DbError, Row, Tx, Value, placeholders},
    ledgers::intake::{
        Choices,
        survey::{Line, View},
    },
    params,
};
use bangdu_core::{
    ids::{AccountId, BatchId, UnitId},
    instant::Instant,
};
use serde::Serialize;

/// Where a waiting ledger stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being read.
    Reading,
    /// It was read and waits for its confirm.
    Ready,
    /// It is being taken over.
    Confirming,
    /// It can't be read.
    Failed,
}

impl Stage {
    const ALL: [Stage; 4] = [Stage::Reading, Stage::Ready, Stage::Confirming, Stage::Failed];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Reading => "reading",
            Stage::Ready => "ready",
            Stage::Confirming => "confirming",
            Stage::Failed => "failed",
        }
    }

    fn read(code: &str) -> Result<Stage, DbError> {
        let found = Stage::ALL.into_iter().find(|stage| stage.code() == code);
        found.ok_or_else(|| DbError::Shape(format!("no stage of a ledger: {code}")))
    }
}

/// A file that waits for a confirm; its content is asked for apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Identity; the batch, once confirmed.
    pub id: BatchId,
    /// Who handed it in.
    pub account: AccountId,
    /// The office whose matters these will be.
    pub office: UnitId,
    /// Name of the file.
    pub name: String,
    /// What was chosen and mended so far.
    pub choices: Choices,
    /// Grows with every choice and mend.
    pub revision: u64,
    /// Which reading of the file holds.
    pub reading: i64,
    /// Where it stands.
    pub stage: Stage,
    /// Rows that the work under way is done with, of how many, and when it last said so.
    pub work: Work,
}

/// How far work on a ledger has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Rows that are done with.
    pub done: u64,
    /// Of how many; 0 where that isn't known yet.
    pub total: u64,
    /// When it last said that it lives.
    pub beat: i64,
}

/// A file that waits, as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Identity.
    pub id: BatchId,
    /// Who handed it in.
    pub account: AccountId,
    /// The office whose matters these will be.
    pub office: UnitId,
    /// Name of the file.
    pub name: String,
    /// When it was handed in or last chosen for.
    pub at: Instant,
    /// Where it stands.
    pub stage: Stage,
}

/// Keeps a file that was handed in and is about to be read.
pub fn receive(tx: &mut Tx<'_>, new: &Preview, content: &[u8], now: Instant) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO ledger_previews (id, account, office, name, content, choices, at, stage, beat)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7)",
        params![
            new.id,
            new.account,
            new.office,
            new.name,
            content.to_vec(),
            json(&new.choices)?,
            now,
            new.stage.code().to_owned()
        ],
    )?;
    Ok(())
}

/// A file that waits, and what was understood of it or why it wasn't.
pub fn kept(tx: &mut Tx<'_>, id: BatchId) -> Result<Option<(Preview, Option<String>)>, DbError> {
    let row = tx.row(
        "SELECT account, office, name, choices, revision, reading, stage, done, total, beat, doc
         FROM ledger_previews WHERE id = $1",
        params![id],
    )?;
    row.map(|row| {
        let work = Work { done: count(&row, 7)?, total: count(&row, 8)?, beat: row.get(9)? };
        let preview = Preview {
            id,
            account: row.get(0)?,
            office: row.get(1)?,
            name: row.get(2)?,
            choices: parse(&row.get::<String>(3)?)?,
            revision: count(&row, 4)?,
            reading: row.get(5)?,
            stage: Stage::read(&row.get::<String>(6)?)?,
            work,
        };
        Ok((preview, row.get(10)?))
    })
    .transpose()
}

fn count(row: &Row, at: usize) -> Result<u64, DbError> {
    Ok(u64::try_from(row.get::<i64>(at)?).unwrap_or_default())
}

/// The file itself.
pub fn content(tx: &mut Tx<'_>, id: BatchId) -> Result<Option<Vec<u8>>, DbError> {
    let row = tx.row("SELECT content FROM ledger_previews WHERE id = $1", params![id])?;
    row.map(|row| row.get(0)).transpose()
}

/// How many bytes the file has; 0 when there is none.
pub fn weight(tx: &mut Tx<'_>, id: BatchId) -> Result<i64, DbError> {
    let row = tx.row("SELECT length(content) FROM ledger_previews WHERE id = $1", params![id])?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Keeps what was chosen, if nobody has chosen since `revision`; whether it did.
pub fn choose(
    tx: &mut Tx<'_>,
    id: BatchId,
    choices: &Choices,
    revision: u64,
    now: Instant,
) -> Result<bool, DbError> {
    let touched = tx.execute(
        "UPDATE ledger_previews SET choices = $2, revision = revision + 1, at = $3 WHERE id = $1 AND revision = $4",
        params![id, json(choices)?, now, i64::try_from(revision).unwrap_or(i64::MAX)],
    )?;
    Ok(touched == 1)
}

/// Begins to read: gives the reading's number. Rows of earlier readings are gone.
pub fn begin_reading(tx: &mut Tx<'_>, id: BatchId, now: Instant) -> Result<Option<i64>, DbError> {
    let row = tx.row(
        "UPDATE ledger_previews SET reading = reading + 1, stage = 'reading', done = 0, total = 0, beat = $2
         WHERE id = $1 RETURNING reading",
        params![id, now],
    )?;
    tx.execute("DELETE FROM ledger_lines WHERE batch = $1", params![id])?;
    row.map(|row| row.get(0)).transpose()
}

/// Begins to take over.
pub fn begin_confirming(tx: &mut Tx<'_>, id: BatchId, total: u64, now: Instant) -> Result<(), DbError> {
    tx.execute(
        "UPDATE ledger_previews SET stage = 'confirming', done = 0, total = $2, beat = $3 WHERE id = $1",
        params![id, i64::try_from(total).unwrap_or(i64::MAX), now],
    )?;
    Ok(())
}

/// The work lives, and has come so far.
pub fn beat(tx: &mut Tx<'_>, id: BatchId, done: u64, total: u64, now: Instant) -> Result<(), DbError> {
    tx.execute(
        "UPDATE ledger_previews SET done = $2, total = $3, beat = $4 WHERE id = $1",
        params![id, i64::try_from(done).unwrap_or(i64::MAX), i64::try_from(total).unwrap_or(i64::MAX), now],
    )?;
    Ok(())
}

/// The work ended in this stage with this account of it, unless a later reading has begun.
pub fn settle(
    tx: &mut Tx<'_>,
    id: BatchId,
    reading: i64,
    office: UnitId,
    stage: Stage,
    doc: &impl Serialize,
) -> Result<(), DbError> {
    tx.execute(
        "UPDATE ledger_previews SET stage = $3, doc = $4, office = $5 WHERE id = $1 AND reading = $2",
        params![id, reading, stage.code().to_owned(), json(doc)?, office],
    )?;
    Ok(())
}

/// What was begun came to nothing: it waits as before.
pub fn back_to_ready(tx: &mut Tx<'_>, id: BatchId) -> Result<(), DbError> {
    tx.execute("UPDATE ledger_previews SET stage = 'ready' WHERE id = $1", params![id])?;
    Ok(())
}

/// A row on its way into the store.
pub struct NewLine {
    /// Index of its sheet.
    pub sheet: usize,
    /// Its number.
    pub row: u32,
    /// How it is looked at.
    pub view: View,
    /// The row as JSON.
    pub doc: String,
}

impl NewLine {
    /// Ready to be put.
    ///
    /// # Errors
    /// When it has no JSON: a fault of ours.
    pub fn of(view: View, line: &Line) -> Result<NewLine, DbError> {
        Ok(NewLine { sheet: line.sheet, row: line.row, view, doc: json(line)? })
    }
}

/// Puts rows of a reading.
pub fn put_lines(tx: &mut Tx<'_>, id: BatchId, reading: i64, lines: &[NewLine]) -> Result<(), DbError> {
    for line in lines {
        tx.later(
            "INSERT INTO ledger_lines (batch, reading, sheet, row_number, view, doc) VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                id,
                reading,
                i64::try_from(line.sheet).unwrap_or(i64::MAX),
                i64::from(line.row),
                line.view.number(),
                line.doc
            ],
        )?;
    }
    Ok(())
}

/// Rows of one sheet behind the row `after`, those of some views or all, at most `limit`.
pub fn lines(
    tx: &mut Tx<'_>,
    of: &Preview,
    sheet: usize,
    views: &[View],
    after: u32,
    limit: usize,
) -> Result<Vec<Line>, DbError> {
    let sheet = i64::try_from(sheet).unwrap_or(i64::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut params: Vec<Value<'static>> = params![of.id, of.reading, sheet, i64::from(after), limit]
        .iter()
        .cloned()
        .map(Value::into_owned)
        .collect();
    params.extend(views.iter().map(|view| Value::Int(view.number())));
    let only = match views {
        [] => String::new(),
        views => format!("AND view IN ({}) ", placeholders(6, views.len())),
    };
    let sql = format!(
        "SELECT doc FROM ledger_lines
         WHERE batch = $1 AND reading = $2 AND sheet = $3 AND row_number > $4 {only}ORDER BY row_number LIMIT $5"
    );
    let rows = tx.rows(&sql, &params)?;
    rows.iter().map(|row| parse(&row.get::<String>(0)?)).collect()
}

/// One row.
pub fn line(tx: &mut Tx<'_>, of: &Preview, sheet: usize, row: u32) -> Result<Option<Line>, DbError> {
    let row = tx.row(
        "SELECT doc FROM ledger_lines WHERE batch = $1 AND reading = $2 AND sheet = $3 AND row_number = $4",
        params![of.id, of.reading, i64::try_from(sheet).unwrap_or(i64::MAX), i64::from(row)],
    )?;
    row.map(|row| parse(&row.get::<String>(0)?)).transpose()
}

/// Rows that can be taken over, of all sheets, from the `from`th on.
pub fn good_lines(tx: &mut Tx<'_>, of: &Preview, from: usize, limit: usize) -> Result<Vec<Line>, DbError> {
    let rows = tx.rows(
        "SELECT doc FROM ledger_lines WHERE batch = $1 AND reading = $2 AND view IN (1, 2)
         ORDER BY sheet, row_number LIMIT $3 OFFSET $4",
        params![
            of.id,
            of.reading,
            i64::try_from(limit).unwrap_or(i64::MAX),
            i64::try_from(from).unwrap_or(i64::MAX)
        ],
    )?;
    rows.iter().map(|row| parse(&row.get::<String>(0)?)).collect()
}

/// Rows that would be given back, of all sheets, at most `limit`.
pub fn refused_lines(tx: &mut Tx<'_>, of: &Preview, limit: usize) -> Result<Vec<Line>, DbError> {
    let rows = tx.rows(
        "SELECT doc FROM ledger_lines WHERE batch = $1 AND reading = $2 AND view = 3
         ORDER BY sheet, row_number LIMIT $3",
        params![of.id, of.reading, i64::try_from(limit).unwrap_or(i64::MAX)],
    )?;
    rows.iter().map(|row| parse(&row.get::<String>(0)?)).collect()
}

/// The files that wait for these offices, and those of `own` that `account` handed in; newest first.
pub fn waiting(
    tx: &mut Tx<'_>,
    offices: &[UnitId],
    account: Option<AccountId>,
    own: &[UnitId],
    limit: usize,
) -> Result<Vec<Waiting>, DbError> {
    let mut asked = Vec::new();
    if !offices.is_empty() {
        asked.push((format!("office IN ({})", placeholders(2, offices.len())), offices, None));
    }
    if let (Some(account), false) = (account, own.is_empty()) {
        let theirs = format!("office IN ({}) AND account = ${}", placeholders(2, own.len()), own.len() + 2);
        asked.push((theirs, own, Some(account)));
    }
    let mut found: Vec<Waiting> = Vec::new();
    for (which, units, account) in asked {
        let sql = format!(
            "SELECT id, account, office, name, at, stage FROM ledger_previews WHERE {which}
             ORDER BY at DESC, id DESC LIMIT $1"
        );
        let mut params = vec![Value::Int(i64::try_from(limit).unwrap_or(i64::MAX))];
        params.extend(units.iter().map(|unit| Value::Text(unit.to_string().into())));
        params.extend(account.map(|account| Value::Text(account.to_string().into())));
        for row in tx.rows(&sql, &params)? {
            let one = Waiting {
                id: row.get(0)?,
                account: row.get(1)?,
                office: row.get(2)?,
                name: row.get(3)?,
                at: row.get(4)?,
                stage: Stage::read(&row.get::<String>(5)?)?,
            };
            if !found.iter().any(|known| known.id == one.id) {
                found.push(one);
            }
        }
    }
    found.sort_by(|a, b| b.at.cmp(&a.at).then(b.id.0.cmp(&a.id.0)));
    found.truncate(limit);
    Ok(found)
}

/// Forgets a file and what was read of it.
pub fn forget(tx: &mut Tx<'_>, id: BatchId) -> Result<(), DbError> {
    tx.execute("DELETE FROM ledger_lines WHERE batch = $1", params![id])?;
    tx.execute("DELETE FROM ledger_previews WHERE id = $1", params![id])?;
    Ok(())
}

/// Forgets files that nobody has touched since `before`.
pub fn forget_untouched(tx: &mut Tx<'_>, before: Instant) -> Result<u64, DbError> {
    tx.execute(
        "DELETE FROM ledger_lines WHERE batch IN (SELECT id FROM ledger_previews WHERE at < $1)",
        params![before],
    )?;
    tx.execute("DELETE FROM ledger_previews WHERE at < $1", params![before])
}
