//! Average linkage over a sparse graph that never looks at all pairs.
//!
//! Similarity is a sum of products ([`super::vectors`]), so the mean over all pairs of two groups is the product
//! of the groups' sums, divided by their sizes. Only groups with a pair above the cut can have a mean above
//! it, so the edges that the index found are all that need be tried, the most alike first. When an edge's turn comes and
//! its ends have become groups, the groups are weighed and wait for their own turn: a mean is no greater than the greatest of
//! what it is the mean of (but for the root in it, which may lift it a little), so nothing is missed by weighing that late,
//! and a group of thousands is not weighed against all its neighbours each time it grows. Everything is counted in whole
//! numbers: no order of adding changes a result. Ties go to the item that comes first.

use super::{
    Settings,
    vectors::{self, Item, Measure, Vectors},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cmp::Ordering, collections::BinaryHeap};

/// Two items that may never come together, or must.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    /// By item: the orders that keep it apart, with its side in each.
    pub(super) apart: FxHashMap<u32, Vec<(u32, bool)>>,
    /// Items that belong together.
    pub(super) together: Vec<(u32, u32)>,
    /// The next order's number.
    pub(super) next: u32,
}

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

/// What stands before anything is compared, as places in the items.
pub(super) struct Standing<'a> {
    /// Groups that stay as they are.
    pub(super) whole: &'a [Vec<u32>],
    /// Pairs that were told to come together.
    pub(super) together: &'a [(u32, u32)],
}

/// Groups `items` (numbers in `vectors`, in their order): for each the first item of its group. `edges` and what is
/// `standing` name places in `items`.
pub(super) fn link(
    vectors: &Vectors,
    items: &[u32],
    mut edges: Vec<Edge>,
    orders: &Orders,
    standing: &Standing<'_>,
    t: &Settings,
    going: &mut dyn FnMut() -> bool,
) -> Option<Vec<u32>> {
    let mut linkage = Linkage {
        vectors,
        items,
        orders,
        t,
        parent: (0..items.len() as u32).collect(),
        sizes: vec![1; items.len()],
        sums: Vec::new(),
    };
    standing.whole.iter().for_each(|group| linkage.join_whole(group));
    for &(a, b) in standing.together {
        linkage.join_at_once(a, b);
    }
    edges.sort_unstable();
    let mut waiting: BinaryHeap<Edge> = BinaryHeap::new();
    let mut weighed: FxHashSet<(u32, u32)> = FxHashSet::default();
    let mut turns = 0_u32;
    while let Some(next) = if waiting.peek() > edges.last() { waiting.pop() } else { edges.pop() } {
        turns = turns.wrapping_add(1);
        if turns.is_multiple_of(1 << 14) && !going() {
            return None;
        }
        let (a, b) = linkage.roots(next.a, next.b);
        if a == b || linkage.kept_apart(a, b) {
            continue;
        }
        let sure = next.alike >= SURE * t.cut;
        if next.alike < t.cut && (a, b) == (next.a, next.b) {
            continue;
        }
        if (a, b) == (next.a, next.b) || sure && linkage.hardly_grown(next.a) && linkage.hardly_grown(next.b)
        {
            linkage.merge(a, b);
        } else if weighed.insert((a, b)) {
            // What is forgotten is at most weighed twice.
            if weighed.len() == REMEMBERED {
                weighed.clear();
            }
            let alike = linkage.alike(a, b) * linkage.allowed(a, b);
            if alike >= t.cut {
                waiting.push(Edge { alike, a, b });
            }
        }
    }
    Some(linkage.firsts())
}

/// Pairs of groups that are known to have been weighed.
const REMEMBERED: usize = 1 << 20;

/// Groups that were so many times as alike as they must be need not be weighed again when they have hardly grown.
const SURE: f32 = 1.25;

/// What a group of several adds up to.
struct Sum {
    parts: Vec<(u32, u32)>,
    measure: Measure,
    apart: Vec<(u32, bool)>,
}

struct Linkage<'v> {
    vectors: &'v Vectors,
    items: &'v [u32],
    orders: &'v Orders,
    t: &'v Settings,
    parent: Vec<u32>,
    /// Letters of each item and group, also of those that were merged into others.
    sizes: Vec<u32>,
    /// Groups of several, from number `items.len()` on; nothing once merged into another.
    sums: Vec<Option<Sum>>,
}

impl<'v> Linkage<'v> {
    fn root(&mut self, mut a: u32) -> u32 {
        while self.parent[a as usize] != a {
            let up = self.parent[self.parent[a as usize] as usize];
            self.parent[a as usize] = up;
            a = up;
        }
        a
    }

