//! The dual simplex on the program over columns: bounded variables, steepest edge, long steps (variables that
//! only change their bound are passed over). Every variable has two bounds, so any basis can be begun from.
//! It works on the columns that are promising; all others are asked now and then ([`sift`](super::sift)).
//!
//! It is advice, never proof: floats. What it says is used twice: its prices, of which the bound is then
//! computed exactly in integers; and the shares of columns, by which the search decides where to go on.

use super::{Cover, basis::Basis, program::Program};

/// Not in the basis.
const OUT: u32 = u32::MAX;
/// How far a variable may be out of its bounds, and a reduced cost below 0.
const PRIMAL: f64 = 1e-7;
const DUAL: f64 = 1e-9;
/// The least pivot.
const PIVOT: f64 = 1e-7;
/// Exchanges after which the factors are made anew.
const EXCHANGES: u32 = 80;
/// Exchanges after which a program is given up.
const PATIENCE: u32 = 30_000;

/// By how much a row weighs more whose pivot was too small, and how many such there may be.
const SHUN: f64 = 1e6;
const SHUNNED: u32 = 30;

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// At the best shares.
    Optimal,
    /// The bound exceeds what was asked for, or there are no shares at all.
    Above,
    /// The work is done that was given; there is more.
    Paused,
    /// Given up.
    Stuck,
}

/// The state, kept from node to node.
#[derive(Debug, Default)]
pub(super) struct Simplex {
    pub(super) program: Program,
    basis: Basis,
    /// The variable of each row, and the row of each variable.
    pub(super) head: Vec<u32>,
    place: Vec<u32>,
    /// Whether a variable outside the basis stands at its upper bound.
    pub(super) upper: Vec<bool>,
    /// The columns that it works on; whether each is among them.
    pub(super) working: Vec<u32>,
    pub(super) works: Vec<bool>,
    /// Whether it goes on with the columns that it works on.
    pub(super) goes_on: bool,
    /// The value of each row's variable, and its weight.
    x: Vec<f64>,
    weight: Vec<f64>,
    reduced: Vec<f64>,
    pub(super) prices: Vec<f64>,
    /// No shares of the columns worked on cost less.
    pub(super) objective: f64,
    /// Room for one exchange.
    row: Vec<f64>,
    alpha: Vec<f64>,
    image: Vec<f64>,
    pub(super) fees: Vec<f64>,
    passed: Vec<usize>,
    /// How fast the bound rises where nothing holds it.
    slope: f64,
}

/// Where a simplex stands.
#[derive(Debug)]
pub(super) struct Start {
    basis: Basis,
    head: Vec<u32>,
    place: Vec<u32>,
    upper: Vec<bool>,
    weight: Vec<f64>,
}

impl Simplex {
    pub(super) fn new(cover: &Cover) -> Self {
        let program = Program::new(cover);
        let (rows, variables) = (program.rows, program.cost.len());
        let head: Vec<u32> = (program.first_slack as u32..).take(rows).collect();
        let mut place = vec![OUT; variables];
        (0..).zip(&head).for_each(|(row, &var)| place[var as usize] = row);
        Self {
            basis: Basis::default(),
            head,
            place,
            upper: vec![false; variables],
            working: Vec::new(),
            goes_on: false,
            works: vec![false; cover.columns.count()],
            x: vec![0.0; rows],
            weight: vec![1.0; rows],
            reduced: vec![0.0; variables],
            prices: vec![0.0; rows],
            objective: 0.0,
            row: vec![0.0; rows],
            alpha: vec![0.0; variables],
            image: vec![0.0; rows],
            fees: vec![0.0; cover.columns.memberships.len() + 1],
            passed: Vec::new(),
            slope: 0.0,
            program,
        }
    }

    /// Takes in the cover's new rows.
    pub(super) fn grow(&mut self, cover: &Cover) {
        if self.program.rows == self.program.further + cover.further.len() {
            return;
        }
        for row in self.program.rows..self.program.further + cover.further.len() {
            self.program.grow();
            self.head.push(self.place.len() as u32);
            self.place.push(row as u32);
            self.upper.push(false);
            self.weight.push(1.0);
            [&mut self.reduced, &mut self.alpha].into_iter().for_each(|list| list.push(0.0));
            [&mut self.x, &mut self.prices, &mut self.row, &mut self.image]
                .into_iter()
                .for_each(|list| list.push(0.0));
        }
        self.factor(cover);
    }

