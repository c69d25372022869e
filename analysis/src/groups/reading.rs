//! What of one letter is compared: digests of its words, of neighbours that may be a name together, of the
//! readings of each name, and of its writer. Made from one letter alone, so that any number of threads may
//! read, and bounded, so that a letter of 100 kB costs no more than another.

use super::{Letter, Settings};
use crate::{
    digest::digest,
    places::{self, Kind},
    words::{Role, Word, Words},
};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Most features of one letter; its title and its beginning come first.
const MOST_FEATURES: usize = 120;
/// Most mentions of names of one letter.
const MOST_MENTIONS: usize = 16;
/// Most readings of one mention.
pub(super) const MOST_READINGS: usize = 4;

/// How often a feature stands in the title (two bits) and in the body (four), and what it is (two).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count(u8);

impl Count {
    /// Every number of times that can be, in the order of [`Count::times`].
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..64).map(Self)
    }

    /// How often, whatever it is.
    pub(super) fn times(self) -> usize {
        usize::from(self.0 & 63)
    }

    fn add(&mut self, title: bool, form: Form) {
        if title && self.title() < 3 {
            self.0 += 1 << 4;
        }
        if !title && self.body() < 15 {
            self.0 += 1;
        }
        self.0 |= u8::from(form == Form::Pair) << 7 | u8::from(form == Form::Place) << 6;
    }

    pub(super) fn title(self) -> u8 {
        self.0 >> 4 & 3
    }

    pub(super) fn body(self) -> u8 {
        self.0 & 15
    }

    pub(super) fn pair(self) -> bool {
        self.0 >> 7 == 1
    }

    /// Whether it can be a word of what the letter is concerned with.
    pub(super) fn concern(self) -> bool {
        self.0 >> 6 == 0
    }
}

/// What a feature is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Word,
    /// A word of the form of a place's or a thing's name.
    Place,
    /// Two neighbours.
    Pair,
}

/// A mention of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) kind: Kind,
    pub(super) title: bool,
    readings: u8,
}

/// What was read of some letters, in their order; in parts, so that memory is given back part by part.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    pub(super) parts: Vec<Part>,
    /// Where a letter's features stand; kept between letters for its memory.
    places: FxHashMap<u32, usize>,
}

/// Letters of one part.
const PART: usize = 4_096;

#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) rows: Vec<Row>,
    features: Vec<u32>,
    counts: Vec<Count>,
    mentions: Vec<Mention>,
    readings: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Brings letters into one order, however they arrive.
    pub(super) order: u64,
    pub(super) user: u32,
    pub(super) day: Option<i32>,
    /// Digests of how title and body begin.
    pub(super) openings: [u32; 2],
    features: u32,
    mentions: u32,
    readings: u32,
}

/// One letter's.
pub(super) struct Reading<'r> {
    pub(super) user: u32,
    hashes: &'r [u32],
    counts: &'r [Count],
    mentions: &'r [Mention],
    readings: &'r [u32],
}

impl<'r> Reading<'r> {
    pub(super) fn mentions(&self) -> impl Iterator<Item = (Mention, &'r [u32])> {
        let mut rest = self.readings;
        self.mentions.iter().map(move |&mention| {
            let (now, later) = rest.split_at(usize::from(mention.readings));
            rest = later;
            (mention, now)
        })
    }

    pub(super) fn features(&self) -> impl ExactSizeIterator<Item = (u32, Count)> + use<'r> {
        self.hashes.iter().copied().zip(self.counts.iter().copied())
    }

    /// Those that stand in the title and in the body.
    pub(super) fn subjects(&self) -> impl Iterator<Item = u32> + use<'r> {
        self.features().filter(|(_, count)| count.title() > 0 && count.body() > 0).map(|feature| feature.0)
    }

    pub(super) fn readings(&self) -> &'r [u32] {
        self.readings
    }
}

impl Readings {
    /// How many letters were read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.rows.len()).sum()
    }

    /// Whether none was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Puts what another read behind this.
    pub fn append(&mut self, mut other: Self) {
        self.parts.append(&mut other.parts);
    }

    /// Reads a letter.
    pub fn read(&mut self, words: &Words, letter: &Letter<'_>, settings: &Settings) {
        if self.parts.last().is_none_or(|part| part.rows.len() == PART) {
            self.parts.last_mut().into_iter().for_each(Part::close);
            self.parts.push(Part::default());
        }
        if let Some(part) = self.parts.last_mut() {
            part.read(words, letter, settings, &mut self.places);
        }
    }
}

impl Part {
    /// The features of all its letters.
    pub(super) fn features(&self) -> &[u32] {
        &self.features
    }

    /// The readings of all its letters' mentions.
    pub(super) fn names(&self) -> &[u32] {
        &self.readings
    }

    /// Copies itself into no more memory than it needs; allocators shrink nothing by less than half.
    fn close(&mut self) {
        self.features = self.features.as_slice().to_vec();
        self.counts = self.counts.as_slice().to_vec();
        self.mentions = self.mentions.as_slice().to_vec();
        self.readings = self.readings.as_slice().to_vec();
    }

