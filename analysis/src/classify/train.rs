//! Learning a model from an office's decisions.

use super::{
    Decided, LANES, Model,
    calibrate::Calibration,
    evaluate::{folds, twins},
    features::{Text, fingerprint},
    linear::{Bank, Lanes, Learning, margins},
    sparse::Rows,
    vocabulary::Vocabulary,
};
use crate::words::Words;

/// How a model is learnt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How its machines learn.
    pub learning: Learning,
    /// Inner folds whose margins teach the confidence.
    pub folds: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { learning: Learning::default(), folds: 5 }
    }
}

/// Why nothing can be learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unlearnable {
    /// No decision carries a label.
    #[error("none of the decided messages carries a label")]
    NoLabel,
    /// All decisions are the same: there is nothing to tell apart.
    #[error("all decided messages carry the same label, so there is nothing to tell apart")]
    OneLabel,
    /// No feature occurs in three messages.
    #[error("the decided messages share no words: at least three must have one in common")]
    NothingShared,
    /// The caller asked to stop.
    #[error("stopped")]
    Stopped,
}

/// Decisions as numbers.
struct Task {
    rows: Rows,
    truth: Vec<usize>,
    /// For each row the first that is nearly the same.
    twins: Vec<usize>,
    labels: usize,
    learning: Learning,
}

impl Model {
    /// Learns from decisions; those without a label are left out. The same decisions in another order give the same
    /// model. `go_on` is asked now and then, and ends it by answering no.
    ///
    /// # Errors
    /// [`Unlearnable`] says why there is no model.
    pub fn learn(
        words: &Words,
        decided: &[Decided<'_>],
        settings: Settings,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Result<Model, Unlearnable> {
        let decided = in_fixed_order(decided);
        let labels = labels(&decided)?;
        let mut counts = Vec::with_capacity(decided.len());
        for chunk in decided.chunks(256) {
            counts.extend(chunk.iter().map(|d| Text::new(words, d.title, d.body).counts()));
            if !go_on() {
                return Err(Unlearnable::Stopped);
            }
        }
        let vocabulary = Vocabulary::of(counts.iter().map(Vec::as_slice));
        if vocabulary.len() == 0 {
            return Err(Unlearnable::NothingShared);
        }
        let rows = vocabulary.rows(counts.iter().map(Vec::as_slice));
        let truth = decided.iter().map(|d| labels.partition_point(|label| *label < d.label)).collect();
        let texts: Vec<String> = decided.iter().map(|d| format!("{}{}", d.title, d.body)).collect();
        let task =
            Task { rows, truth, twins: twins(&texts), labels: labels.len(), learning: settings.learning };
        let calibration = task.calibration(settings.folds, go_on).ok_or(Unlearnable::Stopped)?;
        let banks = task.banks(&(0..decided.len()).collect::<Vec<_>>());
        let labels = labels.into_iter().map(str::to_owned).collect();
        let decisions = u32::try_from(decided.len()).unwrap_or(u32::MAX);
        Ok(Model { labels, vocabulary, banks, calibration, decisions })
    }
}

fn in_fixed_order<'a>(decided: &[Decided<'a>]) -> Vec<Decided<'a>> {
    let named = decided.iter().filter(|d| !d.label.trim().is_empty());
    let mut named: Vec<(u64, Decided<'a>)> = named.map(|d| (fingerprint(d.title, d.body), *d)).collect();
    named.sort_unstable();
    named.into_iter().map(|(_, d)| Decided { label: d.label.trim(), ..d }).collect()
}

fn labels<'a>(decided: &[Decided<'a>]) -> Result<Vec<&'a str>, Unlearnable> {
    let mut labels: Vec<&str> = decided.iter().map(|d| d.label).collect();
    labels.sort_unstable();
    labels.dedup();
    match labels.len() {
        0 => Err(Unlearnable::NoLabel),
        1 => Err(Unlearnable::OneLabel),
        _ => Ok(labels),
    }
}

impl Task {
    fn banks(&self, within: &[usize]) -> Vec<Vec<Lanes>> {
        let bank = |first: usize| {
            let lane = |label: &usize| label.checked_sub(first).filter(|l| *l < LANES).unwrap_or(LANES);
            let lanes: Vec<usize> = self.truth.iter().map(lane).collect();
            Bank::learn(&self.rows, &lanes, within, self.labels, self.learning)
        };
        (0..self.labels).step_by(LANES).map(bank).collect()
    }

    /// From inner folds; a text and its near-duplicates stand in one fold, or they would vouch for each other. Nothing
    /// when asked to stop.
    fn calibration(&self, count: usize, go_on: &mut dyn FnMut() -> bool) -> Option<Calibration> {
        let fold = folds(&self.truth, count);
        let (mut said, mut truth) = (Vec::new(), Vec::new());
        for left_out in 0..count {
            let (out, within): (Vec<usize>, Vec<usize>) =
                (0..self.truth.len()).partition(|row| fold[self.twins[*row]] == left_out);
            let banks = self.banks(&within);
            said.extend(out.iter().map(|row| all_margins(&banks, self.labels, || self.rows.row(*row))));
            truth.extend(out.iter().map(|row| self.truth[*row]));
            if !go_on() {
                return None;
            }
        }
        Some(Calibration::fit(&said, &truth, self.labels))
    }
}

/// What all banks say of a row: a margin for each label.
pub(super) fn all_margins<R: Iterator<Item = (usize, f32)>>(
    banks: &[Vec<Lanes>],
    labels: usize,
    row: impl Fn() -> R,
) -> Vec<f32> {
    let mut said: Vec<f32> = banks.iter().flat_map(|bank| margins(bank, row())).collect();
    said.truncate(labels);
    said
}
