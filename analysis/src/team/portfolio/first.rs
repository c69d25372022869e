//! The roster that a portfolio sets out from, where none is given or where leaders are: annealing by the objective alone.

use super::super::{Model, NOBODY, Roster};
use super::{Prices, Walk, drawn_seats};

/// Moves tried for each seat, and at least.
const STEPS_PER_SEAT: u64 = 8_000;
const STEPS: u64 = 300_000;
/// The walk is cooled by this much in all.
const COOLING: f64 = 80.0;
/// How often another seed is tried while seats stay empty.
const TRIES: u64 = 3;

/// A good roster; with `leaders`, one that has the leaders of that roster. None if seats stayed empty.
pub fn first(model: &Model, leaders: Option<&[Vec<u32>]>, seed: u64) -> Option<Vec<Vec<u32>>> {
    (0..TRIES).find_map(|again| attempt(model, leaders, seed.wrapping_add(again)))
}

fn attempt(model: &Model, leaders: Option<&[Vec<u32>]>, seed: u64) -> Option<Vec<Vec<u32>>> {
    let drawn = drawn_seats(model, leaders.is_some());
    let start = match leaders {
        Some(teams) => Roster::fill(model, &only_leaders(teams, &drawn)),
        None => Roster::new(model),
    };
    let mut walk = Walk::new(start, i64::MAX / 4, seed);
    walk.fixed = drawn.into_iter().flatten().map(|drawn| !drawn).collect();
    let weights = &model.instance().weights;
    let hot = ((weights.fit + weights.load + weights.pair + weights.mentor) as f64 * 0.7).max(1.0);
    walk.hole = 10.0 * hot;
    let prices = Prices::new(model, vec![0; model.instance().teams.len()]);
    let steps = STEPS.max(STEPS_PER_SEAT * model.seat_count() as u64);
    let mut best: Option<(i64, Vec<Vec<u32>>)> = None;
    const STRIDES: u64 = 400;
    for stride in 0..STRIDES {
        let temperature = hot * COOLING.powf(-(stride as f64) / STRIDES as f64);
        for _ in 0..steps / STRIDES {
            walk.step(&prices, temperature);
        }
        let cost = walk.roster.cost();
        if walk.roster.empty() == 0 && best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, walk.roster.teams()));
        }
    }
    best.map(|(_, teams)| teams)
}

/// The roster with nobody on the seats that are drawn.
fn only_leaders(teams: &[Vec<u32>], drawn: &[Vec<bool>]) -> Vec<Vec<u32>> {
    let row = |(row, drawn): (&Vec<u32>, &Vec<bool>)| {
        row.iter().zip(drawn).map(|(&person, &drawn)| if drawn { NOBODY } else { person }).collect()
    };
    teams.iter().zip(drawn).map(row).collect()
}
