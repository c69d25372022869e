//! The server engine: sessions that are replaced when they break, statements, transactions.

use super::{
    DbError, Row, Value,
    command::{Command, RETRIES, Ran, guarded},
    error::with_causes,
    migrations,
    tx::{Link, Tx},
};
use crate::db::dialect::translate;
use postgres::{
    Client, NoTls, Statement,
    fallible_iterator::FallibleIterator,
    types::{FromSql, IsNull, ToSql, Type, to_sql_checked},
};
use std::{borrow::Cow, collections::HashMap, error::Error, str::FromStr, time::Duration};

const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Beyond this many prepared statements a session starts afresh with preparing.
const STATEMENTS: usize = 500;

/// A connection that comes back after it broke.
pub(super) struct Session {
    config: postgres::Config,
    client: Option<Client>,
    statements: HashMap<Box<str>, Statement>,
}

impl Session {
    /// Reads the address; connects at first use.
    pub(super) fn new(url: &str) -> Result<Session, DbError> {
        let mut config = postgres::Config::from_str(url).map_err(|error| {
            DbError::Unreachable(format!("the address isn't valid: {}", with_causes(&error)))
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        config.application_name("bangdu");
        Ok(Session { config, client: None, statements: HashMap::new() })
    }

    /// Makes the tables where they are missing; refuses a database that can't hold Chinese.
    pub(super) fn prepare_store(&mut self) -> Result<(), DbError> {
        self.begin(BEGIN_WRITE)?;
        let result = (|| {
            let mut tx = Tx::new(Link::Postgres(self));
            let encoding = tx.row("SELECT current_setting('server_encoding')", &[])?;
            let encoding: String = encoding.ok_or(DbError::Closed)?.get(0)?;
            if encoding != "UTF8" {
                return Err(DbError::Unreachable(format!("the database's encoding is {encoding}, not UTF8")));
            }
            migrations::run(&mut tx)
        })();
        self.end(result)
    }

    /// Runs `work` on a snapshot.
    pub(super) fn read<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin(BEGIN_READ)?;
        let result = guarded(&mut Tx::reading(Link::Postgres(self)), work);
        self.end(result)
    }

    /// Runs the command, again after a conflict, and answers it.
    pub(super) fn write(&mut self, mut command: Box<dyn Command>) {
        let end = self.write_with_retries(command.as_mut());
        command.answer(end);
    }

    fn write_with_retries(&mut self, command: &mut dyn Command) -> Result<(), DbError> {
        for round in 0..=RETRIES {
            self.begin(BEGIN_WRITE)?;
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

    /// Begins; an idle connection that broke meanwhile (a restart of the server) is replaced once.
    fn begin(&mut self, how: &str) -> Result<(), DbError> {
        if self.client.is_some() {
            match self.batch(how) {
                Err(DbError::Unreachable(_)) => self.client = None,
                other => return other,
            }
        }
        self.connect()?;
        self.batch(how)
    }

    fn commit(&mut self) -> Result<(), DbError> {
        self.batch("COMMIT").map_err(|error| match error {
            DbError::Unreachable(text) => DbError::Unknown(text),
            other => other,
        })
    }

    /// The command's own error is what the caller should read, so a failing rollback only drops the session.
    fn roll_back(&mut self) -> Result<(), DbError> {
        if self.batch("ROLLBACK").is_err() {
            self.client = None;
        }
        Ok(())
    }

    fn connect(&mut self) -> Result<(), DbError> {
        self.statements.clear();
        let connected = self.config.connect(NoTls);
        let mut client = connected
            .map_err(|error| DbError::Unreachable(format!("PostgreSQL: {}", with_causes(&error))))?;
        // An answer promises that the change is on disk, whatever the server's default is.
        client.batch_execute(
            "SET lock_timeout = '15s'; SET TIME ZONE 'UTC';
             SELECT set_config('synchronous_commit', 'on', false)
             WHERE current_setting('synchronous_commit') = 'off'",
        )?;
        self.client = Some(client);
        Ok(())
    }

    fn client(&mut self) -> Result<&mut Client, DbError> {
        self.client.as_mut().ok_or_else(|| DbError::Unreachable("not connected".to_owned()))
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        Ok(self.client()?.batch_execute(sql)?)
    }

    pub(super) fn rows(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>, DbError> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |row| {
            rows.push(row);
            true
        })?;
        Ok(rows)
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        take: &mut dyn FnMut(Row) -> bool,
    ) -> Result<(), DbError> {
        let statement = self.statement(sql)?;
        let mut rows =
            self.client()?.query_raw(&statement, params.iter().map(|v| v as &(dyn ToSql + Sync)))?;
        while let Some(row) = rows.next()? {
            if !take(to_row(&row)?) {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, DbError> {
        let statement = self.statement(sql)?;
        let params: Vec<_> = params.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        Ok(self.client()?.execute(&statement, &params)?)
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, DbError> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        let statement = self.client()?.prepare(&translate(sql, super::Engine::Postgres))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.into(), statement.clone());
        Ok(statement)
    }
}

fn to_row(row: &postgres::Row) -> Result<Row, DbError> {
    let values = (0..row.len()).map(|index| Ok(row.try_get::<_, Cell>(index)?.0));
    Ok(Row(values.collect::<Result<_, DbError>>()?))
}

/// A value of whatever type the server answers with.
struct Cell(Value<'static>);

impl<'a> FromSql<'a> for Cell {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Cell(match *kind {
            Type::BOOL => Value::Bool(bool::from_sql(kind, raw)?),
            Type::INT2 => Value::Int(i16::from_sql(kind, raw)?.into()),
            Type::INT4 => Value::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::OID => Value::Int(u32::from_sql(kind, raw)?.into()),
            Type::FLOAT4 => Value::Real(f32::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(kind, raw)?),
            Type::NUMERIC => numeric(raw)?,
            Type::BYTEA => Value::Bytes(Cow::Owned(raw.to_vec())),
            Type::JSONB => Value::Text(text(raw.get(1..).unwrap_or_default())?),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => {
                Value::Text(text(raw)?)
            }
            Type::VOID => Value::Null,
            ref other => return Err(format!("columns of type {other} aren't read; cast them").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Cell(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn text(raw: &[u8]) -> Result<Cow<'static, str>, Box<dyn Error + Sync + Send>> {
    Ok(Cow::Owned(std::str::from_utf8(raw)?.to_owned()))
}

/// `sum` and `avg` of whole numbers come as NUMERIC: groups of four decimal digits, `weight` of them (counted
/// from 0) before the point.
fn numeric(raw: &[u8]) -> Result<Value<'static>, Box<dyn Error + Sync + Send>> {
    let word = |at: usize| {
        let bytes = raw.get(at * 2..at * 2 + 2).ok_or("a short NUMERIC")?;
        Ok::<_, &str>(i16::from_be_bytes([bytes[0], bytes[1]]))
    };
    let (groups, weight, sign) = (word(0)?, word(1)?, word(2)?);
    if !matches!(sign, 0 | 0x4000) {
        return Err("NUMERIC isn't a number".into());
    }
    let mut whole = Some(0i64);
    let mut real = 0f64;
    for index in 0..groups.max(weight + 1) {
        let group = if index < groups { word(4 + index as usize)? } else { 0 };
        real += f64::from(group) * 10_000f64.powi(i32::from(weight - index));
        whole = match whole {
            Some(so_far) if index <= weight => {
                so_far.checked_mul(10_000).and_then(|v| v.checked_add(group.into()))
            }
            Some(so_far) if group == 0 => Some(so_far),
            _ => None,
        };
    }
    let negative = sign == 0x4000;
    Ok(match whole {
        Some(v) => Value::Int(if negative { -v } else { v }),
        None => Value::Real(if negative { -real } else { real }),
    })
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, kind) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Bool(v), &Type::BOOL) => v.to_sql(kind, out),
            (Value::Int(v), &Type::INT8) => v.to_sql(kind, out),
            (Value::Int(v), &Type::INT4) => i32::try_from(*v)?.to_sql(kind, out),
            (Value::Int(v), &Type::INT2) => i16::try_from(*v)?.to_sql(kind, out),
            (Value::Int(v), &Type::FLOAT8) => (*v as f64).to_sql(kind, out),
            (Value::Real(v), &Type::FLOAT8) => v.to_sql(kind, out),
            (Value::Real(v), &Type::FLOAT4) => (*v as f32).to_sql(kind, out),
            (Value::Text(v), &Type::JSONB) => {
                out.extend_from_slice(&[1]);
                out.extend_from_slice(v.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Text(v), &Type::JSON | &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME) => {
                out.extend_from_slice(v.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Bytes(v), &Type::BYTEA) => v.as_ref().to_sql(kind, out),
            (value, kind) => {
                Err(format!("{value:?} can't be a parameter of type {kind}; cast the parameter").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
