//! How much more of people and their slots the teams want than there is: where prices must move.

/// Demand less supply.
#[derive(Default)]
pub(super) struct Excess {
    pub(super) draw: Vec<f64>,
    /// By slot, in order.
    pub(super) slot: Vec<(u32, f64)>,
}

impl Excess {
    /// Keeps part of the old direction: it damps the zigzag.
    pub(super) fn blend(&mut self, new: &Self) {
        const OLD: f64 = 0.6;
        if self.draw.is_empty() {
            self.draw.clone_from(&new.draw);
            self.slot.clone_from(&new.slot);
            return;
        }
        for (old, new) in self.draw.iter_mut().zip(&new.draw) {
            *old = OLD * *old + new;
        }
        let mut both: Vec<(u32, f64)> = self.slot.iter().map(|&(i, old)| (i, OLD * old)).collect();
        both.extend(&new.slot);
        both.sort_by_key(|(i, _)| *i);
        both.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            kept.1 += if same { later.1 } else { 0.0 };
            same
        });
        both.retain(|(_, excess)| excess.abs() > 1e-3);
        self.slot = both;
    }

    pub(super) fn norm(&self) -> f64 {
        self.draw.iter().chain(self.slot.iter().map(|(_, excess)| excess)).map(|e| e * e).sum()
    }
}
