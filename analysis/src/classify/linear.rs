//! The linear machines: one squared-hinge support vector machine a label, learnt by dual coordinate descent (Hsieh and
//! others, 2008). Knows numbers only; what a column means is the features' business.
//!
//! Eight labels are learnt side by side: their weights for one column stand next to each other, so that a row's columns
//! are fetched once for all eight. Each label sees a column at its own scale; that is how naive Bayes comes in (Wang and
//! Manning, 2012), here as half 1 and half the absolute log ratio. The scale is folded into the steps, so that the
//! weights apply to unscaled rows.

use super::sparse::Rows;

/// Labels learnt side by side.
pub(super) const LANES: usize = 8;

/// A number for each of eight labels.
pub(super) type Lanes = [f32; LANES];

/// How the machines learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Learning {
    /// The price of an error against the size of the weights (`C`).
    pub cost: f32,
    /// How much dearer a rare label's own rows are: 0 all alike, 1 in proportion to its rarity.
    pub balance: f32,
    /// How much of a column's scale is the naive Bayes log ratio: 0 nothing, 1 all.
    pub bayes: f32,
    /// Passes over the rows at most.
    pub passes: usize,
    /// Ends when no condition in a pass was violated by more than this.
    pub tolerance: f32,
}

impl Default for Learning {
    fn default() -> Self {
        Learning { cost: 3.0, balance: 0.5, bayes: 0.5, passes: 12, tolerance: 0.02 }
    }
}

/// Eight labels' machines while they learn.
pub(super) struct Bank<'a> {
    rows: &'a Rows,
    /// For each row its label's lane, or `LANES` when the label is in another bank.
    lanes: &'a [usize],
    learning: Learning,
    own_cost: Lanes,
    scales: Vec<Lanes>,
    weights: Vec<Lanes>,
}

impl<'a> Bank<'a> {
    /// Learns from the rows that `within` names: for each column its weights.
    pub fn learn(
        rows: &'a Rows,
        lanes: &'a [usize],
        within: &[usize],
        labels: usize,
        learning: Learning,
    ) -> Vec<Lanes> {
        let mut own = [0.0f32; LANES + 1];
        within.iter().for_each(|&row| own[lanes[row]] += 1.0);
        let fair = within.len() as f32 / labels as f32;
        let own_cost =
            std::array::from_fn(|lane| learning.cost * (fair / own[lane].max(1.0)).powf(learning.balance));
        let scales = scales(rows, lanes, within, &own, learning.bayes);
        let weights = vec![[0.0; LANES]; rows.columns()];
        let mut bank = Bank { rows, lanes, learning, own_cost, scales, weights };
        bank.descend(within);
        bank.weights
    }

    fn descend(&mut self, within: &[usize]) {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let mut order: Vec<usize> = (0..within.len()).collect();
        let mut alphas = vec![[0.0; LANES]; within.len()];
        let lengths: Vec<Lanes> = within.iter().map(|&row| self.squared_length(row)).collect();
        for _ in 0..self.learning.passes {
            dice.shuffle(&mut order);
            let mut furthest = 0.0f32;
            for &at in &order {
                furthest = furthest.max(self.step(within[at], &mut alphas[at], &lengths[at]));
            }
            if furthest < self.learning.tolerance {
                break;
            }
        }
    }

    /// One row's step in all lanes. Returns the largest violation that it found.
    fn step(&mut self, row: usize, alphas: &mut Lanes, lengths: &Lanes) -> f32 {
        let margins = margins(&self.weights, self.rows.row(row));
        let (mut shift, mut furthest) = ([0.0; LANES], 0.0f32);
        for lane in 0..LANES {
            let own = self.lanes[row] == lane;
            let (sign, cost) = if own { (1.0, self.own_cost[lane]) } else { (-1.0, self.learning.cost) };
            let ridge = 0.5 / cost;
            let gradient = sign * margins[lane] - 1.0 + alphas[lane] * ridge;
            if alphas[lane] > 0.0 || gradient < 0.0 {
                furthest = furthest.max(gradient.abs());
                let next = (alphas[lane] - gradient / (lengths[lane] + ridge)).max(0.0);
                shift[lane] = (next - alphas[lane]) * sign;
                alphas[lane] = next;
            }
        }
        if shift != [0.0; LANES] {
            for (column, value) in self.rows.row(row) {
                let (weights, scales) = (&mut self.weights[column], &self.scales[column]);
                (0..LANES).for_each(|lane| weights[lane] += shift[lane] * scales[lane] * value);
            }
        }
        furthest
    }

    fn squared_length(&self, row: usize) -> Lanes {
        let mut length = [0.0; LANES];
        for (column, value) in self.rows.row(row) {
            let scales = &self.scales[column];
            (0..LANES).for_each(|lane| length[lane] += value * value * scales[lane]);
        }
        length
    }
}

/// What the weights say of a row.
pub(super) fn margins(weights: &[Lanes], row: impl Iterator<Item = (usize, f32)>) -> Lanes {
    let mut sum = [0.0; LANES];
    for (column, value) in row {
        let weights = &weights[column];
        (0..LANES).for_each(|lane| sum[lane] += weights[lane] * value);
    }
    sum
}

/// The square of the scale at which each label sees each column. `own` counts the rows of each label.
fn scales(rows: &Rows, lanes: &[usize], within: &[usize], own: &[f32; LANES + 1], bayes: f32) -> Vec<Lanes> {
    let mut with = vec![[0.0f32; LANES + 1]; rows.columns()];
    for &row in within {
        rows.row(row).for_each(|(column, _)| with[column][lanes[row]] += 1.0);
    }
    let all = within.len() as f32;
    let scale = |with: &[f32; LANES + 1]| -> Lanes {
        let anywhere: f32 = with.iter().sum();
        std::array::from_fn(|lane| {
            let inside = (with[lane] + 1.0) / (own[lane] + 2.0);
            let outside = (anywhere - with[lane] + 1.0) / (all - own[lane] + 2.0);
            (1.0 - bayes + bayes * (inside / outside).ln().abs()).powi(2)
        })
    };
    with.iter().map(scale).collect()
}

/// A fixed sequence that looks random (xorshift): steps go in the same order in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for at in (1..order.len()).rev() {
            order.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}
