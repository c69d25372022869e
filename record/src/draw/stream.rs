//! The stream of numbers that a seed gives: the same on any machine, uniform below any bound.
//!
//! A label keeps streams apart: [`ROSTER`] picks the ticket, [`ORDER`] the order of stand-ins. A number below n is
//! taken with rejection, because `v mod n` alone favours small results.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::digest::Digest;

/// The label under which the ticket is drawn.
pub const ROSTER: &str = "roster";
/// The label under which stand-ins are put in order.
pub const ORDER: &str = "order";

/// A stream of a seed under a label, read from its beginning.
///
/// `block_k = HMAC-SHA256(key seed, label ‖ "\n" ‖ u64be(k))`, k = 0, 1, …; eight bytes are taken at a time.
#[derive(Clone)]
pub struct Stream {
    keyed: Hmac<Sha256>,
    block: [u8; 32],
    /// Number of the next block.
    next: u64,
    /// Bytes of `block` that were taken.
    taken: usize,
}

impl Stream {
    /// The stream of `seed` under `label`.
    pub fn new(seed: &Digest, label: &str) -> Self {
        let keyed = Hmac::<Sha256>::new_from_slice(seed.as_ref());
        let mut keyed = keyed.expect("HMAC takes a key of any length");
        keyed.update(label.as_bytes());
        keyed.update(b"\n");
        Self { keyed, block: [0; 32], next: 0, taken: 32 }
    }

    /// A number from 0 to `bound` − 1, each with the same chance.
    ///
    /// # Panics
    /// When `bound` is 0: there is nothing to choose from.
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "a number below zero can't be drawn");
        loop {
            if let Some(number) = fair(self.word(), bound) {
                return number;
            }
        }
    }

    /// The numbers from 0 to `count` − 1 in a random order: Fisher–Yates from the end.
    pub fn permutation(&mut self, count: usize) -> Vec<u64> {
        let mut order: Vec<u64> = (0..count as u64).collect();
        for i in (1..count).rev() {
            let j = self.below(i as u64 + 1) as usize;
            order.swap(i, j);
        }
        order
    }

    fn word(&mut self) -> u64 {
        if self.taken == self.block.len() {
            let mut mac = self.keyed.clone();
            mac.update(&self.next.to_be_bytes());
            self.block = mac.finalize().into_bytes().into();
            self.next += 1;
            self.taken = 0;
        }
        let mut word = [0; 8];
        word.copy_from_slice(&self.block[self.taken..self.taken + 8]);
        self.taken += 8;
        u64::from_be_bytes(word)
    }
}

/// `word mod bound`, or nothing where the last, incomplete round of residues begins.
fn fair(word: u64, bound: u64) -> Option<u64> {
    let rounds = (1_u128 << 64) / u128::from(bound) * u128::from(bound);
    (u128::from(word) < rounds).then(|| word % bound)
}

/// The first roster whose running sum of tickets exceeds `ticket`; `None` when the sum doesn't.
pub fn holder(tickets: impl IntoIterator<Item = u64>, ticket: u64) -> Option<usize> {
    let mut sum = 0_u128;
    tickets.into_iter().position(|count| {
        sum += u128::from(count);
        sum > u128::from(ticket)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_incomplete_round_is_rejected() {
        let bound = (1 << 63) + 1;
        assert_eq!(fair(bound - 1, bound), Some(bound - 1));
        assert_eq!(fair(bound, bound), None, "v mod n would give 0 a second time");
        assert_eq!(fair(u64::MAX, 3), None, "2^64 − 1 is the last multiple of 3 and begins a round of one");
        assert_eq!(fair(u64::MAX - 1, 3), Some(2));
        assert_eq!(fair(u64::MAX, 1 << 32), Some((1 << 32) - 1), "a power of two divides without a rest");
        assert_eq!(fair(u64::MAX, 1), Some(0));
    }

    #[test]
    fn rejection_keeps_the_halves_even_where_the_modulus_would_not() {
        // Below 3 · 2^62 a plain modulus gives the lowest third twice the chance of the others.
        let bound = 3 << 62;
        let mut stream = Stream::new(&Digest([5; 32]), "x");
        let low = (0..3000).filter(|_| stream.below(bound) < 1 << 62).count();
        let mut biased = Stream::new(&Digest([5; 32]), "x");
        let low_biased = (0..3000).filter(|_| biased.word() % bound < 1 << 62).count();
        // A third of 3000 ± six standard deviations of 26; the biased one lies near a half.
        assert!(low.abs_diff(1000) < 156, "{low}");
        assert!(low_biased.abs_diff(1000) > 156, "{low_biased}");
    }

    #[test]
    fn every_order_of_three_comes_about_equally_often() {
        let mut counts = std::collections::BTreeMap::new();
        let mut stream = Stream::new(&Digest([6; 32]), ORDER);
        for _ in 0..6000 {
            *counts.entry(stream.permutation(3)).or_insert(0_u32) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| count.abs_diff(1000) < 180), "{counts:?}");
    }

    #[test]
    fn a_ticket_belongs_to_the_first_running_sum_above_it() {
        let owners: Vec<_> = (0..6).map(|ticket| holder([2, 1, 2], ticket)).collect();
        assert_eq!(owners, [Some(0), Some(0), Some(1), Some(2), Some(2), None]);
    }

    #[test]
    fn labels_give_different_streams() {
        let seed = Digest([1; 32]);
        assert_ne!(Stream::new(&seed, ROSTER).word(), Stream::new(&seed, ORDER).word());
    }
}
