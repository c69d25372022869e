//! What a lottery over rosters means for people, in integers: the one place that counts it, for whoever builds a
//! portfolio and whoever verifies a draw.

use std::collections::BTreeMap;

use super::super::{Instance, Seat, Team};

/// What counts as one place, for the chance to be sent there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The locality that is inspected, whichever team goes there: what the inspected can prepare for.
    #[default]
    Locality,
    /// One team's visit.
    Visit,
}

impl Place {
    /// How one goes there, before its number.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Locality => "to locality",
            Self::Visit => "with team",
        }
    }

    /// The place of a team that stands at `number` in its instance.
    pub const fn of(self, team: &Team, number: u32) -> u32 {
        match self {
            Self::Locality => team.locality,
            Self::Visit => number,
        }
    }
}

/// A roster with its tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticketed {
    /// For each team the person on each seat.
    pub teams: Vec<Vec<u32>>,
    /// Its tickets.
    pub tickets: u64,
}

/// Chances over all tickets. Basis points are rounded up: nothing looks better than it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chances {
    /// The largest chance of one person to be sent to one locality at all, in basis points.
    pub locality_bp: u64,
    /// The locality and the person it belongs to.
    pub locality_pair: (u32, u32),
    /// The largest chance of one person to be sent with one team, in basis points.
    pub visit_bp: u64,
    /// The team and the person it belongs to.
    pub visit_pair: (u32, u32),
    /// Who guesses the likeliest person for every drawn seat is right on this share of them, in basis points.
    pub best_guess_bp: u64,
    /// Shannon entropy of a drawn seat on average, in thousandths of a bit.
    pub millibits_per_seat: u64,
    /// How many seats are drawn.
    pub drawn_seats: u64,
    /// The sum of all tickets.
    pub ticket_total: u64,
}

impl Chances {
    /// Counts the tickets of rosters that fit the instance. With `leaders_named` the leaders' seats are left out.
    pub fn of(instance: &Instance, rosters: &[Ticketed], leaders_named: bool) -> Self {
        let ticket_total = rosters.iter().map(|roster| roster.tickets).sum();
        let most = |place| most_likely(instance, rosters, leaders_named, place, ticket_total);
        let (locality_bp, locality_pair) = most(Place::Locality);
        let (visit_bp, visit_pair) = most(Place::Visit);
        let mut chances =
            Self { locality_bp, locality_pair, visit_bp, visit_pair, ticket_total, ..Self::default() };
        chances.count_seats(instance, rosters, leaders_named);
        chances
    }

    /// The largest chance for a place, and the place and person it belongs to.
    pub const fn most(&self, place: Place) -> (u64, (u32, u32)) {
        match place {
            Place::Locality => (self.locality_bp, self.locality_pair),
            Place::Visit => (self.visit_bp, self.visit_pair),
        }
    }

    fn count_seats(&mut self, instance: &Instance, rosters: &[Ticketed], leaders_named: bool) {
        let (mut guessed, mut entropy) = (0_u128, 0_u128);
        for (team, plan) in instance.teams.iter().enumerate() {
            for (seat, _) in plan.seats.iter().enumerate().filter(|(_, seat)| is_drawn(seat, leaders_named)) {
                let mut holders: BTreeMap<u32, u64> = BTreeMap::new();
                for roster in rosters {
                    *holders.entry(roster.teams[team][seat]).or_default() += roster.tickets;
                }
                guessed += u128::from(holders.values().copied().max().unwrap_or(0));
                entropy += u128::from(millibits(holders.values().copied(), self.ticket_total));
                self.drawn_seats += 1;
            }
        }
        let all = u128::from(self.ticket_total) * u128::from(self.drawn_seats);
        self.best_guess_bp = basis_points(guessed, all);
        self.millibits_per_seat = u64::try_from(entropy / u128::from(self.drawn_seats.max(1))).unwrap_or(0);
    }
}

