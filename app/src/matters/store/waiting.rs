//! What waits for somebody: open steps that they may take, the nearest limit first, each with its matter.

use super::{NEVER, parse};
use crate::{
    db::{DbError, Row, Tx, Value},
    journal::Stream,
};
use bangdu_core::{
    ids::{MatterId, PersonId, UnitId},
    instant::Instant,
    matters::{Matter, MayTake, TodoKind, may_take},
    people::{Actor, UnitTree},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// An open step of a matter.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The matter.
    pub matter: Matter,
    /// Its version, for acts that build on it.
    pub version: u64,
    /// The step.
    pub kind: TodoKind,
    /// Whose turn it is.
    pub unit: UnitId,
    /// By when, where there is a limit.
    pub by: Option<Instant>,
}

/// A step's place in the order: a page begins behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    by: i64,
    matter: MatterId,
    kind: TodoKind,
    unit: UnitId,
}

impl Behind {
    /// The place of `waiting`.
    pub fn of(waiting: &Waiting) -> Behind {
        let by = waiting.by.map_or(NEVER, |at| at.0);
        Behind { by, matter: waiting.matter.id, kind: waiting.kind, unit: waiting.unit }
    }

    /// As it stands in a URL.
    pub fn to_text(&self) -> String {
        format!("{}.{}.{}.{}", self.by, self.matter, self.kind.code(), self.unit)
    }

    /// From a URL; `None` when it isn't one of ours.
    pub fn from_text(text: &str) -> Option<Behind> {
        let mut parts = text.split('.');
        Some(Behind {
            by: parts.next()?.parse().ok()?,
            matter: parts.next()?.parse().ok()?,
            kind: TodoKind::from_code(parts.next()?)?,
            unit: parts.next()?.parse().ok()?,
        })
    }
}

/// Whose steps are asked for: what this person's rights reach, and who they are.
#[derive(Clone, Debug)]
pub struct Whose {
    person: PersonId,
    /// Their own unit and those above: they verify for none of them.
    line: Vec<UnitId>,
    may: Vec<MayTake>,
    /// Only matters in which one of these has a part; all where it is empty.
    area: Vec<UnitId>,
}

impl Whose {
    /// The steps that `actor` may take.
    pub fn of(actor: &Actor, tree: &UnitTree, today: Date) -> Whose {
        Whose {
            person: actor.person,
            line: tree.line(actor.unit).map(|unit| unit.id).chain([actor.unit]).collect(),
            may: may_take(actor, tree, today),
            area: Vec::new(),
        }
    }

    /// Those of one kind.
    pub fn only(&self, kind: TodoKind) -> Whose {
        let may = self.may.iter().filter(|may| may.kind == kind).cloned().collect();
        Whose { may, ..self.clone() }
    }

    /// Those of matters in which one of these units has a part; empty narrows nothing.
    pub fn within(self, area: &[UnitId]) -> Whose {
        Whose { area: area.to_vec(), ..self }
    }

    /// The condition of the statement; `values` are its places.
    fn condition(&self, values: &mut Vec<Value<'static>>) -> String {
        // Kinds that somebody may take at the same units share the list of these.
        let mut alike: BTreeMap<&[UnitId], Vec<&MayTake>> = BTreeMap::new();
        for may in &self.may {
            alike.entry(&may.units).or_default().push(may);
        }
        let mut ways = Vec::new();
        for (units, kinds) in alike {
            let of_kind = |may: &&MayTake| {
                format!("(t.kind = '{}' AND t.takes = '{}')", may.kind.code(), may.takes.code())
            };
            let kinds: Vec<String> = kinds.iter().map(of_kind).collect();
            ways.push(format!("(t.unit IN ({}) AND ({}))", places(units, values), kinds.join(" OR ")));
        }
        values.push(Value::Text(format!("%{}%", self.person).into()));
        let person = values.len();
        let within = match self.area.as_slice() {
            [] => String::new(),
            area => format!(
                " AND EXISTS (SELECT 1 FROM assignments w WHERE w.matter = t.matter AND w.unit IN ({}))",
                places(area, values)
            ),
        };
        format!(
            "({}) AND t.barred NOT LIKE ${person}{within} AND (t.kind <> '{}' OR NOT EXISTS (
                 SELECT 1 FROM assignments a WHERE a.matter = t.matter AND a.unit IN ({})))",
            ways.join(" OR "),
            TodoKind::Verify.code(),
            places(&self.line, values)
        )
    }
}

/// Adds the units to the values, and gives their places.
fn places(units: &[UnitId], values: &mut Vec<Value<'static>>) -> String {
    let from = values.len() + 1;
    values.extend(units.iter().map(|unit| Value::Text(unit.to_string().into())));
    (from..=values.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// At most `limit` steps that the person may take now. Nothing else is read, so pages are full and say nothing
/// about others' steps.
///
/// # Errors
/// When the store fails.
pub fn waiting(
    tx: &mut Tx<'_>,
    whose: &Whose,
    behind: Option<&Behind>,
    limit: usize,
) -> Result<Vec<Waiting>, DbError> {
    if whose.may.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::new();
    let mut narrowed = whose.condition(&mut values);
    if let Some(behind) = behind {
        let n = values.len();
        narrowed.push_str(&format!(
            " AND (t.by_at, t.matter, t.kind, t.unit) > (${}, ${}, ${}, ${})",
            n + 1,
            n + 2,
            n + 3,
            n + 4
        ));
        values.push(Value::Int(behind.by));
        for text in [behind.matter.to_string(), behind.kind.code().to_owned(), behind.unit.to_string()] {
            values.push(Value::Text(text.into()));
        }
    }
    let rows = tx.rows(
        &format!(
            "SELECT m.doc, t.kind, t.unit, t.by_at, s.version FROM todos t JOIN matters m ON m.id = t.matter
                 JOIN streams s ON s.id = '{}/' || t.matter
             WHERE {narrowed} ORDER BY t.by_at, t.matter, t.kind, t.unit LIMIT {limit}",
            Matter::KIND
        ),
        &values,
    )?;
    rows.iter().map(read).collect()
}

/// How many matters have such a step, up to `most`.
///
/// # Errors
/// When the store fails.
pub fn count(tx: &mut Tx<'_>, whose: &Whose, most: usize) -> Result<usize, DbError> {
    if whose.may.is_empty() {
        return Ok(0);
    }
    let mut values = Vec::new();
    let narrowed = whose.condition(&mut values);
    let text = format!(
        "SELECT COUNT(*) FROM (SELECT DISTINCT t.matter FROM todos t WHERE {narrowed} LIMIT {most}) AS found"
    );
    let counted: i64 = tx.row(&text, &values)?.map_or(Ok(0), |row| row.get(0))?;
    Ok(usize::try_from(counted).unwrap_or(0))
}

fn read(row: &Row) -> Result<Waiting, DbError> {
    let (code, by): (String, i64) = (row.get(1)?, row.get(3)?);
    Ok(Waiting {
        matter: parse(&row.get::<String>(0)?)?,
        kind: TodoKind::from_code(&code).ok_or_else(|| DbError::Shape(format!("todos.kind: {code}")))?,
        unit: row.get(2)?,
        by: (by < NEVER).then_some(Instant(by)),
        version: row.get::<i64>(4)?.try_into().unwrap_or(0),
    })
}
