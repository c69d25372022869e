//! The judge: a finished roster against every hard rule, and its objective, straight from the instance.
//! It shares nothing with the solver's tables but the plain rules, so that it can catch the solver out.

use super::{
    instance::Instance,
    rules::{Bar, bars, seat_cost},
};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// What a roster breaks.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Violation {
    /// Not one row for each team.
    #[error("{rows} teams are given where the instance has {teams}")]
    TeamCount {
        /// Rows in the roster.
        rows: usize,
        /// Teams in the instance.
        teams: usize,
    },
    /// Not one person for each seat.
    #[error("team {team} has {rows} people for {seats} seats")]
    SeatCount {
        /// The team.
        team: usize,
        /// People in its row.
        rows: usize,
        /// Its seats.
        seats: usize,
    },
    /// Nobody has this id.
    #[error("team {team} names person {person}, who isn't in the pool")]
    NoSuchPerson {
        /// The team.
        team: usize,
        /// The id.
        person: u32,
    },
    /// A person who may not sit there (H1–H5, H7).
    #[error("{}: team {team}, seat {seat}: person {person} {}", bar.rule(), bar.words())]
    Barred {
        /// The team.
        team: usize,
        /// The seat.
        seat: usize,
        /// The person.
        person: u32,
        /// Why not.
        bar: Bar,
    },
    /// H6: in two teams in one week.
    #[error("H6: person {person} is in two teams, or twice in one, in week {week}")]
    Overlap {
        /// The person.
        person: u32,
        /// The week.
        week: u32,
    },
    /// H7: more draws than allowed.
    #[error("H7: person {person} comes to {draws} draws where {cap} are allowed")]
    OverCap {
        /// The person.
        person: u32,
        /// Prior draws and these.
        draws: u32,
        /// The most allowed.
        cap: u32,
    },
    /// H8: a team isn't mixed as it must be.
    #[error("H8: team {team} has {found} {what}")]
    Mix {
        /// The team.
        team: usize,
        /// How many there are.
        found: u32,
        /// Of what, and how many there should be.
        what: &'static str,
    },
    /// H9: one person inspects a unit twice.
    #[error("H9: person {person} inspects unit {unit} twice")]
    UnitTwice {
        /// The person.
        person: u32,
        /// The unit.
        unit: u32,
    },
    /// H10: two who may never share a team.
    #[error("H10: team {team} brings persons {a} and {b} together")]
    ExcludedPair {
        /// The team.
        team: usize,
        /// The smaller id.
        a: u32,
        /// The larger id.
        b: u32,
    },
}

/// The objective and its parts, in points; less is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Objective {
    /// Travel, fit and rank of every seat.
    pub seat: i64,
    /// Growth of the squared draws.
    pub load: i64,
    /// Pairs that served together before.
    pub pair: i64,
    /// Teams without both a novice and a veteran.
    pub mentor: i64,
}

impl Objective {
    /// The sum, which is what the solver minimises.
    pub const fn total(&self) -> i64 {
        self.seat + self.load + self.pair + self.mentor
    }
}

/// What the judge says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Every rule that is broken; none: the roster stands.
    pub violations: Vec<Violation>,
    /// The objective, of the people who are in the pool.
    pub objective: Objective,
}

/// Judges a roster: for each team in the instance's order the person on each seat in order.
pub fn check(instance: &Instance, teams: &[Vec<u32>]) -> Verdict {
    let mut verdict = Verdict::default();
    if teams.len() != instance.teams.len() {
        let count = Violation::TeamCount { rows: teams.len(), teams: instance.teams.len() };
        verdict.violations.push(count);
        return verdict;
    }
    let pairs = Pairs::of(instance);
    for (team, row) in teams.iter().enumerate() {
        if seats_are_filled(instance, team, row, &mut verdict) {
            judge_team(instance, team, row, &pairs, &mut verdict);
        }
    }
    judge_people(instance, teams, &mut verdict);
    verdict
}

struct Pairs {
    past: BTreeMap<(u32, u32), i64>,
    excluded: BTreeSet<(u32, u32)>,
}

impl Pairs {
    fn of(instance: &Instance) -> Self {
        let past = instance.past_pairs.iter().map(|&(a, b, count)| ((a, b), i64::from(count))).collect();
        Self { past, excluded: instance.excluded_pairs.iter().copied().collect() }
    }
}

fn seats_are_filled(instance: &Instance, team: usize, row: &[u32], verdict: &mut Verdict) -> bool {
    let seats = instance.teams[team].seats.len();
    if row.len() != seats {
        verdict.violations.push(Violation::SeatCount { team, rows: row.len(), seats });
        return false;
    }
    let strangers: Vec<u32> =
        row.iter().copied().filter(|&id| id as usize >= instance.people.len()).collect();
    verdict.violations.extend(strangers.iter().map(|&person| Violation::NoSuchPerson { team, person }));
    strangers.is_empty()
}