/// The largest chance of one person for one place; whoever goes there twice in a roster counts once.
fn most_likely(
    instance: &Instance,
    rosters: &[Ticketed],
    leaders_named: bool,
    place: Place,
    total: u64,
) -> (u64, (u32, u32)) {
    let mut sent: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for roster in rosters {
        let mut here: Vec<(u32, u32)> = Vec::new();
        for ((plan, row), number) in instance.teams.iter().zip(&roster.teams).zip(0..) {
            let drawn = plan.seats.iter().zip(row).filter(|(seat, _)| is_drawn(seat, leaders_named));
            here.extend(drawn.map(|(_, &person)| (place.of(plan, number), person)));
        }
        here.sort_unstable();
        here.dedup();
        here.into_iter().for_each(|pair| *sent.entry(pair).or_default() += roster.tickets);
    }
    let first =
        |best: (u64, (u32, u32)), (pair, tickets)| if tickets > best.0 { (tickets, pair) } else { best };
    let (tickets, pair) = sent.into_iter().fold((0, (0, 0)), first);
    (basis_points(tickets.into(), total.into()), pair)
}

fn is_drawn(seat: &Seat, leaders_named: bool) -> bool {
    !(leaders_named && matches!(seat, Seat::Leader { .. }))
}

fn basis_points(part: u128, whole: u128) -> u64 {
    if whole == 0 { 0 } else { u64::try_from((part * 10_000).div_ceil(whole)).unwrap_or(u64::MAX) }
}

/// Fractional bits of a logarithm.
const FRACTION: u32 = 20;

/// `log2(total) − Σ n · log2(n) / total`, in thousandths of a bit.
fn millibits(counts: impl Iterator<Item = u64>, total: u64) -> u64 {
    if total == 0 {
        return 0;
    }
    let weighted: u128 = counts.map(|n| u128::from(n) * u128::from(log2(n))).sum();
    // Each logarithm is cut off; what is subtracted is rounded up and stays below the true value by less than a unit.
    let rest = u64::try_from(weighted.div_ceil(u128::from(total))).unwrap_or(u64::MAX);
    (log2(total).saturating_sub(rest) * 1000) >> FRACTION
}

/// The binary logarithm in steps of 2^−20, cut off; 0 for 0. Integers only: the same on every machine.
fn log2(n: u64) -> u64 {
    let Some(whole) = n.checked_ilog2() else {
        return 0;
    };
    // n / 2^whole in [1, 2), as a fraction of 2^62; squaring it shows one further bit at a time.
    let mut x = if whole <= 62 { n << (62 - whole) } else { n >> (whole - 62) };
    let mut log = u64::from(whole);
    for _ in 0..FRACTION {
        let square = (u128::from(x) * u128::from(x)) >> 62;
        let bit = square >> 63;
        log = log << 1 | bit as u64;
        x = (square >> bit) as u64;
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_floating_point_cut_off() {
        for n in [1_u64, 2, 3, 7, 10, 1000, 1_000_000, 1 << 40, u64::MAX] {
            let exact = (n as f64).log2() * f64::from(1 << FRACTION);
            let off = exact - log2(n) as f64;
            assert!((-0.01..1.01).contains(&off), "{n}: {off}");
        }
        assert_eq!(log2(0), 0);
    }

    #[test]
    fn entropy_of_even_chances_is_the_logarithm_of_their_number() {
        assert_eq!(millibits([5, 5, 5, 5].into_iter(), 20), 2000);
        assert_eq!(millibits([9].into_iter(), 9), 0);
        assert_eq!(millibits([500, 250, 250].into_iter(), 1000), 1500);
    }

    #[test]
    fn basis_points_are_rounded_up() {
        assert_eq!(basis_points(1, 3), 3334);
        assert_eq!(basis_points(0, 0), 0);
        assert_eq!(basis_points(3, 3), 10_000);
    }
}
