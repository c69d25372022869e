//! One connection, and several statements on it at once: they are sent together and their answers read together.

use super::values::to_row;
use crate::db::{Ask, DbError, Engine, Row, Value, dialect::translate, error::with_causes};
use futures_util::{FutureExt as _, StreamExt, TryStreamExt, future::join_all};
use std::{collections::HashMap, future::Future};
use tokio::runtime::{self, Runtime};
use tokio_postgres::{Client, Config, NoTls, RowStream, Statement, types::ToSql};

/// Statements that are sent together at most. `join_all` polls up to 30 in their order.
pub(super) const AT_ONCE: usize = 24;
/// Beyond this many prepared statements a connection starts afresh with preparing.
const STATEMENTS: usize = 500;
/// Rows that are taken over at once.
const CHUNK: usize = 64;

/// A statement that waits, with what it needs.
pub(super) struct Written {
    sql: Box<str>,
    params: Vec<Value<'static>>,
}

impl Written {
    pub(super) fn new(sql: &str, params: &[Value<'_>]) -> Written {
        Written { sql: sql.into(), params: params.iter().map(|value| value.clone().into_owned()).collect() }
    }
}

/// A connection with its prepared statements. It is driven by whoever waits for an answer, on that thread.
pub(super) struct Wire {
    client: Client,
    runtime: Runtime,
    statements: HashMap<Box<str>, Statement>,
}

impl Wire {
    pub(super) fn connect(config: &Config) -> Result<Wire, DbError> {
        let unreachable = |text: String| DbError::Unreachable(format!("PostgreSQL: {text}"));
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| unreachable(error.to_string()))?;
        let client = runtime.block_on(async {
            let (client, connection) = config.connect(NoTls).await?;
            // Why it ended is told to whoever waits for an answer.
            tokio::spawn(async move { drop(connection.await) });
            Ok::<_, tokio_postgres::Error>(client)
        });
        let client = client.map_err(|error| unreachable(with_causes(&error)))?;
        let mut wire = Wire { client, runtime, statements: HashMap::new() };
        // An answer promises that the change is on disk, whatever the server's default is.
        let settings = "SET lock_timeout = '15s'; SET TIME ZONE 'UTC';
             SELECT set_config('synchronous_commit', 'on', false)
             WHERE current_setting('synchronous_commit') = 'off'";
        wire.send(None, &[], Some(settings))?;
        Ok(wire)
    }

    /// `begin`, what waits, and `last` in the engine's own words.
    pub(super) fn send(
        &mut self,
        begin: Option<&str>,
        waiting: &[Written],
        last: Option<&str>,
    ) -> Result<(), DbError> {
        self.together(begin, waiting, async |client| match last {
            Some(sql) => client.batch_execute(sql).await,
            None => Ok(()),
        })
    }

    pub(super) fn execute(
        &mut self,
        begin: Option<&str>,
        waiting: &[Written],
        sql: &str,
        params: &[Value<'_>],
    ) -> Result<u64, DbError> {
        let statement = self.statement(sql)?;
        self.together(begin, waiting, async |client| client.execute_raw(&statement, bound(params)).await)
    }

    /// The rows of each question.
    pub(super) fn rows(
        &mut self,
        begin: Option<&str>,
        waiting: &[Written],
        asked: &[Ask<'_>],
    ) -> Result<Vec<Vec<Row>>, DbError> {
        let statements = asked.iter().map(|(sql, _)| self.statement(sql)).collect::<Result<Vec<_>, _>>()?;
        let answers = self.together(begin, waiting, async |client| {
            let one = async |statement, params| {
                client.query_raw(statement, bound(params)).await?.try_collect::<Vec<_>>().await
            };
            let answers = statements.iter().zip(asked).map(|(statement, (_, params))| one(statement, params));
            join_all(answers).await.into_iter().collect::<Result<Vec<_>, _>>()
        })?;
        answers.iter().map(|rows| rows.iter().map(to_row).collect()).collect()
    }

    /// Hands rows to `take` as they come, outside the connection's runtime, so that it may wait for something.
    pub(super) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        take: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), DbError> {
        let statement = self.statement(sql)?;
        let rows: RowStream = self.runtime.block_on(self.client.query_raw(&statement, bound(params)))?;
        let mut chunks = std::pin::pin!(rows.ready_chunks(CHUNK));
        while let Some(chunk) = self.runtime.block_on(chunks.next()) {
            for row in chunk {
                if !take(to_row(&row?)?) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Sends something whose answer nobody waits for; it is read before the next one's.
    pub(super) fn part(&mut self, sql: &str) {
        self.runtime.block_on(async {
            let _unanswered = self.client.batch_execute(sql).now_or_never();
            // The connection is another task: its turn to send.
            tokio::task::yield_now().await;
        });
    }

    /// Sends everything before it reads any answer. The first error is the one that explains the others.
    fn together<'w, T, F>(
        &'w mut self,
        begin: Option<&str>,
        waiting: &[Written],
        last: impl FnOnce(&'w Client) -> F,
    ) -> Result<T, DbError>
    where
        F: Future<Output = Result<T, tokio_postgres::Error>>,
    {
        let statements = waiting.iter().map(|one| self.statement(&one.sql)).collect::<Result<Vec<_>, _>>()?;
        let client = &self.client;
        let begun = async {
            match begin {
                Some(sql) => client.batch_execute(sql).await,
                None => Ok(()),
            }
        };
        let written = join_all(
            waiting
                .iter()
                .zip(&statements)
                .map(|(one, statement)| client.execute_raw(statement, bound(&one.params))),
        );
        let (begun, written, last) =
            self.runtime.block_on(async { tokio::join!(biased; begun, written, last(client)) });
        begun?;
        for one in written {
            one?;
        }
        Ok(last?)
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, DbError> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(&translate(sql, Engine::Postgres)))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.into(), statement.clone());
        Ok(statement)
    }
}

fn bound<'v>(params: &'v [Value<'_>]) -> impl ExactSizeIterator<Item = &'v (dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync))
}
