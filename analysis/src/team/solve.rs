//! From an instance to the best roster that time allows, with a bound on what better ones could save.
//!
//! One road for all sizes: candidates, flow (prices and a start), prices of draws and weeks, annealing on
//! the candidates that the prices favour, in rounds that grow; small instances are then searched to the
//! end. The road is cut into steps, each a fixed amount of work: the same seed, threads and number of
//! steps give the same roster whatever the clock said, and a longer run begins with the shorter one.

use super::{
    anneal::{Best, Shortlist},
    check::check,
    column::{NEVER, POINT},
    dive,
    exact::{FEW, Tree},
    flow, greedy,
    impossible::{self, Impossible},
    mend::mend,
    model::{Model, NOBODY},
    price::{Market, PATIENCE},
    rounds::Rounds,
};
use crate::random::Random;

/// Rounds of prices without a clearly better bound after which less is sought, where the end needs a tight one.
const LONG_PATIENCE: u32 = 300;
/// And how many steps then pass from one roster made of the teams' wishes to the next.
const SELDOM: u64 = 8;
/// How often the flow is solved with the candidates that its own prices favour.
const FLOWS: u32 = 5;

/// How to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Of the search's chance.
    pub seed: u64,
    /// Annealings side by side, at least one; they exchange their best after each round.
    pub threads: usize,
    /// Whether a small instance is searched to the end.
    pub exact: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, threads: 1, exact: true }
    }
}

/// How far the search has come; told after each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps done.
    pub steps: u64,
    /// The best roster's objective, if there is a roster yet.
    pub objective: Option<i64>,
    /// No roster costs less.
    pub bound: i64,
    /// Whether the search for rosters has begun; the steps before are for the bound.
    pub seeking: bool,
}

/// What the search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A roster that keeps every hard rule.
    Solved(Solved),
    /// There is none, with the reason.
    Impossible(Impossible),
    /// None was found, and none was proven not to be.
    NotFound {
        /// Seats that stayed empty in the best attempt.
        empty: Vec<u32>,
        /// Steps done.
        steps: u64,
    },
}

/// A roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    /// For each team the person on each seat.
    pub teams: Vec<Vec<u32>>,
    /// What it costs.
    pub objective: i64,
    /// No roster costs less.
    pub bound: i64,
    /// Whether it is proven to be the best.
    pub proved: bool,
    /// Steps done.
    pub steps: u64,
}

/// Solves an instance. `go_on` is told how far the search has come after each step and may end it; the
/// first step is always done.
pub fn solve(model: &Model, options: &Options, go_on: &mut dyn FnMut(&Progress) -> bool) -> Outcome {
    if let Some(impossible) = Impossible::at_once(model) {
        return Outcome::Impossible(impossible);
    }
    let mut search = Solver {
        model,
        best: None,
        bound: i64::MIN,
        steps: 0,
        seeking: false,
        go_on,
        stopped: false,
        impossible: false,
    };
    let impossible = search.run(options);
    search.outcome(impossible)
}

struct Solver<'x, 'm, 'a> {
    model: &'m Model<'a>,
    best: Option<Best>,
    /// In points.
    bound: i64,
    steps: u64,
    seeking: bool,
    go_on: &'x mut dyn FnMut(&Progress) -> bool,
    stopped: bool,
    impossible: bool,
}

