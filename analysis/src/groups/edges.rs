//! Which letters are alike, as an index found it: kept by the later letter, and handed to linkage a band at a time.
//!
//! A million letters have ten million edges, so none lies there twice for long. The edges of a letter are whole as soon as it
//! has been searched for, and move into their place then; linkage gets the most alike first, in bands of which one at a
//! time is taken out and sorted.

use std::{cmp::Ordering, ops::Range};

/// An edge: two items, of which the first comes first, and how alike they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) alike: f32,
    pub(super) a: u32,
    pub(super) b: u32,
}

impl Eq for Edge {}

impl PartialOrd for Edge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Edge {
    fn cmp(&self, other: &Self) -> Ordering {
        self.alike.total_cmp(&other.alike).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

/// Each letter's edges to earlier ones, in blocks of letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    blocks: Vec<Block>,
}

/// Letters of a block, as a power of two.
const BLOCK: u32 = 12;

#[derive(Clone, Debug)]
struct Block {
    /// The earlier letter and how alike it is; those of the block's letter `i` are `list[starts[i]..starts[i + 1]]`.
    list: Vec<(u32, f32)>,
    starts: Vec<u32>,
}

impl Block {
    fn range(&self, at: u32) -> Range<usize> {
        let at = (at & ((1 << BLOCK) - 1)) as usize;
        self.starts[at] as usize..self.starts[at + 1] as usize
    }
}

impl Edges {
    pub(super) fn of(&self, at: u32) -> &[(u32, f32)] {
        let block = &self.blocks[(at >> BLOCK) as usize];
        &block.list[block.range(at)]
    }

    pub(super) fn of_mut(&mut self, at: u32) -> &mut [(u32, f32)] {
        let block = &mut self.blocks[(at >> BLOCK) as usize];
        let range = block.range(at);
        &mut block.list[range]
    }

    /// From which likeness on the bands of these letters' edges begin, the highest first; the last takes all that is left.
    fn floors(&self, letters: &[u32], least: usize) -> Vec<u32> {
        let mut counts = vec![0_u32; 1 << FINE];
        self.all(letters).for_each(|edge| counts[(key(edge.alike) >> (32 - FINE)) as usize] += 1);
        let many: usize = letters.iter().map(|&at| self.of(at).len()).sum();
        let most = (many / BANDS).max(least);
        let mut floors = Vec::new();
        let mut band = 0;
        for (step, &count) in counts.iter().enumerate().rev() {
            if band > 0 && band + count as usize > most {
                floors.push((step as u32 + 1) << (32 - FINE));
                band = 0;
            }
            band += count as usize;
        }
        floors.push(0);
        floors
    }

    fn all<'e>(&'e self, letters: &'e [u32]) -> impl Iterator<Item = Edge> + 'e {
        let of = |&at: &u32| self.of(at).iter().map(move |&(a, alike)| Edge { alike, a, b: at });
        letters.iter().flat_map(of)
    }

    /// The edges of these letters, as `as_item` says (if it does), the most alike first: `few` or less at once, more in bands
    /// of at least about so many; each in any order.
    pub(super) fn bands<'e>(
        &'e self,
        letters: &'e [u32],
        few: usize,
        as_item: impl Fn(Edge) -> Option<Edge> + 'e,
    ) -> impl Iterator<Item = Vec<Edge>> + 'e {
        let mut at_once: Vec<Edge> = self.all(letters).filter_map(&as_item).take(few + 1).collect();
        let mut floors = Vec::new();
        if at_once.len() > few {
            at_once = Vec::new();
            floors = self.floors(letters, few);
        }
        let mut above: Option<u32> = None;
        let band = move |floor| {
            let inside = |edge: &Edge| {
                let key = key(edge.alike);
                key >= floor && above.is_none_or(|above| key < above)
            };
            let band = self.all(letters).filter(inside).filter_map(&as_item).collect();
            above = Some(floor);
            band
        };
        std::iter::once(at_once).chain(floors.into_iter().map(band))
    }
}

/// Bands that many edges are parted into.
const BANDS: usize = 16;
/// Upper bits of a likeness by which bands are parted.
const FINE: u32 = 18;

