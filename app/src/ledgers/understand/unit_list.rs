//! Every unit that the ledger names, once, with what is known of it: found, unknown with a proposal,
//! or a collective name to be expanded.

use super::{
    guess::{Directory, Home, KnownUnit, Level, form, normal},
    values::units::{Collective, collective},
};
use bangdu_core::ids::UnitId;
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
    pub(super) fn new(known: &[KnownUnit], home: &'a Home) -> UnitList<'a> {
        UnitList { home, directory: Directory::new(known, home), by_form: HashMap::new(), seen: Vec::new() }
    }

    /// The unit of this name; 市教育局 and 泉州市教育局 are one.
    pub(super) fn see(&mut self, name: &str, at: (usize, u32)) -> UnitRef {
        let form = normal(name, self.home);
        if let Some(found) = self.by_form.get(&form).copied() {
            self.seen[found.0].cells += 1;
            return found;
        }
        let found = UnitRef(self.seen.len());
        self.seen.push(SeenUnit {
            name: name.to_owned(),
            finding: self.finding(name),
            cells: 1,
            first_at: at,
        });
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

    fn finding(&self, name: &str) -> Finding {
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
