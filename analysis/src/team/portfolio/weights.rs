//! Tickets for given rosters, so that the most frequent (place, person) pair is as rare as it can be.
//!
//! It is a linear programme (least largest entry of a mixture of columns), solved well enough by multiplicative weights
//! on a softened maximum: the weight of a roster falls as long as it holds pairs that are among the most frequent. Starts
//! from how often each roster was kept, and keeps the best mixture it meets, so it never makes anything worse.

use std::collections::BTreeMap;

/// Rounds of multiplicative weights.
const ROUNDS: usize = 400;
/// How sharply the softened maximum looks at the largest entries, at the last round and relative to the maximum.
const SHARP: f64 = 200.0;
/// The largest change of a weight's logarithm in a round, at the first round.
const STEP: f64 = 0.5;

/// Whole tickets for each roster, at least one each, that sum to `total`; `total` is at least the number of rosters.
///
/// `sent` is who goes where in each roster, each pair once; `kept` how often each roster was kept.
pub fn tickets(sent: &[Vec<(u32, u32)>], kept: &[u32], total: u64) -> Vec<u64> {
    let columns = Columns::of(sent);
    let sum: f64 = kept.iter().map(|&count| f64::from(count)).sum();
    let start: Vec<f64> = kept.iter().map(|&count| f64::from(count) / sum).collect();
    whole(&columns.settle(start), total)
}

/// The pairs of each roster as numbers.
struct Columns {
    pairs: usize,
    of: Vec<Vec<u32>>,
}

impl Columns {
    fn of(sent: &[Vec<(u32, u32)>]) -> Self {
        let mut number: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut of = Vec::with_capacity(sent.len());
        for pairs in sent {
            let mut column = Vec::with_capacity(pairs.len());
            for &pair in pairs {
                let next = number.len() as u32;
                column.push(*number.entry(pair).or_insert(next));
            }
            of.push(column);
        }
        Self { pairs: number.len(), of }
    }

    fn settle(&self, mut weights: Vec<f64>) -> Vec<f64> {
        let mut best = (f64::INFINITY, weights.clone());
        let mut load = vec![0.0; self.pairs];
        for round in 0..ROUNDS {
            self.load(&weights, &mut load);
            let most = load.iter().copied().fold(0.0, f64::max);
            if most < best.0 {
                best = (most, weights.clone());
            }
            let progress = (round + 1) as f64 / ROUNDS as f64;
            soften(&mut load, most, SHARP * progress.max(0.1));
            self.shift(&mut weights, &load, STEP * (1.0 - progress).max(0.05));
        }
        best.1
    }

    fn load(&self, weights: &[f64], load: &mut [f64]) {
        load.fill(0.0);
        for (column, weight) in self.of.iter().zip(weights) {
            column.iter().for_each(|&pair| load[pair as usize] += weight);
        }
    }

    /// Moves weight away from rosters with frequent pairs.
    fn shift(&self, weights: &mut [f64], blame: &[f64], step: f64) {
        let of = |column: &Vec<u32>| column.iter().map(|&pair| blame[pair as usize]).sum::<f64>();
        let blames: Vec<f64> = self.of.iter().map(of).collect();
        let most = blames.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        for (weight, blame) in weights.iter_mut().zip(&blames) {
            *weight *= (-step * blame / most).exp();
        }
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
    }
}

/// Replaces loads by how much each counts in a softened maximum.
fn soften(load: &mut [f64], most: f64, sharp: f64) {
    let scale = sharp / most.max(f64::MIN_POSITIVE);
    load.iter_mut().for_each(|entry| *entry = (scale * (*entry - most)).exp());
}

/// Shares as whole tickets by largest remainder, one for each beforehand.
fn whole(shares: &[f64], total: u64) -> Vec<u64> {
    let left = total - shares.len() as u64;
    let exact: Vec<f64> = shares.iter().map(|share| share * left as f64).collect();
    let mut tickets: Vec<u64> = exact.iter().map(|exact| exact.floor() as u64).collect();
    // Rounding of the shares can't make the whole parts exceed what is left by more than the last ones give back.
    let mut over = tickets.iter().sum::<u64>().saturating_sub(left);
    for ticket in tickets.iter_mut().rev() {
        let back = over.min(*ticket);
        *ticket -= back;
        over -= back;
    }
    let mut order: Vec<usize> = (0..shares.len()).collect();
    let rest = |at: usize| exact[at] - exact[at].floor();
    order.sort_by(|&a, &b| rest(b).total_cmp(&rest(a)).then(a.cmp(&b)));
    let missing = left - tickets.iter().sum::<u64>();
    for n in 0..missing {
        tickets[order[(n % shares.len() as u64) as usize]] += 1;
    }
    tickets.into_iter().map(|ticket| ticket + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_roster_that_shares_no_pair_gets_what_the_others_can_spare() {
        // Rosters 0 and 1 share a pair; roster 2 stands alone: the best mixture is 1/4, 1/4, 1/2.
        let sent = vec![vec![(0, 1), (0, 2)], vec![(0, 1), (0, 3)], vec![(0, 4), (0, 5)]];
        let found = tickets(&sent, &[1, 1, 1], 1000);
        assert_eq!(found.iter().sum::<u64>(), 1000);
        assert!(found[2].abs_diff(500) <= 15, "{found:?}");
        // Without the shared pair all are alike.
        let even = tickets(&[vec![(0, 2)], vec![(0, 3)], vec![(0, 5)]], &[1, 1, 1], 999);
        assert!(even.iter().all(|n| n.abs_diff(333) <= 10), "{even:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn tickets_sum_and_everyone_has_one(
            shares in prop::collection::vec(0.0..1.0_f64, 1..40), extra in 0..100_000_u64,
        ) {
            let sum: f64 = shares.iter().sum::<f64>().max(1e-9);
            let shares: Vec<f64> = shares.iter().map(|share| share / sum).collect();
            let total = shares.len() as u64 + extra;
            let found = whole(&shares, total);
            prop_assert_eq!(found.iter().sum::<u64>(), total);
            prop_assert!(found.iter().all(|n| *n > 0));
        }
    }
}
