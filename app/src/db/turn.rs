//! Whose turn it is to write, among the processes that share one embedded store.
//!
//! SQLite's own busy handler polls, so a command line beside a busy server could wait for ever. Two locked
//! files make a queue of it: who holds `gate` is next; it waits there for `turn` and then opens the gate.

use super::DbError;
use std::{
    fs::{File, OpenOptions},
    path::Path,
};

/// This process's place in the queue.
pub(super) struct Turn {
    gate: File,
    turn: File,
}

/// Given back when dropped.
pub(super) struct Mine<'t>(&'t File);

impl Turn {
    pub(super) fn open(dir: &Path) -> Result<Turn, DbError> {
        let open = |name: &str| {
            let path = dir.join(name);
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
            file.map_err(|error| DbError::Unreachable(format!("{}: {error}", path.display())))
        };
        Ok(Turn { gate: open("bangdu.gate")?, turn: open("bangdu.turn")? })
    }

    /// Waits until nobody else writes.
    pub(super) fn take(&self) -> Result<Mine<'_>, DbError> {
        let busy = |error: std::io::Error| DbError::Busy(error.to_string());
        self.gate.lock().map_err(busy)?;
        let taken = self.turn.lock().map_err(busy);
        self.gate.unlock().map_err(busy)?;
        taken.map(|()| Mine(&self.turn))
    }
}

impl Drop for Mine<'_> {
    fn drop(&mut self) {
        // A lock that can't be given back goes when the file is closed.
        let _ = self.0.unlock();
    }
}
