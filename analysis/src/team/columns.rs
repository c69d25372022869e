//! Whole teams as columns: each a choice of members with what it costs, listed once, so that the rest of the
//! search only picks one column for each team.
//!
//! Two columns of a team with the same people on other seats mean the same to everybody else: only the
//! cheaper one is kept.

use super::{
    column::{Choice, POINT},
    model::Model,
};
use std::collections::BTreeMap;

/// A person on a team: what columns are made of, and what prices are paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Membership {
    pub team: u32,
    pub person: u32,
}

/// The columns of all teams, side by side.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// The first column of each team, and one more entry.
    pub first: Vec<u32>,
    /// What each column costs without draws, in points.
    pub cost: Vec<i64>,
    /// Members of the largest team: so many entries has each column in `members`.
    pub width: usize,
    /// The memberships of each column, seat by seat; filled up with [`Columns::nobody`].
    pub members: Vec<u32>,
    /// Sorted by team, then person.
    pub memberships: Vec<Membership>,
}

impl Columns {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.cost.len()
    }

    /// The number that stands for no membership.
    pub fn nobody(&self) -> u32 {
        self.memberships.len() as u32
    }

    /// The memberships of a column, filled up to the width.
    pub fn of(&self, column: u32) -> &[u32] {
        let at = column as usize * self.width;
        &self.members[at..at + self.width]
    }

    /// The people of a column, seat by seat.
    pub fn people(&self, column: u32) -> impl Iterator<Item = u32> + '_ {
        self.of(column).iter().map_while(|&m| self.memberships.get(m as usize)).map(|m| m.person)
    }
}

/// Collects columns team by team, in the teams' order.
pub(super) struct Gatherer {
    width: usize,
    columns: Columns,
}

impl Gatherer {
    /// Begins without a column.
    pub fn new(model: &Model) -> Self {
        let width = model.instance.teams.iter().map(|team| team.seats.len()).max().unwrap_or(0);
        Self { width, columns: Columns { first: vec![0], width, ..Columns::default() } }
    }

    /// How many columns there are so far.
    pub fn count(&self) -> usize {
        self.columns.count()
    }

    /// Adds the choices found for the next team: each with its priced cost, in fractions of a point. `fee` is
    /// what prices make each of its members dearer.
    pub fn team(&mut self, team: u32, found: Vec<Choice>, fee: impl Fn(u32) -> i64) {
        let mut cheapest: BTreeMap<Vec<u32>, (i64, Vec<u32>)> = BTreeMap::new();
        for (priced, people) in found {
            let mut crew = people.clone();
            crew.sort_unstable();
            let kept = cheapest.entry(crew).or_insert_with(|| (priced, people.clone()));
            if priced < kept.0 {
                *kept = (priced, people);
            }
        }
        let columns = &mut self.columns;
        let begin = columns.memberships.len();
        let mut crew: Vec<u32> = cheapest.keys().flatten().copied().collect();
        crew.sort_unstable();
        crew.dedup();
        columns.memberships.extend(crew.iter().map(|&person| Membership { team, person }));
        for (priced, people) in cheapest.into_values() {
            let fees: i64 = people.iter().map(|&person| fee(person)).sum();
            columns.cost.push((priced - fees) / POINT);
            let place = |person: &u32| (begin + crew.binary_search(person).unwrap_or(0)) as u32;
            columns.members.extend(people.iter().map(place));
            columns.members.resize(columns.cost.len() * self.width, u32::MAX);
        }
        columns.first.push(columns.count() as u32);
    }

    /// The columns.
    pub fn columns(mut self) -> Columns {
        let nobody = self.columns.nobody();
        self.columns.members.iter_mut().filter(|m| **m == u32::MAX).for_each(|m| *m = nobody);
        self.columns
    }
}