/// A number that orders as likenesses do.
fn key(alike: f32) -> u32 {
    let bits = alike.to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

/// Edges that are being found, letter by letter.
pub(super) struct Finding {
    from: u32,
    /// By blocks of the later letter: what earlier letters found, and the block's own.
    blocks: Vec<Vec<Edge>>,
}

impl Finding {
    /// For the letters from `from` to `to`.
    pub(super) fn new(from: u32, to: u32) -> Self {
        Self { from, blocks: vec![Vec::new(); ((to >> BLOCK) - (from >> BLOCK)) as usize + 1] }
    }

    /// An edge; its later letter has not been searched for before.
    pub(super) fn push(&mut self, edge: Edge) {
        self.blocks[((edge.b >> BLOCK) - (self.from >> BLOCK)) as usize].push(edge);
    }

    /// The letter `at` and all before it have been searched for: nobody will find more of their edges.
    pub(super) fn searched(&mut self, at: u32, edges: &mut Edges) {
        if (at + 1).is_multiple_of(1 << BLOCK) {
            self.settle(at >> BLOCK, at + 1, edges);
        }
    }

    /// All letters before `to` have been searched for.
    pub(super) fn end(mut self, to: u32, edges: &mut Edges) {
        self.settle(to >> BLOCK, to, edges);
    }

    fn settle(&mut self, block: u32, to: u32, edges: &mut Edges) {
        let mut found = std::mem::take(&mut self.blocks[(block - (self.from >> BLOCK)) as usize]);
        // Both ends may have found it.
        found.sort_unstable_by_key(|edge| (edge.b, edge.a));
        found.dedup_by_key(|edge| (edge.b, edge.a));
        edges.blocks.resize_with(block as usize + 1, || Block { list: Vec::new(), starts: vec![0] });
        let Block { list, starts } = &mut edges.blocks[block as usize];
        list.reserve_exact(found.len());
        let mut found = found.into_iter().peekable();
        for at in self.from.max(block << BLOCK)..to {
            while let Some(edge) = found.next_if(|edge| edge.b == at) {
                list.push((edge.a, edge.alike));
            }
            starts.push(list.len() as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Found from both ends where both come in one batch, in batches that end at these letters.
    fn all(found: &[(u32, u32, i32)], ends: &[u32]) -> Edges {
        let mut edges = Edges::default();
        let mut from = 0;
        for &to in ends {
            let mut finding = Finding::new(from, to);
            for at in from..to {
                for &(a, b, alike) in found.iter().filter(|e| e.1 == at || e.0 == at && e.1 < to) {
                    finding.push(Edge { alike: alike as f32 / 7.0, a, b });
                }
                finding.searched(at, &mut edges);
            }
            finding.end(to, &mut edges);
            from = to;
        }
        edges
    }

    proptest! {
        #[test]
        fn bands_hold_every_edge_once_and_go_down(
            found in proptest::collection::btree_map((0..8999_u32, 1..4500_u32), -20..200_i32, 0..60),
            few in 1..30_usize,
            first in prop::sample::select(vec![1000_u32, 4095, 4096, 4097, 8192]),
        ) {
            let letters = 9_000;
            let ends = found.into_iter().map(|((a, on), alike)| ((a, (a + on).min(letters - 1)), alike));
            let ends: std::collections::BTreeMap<(u32, u32), i32> = ends.collect();
            let found: Vec<(u32, u32, i32)> = ends.into_iter().map(|((a, b), alike)| (a, b, alike)).collect();
            let edges = all(&found, &[first, first + 300, letters]);
            let items: Vec<u32> = (0..letters).collect();
            let mut told: Vec<Edge> = Vec::new();
            for mut band in edges.bands(&items, few, Some) {
                band.sort_unstable();
                told.extend(band.iter().rev());
            }
            let mut expected: Vec<Edge> =
                found.iter().map(|&(a, b, alike)| Edge { alike: alike as f32 / 7.0, a, b }).collect();
            expected.sort_unstable();
            expected.reverse();
            prop_assert_eq!(told, expected);
        }
    }
}
