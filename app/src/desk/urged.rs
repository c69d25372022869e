//! 催办 from both ends: what the reader's units were urged on and have not answered, and what became of what the
//! reader's offices urged. There is no act that answers an urge: core's `pressed` tells it from what happened since.

use super::looked::Look;
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        rounds::owing::offices,
        store::pressed::{self, UrgedOn},
    },
    web::lang::{tf, word},
};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    matters::{Answer, Pressed, TodoKind, may_take},
};
use std::collections::BTreeSet;

/// So many urges are shown to the unit; its round has them all.
const SHOWN: usize = 5;
/// An urge that is older is in the matters' stories.
const UNIT_DAYS: i64 = 60;
/// So far an office looks back at what it urged, and so many units are shown.
const OFFICE_DAYS: i64 = 14;
const UNITS: usize = 8;

/// What the reader's units were urged on.
#[derive(Default)]
pub(super) struct Urges {
    pub count: usize,
    pub rows: Vec<Urge>,
}

/// One.
pub(super) struct Urge {
    pub href: String,
    pub title: String,
    pub unit: String,
    /// By whom and when.
    pub told: String,
    pub text: String,
}

/// What a unit did about the urges of the reader's offices.
pub(super) struct Reply {
    pub unit: String,
    /// When it was urged last, how often, and on how much of it it did something since.
    pub when: String,
    pub told: String,
    /// The matters that it answered on, the last first, and with which word.
    pub rows: Vec<(String, String, String)>,
}

impl Urges {
    pub fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Urges, ActError> {
        let may = may_take(look.actor, &look.around.directory.tree, look.today());
        let units: BTreeSet<UnitId> =
            may.into_iter().filter(|may| may.kind == TodoKind::Report).flat_map(|may| may.units).collect();
        let units: Vec<UnitId> = units.into_iter().collect();
        let found = pressed::unanswered(tx, &units, look.now().plus_days(-UNIT_DAYS))?;
        let row = |on: &UrgedOn| Urge {
            href: format!("/matters/{}", on.matter),
            title: on.title.clone(),
            unit: look.unit(on.urge.unit),
            told: was_urged(look, &on.urge),
            text: on.urge.text.clone(),
        };
        Ok(Urges { count: found.len(), rows: found.iter().take(SHOWN).map(row).collect() })
    }
}

/// Whom the reader's offices urged lately, the one that answered last first.
pub(super) fn replies(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Vec<Reply>, ActError> {
    let found = pressed::urged_by(tx, &offices(look.around), look.now().plus_days(-OFFICE_DAYS))?;
    let mut units: Vec<(UnitId, Vec<&UrgedOn>)> = Vec::new();
    for on in found.iter().filter(|on| look.units.is_empty() || look.units.contains(&on.urge.unit)) {
        match units.iter_mut().find(|(unit, _)| *unit == on.urge.unit) {
            Some((_, urges)) => urges.push(on),
            None => units.push((on.urge.unit, vec![on])),
        }
    }
    let last = |urges: &[&UrgedOn]| {
        let answered = urges.iter().filter_map(|on| on.urge.answered.map(|(at, _)| at));
        (answered.max(), urges.first().map(|on| on.urge.at))
    };
    units.sort_by_key(|(_, urges)| std::cmp::Reverse(last(urges)));
    Ok(units.into_iter().take(UNITS).map(|(unit, urges)| Reply::of(unit, &urges, look)).collect())
}

impl Reply {
    fn of(unit: UnitId, urges: &[&UrgedOn], look: &Look<'_>) -> Reply {
        let mut answered: Vec<_> =
            urges.iter().filter_map(|on| on.urge.answered.map(|(at, how)| (at, how, *on))).collect();
        answered.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        let row = |(_, how, on): &(Instant, Answer, &UrgedOn)| {
            let word = word(look.lang, &how.word());
            (format!("/matters/{}", on.matter), on.title.clone(), word)
        };
        let (all, done) = (urges.len().to_string(), answered.len().to_string());
        Reply {
            unit: look.unit(unit),
            when: urges.first().map(|on| look.at(on.urge.at)).unwrap_or_default(),
            told: tf(look.lang, "rounds.reply", &[("urged", &all), ("answered", &done)]),
            rows: answered.iter().take(SHOWN).map(row).collect(),
        }
    }
}

fn was_urged(look: &Look<'_>, urge: &Pressed) -> String {
    tf(look.lang, "rounds.was_urged", &[("who", &look.person(urge.by)), ("at", &look.at(urge.at))])
}
