//! The exact bound of a node at its prices, in integers: each team takes its cheapest column, each person their
//! cheapest number of draws. Whatever is too dear for the goal then is struck.

use super::{Cover, Node, UNIT};

impl Cover<'_, '_> {
    /// Raises a node's bound to what its prices give, and strikes the columns and numbers of draws that can't
    /// be part of a roster within the goal.
    pub(super) fn strike(&mut self, node: &mut Node) {
        self.work += node.alive.len() as u64;
        let fees = self.fees(node);
        let prices = node.prices.further.clone();
        let priced = |column: u32| self.priced(column, &fees, &prices);
        let draws_cost = self.costs_of_draws(node);
        let costs: Vec<i64> = node.alive.iter().map(|&column| priced(column)).collect();
        let teams = node.first.windows(2).map(|pair| &costs[pair[0] as usize..pair[1] as usize]);
        let least: Vec<i64> = teams.map(|costs| costs.iter().copied().min().unwrap_or(0)).collect();
        let draws: Vec<(i64, u32, u32)> =
            draws_cost.iter().enumerate().map(|(i, cost)| least_draws(node, i, cost)).collect();
        let limits = self.further.iter().zip(&node.prices.further);
        let limits: i64 = limits.map(|(further, price)| further.limit * price).sum();
        let bound = least.iter().sum::<i64>() + draws.iter().map(|(least, ..)| least).sum::<i64>() - limits;
        node.bound = node.bound.max(bound);
        let left = self.goal - bound;
        if left < 0 {
            return;
        }
        for (i, (least, low, high)) in draws.into_iter().enumerate() {
            let dear = |draws: u32| draws_cost[i][draws as usize] - least > left;
            while node.low[i] < low && dear(node.low[i]) {
                node.low[i] += 1;
            }
            while node.high[i] > high && dear(node.high[i]) {
                node.high[i] -= 1;
            }
        }
        let mut costs = costs.into_iter();
        node.retain(|team, _| costs.next().is_some_and(|cost| cost - least[team] <= left));
    }

    /// What a column costs with what its memberships fetch, and with the cuts that count it.
    pub(super) fn priced(&self, column: u32, fees: &[i64], further: &[i64]) -> i64 {
        let fees = self.columns.of(column).iter().map(|&m| fees[m as usize]);
        let cuts = self.cuts.of(column).iter().map(|&(i, times)| further[i as usize] * times);
        self.columns.cost[column as usize] * UNIT + fees.sum::<i64>() + cuts.sum::<i64>()
    }

    /// What each membership fetches at a node's prices, and one more number, for nobody.
    pub(super) fn fees(&self, node: &Node) -> Vec<i64> {
        let fee = |(slots, &person): (&Vec<u32>, &u32)| {
            let slots = slots.iter().map(|&slot| node.prices.further[slot as usize]);
            node.prices.draw[person as usize] + slots.sum::<i64>()
        };
        self.slots_of.iter().zip(&self.person_of).map(fee).chain([0]).collect()
    }

    /// What 0, 1, 2, … draws of each person cost, less what they fetch and what the cuts allow for them.
    fn costs_of_draws(&self, node: &Node) -> Vec<Vec<i64>> {
        let net = |(one, price): (&super::Someone, &i64)| {
            (0..).zip(&one.cost).map(|(draws, cost)| cost - price * draws).collect()
        };
        let mut costs: Vec<Vec<i64>> = self.people.iter().zip(&node.prices.draw).map(net).collect();
        for (further, price) in self.further.iter().zip(&node.prices.further).filter(|(_, price)| **price > 0)
        {
            for &(i, limit) in &further.draws {
                let beyond = costs[i as usize].iter_mut().skip(limit as usize);
                (0..).zip(beyond).for_each(|(more, cost)| *cost -= price * more);
            }
        }
        costs
    }
}

/// The least that a person's draws cost, and the range of numbers of draws that reach it.
fn least_draws(node: &Node, i: usize, costs: &[i64]) -> (i64, u32, u32) {
    let mut best = (i64::MAX, node.low[i], node.low[i]);
    for draws in node.low[i]..=node.high[i] {
        let cost = costs[draws as usize];
        if cost < best.0 {
            best = (cost, draws, draws);
        } else if cost == best.0 {
            best.2 = draws;
        }
    }
    best
}
