//! A roster in the making: seats filled or empty, every hard rule kept at any time, the objective known
//! exactly. A change is first weighed (what it would cost, or that a rule forbids it) and then made.
//!
//! A move concerns teams and persons apart. What a new member means to a team (cost on the seat, pairs,
//! mentor, H8, H10) is [`Roster::weigh_in_team`]; whether a person can go there beside their other teams
//! (H6, H7, H9) is [`Roster::is_free`]. Every move is put together from these two.

use super::model::{Model, NOBODY};
use crate::random::Random;

/// What a move asks about a person, side by side in memory.
#[derive(Clone, Copy)]
struct Served {
    /// The first of the chained seats.
    first: u32,
    draws: u32,
    room: u32,
}

/// What keeps a person from coming to a seat as they are.
pub(super) enum Bound {
    /// Nothing.
    Free,
    /// One of their seats.
    By(u32),
    /// More than one.
    Often,
}

/// Seats with the people on them.
#[derive(Clone)]
pub struct Roster<'m, 'a> {
    pub(super) model: &'m Model<'a>,
    holder: Vec<u32>,
    people: Vec<Served>,
    /// The seats of one person, chained.
    next: Vec<u32>,
    /// What each holder costs on the seat; 0 where it is empty.
    held: Vec<i64>,
    /// Pairs and mentoring of each team: the most that another member could save beside the seat.
    soft: Vec<i64>,
    empty: usize,
    cost: i64,
}

impl<'m, 'a> Roster<'m, 'a> {
    /// All seats empty.
    pub fn new(model: &'m Model<'a>) -> Self {
        let served = |&room: &u32| Served { first: NOBODY, draws: 0, room };
        Self {
            model,
            holder: vec![NOBODY; model.seat_count()],
            people: model.room.iter().map(served).collect(),
            next: vec![NOBODY; model.seat_count()],
            held: vec![0; model.seat_count()],
            soft: vec![model.instance.weights.mentor; model.instance.teams.len()],
            empty: model.seat_count(),
            cost: model.instance.weights.mentor * model.instance.teams.len() as i64,
        }
    }

    /// Fills in as much of a finished or partial roster as the rules allow, in order.
    pub fn fill(model: &'m Model<'a>, teams: &[Vec<u32>]) -> Self {
        let mut roster = Self::new(model);
        for (team, row) in (0..model.instance.teams.len() as u32).zip(teams) {
            for (seat, &person) in model.seats_of(team).zip(row) {
                if (person as usize) < roster.people.len() && roster.weigh(seat, person).is_some() {
                    roster.place(seat, person);
                }
            }
        }
        roster
    }

    /// The compiled instance.
    pub const fn model(&self) -> &'m Model<'a> {
        self.model
    }

    /// Who sits on a seat, or [`NOBODY`].
    pub fn holder(&self, seat: u32) -> u32 {
        self.holder[seat as usize]
    }

    /// Draws of a person in this roster.
    pub fn draws(&self, person: u32) -> u32 {
        self.people[person as usize].draws
    }

    /// What a seat's holder costs there; 0 where it is empty.
    pub fn held(&self, seat: u32) -> i64 {
        self.held[seat as usize]
    }

    /// What pairs and mentoring of a team come to: no change of a member can save more beside the seat's
    /// own cost.
    pub fn soft(&self, team: u32) -> i64 {
        self.soft[team as usize]
    }

    /// Draws that a person could have besides those of this roster.
    pub fn room(&self, person: u32) -> u32 {
        let served = &self.people[person as usize];
        served.room - served.draws
    }

    /// Seats that nobody sits on.
    pub const fn empty(&self) -> usize {
        self.empty
    }

    /// The objective; while seats are empty, of the filled ones.
    pub const fn cost(&self) -> i64 {
        self.cost
    }