    /// Solves the program of the columns worked on, from where the last one ended; stops when the bound is above
    /// `goal` points, and pauses when this much work is done.
    pub(super) fn solve(&mut self, cover: &mut Cover, goal: f64, until: u64) -> Ended {
        self.refresh(cover);
        let mut shunned = 0;
        for _ in 0..PATIENCE {
            if self.basis.exchanges >= EXCHANGES {
                self.factor(cover);
                self.refresh(cover);
            }
            if self.objective > goal {
                return Ended::Above;
            }
            if cover.work >= until {
                return Ended::Paused;
            }
            let Some((row, over)) = self.leaving() else { return Ended::Optimal };
            cover.work += self.effort();
            self.row.fill(0.0);
            self.row[row] = 1.0;
            self.basis.backward(&mut self.row);
            self.program.products(cover, &self.working, &self.row, &mut self.fees, &mut self.alpha);
            let Some(entering) = self.entering(over) else {
                if self.slope < PIVOT {
                    return Ended::Stuck;
                }
                // Prices may move along this row for ever, and the bound rises by this slope at least.
                let rise = over.signum() * (goal + 1.0 - self.objective) / self.slope;
                self.prices.iter_mut().zip(&self.row).for_each(|(price, part)| *price += rise * part);
                self.objective = goal + 1.0;
                return Ended::Above;
            };
            self.image.fill(0.0);
            let image = &mut self.image;
            self.program.entries(cover, entering, |row, value| image[row] += value);
            self.basis.forward(&mut self.image);
            let pivot = self.image[row];
            if pivot.abs() < PIVOT || (pivot - self.alpha[entering]).abs() > 1e-6 * (1.0 + pivot.abs()) {
                if self.basis.exchanges == 0 {
                    // Factors as good as they get: another row first.
                    self.weight[row] *= SHUN;
                    shunned += 1;
                    if shunned > SHUNNED {
                        return Ended::Stuck;
                    }
                    continue;
                }
                self.factor(cover);
                self.refresh(cover);
                continue;
            }
            self.exchange(cover, row, over, entering);
        }
        Ended::Stuck
    }

    /// What one exchange costs in work.
    pub(super) fn effort(&self) -> u64 {
        (self.program.rows + self.working.len()) as u64
    }

    /// Where it stands, to begin there again.
    pub(super) fn start(&self) -> Start {
        let (head, place, upper) = (self.head.clone(), self.place.clone(), self.upper.clone());
        Start { basis: self.basis.clone(), head, place, upper, weight: self.weight.clone() }
    }

    /// Begins where it stood.
    pub(super) fn begin_at(&mut self, start: &Start) {
        self.basis.clone_from(&start.basis);
        self.head.clone_from(&start.head);
        self.place.clone_from(&start.place);
        self.upper.clone_from(&start.upper);
        self.weight.clone_from(&start.weight);
    }

    /// The prices of people, and of the further rows.
    pub(super) fn prices(&self) -> (&[f64], &[f64]) {
        self.prices[self.program.teams..].split_at(self.program.further - self.program.teams)
    }

    /// The columns that have a share, with the share.
    pub(super) fn shares(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        let (first, slack) = (self.program.first_column, self.program.first_slack);
        self.head
            .iter()
            .zip(&self.x)
            .filter(move |(var, x)| (first..slack).contains(&(**var as usize)) && **x > 1e-6)
            .map(move |(&var, &x)| (var - first as u32, x))
            .chain(self.raised().map(|column| (column, 1.0)))
    }

