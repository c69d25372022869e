//! The rows of a matter and of its assignments. A change writes only the columns that it moved: an index whose
//! columns stay as they were isn't touched.

use super::{NEVER, lights};
use crate::{
    db::{DbError, Param, Tx, Value, placeholders},
    params,
};
use bangdu_core::matters::{Assignment, Light, Matter, Number, Receipt};

/// `matters`, without `doc`.
const MATTER: [&str; 26] = [
    "id",
    "number",
    "kind",
    "title",
    "state",
    "source",
    "urgency",
    "office",
    "lead",
    "campaign",
    "parent",
    "agreed",
    "drafted",
    "due_at",
    "yellow_at",
    "red_at",
    "phase",
    "resume_at",
    "look_back_at",
    "rate",
    "helped",
    "import_key",
    "import_batch",
    "import_name",
    "changed_at",
    "turns",
];

const ASSIGNMENT: [&str; 14] = [
    "id",
    "matter",
    "unit",
    "part",
    "state",
    "due_at",
    "signed_at",
    "sign_for_by",
    "report_due_at",
    "rate",
    "changed_at",
    "yellow_at",
    "red_at",
    "phase",
];

pub(super) fn save_matter(tx: &mut Tx<'_>, before: Option<&Matter>, m: &Matter) -> Result<(), DbError> {
    let doc = serde_json::to_string(m).map_err(|e| DbError::Shape(e.to_string()))?;
    let now = matter(m);
    match before.map(matter) {
        None => insert(tx, "matters", MATTER.iter().chain(&["doc"]), now.into_iter().chain([doc.value()])),
        Some(was) => {
            let moved = moved(&MATTER, &was, now).into_iter().chain([("doc", doc.value())]);
            update(tx, "matters", &m.id.to_string(), moved.collect())
        }
    }
}

/// `before` and `now`: the matter, for what an assignment's row repeats of it, and the assignment.
pub(super) fn save_assignment(
    tx: &mut Tx<'_>,
    before: Option<(&Matter, &Assignment)>,
    now: (&Matter, &Assignment),
) -> Result<(), DbError> {
    let is = assignment(now.0, now.1);
    match before {
        None => insert(tx, "assignments", ASSIGNMENT.iter(), is.into_iter()),
        Some((m, a)) => {
            let was = assignment(m, a);
            update(tx, "assignments", &now.1.id.to_string(), moved(&ASSIGNMENT, &was, is))
        }
    }
}

fn matter(m: &Matter) -> Vec<Value<'static>> {
    let turns = serde_json::to_string(&m.moments.turns).unwrap_or_else(|_| "[]".to_owned());
    params![
        m.id,
        m.number.as_ref().map(Number::to_string),
        m.kind.code(),
        m.title,
        m.state.code(),
        m.origin.source.code(),
        m.urgency.code(),
        m.office,
        m.lead().map(|a| a.unit),
        m.campaign,
        m.layer.as_ref().map(|l| l.parent),
        m.layer.as_ref().is_some_and(|l| l.agreed),
        m.is_draft(),
        due_at(m),
        m.moments.first(Light::Yellow),
        m.moments.first(Light::Red),
        lights::phase(m),
        m.moments.resume_at,
        m.moments.look_back_at,
        m.lead().and_then(|a| a.rate).map(|r| i64::from(r.0)),
        m.is_helped(),
        m.taken_over.as_ref().map(|t| t.key.clone()),
        m.taken_over.as_ref().map(|t| t.batch),
        m.taken_over.as_ref().map(|t| t.name()),
        m.changed_at,
        turns,
    ]
    .iter()
    .map(|value| value.clone().into_owned())
    .collect()
}

fn assignment(m: &Matter, a: &Assignment) -> Vec<Value<'static>> {
    let (signed_at, sign_for_by) = match &a.receipt {
        Receipt::Informed => (None, None),
        Receipt::Awaiting { by } => (None, Some(*by)),
        Receipt::Signed { at, .. } => (Some(*at), None),
    };
    params![
        a.id,
        m.id,
        a.unit,
        a.part.code(),
        m.state.code(),
        due_at(m),
        signed_at,
        sign_for_by,
        m.moments.share(a.id).and_then(|s| s.report_due_at),
        a.rate.map(|r| i64::from(r.0)),
        m.changed_at,
        m.moments.first(Light::Yellow),
        m.moments.first(Light::Red),
        lights::phase(m),
    ]
    .iter()
    .map(|value| value.clone().into_owned())
    .collect()
}

pub(super) fn due_at(m: &Matter) -> i64 {
    m.moments.due.as_ref().map_or(NEVER, |due| due.at.0)
}

/// The columns whose values differ, with the new ones.
fn moved(
    columns: &'static [&'static str],
    was: &[Value<'static>],
    is: Vec<Value<'static>>,
) -> Vec<(&'static str, Value<'static>)> {
    let differs = |((_, is), was): &((&str, Value<'_>), &Value<'_>)| is != *was;
    columns.iter().copied().zip(is).zip(was).filter(differs).map(|(pair, _)| pair).collect()
}

fn insert<'v>(
    tx: &mut Tx<'_>,
    table: &str,
    columns: impl Iterator<Item = &'static &'static str>,
    values: impl Iterator<Item = Value<'v>>,
) -> Result<(), DbError> {
    let (columns, values): (Vec<_>, Vec<_>) = (columns.copied().collect(), values.collect());
    let sql =
        format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), placeholders(1, values.len()));
    tx.later(&sql, &values)
}

fn update(tx: &mut Tx<'_>, table: &str, id: &str, moved: Vec<(&str, Value<'_>)>) -> Result<(), DbError> {
    if moved.is_empty() {
        return Ok(());
    }
    let set = moved.iter().zip(2..).map(|((column, _), place)| format!("{column} = ${place}"));
    let sql = format!("UPDATE {table} SET {} WHERE id = $1", set.collect::<Vec<_>>().join(", "));
    let values: Vec<Value<'_>> = [id.value()].into_iter().chain(moved.into_iter().map(|(_, v)| v)).collect();
    tx.later(&sql, &values)
}