    /// The seats of a person.
    pub fn seats_of(&self, person: u32) -> impl Iterator<Item = u32> + '_ {
        let mut seat = self.people[person as usize].first;
        std::iter::from_fn(move || {
            let here = seat;
            if here == NOBODY {
                return None;
            }
            seat = self.next[here as usize];
            Some(here)
        })
    }

    /// For each team the person on each seat; [`NOBODY`] where it is empty.
    pub fn teams(&self) -> Vec<Vec<u32>> {
        let teams = 0..self.model.instance.teams.len() as u32;
        teams.map(|team| self.model.seats_of(team).map(|seat| self.holder(seat)).collect()).collect()
    }

    /// What it would cost to put a person on an empty seat, or in the place of its holder, who leaves;
    /// none if a rule forbids it.
    pub fn weigh(&self, seat: u32, person: u32) -> Option<i64> {
        let old = self.holder(seat);
        if person == old || !self.model.eligible(person, seat) || !self.is_free(person, seat, NOBODY) {
            return None;
        }
        let in_team = self.weigh_in_team(seat, person, self.model.cost(person, seat))?;
        let draw = self.model.draw_cost(person, self.draws(person));
        Some(in_team + draw - self.last_draw(old))
    }

    /// What a person's newest draw costs; nothing for nobody.
    pub fn last_draw(&self, person: u32) -> i64 {
        if person == NOBODY { 0 } else { self.model.draw_cost(person, self.draws(person) - 1) }
    }

    /// Whether a person can go to a seat's team beside their other teams (H6, H7, H9); the seat they give
    /// up for it doesn't count.
    pub fn is_free(&self, person: u32, seat: u32, given_up: u32) -> bool {
        let model = self.model;
        let team = model.team_of[seat as usize];
        let Served { mut draws, room, .. } = self.people[person as usize];
        if draws == 0 {
            return room > 0;
        }
        if given_up != NOBODY {
            draws -= 1;
        }
        if draws >= room {
            return false;
        }
        let left = if given_up == NOBODY { NOBODY } else { model.team_of[given_up as usize] };
        self.seats_of(person).all(|other| {
            let at = model.team_of[other as usize];
            at == left || !model.clash(at, team)
        })
    }

    /// Which seat a person must leave to come to another: the one that clashes with it (H6, H9); if no draw is
    /// left (H7), or if they are to come `instead` of besides, one of theirs by chance.
    pub(super) fn bound(&self, person: u32, seat: u32, instead: bool, random: &mut Random) -> Bound {
        let model = self.model;
        let team = model.team_of[seat as usize];
        let mut binding =
            self.seats_of(person).filter(|&other| model.clash(model.team_of[other as usize], team));
        match (binding.next(), binding.next()) {
            (Some(_), Some(_)) => return Bound::Often,
            (Some(other), None) => return Bound::By(other),
            (None, _) => {}
        }
        let Served { draws, room, .. } = self.people[person as usize];
        if draws == 0 || (draws < room && !instead) {
            return Bound::Free;
        }
        let nth = random.place(draws as usize);
        self.seats_of(person).nth(nth).map_or(Bound::Often, Bound::By)
    }

    /// What changes in the seat's team if a person takes it: cost on the seat, pairs, mentor; none if the
    /// mix (H8), an excluded pair (H10) or the person's being there already forbids it. `cost` is what the
    /// person costs on the seat.
    pub fn weigh_in_team(&self, seat: u32, person: u32, cost: i64) -> Option<i64> {
        let model = self.model;
        let mix = &model.instance.mix;
        let team = model.team_of[seat as usize];
        let old = self.holder(seat);
        let new = model.traits[person as usize];
        let (mut unit, mut dept, mut locality, mut city, mut below, mut empty) = (1, 1, 1, 0, 0, 0);
        let (mut novice, mut veteran) = (false, false);
        let mut delta = cost;
        for other in model.seats_of(team) {
            let member = self.holder(other);
            if other == seat {
                continue;
            }
            if member == NOBODY {
                empty += 1;
                continue;
            }
            if member == person {
                return None;
            }
            let them = &model.traits[member as usize];
            unit += u32::from(them.unit == new.unit);
            dept += u32::from(them.dept == new.dept);
            locality += u32::from(them.locality == new.locality);
            city += u32::from(them.city);
            below += u32::from(!them.city);
            novice |= them.novice;
            veteran |= them.veteran;
            delta += model.tie(person, member)?;
            if old != NOBODY {
                delta -= model.tie(old, member).unwrap_or(0);
            }
        }
        if unit > mix.max_same_unit
            || dept > mix.max_same_dept
            || (locality > mix.max_same_locality && new.locality != NOBODY)
        {
            return None;
        }
        city += u32::from(new.city);
        below += u32::from(!new.city);
        if mix.min_city.saturating_sub(city) + mix.min_below.saturating_sub(below) > empty {
            return None;
        }
        let mentored = |n: bool, v: bool| (novice || n) && (veteran || v);
        let before = if old == NOBODY {
            mentored(false, false)
        } else {
            delta -= self.held(seat);
            let them = &model.traits[old as usize];
            mentored(them.novice, them.veteran)
        };
        let after = mentored(new.novice, new.veteran);
        Some(delta + model.instance.weights.mentor * (i64::from(before) - i64::from(after)))
    }

    /// Puts a person on a seat; its holder leaves. The move must have been weighed.
    pub fn place(&mut self, seat: u32, person: u32) {
        self.vacate(seat);
        let cost = self.model.cost(person, seat);
        let delta = self.weigh_in_team(seat, person, cost);
        debug_assert!(self.model.eligible(person, seat) && self.is_free(person, seat, NOBODY), "barred");
        debug_assert!(delta.is_some(), "a move that breaks a rule of the team");
        let delta = delta.unwrap_or(cost);
        self.soft[self.model.team_of[seat as usize] as usize] += delta - cost;
        self.cost += delta + self.model.draw_cost(person, self.draws(person));
        self.held[seat as usize] = cost;
        self.holder[seat as usize] = person;
        let served = &mut self.people[person as usize];
        served.draws += 1;
        self.next[seat as usize] = std::mem::replace(&mut served.first, seat);
        self.empty -= 1;
    }

    /// Empties a seat. Returns who sat there, or [`NOBODY`].
    pub fn vacate(&mut self, seat: u32) -> u32 {
        let person = self.holder(seat);
        if person == NOBODY {
            return NOBODY;
        }
        let soft = self.soft_worth(seat);
        self.soft[self.model.team_of[seat as usize] as usize] -= soft;
        self.cost -= self.last_draw(person) + self.held(seat) + soft;
        self.holder[seat as usize] = NOBODY;
        self.held[seat as usize] = 0;
        self.people[person as usize].draws -= 1;
        self.unchain(person, seat);
        self.empty += 1;
        person
    }

    /// What changes in the seat's team if its holder leaves it empty.
    pub fn weigh_out_of_team(&self, seat: u32) -> i64 {
        -self.held(seat) - self.soft_worth(seat)
    }

    /// What a seat's holder adds to the team's pairs, less what their being there saves in mentoring.
    fn soft_worth(&self, seat: u32) -> i64 {
        let model = self.model;
        let person = self.holder(seat);
        let mut worth = 0;
        let (mut novice, mut veteran) = (false, false);
        for other in model.seats_of(model.team_of[seat as usize]) {
            let member = self.holder(other);
            if other == seat || member == NOBODY {
                continue;
            }
            worth += model.tie(person, member).unwrap_or(0);
            novice |= model.traits[member as usize].novice;
            veteran |= model.traits[member as usize].veteran;
        }
        let them = &model.traits[person as usize];
        let with = (novice || them.novice) && (veteran || them.veteran);
        worth - model.instance.weights.mentor * (i64::from(with) - i64::from(novice && veteran))
    }

    fn unchain(&mut self, person: u32, seat: u32) {
        let after = self.next[seat as usize];
        self.next[seat as usize] = NOBODY;
        let mut at = self.people[person as usize].first;
        if at == seat {
            self.people[person as usize].first = after;
            return;
        }
        while self.next[at as usize] != seat {
            at = self.next[at as usize];
        }
        self.next[at as usize] = after;
    }
}
