//! The linear program over columns: a row for each team (one column), each person (columns and draws agree)
//! and each slot (at most one column). Variables: a slack for each row, each further draw of each person, each
//! column.

use super::{Cover, Node};
use crate::random::Random;

/// Costs are blurred by at most so many points: there are many ties, and a simplex walks in circles among them.
const BLUR: f64 = 2e-6;

/// The program's numbers.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub teams: usize,
    pub people: usize,
    pub rows: usize,
    /// The person of each draw variable.
    draw_of: Vec<u32>,
    /// The nth draw of that person.
    nth: Vec<u32>,
    /// The first column's variable.
    pub first_column: usize,
    pub cost: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    /// The team of each column.
    team_of: Vec<u32>,
}

impl Program {
    pub(super) fn new(cover: &Cover) -> Self {
        let (teams, people) = (cover.columns.first.len() - 1, cover.people.len());
        let rows = teams + people + cover.slots;
        let mut program = Self { teams, people, rows, cost: vec![0.0; rows], ..Self::default() };
        let mut random = Random::new(1);
        let mut blur = || BLUR * (0.5 + f64::from(random.below(1 << 20)) / f64::from(1 << 21));
        for (i, one) in (0..).zip(&cover.people) {
            for (nth, pair) in (0..).zip(one.cost.windows(2)).take(one.memberships.len()) {
                program.draw_of.push(i);
                program.nth.push(nth);
                program.cost.push((pair[1] - pair[0]) as f64 / super::UNIT as f64 + blur());
            }
        }
        program.first_column = program.cost.len();
        program.cost.extend(cover.columns.cost.iter().map(|&cost| cost as f64 + blur()));
        for team in 0..teams as u32 {
            let count = cover.columns.first[team as usize + 1] - cover.columns.first[team as usize];
            program.team_of.extend(std::iter::repeat_n(team, count as usize));
        }
        program.lower = vec![0.0; program.cost.len()];
        program.upper = vec![0.0; program.cost.len()];
        program.upper[teams + people..rows].fill(1.0);
        program
    }

    /// Sets the bounds of what a node still allows.
    pub(super) fn bind(&mut self, node: &Node) {
        for (i, (&person, &nth)) in self.draw_of.iter().zip(&self.nth).enumerate() {
            let (low, high) = (node.low[person as usize], node.high[person as usize]);
            self.lower[self.rows + i] = f64::from(u8::from(nth < low));
            self.upper[self.rows + i] = f64::from(u8::from(nth < high));
        }
        self.upper[self.first_column..].fill(0.0);
        for &column in &node.alive {
            self.upper[self.first_column + column as usize] = 1.0;
        }
    }

    /// What stands on the right of a row.
    pub(super) fn rhs(&self, row: usize) -> f64 {
        let person = self.teams..self.teams + self.people;
        if person.contains(&row) { 0.0 } else { 1.0 }
    }

    /// The entries of a variable's column.
    pub(super) fn entries(&self, cover: &Cover, variable: usize, mut each: impl FnMut(usize, f64)) {
        if variable < self.rows {
            each(variable, 1.0);
        } else if variable < self.first_column {
            each(self.teams + self.draw_of[variable - self.rows] as usize, -1.0);
        } else {
            let column = variable - self.first_column;
            each(self.team_of[column] as usize, 1.0);
            for &m in cover.columns.of(column as u32).iter().filter(|&&m| m < cover.columns.nobody()) {
                each(self.teams + cover.person_of[m as usize] as usize, 1.0);
                let slots = cover.slots_of[m as usize].iter();
                slots.for_each(|&slot| each(self.teams + self.people + slot as usize, 1.0));
            }
        }
    }

    /// The product of a row vector with the column of every variable that a node still has, into `out`. `fees`
    /// is room for one number for each membership, and one more that is 0.
    pub(super) fn products(&self, cover: &Cover, node: &Node, v: &[f64], fees: &mut [f64], out: &mut [f64]) {
        out[..self.rows].copy_from_slice(v);
        for (i, &person) in self.draw_of.iter().enumerate() {
            out[self.rows + i] = -v[self.teams + person as usize];
        }
        for (m, slots) in cover.slots_of.iter().enumerate() {
            let slots = slots.iter().map(|&slot| v[self.teams + self.people + slot as usize]);
            fees[m] = v[self.teams + cover.person_of[m] as usize] + slots.sum::<f64>();
        }
        for (team, own) in v.iter().enumerate().take(self.teams) {
            for &column in node.of(team) {
                let fees = cover.columns.of(column).iter().map(|&m| fees[m as usize]);
                out[self.first_column + column as usize] = own + fees.sum::<f64>();
            }
        }
    }
}
