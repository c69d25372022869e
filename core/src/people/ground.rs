//! What a right is asked about: the units that have a part in a matter, or just a unit.

use super::tree::UnitTree;
use crate::ids::{PersonId, UnitId};

/// The units of a matter, as far as rights depend on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The office that registers and strikes off.
    pub office: UnitId,
    /// A superior office that the office asked to hold a key, having too few people itself.
    pub asked_office: Option<UnitId>,
    /// Whether it is still a draft: then only the office and its government see it.
    pub draft: bool,
    /// The one lead unit (牵头单位).
    pub lead: Option<UnitId>,
    /// Responsible units (责任单位).
    pub responsible: Vec<UnitId>,
    /// Assisting units (协办、配合单位).
    pub assisting: Vec<UnitId>,
    /// Units that were asked for help, or offered it.
    pub helpers: Vec<UnitId>,
    /// Persons whose instruction it rests on: they see what becomes of it, wherever it goes.
    pub authors: Vec<PersonId>,
}

impl Ground {
    /// A matter of `office` in which no other unit has a part yet.
    pub fn of_office(office: UnitId) -> Ground {
        Ground {
            office,
            asked_office: None,
            draft: false,
            lead: None,
            responsible: vec![],
            assisting: vec![],
            helpers: vec![],
            authors: vec![],
        }
    }

    /// A draft of `office`.
    pub fn draft(office: UnitId) -> Ground {
        Ground { draft: true, ..Ground::of_office(office) }
    }

    /// Just a unit: for its people and contacts, and for actions that concern no matter.
    pub fn of_unit(unit: UnitId) -> Ground {
        Ground { lead: Some(unit), ..Ground::of_office(unit) }
    }

    /// Lead and responsible units: those that must act.
    pub fn undertaking(&self) -> impl Iterator<Item = UnitId> {
        self.lead.into_iter().chain(self.responsible.iter().copied())
    }

    /// All units with an assignment.
    pub fn assigned(&self) -> impl Iterator<Item = UnitId> {
        self.undertaking().chain(self.assisting.iter().copied())
    }

    /// All units with a part in it, helpers too.
    pub fn participants(&self) -> impl Iterator<Item = UnitId> {
        self.assigned().chain(self.helpers.iter().copied())
    }

    /// Whether `unit` stands outside the subtrees of all units with an assignment: so must whoever
    /// verifies.
    pub fn is_outside(&self, unit: UnitId, tree: &UnitTree) -> bool {
        !self.assigned().any(|assigned| tree.within(unit, assigned))
    }
}
