//! What can be wrong with an instance. Everything behind this door may rely on: ids exist, lists hold
//! nothing twice, numbers are small enough that no sum overflows, memory stays bounded.

use super::instance::{Instance, Person, Seat, Team};
use thiserror::Error;

/// Most people in a pool.
pub const MAX_PEOPLE: usize = 1_000_000;
/// Most seats in all teams.
pub const MAX_SEATS: usize = 200_000;
/// Most teams: a bit is kept for each pair.
pub const MAX_TEAMS: usize = 20_000;
/// Most weeks in a period.
pub const MAX_WEEKS: u32 = 1_024;
/// Most pairs of a seat and an eligible person: 8 bytes each are kept.
pub const MAX_CANDIDATES: usize = 60_000_000;
/// Most (team, person) pairs, of which a bit each is kept, and (seat, person) pairs.
pub const MAX_PAIRS: usize = 4_000_000_000;
/// Most (locality inspected, locality) pairs: a distance each is kept.
pub const MAX_DISTANCES: usize = 64_000_000;
/// Largest coordinate.
pub const MAX_COORDINATE: i64 = 1_000_000_000_000;
/// Largest weight, rank, proficiency, count of draws.
pub const MAX_NUMBER: i64 = 100_000;
/// Largest cost that one seat may come to, in points.
pub const MAX_COST: i64 = 100_000_000;

/// Why an instance can't be worked with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// An id that isn't there.
    #[error("{at} names {what} {id}, but there are only {count}, numbered from 0")]
    NoSuch {
        /// Where it stands.
        at: String,
        /// What it should be.
        what: &'static str,
        /// The id.
        id: u32,
        /// How many there are.
        count: usize,
    },
    /// Something that may stand only once in a list.
    #[error("{at} names {what} {id} twice")]
    Twice {
        /// Where it stands.
        at: String,
        /// What it is.
        what: &'static str,
        /// Its id.
        id: u32,
    },
    /// Something is missing.
    #[error("{at} {lacks}")]
    Lacks {
        /// Where.
        at: String,
        /// What is missing, as the rest of the sentence.
        lacks: &'static str,
    },
    /// A number outside its bounds.
    #[error("{at} is {value}; it must lie between {low} and {high}")]
    OutOfBounds {
        /// Where it stands.
        at: String,
        /// The number.
        value: i64,
        /// The least allowed.
        low: i64,
        /// The most allowed.
        high: i64,
    },
    /// More than fits.
    #[error("the instance has {have} {what}; at most {limit} can be worked with")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        have: usize,
        /// How many fit.
        limit: usize,
    },
    /// Two people in the wrong order, or one with themself.
    #[error("{at} is {a}, {b}; the smaller id stands first")]
    PairOrder {
        /// Where it stands.
        at: String,
        /// The first id.
        a: u32,
        /// The second id.
        b: u32,
    },
}

impl Instance {
    /// Whether the instance can be worked with; the first fault otherwise.
    pub fn validate(&self) -> Result<(), Fault> {
        self.sizes()?;
        self.numbers()?;
        for (i, unit) in self.units.iter().enumerate() {
            if let Some(locality) = unit.locality {
                exists(|| format!("unit {i}"), "locality", locality, self.localities.len())?;
            }
        }
        self.people.iter().enumerate().try_for_each(|(i, person)| self.person(i, person))?;
        self.teams.iter().enumerate().try_for_each(|(i, team)| self.team(i, team))?;
        self.pairs()?;
        self.costs()
    }

    fn sizes(&self) -> Result<(), Fault> {
        let most = |what, have, limit| {
            if have > limit { Err(Fault::TooMany { what, have, limit }) } else { Ok(()) }
        };
        most("people", self.people.len(), MAX_PEOPLE)?;
        most("teams", self.teams.len(), MAX_TEAMS)?;
        most("seats", self.teams.iter().map(|team| team.seats.len()).sum(), MAX_SEATS)?;
        most("weeks", self.weeks as usize, MAX_WEEKS as usize)?;
        most("pairs of team and person", self.teams.len().saturating_mul(self.people.len()), MAX_PAIRS)?;
        let seats: usize = self.teams.iter().map(|team| team.seats.len()).sum();
        most("pairs of seat and person", seats.saturating_mul(self.people.len()), MAX_PAIRS)?;
        let inspected: std::collections::BTreeSet<u32> =
            self.teams.iter().map(|team| team.locality).collect();
        let distances = inspected.len().saturating_mul(self.localities.len());
        most("distances between localities", distances, MAX_DISTANCES)
    }

    fn numbers(&self) -> Result<(), Fault> {
        let w = &self.weights;
        for (name, value) in [
            ("fit", w.fit),
            ("lead_over", w.lead_over),
            ("load", w.load),
            ("pair", w.pair),
            ("mentor", w.mentor),
        ] {
            within(|| format!("the weight {name}"), value, 0, MAX_NUMBER)?;
        }
        within(|| "the distance for a point of travel".into(), w.travel_per_point, 1, MAX_COORDINATE)?;
        for (i, &(x, y)) in self.localities.iter().enumerate() {
            within(|| format!("x of locality {i}"), x, -MAX_COORDINATE, MAX_COORDINATE)?;
            within(|| format!("y of locality {i}"), y, -MAX_COORDINATE, MAX_COORDINATE)?;
        }
        Ok(())
    }

