//! The instance compiled for the solver: dense tables instead of lists, one bit a question. Asking
//! whether a person may take a seat is two bit tests, what it costs a table look-up and a short search.
//!
//! Memory: a bit for each (team, person), and 8 bytes for each person who is eligible for a seat. On
//! 25,600 people and 12,000 seats that is 6 MB and 160 MB.

use super::{
    fault::{Fault, MAX_CANDIDATES},
    instance::{Instance, Seat},
    rules::role_cost,
};
use std::collections::BTreeMap;

/// A person that nobody is: an empty seat.
pub const NOBODY: u32 = u32::MAX;

/// What H8 and the mentor rule look at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Traits {
    pub unit: u32,
    pub dept: u32,
    /// `NOBODY` for a municipal unit.
    pub locality: u32,
    pub city: bool,
    pub novice: bool,
    pub veteran: bool,
}

/// An eligible person with what they cost on the seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The person.
    pub person: u32,
    /// Travel, and fit or rank, in points.
    pub cost: i32,
}

/// An acquaintance of a person: how much a shared team costs, or that it may not be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tie {
    pub person: u32,
    pub cost: i64,
    pub excluded: bool,
}

/// The compiled instance.
pub struct Model<'a> {
    pub(super) instance: &'a Instance,
    /// First seat of each team, and one more entry.
    pub(super) first_seat: Vec<u32>,
    /// The team of each seat.
    pub(super) team_of: Vec<u32>,
    /// The role of each seat.
    pub(super) seats: Vec<Seat>,
    /// Words of week bits per person.
    pub(super) week_words: usize,
    /// The words that a team's weeks touch, each with its bits.
    pub(super) weeks_of: Vec<Vec<(u32, u64)>>,
    pub(super) traits: Vec<Traits>,
    /// Draws that a person has left.
    pub(super) room: Vec<u32>,
    /// Draws that a person has served.
    prior: Vec<u32>,
    pub(super) ties: Vec<Vec<Tie>>,
    /// A bit for `person % 64` of each acquaintance: most pairs are strangers, and one test says so.
    pub(super) tie_bits: Vec<u64>,
    pub(super) candidates: Vec<Candidate>,
    pub(super) first_candidate: Vec<usize>,
    /// A bit for each (team, person): free and not recused.
    open: Vec<u64>,
    open_words: usize,
    /// For each team where its distances begin.
    place: Vec<u32>,
    travel: Vec<i32>,
    /// A bit for each pair of teams that can't have one person in common (H6, H9).
    clashes: Vec<u64>,
}

impl<'a> Model<'a> {
    /// Checks the instance and compiles it.
    pub fn new(instance: &'a Instance) -> Result<Self, Fault> {
        instance.validate()?;
        let mut model = Self {
            instance,
            first_seat: vec![0],
            team_of: Vec::new(),
            seats: Vec::new(),
            week_words: (instance.weeks as usize).div_ceil(64).max(1),
            weeks_of: Vec::new(),
            traits: traits(instance),
            room: Vec::new(),
            prior: instance.people.iter().map(|person| person.prior_draws).collect(),
            ties: ties(instance),
            tie_bits: Vec::new(),
            candidates: Vec::new(),
            first_candidate: Vec::new(),
            open: Vec::new(),
            open_words: instance.people.len().div_ceil(64),
            place: Vec::new(),
            travel: Vec::new(),
            clashes: Vec::new(),
        };
        let bits = |ties: &Vec<Tie>| ties.iter().fold(0, |bits, tie| bits | 1 << (tie.person % 64));
        model.tie_bits = model.ties.iter().map(bits).collect();
        let most = instance.teams.len() as u32;
        model.room = instance.people.iter().map(|p| p.cap.saturating_sub(p.prior_draws).min(most)).collect();
        model.lay_out_seats();
        model.mark_clashes();
        model.measure();
        model.open_teams();
        model.list_candidates()?;
        Ok(model)
    }

