//! The end of the search on small instances: a proof that nothing is better, or the roster that is.
//!
//! It deepens: first it looks only for rosters a point above the bound. Hardly anything can be part of one, so all
//! teams that can are listed, and what is left is a search over columns ([`cover`](super::cover)). When there is
//! no such roster, that is proven, and it looks again, further up.
//!
//! Where the columns are too many (hundreds of thousands), a search over each team's best few finds good rosters and proves
//! nothing. Then one person at a time is put on a seat, or kept from it, and the market's prices are moved a little
//! more, until the columns are few enough.

use super::{
    anneal::Best,
    column::{NEVER, POINT},
    cover::{Cover, Step},
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
/// Columns that are searched to the end.
const MANY_COLUMNS: usize = 400_000;
/// The work of a search over all columns after which other ways to good rosters are tried.
const LONG: u64 = 30_000_000;
/// Columns of a team, and nodes of the search over them, for the glance.
const BEST_COLUMNS: usize = 600;
const GLANCE: u64 = 250;

/// The search's state.
pub(super) struct Tree<'x, 'a> {
    model: &'x Model<'a>,
    market: Market<'x, 'a>,
    root: Branch,
    open: Vec<Branch>,
    columns: Columns<'x, 'a>,
    /// Whether the best columns were looked at where all are too many.
    glanced: bool,
    /// The search now is for rosters that cost less than this, in points.
    goal: i64,
    seed: u64,
}

/// The search over columns that goes on.
enum Columns<'x, 'a> {
    None,
    /// Over all of a branch: it ends the branch.
    All(Box<Cover<'x, 'a>>),
    /// Over the best few: it only finds rosters.
    Best(Box<Cover<'x, 'a>>),
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
            level: if market.stalled() { 0 } else { LEVEL },
            root: true,
        };
        let goal = market.bound.div_euclid(POINT) + 1;
        let columns = Columns::None;
        Self { model, market, root, open: Vec::new(), columns, glanced: false, goal, seed }
    }

    /// No roster costs less than this, in fractions of a point.
    pub(super) fn bound(&self) -> i64 {
        let open = self.open.iter().map(|branch| branch.bound).min().unwrap_or(NEVER);
        let columns = if let Columns::All(cover) = &self.columns { cover.bound() } else { NEVER };
        open.min(columns).min(self.goal * POINT)
    }

    /// The market, once a glance or some work has proven nothing: other ways to good rosters may use it.
    pub(super) fn takes_long(&mut self) -> Option<&mut Market<'x, 'a>> {
        let over = match &self.columns {
            Columns::None => self.glanced,
            Columns::All(cover) => cover.work() > LONG,
            Columns::Best(_) => false,
        };
        over.then_some(&mut self.market)
    }

    /// Searches for rosters cheaper than `below` points, for a while. Returns one if it finds it.
    pub(super) fn step(&mut self, below: i64) -> Option<Best> {
        if let Columns::All(cover) | Columns::Best(cover) = &mut self.columns {
            let step = cover.step();
            if step == Step::Ended {
                self.columns = Columns::None;
            }
            return if let Step::Found(found) = step { Some(found) } else { None };
        }
        if self.open.is_empty() {
            self.goal = (self.goal + 1).min(below);
            self.open.push(self.root.clone());
        }
        let branch = self.open.pop()?;
        self.visit(branch, below)
    }

    fn visit(&mut self, branch: Branch, below: i64) -> Option<Best> {
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
        let below = found.as_ref().map_or(below, |found| found.cost);
        let target = below.min(target);
        if bound > (target - 1) * POINT {
            return found;
        }
        self.market.strike(target);
        if !settle(model, self.market.lists_mut()) {
            return found;
        }
        if branch.root && !self.market.stalled() {
            self.push(bound, (branch.level / 2).max(1), true);
        } else if !self.list_columns(target, below, bound, branch.root) {
            self.branch(&usage, bound, decided);
        }
        found
    }

    /// Goes over to columns if they are few, or to the best of them if that wasn't done yet.
    fn list_columns(&mut self, target: i64, below: i64, bound: i64, root: bool) -> bool {
        if let Some(columns) = self.market.all_columns(target, MANY_COLUMNS) {
            let cover = Cover::new(self.model, columns, target, &self.market, u64::MAX);
            self.columns = Columns::All(Box::new(cover));
            return true;
        }
        if self.glanced {
            return false;
        }
        self.glanced = true;
        let columns = self.market.best_columns(target, BEST_COLUMNS);
        let cover = Cover::new(self.model, columns, below, &self.market, GLANCE);
        self.columns = Columns::Best(Box::new(cover));
        self.push(bound, 0, root);
        true
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
