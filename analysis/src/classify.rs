//! Where a message belongs: a label (a category, a unit) suggested from the office's own decisions.
//!
//! # How it works
//!
//! A text becomes [`features`]: its words, single characters and pairs of characters, those of its head once more.
//! Counts are dampened (`1 + ln n`), weighed by rarity, and brought to length one. For each label one [`linear`] machine
//! (squared hinge, dual coordinate descent) learns from all decisions; it sees a feature the larger, the more a naive
//! Bayes model would make of it (half plain, half by the log ratio). The margins of five inner folds, each judged by a
//! machine that hasn't seen it, teach the [`calibrate`]d confidence: of suggestions that claim 0.8, four in five are right.
//!
//! A suggestion names its words: what each feature gave to the label is handed back to the characters it covers, and
//! summed by word. A model is [`saved`] as bytes with a digest, holds hashes instead of words, and replaces the last one
//! only after both were asked about decisions that neither has seen ([`compare`]).
//!
//! # What it costs
//!
//! On 3,000 messages of 1.3 kB about a second on one core, five inner folds included, growing with the text; 40 bytes
//! a feature; a suggestion takes well under a millisecond.
//!
//! # Where it fails
//!
//! - It knows what was decided, right or wrong; a new kind of matter gets the label that its words resemble, with a low
//!   confidence at best.
//! - A label with fewer than ten decisions is rarely suggested, however clear the text.
//! - The confidence holds for messages like those decided so far. Another channel, another season: learn again.
//! - Near-duplicates among the decisions make every estimate from folds too good ([`evaluate`] counts them).

pub mod calibrate;
pub mod compare;
pub mod evaluate;
mod features;
mod linear;
pub mod saved;
mod sparse;
mod suggest;
mod train;
mod vocabulary;

pub use linear::Learning;
pub use suggest::{Deciding, Suggestion};
pub use train::{Settings, Unlearnable};

use calibrate::Calibration;
use linear::LANES;
use vocabulary::Vocabulary;

/// A message and what the office decided about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decided<'a> {
    /// Its subject; may be empty.
    pub title: &'a str,
    /// What it says.
    pub body: &'a str,
    /// The label it was given.
    pub label: &'a str,
}

/// What has been learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    labels: Vec<String>,
    vocabulary: Vocabulary,
    /// One bank for every eight labels.
    banks: Vec<Vec<[f32; LANES]>>,
    calibration: Calibration,
    decisions: u32,
}

impl Model {
    /// The labels it can suggest, in the order of their text.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// How many decisions it has learnt from.
    #[must_use]
    pub fn decisions(&self) -> u32 {
        self.decisions
    }
}

#[cfg(test)]
mod tests;
