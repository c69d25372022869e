//! The search: a step ruins and recreates, and simulated annealing says whether the outcome is kept. It cools in
//! rounds, each longer than the one before and each from the best plan so far. A round's length hangs on its number
//! alone and never on the time left: so what a number of steps yields is the same whether a clock or a count ended it.

use super::{
    Effort,
    fixed::{self, Fixed},
    plan::Plan,
    recreate::{Keys, recreate},
    regret,
    ruin::{Neighbours, ruin},
};
use crate::random::Random;

/// How often `go_on` is asked, in steps.
pub const STEPS_BETWEEN: u64 = 64;
/// The temperature at a round's begin, in mean ways between two stops.
const HOT: i64 = 3;
/// Bits by which a round cools: it ends at HOT × 2^−COOLS.
const COOLS: Fixed = 8;
/// Steps of the first round for each site; every further round is twice as long.
const FIRST_ROUND: u64 = 100;
/// How many logarithms are kept.
const LOGS: usize = 4096;
/// Above so many gaps to look at the start is greedy: regret would take longer than it saves.
const REGRET_WORK: usize = 40_000_000;

/// How far a search has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Steps so far.
    pub steps: u64,
    /// Sites without a squad in the best plan.
    pub unserved: usize,
    /// Seconds of travel in the best plan.
    pub travel: i64,
}

/// How bad a plan is: unserved sites first.
type Cost = (usize, i64);

struct Search<'a> {
    plan: Plan<'a>,
    best: Vec<Vec<usize>>,
    best_waiting: Vec<usize>,
    best_cost: Cost,
    /// How often each site was left out: who waits long may push others out.
    missed: Vec<u64>,
    /// Whether absences count in this round. In every other one they don't: else, while somebody waits, who is served
    /// would change too often for the ways to become short.
    absences: bool,
    neighbours: Neighbours,
    keys: Keys,
    random: Random,
    logs: Vec<Fixed>,
    gone: Vec<usize>,
}

/// The best routes found from `plan`, whose sites may wait, and the steps it took.
pub(super) fn search(
    plan: Plan,
    effort: Effort,
    go_on: &mut dyn FnMut(Progress) -> bool,
) -> (Vec<Vec<usize>>, u64) {
    let mut search = Search::new(plan, effort.seed);
    let sites = search.plan.problem.sites().len() as u64;
    let (mut done, mut round) = (0, 0);
    'search: while search.worthwhile() {
        let length = round_length(sites, round);
        search.absences = round.is_multiple_of(2);
        let hot = search.mean_way() * HOT;
        for step in 0..length {
            if done == effort.steps || (done % STEPS_BETWEEN == 0 && !go_on(search.progress(done))) {
                break 'search;
            }
            let cold = fixed::half_to(COOLS * fixed::ONE * Fixed::from(step / 64 * 64) / Fixed::from(length));
            search.step(Fixed::from(hot) * cold);
            done += 1;
        }
        search.return_to_best();
        round += 1;
    }
    (search.best, done)
}

fn round_length(sites: u64, round: u32) -> u64 {
    (sites * FIRST_ROUND) << round.min(40)
}

impl<'a> Search<'a> {
    fn new(mut plan: Plan<'a>, seed: u64) -> Search<'a> {
        let problem = plan.problem;
        let (sites, squads) = (problem.sites().len(), problem.squads().len());
        let keys = Keys::new(&plan);
        let mut random = Random::new(seed);
        plan.mark();
        if sites * sites * squads <= REGRET_WORK {
            regret::start(&mut plan);
        } else {
            let mut waiting = std::mem::take(&mut plan.waiting);
            recreate(&mut plan, &keys, &mut random, &mut waiting);
        }
        plan.mark();
        Search {
            best: plan.routes(),
            best_waiting: plan.waiting.clone(),
            best_cost: (plan.waiting.len(), plan.travel()),
            missed: vec![0; sites],
            absences: true,
            neighbours: Neighbours::new(problem),
            logs: logs(),
            gone: Vec::new(),
            keys,
            random,
            plan,
        }
    }

    /// Whether anything could change: somebody has a place or waits for one.
    fn worthwhile(&self) -> bool {
        self.best_cost.0 > 0 || self.best.iter().any(|stops| !stops.is_empty())
    }

    fn cost(&self) -> Cost {
        (self.plan.waiting.len(), self.plan.travel())
    }

    fn progress(&self, steps: u64) -> Progress {
        Progress { steps, unserved: self.best_cost.0, travel: self.best_cost.1 }
    }

    fn mean_way(&self) -> i64 {
        let legs: usize =
            self.best.iter().filter(|stops| !stops.is_empty()).map(|stops| stops.len() + 1).sum();
        self.best_cost.1 / (legs.max(1) as i64) + 1
    }

    /// One step at this temperature.
    fn step(&mut self, heat: Fixed) {
        let before = self.cost();
        let missed_before = self.missed();
        self.plan.mark();
        ruin(&mut self.plan, &self.neighbours, &mut self.random, &mut self.gone);
        recreate(&mut self.plan, &self.keys, &mut self.random, &mut self.gone);
        let kept = self.is_kept(before, missed_before, heat);
        for site in &self.plan.waiting {
            self.missed[*site] += 1;
        }
        if !kept {
            self.plan.go_back();
        } else if self.cost() < self.best_cost {
            self.best_cost = self.cost();
            self.best = self.plan.routes();
            self.best_waiting.clone_from(&self.plan.waiting);
        }
    }

    /// Fewer unserved: yes. As many: by annealing. In place of sites that were left out often, others may wait, in the
    /// rounds in which absences count.
    fn is_kept(&mut self, before: Cost, missed_before: u64, heat: Fixed) -> bool {
        let after = self.cost();
        let longer_absent = self.absences && self.missed() < missed_before;
        if after.0 != before.0 {
            return after.0 < before.0 || (after.0 == before.0 + 1 && longer_absent);
        }
        let log = self.logs[self.random.place(LOGS)];
        let worse = Fixed::from(after.1 - before.1) * fixed::ONE;
        worse <= fixed::times(heat, log) || (after.0 > 0 && longer_absent)
    }

    fn missed(&self) -> u64 {
        self.plan.waiting.iter().map(|site| self.missed[*site]).sum()
    }

    fn return_to_best(&mut self) {
        let problem = self.plan.problem;
        self.plan = Plan::new(problem, self.best_waiting.clone());
        for (squad, stops) in self.best.iter().enumerate() {
            let gone = self.plan.take_over(squad, stops);
            debug_assert!(gone.is_empty());
        }
        self.plan.mark();
    }
}

/// −ln of the middles of so many equal parts of 0 to 1.
fn logs() -> Vec<Fixed> {
    let part = |index: usize| (2 * index as Fixed + 1) * fixed::ONE / (2 * LOGS as Fixed);
    (0..LOGS).map(|index| -fixed::times(fixed::log2(part(index)), fixed::LN_2)).collect()
}
