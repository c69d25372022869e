//! Why letters stand together, in words.
//!
//! A group keeps digests only, so its words are read again from its letters' texts: from all of a small
//! group, from the [`MOST_READ`] nearest the middle of a large one.

use super::{
    Groups, Letter,
    vectors::{self, Part},
};
use crate::{
    digest::digest,
    places,
    words::{Role, Words},
};
use std::collections::BTreeMap;

/// Letters of a group whose texts are read again.
pub const MOST_READ: usize = 40;
/// Words and examples given.
const MOST_WORDS: usize = 8;
const EXAMPLES: usize = 3;

/// What a group is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The words that its letters share and others don't, strongest first.
    pub words: Vec<String>,
    /// The name that most of its letters mention, no division's; empty when fewer than a third mention any.
    pub place: String,
    /// The letters nearest its middle, nearest first.
    pub examples: Vec<u32>,
}

impl Groups {
    /// A group's letters, those nearest its middle first.
    #[must_use]
    pub fn by_nearness(&self, members: &[u32]) -> Vec<u32> {
        let (mut middle, mut more) = (Vec::new(), Vec::new());
        for &at in members {
            vectors::add(&middle, &self.vectors.item(at).parts(), &mut more);
            std::mem::swap(&mut middle, &mut more);
        }
        let mut near: Vec<(u64, u32)> = members
            .iter()
            .map(|&at| (vectors::product_with_sum(self.vectors.item(at), &middle).iter().sum(), at))
            .collect();
        near.sort_unstable_by_key(|&(near, at)| (std::cmp::Reverse(near), self.order[at as usize]));
        near.into_iter().map(|n| n.1).collect()
    }

    /// Explains a group from its letters' texts.
    #[must_use]
    pub fn explain<'t>(
        &self,
        words: &Words,
        members: &[u32],
        letter: impl Fn(u32) -> Letter<'t>,
    ) -> Explanation {
        let near = self.by_nearness(members);
        let mut shared: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        let mut names: BTreeMap<String, (u32, usize)> = BTreeMap::new();
        for &at in near.iter().take(MOST_READ) {
            let letter = letter(at);
            let own: Vec<u32> = self.vectors.item(at).features().map(|f| f.0).collect();
            let mut seen: BTreeMap<String, u32> = BTreeMap::new();
            let mut named: BTreeMap<String, u32> = BTreeMap::new();
            for (text, weight) in [(letter.title, 3), (letter.body, 1)] {
                let text =
                    words.normalise(super::reading::beginning(text, self.settings.body_characters * 2));
                let text = super::reading::beginning(&text, self.settings.body_characters);
                let cut = words.cut(text);
                for word in cut.iter().filter(|w| w.role == Role::Content) {
                    let digest = digest(word.text);
                    if [Part::Concern, Part::Place]
                        .iter()
                        .any(|part| own.binary_search(&part.feature(digest)).is_ok())
                    {
                        seen.insert(word.text.to_owned(), weight);
                    }
                }
                places::mentions(text, &cut, |kind, readings| {
                    if kind == places::Kind::Division {
                        return;
                    }
                    let letters: Vec<u32> =
                        readings.iter().map(|r| self.known.names.letters(super::reading::name(r))).collect();
                    if let Some(name) = places::choose(&letters).map(|at| readings[at]) {
                        let most = named.entry(name.to_owned()).or_default();
                        *most = weight.max(*most);
                    }
                });
            }
            for (word, weight) in seen {
                let sum = shared.entry(word).or_default();
                *sum = (sum.0 + 1, sum.1 + weight);
            }
            for (name, weight) in named {
                let sum = names.entry(name).or_default();
                *sum = (sum.0 + weight, sum.1 + 1);
            }
        }
        // A name that few of them mention isn't where it happens.
        let read = near.len().min(MOST_READ);
        let place = names
            .iter()
            .filter(|(_, (_, letters))| letters * 3 >= read)
            .max_by_key(|(name, (weight, _))| (*weight, name.len(), std::cmp::Reverse((*name).clone())));
        let fewest = if members.len() > 1 { 2 } else { 1 };
        let mut strong: Vec<(u64, String)> = shared
            .into_iter()
            .filter(|(_, sum)| sum.0 >= fewest)
            .map(|(word, sum)| (u64::from(sum.1) * u64::from(self.known.rarity_of(digest(&word))), word))
            .collect();
        strong.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Explanation {
            words: strong.into_iter().take(MOST_WORDS).map(|s| s.1).collect(),
            place: place.map(|(name, _)| name.clone()).unwrap_or_default(),
            examples: near.into_iter().take(EXAMPLES).collect(),
        }
    }
}
