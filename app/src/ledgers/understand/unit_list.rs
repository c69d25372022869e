//! Every unit that the ledger names, once, with what is known of it: found, unknown with a proposal,
//! or a collective name to be expanded.

use super::{
    guess::{Directory, Home, KnownUnit, Level, form, normal},
    plain::{apart, plain},
    values::units::{Collective, collective},
};
use bangdu_core::{
    ids::UnitId,
    people::{Meant, Standpoint, Unit},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A unit in a row: an index into the ledger's list of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnitRef(pub usize);

/// A name of a unit as the ledger writes it first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenUnit {
    /// The name.
    pub name: String,
    /// What is known of it.
    pub finding: Finding,
    /// Whether a known unit was told from a name that isn't its own or says no place, or lies outside the office's
    /// area: somebody should see what it was taken for.
    #[serde(default)]
    pub guessed: bool,
    /// In how many cells it stands.
    pub cells: usize,
    /// Where it stands first: sheet index and row number.
    pub first_at: (usize, u32),
}

/// What is known of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// One unit has this name, short name or alias.
    Known(UnitId),
    /// Several have it: somebody chooses.
    Ambiguous(Vec<UnitId>),
    /// None has it: proposed as new.
    Unknown {
        /// Guessed by the name's form.
        level: Level,
        /// The division's name, guessed by the name's form.
        division: Option<String>,
        /// Known units that it likely means: somebody decides.
        #[serde(default)]
        near: Vec<UnitId>,
        /// Known units with names like it, nearest first.
        nearest: Vec<UnitId>,
    },
    /// Stands for many; somebody confirms which.
    Collective(Collective),
}

/// The list while it grows.
pub(super) struct UnitList<'a> {
    home: &'a Home,
    at: Option<&'a Standpoint<'a>>,
    directory: Directory,
    by_form: HashMap<String, UnitRef>,
    seen: Vec<SeenUnit>,
}

impl Finding {
    /// Whether it likely is a unit that the store knows, under another name.
    pub fn is_near(&self) -> bool {
        matches!(self, Finding::Unknown { near, .. } if !near.is_empty())
    }
}

impl<'a> UnitList<'a> {
    pub(super) fn new(known: &[KnownUnit], home: &'a Home, at: Option<&'a Standpoint<'a>>) -> UnitList<'a> {
        let directory = Directory::new(known, home);
        UnitList { home, at, directory, by_form: HashMap::new(), seen: Vec::new() }
    }

    /// The unit of this name; 市教育局 and 泉州市教育局 are one.
    pub(super) fn see(&mut self, name: &str, at: (usize, u32)) -> UnitRef {
        let form = match self.county() {
            // In a county 市教育局 and 教育局 are two.
            Some(_) => apart(&plain(name)).0,
            None => normal(name, self.home),
        };
        if let Some(found) = self.by_form.get(&form).copied() {
            self.seen[found.0].cells += 1;
            return found;
        }
        let found = UnitRef(self.seen.len());
        let finding = self.finding(name);
        let guessed = matches!(finding, Finding::Known(id) if self.is_guessed(name, id));
        self.seen.push(SeenUnit { name: name.to_owned(), finding, guessed, cells: 1, first_at: at });
        self.by_form.insert(form, found);
        found
    }

    /// The name under which a unit was first seen, in its comparable form: part of a row's key.
    pub(super) fn form(&self, unit: UnitRef) -> String {
        self.seen.get(unit.0).map(|seen| normal(&seen.name, self.home)).unwrap_or_default()
    }

    pub(super) fn finish(self) -> Vec<SeenUnit> {
        self.seen
    }

    /// Where names are said, in a county.
    fn county(&self) -> Option<&Standpoint<'a>> {
        self.at.filter(|at| at.county().is_some())
    }

    fn is_guessed(&self, name: &str, unit: UnitId) -> bool {
        self.at.is_some_and(|at| !at.is_own(unit) || !at.says_place(name) && !at.is_called(unit, name))
    }

    /// A county's ledger means its own county's units; what only lies elsewhere somebody must choose.
    fn from(&self, at: &Standpoint<'_>, name: &str) -> Finding {
        let bare = apart(&plain(name)).0;
        let ids = |units: Vec<&Unit>| units.into_iter().map(|unit| unit.id).collect::<Vec<_>>();
        let (level, division) = form(name, self.home);
        let mut near = match (at.named(&bare), collective(name)) {
            (Meant::One(unit), _) => return Finding::Known(unit.id),
            (Meant::Several(units), _) => return Finding::Ambiguous(ids(units)),
            (_, Some(collective)) => return Finding::Collective(collective),
            (Meant::Elsewhere(units), None) => {
                let own = ids(at.near(&bare));
                own.into_iter().chain(ids(units)).collect()
            }
            (Meant::Nobody, None) => ids(at.near(&bare)),
        };
        let mut nearest = self.directory.nearest(name, self.home);
        if at.says_own(&bare) {
            nearest.retain(|id| at.is_own(*id));
        } else {
            near.extend(self.directory.near(name, self.home));
        }
        let mut seen = std::collections::HashSet::new();
        near.retain(|id| seen.insert(*id));
        Finding::Unknown { level, division, near, nearest }
    }

    fn finding(&self, name: &str) -> Finding {
        if let Some(at) = self.county() {
            return self.from(at, name);
        }
        if let Some(Meant::One(unit)) = self.at.map(|at| at.named(&apart(&plain(name)).0)) {
            return Finding::Known(unit.id);
        }
        let mut known = self.directory.find(name, self.home);
        match (known.len(), collective(name)) {
            (1, _) => Finding::Known(known.remove(0)),
            (0, Some(collective)) => Finding::Collective(collective),
            (0, None) => {
                let (level, division) = form(name, self.home);
                let (directory, home) = (&self.directory, self.home);
                let (near, nearest) = (directory.near(name, home), directory.nearest(name, home));
                Finding::Unknown { level, division, near, nearest }
            }
            _ => Finding::Ambiguous(known),
        }
    }
}
