//! Annealing: a random seat, a random candidate, and whatever must move so that the candidate can come.
//!
//! If the candidate is free, they replace the holder. If another seat binds them, they leave it, and it
//! goes to the replaced holder (a swap) or to a third person (a chain). Deltas are exact, every hard rule
//! holds after each move; an empty seat costs [`Annealer::hole`] points, so holes are filled or moved about.

use super::{
    model::{Candidate, Model, NOBODY},
    roster::{Bound, Roster},
};
use crate::random::Random;

/// For each seat the candidates that the search looks at, the most promising first.
pub struct Shortlist {
    first: Vec<u32>,
    list: Vec<Candidate>,
}

impl Shortlist {
    /// Takes the `most` best candidates of each seat by a priced cost, in fractions of a point.
    pub fn new(model: &Model, most: usize, priced: impl Fn(u32, &Candidate) -> i64) -> Self {
        let seats = 0..model.seat_count() as u32;
        Self::among(seats.map(|seat| model.candidates(seat)), most, priced)
    }

    /// The same among candidates given for each seat in order.
    pub fn among<'c>(
        lists: impl Iterator<Item = &'c [Candidate]>,
        most: usize,
        priced: impl Fn(u32, &Candidate) -> i64,
    ) -> Self {
        let mut shortlist = Self { first: vec![0], list: Vec::new() };
        let mut ranked: Vec<(i64, u32, Candidate)> = Vec::new();
        for (seat, list) in (0..).zip(lists) {
            ranked.clear();
            let ranks = |c: &Candidate| (priced(seat, c), lot(seat, c.person), *c);
            ranked.extend(list.iter().map(ranks));
            let key = |(cost, lot, c): &(i64, u32, Candidate)| (*cost, *lot, c.person);
            if ranked.len() > most {
                ranked.select_nth_unstable_by_key(most, key);
                ranked.truncate(most);
            }
            ranked.sort_unstable_by_key(key);
            shortlist.list.extend(ranked.iter().map(|(_, _, c)| *c));
            shortlist.first.push(shortlist.list.len() as u32);
        }
        shortlist
    }

    /// The `most` best candidates of each seat by cost and a first draw.
    pub fn unpriced(model: &Model, most: usize) -> Self {
        Self::new(model, most, |_, c| i64::from(c.cost) + model.draw_cost(c.person, 0))
    }

    /// The same with up to `more` candidates for each seat, the best of those that aren't in it.
    pub fn extended(&self, model: &Model, more: usize, priced: impl Fn(u32, &Candidate) -> i64) -> Self {
        let best = Self::new(model, more, &priced);
        let mut both: Vec<Vec<Candidate>> = Vec::new();
        for seat in 0..model.seat_count() as u32 {
            let old = self.of(seat);
            let new = best.of(seat).iter().filter(|c| !old.contains(c));
            both.push(old.iter().chain(new).copied().collect());
        }
        Self::among(both.iter().map(Vec::as_slice), usize::MAX, priced)
    }

    /// The candidates of a seat.
    pub fn of(&self, seat: u32) -> &[Candidate] {
        &self.list[self.first[seat as usize] as usize..self.first[seat as usize + 1] as usize]
    }
}

/// Who is first among equals. Seats of one region have the same people at the same cost: each must prefer
/// others, or they all end up with the same few.
const fn lot(seat: u32, person: u32) -> u32 {
    let mixed = (seat.wrapping_mul(0x9e37_79b1) ^ person).wrapping_mul(0x85eb_ca6b);
    (mixed ^ mixed >> 15).wrapping_mul(0xc2b2_ae35)
}

/// The search's state.
pub struct Annealer<'s, 'm, 'a> {
    /// The roster that is being changed.
    pub roster: Roster<'m, 'a>,
    /// What an empty seat costs, in points.
    pub hole: i64,
    shortlist: &'s Shortlist,
    random: Random,
    /// Who sat where at the best moment, as [`Record::note`] keeps it.
    record: Record,
    /// `-ln(u)` for evenly spaced u: thresholds of the Metropolis rule.
    patience: Vec<f64>,
}

impl<'s, 'm, 'a> Annealer<'s, 'm, 'a> {
    /// Starts from a roster.
    pub fn new(roster: Roster<'m, 'a>, shortlist: &'s Shortlist, seed: u64) -> Self {
        let patience = (0..4096).map(|i| -((f64::from(i) + 0.5) / 4096.0).ln()).collect();
        let record = Record::new(&roster);
        Self { roster, hole: 500, shortlist, random: Random::new(seed), record, patience }
    }

    /// The best roster since the start.
    pub const fn best(&self) -> &Best {
        &self.record.best
    }

    /// Goes back to the best roster.
    pub fn return_to_best(&mut self) {
        self.roster = self.record.best.to_roster(self.roster.model);
        self.record = Record::new(&self.roster);
    }

    /// Puts people on two seats that lost theirs, and notes what that makes of the roster.
    fn make(&mut self, moves: [(u32, u32); 2]) {
        for (seat, _) in moves {
            if seat != NOBODY {
                self.roster.vacate(seat);
                self.record.touch(seat);
            }
        }
        for (seat, person) in moves {
            if seat != NOBODY && person != NOBODY {
                self.roster.place(seat, person);
            }
        }
        self.record.note(&self.roster);
    }

