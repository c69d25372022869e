//! 公示: which fields of a matter the public is told, with what words: the state, what can be asked of it,
//! and what an event makes of it. When a yes is a no stands in `publishing`.

pub use super::publishing::{Facts, decide};
use super::{
    codes::PublicId,
    field::{Field, Shown},
};
use crate::{
    ids::{MatterId, UnitId},
    instant::Instant,
    who::Who,
};
use serde::{Deserialize, Serialize};

/// What is published of a matter, and what waits to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The matter.
    pub matter: MatterId,
    /// The office that answers for it: the matter's.
    pub office: UnitId,
    /// The address of its page; it stays through everything, for it is printed on a board.
    pub public: PublicId,
    /// What the public is told.
    pub agreed: Vec<Agreed>,
    /// What somebody else has yet to agree to.
    pub waiting: Vec<Waiting>,
    /// What was not agreed to, until it is proposed anew.
    pub refused: Vec<Refused>,
    /// Set while it is taken down.
    pub down: Option<Down>,
    /// Whether there ever was a public page.
    pub was_public: bool,
    /// When something last happened to it.
    pub changed_at: Instant,
}

/// A field that is agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// The field with what it says.
    pub shown: Shown,
    /// Who agreed.
    pub by: Who,
    /// When.
    pub at: Instant,
}

/// A field that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The field with what it would say.
    pub shown: Shown,
    /// Who proposed it, and so can't be the one who agrees.
    pub by: Who,
    /// When.
    pub at: Instant,
}

/// A field that was not agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Which.
    pub field: Field,
    /// Why.
    pub reason: String,
}

/// Taken down (撤下).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Down {
    /// Why; for the office, not for the public.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// A field as somebody wants it: words, or for what the matter tells, whether it is kept up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub field: Field,
    /// The words; empty where the matter tells it.
    pub text: String,
    /// Whether it follows the matter.
    pub kept: bool,
}

/// What can be asked of a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicationCommand {
    /// Show these fields and no others (提请公示).
    Propose {
        /// An address, used if there is none yet.
        public: PublicId,
        /// The fields.
        fields: Vec<Wanted>,
    },
    /// Agree to some of what waits, and not to others (审批公示).
    Decide {
        /// Agreed to.
        agreed: Vec<Field>,
        /// Not agreed to, each with a reason.
        refused: Vec<(Field, String)>,
    },
    /// Take the page down (撤下).
    TakeDown {
        /// Why.
        reason: String,
    },
}

/// What happened to a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicationEvent {
    /// Fields were proposed; others are shown no longer, for which nobody needs to agree.
    Proposed {
        /// The matter.
        matter: MatterId,
        /// Its office.
        office: UnitId,
        /// The page's address.
        public: PublicId,
        /// What waits from now on.
        offered: Vec<Shown>,
        /// What is neither shown nor waits any longer.
        removed: Vec<Field>,
        /// What no longer waits, since what is shown is wanted again.
        dropped: Vec<Field>,
        /// By whom.
        by: Who,
    },
    /// Fields were agreed to: they are public.
    Agreed {
        /// Which.
        fields: Vec<Field>,
        /// By whom.
        by: Who,
    },
    /// A field was not agreed to.
    Refused {
        /// Which.
        field: Field,
        /// Why.
        reason: String,
        /// By whom.
        by: Who,
    },
    /// The page was taken down.
    TakenDown {
        /// Why.
        reason: String,
        /// By whom.
        by: Who,
    },
}

/// The publication after `event`.
pub fn apply(before: Option<Publication>, event: &PublicationEvent, at: Instant) -> Option<Publication> {
    match (before, event) {
        (before, PublicationEvent::Proposed { matter, office, public, offered, removed, dropped, by }) => {
            let mut p = before.unwrap_or_else(|| Publication {
                matter: *matter,
                office: *office,
                public: public.clone(),
                agreed: Vec::new(),
                waiting: Vec::new(),
                refused: Vec::new(),
                down: None,
                was_public: false,
                changed_at: at,
            });
            let offers = |field: Field| offered.iter().any(|shown| shown.field == field);
            p.agreed.retain(|agreed| !removed.contains(&agreed.shown.field));
            p.waiting.retain(|waiting| {
                let field = waiting.shown.field;
                !removed.contains(&field) && !dropped.contains(&field) && !offers(field)
            });
            p.refused.retain(|refused| !removed.contains(&refused.field) && !offers(refused.field));
            p.waiting.extend(offered.iter().map(|shown| Waiting { shown: shown.clone(), by: *by, at }));
            p.waiting.sort_by_key(|waiting| waiting.shown.field);
            p.down = None;
            Some(Publication { changed_at: at, ..p })
        }
        (Some(mut p), PublicationEvent::Agreed { fields, by }) => {
            for field in fields {
                let Some(place) = p.waiting.iter().position(|w| w.shown.field == *field) else { continue };
                let shown = p.waiting.remove(place).shown;
                p.agreed.retain(|agreed| agreed.shown.field != *field);
                p.agreed.push(Agreed { shown, by: *by, at });
            }
            p.agreed.sort_by_key(|agreed| agreed.shown.field);
            p.was_public |= p.is_public();
            Some(Publication { changed_at: at, ..p })
        }
        (Some(mut p), PublicationEvent::Refused { field, reason, .. }) => {
            p.waiting.retain(|waiting| waiting.shown.field != *field);
            p.refused.retain(|refused| refused.field != *field);
            p.refused.push(Refused { field: *field, reason: reason.clone() });
            Some(Publication { changed_at: at, ..p })
        }
        (Some(p), PublicationEvent::TakenDown { reason, .. }) => Some(Publication {
            agreed: Vec::new(),
            waiting: Vec::new(),
            refused: Vec::new(),
            down: Some(Down { reason: reason.clone(), at }),
            changed_at: at,
            ..p
        }),
        (None, _) => None,
    }
}

impl Publication {
    /// Whether there is a public page: it isn't down and its name is agreed to.
    pub fn is_public(&self) -> bool {
        self.down.is_none() && self.agreed.iter().any(|agreed| agreed.shown.field == Field::Name)
    }

    /// What is agreed to of a field.
    pub fn agreed(&self, field: Field) -> Option<&Shown> {
        self.agreed.iter().map(|agreed| &agreed.shown).find(|shown| shown.field == field)
    }

    /// What waits of a field.
    pub fn waits(&self, field: Field) -> Option<&Shown> {
        self.waiting.iter().map(|waiting| &waiting.shown).find(|shown| shown.field == field)
    }

    /// The fields as they were last wanted: what waits, and what is agreed to otherwise.
    pub fn wanted(&self) -> Vec<&Shown> {
        Field::ALL.iter().filter_map(|field| self.waits(*field).or_else(|| self.agreed(*field))).collect()
    }
}
