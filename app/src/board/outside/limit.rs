//! How much the form takes: token buckets for each address and for all together, in a table that never grows. Each
//! bucket is one number, the instant at which it would be full again (the "generic cell rate algorithm").

use bangdu_core::instant::Instant;
use std::{hash::BuildHasher, hash::RandomState, net::IpAddr};

/// So many at once, and one more after each pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// At once.
    pub burst: i64,
    /// Milliseconds until one more.
    pub pause_ms: i64,
}

/// What one address may send: five at once, then one a minute.
pub const EACH: Rate = Rate { burst: 5, pause_ms: 60_000 };
/// What all may send together: sixty at once, then one a second.
pub const ALL: Rate = Rate { burst: 60, pause_ms: 1_000 };

/// Buckets in the table. Two addresses that share one share its tokens: it stays as large as it is, whoever comes.
const BUCKETS: usize = 1 << 14;

/// The buckets.
pub struct Limits {
    each: Vec<i64>,
    all: i64,
    hasher: RandomState,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { each: vec![0; BUCKETS], all: 0, hasher: RandomState::new() }
    }
}

impl Limits {
    /// Takes a token for this address, if there is one. A single address that sends without end empties its own
    /// bucket, not everybody's.
    pub fn take(&mut self, from: IpAddr, now: Instant) -> bool {
        let place = usize::try_from(self.hasher.hash_one(neighbourhood(from)) % BUCKETS as u64).unwrap_or(0);
        let (Some(each), Some(all)) = (after(self.each[place], EACH, now), after(self.all, ALL, now)) else {
            return false;
        };
        (self.each[place], self.all) = (each, all);
        true
    }
}

/// The bucket after one token more was taken; nothing when it was empty.
fn after(full_at: i64, rate: Rate, now: Instant) -> Option<i64> {
    let next = full_at.max(now.0).saturating_add(rate.pause_ms);
    (next - now.0 <= rate.burst * rate.pause_ms).then_some(next)
}

/// Who has one address of IPv6 has 2^64 of them.
fn neighbourhood(from: IpAddr) -> [u8; 8] {
    let mut place = [0; 8];
    match from.to_canonical() {
        IpAddr::V4(four) => place[..4].copy_from_slice(&four.octets()),
        IpAddr::V6(six) => place.copy_from_slice(&six.octets()[..8]),
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(limits: &mut Limits, from: &str, now: i64, times: usize) -> usize {
        let from = from.parse().unwrap();
        (0..times).filter(|_| limits.take(from, Instant(now))).count()
    }

    #[test]
    fn one_address_gets_five_and_then_one_a_minute() {
        let mut limits = Limits::default();
        assert_eq!(taken(&mut limits, "1.2.3.4", 1_000_000, 500), 5);
        assert_eq!(taken(&mut limits, "1.2.3.4", 1_000_000 + 59_999, 500), 0);
        assert_eq!(taken(&mut limits, "1.2.3.4", 1_000_000 + 60_000, 500), 1);
        assert_eq!(taken(&mut limits, "1.2.3.4", 1_000_000 + 86_400_000, 500), 5);
    }

    #[test]
    fn who_floods_hinders_nobody_else() {
        let mut limits = Limits::default();
        taken(&mut limits, "1.2.3.4", 1_000_000, 100_000);
        assert_eq!(taken(&mut limits, "1.2.3.5", 1_000_000, 1), 1);
        assert_eq!(taken(&mut limits, "2001:db8::1", 1_000_000, 9), 5);
        assert_eq!(taken(&mut limits, "2001:db8::ffff:2", 1_000_000, 9), 0, "the same neighbourhood");
        assert_eq!(
            taken(&mut limits, "::ffff:1.2.3.4", 1_000_000, 1),
            0,
            "the same address, written otherwise"
        );
    }

    #[test]
    fn many_addresses_together_get_sixty_and_the_table_stays_as_it_is() {
        let mut limits = Limits::default();
        let mut got = 0;
        for n in 0..200_000_u32 {
            let from = IpAddr::V4(n.into());
            got += usize::from(limits.take(from, Instant(1_000_000)));
        }
        assert_eq!((got, limits.each.len()), (60, BUCKETS));
        assert!(limits.take(IpAddr::V4(1_000_000_u32.into()), Instant(1_001_000)));
    }
}
