//! What kind of group a letter stands in, beside events: a writer's series, a topic, or none.
//!
//! A series is one writer's letters in one form: the same opening, whatever the place. A topic is a concern that
//! is voiced in many places: the pair of concern words that most letters share. Both are counted, never
//! compared pair by pair.

use super::reading::{NOBODY, Row};
use rustc_hash::FxHashMap;

/// Concern words of a letter that are kept.
pub(super) const CONCERNS: usize = 4;

/// What a letter's kind is told by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    /// Its strongest words that are no names, strongest first; 0 for none.
    pub(super) concerns: [u32; CONCERNS],
    /// Digests of how title and body begin; 0 for none.
    pub(super) openings: [u32; 2],
    pub(super) user: u32,
}

impl Marks {
    pub(super) fn of(row: &Row, concerns: &[u32]) -> Self {
        let mut marks = Self { openings: row.openings, user: row.user, ..Self::default() };
        for (mark, &concern) in marks.concerns.iter_mut().zip(concerns) {
            *mark = concern;
        }
        marks
    }
}

/// Letters of a series, and of a topic, at least.
const FEWEST: usize = 3;
const FEWEST_OF_TOPIC: u32 = 5;

/// Series among `items`, which come in their order: for each its first item, or itself.
pub(super) fn series(marks: &[Marks], order: &[u64], items: &[u32]) -> FxHashMap<u32, u32> {
    let mut by_opening: FxHashMap<(u32, u32), Vec<u32>> = FxHashMap::default();
    for &item in items.iter().filter(|&&item| marks[item as usize].user != NOBODY) {
        let mark = &marks[item as usize];
        let mut openings = mark.openings;
        if openings[0] == openings[1] {
            openings[1] = 0;
        }
        for opening in openings.into_iter().filter(|&o| o != 0) {
            by_opening.entry((mark.user, opening)).or_default().push(item);
        }
    }
    let mut found: Vec<Vec<u32>> =
        by_opening.into_values().filter(|letters| letters.len() >= FEWEST).collect();
    // The longest series takes its letters first.
    let orders = |letters: &[u32]| letters.iter().map(|&at| order[at as usize]).collect::<Vec<_>>();
    found.sort_by_cached_key(|letters| (std::cmp::Reverse(letters.len()), orders(letters)));
    let mut first = FxHashMap::default();
    for letters in found {
        let free: Vec<u32> = letters.into_iter().filter(|letter| !first.contains_key(letter)).collect();
        if free.len() >= FEWEST {
            first.extend(free.iter().map(|&letter| (letter, free[0])));
        }
    }
    first
}

/// Topics among `items`: for each letter of one, the pair of concerns that most share with it.
/// A group that is an event counts once, as its first item.
pub(super) fn topics(marks: &[Marks], items: &[u32]) -> FxHashMap<u32, u64> {
    let mut letters: FxHashMap<u64, u32> = FxHashMap::default();
    for &item in items {
        for pair in pairs(&marks[item as usize]) {
            *letters.entry(pair).or_default() += 1;
        }
    }
    items
        .iter()
        .filter_map(|&item| {
            let best =
                pairs(&marks[item as usize]).max_by_key(|pair| (letters[pair], std::cmp::Reverse(*pair)))?;
            (letters[&best] >= FEWEST_OF_TOPIC).then_some((item, best))
        })
        .collect()
}

/// Each two concerns of a letter, whichever of them is the stronger.
fn pairs(mark: &Marks) -> impl Iterator<Item = u64> {
    let concerns = mark.concerns;
    (0..CONCERNS).flat_map(move |i| (i + 1..CONCERNS).map(move |j| (concerns[i], concerns[j]))).filter_map(
        |(a, b)| {
            let (a, b) = (a.min(b), a.max(b));
            (a != 0 && a != b).then_some(u64::from(a) << 32 | u64::from(b))
        },
    )
}
