//! Letters that say the same: events, topics, series. docs/HOTLINE.md tells the whole; in short:
//!
//! [`Readings`] are made of letters, each alone, by any number of threads. [`Groups::add`] weighs a batch, finds for each
//! letter those it may be like by an inverted index, and links what is alike on average: the same place *and* the
//! same concern. [`Groups::correct`] obeys a clerk, [`Groups::kinds`] tells events from topics and series,
//! [`Groups::explain`] says why, and [`heat`] how much it matters.
//!
//! **Cost.** 55 µs a letter of 1 kB on one core among ten thousand, 80 among a million, and 0.9 kB of memory at most. A
//! batch costs its own letters and the groups it touches.
//!
//! **The same in, the same out.** Letters are brought into an order by their content; likeness is counted in whole
//! numbers; ties are broken by that order. So neither the order of rows nor threads change a group. A batch that
//! comes later is weighed by what is known by then and may differ a little from grouping all at once.
//!
//! **Where it fails.** The same event told without its place's name and in other words is another event. Two
//! quarrels about the same thing at one place are one. A letter about several matters goes with one of them.

mod arriving;
mod coherence;
mod corrections;
mod edges;
mod explain;
mod heat;
mod index;
mod kinds;
mod link;
mod met;
mod reading;
mod settings;
mod small;
mod sums;
mod vectors;
mod weights;

pub use corrections::Correction;
pub use explain::Explanation;
pub use heat::{HALVED, Heat, Voice, heat};
pub use reading::Readings;
pub use settings::Settings;

use edges::{Edge, Edges, Finding};
use index::{Index, Search};
use kinds::Marks;
use link::Orders;
use rustc_hash::{FxHashMap, FxHashSet};
use vectors::Vectors;
use weights::Frequencies;

/// A letter to be grouped.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'t> {
    /// Its number.
    pub id: &'t str,
    /// Who wrote it; empty when not known.
    pub user: &'t str,
    /// Its subject.
    pub title: &'t str,
    /// What it says.
    pub body: &'t str,
    /// On which day it was written, counted from any fixed day; nothing when not known.
    pub day: Option<i32>,
}

/// What kind of group a letter stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The same place or thing, and the same concern.
    Event,
    /// The same concern in many places.
    Topic,
    /// One writer's series.
    Style,
    /// No group.
    None,
}

/// Grouping was interrupted; what had been grouped before stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("grouping was interrupted")]
pub struct Interrupted;

/// A group larger than this is not taken apart when a batch touches it: its mean stands firm.
const WHOLE: usize = 60;
/// So few edges are taken out for linkage at once.
const FEW: usize = 1 << 16;

/// All letters so far and their groups.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    settings: Settings,
    known: Frequencies,
    vectors: Vectors,
    marks: Vec<Marks>,
    /// Brings letters into one order, however they arrived.
    order: Vec<u64>,
    indexes: Vec<(u32, Index)>,
    edges: Edges,
    /// The first letter of each letter's event, itself when alone.
    first: Vec<u32>,
    /// The next letter of the same event, in a ring.
    next: Vec<u32>,
    /// The first letters of those that are shown in another group than the one they were linked to ([`small`]).
    shown: FxHashMap<u32, u32>,
    orders: Orders,
    not_events: FxHashSet<u32>,
    shares: coherence::Shares,
}

