//! From the teams' wishes at good prices to a roster: whoever is free goes where they are wanted, others
//! fill the gaps, and a short annealing smooths what that left.

use super::{
    anneal::{Annealer, Best, Shortlist},
    column::Found,
    greedy,
    model::{Model, NOBODY},
};

/// Moves of the annealing for each seat, and its temperatures in points.
const MOVES_A_SEAT: u32 = 200;
const HEAT: (f64, f64) = (2.0, 0.4);
/// Moves between changes of the temperature.
const SLICE: u32 = 256;

/// Makes a roster of wishes.
pub(super) fn mend(model: &Model, shortlist: &Shortlist, wishes: &[Found], seed: u64) -> Best {
    let mut first = Vec::with_capacity(model.seat_count());
    for (team, found) in (0..).zip(wishes) {
        let wanted = found.people.iter().copied().chain(std::iter::repeat(NOBODY));
        first.extend(wanted.take(model.seats_of(team).len()));
    }
    let roster = greedy::fill(model, shortlist, Some(&first));
    let mut annealer = Annealer::new(roster, shortlist, seed);
    let moves = MOVES_A_SEAT * model.seat_count() as u32;
    for done in (0..moves).step_by(SLICE as usize) {
        let heat = HEAT.0 + (HEAT.1 - HEAT.0) * f64::from(done) / f64::from(moves);
        (0..SLICE).for_each(|_| annealer.step(heat));
    }
    annealer.best().clone()
}
