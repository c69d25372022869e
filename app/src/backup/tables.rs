//! A table's rows as lines that belong to no engine: `{"column": value}`, bytes as `{"hex": "…"}`.

use super::{BackupError, LEFT_OUT};
use crate::{
    db::{DbError, Engine, Row, Tx, Value, placeholders},
    journal::RoomCheck,
    params,
};
use serde_json::{Map, Value as Json, json};
use std::collections::HashSet;

/// The tables of a store that stand in a backup as tables.
pub(super) fn copied(tx: &mut Tx<'_>, rooms: &[RoomCheck]) -> Result<Vec<String>, DbError> {
    let rebuilt: HashSet<&str> = rooms.iter().flat_map(|room| room.tables()).copied().collect();
    let stay = |name: &String| !rebuilt.contains(name.as_str()) && !LEFT_OUT.contains(&name.as_str());
    let mut names: Vec<String> = tx.tables()?.into_iter().filter(stay).collect();
    // The keys' stream is no room's.
    names.retain(|name| name != "keys");
    names.sort();
    Ok(names)
}

/// Hands each row of `table` to `take` as a line.
pub(super) fn each_line(
    tx: &mut Tx<'_>,
    table: &str,
    mut take: impl FnMut(Json) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    let columns = tx.columns(table)?;
    let names = quoted(&columns);
    tx.each(&format!("SELECT {names} FROM {table}"), &[], |row| take(line(&columns, &row)))
}

/// A table that is being filled.
pub(super) struct Filling {
    table: String,
    columns: Vec<String>,
    truths: HashSet<String>,
    insert: String,
}

impl Filling {
    /// Empties the table, which must be known here.
    pub(super) fn begin(tx: &mut Tx<'_>, table: &str) -> Result<Filling, BackupError> {
        if LEFT_OUT.contains(&table) || !tx.tables()?.iter().any(|known| known == table) {
            return Err(BackupError::Refused(format!(
                "the backup has a table {table}, which this version doesn't know: a newer Bangdu made it"
            )));
        }
        tx.execute(&format!("DELETE FROM {table}"), &[])?;
        let columns = tx.columns(table)?;
        let insert =
            format!("INSERT INTO {table} ({}) VALUES ({})", quoted(&columns), placeholders(1, columns.len()));
        Ok(Filling { truths: truth_columns(tx, table)?, table: table.to_owned(), columns, insert })
    }

    /// Adds a row; columns that the line doesn't know are NULL.
    pub(super) fn add(&self, tx: &mut Tx<'_>, line: &Map<String, Json>) -> Result<(), BackupError> {
        if let Some(strange) = line.keys().find(|name| !self.columns.contains(name)) {
            return Err(BackupError::Refused(format!(
                "table {} of the backup has a column {strange}, which this version doesn't know",
                self.table
            )));
        }
        let values = self.columns.iter().map(|name| {
            let value = value(line.get(name).unwrap_or(&Json::Null));
            let value = value.ok_or_else(|| {
                BackupError::Refused(format!("table {}, column {name}: not a value", self.table))
            })?;
            Ok(match value {
                Value::Int(number) if self.truths.contains(name) => Value::Bool(number != 0),
                value => value,
            })
        });
        let values = values.collect::<Result<Vec<_>, BackupError>>()?;
        tx.execute(&self.insert, &values)?;
        Ok(())
    }
}

fn line(columns: &[String], row: &Row) -> Json {
    let pairs = columns.iter().zip(row.values());
    Json::Object(pairs.map(|(name, value)| (name.clone(), json(value))).collect())
}

fn json(value: &Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        // As the embedded engine has them, so that a backup doesn't tell the engines apart.
        Value::Bool(truth) => json!(i64::from(*truth)),
        Value::Int(number) => json!(number),
        Value::Real(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => json!({ "hex": hex::encode(bytes) }),
    }
}

fn value(json: &Json) -> Option<Value<'static>> {
    Some(match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => Value::Real(number.as_f64()?),
        },
        Json::String(text) => Value::Text(text.clone().into()),
        Json::Object(bytes) => Value::Bytes(hex::decode(bytes.get("hex")?.as_str()?).ok()?.into()),
        Json::Array(_) => return None,
    })
}

fn truth_columns(tx: &mut Tx<'_>, table: &str) -> Result<HashSet<String>, DbError> {
    if tx.engine() == Engine::Sqlite {
        return Ok(HashSet::new());
    }
    let rows = tx.rows(
        "SELECT CAST(column_name AS TEXT) FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 AND data_type = 'boolean'",
        params![table],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

fn quoted(columns: &[String]) -> String {
    columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}
