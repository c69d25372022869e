//! Whom an urge from the list reaches, told before it goes out: in a list that is narrowed to a unit or an area those of
//! its units that are late, else whom each matter's urge reaches by the rule.

use super::asked::Reader;
use crate::{
    act::ActError,
    campaigns,
    db::Tx,
    matters::act::Around,
    web::{
        lang::{self, Lang, tf},
        list::Filters,
    },
};
use bangdu_core::{
    ids::UnitId,
    matters::{Matter, addressees, addressees_among, late_share},
    people::{Action, allows},
};

/// So many units are named of a matter.
const NAMED: usize = 4;

/// The units that a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Narrowed {
    pub units: Vec<UnitId>,
    /// What the unit or the area is called.
    pub place: String,
}

impl Narrowed {
    /// As the list's address says it; nothing where it is narrowed to no unit.
    pub fn read(tx: &mut Tx<'_>, around: &Around<'_>, lang: Lang, list: &str) -> Result<Narrowed, ActError> {
        let query = list.split_once('?').map_or("", |(_, query)| query);
        let filters = Filters::of("/matters", query);
        let campaigns = campaigns::store::all(tx)?;
        let (tree, calendar) = (&around.directory.tree, &around.settings.calendar);
        let reader = Reader {
            lang,
            tree,
            from: around.asker.unit(),
            calendar,
            campaigns: &campaigns,
            now: around.asker.now,
        };
        let filter = reader.read(&filters).filter;
        // A unit says more closely than an area whose the list is.
        let named = ["unit", "area"].iter().find_map(|name| Some((*name, filters.get(name)?)));
        let units: Vec<UnitId> = match filter.unit {
            Some(unit) => vec![unit],
            None => filter.area,
        };
        let named = named.filter(|_| !units.is_empty());
        let place = named.map(|(name, value)| reader.place(name, value)).unwrap_or_default();
        Ok(Narrowed { units, place })
    }
}

/// Whom an urge on one matter reaches, either way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    /// Of the units that the list is narrowed to: those that are late, or all that have a part where none is.
    pub own: Vec<UnitId>,
    /// By the rule.
    pub all: Vec<UnitId>,
    /// Both in words; the first is empty where the list isn't narrowed.
    pub own_told: String,
    pub all_told: String,
}

impl Reach {
    pub fn of(m: &Matter, narrowed: &Narrowed, around: &Around<'_>, lang: Lang) -> Reach {
        let now = around.asker.now;
        let own = addressees_among(m, &narrowed.units, now);
        let all = addressees(m);
        let named = |units: &[UnitId]| named(m, units, around, lang);
        Reach { own_told: named(&own), all_told: named(&all), own, all }
    }
}

/// The units by name, each with what it is late with.
fn named(m: &Matter, units: &[UnitId], around: &Around<'_>, lang: Lang) -> String {
    let name = |unit: &UnitId| {
        let name = around.directory.unit(*unit);
        let shares = m.assignments.iter().filter(|a| a.unit == *unit);
        match shares.flat_map(|a| late_share(m, a, around.asker.now)).next() {
            Some(late) => {
                let why = lang::word(lang, &late.word());
                tf(lang, "listing.reach_late", &[("unit", name), ("late", &why)])
            }
            None => name.to_owned(),
        }
    };
    let told: Vec<String> = units.iter().take(NAMED).map(name).collect();
    let told = told.join(lang.comma());
    if units.len() <= NAMED {
        return told;
    }
    tf(lang, "listing.reach_more", &[("units", &told), ("n", &units.len().to_string())])
}

/// Whether the right to urge on it is the reader's.
pub(super) fn may_urge_on(m: &Matter, around: &Around<'_>) -> bool {
    let today = around.asker.today(&around.settings.calendar);
    let tree = &around.directory.tree;
    around.asker.actor.is_some_and(|actor| allows(actor, Action::Urge, &m.ground(), tree, today))
}
