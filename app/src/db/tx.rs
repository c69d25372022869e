//! One transaction: the only thing through which SQL is said.

use super::{DbError, Engine, Row, Value, dialect::for_sqlite, postgres::Session, sqlite};

/// A question: its SQL and the values of its parameters.
pub type Ask<'q> = (&'q str, &'q [Value<'q>]);

/// A transaction on either engine. A statement that fails condemns the whole transaction (on both engines
/// alike): expect conflicts with `ON CONFLICT`, or try under [`Tx::attempt`].
pub struct Tx<'c> {
    link: Link<'c>,
    failure: Option<DbError>,
    conflicted: bool,
    depth: u32,
    writes: bool,
}

pub(super) enum Link<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut Session),
}

impl<'c> Tx<'c> {
    pub(super) fn new(link: Link<'c>) -> Self {
        Tx { link, failure: None, conflicted: false, depth: 0, writes: true }
    }

    pub(super) fn reading(link: Link<'c>) -> Self {
        Tx { writes: false, ..Tx::new(link) }
    }

    /// All rows of the answer. For many rows, [`Tx::each`].
    pub fn rows(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>, DbError> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(row);
            Ok::<_, DbError>(())
        })?;
        Ok(rows)
    }

    /// The first row of the answer, if there is one.
    pub fn row(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Option<Row>, DbError> {
        let found = match &mut self.link {
            Link::Sqlite(connection) => sqlite::row(connection, &for_sqlite(sql), params),
            Link::Postgres(session) => {
                session.rows(&[(sql, params)]).map(|rows| rows.into_iter().flatten().next())
            }
        };
        self.note(found)
    }

    /// All rows of each question, which are asked in this order; where a round trip costs, in one.
    pub fn several<const N: usize>(&mut self, asked: [Ask<'_>; N]) -> Result<[Vec<Row>; N], DbError> {
        let answers = match &mut self.link {
            Link::Sqlite(_) => asked.iter().map(|(sql, params)| self.rows(sql, params)).collect(),
            Link::Postgres(session) => session.rows(&asked),
        };
        let answers: Vec<Vec<Row>> = self.note(answers)?;
        answers.try_into().map_err(|_| DbError::Shape("each question has an answer".to_owned()))
    }

    /// Runs a statement; the number of rows it touched.
    pub fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, DbError> {
        let touched = match &mut self.link {
            Link::Sqlite(connection) => sqlite::execute(connection, &for_sqlite(sql), params),
            Link::Postgres(session) => session.execute(sql, params),
        };
        self.note(touched)
    }

    /// Runs a statement whose answer nobody needs: where a round trip costs, it goes out with the next one. Its
    /// error may come with a later statement's, or with the transaction's end.
    pub fn later(&mut self, sql: &str, params: &[Value<'_>]) -> Result<(), DbError> {
        let said = match &mut self.link {
            Link::Sqlite(connection) => sqlite::execute(connection, &for_sqlite(sql), params).map(drop),
            Link::Postgres(session) => session.later(sql, params),
        };
        self.note(said)
    }

    /// Hands the rows to `each` one by one as they come, without keeping them; stops at its first error.
    pub fn each<E: From<DbError>>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut each: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut refused = None;
        let mut take = |row: Row| match each(row) {
            Ok(()) => true,
            Err(error) => {
                refused = Some(error);
                false
            }
        };
        let done = match &mut self.link {
            Link::Sqlite(connection) => sqlite::each(connection, &for_sqlite(sql), params, &mut take),
            Link::Postgres(session) => session.each(sql, params, &mut take),
        };
        self.note(done)?;
        refused.map_or(Ok(()), Err)
    }

    /// Tries `part` under a savepoint: its error undoes only what it did, and the transaction goes on.
    pub fn attempt<T, E: From<DbError>>(
        &mut self,
        part: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let name = format!("attempt_{}", self.depth);
        self.batch(&format!("SAVEPOINT {name}"))?;
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        let result = result.and_then(|value| self.settle().map(|()| value).map_err(E::from));
        match (result, self.failure.clone()) {
            (Ok(value), None) => self.batch(&format!("RELEASE SAVEPOINT {name}")).map(|()| Ok(value))?,
            (result, failure) => {
                self.failure = None;
                self.batch(&format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"))?;
                result.and_then(|_| Err(failure.unwrap_or(DbError::Closed).into()))
            }
        }
    }

    /// The error to return when something that was read has changed since. `Db::write` then undoes the command
    /// and runs it again, so that it loads and decides anew.
    pub fn conflict(&mut self) -> DbError {
        self.conflicted = true;
        DbError::Conflict
    }

    /// Which engine this is. Only for what can't be said in one SQL (full-text search, locks).
    pub fn engine(&self) -> Engine {
        match self.link {
            Link::Sqlite(_) => Engine::Sqlite,
            Link::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether it may change something: false inside `Db::read`, where rows can't be locked either.
    pub fn writes(&self) -> bool {
        self.writes
    }

    /// Names of the store's tables, sorted; without the engine's own.
    pub fn tables(&mut self) -> Result<Vec<String>, DbError> {
        let sql = match self.engine() {
            Engine::Sqlite => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            }
            Engine::Postgres => {
                "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
            }
        };
        self.rows(sql, &[])?.iter().map(|row| row.get(0)).collect()
    }

    /// Names of a table's columns, in order.
    pub fn columns(&mut self, table: &str) -> Result<Vec<String>, DbError> {
        let sql = match self.engine() {
            Engine::Sqlite => "SELECT name FROM pragma_table_info($1) ORDER BY cid",
            Engine::Postgres => {
                "SELECT CAST(column_name AS TEXT) FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
            }
        };
        self.rows(sql, crate::params![table])?.iter().map(|row| row.get(0)).collect()
    }

    /// Names of the columns of a table's primary key, in order. Empty on PostgreSQL: asked of a [`super::Scratch`].
    pub fn key_columns(&mut self, table: &str) -> Result<Vec<String>, DbError> {
        if self.engine() == Engine::Postgres {
            return Ok(Vec::new());
        }
        let sql = "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk";
        self.rows(sql, crate::params![table])?.iter().map(|row| row.get(0)).collect()
    }

    /// Several statements without parameters, in the engine's own words.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        let done = match &mut self.link {
            Link::Sqlite(connection) => connection.execute_batch(sql).map_err(DbError::from),
            Link::Postgres(session) => session.batch(sql),
        };
        self.note(done)
    }

    /// Nothing waits any more after it.
    fn settle(&mut self) -> Result<(), DbError> {
        let settled = match &mut self.link {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(session) => session.settle(),
        };
        self.note(settled)
    }

    /// What condemned the transaction, if anything did.
    pub(super) fn failure(&self) -> Option<&DbError> {
        self.failure.as_ref()
    }

    /// Whether running the command again may help.
    pub(super) fn conflicted(&self) -> bool {
        self.conflicted
    }

    fn note<T>(&mut self, result: Result<T, DbError>) -> Result<T, DbError> {
        if let Err(error) = &result {
            self.conflicted |= *error == DbError::Conflict;
            self.failure.get_or_insert_with(|| error.clone());
        }
        result
    }
}