impl Groups {
    /// No letters yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Adds a batch and gives each letter its number, in the order in which they were read. `going` is told how many have
    /// been compared and says whether to go on.
    ///
    /// # Errors
    /// When it says no: then these groups are of no further use.
    pub fn add(
        &mut self,
        readings: Readings,
        going: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Vec<u32>, Interrupted> {
        let from = self.vectors.len() as u32;
        let mut numbers = vec![0; readings.len()];
        self.known.learn(&readings, going)?;
        let arriving = weights::weigh(readings, &self.known, &self.settings, going)?;
        let mut next = from;
        self.order.reserve(numbers.len());
        self.marks.reserve(numbers.len());
        arriving.settle(&mut self.vectors, |row, order, marks| {
            numbers[row as usize] = next;
            next += 1;
            self.order.push(order);
            self.marks.push(marks);
        });
        let to = self.vectors.len() as u32;
        self.index(from);
        self.search(from, going)?;
        self.first.extend(from..to);
        self.next.extend(from..to);
        self.learn_not_events(from);
        self.relink(from, going)?;
        Ok(numbers)
    }

    /// Indexes the letters from `from` on; small indexes before them are taken into the new one.
    fn index(&mut self, from: u32) {
        let to = self.vectors.len() as u32;
        let mut start = from;
        while let Some((before, _)) = self.indexes.last()
            && start - before <= 4 * (to - start)
        {
            start = *before;
            self.indexes.pop();
        }
        let index = Index::build(&self.vectors, &self.order, start, &self.settings);
        self.indexes.push((start, index));
        coherence::weigh_names(
            &mut self.vectors,
            &mut self.indexes,
            &mut self.shares,
            from,
            &self.order,
            &self.settings,
        );
    }

    fn search(&mut self, from: u32, going: &mut dyn FnMut(usize) -> bool) -> Result<(), Interrupted> {
        let mut search = Search::new(self.vectors.len(), &self.settings);
        let to = self.vectors.len() as u32;
        let mut finding = Finding::new(from, to);
        let indexes: Vec<&Index> = self.indexes.iter().map(|i| &i.1).collect();
        for at in from..to {
            if at.is_multiple_of(1024) && !going((at - from) as usize) {
                return Err(Interrupted);
            }
            search.alike(&self.vectors, &indexes, &self.order, at, &self.settings, |other, alike| {
                finding.push(Edge { alike, a: at.min(other), b: at.max(other) });
            });
            finding.searched(at, &mut self.edges);
        }
        finding.end(to, &mut self.edges);
        Ok(())
    }

    fn alike(&self, a: u32, b: u32) -> f32 {
        let (a, b) = (self.vectors.item(a), self.vectors.item(b));
        vectors::likeness(vectors::product(a, b), a.measure, b.measure, &self.settings)
    }

    fn relink(&mut self, from: u32, going: &mut dyn FnMut(usize) -> bool) -> Result<(), Interrupted> {
        let to = self.vectors.len() as u32;
        let mut touched: Vec<u32> = Vec::new();
        let mut taken: FxHashSet<u32> = FxHashSet::default();
        for (other, _) in (from..to).flat_map(|at| self.edges.of(at)) {
            if *other < from && taken.insert(self.first[*other as usize]) {
                touched.push(self.first[*other as usize]);
            }
        }
        let mut items: Vec<u32> = Vec::new();
        let mut whole: FxHashSet<u32> = FxHashSet::default();
        for first in touched {
            let start = items.len();
            items.extend(self.linked(first));
            if items.len() - start > WHOLE {
                whole.insert(first);
            }
        }
        items.extend(from..to);
        self.link(items, &whole, from, going)
    }

    /// Groups these letters anew among themselves; the groups whose first letters `whole` names stay together. What letters before `anew` have in common is
    /// weighed again, for the weights of their names may have changed.
    fn link(
        &mut self,
        mut items: Vec<u32>,
        whole: &FxHashSet<u32>,
        anew: u32,
        going: &mut dyn FnMut(usize) -> bool,
    ) -> Result<(), Interrupted> {
        items.sort_unstable_by_key(|&at| (self.order[at as usize], at));
        let places = Places::of(&items, self.vectors.len());
        self.weigh_again(&items, &places, whole, anew);
        let bands = self.edges.bands(&items, FEW, |Edge { alike, a, b }| {
            let none = self.not_events.contains(&a) || self.not_events.contains(&b);
            if none || self.stay(a, b, whole) {
                return None;
            }
            let (a, b) = (places.get(a)?, places.get(b)?);
            Some(Edge { alike, a: a.min(b), b: a.max(b) })
        });
        let together: Vec<(u32, u32)> = self
            .orders
            .together
            .iter()
            .filter_map(|&(a, b)| Some((places.get(a)?, places.get(b)?)))
            .collect();
        let mut standing: Vec<Vec<u32>> =
            whole.iter().map(|&first| self.linked(first).filter_map(|at| places.get(at)).collect()).collect();
        standing.sort_unstable();
        let mut on = || going(usize::MAX);
        let firsts = link::link(
            &self.vectors,
            &items,
            bands,
            &self.orders,
            &link::Standing { whole: &standing, together: &together },
            &self.settings,
            &mut on,
        )
        .ok_or(Interrupted)?;
        items.iter().for_each(|item| _ = self.shown.remove(item));
        let told = together.iter().flat_map(|&(a, b)| [items[a as usize], items[b as usize]]).collect();
        self.shown.extend(small::unsure(&self.vectors, &items, &firsts, &told, &self.settings));
        let mut last: FxHashMap<u32, u32> = FxHashMap::default();
        for (&item, &first) in items.iter().zip(&firsts) {
            self.first[item as usize] = first;
            self.next[item as usize] = first;
            if let Some(before) = last.insert(first, item) {
                self.next[before as usize] = item;
            }
        }
        Ok(())
    }

    /// Weighs edges again whose later letter came before `anew`.
    fn weigh_again(&mut self, items: &[u32], places: &Places, whole: &FxHashSet<u32>, anew: u32) {
        let mut edges = std::mem::take(&mut self.edges);
        for &at in items.iter().filter(|&&at| at < anew) {
            let stays = Some(self.first[at as usize]).filter(|first| whole.contains(first));
            for (other, alike) in edges.of_mut(at) {
                if stays != Some(self.first[*other as usize]) && places.get(*other).is_some() {
                    *alike = self.alike(at, *other);
                }
            }
        }
        self.edges = edges;
    }

    /// Whether two letters are in one of the groups that stay as they are.
    fn stay(&self, a: u32, b: u32, whole: &FxHashSet<u32>) -> bool {
        let first = self.first[a as usize];
        first == self.first[b as usize] && whole.contains(&first)
    }

    /// The letters of the event that `first` is the first of.
    pub fn members(&self, first: u32) -> impl Iterator<Item = u32> {
        self.linked(self.first[first as usize]).filter(move |&at| self.first(at) == first)
    }

    /// The letters that were linked, also who is not sure.
    fn linked(&self, first: u32) -> impl Iterator<Item = u32> {
        let mut at = Some(first);
        std::iter::from_fn(move || {
            let now = at?;
            at = Some(self.next[now as usize]).filter(|&next| next != first);
            Some(now)
        })
    }

    /// The first letter of a letter's event, itself when it stands alone.
    #[must_use]
    pub fn first(&self, at: u32) -> u32 {
        self.shown.get(&at).copied().unwrap_or(self.first[at as usize])
    }

    /// Each letter's kind, and a key that its group's letters share.
    #[must_use]
    pub fn kinds(&self) -> Vec<(Kind, u64)> {
        let all = 0..self.vectors.len() as u32;
        let firsts: Vec<u32> = all.clone().map(|at| self.first(at)).collect();
        let mut several = vec![false; firsts.len()];
        for (at, &first) in firsts.iter().enumerate().filter(|(at, first)| *at as u32 != **first) {
            several[at] = true;
            several[first as usize] = true;
        }
        let alone = |at: &u32| !several[*at as usize];
        let mut lone: Vec<u32> = all.clone().filter(alone).collect();
        lone.sort_unstable_by_key(|&at| (self.order[at as usize], at));
        let series = kinds::series(&self.marks, &self.order, &lone);
        let one_each: Vec<u32> =
            all.clone().filter(|at| firsts[*at as usize] == *at && !series.contains_key(at)).collect();
        let topics = kinds::topics(&self.marks, &one_each);
        all.map(|at| {
            if !alone(&at) {
                return (Kind::Event, u64::from(firsts[at as usize]));
            }
            match (series.get(&at), topics.get(&at)) {
                (Some(&first), _) => (Kind::Style, u64::from(first)),
                (None, Some(&pair)) => (Kind::Topic, pair),
                (None, None) => (Kind::None, u64::from(at)),
            }
        })
        .collect()
    }
}

/// Where letters stand in a list.
enum Places {
    All(Vec<u32>),
    Some(FxHashMap<u32, u32>),
}

impl Places {
    fn of(items: &[u32], all: usize) -> Self {
        let places = items.iter().copied().zip(0..);
        if items.len() < all / 4 {
            return Self::Some(places.collect());
        }
        let mut at = vec![u32::MAX; all];
        places.for_each(|(item, place)| at[item as usize] = place);
        Self::All(at)
    }

    fn get(&self, item: u32) -> Option<u32> {
        match self {
            Self::All(at) => Some(at[item as usize]).filter(|&place| place != u32::MAX),
            Self::Some(at) => at.get(&item).copied(),
        }
    }
}

#[cfg(test)]
mod tests;
