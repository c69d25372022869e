//! The best team at given prices: one person for each seat so that the sum of priced costs, pairs and
//! mentoring is least and the mix (H8) and excluded pairs (H10) are kept. Depth-first with a bound that knows
//! what the members so far still lack: novice, veteran, city level, below.

use super::model::{Model, Traits};

/// Prices are fractions of a point: so many make one.
pub const POINT: i64 = 1024;
/// Larger than any cost.
pub(super) const NEVER: i64 = i64::MAX / 4;

const NOVICE: usize = 1;
const VETERAN: usize = 2;
const CITY: usize = 4;
const BELOW: usize = 8;
const ALL: usize = 15;

/// A candidate with a priced cost, in fractions of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Priced {
    /// Cost with prices.
    pub cost: i64,
    /// The person.
    pub person: u32,
}

/// What a search for a team found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// No team costs less; [`NEVER`] if there is none at all.
    pub bound: i64,
    /// The cheapest team that was found, seat by seat; empty if none.
    pub people: Vec<u32>,
    /// What it costs; [`NEVER`] if there is none.
    pub cost: i64,
}

/// A team's members, seat by seat, with what they cost together.
pub(super) type Choice = (i64, Vec<u32>);

/// A search over the candidates of one team's seats, each list sorted by cost.
pub struct Search<'x, 'a> {
    model: &'x Model<'a>,
    lists: &'x [Vec<Priced>],
    /// `still[d][s]`: the least that seats from `d` on cost when the members so far have the marks `s`.
    still: Vec<[i64; 16]>,
    chosen: Vec<u32>,
    found: Found,
    nodes: u32,
    /// Every team found, where all are asked for, and how many more there may be.
    all: Option<(Vec<Choice>, usize)>,
}

fn marks(traits: &Traits) -> usize {
    let level = if traits.city { CITY } else { BELOW };
    level | if traits.novice { NOVICE } else { 0 } | if traits.veteran { VETERAN } else { 0 }
}

impl<'x, 'a> Search<'x, 'a> {
    /// Prepares a search.
    pub fn new(model: &'x Model<'a>, lists: &'x [Vec<Priced>]) -> Self {
        let mix = &model.instance.mix;
        let mentor = model.instance.weights.mentor * POINT;
        let mut last = [0; 16];
        for (state, cost) in last.iter_mut().enumerate() {
            let unmixed =
                (mix.min_city > 0 && state & CITY == 0) || (mix.min_below > 0 && state & BELOW == 0);
            let mentored = state & NOVICE != 0 && state & VETERAN != 0;
            *cost = if unmixed {
                NEVER
            } else if mentored {
                0
            } else {
                mentor
            };
        }
        let mut still = vec![last; lists.len() + 1];
        for (depth, list) in lists.iter().enumerate().rev() {
            // The cheapest of each kind of person is all that a bound needs.
            let mut cheapest = [NEVER; 16];
            for c in list {
                let kind = &mut cheapest[marks(&model.traits[c.person as usize])];
                *kind = (*kind).min(c.cost);
            }
            let after = still[depth + 1];
            let here = &mut still[depth];
            *here = [NEVER; 16];
            for (kind, &cost) in cheapest.iter().enumerate().filter(|(_, cost)| **cost < NEVER) {
                for (state, least) in here.iter_mut().enumerate() {
                    *least = (*least).min(cost + after[state | kind]);
                }
            }
        }
        let found = Found { bound: still[0][0], people: Vec::new(), cost: NEVER };
        Self { model, lists, still, chosen: Vec::new(), found, nodes: 0, all: None }
    }

    /// Finds the best team that costs less than `below`, looking at no more than `nodes` partial teams.
    pub fn run(mut self, below: i64, nodes: u32) -> Found {
        self.found.cost = below;
        self.nodes = nodes;
        self.descend(0, 0, 0);
        let Self { mut found, nodes, .. } = self;
        if nodes > 0 {
            found.bound = found.cost;
        }
        found.bound = found.bound.min(found.cost);
        if found.people.is_empty() {
            found.cost = NEVER;
        }
        found
    }

    /// The teams that cost no more than `limit`, each with its cost, and whether these are all: no more than
    /// `most` are given, and no more than `nodes` partial teams looked at.
    pub(super) fn all(mut self, limit: i64, most: usize, nodes: u32) -> (Vec<Choice>, bool) {
        self.found.cost = limit + 1;
        self.nodes = nodes;
        self.all = Some((Vec::new(), most));
        self.descend(0, 0, 0);
        (self.all.map(|(found, _)| found).unwrap_or_default(), self.nodes > 0)
    }

    fn descend(&mut self, cost: i64, state: usize, city: u32) {
        let depth = self.chosen.len();
        if depth == self.lists.len() {
            let total = cost + self.still[depth][state];
            if let Some((all, left)) = &mut self.all {
                if total < self.found.cost && *left == 0 {
                    self.nodes = 0;
                } else if total < self.found.cost {
                    *left -= 1;
                    all.push((total, self.chosen.clone()));
                }
            } else if total < self.found.cost {
                self.found.cost = total;
                self.found.people.clone_from(&self.chosen);
            }
            return;
        }
        let lists = self.lists;
        for c in &lists[depth] {
            if cost + c.cost + self.still[depth + 1][ALL] >= self.found.cost || self.nodes == 0 {
                return;
            }
            let traits = self.model.traits[c.person as usize];
            let state = state | marks(&traits);
            if cost + c.cost + self.still[depth + 1][state] >= self.found.cost {
                continue;
            }
            self.nodes -= 1;
            let city = city + u32::from(traits.city);
            let Some(pairs) = self.joins(c.person, city) else { continue };
            self.chosen.push(c.person);
            self.descend(cost + c.cost + pairs * POINT, state, city);
            self.chosen.pop();
        }
    }

    /// What a person's pairs with the members so far cost; none if a rule keeps them out.
    fn joins(&self, person: u32, city: u32) -> Option<i64> {
        let mix = &self.model.instance.mix;
        let new = &self.model.traits[person as usize];
        let (mut unit, mut dept, mut locality, mut pairs) = (1, 1, 1, 0);
        for &member in &self.chosen {
            if member == person {
                return None;
            }
            let them = &self.model.traits[member as usize];
            unit += u32::from(them.unit == new.unit);
            dept += u32::from(them.dept == new.dept);
            locality += u32::from(them.locality == new.locality);
            pairs += self.model.tie(person, member)?;
        }
        let members = self.chosen.len() as u32 + 1;
        let lacking = mix.min_city.saturating_sub(city) + mix.min_below.saturating_sub(members - city);
        let mixed = unit <= mix.max_same_unit
            && dept <= mix.max_same_dept
            && (locality <= mix.max_same_locality || new.locality == super::model::NOBODY)
            && lacking + members <= self.lists.len() as u32;
        mixed.then_some(pairs)
    }
}
