//! Sealing: each committed entry gets the next leaf of the log, and checkpoints of the log are signed and also
//! kept outside the store. Between checkpoints the removal of an entry can't be proven.

use crate::{
    db::{DbError, Param, Tx, Value},
    journal::hash_kind,
    params,
};
use bangdu_core::instant::Instant;
use bangdu_record::{
    checkpoint::{Checkpoint, CheckpointFault, Statement},
    digest::Digest,
    log::Frontier,
    proof::LogState,
    signer::Signer,
};
use std::{
    fs,
    io::{self, Write},
    path::Path,
};

/// Entries sealed at one go at most, so that no transaction grows without end.
const AT_ONCE: u64 = 1_000;
/// Entries that get their leaves in one statement. Fewer get a statement each, so that there are only two to prepare.
const TOGETHER: usize = 32;
const UNSEALED: &str =
    "SELECT stream, version, hash FROM entries WHERE leaf IS NULL ORDER BY at, stream, version LIMIT $1";

/// Gives unsealed entries their leaves, and says how many got one. Call it again until it says 0.
///
/// # Errors
/// When the store fails.
pub fn seal(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    let mut log = locked_frontier(tx)?;
    let unsealed = tx.rows(UNSEALED, params![AT_ONCE])?;
    let mut leaves = Vec::with_capacity(unsealed.len());
    for row in &unsealed {
        let leaf = log.append(&row.get::<Digest>(2)?);
        leaves.push((row.get::<String>(0)?, row.get::<u64>(1)?, leaf));
    }
    let (many, rest) = leaves.as_chunks::<TOGETHER>();
    for leaves in many {
        give(tx, leaves)?;
    }
    for leaf in rest {
        give(tx, std::slice::from_ref(leaf))?;
    }
    if !unsealed.is_empty() {
        store_frontier(tx, &log)?;
    }
    Ok(unsealed.len() as u64)
}

/// Gives leaves to the entries of these streams and versions, in one statement.
fn give(tx: &mut Tx<'_>, leaves: &[(String, u64, u64)]) -> Result<(), DbError> {
    let row = |n: usize| {
        let (stream, version, leaf) = (n * 3 + 1, n * 3 + 2, n * 3 + 3);
        format!("(CAST(${stream} AS TEXT), CAST(${version} AS BIGINT), CAST(${leaf} AS BIGINT))")
    };
    let rows: Vec<String> = (0..leaves.len()).map(row).collect();
    let sql = format!(
        "UPDATE entries SET leaf = given.column3 FROM (VALUES {}) AS given
         WHERE stream = given.column1 AND version = given.column2",
        rows.join(", ")
    );
    let values: Vec<Value<'_>> = leaves
        .iter()
        .flat_map(|(stream, version, leaf)| [stream.value(), version.value(), leaf.value()])
        .collect();
    tx.later(&sql, &values)
}

/// Whether an entry waits for its leaf.
///
/// # Errors
/// When the store fails.
pub fn has_unsealed(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    Ok(tx.row("SELECT 1 FROM entries WHERE leaf IS NULL LIMIT 1", &[])?.is_some())
}

/// Whether the log grew since the last checkpoint.
///
/// # Errors
/// When the store fails.
pub fn grew(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    let size = frontier(tx, "")?.map_or(0, |log| log.size());
    Ok(size > last_checkpoint(tx)?.map_or(0, |last| last.size))
}

/// Signs a checkpoint of the log if it grew since the last one. The key must be journalled (`keys::take_key`).
///
/// # Errors
/// When the key doesn't sign or the store fails.
pub fn checkpoint(tx: &mut Tx<'_>, signer: &dyn Signer, at: Instant) -> Result<Option<Checkpoint>, DbError> {
    let log = locked_frontier(tx)?;
    let last = last_checkpoint(tx)?;
    if log.size() == last.as_ref().map_or(0, |last| last.size) {
        return Ok(None);
    }
    let unsigned = |fault: CheckpointFault| DbError::Failed(format!("no checkpoint: {fault}"));
    let previous = last.map(|last| last.digest()).transpose().map_err(|fault| unsigned(fault.into()))?;
    let statement = Statement {
        log: LogState { size: log.size(), root: log.root() },
        at_ms: at.0,
        previous,
        hash: log.hash_kind(),
    };
    let made = statement.sign(signer).map_err(unsigned)?;
    take_in(tx, &made)?;
    Ok(Some(made))
}