    /// Tries one move at a temperature in points.
    pub fn step(&mut self, temperature: f64) {
        let bits = self.random.bits();
        let most = (temperature * self.patience[(bits & 4095) as usize]) as i64;
        let seat = self.random.below(self.roster.model.seat_count() as u32);
        let list = self.shortlist.of(seat);
        if list.is_empty() {
            return;
        }
        // The square of an even number leans to the front of the list.
        let u = bits >> 32;
        let at = (((u * u) >> 32) * list.len() as u64) >> 32;
        let candidate = list[at as usize];
        let old = self.roster.holder(seat);
        if candidate.person == old {
            return;
        }
        match self.roster.bound(candidate.person, seat, false, &mut self.random) {
            Bound::Free => self.replace(seat, candidate, most),
            Bound::Often => {}
            Bound::By(other) => self.pull(seat, candidate, other, most, bits >> 12 & 1 == 1),
        }
    }

    fn replace(&mut self, seat: u32, candidate: Candidate, most: i64) {
        let roster = &self.roster;
        let Candidate { person, cost } = candidate;
        let old = roster.holder(seat);
        let mut delta = roster.model.draw_cost(person, roster.draws(person)) - roster.last_draw(old);
        if old == NOBODY {
            delta -= self.hole;
        }
        let slack = roster.soft(roster.model.team_of[seat as usize]);
        if delta + i64::from(cost) - roster.held(seat) - slack > most {
            return;
        }
        match roster.weigh_in_team(seat, person, i64::from(cost)) {
            Some(in_team) if delta + in_team <= most => {
                self.make([(seat, person), (NOBODY, NOBODY)]);
            }
            _ => {}
        }
    }

    /// Brings a person to a seat from another that binds them.
    fn pull(&mut self, seat: u32, candidate: Candidate, other: u32, most: i64, swap: bool) {
        let roster = &self.roster;
        let model = roster.model;
        let Candidate { person, cost } = candidate;
        let old = roster.holder(seat);
        if model.team_of[seat as usize] == model.team_of[other as usize] {
            return self.turn_within_team(seat, candidate, other, most);
        }
        let rough = i64::from(cost)
            - roster.held(seat)
            - roster.held(other)
            - roster.soft(model.team_of[seat as usize])
            - roster.soft(model.team_of[other as usize]);
        if rough - roster.last_draw(old).max(0) - self.hole.min(0) > most + 64 {
            return;
        }
        if !roster.is_free(person, seat, other) {
            return;
        }
        let (third, cost_there, gain) = if swap || old == NOBODY {
            if old != NOBODY && !(model.eligible(old, other) && roster.is_free(old, other, seat)) {
                return;
            }
            let cost = if old == NOBODY { 0 } else { model.cost(old, other) };
            (old, cost, 0)
        } else {
            let list = self.shortlist.of(other);
            let u = self.random.bits() >> 32;
            let Candidate { person: third, cost } =
                list[((((u * u) >> 32) * list.len() as u64) >> 32) as usize];
            if third == person || third == old || !roster.is_free(third, other, NOBODY) {
                return;
            }
            let roster = &self.roster;
            let gain = model.draw_cost(third, roster.draws(third)) - roster.last_draw(old);
            (third, i64::from(cost), gain)
        };
        let roster = &self.roster;
        let Some(here) = roster.weigh_in_team(seat, person, i64::from(cost)) else { return };
        let there = if third == NOBODY {
            Some(roster.weigh_out_of_team(other))
        } else {
            roster.weigh_in_team(other, third, cost_there)
        };
        let Some(there) = there else { return };
        if gain + here + there > most {
            return;
        }
        self.make([(seat, person), (other, third)]);
    }

    /// Two members of a team change seats.
    fn turn_within_team(&mut self, seat: u32, candidate: Candidate, other: u32, most: i64) {
        let roster = &self.roster;
        let old = roster.holder(seat);
        if old == NOBODY || !roster.model.eligible(old, other) {
            return;
        }
        let delta = i64::from(candidate.cost) + roster.model.cost(old, other)
            - roster.held(seat)
            - roster.held(other);
        if delta > most {
            return;
        }
        self.make([(seat, candidate.person), (other, old)]);
    }
}

/// A roster by who sits where, with its rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// The person of each seat, or [`NOBODY`].
    pub holders: Vec<u32>,
    /// Empty seats.
    pub empty: usize,
    /// The objective.
    pub cost: i64,
}

impl Best {
    /// What a roster is now.
    pub fn of(roster: &Roster) -> Self {
        let seats = 0..roster.model.seat_count() as u32;
        let holders = seats.map(|seat| roster.holder(seat)).collect();
        Self { holders, empty: roster.empty(), cost: roster.cost() }
    }

    /// Fewer holes first, then less cost.
    pub const fn rank(&self) -> (usize, i64) {
        (self.empty, self.cost)
    }

    /// The roster again.
    pub fn to_roster<'m, 'a>(&self, model: &'m Model<'a>) -> Roster<'m, 'a> {
        let mut roster = Roster::new(model);
        for (seat, &person) in (0..).zip(&self.holders) {
            if person != NOBODY {
                roster.place(seat, person);
            }
        }
        roster
    }
}

/// Keeps the best moment at the price of the seats that changed since, not of the whole roster.
struct Record {
    best: Best,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl Record {
    fn new(roster: &Roster) -> Self {
        let is_touched = vec![false; roster.model.seat_count()];
        Self { best: Best::of(roster), touched: Vec::new(), is_touched }
    }

    fn touch(&mut self, seat: u32) {
        if !std::mem::replace(&mut self.is_touched[seat as usize], true) {
            self.touched.push(seat);
        }
    }

    fn note(&mut self, roster: &Roster) {
        if (roster.empty(), roster.cost()) >= self.best.rank() {
            return;
        }
        for seat in self.touched.drain(..) {
            self.best.holders[seat as usize] = roster.holder(seat);
            self.is_touched[seat as usize] = false;
        }
        (self.best.empty, self.best.cost) = (roster.empty(), roster.cost());
    }
}
