//! Who did something: a person, the system by itself, or the operator at the machine.

use crate::{
    ids::PersonId,
    phrase::{Arg, Word},
};
use serde::{Deserialize, Serialize};

/// Whoever stands behind an event, for rules that look at persons (drafter is not approver …).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// A signed-in person.
    Person(PersonId),
    /// A sweep or timer.
    System,
    /// Somebody with the machine, through the command line.
    Operator,
}

impl Who {
    /// Whether both are the same human being. The system and the operator are nobody's equal.
    pub fn is_same_person(self, other: Who) -> bool {
        matches!((self, other), (Who::Person(a), Who::Person(b)) if a == b)
    }
}

impl From<Who> for Arg {
    fn from(who: Who) -> Arg {
        match who {
            Who::Person(person) => Arg::Person(person),
            Who::System => Arg::Word(Word::of("系统", "the system")),
            Who::Operator => Arg::Word(Word::of("运维人员", "the operator")),
        }
    }
}
