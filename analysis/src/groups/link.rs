//! Average linkage over a sparse graph, exact although it never looks at all pairs.
//!
//! Similarity is a sum of products ([`super::vectors`]), so the mean over all pairs of two groups is the product
//! of the groups' sums, divided by their sizes. Only groups with a pair above the cut can have a mean above
//! it, so the edges that the index found are all that need be tried. Everything is counted in whole numbers:
//! no order of adding changes a result. Ties go to the item that comes first.

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

/// An edge: two items and how alike they are.
pub(super) type Edge = (u32, u32, f32);

#[derive(PartialEq)]
struct Candidate {
    alike: f32,
    a: u32,
    b: u32,
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.alike.total_cmp(&other.alike).then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

/// Groups `items` (numbers in `vectors`, in their order): for each the first item of its group. `edges`
/// and the orders to come together name places in `items`.
pub(super) fn link(
    vectors: &Vectors,
    items: &[u32],
    edges: &[Edge],
    orders: &Orders,
    together: &[(u32, u32)],
    t: &Settings,
    going: &mut dyn FnMut() -> bool,
) -> Option<Vec<u32>> {
    let cut = t.cut;
    let mut linkage = Linkage::new(vectors, items, edges, orders, t);
    for &(a, b) in together {
        linkage.join_at_once(a, b);
    }
    let mut heap: BinaryHeap<Candidate> = BinaryHeap::with_capacity(edges.len());
    if together.is_empty() {
        heap.extend(edges.iter().filter(|e| e.2 >= cut).map(|&(a, b, alike)| Candidate { alike, a, b }));
    } else {
        let pairs: FxHashSet<(u32, u32)> = edges.iter().map(|&(a, b, _)| linkage.roots(a, b)).collect();
        let mut pairs: Vec<_> = pairs.into_iter().filter(|(a, b)| a != b).collect();
        pairs.sort_unstable();
        heap.extend(
            pairs
                .into_iter()
                .map(|(a, b)| Candidate { alike: linkage.alike(a, b), a, b })
                .filter(|c| c.alike >= cut),
        );
    }
    let mut merged = 0_u32;
    while let Some(Candidate { a, b, .. }) = heap.pop() {
        if !linkage.alive(a) || !linkage.alive(b) || linkage.kept_apart(a, b) {
            continue;
        }
        merged += 1;
        if merged.is_multiple_of(4096) && !going() {
            return None;
        }
        let c = linkage.merge(a, b);
        for d in linkage.around(c) {
            let alike = linkage.alike(d, c);
            if alike >= cut {
                heap.push(Candidate { alike, a: d, b: c });
            }
        }
    }
    Some(linkage.firsts())
}

/// What a group of several adds up to.
struct Sum {
    parts: Vec<(u32, u32)>,
    measure: Measure,
    apart: Vec<(u32, bool)>,
    near: Vec<u32>,
}

struct Linkage<'v> {
    vectors: &'v Vectors,
    items: &'v [u32],
    orders: &'v Orders,
    t: &'v Settings,
    /// Neighbours of the item at each place: `near[starts[i]..starts[i + 1]]`.
    starts: Vec<u32>,
    near: Vec<u32>,
    parent: Vec<u32>,
    /// Groups of several, from number `items.len()` on; nothing once merged into another.
    sums: Vec<Option<Sum>>,
}

impl<'v> Linkage<'v> {
    fn new(
        vectors: &'v Vectors,
        items: &'v [u32],
        edges: &[Edge],
        orders: &'v Orders,
        t: &'v Settings,
    ) -> Self {
        let n = items.len();
        let mut starts = vec![0_u32; n + 1];
        for &(a, b, _) in edges {
            starts[a as usize + 1] += 1;
            starts[b as usize + 1] += 1;
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        let mut fill = starts.clone();
        let mut near = vec![0; edges.len() * 2];
        for &(a, b, _) in edges {
            for (from, to) in [(a, b), (b, a)] {
                near[fill[from as usize] as usize] = to;
                fill[from as usize] += 1;
            }
        }
        Self { vectors, items, orders, t, starts, near, parent: (0..n as u32).collect(), sums: Vec::new() }
    }

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

    fn alive(&self, a: u32) -> bool {
        self.parent[a as usize] == a
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

    fn aparts(&self, a: u32) -> &[(u32, bool)] {
        match self.sum(a) {
            Some(sum) => &sum.apart,
            None => self.orders.apart.get(&self.items[a as usize]).map_or(&[], Vec::as_slice),
        }
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
        let near = self.near[self.starts[a as usize] as usize..self.starts[a as usize + 1] as usize].to_vec();
        Sum { parts: item.parts(), measure: item.measure, apart: self.aparts(a).to_vec(), near }
    }

    fn merge(&mut self, a: u32, b: u32) -> u32 {
        let (x, mut y) = (self.take(a), self.take(b));
        let c = self.parent.len() as u32;
        self.parent.push(c);
        self.parent[a as usize] = c;
        self.parent[b as usize] = c;
        y.near.extend(x.near);
        y.apart.extend(x.apart);
        y.apart.sort_unstable();
        y.apart.dedup();
        let parts = vectors::added(&x.parts, &y.parts);
        self.sums.push(Some(Sum { parts, measure: x.measure.and(y.measure), ..y }));
        c
    }

    /// The living groups that a group has edges to, each once.
    fn around(&mut self, c: u32) -> Vec<u32> {
        let at = c as usize - self.items.len();
        let mut near = self.sums[at].as_mut().map(|sum| std::mem::take(&mut sum.near)).unwrap_or_default();
        for d in &mut near {
            *d = self.root(*d);
        }
        near.sort_unstable();
        near.dedup();
        near.retain(|&d| d != c);
        if let Some(sum) = self.sums[at].as_mut() {
            sum.near.clone_from(&near);
        }
        near
    }

    fn join_at_once(&mut self, a: u32, b: u32) {
        let (a, b) = self.roots(a, b);
        if a != b && !self.kept_apart(a, b) {
            let c = self.merge(a, b);
            self.around(c);
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
