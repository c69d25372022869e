//! What a clerk corrected is kept, and what comes later learns from it.
//!
//! A merge holds its letters together and a split holds them apart, whatever the likeness: a group carries
//! the orders of its letters, so a later letter joins the nearer side and never bridges a split. A letter
//! that is most like one that is no event becomes none either.

use super::{Groups, Interrupted};
use rustc_hash::FxHashSet;

/// What a clerk says about letters, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// They are one event.
    Merge(Vec<u32>),
    /// The first are another event than the second.
    Split(Vec<u32>, Vec<u32>),
    /// They are no event, alone or together.
    NotEvent(Vec<u32>),
}

impl Groups {
    /// Obeys a correction; it overrules earlier ones. Numbers that don't exist are passed over.
    ///
    /// # Errors
    /// Never, unless the process of grouping is interrupted.
    pub fn correct(&mut self, correction: &Correction) -> Result<(), Interrupted> {
        let known = |letters: &[u32]| -> Vec<u32> {
            letters.iter().copied().filter(|&at| (at as usize) < self.first.len()).collect()
        };
        let touched = match correction {
            Correction::Merge(letters) => {
                let letters = known(letters);
                self.hold_together(&letters);
                letters
            }
            Correction::Split(these, those) => {
                let (these, those) = (known(these), known(those));
                self.hold_apart(&these, &those);
                [these, those].concat()
            }
            Correction::NotEvent(letters) => {
                let letters = known(letters);
                self.not_events.extend(&letters);
                self.orders.together.retain(|(a, b)| !letters.contains(a) && !letters.contains(b));
                letters
            }
        };
        let firsts: FxHashSet<u32> = touched.iter().map(|&at| self.first[at as usize]).collect();
        let items: Vec<u32> = firsts.iter().flat_map(|&first| self.linked(first)).collect();
        self.link(items, &FxHashSet::default(), 0, &mut |_| true)
    }

    fn hold_together(&mut self, letters: &[u32]) {
        for letter in letters {
            self.not_events.remove(letter);
        }
        // Splits among these letters are over; their sides against others stand.
        let orders: Vec<u32> = letters
            .iter()
            .flat_map(|letter| self.orders.apart.get(letter).into_iter().flatten())
            .filter(|(order, side)| {
                letters
                    .iter()
                    .any(|l| self.orders.apart.get(l).is_some_and(|sides| sides.contains(&(*order, !*side))))
            })
            .map(|order| order.0)
            .collect();
        for letter in letters {
            if let Some(sides) = self.orders.apart.get_mut(letter) {
                sides.retain(|(order, _)| !orders.contains(order));
            }
        }
        self.orders.together.extend(letters.windows(2).map(|pair| (pair[0], pair[1])));
    }

    fn hold_apart(&mut self, these: &[u32], those: &[u32]) {
        let apart = |a: &u32, b: &u32| {
            (these.contains(a) && those.contains(b)) || (those.contains(a) && these.contains(b))
        };
        self.orders.together.retain(|(a, b)| !apart(a, b));
        let order = self.orders.next;
        self.orders.next += 1;
        for (letters, side) in [(these, true), (those, false)] {
            for &letter in letters {
                self.orders.apart.entry(letter).or_default().push((order, side));
            }
        }
    }

    /// New letters that are most like one that is no event.
    pub(super) fn learn_not_events(&mut self, from: u32) {
        if self.not_events.is_empty() {
            return;
        }
        for at in from..self.vectors.len() as u32 {
            let nearest = self.edges.of(at).iter().max_by(|a, b| {
                a.1.total_cmp(&b.1).then_with(|| self.order[b.0 as usize].cmp(&self.order[a.0 as usize]))
            });
            if nearest.is_some_and(|(other, _)| self.not_events.contains(other)) {
                self.not_events.insert(at);
            }
        }
    }
}
