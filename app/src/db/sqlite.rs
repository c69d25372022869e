//! The embedded engine: connections, statements, and the one writer that shares a flush among many commands.

use super::{
    DbError, Row, Value,
    command::{Command, RETRIES, Ran, guarded},
    flush::Flushes,
    migrations,
    turn::Turn,
    tx::{Link, Tx},
};
use rusqlite::{CachedStatement, Connection, OpenFlags, config::DbConfig, types};
use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

/// How long a process waits for another one's transaction.
const PATIENCE: Duration = Duration::from_secs(15);
/// Commands that share one commit at most, so that the first of them doesn't wait without end.
const TOGETHER: usize = 512;
const STATEMENTS: usize = 256;

/// A directory with the store's file in it.
pub(super) struct Store {
    dir: PathBuf,
    pub(super) flushes: Flushes,
}

impl Store {
    /// Makes the directory, the file and its tables where they are missing.
    pub(super) fn open(dir: &Path, delay: Duration) -> Result<Store, DbError> {
        make_private_dir(dir)?;
        let flushes = Flushes::register(delay)
            .ok_or_else(|| DbError::Unreachable("SQLite refused the flush counter".to_owned()))?;
        let store = Store { dir: dir.to_owned(), flushes };
        let turn = Turn::open(dir)?;
        let _mine = turn.take()?;
        let connection = store.connect()?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        migrations::run(&mut Tx::new(Link::Sqlite(&connection)))?;
        connection.execute_batch("COMMIT")?;
        Ok(store)
    }

    /// A connection; every one of them flushes fully.
    pub(super) fn connect(&self) -> Result<Connection, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = self.dir.join("bangdu.sqlite");
        let connection = Connection::open_with_flags_and_vfs(file, flags, self.flushes.vfs())?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Otherwise SQLite plans a kept statement anew whenever other values are bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA wal_autocheckpoint = 8000;",
        )?;
        Ok(connection)
    }

    /// A connection that can't change anything.
    pub(super) fn reader(&self) -> Result<Connection, DbError> {
        let connection = self.connect()?;
        connection.execute_batch("PRAGMA query_only = ON")?;
        Ok(connection)
    }

    /// Starts the writer; it ends when the sender is dropped.
    pub(super) fn writer(&self) -> Result<mpsc::Sender<Box<dyn Command>>, DbError> {
        let connection = self.connect()?;
        connection.execute_batch("PRAGMA cache_size = -24000")?;
        let turn = Turn::open(&self.dir)?;
        let (sender, queue) = mpsc::channel();
        let serve = move || {
            while let Ok(first) = queue.recv() {
                write_together(&connection, &turn, first, &queue);
            }
        };
        let started = thread::Builder::new().name("db-writer".to_owned()).spawn(serve);
        started.map_err(|error| DbError::Unreachable(format!("no thread for the store: {error}")))?;
        Ok(sender)
    }
}

/// A store for one thread, with the same tables, that vanishes: what `verify` rebuilds into. What doesn't fit in
/// memory goes to a temporary file. Rows may arrive in any order: foreign keys aren't enforced.
pub struct Scratch(Connection);

impl Scratch {
    /// An empty one.
    ///
    /// # Errors
    /// When a migration fails.
    pub fn new() -> Result<Scratch, DbError> {
        let connection = Connection::open("")?;
        connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF")?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        migrations::run(&mut Tx::new(Link::Sqlite(&connection)))?;
        Ok(Scratch(connection))
    }

    /// Runs `work` in a transaction.
    ///
    /// # Errors
    /// What `work` returns, after undoing it.
    pub fn write<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        in_transaction(&self.0, Tx::new(Link::Sqlite(&self.0)), work)
    }
}

/// Runs `work` on a snapshot.
pub(super) fn read<T, E: From<DbError>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let connection = &*connection;
    in_transaction(connection, Tx::reading(Link::Sqlite(connection)), work)
}

fn in_transaction<T, E: From<DbError>>(
    connection: &Connection,
    mut tx: Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    connection.execute_batch("BEGIN").map_err(DbError::from)?;
    let result = guarded(&mut tx, work);
    let end = connection.execute_batch(if result.is_ok() { "COMMIT" } else { "ROLLBACK" });
    let value = result?;
    end.map_err(DbError::from)?;
    Ok(value)
}

