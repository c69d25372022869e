//! The exact bound of a node at its prices, in integers: each team takes its cheapest column, each person their
//! cheapest number of draws. Whatever is too dear for the goal then is struck.

use super::{Cover, Node, UNIT};

impl Cover<'_, '_> {
    /// Raises a node's bound to what its prices give, and strikes the columns and numbers of draws that can't
    /// be part of a roster within the goal.
    pub(super) fn strike(&mut self, node: &mut Node) {
        self.work += node.alive.len() as u64;
        let fees = self.fees(node);
        let priced = |column: u32| {
            let fees = self.columns.of(column).iter().map(|&m| fees[m as usize]);
            self.columns.cost[column as usize] * UNIT + fees.sum::<i64>()
        };
        let teams = 0..node.first.len() - 1;
        let cheapest = |team: usize| node.of(team).iter().map(|&column| priced(column)).min().unwrap_or(0);
        let least: Vec<i64> = teams.map(cheapest).collect();
        let draws: Vec<(i64, u32, u32)> = (0..self.people.len()).map(|i| self.least_draws(node, i)).collect();
        let slots: i64 = node.prices.slot.iter().sum();
        let bound = least.iter().sum::<i64>() + draws.iter().map(|(least, ..)| least).sum::<i64>() - slots;
        node.bound = node.bound.max(bound);
        let left = self.goal - bound;
        if left < 0 {
            return;
        }
        for (i, (least, low, high)) in draws.into_iter().enumerate() {
            let price = node.prices.draw[i];
            let dear =
                |draws: u32| self.people[i].cost[draws as usize] - price * i64::from(draws) - least > left;
            while node.low[i] < low && dear(node.low[i]) {
                node.low[i] += 1;
            }
            while node.high[i] > high && dear(node.high[i]) {
                node.high[i] -= 1;
            }
        }
        node.retain(|team, column| priced(column) - least[team] <= left);
    }

    /// What each membership fetches at a node's prices, and one more number, for nobody.
    fn fees(&self, node: &Node) -> Vec<i64> {
        let fee = |(slots, &person): (&Vec<u32>, &u32)| {
            let slots = slots.iter().map(|&slot| node.prices.slot[slot as usize]);
            node.prices.draw[person as usize] + slots.sum::<i64>()
        };
        self.slots_of.iter().zip(&self.person_of).map(fee).chain([0]).collect()
    }

    /// A person's draws less what they fetch: the least, and the range of numbers of draws that reach it.
    fn least_draws(&self, node: &Node, i: usize) -> (i64, u32, u32) {
        let price = node.prices.draw[i];
        let net = |draws: u32| self.people[i].cost[draws as usize] - price * i64::from(draws);
        let mut best = (net(node.low[i]), node.low[i], node.low[i]);
        for draws in node.low[i] + 1..=node.high[i] {
            let net = net(draws);
            if net > best.0 {
                break;
            }
            best = if net < best.0 { (net, draws, draws) } else { (net, best.1, draws) };
        }
        best
    }
}
