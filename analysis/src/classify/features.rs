//! What the model sees of a text: its words, its characters, its pairs of characters; those of its head (the title, or
//! the first characters where there is none) once more for themselves.
//!
//! A feature is a 64-bit hash of its kind and its characters: with a hundred thousand of them two meet by chance once in
//! a billion models, and a saved model holds no words of anybody's letter. Runs of three characters were tried: words
//! already say what they add, and they cost three times as much.

use crate::words::{Role, Words};

/// How many characters are the head of a text without a title.
const HEAD: usize = 40;
/// A title shorter than this is none.
const TITLE: usize = 2;
/// What is read of a text. Letters that are longer have said by then what they are about.
const LONGEST: usize = 20_000;

/// A text made ready.
pub(super) struct Text {
    text: String,
    /// Where each character begins, and the end.
    starts: Vec<u32>,
    /// How many characters belong to the head.
    head: usize,
    /// Words as spans of characters, in order, without marks.
    words: Vec<(u32, u32)>,
}

/// A feature where it stands: a span of characters.
#[derive(Clone, Copy)]
pub(super) struct Occurrence {
    pub key: u64,
    pub from: u32,
    pub to: u32,
}

#[derive(Clone, Copy)]
enum Kind {
    Character,
    Pair,
    HeadRun,
    Word,
    HeadWord,
}

impl Text {
    pub fn new(words: &Words, title: &str, body: &str) -> Text {
        let title = words.normalise(first(title));
        let titled = title.chars().count() >= TITLE;
        let body = words.normalise(first(body));
        let text = if titled { format!("{title}\n{body}") } else { body };
        let mut starts: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).collect();
        starts.push(text.len() as u32);
        let length = starts.len() - 1;
        let head = if titled { title.chars().count() } else { HEAD.min(length) };
        let (mut spans, mut at) = (Vec::with_capacity(length / 2), 0);
        for word in words.cut(&text) {
            let to = at + word.text.chars().count() as u32;
            if word.role != Role::Mark {
                spans.push((at, to));
            }
            at = to;
        }
        Text { text, starts, head, words: spans }
    }

    pub fn words(&self) -> &[(u32, u32)] {
        &self.words
    }

    pub fn length(&self) -> usize {
        self.starts.len() - 1
    }

    /// The characters of a span.
    pub fn span(&self, from: u32, to: u32) -> &str {
        &self.text[self.starts[from as usize] as usize..self.starts[to as usize] as usize]
    }

    /// Calls `found` for every feature, wherever it stands.
    pub fn occurrences(&self, mut found: impl FnMut(Occurrence)) {
        let chars: Vec<u64> = self.text.chars().map(plain).collect();
        let head = self.head as u32;
        for (at, &c) in chars.iter().enumerate().filter(|(_, c)| **c != SPACE) {
            let (from, single) = (at as u32, step(0, c));
            let mut both = |key, kind, to| {
                found(Occurrence { key: tag(key, kind), from, to });
                if to <= head {
                    found(Occurrence { key: tag(key, Kind::HeadRun), from, to });
                }
            };
            both(single, Kind::Character, from + 1);
            if let Some(&next) = chars.get(at + 1) {
                both(step(single, next), Kind::Pair, from + 2);
            }
        }
        for &(from, to) in &self.words {
            let key = chars[from as usize..to as usize].iter().fold(WORD, |key, &c| step(key, c));
            found(Occurrence { key: tag(key, Kind::Word), from, to });
            if to <= head {
                found(Occurrence { key: tag(key, Kind::HeadWord), from, to });
            }
        }
    }

    /// The features with their counts, by key.
    pub fn counts(&self) -> Vec<(u64, u32)> {
        let mut keys = Vec::with_capacity(self.length() * 3);
        self.occurrences(|occurrence| keys.push(occurrence.key));
        keys.sort_unstable();
        keys.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as u32)).collect()
    }
}

/// A stable name of a text, for orders that don't depend on rows.
pub(super) fn fingerprint(title: &str, body: &str) -> u64 {
    let key = title.chars().fold(1, |key, c| step(key, u64::from(c)));
    body.chars().fold(step(key, 0), |key, c| step(key, u64::from(c)))
}

fn first(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

const SPACE: u64 = ' ' as u64;
const WORD: u64 = 7;

/// Which digit it is tells nothing about what a letter is about, except in a name (A7县), where the word around has it.
fn plain(c: char) -> u64 {
    if c.is_whitespace() { SPACE } else { u64::from(c) }
}

pub(super) fn step(key: u64, c: u64) -> u64 {
    mix(key ^ (c + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn tag(key: u64, kind: Kind) -> u64 {
    mix(key ^ (kind as u64 + 1) << 40)
}

/// The finishing steps of splitmix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
