//! Which letters may be alike: an inverted index of each letter's strongest features.
//!
//! An index is built once for a batch; a further batch brings its own, and a search goes through all. Of a list that
//! very many letters share, only the neighbourhood of the letter that searches is looked at, in the letters' own
//! order: what belongs together is found from neighbour to neighbour, and the cost stays bounded.

use super::{
    Settings,
    met::Met,
    vectors::{self, Part, Vectors},
    weights::MOST_NAMES,
};
use std::ops::Range;

/// Lists of letters by feature, of one batch, in shards by the feature's upper bits: what a shard is made from is free for
/// the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    shards: Vec<Shard>,
}

/// Shards, as a power of two; a feature's [`Part`] is in its two upper bits.
const SHARDS: u32 = 6;

/// A feature and the entries that have it.
pub(super) struct Run {
    shard: usize,
    range: Range<usize>,
}

#[derive(Clone, Debug, Default)]
struct Shard {
    /// Entries of features of the same next bits begin at `buckets[bits]`.
    buckets: Vec<u32>,
    /// Feature, letter; sorted by the feature and the letters' order.
    entries: Vec<(u32, u32)>,
    weights: Vec<u16>,
    shift: u32,
}

impl Index {
    /// Of the letters from `first` on.
    pub(super) fn build(vectors: &Vectors, order: &[u64], first: u32, t: &Settings) -> Self {
        let mut in_order: Vec<u32> = (first..vectors.len() as u32).collect();
        in_order.sort_by_key(|&at| order[at as usize]);
        let mut found: Vec<Vec<(u32, u32, u16)>> = vec![Vec::new(); 1 << SHARDS];
        let mut keys = Vec::new();
        for (place, &at) in (0..).zip(&in_order) {
            self::keys(vectors, at, t, &mut keys);
            for &(hash, weight) in &keys {
                found[(hash >> (32 - SHARDS)) as usize].push((hash, place, weight));
            }
        }
        Self { shards: found.into_iter().map(|entries| Shard::of(entries, &in_order)).collect() }
    }

    /// Before the first feature of a part.
    pub(super) fn before(part: Part) -> Run {
        Run { shard: (part as usize) << (SHARDS - 2), range: 0..0 }
    }

    /// The next feature.
    pub(super) fn after(&self, run: &Run) -> Option<(u32, Run)> {
        let (mut shard, mut from) = (run.shard, run.range.end);
        while from == self.shards.get(shard)?.entries.len() {
            (shard, from) = (shard + 1, 0);
        }
        let entries = &self.shards[shard].entries[from..];
        let feature = entries[0].0;
        let many = entries.iter().take_while(|e| e.0 == feature).count();
        Some((feature, Run { shard, range: from..from + many }))
    }

    pub(super) fn letters_in(&self, run: &Run) -> impl Iterator<Item = u32> {
        self.shards[run.shard].entries[run.range.clone()].iter().map(|e| e.1)
    }

    /// The letters with a feature.
    pub(super) fn letters_with(&self, feature: u32) -> impl Iterator<Item = u32> {
        self.letters(feature).0.iter().map(|e| e.1)
    }

    /// Scales the weights of entries, by their letters.
    pub(super) fn scale(&mut self, run: &Run, scale: impl Fn(u32) -> f32) {
        let shard = &mut self.shards[run.shard];
        let weights = &mut shard.weights[run.range.clone()];
        for (entry, weight) in shard.entries[run.range.clone()].iter().zip(weights) {
            *weight = (f32::from(*weight) * scale(entry.1)).round() as u16;
        }
    }

    /// The letters with a feature, and its weight in each.
    fn letters(&self, hash: u32) -> (&[(u32, u32)], &[u16]) {
        let Run { shard, range } = self.run(hash);
        let shard = &self.shards[shard];
        (&shard.entries[range.clone()], &shard.weights[range])
    }

    /// The entries of a feature, which may be none.
    pub(super) fn run(&self, hash: u32) -> Run {
        let at = (hash >> (32 - SHARDS)) as usize;
        let shard = &self.shards[at];
        let b = shard.bucket(hash);
        let (from, to) = (shard.buckets[b] as usize, shard.buckets[b + 1] as usize);
        let start = from + shard.entries[from..to].partition_point(|e| e.0 < hash);
        let end = start + shard.entries[start..to].partition_point(|e| e.0 == hash);
        Run { shard: at, range: start..end }
    }
}

