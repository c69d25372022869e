//! What is stuck in the offices that somebody answers for: shares that were reported on in neither of the last two
//! rounds, and what is overdue by unit and kind. Instants that core reckoned are compared; nothing is reckoned here.

use super::parse;
use crate::db::{DbError, Row, Tx, Value};
use bangdu_core::{
    ids::{CampaignId, MatterId, UnitId},
    instant::Instant,
    matters::{Matter, State, TodoKind},
    people::Action,
};

/// More overdue matters than this are not counted.
pub const COUNTED: usize = 2_000;
/// More silent shares than this are not read.
pub const SHARES: usize = 200;

/// Of whose matters.
#[derive(Clone, Copy, Debug)]
pub struct Ours<'a> {
    /// These offices'.
    pub offices: &'a [UnitId],
    /// Only where one of these units has the work; everywhere where it is empty.
    pub area: &'a [UnitId],
}

/// The instants at or before which an owed report has been missed twice, by campaign.
#[derive(Clone, Debug, Default)]
pub struct Cuts {
    /// For matters without a campaign.
    pub plain: Option<Instant>,
    /// For those of each campaign; a campaign without rounds isn't among them.
    pub campaigns: Vec<(CampaignId, Instant)>,
}

/// A share without progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// Whose.
    pub unit: UnitId,
    /// Of which matter.
    pub matter: MatterId,
    /// Its title.
    pub title: String,
    /// Its number.
    pub number: Option<String>,
    /// Since when the report is owed.
    pub since: Instant,
}

/// The shares without progress two rounds running, the longest silent first, at most [`SHARES`].
///
/// # Errors
/// When the store fails.
pub fn silent(tx: &mut Tx<'_>, ours: &Ours<'_>, cuts: &Cuts) -> Result<Vec<Silent>, DbError> {
    let Some((rule, bound)) = silent_rule(ours, cuts) else { return Ok(Vec::new()) };
    let rows = tx.rows(
        &format!(
            "SELECT t.unit, t.matter, m.title, m.number, t.by_at FROM todos t JOIN matters m ON m.id = t.matter
             WHERE {rule} ORDER BY t.by_at, t.matter, t.unit LIMIT {SHARES}"
        ),
        &bound.0,
    )?;
    rows.iter()
        .map(|row| {
            Ok(Silent {
                unit: row.get(0)?,
                matter: row.get(1)?,
                title: row.get(2)?,
                number: row.get(3)?,
                since: row.get(4)?,
            })
        })
        .collect()
}

/// In how many matters a share is without progress two rounds running.
///
/// # Errors
/// When the store fails.
pub fn silent_count(tx: &mut Tx<'_>, ours: &Ours<'_>, cuts: &Cuts) -> Result<i64, DbError> {
    let Some((rule, bound)) = silent_rule(ours, cuts) else { return Ok(0) };
    let sql = format!(
        "SELECT COUNT(DISTINCT t.matter) FROM todos t JOIN matters m ON m.id = t.matter WHERE {rule}"
    );
    tx.row(&sql, &bound.0)?.map_or(Ok(0), |row| row.get(0))
}

fn silent_rule(ours: &Ours<'_>, cuts: &Cuts) -> Option<(String, Bound)> {
    let every = cuts.plain.iter().chain(cuts.campaigns.iter().map(|(_, at)| at));
    let latest = every.max().filter(|_| !ours.offices.is_empty())?;
    let mut bound = Bound(vec![Value::Text(TodoKind::Report.code().into()), Value::Int(latest.0)]);
    let offices = bound.units(ours.offices);
    let mut rule = format!("t.kind = $1 AND t.by_at <= $2 AND t.office IN ({offices})");
    let mut ways = Vec::new();
    if let Some(at) = cuts.plain {
        ways.push(format!("(m.campaign IS NULL AND t.by_at <= {})", bound.at(at)));
    }
    for (campaign, at) in &cuts.campaigns {
        let campaign = bound.text(campaign);
        ways.push(format!("(m.campaign = {campaign} AND t.by_at <= {})", bound.at(*at)));
    }
    rule.push_str(&format!(" AND ({})", ways.join(" OR ")));
    if !ours.area.is_empty() {
        rule.push_str(&format!(" AND t.unit IN ({})", bound.units(ours.area)));
    }
    Some((rule, bound))
}

/// How many matters of an office are overdue with a lead unit, of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The office.
    pub office: UnitId,
    /// The lead unit.
    pub lead: UnitId,
    /// Code of the kind.
    pub kind: String,
    /// How many.
    pub count: i64,
}

/// What is overdue at `now` in its units' hands (core's `late`); at most [`COUNTED`] matters are counted, those overdue longest.
///
/// # Errors
/// When the store fails.
pub fn overdue(tx: &mut Tx<'_>, ours: &Ours<'_>, now: Instant) -> Result<Vec<Overdue>, DbError> {
    if ours.offices.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, values) = overdue_statement(ours, now);
    let rows = tx.rows(&sql, &values)?;
    rows.iter()
        .map(|row| {
            Ok(Overdue { office: row.get(0)?, lead: row.get(1)?, kind: row.get(2)?, count: row.get(3)? })
        })
        .collect()
}

