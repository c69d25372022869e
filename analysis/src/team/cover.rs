//! One column for each team: the end of the search once a tight bound has left few columns.
//!
//! What remains is a set partitioning problem: pick a column for each team so that nobody is in two teams at once
//! (H6, H9) or drawn too often (H7), and columns and draws together cost no more than a goal. In each node a linear
//! program ([`simplex`], on few columns at a time: [`sift`]) gives prices and shares. Of the prices the bound is computed
//! exactly ([`bound`]), columns that it rules out are struck, and the consequences drawn ([`settle`]). In the first node cuts
//! ([`subset`]) then forbid what the shares take in halves; that mostly lifts the bound to the best roster. First the
//! search hurries to a roster; when it finds none, it begins anew and divides with care ([`branch`]). So the floats of
//! the linear program decide where to look, and never what is proven.

mod basis;
mod bound;
mod branch;
mod further;
mod probe;
mod program;
mod settle;
mod sift;
mod simplex;
mod subset;
#[cfg(test)]
mod tests;

use super::{
    anneal::Best,
    column::POINT,
    columns::Columns,
    model::{Model, NOBODY},
    price::Market,
};
use further::Further;
use probe::Worth;
use simplex::{Ended, Simplex};
use std::collections::BTreeMap;
use subset::Cuts;

/// Prices here are finer than the market's: so many fractions make one of its fractions.
const FINE: i64 = 64;
/// And so many make a point.
const UNIT: i64 = POINT * FINE;
/// Dead ends after which the search goes on elsewhere, while open nodes have no more columns than this together.
const DEAD_ENDS: u32 = 12;
const MANY: usize = 6_000_000;
/// Nodes divided in haste, to find rosters, before the search begins anew with care.
const HASTY: u64 = 80;
/// Columns looked at before a step ends.
const STEP: u64 = 16_000_000;
/// So far above the goal, in points, the simplex must be to end early: what its blurred costs may hide.
const CLEARLY: f64 = 0.005;

/// A share that is nearer to 1 than this is 1.
const WHOLE: f64 = 1e-5;

/// Somebody who is in a column.
#[derive(Debug)]
struct Someone {
    person: u32,
    memberships: Vec<u32>,
    /// What 0, 1, 2, … draws cost.
    cost: Vec<i64>,
}

/// Prices, finer than the market's, of the draws of those who are in a column and of the further rows.
#[derive(Clone, Debug, Default)]
struct Prices {
    draw: Vec<i64>,
    further: Vec<i64>,
}

/// What is still possible in one part of the search.
#[derive(Clone, Debug)]
struct Node {
    /// Columns of each team that still count, one team after the other.
    alive: Vec<u32>,
    /// Where each team's begin, and one more entry.
    first: Vec<u32>,
    /// The fewest and most draws of each.
    low: Vec<u32>,
    high: Vec<u32>,
    prices: Prices,
    bound: i64,
    /// How often somebody was kept from a team on the way here, against the shares.
    turns: u32,
}

impl Node {
    fn of(&self, team: usize) -> &[u32] {
        &self.alive[self.first[team] as usize..self.first[team + 1] as usize]
    }

    /// Keeps the columns that are told to stay.
    fn retain(&mut self, mut stays: impl FnMut(usize, u32) -> bool) {
        let mut kept = 0;
        for team in 0..self.first.len() - 1 {
            let range = self.first[team] as usize..self.first[team + 1] as usize;
            self.first[team] = kept as u32;
            for i in range {
                let column = self.alive[i];
                if stays(team, column) {
                    self.alive[kept] = column;
                    kept += 1;
                }
            }
        }
        self.alive.truncate(kept);
        if let Some(last) = self.first.last_mut() {
            *last = kept as u32;
        }
    }
}

/// The search over columns.
pub(super) struct Cover<'x, 'a> {
    model: &'x Model<'a>,
    columns: Columns,
    people: Vec<Someone>,
    /// Who a membership is of, by place in `people`.
    person_of: Vec<u32>,
    further: Vec<Further>,
    /// The slots that a membership takes, of those that have a row.
    slots_of: Vec<Vec<u32>>,
    /// The others, each as the memberships that take it.
    slots: Vec<Vec<u32>>,
    /// Memberships of the same person that can't stand beside one.
    clashing: Vec<Vec<u32>>,
    open: Vec<Node>,
    /// The node whose linear program goes on in the next step.
    paused: Option<Node>,
    /// Rosters up to this cost are looked for.
    goal: i64,
    /// Columns looked at so far, and how many may be before the step ends.
    work: u64,
    until: u64,
    simplex: Simplex,
    /// The first node as its linear program left it, until it is divided with care.
    root: Option<Node>,
    cuts: Cuts,
    /// What is known of ways to divide a node.
    worth: Worth,
    nodes: u64,
    /// Nodes that led nowhere since the search last went on elsewhere.
    dead_ends: u32,
    /// Nodes after which the search is given up.
    patience: u64,
}

