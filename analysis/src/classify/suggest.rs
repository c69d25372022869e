//! One message's label, how sure, and the words that decided.

use super::{LANES, Model, features::Text, train::all_margins};
use crate::words::Words;
use rustc_hash::FxHashMap;

/// Words named at most.
const NAMED: usize = 8;

/// A word that spoke for the label.
#[derive(Debug, Clone, PartialEq)]
pub struct Deciding {
    /// The word, in the normalised text's form.
    pub word: String,
    /// What it added to the label's margin beyond what it added to the others' on average.
    pub weight: f32,
}

/// What the model makes of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// All labels' numbers (see [`Model::labels`]) with the confidence in each, the surest first.
    pub ranked: Vec<(usize, f32)>,
    /// The words that decided, the strongest first.
    pub words: Vec<Deciding>,
}

impl Suggestion {
    /// The suggested label's number.
    #[must_use]
    pub fn label(&self) -> usize {
        self.ranked[0].0
    }

    /// The confidence in it, 0 to 1.
    #[must_use]
    pub fn confidence(&self) -> f32 {
        self.ranked[0].1
    }
}

impl Model {
    /// Suggests a label. A message without a known word gets the most common one, with the confidence that this deserves.
    #[must_use]
    pub fn suggest(&self, words: &Words, title: &str, body: &str) -> Suggestion {
        let text = Text::new(words, title, body);
        let row = self.vocabulary.row(&text.counts());
        let columns = || row.iter().map(|(column, value)| (*column as usize, *value));
        let margins = all_margins(&self.banks, self.labels.len(), columns);
        let confidences = self.calibration.confidences(&margins);
        let mut ranked: Vec<(usize, f32)> = confidences.into_iter().enumerate().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let words = self.deciding(&text, ranked[0].0);
        Suggestion { ranked, words }
    }

    /// Hands back what each feature gave to the characters that it covers, and sums it by word.
    fn deciding(&self, text: &Text, label: usize) -> Vec<Deciding> {
        let shares = self.vocabulary.shares(text);
        let mut given = vec![0.0f32; text.length()];
        text.occurrences(|occurrence| {
            if let Some((column, share)) = shares.get(&occurrence.key) {
                let span = &mut given[occurrence.from as usize..occurrence.to as usize];
                let each = share * self.leaning(*column, label) / span.len() as f32;
                span.iter_mut().for_each(|character| *character += each);
            }
        });
        let mut by_word: FxHashMap<&str, f32> = FxHashMap::default();
        for &(from, to) in text.words() {
            *by_word.entry(text.span(from, to)).or_default() +=
                given[from as usize..to as usize].iter().sum::<f32>();
        }
        let mut named: Vec<(&str, f32)> = by_word.into_iter().filter(|(_, weight)| *weight > 0.0).collect();
        named.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        named.truncate(NAMED);
        named.into_iter().map(|(word, weight)| Deciding { word: word.to_owned(), weight }).collect()
    }

    /// How much more a column speaks for a label than for the labels on average.
    fn leaning(&self, column: usize, label: usize) -> f32 {
        let all = self.banks.iter().flat_map(|bank| &bank[column]).take(self.labels.len());
        self.banks[label / LANES][column][label % LANES] - all.sum::<f32>() / self.labels.len() as f32
    }
}
