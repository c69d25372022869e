//! Who has not reported yet (谁还没有反馈): by unit, with whom to call and what to say.

use crate::{
    act::ActError,
    db::Tx,
    matters::{
        act::Around,
        store::owed::{self, Owed, Sum, Which},
    },
    people::{act::persons::phones_of, store},
};
use bangdu_core::{
    calendar::Calendar,
    ids::UnitId,
    instant::Instant,
    matters::AnswerBy,
    people::{Action, Actor, Ground, UnitTree, allows},
    who::Who,
};
use jiff::{Span, civil::Date};
use std::collections::BTreeSet;

/// So many units are shown; that there are more is said.
const UNITS: usize = 15;
/// So many reports are shown of each.
const SHOWN: usize = 10;
/// Reports due within so many days count as owed.
const AHEAD: i64 = 7;
/// So many are urged with one press.
const AT_ONCE: usize = 200;

/// Everything that is owed to the offices that the asker may urge for.
#[derive(Debug, Default)]
pub struct Owing {
    /// The unit that is overdue longest first.
    pub units: Vec<Debtor>,
    /// Whether there are more units than are shown.
    pub more: bool,
}

/// When and by whom a unit was urged for what it owes, and by which day it was to answer.
#[derive(Debug)]
pub struct LastUrge {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Who,
    /// The day.
    pub answer_by: Option<AnswerBy>,
}

/// A unit that owes reports.
#[derive(Debug)]
pub struct Debtor {
    /// Which.
    pub unit: UnitId,
    /// So many reports.
    pub count: i64,
    /// So many of them are overdue.
    pub past: i64,
    /// The first of them, the longest overdue first.
    pub reports: Vec<Owed>,
    /// How it was last urged for what it owes now.
    pub urged: Option<LastUrge>,
    /// Its liaisons: name, and phone where the asker may see it.
    pub liaisons: Vec<(String, Option<String>)>,
}

impl Owing {
    /// Reads it, of the units of an area where one is given. Empty for those who urge nobody.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(tx: &mut Tx<'_>, around: &Around<'_>, area: &[UnitId]) -> Result<Owing, ActError> {
        let offices = offices(around);
        let which = Which { offices: &offices, unit: None, area, until: until(around) };
        let mut sums = owed::sums(tx, &which, around.asker.now, UNITS + 1)?;
        let more = sums.len() > UNITS;
        sums.truncate(UNITS);
        let mut units = Vec::with_capacity(sums.len());
        for Sum { unit, count, past } in sums {
            let reports = owed::owed(tx, &Which { unit: Some(unit), ..which }, SHOWN)?;
            units.push(Debtor { unit, count, past, reports, urged: None, liaisons: Vec::new() });
        }
        Ok(Owing { units, more })
    }

    /// With who has been urged already. What was said before a report was owed at all was about another round.
    ///
    /// # Errors
    /// When the store fails.
    pub fn with_urges(mut self, tx: &mut Tx<'_>) -> Result<Owing, ActError> {
        let reports = || self.units.iter().flat_map(|debtor| &debtor.reports);
        let Some(since) = reports().map(|report| asked_since(report.by)).min() else { return Ok(self) };
        let mut matters: Vec<_> = reports().map(|report| report.matter).collect();
        matters.sort_unstable();
        matters.dedup();
        let urged = owed::urged(tx, &matters, since)?;
        for debtor in &mut self.units {
            let about = |urge: &&owed::Urged| {
                let owes = |report: &Owed| report.matter == urge.matter && asked_since(report.by) <= urge.at;
                urge.unit == debtor.unit && debtor.reports.iter().any(owes)
            };
            let last = |urge: &owed::Urged| LastUrge { at: urge.at, by: urge.by, answer_by: urge.answer_by };
            debtor.urged = urged.iter().find(about).map(last);
        }
        Ok(self)
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
    let which = Which { offices: &offices(around), unit: Some(unit), area: &[], until: until(around) };
    Ok(owed::owed(tx, &which, AT_ONCE)?)
}

/// Whether there is any office for whose matters the asker may urge.
pub fn may_urge(around: &Around<'_>) -> bool {
    !offices(around).is_empty()
}

/// Whether there is any office whose matters the asker may assign.
pub fn may_assign(around: &Around<'_>) -> bool {
    !offices_for(around, Action::Assign).is_empty()
}

/// The offices for whose matters the asker may urge.
pub fn offices(around: &Around<'_>) -> Vec<UnitId> {
    offices_for(around, Action::Urge)
}

fn offices_for(around: &Around<'_>, action: Action) -> Vec<UnitId> {
    let Some(actor) = around.asker.actor else { return Vec::new() };
    let tree = &around.directory.tree;
    reach(actor, tree, today(around))
        .into_iter()
        .filter(|unit| tree.get(*unit).is_some_and(|unit| unit.is_office))
        .filter(|office| may(around, action, &Ground::of_office(*office)))
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

/// Since when a report that is due then counts as owed.
fn asked_since(by: Instant) -> Instant {
    by.plus_days(-(AHEAD + 1))
}

/// The end of the seventh day from today.
fn ahead(calendar: &Calendar, today: Date) -> Instant {
    calendar.midnight(today.checked_add(Span::new().days(AHEAD + 1)).unwrap_or(Date::MAX))
}
