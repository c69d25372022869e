//! The linear program over columns: a row for each team (one column), each person (columns and draws agree), and the
//! further rows of the cover (slots, at most one column; cuts) as they come. Variables: each further draw of each
//! person, each column, a slack for each row.

use super::{Cover, Node};
use crate::random::Random;

/// Costs are blurred by at most so many points: there are many ties, and a simplex walks in circles among them.
const BLUR: f64 = 2e-6;
/// More than any further row leaves.
const SLACK: f64 = 1000.0;

/// The program's numbers.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub teams: usize,
    /// The first of the further rows: before, all are equations.
    pub further: usize,
    pub rows: usize,
    /// The person of each draw variable.
    draw_of: Vec<u32>,
    /// The nth draw of that person.
    nth: Vec<u32>,
    /// Where each person's begin, and one more entry.
    first_draw: Vec<usize>,
    /// The first column's variable, and the first slack's.
    pub first_column: usize,
    pub first_slack: usize,
    pub cost: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    /// The team of each column.
    team_of: Vec<u32>,
}

impl Program {
    pub(super) fn new(cover: &Cover) -> Self {
        let teams = cover.columns.first.len() - 1;
        let further = teams + cover.people.len();
        let mut program = Self { teams, further, rows: further, ..Self::default() };
        let mut random = Random::new(1);
        let mut blur = || BLUR * (0.5 + f64::from(random.below(1 << 20)) / f64::from(1 << 21));
        for (i, one) in (0..).zip(&cover.people) {
            program.first_draw.push(program.draw_of.len());
            for (nth, pair) in (0..).zip(one.cost.windows(2)).take(one.memberships.len()) {
                program.draw_of.push(i);
                program.nth.push(nth);
                program.cost.push((pair[1] - pair[0]) as f64 / super::UNIT as f64 + blur());
            }
        }
        program.first_draw.push(program.draw_of.len());
        program.first_column = program.cost.len();
        program.cost.extend(cover.columns.cost.iter().map(|&cost| cost as f64 + blur()));
        program.first_slack = program.cost.len();
        program.cost.resize(program.first_slack + further, 0.0);
        for team in 0..teams as u32 {
            let count = cover.columns.first[team as usize + 1] - cover.columns.first[team as usize];
            program.team_of.extend(std::iter::repeat_n(team, count as usize));
        }
        program.lower = vec![0.0; program.cost.len()];
        program.upper = vec![0.0; program.cost.len()];
        program
    }

    /// Adds a further row.
    pub(super) fn grow(&mut self) {
        self.rows += 1;
        self.cost.push(0.0);
        self.lower.push(0.0);
        self.upper.push(SLACK);
    }

    /// Sets the bounds of what a node still allows.
    pub(super) fn bind(&mut self, node: &Node) {
        for (i, (&person, &nth)) in self.draw_of.iter().zip(&self.nth).enumerate() {
            let (low, high) = (node.low[person as usize], node.high[person as usize]);
            self.lower[i] = f64::from(u8::from(nth < low));
            self.upper[i] = f64::from(u8::from(nth < high));
        }
        self.upper[self.first_column..self.first_slack].fill(0.0);
        for &column in &node.alive {
            self.upper[self.first_column + column as usize] = 1.0;
        }
    }

    /// What stands on the right of a row.
    pub(super) fn rhs(&self, cover: &Cover, row: usize) -> f64 {
        if let Some(further) = row.checked_sub(self.further) {
            cover.further[further].limit as f64
        } else if row < self.teams {
            1.0
        } else {
            0.0
        }
    }

    /// The entries of a variable's column.
    pub(super) fn entries(&self, cover: &Cover, variable: usize, mut each: impl FnMut(usize, f64)) {
        if variable >= self.first_slack {
            each(variable - self.first_slack, 1.0);
        } else if variable < self.first_column {
            let (person, nth) = (self.draw_of[variable], self.nth[variable]);
            each(self.teams + person as usize, -1.0);
            cover.allowing(person, nth).for_each(|further| each(self.further + further, -1.0));
        } else {
            let column = variable - self.first_column;
            each(self.team_of[column] as usize, 1.0);
            for &(further, times) in cover.cuts.of(column as u32) {
                each(self.further + further as usize, times as f64);
            }
            for &m in cover.columns.of(column as u32).iter().filter(|&&m| m < cover.columns.nobody()) {
                each(self.teams + cover.person_of[m as usize] as usize, 1.0);
                let slots = cover.slots_of[m as usize].iter();
                slots.for_each(|&slot| each(self.further + slot as usize, 1.0));
            }
        }
    }

    /// The product of a row vector with the column of every slack and draw, and of some columns, into `out`.
    /// `fees` is room for one number for each membership, and one more that is 0.
    pub(super) fn products(
        &self,
        cover: &Cover,
        columns: &[u32],
        v: &[f64],
        fees: &mut [f64],
        out: &mut [f64],
    ) {
        out[self.first_slack..].copy_from_slice(v);
        for (out, &person) in out.iter_mut().zip(&self.draw_of) {
            *out = -v[self.teams + person as usize];
        }
        for (further, price) in
            cover.further.iter().zip(&v[self.further..]).filter(|(_, price)| **price != 0.0)
        {
            for &(person, limit) in &further.draws {
                let (first, after) = (self.first_draw[person as usize], self.first_draw[person as usize + 1]);
                let beyond = after.min(first + limit as usize)..after;
                out[beyond].iter_mut().for_each(|out| *out -= price);
            }
        }
        self.fees(cover, v, fees);
        for &column in columns {
            out[self.first_column + column as usize] = self.product(cover, column, v, fees);
        }
    }

    /// What a row vector comes to for each membership.
    pub(super) fn fees(&self, cover: &Cover, v: &[f64], fees: &mut [f64]) {
        for ((fee, slots), &person) in fees.iter_mut().zip(&cover.slots_of).zip(&cover.person_of) {
            let slots = slots.iter().map(|&slot| v[self.further + slot as usize]);
            *fee = v[self.teams + person as usize] + slots.sum::<f64>();
        }
    }

    /// And for a column, from what it comes to for each membership.
    pub(super) fn product(&self, cover: &Cover, column: u32, v: &[f64], fees: &[f64]) -> f64 {
        let members = cover.columns.of(column).iter().map(|&m| fees[m as usize]);
        let cuts = cover.cuts.of(column).iter();
        let cuts = cuts.map(|&(further, times)| v[self.further + further as usize] * times as f64);
        v[self.team_of[column as usize] as usize] + members.sum::<f64>() + cuts.sum::<f64>()
    }
}