fn judge_team(instance: &Instance, team: usize, row: &[u32], pairs: &Pairs, verdict: &mut Verdict) {
    let plan = &instance.teams[team];
    for (seat, (&person, &wanted)) in row.iter().zip(&plan.seats).enumerate() {
        let found = bars(&instance.people[person as usize], plan, wanted);
        if !found.contains(&Bar::Field) {
            verdict.objective.seat += seat_cost(instance, &instance.people[person as usize], plan, wanted);
        }
        // That someone has no draw left is said once, for the person.
        let barred = found.into_iter().filter(|bar| *bar != Bar::CapReached);
        verdict.violations.extend(barred.map(|bar| Violation::Barred { team, seat, person, bar }));
    }
    judge_mix(instance, team, row, verdict);
    let mut row: Vec<u32> = row.to_vec();
    row.sort_unstable();
    for (i, &a) in row.iter().enumerate() {
        for &b in &row[i + 1..] {
            if pairs.excluded.contains(&(a, b)) {
                verdict.violations.push(Violation::ExcludedPair { team, a, b });
            }
            verdict.objective.pair += instance.weights.pair * pairs.past.get(&(a, b)).copied().unwrap_or(0);
        }
    }
    let experience = || row.iter().map(|&id| instance.people[id as usize].experience);
    let novice = experience().any(|draws| draws <= instance.novice_max_experience);
    let veteran = experience().any(|draws| draws >= instance.veteran_min_experience);
    verdict.objective.mentor += if novice && veteran { 0 } else { instance.weights.mentor };
}

fn judge_mix(instance: &Instance, team: usize, row: &[u32], verdict: &mut Verdict) {
    let units: Vec<u32> = row.iter().map(|&id| instance.people[id as usize].unit).collect();
    let unit = |id: u32| &instance.units[id as usize];
    let counted = |keys: Vec<u32>| {
        let mut counts = BTreeMap::new();
        keys.into_iter().for_each(|key| *counts.entry(key).or_insert(0) += 1);
        counts
    };
    let mix = &instance.mix;
    for (keys, most, what) in [
        (units.clone(), mix.max_same_unit, "people of one unit"),
        (units.iter().map(|&id| unit(id).dept).collect(), mix.max_same_dept, "people of one department"),
        (
            units.iter().filter_map(|&id| unit(id).locality).collect(),
            mix.max_same_locality,
            "people of one county",
        ),
    ] {
        let too_many = counted(keys).into_values().filter(|&found| found > most);
        verdict.violations.extend(too_many.map(|found| Violation::Mix { team, found, what }));
    }
    let city = units.iter().filter(|&&id| unit(id).city).count() as u32;
    let below = units.len() as u32 - city;
    for (found, least, what) in [
        (city, mix.min_city, "people from city level"),
        (below, mix.min_below, "people from below city level"),
    ] {
        if found < least {
            verdict.violations.push(Violation::Mix { team, found, what });
        }
    }
}

fn judge_people(instance: &Instance, teams: &[Vec<u32>], verdict: &mut Verdict) {
    let mut sent: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (team, row) in teams.iter().enumerate() {
        for &id in row.iter().filter(|&&id| (id as usize) < instance.people.len()) {
            sent.entry(id).or_default().push(team);
        }
    }
    for (id, teams) in sent {
        let person = &instance.people[id as usize];
        let weeks = teams.iter().flat_map(|&team| instance.teams[team].weeks.iter().copied());
        let overlaps = doubles(weeks).into_iter().map(|week| Violation::Overlap { person: id, week });
        verdict.violations.extend(overlaps);
        let targets = teams.iter().flat_map(|&team| instance.teams[team].targets.iter().copied());
        let met = doubles(targets).into_iter().map(|unit| Violation::UnitTwice { person: id, unit });
        verdict.violations.extend(met);
        let draws = person.prior_draws + teams.len() as u32;
        if draws > person.cap {
            verdict.violations.push(Violation::OverCap { person: id, draws, cap: person.cap });
        }
        let square = |n: u32| i64::from(n).pow(2);
        verdict.objective.load += instance.weights.load * (square(draws) - square(person.prior_draws));
    }
}

/// What occurs more than once, each named once.
fn doubles(ids: impl Iterator<Item = u32>) -> BTreeSet<u32> {
    let mut seen = BTreeSet::new();
    ids.filter(|&id| !seen.insert(id)).collect()
}