    pub(super) fn get(&self, at: usize) -> Reading<'_> {
        let row = self.rows[at];
        let end = self.rows.get(at + 1);
        let features = row.features as usize..end.map_or(self.features.len(), |r| r.features as usize);
        let mentions = row.mentions as usize..end.map_or(self.mentions.len(), |r| r.mentions as usize);
        let readings = row.readings as usize..end.map_or(self.readings.len(), |r| r.readings as usize);
        Reading {
            user: row.user,
            hashes: &self.features[features.clone()],
            counts: &self.counts[features],
            mentions: &self.mentions[mentions],
            readings: &self.readings[readings],
        }
    }

    pub(super) fn readings(&self) -> impl Iterator<Item = Reading<'_>> {
        (0..self.rows.len()).map(|at| self.get(at))
    }

    fn read(&mut self, words: &Words, letter: &Letter<'_>, t: &Settings, places: &mut FxHashMap<u32, usize>) {
        let order = [letter.id, letter.user, letter.title, letter.body];
        self.rows.push(Row {
            order: order.iter().fold(0, |order, field| digest64(order, field)),
            user: if letter.user.is_empty() { NOBODY } else { digest(letter.user) ^ WRITERS },
            day: letter.day,
            openings: [0; 2],
            features: self.features.len() as u32,
            mentions: self.mentions.len() as u32,
            readings: self.readings.len() as u32,
        });
        places.clear();
        let mut mentions = 0;
        for (text, title) in [(letter.title, true), (letter.body, false)] {
            let text = words.normalise(beginning(text, t.body_characters * 2));
            let text = beginning(&text, t.body_characters);
            let cut = words.cut(text);
            if let Some(row) = self.rows.last_mut() {
                row.openings[usize::from(!title)] = opening(&cut);
            }
            let mut inside: Vec<Range<usize>> = Vec::new();
            places::mentions(text, &cut, |kind, readings| {
                mentions += 1;
                let near = readings[readings.len().min(2) - 1];
                let start = near.as_ptr() as usize - text.as_ptr() as usize;
                inside.push(start..start + near.len());
                if mentions <= MOST_MENTIONS {
                    let readings = &readings[..readings.len().min(MOST_READINGS)];
                    self.mentions.push(Mention { kind, title, readings: readings.len() as u8 });
                    self.readings.extend(readings.iter().map(|reading| name(reading)));
                }
            });
            each_feature(text, &cut, &inside, |feature, form| {
                let start = self.rows.last().map_or(0, |row| row.features as usize);
                let hash = digest(feature);
                let next = self.features.len();
                let at = *places.entry(hash).or_insert(next);
                if at == next {
                    if next - start == MOST_FEATURES {
                        places.remove(&hash);
                        return;
                    }
                    self.features.push(hash);
                    self.counts.push(Count::default());
                }
                self.counts[at].add(title, form);
            });
        }
    }
}

/// Names and writers have digests of their own: 星沙 as a word is not 星沙 as a name.
const NAMES: u32 = 0x5bd1_e995;
const WRITERS: u32 = 0x1234_5678;
/// Whoever didn't say: each is a person of its own.
pub(super) const NOBODY: u32 = 0;

fn digest64(before: u64, field: &str) -> u64 {
    before.rotate_left(17).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ crate::digest::digest64(field)
}

/// A name's digest: of its characters, whatever their order, so that a slip of the pen (绿地, 地绿) is the same name.
pub(super) fn name(reading: &str) -> u32 {
    let sum = reading.chars().fold(0_u64, |sum, c| sum.wrapping_add(mixed(u64::from(c))));
    (sum ^ (sum >> 32)) as u32 ^ NAMES
}

fn mixed(n: u64) -> u64 {
    let n = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (n ^ (n >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

/// How a text begins: its first two content words, without address and names that were masked.
fn opening(cut: &[Word<'_>]) -> u32 {
    let mut words = cut.iter().filter(|w| w.role == Role::Content && !places::masked(w.text));
    match (words.next(), words.next()) {
        (Some(a), Some(b)) => digest(a.text).rotate_left(5) ^ digest(b.text),
        _ => 0,
    }
}

/// At most so many characters from the start.
pub(super) fn beginning(text: &str, characters: usize) -> &str {
    if text.len() <= characters {
        return text;
    }
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// Words, and neighbours of which one is a lone character or a masked name: together they may be a name that
/// no dictionary has (丽|发, K9县|郡).
fn each_feature<'t>(
    text: &'t str,
    cut: &[Word<'t>],
    names: &[Range<usize>],
    mut each: impl FnMut(&'t str, Form),
) {
    let mut before: Option<&Word<'t>> = None;
    let mut name = 0;
    for word in cut {
        let open = |w: &Word<'_>| w.role == Role::Piece || places::masked(w.text);
        match word.role {
            Role::Content | Role::Piece => {
                if word.role == Role::Content {
                    while names.get(name).is_some_and(|n| n.end <= word.at) {
                        name += 1;
                    }
                    let place = names.get(name).is_some_and(|n| n.contains(&word.at))
                        || places::form(word.text).is_some_and(|_| word.text.chars().nth(2).is_some())
                        || places::masked(word.text);
                    each(word.text, if place { Form::Place } else { Form::Word });
                }
                if let Some(b) = before
                    && (open(b) || open(word))
                {
                    each(&text[b.at..word.at + word.text.len()], Form::Pair);
                }
                before = Some(word);
            }
            _ => before = None,
        }
    }
}
