//! The forms of the acts: for each code of an offer what stands in its form at first, its fields, and
//! how it is read into a command. Whether it may be done is the core's to say.

mod amending;
mod assigning;
mod closing;
mod helping;
pub(super) mod judged;
mod parts;
mod registration;
mod reporting;
mod timing;
mod urging;
mod verifying;

pub(super) use amending::{FIELDS as AMENDABLE, amended_in_brief};
pub(super) use registration::lacks_goal;
pub(super) use reporting::report_in_brief;

use super::{case::Case, reader::Reader};
use crate::web::{form::Form, layout::Frame, markup::Markup};
use bangdu_core::matters::Command;

/// Names and values that stand in a form at first.
pub(super) type First = Vec<(String, String)>;

/// The form of an act.
pub(super) struct Act {
    /// The offer's code.
    pub code: &'static str,
    /// What stands in the form at first.
    pub first: fn(&Case, &Frame) -> First,
    /// Its fields.
    pub fields: fn(&Case, &Form, &Frame) -> Markup,
    /// What was typed, as a command; nothing when something is wrong, which is then said at its field.
    pub read: fn(&mut Reader) -> Option<Command>,
    /// Whether it takes files.
    pub files: bool,
}

impl Act {
    const fn of(
        code: &'static str,
        fields: fn(&Case, &Form, &Frame) -> Markup,
        read: fn(&mut Reader) -> Option<Command>,
    ) -> Act {
        Act { code, first: nothing, fields, read, files: false }
    }

    /// With something in the form at first.
    const fn first(self, first: fn(&Case, &Frame) -> First) -> Act {
        Act { first, ..self }
    }

    /// With files.
    const fn with_files(self) -> Act {
        Act { files: true, ..self }
    }
}

/// The form of the act with this code.
pub(super) fn act(code: &str) -> Option<&'static Act> {
    TABLES.iter().flat_map(|table| table.iter()).find(|act| act.code == code)
}

/// Acts that need no words: a button on the page does them.
pub(super) fn is_one_step(code: &str) -> bool {
    ["submit", "approve", "archive"].contains(&code)
}

const TABLES: &[&[Act]] = &[
    registration::ACTS,
    assigning::ACTS,
    reporting::ACTS,
    helping::ACTS,
    timing::ACTS,
    urging::ACTS,
    verifying::ACTS,
    closing::ACTS,
    amending::ACTS,
];

fn nothing(_: &Case, _: &Frame) -> First {
    First::new()
}

fn no_fields(_: &Case, _: &Form, _: &Frame) -> Markup {
    Markup::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bangdu_core::matters::OFFERS;

    #[test]
    fn every_act_that_is_offered_has_a_form() {
        // A draft is edited on the page of drafts.
        let missing: Vec<_> =
            OFFERS.iter().map(|o| o.code).filter(|code| *code != "edit" && act(code).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
