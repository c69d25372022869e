//! Columns: the features that several decided texts share, each with its rarity.

use super::{features::Text, sparse::Rows};

/// A feature in fewer texts than this is no evidence.
const TEXTS: usize = 3;

/// Features, and the column and rarity of each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Vocabulary {
    keys: Vec<u64>,
    rarity: Vec<f32>,
    /// A hash table with open places over `keys`: column + 1, or 0 where nothing is.
    slots: Vec<u32>,
}

impl Vocabulary {
    /// Of texts, each given as its features with counts.
    pub fn of<'t>(texts: impl ExactSizeIterator<Item = &'t [(u64, u32)]>) -> Vocabulary {
        let all = texts.len() as f32;
        let mut seen: Vec<u64> = texts.flatten().map(|(key, _)| *key).collect();
        seen.sort_unstable();
        let shared = seen.chunk_by(|a, b| a == b).filter(|run| run.len() >= TEXTS);
        let rarity = |texts: usize| ((1.0 + all) / (1.0 + texts as f32)).ln() + 1.0;
        let (keys, rarity) = shared.map(|run| (run[0], rarity(run.len()))).unzip();
        Vocabulary::new(keys, rarity)
    }

    pub fn new(keys: Vec<u64>, rarity: Vec<f32>) -> Vocabulary {
        let mut slots = vec![0; (keys.len() * 2 + 2).next_power_of_two()];
        let mask = slots.len() - 1;
        for (column, key) in keys.iter().enumerate() {
            let mut at = *key as usize & mask;
            while slots[at] != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = column as u32 + 1;
        }
        Vocabulary { keys, rarity, slots }
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Every feature with its rarity.
    pub fn entries(&self) -> impl Iterator<Item = (u64, f32)> + '_ {
        self.keys.iter().copied().zip(self.rarity.iter().copied())
    }

    pub fn column(&self, key: u64) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        loop {
            let column = (self.slots[at] as usize).checked_sub(1)?;
            if self.keys[column] == key {
                return Some(column);
            }
            at = (at + 1) & mask;
        }
    }

    /// A text's columns with their values; of length one, or empty.
    pub fn row(&self, counts: &[(u64, u32)]) -> Vec<(u32, f32)> {
        let value = |column: usize, count: u32| (1.0 + (count as f32).ln()) * self.rarity[column];
        let known = counts.iter().filter_map(|(key, count)| {
            self.column(*key).map(|column| (column as u32, value(column, *count)))
        });
        let mut row: Vec<(u32, f32)> = known.collect();
        let length = row.iter().map(|(_, value)| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        row.iter_mut().for_each(|(_, value)| *value /= length);
        row
    }

    /// What a text gives each column for one occurrence: its value shared among the times it stands there.
    pub fn shares(&self, text: &Text) -> rustc_hash::FxHashMap<u64, (usize, f32)> {
        let counts = text.counts();
        let known = counts.iter().filter(|(key, _)| self.column(*key).is_some());
        let shares = known
            .zip(self.row(&counts))
            .map(|((key, count), (column, value))| (*key, (column as usize, value / *count as f32)));
        shares.collect()
    }

    pub fn rows<'t>(&self, texts: impl Iterator<Item = &'t [(u64, u32)]>) -> Rows {
        let mut rows = Rows::of_width(self.len());
        texts.for_each(|text| rows.push(&self.row(text)));
        rows
    }
}
