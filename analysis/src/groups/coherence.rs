//! Names that stand for one matter, and names of places where much happens.
//!
//! All letters that name 余易贷 are about one fraud; those that name a lake or a large estate are about twenty things.
//! How alike the concerns of a name's letters are on average says which it is, and so how much it tells to
//! share the name. The mean over all pairs follows from the sum of the letters' concerns.

use super::{
    Settings,
    index::Index,
    vectors::{Part, Vectors},
};
use rustc_hash::FxHashMap;

/// Letters of a name from which its coherence is told; in longer lists the first are enough.
const FEWEST: usize = 3;
const MOST: usize = 200;

/// How much each name counts.
pub(super) type Shares = FxHashMap<u32, f32>;

/// Scales the names' weights, in the vectors and in the indexes of which the last holds the letters from `from` on, by
/// what is known from all: a name that the batch brings counts for its earlier letters as for the new ones.
pub(super) fn weigh_names(
    vectors: &mut Vectors,
    indexes: &mut [(u32, Index)],
    shares: &mut Shares,
    from: u32,
    order: &[u64],
    t: &Settings,
) {
    let Some(((_, index), earlier)) = indexes.split_last_mut() else { return };
    let mut letters: Vec<u32> = Vec::new();
    let mut last = Index::before(Part::Name);
    while let Some((name, run)) = index.after(&last).filter(|(name, _)| *name >> 30 == Part::Name as u32) {
        last = run;
        letters.clear();
        letters.extend(index.letters_in(&last));
        if letters.iter().all(|&at| at < from) {
            continue;
        }
        letters.extend(earlier.iter().flat_map(|(_, index)| index.letters_with(name)));
        let all = letters.clone();
        let share = if letters.len() < FEWEST {
            t.pair_coherence
        } else {
            letters.sort_unstable_by_key(|&at| (order[at as usize], at));
            letters.truncate(MOST);
            (t.least_coherence + t.coherence_slope * coherence(vectors, &letters)).min(1.0)
        };
        let before = if all.len() > 1 {
            shares.insert(name, share).unwrap_or(t.pair_coherence)
        } else {
            t.pair_coherence
        };
        let scales = |at: u32| (if at < from { share / before } else { share }).sqrt();
        all.iter().for_each(|&at| vectors.scale(at, name, scales(at)));
        index.scale(&last, scales);
        for (_, index) in earlier.iter_mut() {
            let run = index.run(name);
            index.scale(&run, scales);
        }
    }
}

/// The mean likeness of the concerns of each two of these letters.
fn coherence(vectors: &Vectors, letters: &[u32]) -> f32 {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    let (mut squares, mut lengths) = (0_u64, 0_u64);
    for &at in letters {
        let item = vectors.item(at);
        parts.extend(item.concerns());
        let length = u64::from(item.measure.concern);
        squares += length * length;
        lengths += length;
    }
    parts.sort_unstable();
    let mut product = 0_u64;
    for same in parts.chunk_by(|a, b| a.0 == b.0) {
        let sum: u64 = same.iter().map(|part| u64::from(part.1)).sum();
        product += sum * sum;
    }
    let (all, among) = (lengths * lengths, product.saturating_sub(squares));
    if all > squares { among as f32 / (all - squares) as f32 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{super::vectors, *};

    #[test]
    fn the_mean_over_pairs_follows_from_the_sum() {
        let mut vectors = Vectors::default();
        let feature = |n: u32| Part::Concern.feature(n << 8);
        for words in [[1, 2], [1, 2], [1, 3]] {
            vectors.push(&mut words.map(|w| (feature(w), 0.5)).to_vec(), true, None);
        }
        let by_pairs: f32 = [(0, 1), (0, 2), (1, 2)]
            .map(|(a, b)| {
                let product =
                    vectors::product(vectors.item(a), vectors.item(b))[Part::Concern as usize] as f32;
                product / (vectors.item(a).measure.concern as f32 * vectors.item(b).measure.concern as f32)
            })
            .iter()
            .sum::<f32>()
            / 3.0;
        assert!((coherence(&vectors, &[0, 1, 2]) - by_pairs).abs() < 0.01);
    }
}
