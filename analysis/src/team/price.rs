//! Prices: what a person's draw, and a person's week, is worth while all teams compete for it.
//!
//! Apart from who is where at the same time (H6, H9), how often (H7) and the load, teams don't touch each
//! other. A price for each person's draw and for each person's slot (a week, or a unit that several teams
//! inspect) takes that coupling apart: at given prices every team takes its own best members, exactly
//! ([`column`](super::column)), every person their own best number of draws, and the sum is a lower bound
//! on every roster: Lagrange. The prices are then moved towards agreement (subgradient steps). All sums are
//! integers, in fractions of a point, so a bound is a bound and not nearly one.

mod excess;
mod strike;

use super::{
    anneal::Shortlist,
    column::{Found, NEVER, POINT, Priced, Search},
    model::{Candidate, Model},
};
use excess::Excess;

/// Most prices of slots that are kept; beyond, units that several teams inspect go without, then weeks.
const MAX_SLOT_PRICES: usize = 16_000_000;
/// Partial teams looked at before a team's search settles for its bound.
const NODES: u32 = 20_000;
/// Rounds without a clearly better bound after which less is sought, where there is time.
pub(super) const PATIENCE: u32 = 60;
/// How many candidates of a seat the first, quick search takes.
const FEW: usize = 8;

/// Prices of people, in fractions of a point.
#[derive(Clone, Debug, Default)]
pub struct Prices {
    /// Of each person's draw.
    pub draw: Vec<i64>,
    /// Of each person's slots; those of one person stand together.
    pub slot: Vec<i64>,
    /// Which slots have a price above 0, in order.
    priced: Vec<u32>,
}

/// Where the prices are made.
pub struct Market<'x, 'a> {
    model: &'x Model<'a>,
    /// Candidates of each seat that still count; none: all of the model's.
    lists: Option<Vec<Vec<Candidate>>>,
    slots: usize,
    slots_of: Vec<Vec<u32>>,
    /// The best prices so far.
    pub prices: Prices,
    /// The best bound so far, in fractions of a point.
    pub bound: i64,
    /// Of each team at the best prices.
    pub values: Vec<i64>,
    /// How many teams want each slot; zeros between rounds.
    counts: Vec<u16>,
    scratch: Vec<Vec<Priced>>,
    short: Vec<Vec<Priced>>,
    /// The prices of this round, and where they are heading.
    at: Prices,
    drift: Excess,
    /// How far above the best bound the next one is sought, in fractions of a point.
    level: i64,
    /// Rounds without a clearly better bound, and after how many less is sought.
    idle: u32,
    patience: u32,
}

/// One look at the market.
pub struct Answer {
    /// The bound at these prices.
    pub bound: i64,
    /// The best members of each team, and what no others undercut.
    pub teams: Vec<Found>,
}

impl<'x, 'a> Market<'x, 'a> {
    /// Opens with a price for each person's draw.
    pub fn new(model: &'x Model<'a>, draw: Vec<i64>) -> Self {
        let (slots, slots_of) = slots(model);
        let prices = Prices { draw, slot: vec![0; slots * model.instance.people.len()], priced: Vec::new() };
        let at = prices.clone();
        let most = model.instance.teams.iter().map(|team| team.seats.len()).max().unwrap_or(0);
        Self {
            model,
            lists: None,
            slots,
            slots_of,
            prices,
            bound: i64::MIN,
            values: Vec::new(),
            counts: vec![0; slots * model.instance.people.len()],
            scratch: vec![Vec::new(); most],
            short: vec![Vec::new(); most],
            at,
            drift: Excess::default(),
            level: 1,
            idle: 0,
            patience: PATIENCE,
        }
    }

    /// What every team and every person would do at given prices, and the bound that follows.
    pub fn ask(&mut self, prices: &Prices) -> Answer {
        let teams: Vec<Found> =
            (0..self.model.instance.teams.len() as u32).map(|team| self.best_team(team, prices)).collect();
        if teams.iter().any(|found| found.bound >= NEVER) {
            return Answer { bound: NEVER, teams };
        }
        let sum: i64 = teams.iter().map(|found| found.bound).sum();
        let people = 0..self.model.instance.people.len() as u32;
        let draws: i64 = people.map(|person| self.least_draws(person, prices).0).sum();
        let slots: i64 = prices.priced.iter().map(|&i| prices.slot[i as usize]).sum();
        Answer { bound: sum + draws - slots, teams }
    }

    /// Begins anew from given prices. `level` is how far above the best bound the next one is sought, in
    /// points, and `patience` after how many rounds without a clearly better one less is sought.
    pub fn begin(&mut self, prices: Prices, level: i64, patience: u32) {
        self.at.clone_from(&prices);
        self.prices = prices;
        self.bound = i64::MIN;
        self.values.clear();
        self.drift = Excess::default();
        self.idle = 0;
        self.level = level * POINT;
        self.patience = patience;
    }