/// How a step of the search ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// There is more to search.
    Open,
    /// A roster was found; there may be a cheaper one.
    Found(Best),
    /// There is no roster, or no further one, below the target.
    Ended,
}

impl<'x, 'a> Cover<'x, 'a> {
    /// Looks for rosters cheaper than `target` points, for so many nodes. It begins at the market's prices.
    pub fn new(model: &'x Model<'a>, columns: Columns, target: i64, market: &Market, patience: u64) -> Self {
        let mut people: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (m, membership) in (0..).zip(&columns.memberships) {
            people.entry(membership.person).or_default().push(m);
        }
        let people: Vec<Someone> = people
            .into_iter()
            .map(|(person, memberships)| Someone { person, cost: costs(model, person), memberships })
            .collect();
        let count = columns.memberships.len();
        let mut cover = Self {
            model,
            person_of: vec![NOBODY; count],
            slots_of: vec![Vec::new(); count],
            further: Vec::new(),
            slots: Vec::new(),
            clashing: vec![Vec::new(); count],
            open: Vec::new(),
            paused: None,
            goal: (target - 1) * UNIT,
            work: 0,
            until: 0,
            simplex: Simplex::default(),
            root: None,
            cuts: Cuts::default(),
            worth: Worth::default(),
            columns,
            people,
            nodes: 0,
            dead_ends: 0,
            patience,
        };
        let further = cover.relate(market);
        let prices = Prices {
            draw: cover.people.iter().map(|one| market.prices.draw[one.person as usize] * FINE).collect(),
            further,
        };
        let most = |one: &Someone| one.memberships.len().min(one.cost.len() - 1) as u32;
        cover.open.push(Node {
            alive: (0..cover.columns.count() as u32).collect(),
            first: cover.columns.first.clone(),
            low: vec![0; cover.people.len()],
            high: cover.people.iter().map(most).collect(),
            prices,
            bound: i64::MIN,
            turns: 0,
        });
        cover.simplex = Simplex::new(&cover);
        cover
    }

    /// Fills in who is who, which memberships can't stand side by side, and the slots with their prices.
    fn relate(&mut self, market: &Market) -> Vec<i64> {
        let mut prices = Vec::new();
        for (i, one) in (0..).zip(&self.people) {
            let mut takers: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for &m in &one.memberships {
                self.person_of[m as usize] = i;
                let team = self.columns.memberships[m as usize].team;
                let clash =
                    |&&n: &&u32| n != m && self.model.clash(self.columns.memberships[n as usize].team, team);
                self.clashing[m as usize] = one.memberships.iter().filter(clash).copied().collect();
                market.slots_of(team).iter().for_each(|&slot| takers.entry(slot).or_default().push(m));
            }
            let mut alike: BTreeMap<Vec<u32>, i64> = BTreeMap::new();
            for (slot, takers) in takers.into_iter().filter(|(_, takers)| takers.len() > 1) {
                *alike.entry(takers).or_default() += market.slot_price(one.person, slot) * FINE;
            }
            for (takers, price) in alike {
                if price > 0 {
                    takers.iter().for_each(|&m| self.slots_of[m as usize].push(prices.len() as u32));
                    self.further.push(Further { limit: 1, draws: Vec::new() });
                    prices.push(price);
                } else {
                    self.slots.push(takers);
                }
            }
        }
        prices
    }

    /// Columns looked at so far.
    pub const fn work(&self) -> u64 {
        self.work
    }

    /// Searches on, for a fixed amount of work.
    pub fn step(&mut self) -> Step {
        self.until = self.work + STEP;
        while self.nodes < self.patience {
            let found = if let Some(node) = self.paused.take() {
                self.resume(node)
            } else if let Some(node) = self.next() {
                self.visit(node)
            } else {
                break;
            };
            if let Some(found) = found {
                self.goal = (found.cost - 1) * UNIT;
                return Step::Found(found);
            }
            if self.work >= self.until {
                break;
            }
        }
        let left = self.root.is_some() && self.patience == u64::MAX;
        let ended = self.open.is_empty() && self.paused.is_none() && !left;
        if ended || self.nodes >= self.patience { Step::Ended } else { Step::Open }
    }

    /// The next node: the deepest; but after some dead ends one with few turns, for the wrong one may have been
    /// taken early. When a number of them have found nothing, the search begins anew with more care.
    fn next(&mut self) -> Option<Node> {
        let enough = self.nodes >= HASTY || self.open.is_empty();
        if enough
            && self.patience == u64::MAX
            && let Some(root) = self.root.take()
        {
            self.open = vec![root];
        }
        let kept = || self.open.iter().map(|node| node.alive.len()).sum::<usize>();
        if self.dead_ends < DEAD_ENDS || kept() > MANY {
            return self.open.pop();
        }
        self.dead_ends = 0;
        let at = (0..self.open.len()).min_by_key(|&i| (self.open[i].turns, i))?;
        Some(self.open.remove(at))
    }

