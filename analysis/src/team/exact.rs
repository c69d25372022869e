//! The end of the search on small instances: branch and bound with the market's prices.
//!
//! At the root every candidate whose priced cost is too far from a team's best is struck; with a tight
//! bound that leaves a few people a seat. Then one person is put on one seat, or kept from it, and the
//! prices are moved a little more; a branch ends when its bound reaches what is looked for.

use super::{
    anneal::Best,
    column::{NEVER, POINT},
    dive::dive,
    mend::mend,
    model::{Candidate, Model},
    price::{Market, PATIENCE, Prices},
    wishes::{Usage, settle},
};

/// Rounds of prices in a branch; the root has several times as many, with strikes between.
const ROUNDS: u32 = 80;
const ROOT_ROUNDS: u32 = 600;
/// How far above its bound a branch seeks the next one, in points.
const LEVEL: i64 = 1;
/// Rounds without a better bound after which a branch seeks less.
const LITTLE_PATIENCE: u32 = 15;
/// Candidates of a seat for the annealing that mends the teams' wishes.
pub(super) const FEW: usize = 12;

/// The search's state.
///
/// It deepens: first it looks only for rosters a few points above the bound, for which nearly everybody can
/// be struck; when there are none, that is proven, and it looks again, further up.
pub(super) struct Tree<'x, 'a> {
    model: &'x Model<'a>,
    market: Market<'x, 'a>,
    root: Branch,
    open: Vec<Branch>,
    /// The search now is for rosters that cost less than this, in points.
    goal: i64,
    window: i64,
    seed: u64,
}

#[derive(Clone)]
struct Branch {
    lists: Vec<Vec<Candidate>>,
    prices: Prices,
    bound: i64,
    level: i64,
    root: bool,
}

impl<'x, 'a> Tree<'x, 'a> {
    /// Begins with a market whose prices are good already.
    pub(super) fn new(model: &'x Model<'a>, mut market: Market<'x, 'a>, seed: u64) -> Self {
        let root = Branch {
            lists: market.lists_mut().clone(),
            prices: market.prices.clone(),
            bound: market.bound,
            level: LEVEL,
            root: true,
        };
        let goal = market.bound.div_euclid(POINT) + 1;
        Self { model, market, root, open: Vec::new(), goal, window: 1, seed }
    }

    /// No roster costs less than this, in fractions of a point.
    pub(super) fn bound(&self) -> i64 {
        self.open.iter().map(|branch| branch.bound).min().unwrap_or(NEVER).min(self.goal * POINT)
    }

    /// Searches one branch for rosters cheaper than `below` points. Returns one if it finds it.
    pub(super) fn step(&mut self, below: i64) -> Option<Best> {
        if self.open.is_empty() {
            self.goal = (self.goal + self.window).min(below);
            self.window *= 2;
            self.open.push(self.root.clone());
        }
        let branch = self.open.pop()?;
        let target = below.min(self.goal);
        if branch.bound > (target - 1) * POINT {
            return None;
        }
        let decided = branch.lists.iter().all(|list| list.len() == 1);
        *self.market.lists_mut() = branch.lists;
        let patience = if branch.root { PATIENCE } else { LITTLE_PATIENCE };
        self.market.begin(branch.prices, branch.level, patience);
        let model = self.model;
        let mut usage = Usage::new(model.seat_count());
        let mut wishes = Vec::new();
        let rounds = if branch.root { ROOT_ROUNDS } else { ROUNDS };
        self.market.move_prices(rounds, target, |answer| {
            usage.count(model, &answer.teams);
            wishes.clone_from(&answer.teams);
        });
        let bound = self.market.bound.max(branch.bound);
        if bound > (target - 1) * POINT {
            return None;
        }
        self.seed = self.seed.wrapping_add(1);
        let mended = mend(model, &self.market.shortlist(FEW), &wishes, self.seed);
        let found = (mended.empty == 0 && mended.cost < below).then_some(mended);
        let target = found.as_ref().map_or(target, |found| found.cost.min(target));
        if bound > (target - 1) * POINT {
            return found;
        }
        self.market.strike(target);
        if !settle(model, self.market.lists_mut()) {
            return found;
        }
        if branch.root && !self.market.stalled() {
            self.push(bound, (branch.level / 2).max(1), true);
            return found;
        }
        let dived = if branch.root { dive(model, &mut self.market, target, self.seed) } else { None };
        self.branch(&usage, bound, decided);
        let dived = dived.filter(|dived| dived.empty == 0 && dived.cost < below);
        found.into_iter().chain(dived).min_by_key(Best::rank)
    }

    fn push(&mut self, bound: i64, level: i64, root: bool) {
        let (lists, prices) = (self.market.lists_mut().clone(), self.market.prices.clone());
        self.open.push(Branch { lists, prices, bound, level, root });
    }

    /// Puts the most contested person on a seat (searched first), or keeps them from it. With one candidate
    /// left for every seat, and that only since the last strike, the roster is still to be looked at.
    fn branch(&mut self, usage: &Usage, bound: i64, decided: bool) {
        let Some((seat, person)) = usage.most_contested(self.market.lists_mut()) else {
            if !decided {
                self.push(bound, LEVEL, false);
            }
            return;
        };
        let whole = self.market.lists_mut().clone();
        self.market.lists_mut()[seat].retain(|c| c.person != person);
        if settle(self.model, self.market.lists_mut()) {
            self.push(bound, LEVEL, false);
        }
        *self.market.lists_mut() = whole;
        self.market.lists_mut()[seat].retain(|c| c.person == person);
        if settle(self.model, self.market.lists_mut()) {
            self.push(bound, LEVEL, false);
        }
    }
}