    /// Does something with prices and candidates, which are afterwards as before.
    pub fn aside<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let (lists, prices, values) = (self.lists.clone(), self.prices.clone(), self.values.clone());
        let (bound, level, patience) = (self.bound, self.level, self.patience);
        let done = work(self);
        self.begin(prices, 0, patience);
        (self.lists, self.values) = (lists, values);
        (self.bound, self.level) = (bound, level);
        done
    }

    /// Moves the prices for a number of rounds: towards what each person's demand asks for, so far as would
    /// bring the bound to the level sought if it went on like that. When that doesn't come true for some
    /// rounds, less is sought. `target` is the cost of a known roster, in points, which ends it when
    /// reached; each round's answer goes to `seen`.
    pub fn move_prices(&mut self, rounds: u32, target: i64, mut seen: impl FnMut(&Answer)) {
        for _ in 0..rounds {
            let at = std::mem::take(&mut self.at);
            let answer = self.ask(&at);
            self.at = at;
            if answer.bound >= NEVER {
                self.bound = NEVER;
                self.values = answer.teams.iter().map(|found| found.bound).collect();
                return;
            }
            self.note(&answer);
            seen(&answer);
            if self.bound > (target - 1) * POINT || self.stalled() {
                return;
            }
            let excess = self.excess(&answer);
            self.drift.blend(&excess);
            let norm = self.drift.norm();
            if norm == 0.0 {
                self.level = 0;
                return;
            }
            let sought = (self.bound - answer.bound + self.level) as f64;
            self.step(sought / norm);
        }
    }

    /// Keeps the best prices; after some rounds without better ones seeks less, from the best again.
    fn note(&mut self, answer: &Answer) {
        self.idle += 1;
        if answer.bound > self.bound {
            if answer.bound - self.bound.max(0) > self.level / 8 {
                self.idle = 0;
            }
            self.bound = answer.bound;
            self.prices.clone_from(&self.at);
            self.values.clear();
            self.values.extend(answer.teams.iter().map(|found| found.bound));
        }
        if self.idle >= self.patience {
            self.idle = 0;
            self.level /= 2;
            self.at.clone_from(&self.prices);
            self.drift = Excess::default();
        }
    }

    /// Whether moving prices has stopped paying.
    pub fn stalled(&self) -> bool {
        self.level < POINT / 64
    }

    fn step(&mut self, length: f64) {
        let moved = |price: i64, excess: f64| (price + (length * excess).round() as i64).max(0);
        for (price, excess) in self.at.draw.iter_mut().zip(&self.drift.draw) {
            *price = moved(*price, *excess);
        }
        for &(i, excess) in &self.drift.slot {
            let price = &mut self.at.slot[i as usize];
            *price = moved(*price, excess);
        }
        let slot = &self.at.slot;
        self.at.priced.extend(self.drift.slot.iter().map(|(i, _)| *i));
        self.at.priced.sort_unstable();
        self.at.priced.dedup();
        self.at.priced.retain(|&i| slot[i as usize] > 0);
    }

    /// How much more of each person the teams want than there is.
    fn excess(&mut self, answer: &Answer) -> Excess {
        let people = self.model.instance.people.len();
        let mut wanted = vec![0_i64; people];
        let mut touched: Vec<u32> = Vec::new();
        for (team, found) in answer.teams.iter().enumerate() {
            for &person in &found.people {
                wanted[person as usize] += 1;
                for &s in &self.slots_of[team] {
                    let i = person as usize * self.slots + s as usize;
                    if self.counts[i] == 0 {
                        touched.push(i as u32);
                    }
                    self.counts[i] = self.counts[i].saturating_add(1);
                }
            }
        }
        let draw = (0..people as u32)
            .map(|person| {
                let (_, low, high) = self.least_draws(person, &self.at);
                let wanted = wanted[person as usize];
                (wanted - wanted.clamp(low, high)) as f64
            })
            .collect();
        let unused = self.at.priced.iter().filter(|&&i| self.counts[i as usize] == 0);
        let crowded = touched.iter().filter(|&&i| self.counts[i as usize] > 1);
        let excess = |&i: &u32| (i, f64::from(self.counts[i as usize]) - 1.0);
        let mut slot: Vec<(u32, f64)> = unused.chain(crowded).map(excess).collect();
        slot.sort_unstable_by_key(|(i, _)| *i);
        touched.iter().for_each(|&i| self.counts[i as usize] = 0);
        Excess { draw, slot }
    }

    /// A person's draws less what they fetch: the least, and the range of numbers of draws that reach it.
    fn least_draws(&self, person: u32, prices: &Prices) -> (i64, i64, i64) {
        let price = prices.draw[person as usize];
        let (mut least, mut low, mut high) = (0, 0, 0);
        for draws in 0..self.model.room[person as usize] {
            let cost = self.model.draw_cost(person, draws) * POINT;
            if cost > price {
                break;
            }
            least += cost - price;
            high += 1;
            if cost < price {
                low = high;
            }
        }
        (least, low, high)
    }

    fn best_team(&mut self, team: u32, prices: &Prices) -> Found {
        let seats = self.model.seats_of(team);
        let n = seats.len();
        let mut least = 0;
        let mut whole = true;
        for (i, seat) in seats.enumerate() {
            self.price_seat(i, seat, team, prices);
            let scratch = &mut self.scratch[i];
            let short = &mut self.short[i];
            short.clear();
            if scratch.len() > FEW {
                scratch.select_nth_unstable(FEW);
                whole = false;
            }
            short.extend(scratch.iter().take(FEW));
            short.sort_unstable();
            least += short.first().map_or(NEVER, |c| c.cost).min(NEVER - least);
        }
        if least >= NEVER {
            return Found { bound: NEVER, people: Vec::new(), cost: NEVER };
        }
        let quick = Search::new(self.model, &self.short[..n]).run(NEVER, NODES);
        if whole {
            return quick;
        }
        // Whoever is dearer than the seat's cheapest by more than this is in no better team.
        let window = quick.cost - least;
        let mut wider = false;
        for i in 0..n {
            let cheapest = self.short[i][0].cost;
            let have = self.short[i].len();
            let short = &mut self.short[i];
            short.extend(self.scratch[i].iter().skip(FEW).filter(|c| c.cost - cheapest < window));
            if short.len() > have {
                short.sort_unstable();
                wider = true;
            }
        }
        if !wider {
            return quick;
        }
        let better = Search::new(self.model, &self.short[..n]).run(quick.cost, NODES);
        if better.people.is_empty() { Found { bound: better.bound, ..quick } } else { better }
    }

    /// The slots that a team takes: weeks, and units that more than one team inspects.
    pub(super) fn slots_of(&self, team: u32) -> &[u32] {
        &self.slots_of[team as usize]
    }

    /// The best price of a person's slot, in fractions of a point.
    pub(super) fn slot_price(&self, person: u32, slot: u32) -> i64 {
        self.prices.slot[person as usize * self.slots + slot as usize]
    }

    /// The candidates of a seat that still count.
    pub fn list(&self, seat: u32) -> &[Candidate] {
        self.lists.as_ref().map_or_else(|| self.model.candidates(seat), |lists| &lists[seat as usize])
    }

    /// The `most` best candidates of each seat at the best prices, among those that still count.
    pub fn shortlist(&self, most: usize) -> Shortlist {
        let lists = (0..self.model.seat_count() as u32).map(|seat| self.list(seat));
        Shortlist::among(lists, most, |seat, c| self.priced(seat, c))
    }

    /// The candidates of all seats that still count, to be changed.
    pub fn lists_mut(&mut self) -> &mut Vec<Vec<Candidate>> {
        let model = self.model;
        let all = || (0..model.seat_count() as u32).map(|seat| model.candidates(seat).to_vec()).collect();
        self.lists.get_or_insert_with(all)
    }

    /// A candidate's cost at the best prices, in fractions of a point.
    pub fn priced(&self, seat: u32, candidate: &Candidate) -> i64 {
        self.priced_at(&self.prices, self.model.team_of[seat as usize], candidate)
    }

    fn priced_at(&self, prices: &Prices, team: u32, c: &Candidate) -> i64 {
        i64::from(c.cost) * POINT + self.fee(prices, team, c.person)
    }

    /// What a person's being on a team fetches: a draw, and the slots that the team takes.
    fn fee(&self, prices: &Prices, team: u32, person: u32) -> i64 {
        let at = person as usize * self.slots;
        let slots = self.slots_of[team as usize].iter().map(|&s| prices.slot[at + s as usize]);
        prices.draw[person as usize] + slots.sum::<i64>()
    }

    fn price_seat(&mut self, i: usize, seat: u32, team: u32, prices: &Prices) {
        let mut scratch = std::mem::take(&mut self.scratch[i]);
        scratch.clear();
        let priced = |c: &Candidate| Priced { cost: self.priced_at(prices, team, c), person: c.person };
        scratch.extend(self.list(seat).iter().map(priced));
        self.scratch[i] = scratch;
    }
}

/// Slots: weeks, and units that more than one team inspects. For each team the slots it takes.
fn slots(model: &Model) -> (usize, Vec<Vec<u32>>) {
    let instance = model.instance;
    let mut visits = vec![0_u32; instance.units.len()];
    for team in &instance.teams {
        team.targets.iter().for_each(|&unit| visits[unit as usize] += 1);
    }
    let weeks = instance.weeks as usize;
    if weeks.saturating_mul(instance.people.len()) > MAX_SLOT_PRICES {
        return (0, vec![Vec::new(); instance.teams.len()]);
    }
    let shared: Vec<u32> = (0..visits.len() as u32).filter(|&unit| visits[unit as usize] > 1).collect();
    let fits = (weeks + shared.len()).saturating_mul(instance.people.len()) <= MAX_SLOT_PRICES;
    let shared = if fits { shared } else { Vec::new() };
    let of = |team: &super::instance::Team| {
        let units = team.targets.iter().filter_map(|unit| shared.binary_search(unit).ok());
        team.weeks.iter().copied().chain(units.map(|i| (weeks + i) as u32)).collect()
    };
    (weeks + shared.len(), instance.teams.iter().map(of).collect())
}
