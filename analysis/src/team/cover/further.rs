//! The rows of the linear program beside teams and people: slots, each only once shares crowd it or the market had a
//! price for it, for most never matter; and cuts.

use super::{Cover, WHOLE};

/// A row of the linear program beside teams and people: a slot, or a cut.
#[derive(Debug)]
pub(super) struct Further {
    /// How often it may count columns.
    pub limit: i64,
    /// People, by place, with the draws beyond which each more is one more that it allows.
    pub draws: Vec<(u32, u32)>,
}

impl Cover<'_, '_> {
    /// Makes rows of slots that the shares crowd. Returns whether there are any.
    pub(super) fn crowded(&mut self, shares: &[(u32, f64)]) -> bool {
        let share = self.shares_of_memberships(shares);
        let crowd = |takers: &Vec<u32>| takers.iter().map(|&m| share[m as usize]).sum::<f64>() > 1.0 + WHOLE;
        let (crowded, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.slots).into_iter().partition(crowd);
        self.slots = others;
        for takers in &crowded {
            takers.iter().for_each(|&m| self.slots_of[m as usize].push(self.further.len() as u32));
            self.further.push(Further { limit: 1, draws: Vec::new() });
        }
        self.simplex.goes_on |= !crowded.is_empty();
        !crowded.is_empty()
    }

    /// The further rows that allow one more for a person's nth draw.
    pub(super) fn allowing(&self, person: u32, nth: u32) -> impl Iterator<Item = usize> + '_ {
        let allows = move |row: &Further| row.draws.iter().any(|&(i, limit)| i == person && nth >= limit);
        self.further.iter().enumerate().filter(move |(_, row)| allows(row)).map(|(i, _)| i)
    }
}
