//! The counts of lights by unit: kept at every change and moved by the sweep when an instant comes,
//! so that a summary is read, not counted. They are as of the last sweep; lists compare instants themselves.

use super::NEVER;
use crate::{
    db::{DbError, Tx},
    params,
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{Light, Matter, Turn, light},
    people::Sight,
};

/// What stands before yellow and red in the order of precedence: `none`, `running`, `grey`, `done`.
pub fn phase(m: &Matter) -> &'static str {
    match light(m, Instant(i64::MIN)).map(|shown| shown.light) {
        None => "none",
        Some(Light::Done) => "done",
        Some(Light::Grey) => "grey",
        Some(_) => "running",
    }
}

/// Where a matter counts, under which light, and until when.
type Counted = (UnitId, UnitId, String, i64);

/// Moves the counts to the matter's light at its last change. What only time moves is left to the sweep.
pub(super) fn follow(tx: &mut Tx<'_>, before: Option<&Matter>, after: &Matter) -> Result<(), DbError> {
    let was = match before {
        Some(before) if ground(before) == ground(after) => return Ok(()),
        Some(before) if phase(before) != "none" => counted(tx, before.id)?,
        _ => None,
    };
    count(tx, was, after, after.changed_at)
}

/// All that the light depends on beside the time, and the units that it counts for.
fn ground(m: &Matter) -> (UnitId, UnitId, &'static str, &[Turn]) {
    (m.office, lead(m), phase(m), &m.moments.turns)
}

fn lead(m: &Matter) -> UnitId {
    m.lead().map_or(m.office, |a| a.unit)
}

fn counted(tx: &mut Tx<'_>, id: MatterId) -> Result<Option<Counted>, DbError> {
    let sql = "SELECT office, lead, light, turns_at FROM matter_lights WHERE matter = $1";
    let row = tx.row(sql, params![id])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).transpose()
}

fn count(tx: &mut Tx<'_>, was: Option<Counted>, m: &Matter, now: Instant) -> Result<(), DbError> {
    let shown = light(m, now).map(|shown| shown.light);
    let is = shown.map(|light| (m.office, lead(m), light.code().to_owned(), next_turn(m, now)));
    if was == is {
        return Ok(());
    }
    if let Some((office, lead, light, _)) = &was {
        add(tx, *office, *lead, light, -1)?;
    }
    match &is {
        Some((office, lead, light, turns_at)) => {
            add(tx, *office, *lead, light, 1)?;
            tx.later(
                "INSERT INTO matter_lights (matter, office, lead, light, turns_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (matter) DO UPDATE SET office = excluded.office, lead = excluded.lead,
                     light = excluded.light, turns_at = excluded.turns_at",
                params![m.id, office, lead, light, turns_at],
            )?;
        }
        None => {
            tx.later("DELETE FROM matter_lights WHERE matter = $1", params![m.id])?;
        }
    }
    Ok(())
}

fn next_turn(m: &Matter, now: Instant) -> i64 {
    if phase(m) != "running" {
        return NEVER;
    }
    m.moments.turns.iter().map(|t| t.at.0).filter(|at| *at > now.0).min().unwrap_or(NEVER)
}

fn add(tx: &mut Tx<'_>, office: UnitId, lead: UnitId, light: &str, n: i64) -> Result<(), DbError> {
    tx.later(
        "INSERT INTO light_counts (office, lead, light, matters) VALUES ($1, $2, $3, $4)
         ON CONFLICT (office, lead, light) DO UPDATE SET matters = light_counts.matters + excluded.matters",
        params![office, lead, light, n],
    )?;
    Ok(())
}