impl Shard {
    fn of(mut found: Vec<(u32, u32, u16)>, in_order: &[u32]) -> Self {
        found.sort_unstable_by_key(|e| u64::from(e.0) << 32 | u64::from(e.1));
        let bits = (found.len().max(64) / 4).ilog2().min(24);
        let mut shard = Self { shift: 32 - bits, buckets: vec![0; (1 << bits) + 1], ..Self::default() };
        for (hash, ..) in &found {
            let bucket = shard.bucket(*hash);
            shard.buckets[bucket + 1] += 1;
        }
        for b in 1..shard.buckets.len() {
            shard.buckets[b] += shard.buckets[b - 1];
        }
        shard.weights = found.iter().map(|e| e.2).collect();
        // Into memory of their own: in place they would keep half as much again.
        shard.entries = found.iter().map(|e| (e.0, in_order[e.1 as usize])).collect();
        shard
    }

    fn bucket(&self, hash: u32) -> usize {
        (hash << SHARDS >> self.shift) as usize
    }
}

fn keys(vectors: &Vectors, at: u32, t: &Settings, keys: &mut Vec<(u32, u16)>) {
    keys.clear();
    keys.extend(vectors.item(at).features());
    if keys.len() > t.search_features {
        keys.select_nth_unstable_by(t.search_features, |a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        keys.truncate(t.search_features);
    }
}

/// At most so many of a list: those around the place that `order` has in it.
fn around(list: &[(u32, u32)], orders: &[u64], order: u64, most: usize) -> Range<usize> {
    if list.len() <= most {
        return 0..list.len();
    }
    let place = list.partition_point(|e| orders[e.1 as usize] < order);
    let start = place.saturating_sub(most / 2).min(list.len() - most);
    start..start + most
}

/// Searches for letters that are alike; keeps its memory between searches.
pub(super) struct Search {
    found: Vec<u32>,
    touched: Vec<u32>,
    best: Vec<u64>,
    keys: Vec<(u32, u16)>,
    lists: Vec<(usize, usize, u16)>,
    asking: Met,
}

impl Search {
    pub(super) fn new(letters: usize, t: &Settings) -> Self {
        Self {
            found: vec![0; letters],
            touched: Vec::new(),
            best: Vec::new(),
            keys: Vec::new(),
            lists: Vec::new(),
            asking: Met::new(t.kept_features + MOST_NAMES + 1),
        }
    }

    /// The letters that are at least `t.cut` like the one at `at`, with their likeness.
    pub(super) fn alike(
        &mut self,
        vectors: &Vectors,
        indexes: &[&Index],
        order: &[u64],
        at: u32,
        t: &Settings,
        mut each: impl FnMut(u32, f32),
    ) {
        self.touch(vectors, indexes, order, at, t);
        // The most found, and of those the first.
        self.best.clear();
        for other in self.touched.drain(..) {
            let found = std::mem::take(&mut self.found[other as usize]);
            self.best.push(u64::from(!found) << 32 | u64::from(other));
        }
        if self.best.len() > t.candidates {
            self.best.select_nth_unstable(t.candidates);
            self.best.truncate(t.candidates);
        }
        let item = vectors.item(at);
        self.asking.lay(item);
        for other in self.best.iter().map(|&best| best as u32) {
            let other_item = vectors.item(other);
            let products = self.asking.product(other_item);
            let alike = vectors::likeness(products, item.measure, other_item.measure, t);
            if alike >= t.cut * (1.0 - t.group_allowance) {
                each(other, alike);
            }
        }
    }

    /// Finds which letters share features with the one at `at`, and adds up how much: by the rarest features first,
    /// until `t.postings` have been looked at.
    fn touch(&mut self, vectors: &Vectors, indexes: &[&Index], order: &[u64], at: u32, t: &Settings) {
        keys(vectors, at, t, &mut self.keys);
        self.lists.clear();
        for &(hash, weight) in &self.keys {
            let long = indexes.iter().map(|index| index.letters(hash).0.len()).sum();
            self.lists.push((long, hash as usize, weight));
        }
        self.lists.sort_unstable();
        let mut looked = 0;
        for &(_, hash, weight) in &self.lists {
            for index in indexes {
                let (entries, weights) = index.letters(hash as u32);
                let near = around(entries, order, order[at as usize], t.list_window.min(t.postings - looked));
                looked += near.len();
                let (entries, weights) = (&entries[near.clone()], &weights[near]);
                for (&(_, other), &w) in entries.iter().zip(weights) {
                    if other == at {
                        continue;
                    }
                    let sum = &mut self.found[other as usize];
                    if *sum == 0 {
                        self.touched.push(other);
                    }
                    *sum += u32::from(weight) * u32::from(w) / 64 + 1;
                }
            }
        }
    }
}
