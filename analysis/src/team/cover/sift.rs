//! Sifting: the simplex works on the columns that are cheap at the node's prices, and then asks all others whether
//! they would be cheaper still. Few ever are, so a node costs little however many columns it has.

use super::{
    Cover, Node,
    simplex::{Ended, Simplex},
};

/// Columns of each team to begin with, on average, and how many it may add at once.
const FIRST: usize = 40;
const MORE: usize = 5;
/// A column that costs less than its team's price by this, in points, is asked in.
const CHEAPER: f64 = 2e-5;

impl Simplex {
    /// Solves a node's program, from where the last one ended; stops when the bound is above `goal` points, and
    /// pauses when this much work is done.
    pub(super) fn sift(&mut self, cover: &mut Cover, node: &Node, goal: f64, until: u64) -> Ended {
        self.program.bind(node);
        if !std::mem::take(&mut self.goes_on) {
            self.choose(cover, node);
        }
        loop {
            let ended = self.solve(cover, goal, until);
            if matches!(ended, Ended::Paused | Ended::Stuck) {
                self.goes_on = ended == Ended::Paused;
                return ended;
            }
            let (bound, fresh) = self.cheaper(cover, node);
            if fresh.is_empty() {
                return ended;
            }
            if bound > goal {
                return Ended::Above;
            }
            fresh.into_iter().for_each(|column| self.admit(column));
        }
    }

    /// Begins with the columns that are cheapest at the node's prices.
    fn choose(&mut self, cover: &mut Cover, node: &Node) {
        cover.work += node.alive.len() as u64;
        let fees = cover.fees(node);
        let mut ranked: Vec<(i64, u32)> = Vec::with_capacity(node.alive.len());
        for team in 0..node.first.len() - 1 {
            let begin = ranked.len();
            ranked.extend(
                node.of(team)
                    .iter()
                    .map(|&column| (cover.priced(column, &fees, &node.prices.further), column)),
            );
            let least = ranked[begin..].iter().map(|(priced, _)| *priced).min().unwrap_or(0);
            ranked[begin..].iter_mut().for_each(|(priced, _)| *priced -= least);
        }
        let most = FIRST * (node.first.len() - 1);
        if ranked.len() > most {
            ranked.select_nth_unstable(most);
            ranked.truncate(most);
        }
        for column in std::mem::take(&mut self.working) {
            self.works[column as usize] = false;
        }
        let first = self.program.first_column;
        let basic = self.head.iter().filter_map(|&var| (var as usize).checked_sub(first)).map(|c| c as u32);
        let basic = basic.filter(|&c| (c as usize) < self.works.len());
        let basic: Vec<u32> = basic.filter(|&c| self.program.upper[first + c as usize] > 0.0).collect();
        ranked.iter().map(|(_, column)| *column).chain(basic).for_each(|column| self.admit(column));
    }

    fn admit(&mut self, column: u32) {
        if !std::mem::replace(&mut self.works[column as usize], true) {
            self.working.push(column);
            self.upper[self.program.first_column + column as usize] = false;
        }
    }

    /// The columns of each team that are cheapest at the prices, of those that it doesn't work on and that are cheaper
    /// than those; and the bound over all columns.
    fn cheaper(&mut self, cover: &mut Cover, node: &Node) -> (f64, Vec<u32>) {
        cover.work += node.alive.len() as u64;
        let (program, prices) = (&self.program, &self.prices);
        program.fees(cover, prices, &mut self.fees);
        let mut cheaper: Vec<(f64, u32)> = Vec::new();
        let mut fresh = Vec::new();
        let mut bound = self.objective;
        for team in 0..node.first.len() - 1 {
            cheaper.clear();
            for &column in node.of(team).iter().filter(|&&column| !self.works[column as usize]) {
                let cost = program.cost[program.first_column + column as usize];
                let reduced = cost - program.product(cover, column, prices, &self.fees);
                if reduced < -CHEAPER {
                    cheaper.push((reduced, column));
                }
            }
            cheaper.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            bound += cheaper.first().map_or(0.0, |(reduced, _)| *reduced);
            fresh.extend(cheaper.iter().take(MORE).map(|(_, column)| *column));
        }
        (bound, fresh)
    }
}
