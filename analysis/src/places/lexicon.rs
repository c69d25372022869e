//! The city's names, learnt from the letters: how often each reading of each mention occurs, and from that
//! where a name begins.

use rustc_hash::FxHashMap;

/// How many letters mention what. Only readings count, as digests: a million letters cost tens of megabytes.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    letters: FxHashMap<u32, u32>,
}

/// A longer reading is the name when at least this share of the letters with the shorter one have it too.
const STAYS: f32 = 0.5;

impl Lexicon {
    /// Takes in the readings of one letter's mentions, all of them, each once.
    pub fn learn(&mut self, readings: impl IntoIterator<Item = u32>) {
        for reading in readings {
            *self.letters.entry(reading).or_default() += 1;
        }
    }

    /// In how many letters a reading stands.
    #[must_use]
    pub fn letters(&self, reading: u32) -> u32 {
        self.letters.get(&reading).copied().unwrap_or(0)
    }

    /// Which of a mention's readings (shortest first) is the name. 居住丽发新城, 丽发新城, 新城: the longest that
    /// is still as usual as the one before it. Seen once, a mention's shortest reading is taken.
    #[must_use]
    pub fn choose(&self, readings: &[u32]) -> Option<usize> {
        let mut best = 0;
        let mut short = self.letters(*readings.first()?);
        for (at, &longer) in readings.iter().enumerate().skip(1) {
            let long = self.letters(longer);
            if long < 2 || (long as f32) < STAYS * short as f32 {
                break;
            }
            (best, short) = (at, long);
        }
        Some(best)
    }

    /// The name itself, as [`Lexicon::choose`] says.
    #[must_use]
    pub fn name(&self, readings: &[u32]) -> Option<u32> {
        self.choose(readings).map(|at| readings[at])
    }
}
