//! The store: the only place that knows that there are two engines.
//!
//! SQL is said through a [`Tx`], the same `$1` text for both. [`Db::read`] gives a snapshot, [`Db::write`] a
//! transaction that is flushed to disk before the answer comes. On SQLite one writer runs all waiting commands
//! in one transaction, a savepoint each; on PostgreSQL each command has its own transaction (READ COMMITTED with
//! explicit row locks). A command that meets a [`DbError::Conflict`] is undone and run again.
//!
//! ```ignore
//! let title: Option<String> = db
//!     .read(move |tx| tx.row("SELECT title FROM matters WHERE id = $1", params![id])?.map(|r| r.get(0)).transpose())
//!     .await?;
//! ```
//!
//! Inside a closure use only its `Tx`, never the `Db`: waiting there for another transaction may wait for ever.
//!
//! Not here: what the tables mean (the rooms' `store.rs`), the record (`journal`).

mod command;
mod dialect;
mod error;
mod flush;
mod migrations;
mod postgres;
mod sqlite;
mod turn;
mod tx;
mod value;
mod workers;

pub use error::DbError;
pub use sqlite::Scratch;
pub use tx::{Ask, Tx};
pub use value::{Column, Param, Row, Value, placeholders};

use command::{Command, Reply, Task};
use postgres::Session;
use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};
use tokio::sync::oneshot;
use workers::Workers;

/// Where a store is.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// In a directory of this machine.
    Sqlite {
        /// Made, readable by this user only, when missing.
        dir: PathBuf,
    },
    /// In a PostgreSQL database.
    Postgres {
        /// `postgres://user:password@host/database`
        url: String,
    },
}

/// How to open a store.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Connections for reading; on PostgreSQL for everything.
    pub readers: usize,
    /// Makes each flush of the embedded store last this many milliseconds longer, to try a slow disk.
    pub flush_ms: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Options { readers: 8, flush_ms: None }
    }
}

/// The two engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

/// An open store; a clone is another handle on the same one.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

enum Inner {
    Sqlite {
        readers: Workers<rusqlite::Connection>,
        writer: mpsc::Sender<Box<dyn Command>>,
        store: sqlite::Store,
    },
    Postgres(Workers<Session>),
}

impl Db {
    /// Opens the store and brings its tables up to date; makes it where it is missing.
    ///
    /// # Errors
    /// [`DbError::Unreachable`] with the reason, or [`DbError::Migration`].
    pub fn open(place: &Place, options: &Options) -> Result<Db, DbError> {
        let readers = options.readers.max(1);
        let inner = match place {
            Place::Sqlite { dir } => {
                let delay = Duration::from_millis(options.flush_ms.unwrap_or(0));
                let store = sqlite::Store::open(dir, delay)?;
                let connections = (0..readers).map(|_| store.reader()).collect::<Result<_, _>>()?;
                Inner::Sqlite {
                    readers: Workers::start("db-reader", connections)?,
                    writer: store.writer()?,
                    store,
                }
            }
            Place::Postgres { url } => {
                let mut sessions = (0..readers).map(|_| Session::new(url)).collect::<Result<Vec<_>, _>>()?;
                // The driver blocks and must not do so inside an async runtime: a thread of its own.
                let first = &mut sessions[0];
                thread::scope(|scope| scope.spawn(|| first.prepare_store()).join())
                    .map_err(|panic| DbError::Panicked(error::panic_text(panic.as_ref())))??;
                Inner::Postgres(Workers::start("db-session", sessions)?)
            }
        };
        Ok(Db(Arc::new(inner)))
    }

    /// Runs `work` on one snapshot of the store; it can't change anything.
    ///
    /// # Errors
    /// What `work` returns, or the store's own failure.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.send_read(work, Box::new(|result| drop(reply.send(result))));
        answer.await.unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    /// Runs `work` in a transaction and answers after it is safely on disk. `work` runs again (up to three
    /// times) when it met a conflict, so it must load what it decides on inside.
    ///
    /// # Errors
    /// What `work` returns, after undoing everything it did; or the store's own failure.
    pub async fn write<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.send_write(work, Box::new(|result| drop(reply.send(result))));
        answer.await.unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    /// [`Db::read`] for the command line and for threads of one's own; never inside async code.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_blocking<T, E>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (reply, answer) = mpsc::sync_channel(1);
        self.send_read(work, Box::new(move |result| drop(reply.send(result))));
        answer.recv().unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    /// [`Db::write`] for the command line and for threads of one's own; never inside async code.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_blocking<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (reply, answer) = mpsc::sync_channel(1);
        self.send_write(work, Box::new(move |result| drop(reply.send(result))));
        answer.recv().unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Inner::Sqlite { .. } => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Flushes to disk so far by this process; 0 on PostgreSQL, where the server flushes.
    pub fn flushes(&self) -> u64 {
        match &*self.0 {
            Inner::Sqlite { store, .. } => store.flushes.count(),
            Inner::Postgres(_) => 0,
        }
    }

    fn send_read<T, E>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        reply: Reply<T, E>,
    ) where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite { readers, .. } => readers.run(move |c| reply(sqlite::read(c, work))),
            Inner::Postgres(sessions) => sessions.run(move |session| reply(session.read(work))),
        }
    }

    fn send_write<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        reply: Reply<T, E>,
    ) where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let command: Box<dyn Command> = Box::new(Task::new(work, reply));
        match &*self.0 {
            // A writer that is gone drops the command and with it the reply: the caller reads `Closed`.
            Inner::Sqlite { writer, .. } => drop(writer.send(command)),
            Inner::Postgres(sessions) => sessions.run(move |session| session.write(command)),
        }
    }
}