    fn roots(&mut self, a: u32, b: u32) -> (u32, u32) {
        let (a, b) = (self.root(a), self.root(b));
        (a.min(b), a.max(b))
    }

    fn sum(&self, a: u32) -> Option<&Sum> {
        (a as usize).checked_sub(self.items.len()).and_then(|at| self.sums[at].as_ref())
    }

    fn item(&self, a: u32) -> Item<'v> {
        self.vectors.item(self.items[a as usize])
    }

    fn measure(&self, a: u32) -> Measure {
        self.sum(a).map_or_else(|| self.item(a).measure, |sum| sum.measure)
    }

    /// The mean over all pairs of two groups.
    fn alike(&self, a: u32, b: u32) -> f32 {
        let product = match (self.sum(a), self.sum(b)) {
            (None, None) => vectors::product(self.item(a), self.item(b)),
            (Some(sum), None) => vectors::product_with_sum(self.item(b), &sum.parts),
            (None, Some(sum)) => vectors::product_with_sum(self.item(a), &sum.parts),
            (Some(x), Some(y)) => vectors::product_of_sums(&x.parts, &y.parts),
        };
        vectors::likeness(product, self.measure(a), self.measure(b), self.t)
    }

    /// How much more the mean over many pairs counts than the likeness of one pair.
    fn allowed(&self, a: u32, b: u32) -> f32 {
        let pairs = self.sizes[a as usize] as f32 * self.sizes[b as usize] as f32;
        1.0 / (1.0 - self.t.group_allowance * (1.0 - 1.0 / pairs.sqrt()))
    }

    fn aparts(&self, a: u32) -> &[(u32, bool)] {
        match self.sum(a) {
            Some(sum) => &sum.apart,
            None => self.orders.apart.get(&self.items[a as usize]).map_or(&[], Vec::as_slice),
        }
    }

    /// Whether the group that `then` has become part of is nearly as it was.
    fn hardly_grown(&mut self, then: u32) -> bool {
        let now = self.root(then);
        let (then, now) = (self.sizes[then as usize], self.sizes[now as usize]);
        now - then <= then / 8
    }

    fn kept_apart(&self, a: u32, b: u32) -> bool {
        let b = self.aparts(b);
        self.aparts(a).iter().any(|&(order, side)| b.contains(&(order, !side)))
    }

    fn take(&mut self, a: u32) -> Sum {
        if let Some(at) = (a as usize).checked_sub(self.items.len())
            && let Some(sum) = self.sums[at].take()
        {
            return sum;
        }
        let item = self.item(a);
        Sum { parts: item.parts(), measure: item.measure, apart: self.aparts(a).to_vec() }
    }

    fn merge(&mut self, a: u32, b: u32) {
        let (x, mut y) = (self.take(a), self.take(b));
        let c = self.parent.len() as u32;
        self.parent.push(c);
        self.sizes.push(self.sizes[a as usize] + self.sizes[b as usize]);
        self.parent[a as usize] = c;
        self.parent[b as usize] = c;
        y.apart.extend(x.apart);
        y.apart.sort_unstable();
        y.apart.dedup();
        let parts = vectors::added(&x.parts, &y.parts);
        self.sums.push(Some(Sum { parts, measure: x.measure.and(y.measure), ..y }));
    }

    /// Makes a group of items that are in none.
    fn join_whole(&mut self, group: &[u32]) {
        let c = self.parent.len() as u32;
        let mut parts: Vec<(u32, u32)> = Vec::new();
        let mut apart: Vec<(u32, bool)> = Vec::new();
        for &a in group {
            parts.extend(self.item(a).features().map(|(feature, weight)| (feature, u32::from(weight))));
            apart.extend(self.aparts(a));
            self.parent[a as usize] = c;
        }
        let Some(measure) = group.iter().map(|&a| self.item(a).measure).reduce(Measure::and) else { return };
        parts.sort_unstable();
        parts.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(later.1);
            }
            same
        });
        parts.shrink_to_fit();
        apart.sort_unstable();
        apart.dedup();
        self.parent.push(c);
        self.sizes.push(group.len() as u32);
        self.sums.push(Some(Sum { parts, measure, apart }));
    }

    fn join_at_once(&mut self, a: u32, b: u32) {
        let (a, b) = self.roots(a, b);
        if a != b && !self.kept_apart(a, b) {
            self.merge(a, b);
        }
    }

    fn firsts(mut self) -> Vec<u32> {
        let mut first = vec![u32::MAX; self.parent.len()];
        (0..self.items.len() as u32)
            .map(|place| {
                let root = self.root(place) as usize;
                if first[root] == u32::MAX {
                    first[root] = self.items[place as usize];
                }
                first[root]
            })
            .collect()
    }
}
