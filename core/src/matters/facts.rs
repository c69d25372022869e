//! What a decision looks at besides the matter itself: gathered before, frozen, with its "now".

use super::parts::Number;
use crate::{
    calendar::Calendar,
    campaigns::Rules,
    ids::{MatterId, UnitId},
    instant::Instant,
    people::{Actor, UnitTree},
    who::Who,
};
use jiff::civil::Date;

/// Everything a decision may know.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The reference instant.
    pub now: Instant,
    /// Who asks.
    pub by: By<'a>,
    /// All units.
    pub tree: &'a UnitTree,
    /// Working days.
    pub calendar: &'a Calendar,
    /// The campaign's rules, or the default ones.
    pub rules: &'a Rules,
    /// The next free number of the office's series, read under its lock.
    pub next_number: Option<Number>,
    /// Layers beneath the matter that are not closed and that it must wait for.
    pub open_layers: Vec<OpenLayer>,
    /// Whose instruction is written, with what they are in charge of; `None` where none is.
    pub author: Option<Actor>,
    /// Whether the matter that an instruction refers to is seen by who writes it.
    pub about_is_seen: bool,
    /// Whether the matter above can still take a layer; `true` where there is none.
    pub parent_is_open: bool,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// A signed-in person.
    Person(&'a Actor),
    /// A sweep or timer.
    System,
    /// Somebody with the machine: may bring in ledgers, nothing else.
    Operator,
}

/// A layer that is still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLayer {
    /// Which.
    pub id: MatterId,
    /// What it is called.
    pub title: String,
}

impl Facts<'_> {
    /// Who stands behind the events.
    pub fn who(&self) -> Who {
        match self.by {
            By::Person(actor) => Who::Person(actor.person),
            By::System => Who::System,
            By::Operator => Who::Operator,
        }
    }

    /// The unit that the person belongs to.
    pub fn own_unit(&self) -> Option<UnitId> {
        match self.by {
            By::Person(actor) => Some(actor.unit),
            By::System | By::Operator => None,
        }
    }

    /// Today in the installation's zone.
    pub fn today(&self) -> Date {
        self.calendar.date_of(self.now)
    }
}
