//! What is chosen once for all rows of a waiting ledger: where its matters come from, of which kind and how urgent they
//! are, what becomes of rows without a number or a deadline and of those that say that they are done.

use crate::{
    ledgers::intake::{Done, Numbering, Undated, waiting::Opened},
    web::{form::Choice, layout::Frame},
};
use bangdu_core::matters::{MatterKind, Source, Urgency};

/// What is chosen for all rows at once.
pub(super) struct Whole {
    pub(super) sources: Vec<Choice>,
    pub(super) source: &'static str,
    pub(super) urgencies: Vec<Choice>,
    pub(super) urgency: &'static str,
    pub(super) kinds: Vec<Choice>,
    pub(super) kind: &'static str,
    /// New rows without a number, and whether they are given one.
    pub(super) unnumbered: usize,
    pub(super) given: bool,
    /// New rows without a deadline, and whether they are given back.
    pub(super) undated: usize,
    pub(super) back: bool,
    /// New rows that say that they are done, and whether that is taken as a claim.
    pub(super) done: usize,
    pub(super) claimed: bool,
}

impl Whole {
    pub(super) fn of(opened: &Opened, frame: &Frame) -> Whole {
        let (choices, survey) = (&opened.preview.choices, &opened.survey);
        let sources = Source::ALL.iter().map(|one| Choice::of(one.code(), frame.word(&one.word())));
        let urgencies = Urgency::ALL.iter().map(|one| Choice::of(one.code(), frame.word(&one.word())));
        let kinds = MatterKind::ALL.iter().map(|one| Choice::of(one.code(), frame.word(&one.word())));
        Whole {
            kinds: kinds.collect(),
            kind: choices.kind.map(MatterKind::code).unwrap_or_default(),
            unnumbered: survey.unnumbered,
            given: choices.numbering == Some(Numbering::Given),
            sources: sources.collect(),
            source: choices.source.unwrap_or(Source::Decision).code(),
            urgencies: urgencies.collect(),
            urgency: choices.urgency.unwrap_or(Urgency::General).code(),
            undated: survey.undated,
            back: choices.undated == Undated::GiveBack,
            done: survey.done,
            claimed: choices.done == Done::Claimed,
        }
    }
}