impl<'m, 'a> Solver<'_, 'm, 'a> {
    fn run(&mut self, options: &Options) -> Option<Impossible> {
        let model = self.model;
        let size = Size::of(model, options);
        let arcs = Shortlist::unpriced(model, size.arcs);
        self.offer(Best::of(&greedy::fill(model, &arcs, None)));
        if self.step_ends() {
            return None;
        }
        let mut market = match self.flow(arcs, &size) {
            Ok(market) => market,
            Err(impossible) => return Some(impossible),
        };
        if self.stopped {
            return None;
        }
        let gap = self.target() - self.bound;
        let patience = if size.exact { LONG_PATIENCE } else { PATIENCE };
        market.begin(market.prices.clone(), (gap / 4).max(1), patience);
        let mut seed = options.seed;
        for _ in 0..size.price_steps {
            seed = seed.wrapping_add(1);
            if let Some(impossible) = self.prices(&mut market, &size, seed) {
                return Some(impossible);
            }
            if self.step_ends() || market.stalled() {
                break;
            }
        }
        if !self.stopped {
            self.search(market, &size, options);
        }
        None
    }

    /// Solves the flow, asks what its prices are worth over all candidates, and once more with the
    /// candidates that those prices favour added, until the flow's own optimum is the bound.
    fn flow(&mut self, mut arcs: Shortlist, size: &Size) -> Result<Market<'m, 'a>, Impossible> {
        let model = self.model;
        let mut best: Option<Market> = None;
        for _ in 0..FLOWS {
            let flow = flow::solve(model, &arcs);
            if let Some(impossible) = Impossible::by_crowd(model, &flow.crowded) {
                return Err(impossible);
            }
            self.offer(Best::of(&greedy::fill(model, &arcs, Some(&flow.person_of))));
            let mut market = Market::new(model, flow.price.iter().map(|price| price * POINT).collect());
            market.move_prices(1, self.target(), |_| {});
            if market.bound >= NEVER {
                return Impossible::by_team(model, &market.values).map_or(Ok(market), Err);
            }
            self.raise(market.bound);
            let ended = self.step_ends() || market.bound >= flow.cost * POINT;
            if !ended {
                arcs = arcs.extended(model, size.arcs / 2, |seat, c| market.priced(seat, c));
            }
            if best.as_ref().is_none_or(|best| best.bound < market.bound) {
                best = Some(market);
            }
            if ended {
                break;
            }
        }
        best.map_or_else(|| Err(Impossible::Together), Ok)
    }

    /// Moves the prices and makes a roster of what the teams then wish.
    fn prices(&mut self, market: &mut Market, size: &Size, seed: u64) -> Option<Impossible> {
        let model = self.model;
        let mut wishes = Vec::new();
        market.move_prices(size.rounds, self.target(), |answer| wishes.clone_from(&answer.teams));
        if market.bound > impossible::dearest(model).saturating_mul(POINT) {
            return Some(Impossible::Together);
        }
        self.raise(market.bound);
        let now = !size.exact || self.full().is_none() || self.steps.is_multiple_of(SELDOM);
        if now && !wishes.is_empty() {
            let shortlist = Shortlist::new(model, FEW, |seat, c| market.priced(seat, c));
            self.offer(mend(model, &shortlist, &wishes, seed));
        }
        None
    }

    fn search(&mut self, mut market: Market<'m, 'a>, size: &Size, options: &Options) {
        self.seeking = true;
        if size.exact {
            return self.prove(market, size, options.seed);
        }
        let model = self.model;
        let shortlist = Shortlist::new(model, size.list, |seat, c| market.priced(seat, c));
        if size.price_steps > 0 {
            self.dives(&mut market, size, options.seed);
            self.neighbours(&mut market, size, options.seed);
        }
        let mut rounds = Rounds::new(model, &shortlist, options);
        while !self.stopped {
            let Some(best) = &self.best else { return };
            let found = rounds.step(best);
            if found.rank() < best.rank() {
                self.best = Some(found.clone());
            }
            self.step_ends();
        }
    }

    /// Dives from the best prices, each a step, with other chance each time.
    fn dives(&mut self, market: &mut Market, size: &Size, seed: u64) {
        for dive in 0..size.dives {
            if self.stopped {
                return;
            }
            let target = self.target();
            if self.full().is_some() {
                market.strike(target);
            }
            if let Some(found) = dive::dive(self.model, market, target, seed.wrapping_add(dive)) {
                self.offer(found);
            }
            self.step_ends();
        }
    }

    /// Neighbourhoods of the best roster, each a step, until so many in a row were no better.
    fn neighbours(&mut self, market: &mut Market, size: &Size, seed: u64) {
        let mut near = Near { random: Random::new(seed), idle: 0 };
        while !self.stopped && near.idle < size.neighbours && self.full().is_some() {
            self.neighbour(market, &mut near);
        }
    }

    fn neighbour(&mut self, market: &mut Market, near: &mut Near) {
        let Some(best) = self.full().cloned() else { return };
        market.strike(best.cost);
        near.idle += 1;
        if let Some(found) = dive::neighbour(self.model, market, &best, &mut near.random)
            && found.rank() < best.rank()
        {
            self.best = Some(found);
            near.idle = 0;
        }
        self.step_ends();
    }

    /// The search to the end; when it takes long, by turns with a dive and neighbourhoods.
    fn prove(&mut self, market: Market<'m, 'a>, size: &Size, seed: u64) {
        let mut tree = Tree::new(self.model, market, seed);
        let mut near: Option<Near> = None;
        while !self.stopped {
            match (tree.takes_long(), &mut near) {
                (Some(market), None) => {
                    near = Some(Near { random: Random::new(seed), idle: 0 });
                    self.dives(market, size, seed);
                }
                (Some(market), Some(near)) if near.idle < size.neighbours => self.neighbour(market, near),
                _ => {}
            }
            if !self.stopped {
                self.branch(&mut tree);
            }
        }
    }

    /// One step of the search to the end.
    fn branch(&mut self, tree: &mut Tree) {
        let below = self.full().map_or_else(|| impossible::dearest(self.model) + 1, |best| best.cost);
        if let Some(found) = tree.step(below) {
            self.offer(found);
        }
        self.raise(tree.bound());
        self.impossible = self.full().is_none() && self.bound >= below;
        self.stopped = self.step_ends() || self.impossible;
    }

    /// Keeps a roster if it is better than the best.
    fn offer(&mut self, found: Best) {
        if self.best.as_ref().is_none_or(|best| found.rank() < best.rank()) {
            self.best = Some(found);
        }
    }

    fn full(&self) -> Option<&Best> {
        self.best.as_ref().filter(|best| best.empty == 0)
    }

    /// The cost that better rosters must undercut, in points; a guess while there is none.
    fn target(&self) -> i64 {
        self.best.as_ref().map_or(0, |best| best.cost + best.empty as i64 * 100)
    }

    fn raise(&mut self, bound: i64) {
        self.bound = self.bound.max(bound.div_euclid(POINT) + i64::from(bound.rem_euclid(POINT) > 0));
    }

    fn proved(&self) -> bool {
        self.full().is_some_and(|best| best.cost <= self.bound)
    }

    /// Tells of the step. Returns whether the search ends here.
    fn step_ends(&mut self) -> bool {
        self.steps += 1;
        let objective = self.full().map(|best| best.cost);
        let progress = Progress { steps: self.steps, objective, bound: self.bound, seeking: self.seeking };
        self.stopped = !(self.go_on)(&progress) || self.proved();
        self.stopped
    }

    fn outcome(self, impossible: Option<Impossible>) -> Outcome {
        if let Some(impossible) = impossible {
            return Outcome::Impossible(impossible);
        }
        if self.impossible {
            return Outcome::Impossible(Impossible::Together);
        }
        let Some(best) = self.full() else {
            let seats = 0..self.model.seat_count() as u32;
            let vacant =
                |seat: &u32| self.best.as_ref().is_none_or(|best| best.holders[*seat as usize] == NOBODY);
            return Outcome::NotFound { empty: seats.filter(vacant).collect(), steps: self.steps };
        };
        let teams = best.to_roster(self.model).teams();
        debug_assert!(check(self.model.instance, &teams).violations.is_empty(), "the judge objects");
        Outcome::Solved(Solved {
            objective: best.cost,
            bound: self.bound.min(best.cost),
            proved: self.proved(),
            steps: self.steps,
            teams,
        })
    }
}

/// Neighbourhoods so far: their chance, and how many lately were no better.
struct Near {
    random: Random,
    idle: u32,
}

/// How much work goes where, by the size of the instance.
struct Size {
    /// Candidates of a seat for greedy and flow.
    arcs: usize,
    /// Candidates of a seat for the annealing.
    list: usize,
    /// Steps of moving prices after the flow, and rounds in each.
    price_steps: u32,
    rounds: u32,
    /// Dives after that.
    dives: u64,
    /// Neighbourhoods without success after which no more are tried.
    neighbours: u32,
    /// Whether to search to the end.
    exact: bool,
}

impl Size {
    fn of(model: &Model, options: &Options) -> Self {
        let work = model.candidates.len();
        let small = work <= 50_000;
        let exact = options.exact && small && model.instance.teams.len() <= 120;
        Self {
            arcs: 64,
            list: 80,
            price_steps: if exact {
                400
            } else if small {
                60
            } else {
                0
            },
            rounds: 40,
            dives: 1,
            neighbours: 60,
            exact,
        }
    }
}