/// Stores a checkpoint that was signed here or came with a backup.
///
/// # Errors
/// When the store fails.
pub fn take_in(tx: &mut Tx<'_>, made: &Checkpoint) -> Result<(), DbError> {
    let body = serde_json::to_string(made).map_err(|error| DbError::Shape(error.to_string()))?;
    tx.later(
        "INSERT INTO checkpoints (size, at, key_id, body) VALUES ($1, $2, $3, $4)",
        params![made.size, Instant(made.at_ms), made.key_id, body],
    )?;
    Ok(())
}

/// All checkpoints that cover more than `size` entries, oldest first.
///
/// # Errors
/// When the store fails.
pub fn checkpoints_after(tx: &mut Tx<'_>, size: u64) -> Result<Vec<Checkpoint>, DbError> {
    let rows = tx.rows("SELECT body FROM checkpoints WHERE size > $1 ORDER BY size", params![size])?;
    rows.iter().map(|row| to_checkpoint(&row.get::<String>(0)?)).collect()
}

/// The newest checkpoint.
///
/// # Errors
/// When the store fails.
pub fn last_checkpoint(tx: &mut Tx<'_>) -> Result<Option<Checkpoint>, DbError> {
    let row = tx.row("SELECT body FROM checkpoints ORDER BY size DESC LIMIT 1", &[])?;
    row.map(|row| to_checkpoint(&row.get::<String>(0)?)).transpose()
}

/// The size of the last checkpoint in a file outside the store; 0 when there is none yet.
///
/// # Errors
/// When the file can't be read or its last line isn't a checkpoint.
pub fn size_outside(file: &Path) -> io::Result<u64> {
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        read => read?,
    };
    let Some(last) = text.lines().rfind(|line| !line.is_empty()) else { return Ok(0) };
    let checkpoint: Checkpoint =
        serde_json::from_str(last).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    Ok(checkpoint.size)
}

/// Appends checkpoints to a file outside the store, a line each, and flushes it.
///
/// # Errors
/// When the file can't be written.
pub fn write_outside(file: &Path, checkpoints: &[Checkpoint]) -> io::Result<()> {
    let mut out = fs::OpenOptions::new().create(true).append(true).open(file)?;
    for checkpoint in checkpoints {
        writeln!(out, "{}", serde_json::to_string(checkpoint)?)?;
    }
    out.sync_all()
}

/// The log's right edge, as it is stored; empty before the first seal.
pub(super) fn frontier(tx: &mut Tx<'_>, lock: &str) -> Result<Option<Frontier>, DbError> {
    let row = tx.row(&format!("SELECT state FROM frontier WHERE id = 1 {lock}"), &[])?;
    let parse = |text: String| serde_json::from_str(&text);
    let state = row.map(|row| row.get::<String>(0)).transpose()?;
    state.map(parse).transpose().map_err(|error| DbError::Shape(format!("frontier: {error}")))
}

/// Makes `log` the log's right edge.
pub(super) fn store_frontier(tx: &mut Tx<'_>, log: &Frontier) -> Result<(), DbError> {
    let state = serde_json::to_string(log).map_err(|error| DbError::Shape(error.to_string()))?;
    tx.later(
        "INSERT INTO frontier (id, state) VALUES (1, $1)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state",
        params![state],
    )?;
    Ok(())
}

/// The lock keeps two processes from giving the same leaf.
fn locked_frontier(tx: &mut Tx<'_>) -> Result<Frontier, DbError> {
    let empty = Frontier::new(hash_kind(tx)?);
    let state = serde_json::to_string(&empty).map_err(|error| DbError::Shape(error.to_string()))?;
    tx.later("INSERT INTO frontier (id, state) VALUES (1, $1) ON CONFLICT (id) DO NOTHING", params![state])?;
    Ok(frontier(tx, "{{for_update}}")?.unwrap_or(empty))
}

fn to_checkpoint(body: &str) -> Result<Checkpoint, DbError> {
    serde_json::from_str(body).map_err(|error| DbError::Shape(format!("checkpoint: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Scratch;

    #[test]
    fn the_next_unsealed_entries_are_found_without_looking_at_all_of_them() {
        let plan = Scratch::new().unwrap().write(|tx| {
            let rows = tx.rows(&format!("EXPLAIN QUERY PLAN {UNSEALED}"), params![AT_ONCE])?;
            rows.iter().map(|row| row.get::<String>(3)).collect::<Result<Vec<_>, DbError>>()
        });
        assert_eq!(plan.unwrap(), ["SCAN entries USING INDEX entries_unsealed"]);
    }
}
