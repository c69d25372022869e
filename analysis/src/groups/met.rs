//! One letter held against many: its features in a small table, so that another's are looked up and not merged.

use super::vectors::{Item, Products};

/// One letter's features, laid out to be met by those of many others.
pub(super) struct Met {
    slots: Vec<(u32, u32)>,
    shift: u32,
}

impl Met {
    /// For letters of at most so many features.
    pub(super) fn new(features: usize) -> Self {
        let bits = (features * 4).max(16).next_power_of_two().ilog2();
        Self { slots: vec![(0, 0); 1 << bits], shift: 32 - bits }
    }

    pub(super) fn lay(&mut self, item: Item<'_>) {
        self.slots.fill((0, 0));
        for (feature, weight) in item.features().filter(|f| f.1 > 0) {
            let slot = self.slot(feature);
            self.slots[slot] = (feature, u32::from(weight));
        }
    }

    /// Where a feature lies, or would.
    fn slot(&self, feature: u32) -> usize {
        let mut slot = (feature.wrapping_mul(0x9E37_79B1) >> self.shift) as usize;
        while self.slots[slot].1 != 0 && self.slots[slot].0 != feature {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    /// The products of the letter that lies here and another.
    pub(super) fn product(&self, other: Item<'_>) -> Products {
        let mut sum = Products::default();
        for (feature, weight) in other.features() {
            let weights = self.slots[self.slot(feature)].1 * u32::from(weight);
            sum[(feature >> 30) as usize] += u64::from(weights);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::vectors::{self, Part, Vectors},
        *,
    };

    #[test]
    fn products_are_those_of_merging() {
        let mut vectors = Vectors::default();
        for step in [1_u32, 2, 3, 5] {
            let part = |n: u32| if n.is_multiple_of(2) { Part::Place } else { Part::Name };
            let mut features: Vec<(u32, f32)> =
                (0..30).map(|n| (part(n).feature((n * step) << 20), 0.1 + n as f32 / 90.0)).collect();
            features.sort_unstable_by_key(|f| f.0);
            vectors.push(&mut features, true, None);
        }
        let mut met = Met::new(30);
        for a in 0..4 {
            met.lay(vectors.item(a));
            for b in 0..4 {
                let (a, b) = (vectors.item(a), vectors.item(b));
                assert_eq!(met.product(b), vectors::product(a, b));
            }
        }
    }
}
