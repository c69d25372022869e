//! How often what was seen, for millions of digests: sorted lists by their upper bits.
//!
//! A hash map of ten million digests misses the processor's caches at every look and doubles when it grows. Here digests
//! come by the block: a block is parted by upper bits, each part sorted and merged with, or held against, its
//! list. All of that is sequential, and a digest costs eight bytes.

/// Lists by so many upper bits.
const BITS: u32 = 8;

/// Digests and how often each was counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    lists: Vec<List>,
}

/// Digests in their order, with their counts.
#[derive(Clone, Debug, Default)]
struct List {
    digests: Vec<u32>,
    counts: Vec<u32>,
}

impl Counts {
    /// Counts each digest once more.
    pub(crate) fn learn(&mut self, digests: impl Iterator<Item = u32> + Clone) {
        self.lists.resize_with(1 << BITS, List::default);
        let (mut parted, starts) = parted(digests, |digest| digest);
        for (list, range) in self.lists.iter_mut().zip(starts.windows(2)) {
            let fresh = &mut parted[range[0]..range[1]];
            fresh.sort_unstable();
            list.merge(fresh);
        }
    }

    /// How often each digest was counted, in their order.
    pub(crate) fn of(&self, digests: impl Iterator<Item = u32> + Clone) -> Vec<u32> {
        let pairs = (0_u64..).zip(digests).map(|(place, digest)| u64::from(digest) << 32 | place);
        let (mut parted, starts) = parted(pairs, |pair| (pair >> 32) as u32);
        let mut counts = vec![0; parted.len()];
        for (list, range) in self.lists.iter().zip(starts.windows(2)) {
            let asked = &mut parted[range[0]..range[1]];
            asked.sort_unstable();
            let mut from = 0;
            for pair in asked {
                from += ahead(&list.digests[from..], (*pair >> 32) as u32);
                if list.digests.get(from) == Some(&((*pair >> 32) as u32)) {
                    counts[*pair as u32 as usize] = list.counts[from];
                }
            }
        }
        counts
    }

    /// How often one digest was counted.
    pub(crate) fn get(&self, digest: u32) -> u32 {
        let list = self.lists.get((digest >> (32 - BITS)) as usize);
        list.and_then(|list| Some(list.counts[list.digests.binary_search(&digest).ok()?])).unwrap_or(0)
    }
}

impl List {
    /// Takes in sorted digests.
    fn merge(&mut self, fresh: &[u32]) {
        let runs = || fresh.chunk_by(|a, b| a == b);
        let mut from = 0;
        let known = runs()
            .filter(|run| {
                from += ahead(&self.digests[from..], run[0]);
                self.digests.get(from) == Some(&run[0])
            })
            .count();
        let all = self.digests.len() + runs().count() - known;
        let mut merged = Self { digests: Vec::with_capacity(all), counts: Vec::with_capacity(all) };
        let mut from = 0;
        for run in runs() {
            let to = from + ahead(&self.digests[from..], run[0]);
            merged.digests.extend_from_slice(&self.digests[from..to]);
            merged.counts.extend_from_slice(&self.counts[from..to]);
            let before = self.digests.get(to) == Some(&run[0]);
            merged.digests.push(run[0]);
            merged.counts.push(run.len() as u32 + if before { self.counts[to] } else { 0 });
            from = to + usize::from(before);
        }
        merged.digests.extend_from_slice(&self.digests[from..]);
        merged.counts.extend_from_slice(&self.counts[from..]);
        *self = merged;
    }
}

/// How many at the beginning of a sorted list are smaller: looked for in growing steps, for it is often near.
fn ahead(sorted: &[u32], digest: u32) -> usize {
    let mut step = 1;
    while step <= sorted.len() && sorted[step - 1] < digest {
        step *= 2;
    }
    let from = step / 2;
    from + sorted[from..sorted.len().min(step)].partition_point(|&d| d < digest)
}

/// What comes, brought together by the upper bits of its digest; and where each part begins.
fn parted<T: Copy + Default>(
    all: impl Iterator<Item = T> + Clone,
    digest: impl Fn(T) -> u32,
) -> (Vec<T>, Vec<usize>) {
    let part = |one: T| (digest(one) >> (32 - BITS)) as usize;
    let mut starts = vec![0; (1 << BITS) + 1];
    all.clone().for_each(|one| starts[part(one) + 1] += 1);
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut fill = starts.clone();
    let mut parted = vec![T::default(); starts[1 << BITS]];
    for one in all {
        let place = &mut fill[part(one)];
        parted[*place] = one;
        *place += 1;
    }
    (parted, starts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn fuzz_counts_are_those_of_a_map(
            blocks in proptest::collection::vec(proptest::collection::vec(0u32..40, 0..60), 0..5),
            spread in prop::sample::select(vec![1u32, 0x0500_0001, 0x0900_0003]),
        ) {
            let (mut counts, mut map) = (Counts::default(), BTreeMap::<u32, u32>::new());
            for block in &blocks {
                let digests = block.iter().map(|d| d.wrapping_mul(spread));
                digests.clone().for_each(|d| *map.entry(d).or_default() += 1);
                counts.learn(digests);
            }
            let asked: Vec<u32> = (0..50).rev().map(|d: u32| d.wrapping_mul(spread)).collect();
            let expected: Vec<u32> = asked.iter().map(|d| map.get(d).copied().unwrap_or(0)).collect();
            prop_assert_eq!(asked.iter().map(|&d| counts.get(d)).collect::<Vec<_>>(), expected.clone());
            prop_assert_eq!(counts.of(asked.iter().copied()), if map.is_empty() { vec![0; 50] } else { expected });
        }
    }
}
