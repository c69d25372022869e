//! What groups of several letters add up to, kept while they stand.

use super::vectors::Measure;

/// What a group of several adds up to.
#[derive(Default)]
pub(super) struct Sum {
    pub(super) parts: Box<[(u32, u32)]>,
    pub(super) measure: Measure,
    pub(super) apart: Box<[(u32, bool)]>,
}

/// The sums of groups by their numbers, which are given out one after another and never again. A sum that was taken leaves
/// its place to a later one: most groups soon become part of another.
#[derive(Default)]
pub(super) struct Sums {
    /// By number.
    places: Vec<u32>,
    sums: Vec<Sum>,
    free: Vec<u32>,
}

impl Sums {
    /// The sum of a group that stands.
    pub(super) fn get(&self, number: usize) -> &Sum {
        &self.sums[self.places[number] as usize]
    }

    /// The same, when the group ends.
    pub(super) fn take(&mut self, number: usize) -> Sum {
        let place = self.places[number];
        self.free.push(place);
        std::mem::take(&mut self.sums[place as usize])
    }

    /// The next number's.
    pub(super) fn push(&mut self, sum: Sum) {
        if let Some(place) = self.free.pop() {
            self.places.push(place);
            self.sums[place as usize] = sum;
        } else {
            self.places.push(self.sums.len() as u32);
            self.sums.push(sum);
        }
    }
}
