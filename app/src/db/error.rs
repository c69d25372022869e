//! What can go wrong with the store, in the few kinds that callers tell apart.

/// A failure of the store.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DbError {
    /// The store can't be opened or reached; nothing was done.
    #[error("the store can't be reached: {0}")]
    Unreachable(String),
    /// Somebody else changed what this command had read. `Db::write` runs the command again before giving up.
    #[error("somebody else changed this at the same moment")]
    Conflict,
    /// A value that must be unique is there already; names the constraint or the columns.
    #[error("already there: {0}")]
    Taken(String),
    /// Another constraint (foreign key, check, not null) refused the value.
    #[error("refused by the store's rule: {0}")]
    Constraint(String),
    /// Another process held the store for longer than we wait; nothing was done.
    #[error("the store is busy: {0}")]
    Busy(String),
    /// The connection broke while a commit was under way: it may or may not have been carried out.
    #[error("the connection broke during the commit; look whether it was carried out: {0}")]
    Unknown(String),
    /// A statement is wrong, the disk is full, or the like.
    #[error("the store failed: {0}")]
    Failed(String),
    /// A column doesn't hold what the code expects.
    #[error("unexpected shape of data: {0}")]
    Shape(String),
    /// A migration can't be applied or was changed after it had been applied.
    #[error("the store's layout: {0}")]
    Migration(String),
    /// The command panicked; it was undone.
    #[error("the command failed inside: {0}")]
    Panicked(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi::{self, ErrorCode};
        let text = error.to_string();
        let rusqlite::Error::SqliteFailure(failure, _) = &error else { return DbError::Failed(text) };
        match failure.code {
            ErrorCode::ConstraintViolation => match failure.extended_code {
                ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID => DbError::Taken(text),
                _ => DbError::Constraint(text),
            },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => DbError::Busy(text),
            ErrorCode::CannotOpen | ErrorCode::NotADatabase => DbError::Unreachable(text),
            _ => DbError::Failed(text),
        }
    }
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            let text = with_causes(&error);
            return if error.is_closed() { DbError::Unreachable(text) } else { DbError::Failed(text) };
        };
        let text = match db.constraint() {
            Some(constraint) => format!("{} ({constraint})", db.message()),
            None => db.message().to_owned(),
        };
        match db.code().code() {
            "40001" | "40P01" | "55P03" => DbError::Conflict,
            "23505" => DbError::Taken(text),
            code if code.starts_with("23") => DbError::Constraint(text),
            code if code.starts_with("08") || code.starts_with("57P") => DbError::Unreachable(text),
            _ => DbError::Failed(text),
        }
    }
}

/// The driver's own text names only the kind; the reason is in the chain beneath.
pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

/// The sentence a panic carried.
pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}