    /// No roster that is still to be found costs less, in fractions of a point.
    pub fn bound(&self) -> i64 {
        self.open
            .iter()
            .chain(&self.paused)
            .chain(&self.root)
            .map(|node| node.bound)
            .min()
            .unwrap_or(i64::MAX)
            .min(self.goal + UNIT)
            / FINE
    }

    fn visit(&mut self, node: Node) -> Option<Best> {
        self.nodes += 1;
        self.dead_ends += 1;
        self.resume(node)
    }

    /// Goes on with a node until it is divided, turns out to be empty, or gives a roster.
    fn resume(&mut self, mut node: Node) -> Option<Best> {
        let mut reached = node.bound;
        while node.bound <= self.goal && self.settle(&mut node) {
            if node.alive.len() == node.first.len() - 1 {
                return self.roster(node.alive);
            }
            let (ended, shares) = self.relax(&mut node, None);
            match ended {
                Ended::Paused => {
                    self.paused = Some(node);
                    return None;
                }
                Ended::Optimal if self.crowded(&shares) => continue,
                _ => self.strike(&mut node),
            }
            if node.bound > self.goal {
                return None;
            }
            if ended == Ended::Optimal
                && let Some(found) = self.whole(&node, &shares)
            {
                // Cheaper ones may be left here as far as the exact bound knows.
                if node.bound <= (found.cost - 1) * UNIT {
                    self.open.push(node);
                }
                return Some(found);
            }
            if self.nodes == 1 {
                let rose = std::mem::replace(&mut reached, node.bound) < node.bound;
                if ended == Ended::Optimal && rose && self.cut(&node, &shares) {
                    continue;
                }
                self.root = Some(node.clone());
            }
            node = self.branch(node, &shares)?;
        }
        None
    }

    /// The roster of the columns with a whole share, if there is one for each team.
    fn whole(&self, node: &Node, shares: &[(u32, f64)]) -> Option<Best> {
        let whole = shares.iter().filter(|(_, share)| *share > 1.0 - WHOLE).map(|(column, _)| *column);
        let mut chosen: Vec<u32> = whole.collect();
        chosen.sort_unstable();
        (chosen.len() == node.first.len() - 1).then(|| self.roster(chosen))?
    }

    /// Solves the linear program of a node, whose prices become the node's. Returns the columns' shares. A trial
    /// ends when this much work is done.
    fn relax(&mut self, node: &mut Node, trial: Option<u64>) -> (Ended, Vec<(u32, f64)>) {
        let mut simplex = std::mem::take(&mut self.simplex);
        node.prices.further.resize(self.further.len(), 0);
        simplex.grow(self);
        let ended =
            simplex.sift(self, node, self.goal as f64 / UNIT as f64 + CLEARLY, trial.unwrap_or(self.until));
        if ended == Ended::Paused && trial.is_none() {
            self.simplex = simplex;
            return (ended, Vec::new());
        }
        let (draw, further) = simplex.prices();
        // In the program a price is what one more would save.
        let fine = |price: f64| (-price * UNIT as f64).round() as i64;
        node.prices.further = further.iter().map(|&price| fine(price).max(0)).collect();
        for (i, &price) in draw.iter().enumerate() {
            // Who need not come may as well ask for all that a first draw costs.
            let least = if node.low[i] == 0 { self.people[i].cost[1] } else { i64::MIN };
            node.prices.draw[i] = fine(price).max(least);
        }
        let shares = simplex.shares().collect();
        self.simplex = simplex;
        (ended, shares)
    }

    /// The roster of one column for each team, if it keeps every rule and costs no more than the goal.
    fn roster(&self, chosen: Vec<u32>) -> Option<Best> {
        let mut taken = vec![false; self.columns.memberships.len()];
        let mut draws = vec![0_usize; self.people.len()];
        let mut cost = 0;
        for &column in &chosen {
            cost += self.columns.cost[column as usize] * UNIT;
            for &m in self.columns.of(column).iter().filter(|&&m| m < self.columns.nobody()) {
                taken[m as usize] = true;
                draws[self.person_of[m as usize] as usize] += 1;
            }
        }
        for (one, &draws) in self.people.iter().zip(&draws) {
            cost += one.cost.get(draws)?;
        }
        let crossed = |m: usize| taken[m] && self.clashing[m].iter().any(|&n| taken[n as usize]);
        if cost > self.goal || (0..taken.len()).any(crossed) {
            return None;
        }
        let mut holders = vec![NOBODY; self.model.seat_count()];
        for (team, &column) in (0..).zip(&chosen) {
            for (seat, person) in self.model.seats_of(team).zip(self.columns.people(column)) {
                holders[seat as usize] = person;
            }
        }
        Some(Best { holders, empty: 0, cost: cost / UNIT })
    }
}

/// What 0, 1, 2, … draws of a person cost, up to the cap.
fn costs(model: &Model, person: u32) -> Vec<i64> {
    let mut sum = 0;
    let mut costs = vec![0];
    for draws in 0..model.room[person as usize] {
        sum += model.draw_cost(person, draws) * UNIT;
        costs.push(sum);
    }
    costs
}
