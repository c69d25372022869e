//! What a bound leaves: the candidates, and the whole teams, that a roster below a target can have.
//!
//! At the best prices a roster costs at least the bound, and more by what each of its teams costs above
//! that team's best. Whatever alone exceeds what lies between bound and target is in no such roster.

use super::{
    super::{
        column::{Choice, POINT, Priced, Search},
        columns::{Columns, Gatherer},
        model::Candidate,
    },
    Market,
};

/// Partial teams looked at when one candidate is tried on one seat.
const FEW_NODES: u32 = 500;
/// The same when all teams are listed.
const MANY_NODES: u32 = 2_000_000;

impl Market<'_, '_> {
    /// Strikes every candidate who can't be part of a roster cheaper than `target` points: with them on the
    /// seat, the team's best costs more than its best at all by more than the bound leaves.
    pub fn strike(&mut self, target: i64) {
        let prices = self.prices.clone();
        self.lists_mut();
        for team in 0..self.model.instance.teams.len() as u32 {
            let most = self.values[team as usize] + (target - 1) * POINT - self.bound;
            let seats = self.model.seats_of(team);
            for (i, seat) in seats.clone().enumerate() {
                self.price_seat(i, seat, team, &prices);
            }
            let mut lists: Vec<Vec<Priced>> = self.scratch[..seats.len()].to_vec();
            if lists.iter().any(Vec::is_empty) {
                continue;
            }
            keep_cheap(&mut lists, most);
            lists.iter_mut().for_each(|list| list.sort_unstable());
            for i in 0..lists.len() {
                let whole = std::mem::take(&mut lists[i]);
                let stays = |c: &Priced, lists: &mut [Vec<Priced>]| {
                    lists[i] = vec![*c];
                    Search::new(self.model, lists).run(most + 1, FEW_NODES).bound <= most
                };
                let stay: Vec<Priced> = whole.into_iter().filter(|c| stays(c, &mut lists)).collect();
                lists[i] = stay;
                if lists[i].is_empty() {
                    break;
                }
            }
            for (seat, list) in seats.zip(&lists) {
                let stays = |c: &Candidate| list.iter().any(|stay| stay.person == c.person);
                self.lists_mut()[seat as usize].retain(stays);
            }
        }
    }
    /// All teams that can be part of a roster cheaper than `target` points; none if they are more than `most`.
    pub(in super::super) fn all_columns(&mut self, target: i64, most: usize) -> Option<Columns> {
        let gap = (target - 1) * POINT - self.bound;
        let mut gatherer = Gatherer::new(self.model);
        for team in 0..self.model.instance.teams.len() as u32 {
            let left = most.saturating_sub(gatherer.count());
            let (found, whole) = self.teams_within(team, gap, left);
            if !whole {
                return None;
            }
            gatherer.team(team, found, |person| self.fee(&self.prices, team, person));
        }
        Some(gatherer.columns())
    }

    /// The same, but of a team that has more than `most` only some of its best.
    pub(in super::super) fn best_columns(&mut self, target: i64, most: usize) -> Columns {
        let mut gatherer = Gatherer::new(self.model);
        for team in 0..self.model.instance.teams.len() as u32 {
            let mut gap = (target - 1) * POINT - self.bound;
            let found = loop {
                match self.teams_within(team, gap, most) {
                    (_, false) if gap > 0 => gap = gap * 3 / 4,
                    (found, _) => break found,
                }
            };
            gatherer.team(team, found, |person| self.fee(&self.prices, team, person));
        }
        gatherer.columns()
    }

    /// A team's choices that cost no more than its best and a gap, and whether these are all.
    fn teams_within(&mut self, team: u32, gap: i64, most: usize) -> (Vec<Choice>, bool) {
        let prices = std::mem::take(&mut self.prices);
        let seats = self.model.seats_of(team);
        for (i, seat) in seats.clone().enumerate() {
            self.price_seat(i, seat, team, &prices);
        }
        self.prices = prices;
        let limit = self.values[team as usize] + gap;
        let mut lists: Vec<Vec<Priced>> = self.scratch[..seats.len()].to_vec();
        keep_cheap(&mut lists, limit);
        lists.iter_mut().for_each(|list| list.sort_unstable());
        Search::new(self.model, &lists).all(limit, most, MANY_NODES)
    }
}

/// Drops whoever is too dear even if every other seat took its cheapest.
fn keep_cheap(lists: &mut [Vec<Priced>], most: i64) {
    let least: Vec<i64> = lists.iter().map(|list| list.iter().map(|c| c.cost).min().unwrap_or(0)).collect();
    let sum: i64 = least.iter().sum();
    for (list, least) in lists.iter_mut().zip(least) {
        list.retain(|c| sum - least + c.cost <= most);
    }
}
