//! Reading the record across streams, newest first: for those who audit it.

use super::{Entry, to_entry};
use crate::db::{DbError, Tx, Value};
use bangdu_core::instant::Instant;

/// Which entries are asked for; every part may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this stream, `KIND/ID`.
    pub stream: Option<String>,
    /// Of streams of this kind.
    pub kind: Option<String>,
    /// Of this event.
    pub event: Option<String>,
    /// By this account, `system` or `operator`.
    pub actor: Option<String>,
    /// From this instant on …
    pub from: Option<Instant>,
    /// … and before this one.
    pub until: Option<Instant>,
}

/// An entry's place in the order: a page begins behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    at: i64,
    version: u64,
    stream: String,
}

impl Behind {
    /// The place of `entry`.
    pub fn of(entry: &Entry) -> Behind {
        Behind { at: entry.at.0, version: entry.version, stream: entry.stream.clone() }
    }

    /// As it stands in a URL.
    pub fn to_text(&self) -> String {
        format!("{}_{}_{}", self.at, self.version, self.stream)
    }

    /// From a URL; `None` when it isn't one of ours.
    pub fn from_text(text: &str) -> Option<Behind> {
        let mut parts = text.splitn(3, '_');
        let (at, version, stream) = (parts.next()?, parts.next()?, parts.next()?);
        let version = version.parse().ok().filter(|version| i64::try_from(*version).is_ok())?;
        Some(Behind { at: at.parse().ok()?, version, stream: stream.to_owned() })
    }
}

/// At most `limit` entries, the newest first.
///
/// # Errors
/// When the store fails.
pub fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    behind: Option<&Behind>,
    limit: usize,
) -> Result<Vec<Entry>, DbError> {
    let mut rule = Rule::default();
    let texts = [("stream", &filter.stream), ("event", &filter.event), ("actor", &filter.actor)];
    for (column, value) in texts {
        if let Some(value) = value {
            let place = rule.bind(Value::Text(value.clone().into()));
            rule.parts.push(format!("{column} = {place}"));
        }
    }
    if let Some(kind) = &filter.kind {
        // Everything from `KIND/` up to the sign after the slash.
        let (first, last) = (format!("{kind}/"), format!("{kind}0"));
        let (first, last) = (rule.bind(Value::Text(first.into())), rule.bind(Value::Text(last.into())));
        rule.parts.push(format!("stream > {first} AND stream < {last}"));
    }
    for (comparison, at) in [(">=", filter.from), ("<", filter.until)] {
        if let Some(at) = at {
            let place = rule.bind(Value::Int(at.0));
            rule.parts.push(format!("at {comparison} {place}"));
        }
    }
    if let Some(behind) = behind {
        let at = rule.bind(Value::Int(behind.at));
        let stream = rule.bind(Value::Text(behind.stream.clone().into()));
        let version = rule.bind(Value::Int(i64::try_from(behind.version).unwrap_or(i64::MAX)));
        rule.parts.push(format!("(at, stream, version) < ({at}, {stream}, {version})"));
    }
    let narrowed =
        if rule.parts.is_empty() { String::new() } else { format!(" WHERE {}", rule.parts.join(" AND ")) };
    let rows = tx.rows(
        &format!(
            "SELECT stream, version, event, at, actor, payload, prev, hash, leaf FROM entries{narrowed}
             ORDER BY at DESC, stream DESC, version DESC LIMIT {limit}"
        ),
        &rule.values,
    )?;
    rows.iter().map(to_entry).collect()
}

/// Conditions and their values side by side.
#[derive(Default)]
struct Rule {
    parts: Vec<String>,
    values: Vec<Value<'static>>,
}

impl Rule {
    fn bind(&mut self, value: Value<'static>) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }
}
