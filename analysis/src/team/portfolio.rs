//! A portfolio: many rosters, each within every hard rule and close to the best, with tickets for a lottery over them,
//! so that nobody's chance for a place is large.
//!
//! # Why chance, and why over rosters
//!
//! A single best roster is known beforehand to whoever holds the data and a solver: the inspected could learn who comes.
//! So the roster is drawn. Drawing seat by seat would break rules that tie people together (mix, pairs, weeks, caps);
//! drawing one whole roster out of many good ones breaks none. What matters is then how often each person stands in
//! each place over all tickets ([`Chances`]); the lottery over rosters is that of citizens' assemblies (Flanigan et al.,
//! Nature 2021), the cap on each pair that of randomised reviewer assignment (Jecmen et al., 2020).
//!
//! # How it is built
//!
//! A game of two: one side sends rosters, the other raises prices on (place, person) pairs that occur often.
//!
//! 1. From a good roster a [`walk`] goes on through rosters below the limit, towards low prices.
//! 2. The roster where it stops is kept; each of its pairs becomes dearer by multiplicative weights,
//!    `price = exp(η · (times kept − most times any pair was kept))`; the walk goes on from there.
//! 3. When all rosters are there, [`weights`] finds tickets for them that lower the largest chance further.
//!
//! Prices need no gradient and no relaxation, so the mixing rules, which break both, cost nothing.
//!
//! # What it costs, where it fails
//!
//! Time grows with rosters × seats; memory holds four bytes for each (place, person) and each seat of each roster. It is a
//! heuristic: the cap it reaches isn't proved to be the lowest. If a seat has one eligible person, their chance is 1 and
//! no portfolio helps; `explain` says which rule leaves so few. The same seed gives the same portfolio on the same build;
//! another machine's `exp` may differ in the last bit and so give another one, which is why a draw freezes the rosters.

mod audit;
mod chances;
mod first;
mod walk;
mod weights;

use std::collections::BTreeMap;

pub use audit::{Broken, Promised, audit};
pub use chances::{Chances, Place, Ticketed};
pub use first::first;
pub use walk::{Prices, Walk};
pub use weights::tickets;

use super::{Model, NOBODY, Roster, Seat};

/// The most rosters of a portfolio.
pub const MOST_ROSTERS: usize = 10_000;
/// The most seats in all rosters of a portfolio together.
pub const MOST_HELD: usize = 50_000_000;
/// The most (team, person) pairs that prices are kept for.
pub const MOST_PRICES: usize = 128_000_000;

/// How much dearer a pair becomes each time it is kept, as an exponent.
const ETA: f64 = 0.5;
/// A walk cools from the price of the dearest pair to a fiftieth of it.
const HOT: f64 = 1.0;
const COLD: f64 = 0.02;
/// What a seat's share of the objective counts beside the dearest pair's price of 1: enough to keep slack for those who
/// need it.
const PER_SHARE: f64 = 0.04;
/// The same for what lies above the limit: a hot walk crosses it, a cold one doesn't.
const PER_SHARE_OVER: f64 = 5.0;
/// Moves tried for each roster and seat, and for a roster at least.
const STEPS_PER_SEAT: u64 = 200;
const STEPS: u64 = 20_000;

/// What is asked of a portfolio.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// How many rosters; fewer come out where several turn out the same.
    pub rosters: usize,
    /// No roster's objective is above this.
    pub limit: i64,
    /// How many tickets there are.
    pub ticket_total: u64,
    /// Leaders stay those of the first roster.
    pub leaders_named: bool,
    /// What counts as one place.
    pub place: Place,
    /// Decides the walk.
    pub seed: u64,
}

/// Rosters with tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portfolio {
    /// All different, each with at least one ticket.
    pub rosters: Vec<Ticketed>,
    /// The sum of all tickets.
    pub ticket_total: u64,
}

/// Why there is no portfolio.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwilling {
    /// The first roster isn't one that the limit allows.
    #[error(
        "the first roster breaks a hard rule, leaves a seat empty, or its objective {objective} is above the limit {limit}"
    )]
    Start {
        /// Its objective.
        objective: i64,
        /// The most allowed.
        limit: i64,
    },
    /// More than the memory may hold.
    #[error("{0}")]
    Size(String),
    /// Asked to stop.
    #[error("stopped before the first roster was there")]
    Stopped,
}

/// Builds a portfolio from a first roster. `go_on` is asked before each further roster; when it says no, those
/// that are there make the portfolio.
///
/// # Errors
/// [`Unwilling`].
pub fn build(
    model: &Model,
    first: &[Vec<u32>],
    wanted: &Wanted,
    mut go_on: impl FnMut() -> bool,
) -> Result<Portfolio, Unwilling> {
    check_size(model, wanted)?;
    let mut walk = start(model, first, wanted)?;
    let places = places(model, wanted.place);
    let drawn = drawn_seats(model, wanted.leaders_named);
    let mut prices = Prices::new(model, places.clone());
    let mut kept: Vec<Vec<Vec<u32>>> = Vec::new();
    let mut times: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut teams = first.to_vec();
    while kept.len() < wanted.rosters {
        if !go_on() {
            if kept.is_empty() {
                return Err(Unwilling::Stopped);
            }
            break;
        }
        set_prices(&mut prices, &times);
        teams = stroll(&mut walk, &prices).unwrap_or(teams);
        sent(&teams, &places, &drawn).into_iter().for_each(|pair| *times.entry(pair).or_default() += 1);
        kept.push(teams.clone());
    }
    let (rosters, counts) = distinct(kept);
    let columns: Vec<Vec<(u32, u32)>> = rosters.iter().map(|teams| sent(teams, &places, &drawn)).collect();
    let tickets = tickets(&columns, &counts, wanted.ticket_total);
    let rosters =
        rosters.into_iter().zip(tickets).map(|(teams, tickets)| Ticketed { teams, tickets }).collect();
    Ok(Portfolio { rosters, ticket_total: wanted.ticket_total })
}

