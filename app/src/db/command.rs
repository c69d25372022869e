//! A piece of work on its way to an engine: run inside a transaction, answered after its end.

use super::{DbError, Tx, error::panic_text};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How often a command is run again after a conflict before the conflict is returned.
pub(super) const RETRIES: u32 = 3;

/// What to do with the transaction after a command ran in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ran {
    Keep,
    Undo,
    /// Undo, then run it again: it met a conflict.
    Again,
}

/// A writing command with its caller waiting, whatever its types.
pub(super) trait Command: Send {
    /// Runs it once in `tx`; never panics.
    fn run(&mut self, tx: &mut Tx<'_>) -> Ran;
    /// Answers the caller. An error of `end` (the commit's) replaces what the command itself said.
    fn answer(self: Box<Self>, end: Result<(), DbError>);
}

/// Where an answer goes.
pub(super) type Reply<T, E> = Box<dyn FnOnce(Result<T, E>) + Send>;

pub(super) struct Task<F, T, E> {
    work: F,
    outcome: Option<Result<T, E>>,
    reply: Reply<T, E>,
}

impl<F, T, E> Task<F, T, E> {
    pub(super) fn new(work: F, reply: Reply<T, E>) -> Self {
        Task { work, outcome: None, reply }
    }
}

impl<F, T, E> Command for Task<F, T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Ran {
        let outcome = guarded(tx, &mut self.work);
        let ran = match &outcome {
            Ok(_) => Ran::Keep,
            Err(_) if tx.conflicted() => Ran::Again,
            Err(_) => Ran::Undo,
        };
        self.outcome = Some(outcome);
        ran
    }

    fn answer(self: Box<Self>, end: Result<(), DbError>) {
        let outcome = match (end, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            (Err(error), _) => Err(error.into()),
            (Ok(()), None) => Err(DbError::Closed.into()),
        };
        (self.reply)(outcome);
    }
}

/// Runs `work`; a panic becomes an error, and so does an `Ok` after a statement had failed.
pub(super) fn guarded<T, E: From<DbError>>(
    tx: &mut Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    match catch_unwind(AssertUnwindSafe(|| work(tx))) {
        Ok(Ok(_)) if tx.failure().is_some() => Err(tx.failure().cloned().unwrap_or(DbError::Closed).into()),
        Ok(result) => result,
        Err(panic) => {
            let text = panic_text(panic.as_ref());
            tracing::error!(panic = text, "a command panicked and was undone");
            Err(DbError::Panicked(text).into())
        }
    }
}
