//! Chance that is the same every time: a small generator (SplitMix64), and ids of the form of UUIDv7 from it.
//! For invented data only; nothing here is secret.

use bangdu_core::instant::Instant;
use uuid::{Builder, Uuid};

/// A stream of numbers that its seed determines.
#[derive(Clone, Debug)]
pub struct Seed(u64);

impl Seed {
    /// The stream for the thing number `n`, so that one thing's chance doesn't move another's.
    pub fn of(seed: u64, n: u64) -> Seed {
        let mut mixed = Seed(seed ^ n.wrapping_mul(0xd134_2543_de82_ef95));
        mixed.next();
        mixed
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `from` through `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to.saturating_sub(from)).unwrap_or(0).saturating_add(1);
        from.saturating_add(i64::try_from(self.next() % width).unwrap_or(0))
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of these; the list isn't empty.
    pub fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.index(list.len())]
    }

    /// A place in a list of this length.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.next() % (length.max(1) as u64)).unwrap_or(0)
    }

    /// An id of the form of a UUIDv7, made at `at`.
    pub fn id(&mut self, at: Instant) -> Uuid {
        let mut rest = [0; 10];
        rest[..8].copy_from_slice(&self.next().to_be_bytes());
        rest[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        Builder::from_unix_timestamp_millis(u64::try_from(at.0).unwrap_or(0), &rest).into_uuid()
    }

    /// Thirty-two bytes, such as a salt.
    pub fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for part in bytes.chunks_exact_mut(8) {
            part.copy_from_slice(&self.next().to_be_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_says_the_same_and_stays_in_bounds() {
        let (mut one, mut other) = (Seed::of(7, 3), Seed::of(7, 3));
        for _ in 0..200 {
            let number = one.between(-2, 5);
            assert_eq!(number, other.between(-2, 5));
            assert!((-2..=5).contains(&number));
        }
        let id = one.id(Instant(1_793_667_600_000));
        assert_eq!((id, id.get_version_num()), (other.id(Instant(1_793_667_600_000)), 7));
    }
}
