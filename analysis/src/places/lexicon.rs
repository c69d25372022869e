//! The city's names, learnt from the letters: how often each reading of each mention occurs, and from that
//! where a name begins.

use crate::counts::Counts;

/// How many letters mention what. Only readings count, as digests: a million letters cost tens of megabytes.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    letters: Counts,
}

/// A longer reading is the name when at least this share of the letters with the shorter one have it too.
const STAYS: f32 = 0.5;

impl Lexicon {
    /// Takes in the readings of letters' mentions, each once a letter.
    pub fn learn(&mut self, readings: impl Iterator<Item = u32> + Clone) {
        self.letters.learn(readings);
    }

    /// In how many letters a reading stands.
    #[must_use]
    pub fn letters(&self, reading: u32) -> u32 {
        self.letters.get(reading)
    }

    /// In how many letters each of many readings stands.
    #[must_use]
    pub fn letters_of(&self, readings: impl Iterator<Item = u32> + Clone) -> Vec<u32> {
        self.letters.of(readings)
    }
}

/// Which of a mention's readings is the name, from how many `letters` have each (shortest first). 居住丽发新城, 丽发新城,
/// 新城: the longest that is still as usual as the one before it. Seen once, a mention's shortest reading is taken.
#[must_use]
pub fn choose(letters: &[u32]) -> Option<usize> {
    let mut best = 0;
    let mut short = *letters.first()?;
    for (at, &long) in letters.iter().enumerate().skip(1) {
        if long < 2 || (long as f32) < STAYS * short as f32 {
            break;
        }
        (best, short) = (at, long);
    }
    Some(best)
}