/// Runs `first` and whatever waits behind it in one transaction, and answers all after its commit.
fn write_together(
    connection: &Connection,
    turn: &Turn,
    first: Box<dyn Command>,
    queue: &mpsc::Receiver<Box<dyn Command>>,
) {
    let mut done = Vec::new();
    let mut next = Some(first);
    let end = (|| {
        let _mine = turn.take()?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        while let Some(mut command) = next.take() {
            let apart = run_apart(connection, command.as_mut());
            done.push(command);
            apart?;
            next = if done.len() < TOGETHER { queue.try_recv().ok() } else { None };
        }
        Ok(connection.execute_batch("COMMIT")?)
    })();
    if end.is_err() && !connection.is_autocommit() {
        // Nothing more can be done about a failing rollback; SQLite undoes it when the file is next opened.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for command in done.into_iter().chain(next) {
        command.answer(end.clone());
    }
}

/// Runs one command under a savepoint, so that its failure touches no other.
fn run_apart(connection: &Connection, command: &mut dyn Command) -> Result<(), DbError> {
    for round in 0..=RETRIES {
        connection.execute_batch("SAVEPOINT command")?;
        let ran = command.run(&mut Tx::new(Link::Sqlite(connection)));
        if connection.is_autocommit() {
            // A full disk or the like made SQLite undo the transaction as a whole.
            return Err(DbError::Failed("the store undid the transaction".to_owned()));
        }
        if ran == Ran::Keep {
            return Ok(connection.execute_batch("RELEASE command")?);
        }
        connection.execute_batch("ROLLBACK TO command; RELEASE command")?;
        if ran == Ran::Undo || round == RETRIES {
            break;
        }
    }
    Ok(())
}

pub(super) fn row(connection: &Connection, sql: &str, params: &[Value<'_>]) -> Result<Option<Row>, DbError> {
    let mut statement = prepare(connection, sql, params)?;
    let width = statement.column_count();
    let mut rows = statement.raw_query();
    Ok(rows.next()?.map(|row| to_row(row, width)).transpose()?)
}

pub(super) fn each(
    connection: &Connection,
    sql: &str,
    params: &[Value<'_>],
    take: &mut dyn FnMut(Row) -> bool,
) -> Result<(), DbError> {
    let mut statement = prepare(connection, sql, params)?;
    let width = statement.column_count();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        if !take(to_row(row, width)?) {
            break;
        }
    }
    Ok(())
}

pub(super) fn execute(connection: &Connection, sql: &str, params: &[Value<'_>]) -> Result<u64, DbError> {
    Ok(prepare(connection, sql, params)?.raw_execute()? as u64)
}

fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    params: &[Value<'_>],
) -> Result<CachedStatement<'c>, DbError> {
    let mut statement = connection.prepare_cached(sql)?;
    if statement.parameter_count() != params.len() {
        return Err(DbError::Failed(format!(
            "{} parameters for {}: {sql}",
            params.len(),
            statement.parameter_count()
        )));
    }
    for (index, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    Ok(statement)
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<types::ToSqlOutput<'_>> {
        use types::ValueRef;
        Ok(types::ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Bool(v) => ValueRef::Integer(i64::from(*v)),
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Real(v) => ValueRef::Real(*v),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

fn to_row(row: &rusqlite::Row<'_>, width: usize) -> rusqlite::Result<Row> {
    use types::ValueRef;
    let values = (0..width).map(|index| {
        Ok(match row.get_ref(index)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(v) => Value::Int(v),
            ValueRef::Real(v) => Value::Real(v),
            ValueRef::Text(v) => Value::Text(Cow::Owned(String::from_utf8_lossy(v).into_owned())),
            ValueRef::Blob(v) => Value::Bytes(Cow::Owned(v.to_vec())),
        })
    });
    Ok(Row(values.collect::<rusqlite::Result<_>>()?))
}

/// People's data lies here: nobody but the server's own user may look in.
fn make_private_dir(dir: &Path) -> Result<(), DbError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| DbError::Unreachable(format!("{}: {error}", dir.display())))
}