fn overdue_statement(ours: &Ours<'_>, now: Instant) -> (String, Vec<Value<'static>>) {
    let mut bound = Bound(vec![Value::Int(now.0)]);
    // State and office are put together, so that no planner takes an index over those for one over what is due.
    let mut rule = format!(
        "m.phase = 'running' AND m.due_at <= $1 AND m.state || '' IN ('{}') AND m.lead IS NOT NULL \
         AND m.office || '' IN ({})",
        State::IN_HAND.join("', '"),
        bound.units(ours.offices)
    );
    if !ours.area.is_empty() {
        rule.push_str(&format!(" AND m.lead || '' IN ({})", bound.units(ours.area)));
    }
    let sql = format!(
        "SELECT office, lead, kind, COUNT(*) FROM (
             SELECT m.office, m.lead, m.kind FROM matters m WHERE {rule} ORDER BY m.due_at LIMIT {COUNTED}
         ) AS found GROUP BY office, lead, kind ORDER BY office, lead, kind"
    );
    (sql, bound.0)
}

/// Matters in the hands of units on which help is asked for or under way, the nearest deadline first, at most `limit`.
///
/// # Errors
/// When the store fails.
pub fn helped(tx: &mut Tx<'_>, ours: &Ours<'_>, limit: usize) -> Result<Vec<Matter>, DbError> {
    if ours.offices.is_empty() {
        return Ok(Vec::new());
    }
    let mut bound = Bound(vec![Value::Text(TodoKind::CoordinateHelp.code().into())]);
    let offices = bound.units(ours.offices);
    let area = match ours.area {
        [] => String::new(),
        area => format!(" AND m.lead IN ({})", bound.units(area)),
    };
    let sql = format!(
        "SELECT m.doc FROM matters m WHERE m.office IN ({offices}) AND m.state IN ('{}')
             AND (m.helped OR EXISTS (SELECT 1 FROM todos t WHERE t.matter = m.id AND t.kind = $1)){area}
         ORDER BY m.due_at, m.id LIMIT {limit}",
        State::IN_HAND.join("', '")
    );
    tx.rows(&sql, &bound.0)?.iter().map(|row| parse(&row.get::<String>(0)?)).collect()
}

/// The steps in these offices' matters that take a right which their own heads don't have (`takes`), the longest waiting
/// first, each with its matter.
///
/// # Errors
/// When the store fails.
pub fn taking(
    tx: &mut Tx<'_>,
    ours: &Ours<'_>,
    takes: Action,
    limit: usize,
) -> Result<Vec<(TodoKind, Matter)>, DbError> {
    if ours.offices.is_empty() {
        return Ok(Vec::new());
    }
    let mut bound = Bound(vec![Value::Text(takes.code().into())]);
    let offices = bound.units(ours.offices);
    let area = match ours.area {
        [] => String::new(),
        area => format!(" AND m.lead IN ({})", bound.units(area)),
    };
    let sql = format!(
        "SELECT t.kind, m.doc FROM todos t JOIN matters m ON m.id = t.matter
         WHERE t.takes = $1 AND t.office IN ({offices}){area} ORDER BY t.by_at, t.matter, t.kind LIMIT {limit}"
    );
    let row = |row: &Row| {
        let code: String = row.get(0)?;
        let kind = TodoKind::from_code(&code).ok_or_else(|| DbError::Shape(format!("todos.kind: {code}")))?;
        Ok((kind, parse(&row.get::<String>(1)?)?))
    };
    tx.rows(&sql, &bound.0)?.iter().map(row).collect()
}

/// Values and their places.
struct Bound(Vec<Value<'static>>);

impl Bound {
    fn at(&mut self, at: Instant) -> String {
        self.0.push(Value::Int(at.0));
        format!("${}", self.0.len())
    }

    fn text(&mut self, text: impl ToString) -> String {
        self.0.push(Value::Text(text.to_string().into()));
        format!("${}", self.0.len())
    }

    fn units(&mut self, units: &[UnitId]) -> String {
        units.iter().map(|unit| self.text(unit)).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Scratch;

    #[test]
    fn what_is_overdue_is_counted_in_its_own_index_without_the_matters() {
        let unit = UnitId(uuid::Uuid::nil());
        for area in [&[][..], &[unit]] {
            let (sql, values) = overdue_statement(&Ours { offices: &[unit], area }, Instant(0));
            let plan = format!("EXPLAIN QUERY PLAN {sql}");
            let rows = Scratch::new().unwrap().write(|tx| tx.rows(&plan, &values)).unwrap();
            let steps: Vec<String> = rows.iter().map(|row| row.get(3).unwrap()).collect();
            let found = steps.iter().any(|step| step.contains("COVERING INDEX matters_overdue (due_at<?)"));
            assert!(found, "{steps:?}");
        }
    }
}
