//! The server engine: sessions that are replaced when they break, statements, transactions.
//!
//! What needs no answer at once (`BEGIN`, and the statements of [`Session::later`]) waits and goes out in one piece
//! with the next statement whose answer somebody needs: a round trip costs both sides more than the statement.

mod pipeline;
mod values;

use super::{
    Ask, DbError, Row, Value,
    command::{Command, RETRIES, Ran, guarded},
    error::with_causes,
    migrations,
    tx::{Link, Tx},
};
use pipeline::{AT_ONCE, Wire, Written};
use std::{str::FromStr, time::Duration};
use tokio_postgres::Config;

const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A connection that comes back after it broke.
pub(super) struct Session {
    config: Config,
    wire: Option<Wire>,
    /// The `BEGIN` that waits to be sent.
    begin: Option<&'static str>,
    /// Statements that wait to be sent.
    waiting: Vec<Written>,
}

impl Session {
    /// Reads the address; connects at first use.
    pub(super) fn new(url: &str) -> Result<Session, DbError> {
        let mut config = Config::from_str(url).map_err(|error| {
            DbError::Unreachable(format!("the address isn't valid: {}", with_causes(&error)))
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        config.application_name("bangdu");
        Ok(Session { config, wire: None, begin: None, waiting: Vec::new() })
    }

    /// Makes the tables where they are missing; refuses a database that can't hold Chinese.
    pub(super) fn prepare_store(&mut self) -> Result<(), DbError> {
        self.start(BEGIN_WRITE);
        let result = (|| {
            let mut tx = Tx::new(Link::Postgres(self));
            let encoding = tx.row("SELECT current_setting('server_encoding')", &[])?;
            let encoding: String = encoding.ok_or(DbError::Closed)?.get(0)?;
            if encoding != "UTF8" {
                return Err(DbError::Unreachable(format!("the database's encoding is {encoding}, not UTF8")));
            }
            migrations::run(&mut tx)
        })();
        let ended = self.end(result);
        if ended.is_err() {
            // A connection is only given up on a thread that may wait.
            self.wire = None;
        }
        ended
    }

    /// Runs `work` on a snapshot.
    pub(super) fn read<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.start(BEGIN_READ);
        let result = guarded(&mut Tx::reading(Link::Postgres(self)), work);
        if result.is_err() {
            return self.end(result);
        }
        if self.begin.take().is_none()
            && let Some(wire) = &mut self.wire
        {
            wire.part("COMMIT");
        }
        result
    }

    /// Runs the command, again after a conflict, and answers it.
    pub(super) fn write(&mut self, mut command: Box<dyn Command>) {
        let end = self.write_with_retries(command.as_mut());
        command.answer(end);
    }

    fn write_with_retries(&mut self, command: &mut dyn Command) -> Result<(), DbError> {
        for round in 0..=RETRIES {
            self.start(BEGIN_WRITE);
            let ran = command.run(&mut Tx::new(Link::Postgres(self)));
            let last = round == RETRIES;
            match ran {
                Ran::Keep => match self.commit() {
                    Err(DbError::Conflict) if !last => {}
                    end => return end,
                },
                Ran::Undo => return self.roll_back(),
                Ran::Again if last => return self.roll_back(),
                Ran::Again => self.roll_back()?,
            }
        }
        Err(DbError::Conflict)
    }

    fn end<T, E: From<DbError>>(&mut self, result: Result<T, E>) -> Result<T, E> {
        match result {
            Ok(value) => self.commit().map(|()| value).map_err(E::from),
            Err(error) => {
                self.roll_back()?;
                Err(error)
            }
        }
    }

    fn start(&mut self, how: &'static str) {
        self.waiting.clear();
        self.begin = Some(how);
    }

    /// Sends what waits together with `COMMIT`; where a statement fails, the server takes that for a rollback.
    fn commit(&mut self) -> Result<(), DbError> {
        if self.begin.is_some() && self.waiting.is_empty() {
            self.begin = None;
            return Ok(());
        }
        // Only a transaction that has begun may be left in doubt: what went before may be said anew.
        if self.begin.is_some() {
            self.settle()?;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let committed = self.wire()?.send(None, &waiting, Some("COMMIT"));
        let Err(error) = committed else { return Ok(()) };
        self.roll_back()?;
        Err(match error {
            DbError::Unreachable(text) => DbError::Unknown(text),
            other => other,
        })
    }

    /// The command's own error is what the caller should read, so a failing rollback only drops the session.
    fn roll_back(&mut self) -> Result<(), DbError> {
        self.waiting.clear();
        if self.begin.take().is_none() && self.batch("ROLLBACK").is_err() {
            self.wire = None;
        }
        Ok(())
    }

    /// Sends what waits.
    pub(super) fn settle(&mut self) -> Result<(), DbError> {
        if self.begin.is_none() && self.waiting.is_empty() {
            return Ok(());
        }
        self.say(|wire, begin, waiting| wire.send(begin, waiting, None))
    }

    /// Says something behind what waits. An idle connection that broke meanwhile (a restart of the server) is
    /// replaced once; nothing of this transaction has reached the server then.
    fn say<T>(
        &mut self,
        mut say: impl FnMut(&mut Wire, Option<&str>, &[Written]) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        let (begin, waiting) = (self.begin.take(), std::mem::take(&mut self.waiting));
        if begin.is_some()
            && let Some(wire) = &mut self.wire
        {
            match say(wire, begin, &waiting) {
                Err(DbError::Unreachable(_)) => self.wire = None,
                other => return other,
            }
        }
        if begin.is_some() {
            self.wire = Some(Wire::connect(&self.config)?);
        }
        say(self.wire()?, begin, &waiting)
    }

    fn wire(&mut self) -> Result<&mut Wire, DbError> {
        self.wire.as_mut().ok_or_else(|| DbError::Unreachable("not connected".to_owned()))
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        self.say(|wire, begin, waiting| wire.send(begin, waiting, Some(sql)))
    }

    pub(super) fn rows(&mut self, asked: &[Ask<'_>]) -> Result<Vec<Vec<Row>>, DbError> {
        self.say(|wire, begin, waiting| wire.rows(begin, waiting, asked))
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        take: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), DbError> {
        self.settle()?;
        self.wire()?.each(sql, params, take)
    }

    pub(super) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, DbError> {
        self.say(|wire, begin, waiting| wire.execute(begin, waiting, sql, params))
    }

    /// A statement whose answer nobody needs before the transaction's end; its error comes with a later one's.
    pub(super) fn later(&mut self, sql: &str, params: &[Value<'_>]) -> Result<(), DbError> {
        self.waiting.push(Written::new(sql, params));
        if self.waiting.len() == AT_ONCE { self.settle() } else { Ok(()) }
    }
}
