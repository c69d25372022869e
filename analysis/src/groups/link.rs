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
    edges::Edge,
    sums::{Sum, Sums},
    vectors::{self, Item, Measure, Vectors},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BinaryHeap;

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

/// What stands before anything is compared, as places in the items.
pub(super) struct Standing<'a> {
    /// Groups that stay as they are.
    pub(super) whole: &'a [Vec<u32>],
    /// Pairs that were told to come together.
    pub(super) together: &'a [(u32, u32)],
}

/// Groups `items` (numbers in `vectors`, in their order): for each the first item of its group. The `bands` of edges, the
/// most alike first, and what is `standing` name places in `items`.
pub(super) fn link(
    vectors: &Vectors,
    items: &[u32],
    mut bands: impl Iterator<Item = Vec<Edge>>,
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
        sums: Sums::default(),
        sum: Vec::new(),
    };
    standing.whole.iter().for_each(|group| linkage.join_whole(group));
    for &(a, b) in standing.together {
        linkage.join_at_once(a, b);
    }
    let mut band: Vec<Edge> = Vec::new();
    let mut waiting: BinaryHeap<Edge> = BinaryHeap::new();
    let mut weighed: FxHashSet<(u32, u32)> = FxHashSet::default();
    let mut turns = 0_u32;
    loop {
        while band.is_empty()
            && let Some(next) = bands.next()
        {
            band = next;
            band.sort_unstable();
        }
        let next = if waiting.peek() > band.last() { waiting.pop() } else { band.pop() };
        let Some(next) = next else { break };
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
const REMEMBERED: usize = 7 << 15;

/// Groups may grow by an eighth each and need not be weighed again if they were so many times as alike as they must be: products
/// don't fall, pairs become at most (9/8)² times as many, so the mean is still what it must be.
const SURE: f32 = 81.0 / 64.0;

struct Linkage<'v> {
    vectors: &'v Vectors,
    items: &'v [u32],
    orders: &'v Orders,
    t: &'v Settings,
    parent: Vec<u32>,
    /// Letters of each item and group, also of those that were merged into others.
    sizes: Vec<u32>,
    /// Groups of several, from number `items.len()` on; nothing once merged into another.
    sums: Sums,
    /// A sum in the making; kept for its memory.
    sum: Vec<(u32, u32)>,
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
        (a as usize).checked_sub(self.items.len()).map(|at| self.sums.get(at))
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
        if let Some(at) = (a as usize).checked_sub(self.items.len()) {
            return self.sums.take(at);
        }
        let item = self.item(a);
        Sum { parts: item.parts().into(), measure: item.measure, apart: self.aparts(a).into() }
    }

    fn merge(&mut self, a: u32, b: u32) {
        let (x, y) = (self.take(a), self.take(b));
        let c = self.parent.len() as u32;
        self.parent.push(c);
        self.sizes.push(self.sizes[a as usize] + self.sizes[b as usize]);
        self.parent[a as usize] = c;
        self.parent[b as usize] = c;
        let mut apart = [x.apart, y.apart].concat();
        apart.sort_unstable();
        apart.dedup();
        vectors::add(&x.parts, &y.parts, &mut self.sum);
        let parts = self.sum.as_slice().into();
        self.sums.push(Sum { parts, measure: x.measure.and(y.measure), apart: apart.into() });
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
        apart.sort_unstable();
        apart.dedup();
        self.parent.push(c);
        self.sizes.push(group.len() as u32);
        self.sums.push(Sum { parts: parts.as_slice().into(), measure, apart: apart.into() });
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

#[cfg(test)]
mod tests {
    use super::{super::vectors::Part, *};
    use proptest::prelude::*;

    /// Letters of a few words each.
    fn vectors(letters: &[Vec<(u32, u8)>]) -> Vectors {
        let mut vectors = Vectors::default();
        for words in letters {
            let length = words.iter().map(|w| f32::from(w.1) * f32::from(w.1)).sum::<f32>().sqrt();
            let mut features: Vec<(u32, f32)> = words
                .iter()
                .map(|&(word, weight)| (Part::Concern.feature(word << 8), f32::from(weight) / length))
                .collect();
            features.sort_unstable_by_key(|f| f.0);
            vectors.push(&mut features, false, None);
        }
        vectors
    }

    /// Likeness that is nothing but the product of words, so that means are means.
    fn straight() -> Settings {
        Settings {
            cut: 0.3,
            joint_weight: 0.0,
            place_weight: 0.0,
            time_discount: 0.0,
            group_allowance: 0.0,
            small_group: 0,
            ..Settings::default()
        }
    }

    fn linked(vectors: &Vectors, t: &Settings) -> Vec<u32> {
        let items: Vec<u32> = (0..vectors.len() as u32).collect();
        let mut edges = Vec::new();
        for b in 0..items.len() as u32 {
            for a in 0..b {
                let alike = mean(vectors, &[a], &[b], t);
                if alike >= t.cut * (1.0 - t.group_allowance) {
                    edges.push(Edge { alike, a, b });
                }
            }
        }
        let standing = Standing { whole: &[], together: &[] };
        link(vectors, &items, std::iter::once(edges), &Orders::default(), &standing, t, &mut || true).unwrap()
    }

    /// The mean likeness of two groups, pair by pair.
    fn mean(vectors: &Vectors, these: &[u32], those: &[u32], t: &Settings) -> f32 {
        let mut products = vectors::Products::default();
        for (&a, &b) in these.iter().flat_map(|a| those.iter().map(move |b| (a, b))) {
            let pair = vectors::product(vectors.item(a), vectors.item(b));
            products.iter_mut().zip(pair).for_each(|(sum, product)| *sum += product);
        }
        let measure =
            |group: &[u32]| group.iter().map(|&at| vectors.item(at).measure).reduce(Measure::and).unwrap();
        vectors::likeness(products, measure(these), measure(those), t)
    }

    /// Average linkage as it is defined: the two groups that are most alike of all come together, until none are.
    fn plain(vectors: &Vectors, t: &Settings) -> Vec<u32> {
        let mut groups: Vec<(u32, Vec<u32>)> = (0..vectors.len() as u32).map(|at| (at, vec![at])).collect();
        let mut next = groups.len() as u32;
        loop {
            let pairs = (0..groups.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
            let best = pairs
                .map(|(a, b)| {
                    (
                        Edge {
                            alike: mean(vectors, &groups[a].1, &groups[b].1, t),
                            a: groups[a].0,
                            b: groups[b].0,
                        },
                        a,
                        b,
                    )
                })
                .max_by_key(|pair| pair.0);
            let Some((_, a, b)) = best.filter(|pair| pair.0.alike >= t.cut) else { break };
            let (second, first) = (groups.remove(b), groups.remove(a));
            groups.push((next, [first.1, second.1].concat()));
            next += 1;
        }
        let mut first = vec![0; vectors.len()];
        for (_, group) in groups {
            let least = group.iter().copied().min().unwrap_or_default();
            group.iter().for_each(|&at| first[at as usize] = least);
        }
        first
    }

    /// Letters that speak of a few matters, each in words of its own among those of its matter.
    fn letters(most: usize, matters: u32) -> impl Strategy<Value = Vec<Vec<(u32, u8)>>> {
        let letter = (0..matters, proptest::collection::btree_map(0..7_u32, 1..9_u8, 2..6));
        let words = move |(matter, words): (u32, std::collections::BTreeMap<u32, u8>)| {
            words.into_iter().map(|(word, weight)| (matter * 4 + word, weight)).collect()
        };
        proptest::collection::vec(letter.prop_map(words), 2..most)
    }

    proptest! {
        /// Below eight letters nothing is joined without having been weighed as it is.
        #[test]
        fn few_letters_are_linked_as_by_plain_average_linkage(letters in letters(9, 3)) {
            let vectors = vectors(&letters);
            prop_assert_eq!(linked(&vectors, &straight()), plain(&vectors, &straight()));
        }

        /// What is joined because it was sure before it grew is alike on average all the same.
        #[test]
        fn all_of_a_group_are_alike_on_average_however_late_they_were_weighed(letters in letters(60, 2)) {
            let (vectors, t) = (vectors(&letters), straight());
            let firsts = linked(&vectors, &t);
            for &first in &firsts {
                let group: Vec<u32> = (0..firsts.len() as u32).filter(|&at| firsts[at as usize] == first).collect();
                let pairs = group.iter().flat_map(|&a| group.iter().filter(move |b| a < **b).map(move |b| (a, *b)));
                let (mut sum, mut many) = (0.0, 0);
                for (a, b) in pairs {
                    sum += mean(&vectors, &[a], &[b], &t);
                    many += 1;
                }
                prop_assert!(many == 0 || sum / many as f32 >= t.cut * 0.999, "{}", sum / many as f32);
            }
        }
    }
}