/// Matters whose light turned by `now` and is not counted yet.
pub fn turned(tx: &mut Tx<'_>, now: Instant, limit: i64) -> Result<Vec<MatterId>, DbError> {
    let rows = tx.rows(
        "SELECT matter FROM matter_lights WHERE turns_at <= $1 ORDER BY turns_at, matter LIMIT $2",
        params![now, limit],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Counts one matter anew under its light at `now`.
pub fn recount(tx: &mut Tx<'_>, m: &Matter, now: Instant) -> Result<(), DbError> {
    let was = counted(tx, m.id)?;
    count(tx, was, m, now)
}

/// One line of the summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The office whose matters these are.
    pub office: UnitId,
    /// The lead unit.
    pub lead: UnitId,
    /// The light.
    pub light: Light,
    /// How many.
    pub matters: i64,
}

/// Where the counts that are kept, or the light under which a matter was counted, differ from what the matters
/// say. Empty when all is well.
///
/// # Errors
/// When the store fails.
pub fn miscounted(tx: &mut Tx<'_>) -> Result<Vec<String>, DbError> {
    let mut wrong = wrong_sums(tx)?;
    wrong.extend(wrong_lights(tx)?);
    Ok(wrong)
}

/// A matter is counted under the light that it has until it turns next: that holds whenever it was counted.
fn wrong_lights(tx: &mut Tx<'_>) -> Result<Vec<String>, DbError> {
    let mut wrong = Vec::new();
    let sql = "SELECT m.doc, l.office, l.lead, l.light, l.turns_at FROM matters m
               LEFT JOIN matter_lights l ON l.matter = m.id";
    tx.each(sql, &[], |row| {
        let m = super::parse(&row.get::<String>(0)?)?;
        let turns_at: i64 = row.get::<Option<i64>>(4)?.unwrap_or(NEVER);
        let is =
            light(&m, Instant(turns_at - 1)).map(|shown| (m.office, lead(&m), shown.light.code().to_owned()));
        let was = match row.get::<Option<String>>(3)? {
            Some(light) => Some((row.get::<UnitId>(1)?, row.get::<UnitId>(2)?, light)),
            None => None,
        };
        let turns = turns_at == NEVER || m.moments.turns.iter().any(|turn| turn.at.0 == turns_at);
        if was != is || !turns {
            wrong.push(format!("matter_lights: matter {} is counted under another light than it has", m.id));
        }
        Ok::<_, DbError>(())
    })?;
    let stray = tx.row(
        "SELECT COUNT(*) FROM matter_lights l WHERE NOT EXISTS (SELECT 1 FROM matters m WHERE m.id = l.matter)",
        &[],
    )?;
    match stray.map_or(Ok(0), |row| row.get::<i64>(0))? {
        0 => {}
        n => wrong.push(format!("matter_lights: {n} matters are counted that don't exist")),
    }
    Ok(wrong)
}

fn wrong_sums(tx: &mut Tx<'_>) -> Result<Vec<String>, DbError> {
    let rows = tx.rows(
        "SELECT lead, light, SUM(kept), SUM(counted) FROM (
             SELECT office, lead, light, matters AS kept, 0 AS counted FROM light_counts
             UNION ALL
             SELECT office, lead, light, 0 AS kept, 1 AS counted FROM matter_lights) AS both_ways
         GROUP BY office, lead, light HAVING SUM(kept) <> SUM(counted)",
        &[],
    )?;
    rows.iter()
        .map(|row| {
            let (unit, light): (UnitId, String) = (row.get(0)?, row.get(1)?);
            let (kept, counted): (i64, i64) = (row.get(2)?, row.get(3)?);
            Ok(format!("light_counts: unit {unit}, {light}: kept {kept}, counted {counted}"))
        })
        .collect()
}

/// The counts that a reader may see: of matters whose office or lead unit is in their sight. A unit that is
/// only responsible or assisting finds those matters in its lists, not in the counts by lead.
///
/// # Errors
/// When the store fails.
pub fn counts_seen(tx: &mut Tx<'_>, sight: &Sight) -> Result<Vec<Count>, DbError> {
    let rows = tx.rows(
        "SELECT office, lead, light, matters FROM light_counts WHERE matters > 0 ORDER BY lead, light, office",
        &[],
    )?;
    let counts = rows.iter().map(count_of).collect::<Result<Vec<_>, _>>()?;
    Ok(match sight {
        Sight::Nothing => Vec::new(),
        Sight::Everything => counts,
        Sight::Units { offices, units, .. } => {
            counts.into_iter().filter(|c| offices.contains(&c.office) || units.contains(&c.lead)).collect()
        }
    })
}

fn count_of(row: &crate::db::Row) -> Result<Count, DbError> {
    let light: String = row.get(2)?;
    let light = Light::from_code(&light).ok_or_else(|| DbError::Shape(format!("light {light}")))?;
    Ok(Count { office: row.get(0)?, lead: row.get(1)?, light, matters: row.get(3)? })
}

/// The instant up to which the counts are right: now, or when the first light turned that the sweep
/// hasn't counted yet.
pub fn as_of(tx: &mut Tx<'_>, now: Instant) -> Result<Instant, DbError> {
    let row = tx.row("SELECT MIN(turns_at) FROM matter_lights WHERE turns_at <= $1", params![now])?;
    Ok(row.map_or(Ok(None), |row| row.get::<Option<Instant>>(0))?.unwrap_or(now))
}