    /// Columns outside the basis at their upper bound.
    fn raised(&self) -> impl Iterator<Item = u32> + '_ {
        let first = self.program.first_column;
        let at_one = move |column: &u32| {
            let var = first + *column as usize;
            self.upper[var] && self.place[var] == OUT && self.program.upper[var] > 0.0
        };
        self.working.iter().copied().filter(at_one)
    }

    /// Prices, reduced costs and values anew.
    pub(super) fn refresh(&mut self, cover: &Cover) {
        let cost = |row: usize| self.program.cost[self.head[row] as usize];
        self.prices = (0..self.program.rows).map(cost).collect();
        self.basis.backward(&mut self.prices);
        self.program.products(cover, &self.working, &self.prices, &mut self.fees, &mut self.reduced);
        let mut values: Vec<f64> = (0..self.program.rows).map(|row| self.program.rhs(cover, row)).collect();
        self.objective = 0.0;
        let first = self.program.first_column;
        let columns = self.working.iter().map(|&column| first + column as usize);
        for var in (0..first).chain(columns).chain(self.program.first_slack..self.place.len()) {
            self.reduced[var] = self.program.cost[var] - self.reduced[var];
            if self.place[var] != OUT {
                continue;
            }
            let (low, high) = (self.program.lower[var], self.program.upper[var]);
            let reduced = self.reduced[var];
            self.upper[var] = low < high && (reduced < -PRIMAL || (self.upper[var] && reduced < PRIMAL));
            let value = if self.upper[var] { high } else { low };
            if value != 0.0 {
                self.objective += value * self.program.cost[var];
                self.program.entries(cover, var, |row, entry| values[row] -= entry * value);
            }
        }
        self.basis.forward(&mut values);
        self.x = values;
        let basic = self.head.iter().zip(&self.x).map(|(&var, x)| self.program.cost[var as usize] * x);
        self.objective += basic.sum::<f64>();
    }

    /// The factors anew; a variable that hangs on the others leaves the basis.
    fn factor(&mut self, cover: &Cover) {
        let rows = self.program.rows;
        let mut weights = vec![1.0; self.place.len()];
        for (row, &var) in self.head.iter().enumerate() {
            weights[var as usize] = self.weight[row];
        }
        let old = std::mem::replace(&mut self.head, vec![OUT; rows]);
        let mut taken = vec![false; rows];
        let mut others = Vec::new();
        for var in old {
            if let Some(row) = (var as usize).checked_sub(self.program.first_slack) {
                self.head[row] = var;
                taken[row] = true;
            } else {
                others.push(var);
            }
        }
        let columns: Vec<Vec<(u32, f64)>> = others
            .iter()
            .map(|&var| {
                let mut column = Vec::new();
                self.program.entries(cover, var as usize, |row, value| column.push((row as u32, value)));
                column
            })
            .collect();
        let places = self.basis.factor(&columns, &mut taken);
        self.place.fill(OUT);
        for (&var, row) in others.iter().zip(places) {
            match row {
                Some(row) => self.head[row as usize] = var,
                None => self.upper[var as usize] = false,
            }
        }
        for row in 0..rows {
            if self.head[row] == OUT {
                self.head[row] = (self.program.first_slack + row) as u32;
            }
            self.place[self.head[row] as usize] = row as u32;
            self.weight[row] = weights[self.head[row] as usize];
        }
    }

    /// The row whose variable is furthest out of its bounds for its weight, and by how much; below 0 if below.
    fn leaving(&self) -> Option<(usize, f64)> {
        let mut best = (0.0, None);
        for (row, (&var, &x)) in self.head.iter().zip(&self.x).enumerate() {
            let (low, high) = (self.program.lower[var as usize], self.program.upper[var as usize]);
            let over = if x < low - PRIMAL {
                x - low
            } else if x > high + PRIMAL {
                x - high
            } else {
                continue;
            };
            let merit = over * over / self.weight[row];
            if merit > best.0 {
                best = (merit, Some((row, over)));
            }
        }
        best.1
    }

    /// The variable that enters, after those that are passed over as long as the bound still rises.
    fn entering(&mut self, over: f64) -> Option<usize> {
        let sign = over.signum();
        let program = &self.program;
        // Reduced cost and slope, turned so that the reduced cost is at least 0 and sinks.
        let turned = |var: usize| {
            let side = if self.upper[var] { -1.0 } else { 1.0 };
            ((self.reduced[var] * side).max(0.0), self.alpha[var] * side * sign)
        };
        let open = |&var: &usize| {
            self.alpha[var].abs() > PIVOT
                && turned(var).1 > PIVOT
                && self.place[var] == OUT
                && program.lower[var] < program.upper[var]
        };
        let columns = self.working.iter().map(|&column| program.first_column + column as usize);
        let slacks = program.first_slack + program.further..self.place.len();
        let mut waiting: Vec<usize> =
            (0..program.first_column).chain(columns).chain(slacks).filter(open).collect();
        let mut slope = over.abs();
        let mut passed = Vec::new();
        while !waiting.is_empty() {
            let ratio = |&var: &usize| {
                let (reduced, alpha) = turned(var);
                (reduced + DUAL) / alpha
            };
            let least = waiting.iter().map(ratio).fold(f64::INFINITY, f64::min);
            let within = |var: &usize| {
                let (reduced, alpha) = turned(*var);
                reduced <= least * alpha
            };
            let group: Vec<usize> = waiting.iter().copied().filter(within).collect();
            let drop: f64 =
                group.iter().map(|&var| turned(var).1 * (program.upper[var] - program.lower[var])).sum();
            if drop >= slope - PRIMAL {
                let entering = group.into_iter().max_by(|&a, &b| turned(a).1.total_cmp(&turned(b).1));
                self.passed = passed;
                return entering;
            }
            slope -= drop;
            waiting.retain(|var| !within(var));
            passed.extend(group);
        }
        self.slope = slope;
        None
    }

    fn exchange(&mut self, cover: &Cover, row: usize, over: f64, entering: usize) {
        let rest = over + self.pass(cover, row);
        let step = rest / self.image[row];
        self.objective += step * self.reduced[entering];
        for (x, part) in self.x.iter_mut().zip(&self.image) {
            *x -= step * part;
        }
        let bounds = if self.upper[entering] { &self.program.upper } else { &self.program.lower };
        self.x[row] = bounds[entering] + step;
        let theta = self.reduced[entering] / self.alpha[entering];
        let first = self.program.first_column;
        let mut sink = |var: usize| {
            if self.alpha[var] != 0.0 {
                self.reduced[var] -= theta * self.alpha[var];
            }
        };
        (0..first).chain(self.program.first_slack..self.place.len()).for_each(&mut sink);
        self.working.iter().for_each(|&column| sink(first + column as usize));
        self.prices.iter_mut().zip(&self.row).for_each(|(price, part)| *price += theta * part);
        self.weigh(row);
        let left = self.head[row] as usize;
        self.reduced[left] = -theta;
        self.reduced[entering] = 0.0;
        self.upper[left] = over > 0.0 && self.program.upper[left] > self.program.lower[left];
        self.place[left] = OUT;
        self.place[entering] = row as u32;
        self.head[row] = entering as u32;
        self.basis.exchange(row, &self.image);
    }

    /// Moves the variables that are passed over to their other bound. Returns by how much that changes the
    /// value at `row`.
    fn pass(&mut self, cover: &Cover, row: usize) -> f64 {
        if self.passed.is_empty() {
            return 0.0;
        }
        let mut moved = vec![0.0; self.program.rows];
        for &var in &self.passed {
            let range = self.program.upper[var] - self.program.lower[var];
            let by = if self.upper[var] { -range } else { range };
            self.upper[var] = !self.upper[var];
            self.objective += self.reduced[var] * by;
            self.program.entries(cover, var, |row, entry| moved[row] += entry * by);
        }
        self.passed.clear();
        self.basis.forward(&mut moved);
        self.x.iter_mut().zip(&moved).for_each(|(x, by)| *x -= by);
        -moved[row]
    }

    /// The weights of steepest edge after an exchange at `row`.
    fn weigh(&mut self, row: usize) {
        let pivot = self.image[row];
        let old = self.row.iter().map(|part| part * part).sum::<f64>();
        let mut tau = self.row.clone();
        self.basis.forward(&mut tau);
        for (i, weight) in self.weight.iter_mut().enumerate() {
            let share = self.image[i] / pivot;
            if i != row && share != 0.0 {
                *weight = (*weight - 2.0 * share * tau[i] + share * share * old).max(1e-4);
            }
        }
        self.weight[row] = (old / (pivot * pivot)).max(1e-4);
    }
}
