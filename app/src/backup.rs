//! Backup and restore, the same for both engines: journal, personal data, checkpoints, public keys, files and the
//! tables that no entry stands behind. What entries say is rebuilt from them.
//!
//! A backup is one snapshot of a store in use, in the form of [`bangdu_record::export`], so `bangdu-verify` reads
//! it. It holds password hashes and second factors: its file is readable by its owner alone. Sessions and the
//! secret signing key stay out: after a restore everybody signs in anew, and the new store has its own key.

mod read;
mod restored;
mod tables;
mod write;

pub use read::{Summary, restore};
pub use restored::Restored;
pub use write::backup;

use crate::{db::DbError, journal::CommitError};
use bangdu_record::export::ExportFault;

/// Tables that a backup leaves out, beside those that are rebuilt from entries.
const LEFT_OUT: &[&str] = &[
    // Parts of their own.
    "streams",
    "entries",
    "frontier",
    "checkpoints",
    "private_rows",
    // The target's own.
    "migrations",
    "timers",
    // Of what was under way; nobody should be signed in by a restore.
    "sessions",
    "one_time_links",
    "idempotency",
    "ledger_previews",
    "ledger_lines",
    "ledger_returns",
];

/// Why there is no backup, or no restored store.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The archive can't be written, or isn't whole.
    #[error(transparent)]
    Export(#[from] ExportFault),
    /// A file or a disk.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// It isn't done, for a reason that stands here.
    #[error("{0}")]
    Refused(String),
}

impl From<CommitError> for BackupError {
    fn from(error: CommitError) -> BackupError {
        match error {
            CommitError::Db(error) => BackupError::Db(error),
            fault => BackupError::Refused(fault.to_string()),
        }
    }
}
