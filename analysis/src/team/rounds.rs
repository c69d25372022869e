//! Annealing in rounds, each from the best roster so far and longer than the one before. The length of a
//! round depends on its number only, never on the clock; a step is a slice of a round.

use super::{
    anneal::{Annealer, Best, Shortlist},
    model::Model,
    solve::Options,
};

/// Temperatures, in points: where a round begins and where it ends.
const FIRST: f64 = 2.0;
const LAST: f64 = 0.25;
/// Steps of the first round, and its moves for each seat.
const SHORTEST: u32 = 16;
const MOVES_A_SEAT: u32 = 1_000;

/// The rounds of one run.
pub(super) struct Rounds<'s, 'm, 'a> {
    model: &'m Model<'a>,
    annealers: Vec<Annealer<'s, 'm, 'a>>,
    shortlist: &'s Shortlist,
    options: Options,
    /// Moves a step, of each thread.
    moves: u32,
    round: u32,
    /// Steps done and to do in this round.
    done: u32,
    length: u32,
}

impl<'s, 'm, 'a> Rounds<'s, 'm, 'a> {
    pub(super) fn new(model: &'m Model<'a>, shortlist: &'s Shortlist, options: &Options) -> Self {
        let annealers = Vec::new();
        let moves = (MOVES_A_SEAT * model.seat_count() as u32 / SHORTEST).max(1_024);
        let (round, done, length) = (0, 0, SHORTEST);
        Self { model, annealers, shortlist, options: *options, moves, round, done, length }
    }

    /// One step; the round begins at `best`. Returns the best roster of the round so far.
    pub(super) fn step(&mut self, best: &Best) -> &Best {
        if self.done == 0 {
            self.begin(best);
        }
        let share = f64::from(self.done) / f64::from(self.length);
        let heat = FIRST * (LAST / FIRST).powf(share);
        let moves = self.moves;
        let anneal = |annealer: &mut Annealer| {
            for _ in 0..moves {
                annealer.step(heat);
            }
        };
        if let [annealer] = &mut self.annealers[..] {
            anneal(annealer);
        } else {
            std::thread::scope(|scope| {
                for annealer in &mut self.annealers {
                    scope.spawn(move || anneal(annealer));
                }
            });
        }
        self.done += 1;
        if self.done == self.length {
            (self.done, self.length, self.round) = (0, self.length * 2, self.round + 1);
        }
        let bests = self.annealers.iter().map(Annealer::best);
        bests.min_by_key(|best| best.rank()).unwrap_or_else(|| unreachable!("there is a thread"))
    }

    fn begin(&mut self, best: &Best) {
        let threads = self.options.threads.max(1) as u64;
        let seeds = (0..threads).map(|thread| {
            let part = u64::from(self.round) << 32 | thread;
            self.options.seed ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
        let start = best.to_roster(self.model);
        self.annealers = seeds.map(|seed| Annealer::new(start.clone(), self.shortlist, seed)).collect();
    }
}