    /// The instance.
    pub const fn instance(&self) -> &'a Instance {
        self.instance
    }

    /// How many seats there are; they are numbered through all teams in order.
    pub fn seat_count(&self) -> usize {
        self.seats.len()
    }

    /// The seats of a team.
    pub fn seats_of(&self, team: u32) -> std::ops::Range<u32> {
        self.first_seat[team as usize]..self.first_seat[team as usize + 1]
    }

    /// The number of a seat by its team and its place there; none if there is no such seat.
    pub fn seat_at(&self, team: usize, seat: usize) -> Option<u32> {
        let count = self.instance.teams.get(team)?.seats.len();
        (seat < count).then(|| self.first_seat[team] + seat as u32)
    }

    /// The team of a seat, and its place there.
    pub fn place_of(&self, seat: u32) -> (u32, u32) {
        let team = self.team_of[seat as usize];
        (team, seat - self.first_seat[team as usize])
    }

    /// Who is eligible for a seat (H1–H5 and a draw left), the cheapest first, then the smaller id.
    pub fn candidates(&self, seat: u32) -> &[Candidate] {
        &self.candidates[self.first_candidate[seat as usize]..self.first_candidate[seat as usize + 1]]
    }

    /// Whether a person may take a seat, whoever else is on the team (H1–H5, and H7's last draw).
    pub fn eligible(&self, person: u32, seat: u32) -> bool {
        self.is_open(self.team_of[seat as usize], person) && self.suits(person, self.seats[seat as usize])
    }

    /// What an eligible person costs on a seat.
    pub fn cost(&self, person: u32, seat: u32) -> i64 {
        let who = &self.instance.people[person as usize];
        self.travel(self.team_of[seat as usize], who.base)
            + role_cost(self.instance, who, self.seats[seat as usize])
    }

    /// What one more draw costs a person who has had `draws` besides the prior ones.
    pub fn draw_cost(&self, person: u32, draws: u32) -> i64 {
        let before = i64::from(self.prior[person as usize] + draws);
        self.instance.weights.load * (2 * before + 1)
    }

    /// Whether one person can't be in both teams: the same team, a week in common (H6), or a unit (H9).
    pub(super) fn clash(&self, a: u32, b: u32) -> bool {
        let words = self.instance.teams.len().div_ceil(64);
        self.clashes[a as usize * words + b as usize / 64] >> (b % 64) & 1 == 1
    }

    /// What two people cost in one team; none if they may not share one.
    pub(super) fn tie(&self, a: u32, b: u32) -> Option<i64> {
        if self.tie_bits[a as usize] >> (b % 64) & 1 == 0 {
            return Some(0);
        }
        match self.ties[a as usize].iter().find(|tie| tie.person == b) {
            Some(tie) if tie.excluded => None,
            Some(tie) => Some(tie.cost),
            None => Some(0),
        }
    }

    fn is_open(&self, team: u32, person: u32) -> bool {
        self.open[team as usize * self.open_words + person as usize / 64] >> (person % 64) & 1 == 1
    }

    fn suits(&self, person: u32, seat: Seat) -> bool {
        let person = &self.instance.people[person as usize];
        match seat {
            Seat::Leader { min_rank } => person.leader_ok && person.rank >= min_rank,
            Seat::Office => person.office_ok,
            Seat::Expert { field, min_prof } => person.proficiency(field).is_some_and(|p| p >= min_prof),
        }
    }

    fn travel(&self, team: u32, base: u32) -> i64 {
        i64::from(self.travel[(self.place[team as usize] + base) as usize])
    }

    fn lay_out_seats(&mut self) {
        for (i, team) in self.instance.teams.iter().enumerate() {
            self.seats.extend(&team.seats);
            self.team_of.extend(team.seats.iter().map(|_| i as u32));
            self.first_seat.push(self.seats.len() as u32);
            let mut words: BTreeMap<u32, u64> = BTreeMap::new();
            for week in &team.weeks {
                *words.entry(week / 64).or_default() |= 1 << (week % 64);
            }
            self.weeks_of.push(words.into_iter().collect());
        }
    }

    fn mark_clashes(&mut self) {
        let teams = self.instance.teams.len();
        let words = teams.div_ceil(64);
        let mut out: Vec<Vec<u32>> = vec![Vec::new(); self.instance.weeks as usize];
        let mut visitors: Vec<Vec<u32>> = vec![Vec::new(); self.instance.units.len()];
        for (t, team) in (0..).zip(&self.instance.teams) {
            team.weeks.iter().for_each(|&week| out[week as usize].push(t));
            team.targets.iter().for_each(|&unit| visitors[unit as usize].push(t));
        }
        self.clashes = vec![0; teams * words];
        for (t, team) in self.instance.teams.iter().enumerate() {
            let together = team.weeks.iter().map(|&week| &out[week as usize]);
            let together = together.chain(team.targets.iter().map(|&unit| &visitors[unit as usize]));
            for &other in together.flatten() {
                self.clashes[t * words + other as usize / 64] |= 1 << (other % 64);
            }
        }
    }

    fn measure(&mut self) {
        let mut rows: BTreeMap<u32, u32> = BTreeMap::new();
        for team in &self.instance.teams {
            let row = *rows.entry(team.locality).or_insert_with(|| {
                let all = 0..self.instance.localities.len() as u32;
                let row = self.travel.len() as u32;
                self.travel.extend(all.map(|base| self.instance.travel(base, team.locality) as i32));
                row
            });
            self.place.push(row);
        }
    }

    /// Marks for each team who is free, not recused, and has a draw left.
    fn open_teams(&mut self) {
        let instance = self.instance;
        let words = self.week_words;
        let mut free = vec![0_u64; instance.people.len() * words];
        let mut bound_to: Vec<Vec<u32>> = vec![Vec::new(); instance.units.len()];
        let mut at_home: Vec<Vec<u32>> = vec![Vec::new(); instance.localities.len()];
        for (id, person) in instance.people.iter().enumerate() {
            for &week in &person.avail {
                free[id * words + week as usize / 64] |= 1 << (week % 64);
            }
            let units = [&person.kin_units, &person.past_units, &person.met_units].into_iter().flatten();
            units.chain([&person.unit]).for_each(|&unit| bound_to[unit as usize].push(id as u32));
            person.recuse_localities.iter().for_each(|&l| at_home[l as usize].push(id as u32));
        }
        self.open = vec![0; instance.teams.len() * self.open_words];
        for (t, team) in instance.teams.iter().enumerate() {
            let row = &mut self.open[t * self.open_words..(t + 1) * self.open_words];
            for id in 0..instance.people.len() {
                let busy =
                    self.weeks_of[t].iter().any(|&(w, bits)| bits & !free[id * words + w as usize] != 0);
                if !busy && self.room[id] > 0 {
                    row[id / 64] |= 1 << (id % 64);
                }
            }
            let recused = team.targets.iter().map(|&unit| &bound_to[unit as usize]);
            for &id in recused.chain([&at_home[team.locality as usize]]).flatten() {
                row[id as usize / 64] &= !(1 << (id % 64));
            }
        }
    }

    /// Seats that go to one locality and ask the same share one sorted list, from which each takes its own.
    fn list_candidates(&mut self) -> Result<(), Fault> {
        let mut alike: BTreeMap<(u32, Seat), Vec<u32>> = BTreeMap::new();
        for seat in 0..self.seats.len() as u32 {
            let team = &self.instance.teams[self.team_of[seat as usize] as usize];
            alike.entry((team.locality, self.seats[seat as usize])).or_default().push(seat);
        }
        let mut suited: BTreeMap<Seat, Vec<Candidate>> = BTreeMap::new();
        self.first_candidate = vec![0; self.seats.len() + 1];
        for (&(_, role), seats) in &alike {
            let pool = suited.entry(role).or_insert_with(|| self.suited(role));
            for &seat in seats {
                let team = self.team_of[seat as usize];
                let open = pool.iter().filter(|c| self.is_open(team, c.person)).count();
                self.first_candidate[seat as usize + 1] = open;
            }
        }
        for seat in 0..self.seats.len() {
            self.first_candidate[seat + 1] += self.first_candidate[seat];
        }
        let total = self.first_candidate[self.seats.len()];
        if total > MAX_CANDIDATES {
            let what = "pairs of seat and eligible person";
            return Err(Fault::TooMany { what, have: total, limit: MAX_CANDIDATES });
        }
        let mut candidates = vec![Candidate { person: NOBODY, cost: 0 }; total];
        for ((_, role), seats) in alike {
            let sorted = self.sorted(&suited[&role], self.team_of[seats[0] as usize]);
            for seat in seats {
                let team = self.team_of[seat as usize];
                let open = sorted.iter().filter(|c| self.is_open(team, c.person)).copied();
                let from = self.first_candidate[seat as usize];
                open.enumerate().for_each(|(i, candidate)| candidates[from + i] = candidate);
            }
        }
        self.candidates = candidates;
        Ok(())
    }

    /// Those who suit a role, by what they cost in a team's locality.
    fn sorted(&self, pool: &[Candidate], team: u32) -> Vec<Candidate> {
        let cost = |c: &Candidate| {
            let base = self.instance.people[c.person as usize].base;
            Candidate { person: c.person, cost: c.cost + self.travel(team, base) as i32 }
        };
        let mut sorted: Vec<Candidate> = pool.iter().map(cost).collect();
        sorted.sort_unstable_by_key(|c| (c.cost, c.person));
        sorted
    }

    /// Everybody with a draw left who suits a role, with the part of the cost that is the role's.
    fn suited(&self, role: Seat) -> Vec<Candidate> {
        (0..self.instance.people.len() as u32)
            .filter(|&id| self.room[id as usize] > 0 && self.suits(id, role))
            .map(|id| {
                let cost = role_cost(self.instance, &self.instance.people[id as usize], role);
                Candidate { person: id, cost: cost as i32 }
            })
            .collect()
    }
}

fn traits(instance: &Instance) -> Vec<Traits> {
    let of = |person: &super::instance::Person| {
        let unit = &instance.units[person.unit as usize];
        Traits {
            unit: person.unit,
            dept: unit.dept,
            locality: unit.locality.unwrap_or(NOBODY),
            city: unit.city,
            novice: person.experience <= instance.novice_max_experience,
            veteran: person.experience >= instance.veteran_min_experience,
        }
    };
    instance.people.iter().map(of).collect()
}

fn ties(instance: &Instance) -> Vec<Vec<Tie>> {
    let mut ties: Vec<Vec<Tie>> = vec![Vec::new(); instance.people.len()];
    let mut tie = |a: u32, b: u32, cost, excluded| {
        for (one, other) in [(a, b), (b, a)] {
            ties[one as usize].push(Tie { person: other, cost, excluded });
        }
    };
    // Exclusions first: a pair that also served together is found excluded.
    instance.excluded_pairs.iter().for_each(|&(a, b)| tie(a, b, 0, true));
    for &(a, b, count) in &instance.past_pairs {
        tie(a, b, instance.weights.pair * i64::from(count), false);
    }
    ties
}