    fn person(&self, i: usize, person: &Person) -> Result<(), Fault> {
        let at = || format!("person {i}");
        exists(at, "unit", person.unit, self.units.len())?;
        exists(at, "locality", person.base, self.localities.len())?;
        for (what, list, count) in [
            ("locality", &person.recuse_localities, self.localities.len()),
            ("week", &person.avail, self.weeks as usize),
            ("unit", &person.kin_units, self.units.len()),
            ("unit", &person.past_units, self.units.len()),
            ("unit", &person.met_units, self.units.len()),
        ] {
            list.iter().try_for_each(|&id| exists(at, what, id, count))?;
        }
        once(at, "field", person.fields.iter().map(|(field, _)| *field))?;
        for (name, value, low) in [
            ("rank", person.rank, -MAX_NUMBER),
            ("prior_draws", i64::from(person.prior_draws), 0),
            ("cap", i64::from(person.cap), 0),
        ] {
            within(|| format!("{name} of person {i}"), value, low, MAX_NUMBER)?;
        }
        person.fields.iter().try_for_each(|&(field, proficiency)| {
            let at = || format!("the proficiency of person {i} in field {field}");
            within(at, proficiency, -MAX_NUMBER, MAX_NUMBER)
        })
    }

    fn team(&self, i: usize, team: &Team) -> Result<(), Fault> {
        let at = || format!("team {i}");
        exists(at, "locality", team.locality, self.localities.len())?;
        team.weeks.iter().try_for_each(|&week| exists(at, "week", week, self.weeks as usize))?;
        team.targets.iter().try_for_each(|&unit| exists(at, "unit", unit, self.units.len()))?;
        once(at, "week", team.weeks.iter().copied())?;
        once(at, "unit", team.targets.iter().copied())?;
        if team.weeks.is_empty() {
            return Err(Fault::Lacks { at: at(), lacks: "has no week in which it is out" });
        }
        if team.seats.is_empty() {
            return Err(Fault::Lacks { at: at(), lacks: "has no seats" });
        }
        team.seats.iter().enumerate().try_for_each(|(s, seat)| {
            let (name, value) = match *seat {
                Seat::Leader { min_rank } => ("min_rank", min_rank),
                Seat::Office => return Ok(()),
                Seat::Expert { min_prof, .. } => ("min_prof", min_prof),
            };
            within(|| format!("{name} of team {i}, seat {s}"), value, -MAX_NUMBER, MAX_NUMBER)
        })
    }

    fn pairs(&self) -> Result<(), Fault> {
        let past = self.past_pairs.iter().map(|&(a, b, _)| (a, b)).enumerate().map(|at| ("past_pairs", at));
        let excluded = self.excluded_pairs.iter().copied().enumerate().map(|at| ("excluded_pairs", at));
        for (list, (i, (a, b))) in past.chain(excluded) {
            let at = || format!("{list}[{i}]");
            exists(at, "person", a, self.people.len())?;
            exists(at, "person", b, self.people.len())?;
            if a >= b {
                return Err(Fault::PairOrder { at: at(), a, b });
            }
        }
        let mut seen: Vec<(u32, u32)> = self.past_pairs.iter().map(|&(a, b, _)| (a, b)).collect();
        seen.sort_unstable();
        if let Some(twin) = seen.windows(2).find(|twin| twin[0] == twin[1]) {
            let at = format!("past_pairs, for person {},", twin[0].0);
            return Err(Fault::Twice { at, what: "person", id: twin[0].1 });
        }
        self.past_pairs.iter().enumerate().try_for_each(|(i, &(_, _, count))| {
            within(|| format!("the count of past_pairs[{i}]"), i64::from(count), 0, MAX_NUMBER)
        })
    }

    /// No seat may cost so much that sums could overflow.
    fn costs(&self) -> Result<(), Fault> {
        let (mut low, mut high) = ((i64::MAX, i64::MAX), (i64::MIN, i64::MIN));
        for &(x, y) in &self.localities {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let across = (high.0.saturating_sub(low.0)).max(0) + (high.1.saturating_sub(low.1)).max(0);
        let proficiency = self.people.iter().flat_map(|p| &p.fields).map(|(_, prof)| (3 - prof).abs()).max();
        let ranks = self.people.iter().map(|p| p.rank.abs()).max().unwrap_or(0);
        let asked = self.teams.iter().flat_map(|team| &team.seats).filter_map(|seat| match *seat {
            Seat::Leader { min_rank } => Some(min_rank.abs()),
            _ => None,
        });
        let dearest = across / self.weights.travel_per_point
            + (self.weights.fit * proficiency.unwrap_or(0))
                .max(self.weights.lead_over * (ranks + asked.max().unwrap_or(0)));
        within(|| "the cost that one seat may come to".into(), dearest, 0, MAX_COST)
    }
}

fn exists(at: impl Fn() -> String, what: &'static str, id: u32, count: usize) -> Result<(), Fault> {
    if (id as usize) < count { Ok(()) } else { Err(Fault::NoSuch { at: at(), what, id, count }) }
}

fn once(at: impl Fn() -> String, what: &'static str, ids: impl Iterator<Item = u32>) -> Result<(), Fault> {
    let mut ids: Vec<u32> = ids.collect();
    ids.sort_unstable();
    match ids.windows(2).find(|twin| twin[0] == twin[1]) {
        Some(twin) => Err(Fault::Twice { at: at(), what, id: twin[0] }),
        None => Ok(()),
    }
}

fn within(at: impl Fn() -> String, value: i64, low: i64, high: i64) -> Result<(), Fault> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(Fault::OutOfBounds { at: at(), value, low, high })
    }
}
