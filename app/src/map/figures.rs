//! The figures of map, ranking and screen: from the counts that are kept, as one sight covers them.

use super::draw::Drawing;
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        act::Around,
        lights::{self, Count},
    },
    people::scope::scope_of,
};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    map::{Tally, counties, unit_of},
    people::{Sight, UnitTree, sight},
};
use std::collections::BTreeMap;

/// Everything that is counted for somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// All matters in sight.
    pub total: Tally,
    /// Counties and zones in sight, the most behind first; those with nothing to rank last.
    pub areas: Vec<Line>,
    /// Lead units with something running: those that are ranked, the most behind first, then the others.
    pub units: Vec<Line>,
    /// Units in sight that stand in no county or zone, together.
    pub own: Option<Own>,
    /// What nobody leads yet.
    pub unassigned: Tally,
    /// The instant up to which the counts are right.
    pub as_of: Instant,
    /// What is in sight: the names of governments or units.
    pub scope: Vec<String>,
}

/// What is led by units above the counties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Own {
    /// The government whose units they are, where they have one in common.
    pub top: Option<UnitId>,
    /// Their lights.
    pub tally: Tally,
}

/// A county or unit with its lights.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which.
    pub unit: UnitId,
    /// Its short name.
    pub name: String,
    /// Its lights.
    pub tally: Tally,
    /// The offices to which the counts are narrowed, where not every matter of the unit is in sight.
    pub office: Option<UnitId>,
}

/// What the asker sees, with the names of it.
///
/// # Errors
/// [`ActError::NotFound`] for those who see no matters: they don't even learn that there are figures.
pub fn sight_of(around: &Around<'_>) -> Result<(Sight, Vec<String>), ActError> {
    let actor = around.asker.actor.ok_or(ActError::NotFound)?;
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    match sight(actor, tree, today) {
        Sight::Nothing => Err(ActError::NotFound),
        sight => Ok((sight, scope_of(actor, tree, today))),
    }
}

impl Figures {
    /// Nothing is counted.
    pub fn none(as_of: Instant) -> Figures {
        Figures {
            total: Tally::default(),
            areas: vec![],
            units: vec![],
            own: None,
            unassigned: Tally::default(),
            as_of,
            scope: vec![],
        }
    }

    /// Reads them.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        sight: &Sight,
        scope: Vec<String>,
    ) -> Result<Figures, ActError> {
        let tree = &around.directory.tree;
        let mut figures = Figures { scope, ..Figures::none(lights::as_of(tx, around.asker.now)?) };
        let mut areas: BTreeMap<UnitId, Tally> = counties(tree)
            .into_iter()
            .filter(|unit| in_sight(sight, unit.id))
            .map(|unit| (unit.id, Tally::default()))
            .collect();
        let mut units: BTreeMap<(UnitId, Option<UnitId>), Tally> = BTreeMap::new();
        for count in lights::counts_seen(tx, sight)? {
            figures.total.add(count.light, count.matters);
            // What nobody leads yet is counted under its office, which is no unit at work.
            if count.lead == count.office {
                figures.unassigned.add(count.light, count.matters);
                continue;
            }
            units.entry(key(sight, &count)).or_default().add(count.light, count.matters);
            let county = tree.county_of(count.lead).map(|county| county.id);
            match county.and_then(|county| areas.get_mut(&county)) {
                Some(area) => area.add(count.light, count.matters),
                None => {
                    let roots = || tree.roots().into_iter().map(|root| root.id);
                    let top = roots().find(|root| county.is_none() && tree.within(count.lead, *root));
                    let own = figures.own.get_or_insert(Own { top, tally: Tally::default() });
                    own.top = own.top.filter(|known| Some(*known) == top);
                    own.tally.add(count.light, count.matters);
                }
            }
        }
        let line = |(unit, office): (UnitId, Option<UnitId>), tally| Line {
            unit,
            name: tree.short_name(unit).to_owned(),
            tally,
            office,
        };
        figures.areas = areas.into_iter().map(|(unit, tally)| line((unit, None), tally)).collect();
        figures.units = units.into_iter().map(|(key, tally)| line(key, tally)).collect();
        figures.units.retain(|line| line.tally.running() > 0);
        for lines in [&mut figures.areas, &mut figures.units] {
            lines.sort_by_key(|line| {
                let tally = &line.tally;
                // Who isn't ranked stands below, with what is red first all the same.
                let lights = (-tally.red, -tally.yellow, tally.done == 0);
                (tally.rank().is_none(), tally.rank(), lights, line.unit)
            });
        }
        Ok(figures)
    }

    /// The county that each outline of the drawing stands for, where it is in sight.
    pub fn on_map<'f>(&'f self, drawing: &Drawing, tree: &UnitTree) -> Vec<Option<&'f Line>> {
        let line = |unit: UnitId| self.areas.iter().find(|line| line.unit == unit);
        drawing.outlines.iter().map(|outline| line(unit_of(&outline.shape, tree)?.id)).collect()
    }
}

fn in_sight(sight: &Sight, unit: UnitId) -> bool {
    match sight {
        Sight::Nothing => false,
        Sight::Everything => true,
        Sight::Units { units, .. } => units.contains(&unit),
    }
}

/// A unit whose every matter is in sight has one line; of another one each office's matters have their own.
fn key(sight: &Sight, count: &Count) -> (UnitId, Option<UnitId>) {
    (count.lead, (!in_sight(sight, count.lead)).then_some(count.office))
}

impl Line {
    /// The list behind the line.
    pub fn href(&self, is_area: bool) -> String {
        let what = if is_area { "area" } else { "unit" };
        let office = self.office.map(|office| format!("&office={office}")).unwrap_or_default();
        format!("/matters?{what}={}&part=lead{office}", self.unit)
    }
}
