//! A walk through good rosters: a random seat, a random candidate, and whatever must move so that the candidate can
//! come. Every hard rule holds after each move. What it minimises is a price for each person and place, which the
//! portfolio sets, and what the objective lies above the limit: good rosters aren't all connected below it.

use super::super::{
    model::{Model, NOBODY},
    roster::{Bound, Roster},
};
use crate::random::Random;

/// What it costs the portfolio to send a person to a place once more. Dense: places × people. Who goes to one place with
/// several teams pays once.
pub struct Prices {
    people: usize,
    /// The place of each team.
    place: Vec<u32>,
    price: Vec<f32>,
}

impl Prices {
    /// All zero.
    pub fn new(model: &Model, place: Vec<u32>) -> Self {
        let people = model.instance().people.len();
        let places = place.iter().max().map_or(0, |most| *most as usize + 1);
        Self { people, place, price: vec![0.0; people * places] }
    }

    /// Sets the price of a person for a place.
    pub fn set(&mut self, place: u32, person: u32, price: f64) {
        self.price[place as usize * self.people + person as usize] = price as f32;
    }

    fn of(&self, place: u32, person: u32) -> f64 {
        f64::from(self.price[place as usize * self.people + person as usize])
    }

    /// What a person's being on a seat adds, beside the places that their other seats lead to.
    fn adds(&self, roster: &Roster, seat: u32, person: u32) -> f64 {
        if person == NOBODY {
            return 0.0;
        }
        let place = |seat: u32| self.place[roster.model().team_of[seat as usize] as usize];
        let here = place(seat);
        let anyway = roster.seats_of(person).any(|other| other != seat && place(other) == here);
        if anyway { 0.0 } else { self.of(here, person) }
    }

    /// What the places of a person come to.
    fn fee(&self, roster: &Roster, person: u32) -> f64 {
        if person == NOBODY {
            return 0.0;
        }
        let place = |seat: u32| self.place[roster.model().team_of[seat as usize] as usize];
        let mut sum = 0.0;
        for (n, seat) in roster.seats_of(person).enumerate() {
            let seen = roster.seats_of(person).take(n).any(|before| place(before) == place(seat));
            sum += if seen { 0.0 } else { self.of(place(seat), person) };
        }
        sum
    }

    /// What the places of up to three people come to, nobody counted twice.
    fn fees(&self, roster: &Roster, [a, b, c]: [u32; 3]) -> f64 {
        let second = if b == a { 0.0 } else { self.fee(roster, b) };
        let third = if c == a || c == b { 0.0 } else { self.fee(roster, c) };
        self.fee(roster, a) + second + third
    }
}

/// The walk's state.
pub struct Walk<'m, 'a> {
    /// The roster as it is now.
    pub roster: Roster<'m, 'a>,
    /// What the objective lies above this counts heavily.
    pub limit: i64,
    /// What a point above the limit counts beside the prices.
    pub per_point_over: f64,
    /// What a point of the objective counts beside the prices.
    pub per_point: f64,
    /// What an empty seat counts.
    pub hole: f64,
    /// Seats whose holders stay.
    pub fixed: Vec<bool>,
    random: Random,
}

impl<'m, 'a> Walk<'m, 'a> {
    /// Begins at a roster.
    pub fn new(roster: Roster<'m, 'a>, limit: i64, seed: u64) -> Self {
        let fixed = vec![false; roster.model().seat_count()];
        Self {
            roster,
            limit,
            per_point_over: 0.0,
            per_point: 1.0,
            hole: 500.0,
            fixed,
            random: Random::new(seed),
        }
    }

    /// Tries one move at a temperature; says whether it was made.
    pub fn step(&mut self, prices: &Prices, temperature: f64) -> bool {
        let model = self.roster.model();
        let seat = self.random.below(model.seat_count() as u32);
        let candidates = model.candidates(seat);
        if candidates.is_empty() || self.fixed[seat as usize] {
            return false;
        }
        let bits = self.random.bits();
        let u = bits >> 32;
        let at = (((u * u) >> 32) * candidates.len() as u64) >> 32;
        let person = candidates[at as usize].person;
        if person == self.roster.holder(seat) {
            return false;
        }
        // -ln(u) of an even u: how much worse this move may be.
        let most = -(((bits & 0xffff) as f64 + 0.5) / 65536.0).ln() * temperature;
        // Who could come besides may also come instead: two people change places without a further draw.
        match self.roster.bound(person, seat, bits >> 16 & 1 == 1, &mut self.random) {
            Bound::Free => self.replace(seat, person, prices, most),
            Bound::By(other) if !self.fixed[other as usize] => self.pull(seat, person, other, prices, most),
            Bound::By(_) | Bound::Often => false,
        }
    }

    fn replace(&mut self, seat: u32, person: u32, prices: &Prices, most: f64) -> bool {
        let old = self.roster.holder(seat);
        let mut rise = prices.adds(&self.roster, seat, person) - prices.adds(&self.roster, seat, old);
        if old == NOBODY {
            rise -= self.hole;
        }
        let Some(delta) = self.roster.weigh(seat, person) else {
            return false;
        };
        let cost = self.roster.cost();
        if rise + self.worth(cost + delta) - self.worth(cost) > most {
            return false;
        }
        self.roster.place(seat, person);
        true
    }

    /// Brings a person to a seat from another; that one goes to the replaced holder or to a third person.
    fn pull(&mut self, seat: u32, person: u32, other: u32, prices: &Prices, most: f64) -> bool {
        let old = self.roster.holder(seat);
        let third = self.filler(other, old);
        let mut rise = 0.0;
        if old == NOBODY {
            rise -= self.hole;
        }
        if third == NOBODY {
            rise += self.hole;
        }
        if !self.roster.model().eligible(person, seat) || third == person {
            return false;
        }
        let before = self.roster.cost();
        rise -= prices.fees(&self.roster, [person, old, third]);
        self.roster.vacate(seat);
        self.roster.vacate(other);
        let made = self.put(seat, person) && (third == NOBODY || self.put(other, third));
        rise += self.worth(self.roster.cost()) - self.worth(before);
        rise += prices.fees(&self.roster, [person, old, third]);
        if made && rise <= most {
            return true;
        }
        self.roster.vacate(seat);
        self.roster.vacate(other);
        if old != NOBODY {
            self.roster.place(seat, old);
        }
        self.roster.place(other, person);
        false
    }

    /// What an objective counts beside the prices.
    fn worth(&self, cost: i64) -> f64 {
        cost as f64 * self.per_point + (cost - self.limit).max(0) as f64 * self.per_point_over
    }

    /// Who takes the seat that somebody leaves: the one they replace, or a candidate.
    fn filler(&mut self, seat: u32, replaced: u32) -> u32 {
        let bits = self.random.bits();
        if bits & 1 == 0 {
            return replaced;
        }
        let candidates = self.roster.model().candidates(seat);
        let u = bits >> 32;
        candidates[((((u * u) >> 32) * candidates.len() as u64) >> 32) as usize].person
    }

    fn put(&mut self, seat: u32, person: u32) -> bool {
        let fits = self.roster.weigh(seat, person).is_some();
        if fits {
            self.roster.place(seat, person);
        }
        fits
    }
}
