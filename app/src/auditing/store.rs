//! Entries for reading: a page by key, narrowed by kind, event, actor and days.

use crate::db::{DbError, Row, Tx, Value};
use bangdu_core::instant::Instant;
use bangdu_record::digest::Digest;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The first half of streams' names, such as `matter`.
    pub kind: Option<String>,
    /// A whole stream.
    pub stream: Option<String>,
    /// An event's name.
    pub event: Option<String>,
    /// A person's name, an account's id, `system` or `operator`.
    pub actor: Option<String>,
    /// Not before this instant.
    pub from: Option<Instant>,
    /// Before this instant.
    pub before: Option<Instant>,
}

/// Where a page begins: behind this entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// When it was made.
    pub at: Instant,
    /// Its stream.
    pub stream: String,
    /// Its place in the stream.
    pub version: i64,
}

impl After {
    /// As it stands in an address.
    pub fn to_text(&self) -> String {
        format!("{}_{}_{}", self.at.0, self.version, self.stream)
    }

    /// From an address; nothing when it isn't one of ours.
    pub fn from_text(text: &str) -> Option<After> {
        let (at, rest) = text.split_once('_')?;
        let (version, stream) = rest.split_once('_')?;
        Some(After {
            at: Instant(at.parse().ok()?),
            stream: stream.to_owned(),
            version: version.parse().ok()?,
        })
    }
}

/// An entry for reading.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its stream, `KIND/ID`.
    pub stream: String,
    /// Its place in the stream, from 1.
    pub version: i64,
    /// The event's name.
    pub event: String,
    /// When.
    pub at: Instant,
    /// Account's id, `system` or `operator`.
    pub actor: String,
    /// The name of the person behind the account.
    pub person: Option<String>,
    /// The text that was hashed.
    pub payload: String,
    /// Its hash.
    pub hash: Digest,
    /// Its place in the log, once sealed.
    pub leaf: Option<i64>,
}

/// At most `limit` entries behind `after`, newest first.
///
/// # Errors
/// When the store fails.
pub fn lines(
    tx: &mut Tx<'_>,
    filter: &Filter,
    after: Option<&After>,
    limit: usize,
) -> Result<Vec<Line>, DbError> {
    let mut values: Vec<Value<'static>> = Vec::new();
    let mut rules: Vec<String> = Vec::new();
    let mut bind = |value: Value<'static>| {
        values.push(value);
        format!("${}", values.len())
    };
    let text = |text: &str| Value::Text(text.to_owned().into());
    if let Some(kind) = &filter.kind {
        // "0" follows "/": a range that the index can use, where LIKE can't.
        let (first, end) = (bind(text(&format!("{kind}/"))), bind(text(&format!("{kind}0"))));
        rules.push(format!("e.stream >= {first} AND e.stream < {end}"));
    }
    if let Some(stream) = &filter.stream {
        rules.push(format!("e.stream = {}", bind(text(stream))));
    }
    if let Some(event) = &filter.event {
        rules.push(format!("e.event = {}", bind(text(event))));
    }
    if let Some(actor) = &filter.actor {
        let actor = bind(text(actor));
        rules.push(format!("(e.actor = {actor} OR p.name = {actor})"));
    }
    if let Some(from) = filter.from {
        rules.push(format!("e.at >= {}", bind(Value::Int(from.0))));
    }
    if let Some(before) = filter.before {
        rules.push(format!("e.at < {}", bind(Value::Int(before.0))));
    }
    if let Some(after) = after {
        let (at, stream) = (bind(Value::Int(after.at.0)), bind(text(&after.stream)));
        let version = bind(Value::Int(after.version));
        rules.push(format!("(e.at, e.stream, e.version) < ({at}, {stream}, {version})"));
    }
    let limit = bind(Value::Int(i64::try_from(limit).unwrap_or(i64::MAX)));
    let narrowed = if rules.is_empty() { String::new() } else { format!("WHERE {}", rules.join(" AND ")) };
    let sql = format!(
        "SELECT e.stream, e.version, e.event, e.at, e.actor, p.name, e.payload, e.hash, e.leaf
         FROM entries e LEFT JOIN accounts a ON a.id = e.actor LEFT JOIN persons p ON p.id = a.person_id
         {narrowed} ORDER BY e.at DESC, e.stream DESC, e.version DESC LIMIT {limit}"
    );
    tx.rows(&sql, &values)?.iter().map(line).collect()
}

fn line(row: &Row) -> Result<Line, DbError> {
    Ok(Line {
        stream: row.get(0)?,
        version: row.get(1)?,
        event: row.get(2)?,
        at: row.get(3)?,
        actor: row.get(4)?,
        person: row.get(5)?,
        payload: row.get(6)?,
        hash: row.get(7)?,
        leaf: row.get(8)?,
    })
}

/// How many entries are not sealed yet.
///
/// # Errors
/// When the store fails.
pub fn unsealed(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    let row = tx.row("SELECT COUNT(*) FROM entries WHERE leaf IS NULL", &[])?;
    row.map_or(Ok(0), |row| row.get(0))
}