/// For each team its place.
fn places(model: &Model, place: Place) -> Vec<u32> {
    let teams = model.instance().teams.iter();
    teams.zip(0..).map(|(team, number)| place.of(team, number)).collect()
}

/// Who is sent where by a roster's drawn seats, each pair once.
fn sent(teams: &[Vec<u32>], places: &[u32], drawn: &[Vec<bool>]) -> Vec<(u32, u32)> {
    let row = |((row, drawn), &place): ((&Vec<u32>, &Vec<bool>), &u32)| {
        let on = row.iter().zip(drawn).filter(|(_, drawn)| **drawn);
        on.map(|(&person, _)| (place, person)).collect::<Vec<_>>()
    };
    let mut pairs: Vec<(u32, u32)> = teams.iter().zip(drawn).zip(places).flat_map(row).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// For each team which of its seats are drawn: all, or all but the leaders'.
pub fn drawn_seats(model: &Model, leaders_named: bool) -> Vec<Vec<bool>> {
    let drawn = |seat: &Seat| !(leaders_named && matches!(seat, Seat::Leader { .. }));
    model.instance().teams.iter().map(|team| team.seats.iter().map(drawn).collect()).collect()
}

fn check_size(model: &Model, wanted: &Wanted) -> Result<(), Unwilling> {
    let pairs = model.instance().people.len().saturating_mul(model.instance().teams.len());
    if wanted.rosters == 0 || wanted.rosters > MOST_ROSTERS {
        return Err(Unwilling::Size(format!("a portfolio has 1 to {MOST_ROSTERS} rosters")));
    }
    if wanted.ticket_total < wanted.rosters as u64 {
        return Err(Unwilling::Size("there are fewer tickets than rosters".to_owned()));
    }
    if pairs > MOST_PRICES || wanted.rosters.saturating_mul(model.seat_count()) > MOST_HELD {
        return Err(Unwilling::Size(
            "the portfolio would take more memory than allowed; ask for fewer rosters".to_owned(),
        ));
    }
    Ok(())
}

fn start<'m, 'a>(
    model: &'m Model<'a>,
    first: &[Vec<u32>],
    wanted: &Wanted,
) -> Result<Walk<'m, 'a>, Unwilling> {
    let roster = Roster::fill(model, first);
    if roster.empty() > 0 || roster.teams() != first || roster.cost() > wanted.limit {
        return Err(Unwilling::Start { objective: roster.cost(), limit: wanted.limit });
    }
    let mut walk = Walk::new(roster, wanted.limit, wanted.seed);
    let share = (wanted.limit.max(1) as f64 / model.seat_count() as f64).max(f64::MIN_POSITIVE);
    walk.per_point = PER_SHARE / share;
    walk.per_point_over = PER_SHARE_OVER / share;
    walk.fixed = drawn_seats(model, wanted.leaders_named).into_iter().flatten().map(|drawn| !drawn).collect();
    Ok(walk)
}

fn set_prices(prices: &mut Prices, times: &BTreeMap<(u32, u32), u32>) {
    let most = times.values().copied().max().unwrap_or(0);
    for (&(team, person), &count) in times {
        prices.set(team, person, (ETA * (f64::from(count) - f64::from(most))).exp());
    }
}

/// Walks on while it cools; the last roster below the limit, if the walk came to one when it had cooled.
fn stroll(walk: &mut Walk, prices: &Prices) -> Option<Vec<Vec<u32>>> {
    let steps = STEPS.max(STEPS_PER_SEAT * walk.fixed.len() as u64);
    // Cooled in strides: a power at each step would cost more than the step.
    const STRIDES: u64 = 200;
    let mut last = None;
    for stride in 0..STRIDES {
        let temperature = HOT * (COLD / HOT).powf(stride as f64 / STRIDES as f64);
        for _ in 0..steps / STRIDES {
            walk.step(prices, temperature);
        }
        if stride >= STRIDES * 9 / 10 && walk.roster.cost() <= walk.limit {
            last = Some(walk.roster.teams());
        }
    }
    last
}

/// Each different roster once, with how often it was kept.
fn distinct(kept: Vec<Vec<Vec<u32>>>) -> (Vec<Vec<Vec<u32>>>, Vec<u32>) {
    let mut place: BTreeMap<Vec<Vec<u32>>, usize> = BTreeMap::new();
    let (mut rosters, mut counts) = (Vec::new(), Vec::new());
    for teams in kept {
        debug_assert!(teams.iter().flatten().all(|&person| person != NOBODY));
        match place.get(&teams) {
            Some(&at) => counts[at] += 1,
            None => {
                place.insert(teams.clone(), rosters.len());
                rosters.push(teams);
                counts.push(1);
            }
        }
    }
    (rosters, counts)
}

#[cfg(test)]
mod tests;
