//! 催办 from both ends: what the reader's units were urged on and have not answered, and what became of what the
//! reader's offices urged. There is no act that answers an urge: core's `pressed` tells it from what happened since.

use super::looked::Look;
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        rounds::{
            owing::offices,
            told::{awaited, was_urged as told_of},
        },
        store::{pressed, urges},
    },
    web::lang::{tf, word},
};
use bangdu_core::{
    ids::{MatterId, UnitId},
    instant::Instant,
    matters::{Pressed, Timely, TodoKind, may_take},
};
use std::collections::{BTreeMap, BTreeSet};

/// So many urges are shown to the unit; its round has them all.
const SHOWN: usize = 5;
/// An urge that is older is in the matters' stories.
const UNIT_DAYS: i64 = 60;
/// So far an office looks back at what it urged, and so many units are shown.
const OFFICE_DAYS: i64 = 14;
const UNITS: usize = 8;
/// So many matters on which a unit hasn't answered are named.
const OPEN: usize = 10;

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
    /// By whom and when, and by which day it is to be answered.
    pub told: String,
    pub text: String,
    /// What is said where the answer is late.
    pub overdue: String,
}

/// What a unit did about the urges of the reader's offices.
pub(super) struct Reply {
    pub unit: String,
    /// When it was urged last, how often, and on how much of it it did something since.
    pub when: String,
    pub told: String,
    /// On how many an answer is late.
    pub overdue: usize,
    /// The matters that it hasn't answered on, the last urged first, each with whether the answer is late, in a word.
    pub open: Vec<(String, String, bool, String)>,
    /// Those that it answered on, the last first, and with which word.
    pub rows: Vec<(String, String, String)>,
}

impl Urges {
    pub fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Urges, ActError> {
        let may = may_take(look.actor, &look.around.directory.tree, look.today());
        let units: BTreeSet<UnitId> =
            may.into_iter().filter(|may| may.kind == TodoKind::Report).flat_map(|may| may.units).collect();
        let units: Vec<UnitId> = units.into_iter().collect();
        let mut found = urges::open(tx, &units, look.now().plus_days(-UNIT_DAYS))?;
        // What is late comes first, then what is to be answered soonest.
        found.sort_by_key(|on| (on.answer_by.unwrap_or(Instant(i64::MAX)), -on.at.0));
        let shown = &found[..found.len().min(SHOWN)];
        let matters = matters_of(shown);
        let (titles, stories) = (urges::titles(tx, &matters)?, pressed::of(tx, &matters)?);
        let row = |on: &urges::Urge| {
            let urge = stories.get(&on.matter)?.iter().find(|urge| urge.unit == on.unit)?;
            let (word, late) = awaited(look.lang, urge, look.now());
            Some(Urge {
                href: format!("/matters/{}", on.matter),
                title: titles.get(&on.matter).cloned().unwrap_or_default(),
                unit: look.unit(on.unit),
                told: was_urged(look, urge),
                text: urge.text.clone(),
                overdue: if late { word } else { String::new() },
            })
        };
        Ok(Urges { count: found.len(), rows: shown.iter().filter_map(row).collect() })
    }
}

/// Whom the reader's offices urged lately, the one that answered last first.
pub(super) fn replies(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Vec<Reply>, ActError> {
    let found = urges::of_offices(tx, &offices(look.around), look.now().plus_days(-OFFICE_DAYS))?;
    let mut units: Vec<OfUnit> = Vec::new();
    for urge in found.into_iter().filter(|urge| look.units.is_empty() || look.units.contains(&urge.unit)) {
        match units.iter_mut().find(|of| of.unit == urge.unit) {
            Some(of) => of.urges.push(urge),
            None => units.push(OfUnit { unit: urge.unit, urges: vec![urge] }),
        }
    }
    units.sort_by_key(|of| std::cmp::Reverse(of.last()));
    units.truncate(UNITS);
    let shown: Vec<urges::Urge> =
        units.iter().flat_map(|of| of.unanswered().into_iter().chain(of.shown())).collect();
    let titles = urges::titles(tx, &matters_of(&shown))?;
    Ok(units.iter().map(|of| Reply::of(of, &titles, look)).collect())
}

/// A unit's urges, the last first.
struct OfUnit {
    unit: UnitId,
    urges: Vec<urges::Urge>,
}

impl OfUnit {
    /// When it answered last, and when it was urged last.
    fn last(&self) -> (Option<Instant>, Option<Instant>) {
        let answered = self.urges.iter().filter_map(|urge| urge.answered.map(|(at, _)| at));
        (answered.max(), self.urges.first().map(|urge| urge.at))
    }

    fn answered(&self) -> impl Iterator<Item = &urges::Urge> {
        self.urges.iter().filter(|urge| urge.answered.is_some())
    }

    /// Those that wait for an answer, whose matters are named first.
    fn unanswered(&self) -> Vec<urges::Urge> {
        self.urges.iter().filter(|urge| urge.answered.is_none()).take(OPEN).copied().collect()
    }

    /// Those whose matters are named besides: the last answers.
    fn shown(&self) -> Vec<urges::Urge> {
        let mut answered: Vec<urges::Urge> = self.answered().copied().collect();
        answered.sort_by_key(|urge| std::cmp::Reverse(urge.answered.map(|(at, _)| at)));
        answered.truncate(SHOWN);
        answered
    }
}

impl Reply {
    fn of(of: &OfUnit, titles: &BTreeMap<MatterId, String>, look: &Look<'_>) -> Reply {
        let row = |urge: urges::Urge| {
            let word = word(look.lang, &urge.answered?.1.word());
            let title = titles.get(&urge.matter).cloned().unwrap_or_default();
            Some((format!("/matters/{}", urge.matter), title, word))
        };
        let open = |urge: urges::Urge| {
            let late = urge.is_overdue(look.now());
            let timely = if late { Timely::Overdue } else { Timely::Awaited };
            let title = titles.get(&urge.matter).cloned().unwrap_or_default();
            (format!("/matters/{}", urge.matter), title, late, word(look.lang, &timely.word()))
        };
        let (all, done) = (of.urges.len().to_string(), of.answered().count().to_string());
        Reply {
            unit: look.unit(of.unit),
            when: of.urges.first().map(|urge| look.at(urge.at)).unwrap_or_default(),
            overdue: of.urges.iter().filter(|urge| urge.is_overdue(look.now())).count(),
            told: tf(look.lang, "rounds.reply", &[("urged", &all), ("answered", &done)]),
            open: of.unanswered().into_iter().map(open).collect(),
            rows: of.shown().into_iter().filter_map(row).collect(),
        }
    }
}

fn matters_of(urges: &[urges::Urge]) -> Vec<MatterId> {
    urges.iter().map(|urge| urge.matter).collect()
}

fn was_urged(look: &Look<'_>, urge: &Pressed) -> String {
    told_of(look.lang, &look.person(urge.by), &look.at(urge.at), urge.answer_by)
}
