//! Who has not reported yet (谁还没有反馈): by unit, with whom to call and what to say.

use crate::{
    act::ActError,
    db::Tx,
    matters::{
        act::Around,
        store::owed::{self, Owed},
    },
    people::{act::persons::phones_of, store},
};
use bangdu_core::{
    calendar::Calendar,
    ids::UnitId,
    instant::Instant,
    people::{Action, Actor, Ground, UnitTree, allows},
};
use jiff::{Span, civil::Date};
use std::collections::BTreeSet;

/// So many reports are looked at; more than this is said, not shown.
const LOOKED: usize = 200;
/// Reports due within so many days count as owed.
const AHEAD: i64 = 7;
/// So many are urged with one press.
pub(super) const AT_ONCE: usize = 50;

/// Everything that is owed to the offices that the asker may urge for.
#[derive(Debug, Default)]
pub struct Owing {
    /// The unit that is overdue longest first.
    pub units: Vec<Debtor>,
    /// Whether there is more than was looked at.
    pub more: bool,
}

/// A unit that owes reports.
#[derive(Debug)]
pub struct Debtor {
    /// Which.
    pub unit: UnitId,
    /// What it owes, the longest overdue first.
    pub reports: Vec<Owed>,
    /// Its liaisons: name, and phone where the asker may see it.
    pub liaisons: Vec<(String, Option<String>)>,
}

impl Owing {
    /// Reads it. Empty for those who urge nobody.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Owing, ActError> {
        let offices = offices(around);
        let mut found = owed::owed(tx, &offices, None, until(around), LOOKED + 1)?;
        let more = found.len() > LOOKED;
        found.truncate(LOOKED);
        let mut units: Vec<Debtor> = Vec::new();
        for report in found {
            match units.iter_mut().find(|debtor| debtor.unit == report.unit) {
                Some(debtor) => debtor.reports.push(report),
                None => units.push(Debtor { unit: report.unit, reports: vec![report], liaisons: Vec::new() }),
            }
        }
        Ok(Owing { units, more })
    }

    /// With whom to call, for the units that are shown.
    ///
    /// # Errors
    /// When the store fails.
    pub fn with_liaisons(mut self, tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Owing, ActError> {
        let today = today(around);
        let units: Vec<UnitId> = self.units.iter().map(|debtor| debtor.unit).collect();
        let (whose, persons): (Vec<UnitId>, Vec<_>) =
            store::liaisons_of(tx, &units, today)?.into_iter().unzip();
        let phones = phones_of(tx, &persons)?;
        for ((unit, person), phone) in whose.into_iter().zip(persons).zip(phones) {
            let phone = phone.filter(|_| may(around, Action::SeeContacts, &Ground::of_unit(unit)));
            if let Some(debtor) = self.units.iter_mut().find(|debtor| debtor.unit == unit) {
                debtor.liaisons.push((person.name, phone));
            }
        }
        Ok(self)
    }
}

/// What one unit owes to the offices that the asker may urge for.
pub(super) fn of_unit(tx: &mut Tx<'_>, around: &Around<'_>, unit: UnitId) -> Result<Vec<Owed>, ActError> {
    Ok(owed::owed(tx, &offices(around), Some(unit), until(around), AT_ONCE)?)
}

/// The offices for whose matters the asker may urge.
fn offices(around: &Around<'_>) -> Vec<UnitId> {
    let Some(actor) = around.asker.actor else { return Vec::new() };
    let tree = &around.directory.tree;
    reach(actor, tree, today(around))
        .into_iter()
        .filter(|unit| tree.get(*unit).is_some_and(|unit| unit.is_office))
        .filter(|office| may(around, Action::Urge, &Ground::of_office(*office)))
        .collect()
}

fn reach(actor: &Actor, tree: &UnitTree, today: Date) -> BTreeSet<UnitId> {
    actor.business(today).flat_map(|grant| tree.subtree(grant.scope)).collect()
}

fn may(around: &Around<'_>, action: Action, ground: &Ground) -> bool {
    let actor = around.asker.actor;
    actor.is_some_and(|actor| allows(actor, action, ground, &around.directory.tree, today(around)))
}

fn today(around: &Around<'_>) -> Date {
    around.asker.today(&around.settings.calendar)
}

fn until(around: &Around<'_>) -> Instant {
    ahead(&around.settings.calendar, today(around))
}

/// The end of the seventh day from today.
fn ahead(calendar: &Calendar, today: Date) -> Instant {
    calendar.midnight(today.checked_add(Span::new().days(AHEAD + 1)).unwrap_or(Date::MAX))
}
