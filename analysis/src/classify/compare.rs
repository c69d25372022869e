//! Whether a newly learnt model may replace the last one: both are asked about decisions that neither has learnt from.

use super::{
    Decided, Model,
    evaluate::{calibration_error, macro_f1},
    features::fingerprint,
};
use crate::words::Words;

/// One decision in so many is held back for ever, so that no model has seen it.
const HELD_BACK: u64 = 10;
/// The new model stays out when it would have lost so many of their disagreements by chance less often than this.
const CHANCE: f64 = 0.05;
/// Bins of the calibration error.
const BINS: usize = 10;

/// Whether a message is held back: by its own text, so that the answer is the same next year, in any file.
#[must_use]
pub fn held_back(title: &str, body: &str) -> bool {
    fingerprint(title, body).is_multiple_of(HELD_BACK)
}

/// How a model did on decisions that it hasn't seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marks {
    /// Macro-F1 over the labels that occur.
    pub macro_f1: f64,
    /// The share that was right.
    pub right: f64,
    /// Expected calibration error over ten bins.
    pub calibration_error: f64,
}

/// Two models' marks on the same decisions, and what follows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// How many decisions both were asked about.
    pub asked: usize,
    /// The last model's marks.
    pub last: Marks,
    /// The new model's marks.
    pub new: Marks,
    /// Decisions that only the last one had right.
    pub only_last: usize,
    /// Decisions that only the new one had right.
    pub only_new: usize,
    /// Whether the last one's lead can't be chance (sign test on the disagreements, below 0.05).
    pub clearly_worse: bool,
}

impl Comparison {
    /// Asks both models.
    #[must_use]
    pub fn of(words: &Words, last: &Model, new: &Model, held_back: &[Decided<'_>]) -> Comparison {
        let (said_last, said_new) = (answers(words, last, held_back), answers(words, new, held_back));
        let right = |said: &(String, f32), d: &Decided<'_>| said.0 == d.label.trim();
        let pairs = || said_last.iter().zip(&said_new).zip(held_back);
        let only_last = pairs().filter(|((l, n), d)| right(l, d) && !right(n, d)).count();
        let only_new = pairs().filter(|((l, n), d)| !right(l, d) && right(n, d)).count();
        Comparison {
            asked: held_back.len(),
            last: marks(&said_last, held_back),
            new: marks(&said_new, held_back),
            only_last,
            only_new,
            clearly_worse: only_last > only_new && by_chance(only_last, only_last + only_new) < CHANCE,
        }
    }
}

impl Marks {
    /// One model's marks.
    #[must_use]
    pub fn of(words: &Words, model: &Model, held_back: &[Decided<'_>]) -> Marks {
        marks(&answers(words, model, held_back), held_back)
    }
}

fn answers(words: &Words, model: &Model, asked: &[Decided<'_>]) -> Vec<(String, f32)> {
    let answer = |d: &Decided<'_>| {
        let suggestion = model.suggest(words, d.title, d.body);
        (model.labels()[suggestion.label()].clone(), suggestion.confidence())
    };
    asked.iter().map(answer).collect()
}

fn marks(said: &[(String, f32)], asked: &[Decided<'_>]) -> Marks {
    let truth: Vec<&str> = asked.iter().map(|d| d.label.trim()).collect();
    let guess: Vec<&str> = said.iter().map(|(label, _)| label.as_str()).collect();
    let claims: Vec<(f32, bool)> =
        said.iter().zip(&truth).map(|((label, confidence), truth)| (*confidence, label == truth)).collect();
    let right = claims.iter().filter(|(_, right)| *right).count() as f64 / (claims.len() as f64).max(1.0);
    Marks { macro_f1: macro_f1(&truth, &guess), right, calibration_error: calibration_error(&claims, BINS) }
}

/// The chance that a fair coin shows at least `heads` in `throws`.
fn by_chance(heads: usize, throws: usize) -> f64 {
    let mut term = 0.5f64.powi(i32::try_from(throws).unwrap_or(i32::MAX));
    let mut below = 0.0;
    for k in 0..heads {
        below += term;
        term *= (throws - k) as f64 / (k + 1) as f64;
    }
    (1.0 - below).max(0.0)
}

#[test]
fn ten_heads_of_ten_are_no_chance_and_six_are() {
    assert!((by_chance(10, 10) - 1.0 / 1024.0).abs() < 1e-12);
    assert!((by_chance(0, 10) - 1.0).abs() < 1e-12);
    assert!((by_chance(6, 10) - 386.0 / 1024.0).abs() < 1e-12);
}
