//! Small pools of any shape, for tests.

use super::super::{Instance, Mix, Person, Seat, Team, Unit, Weights};
use proptest::{collection::vec, prelude::*};

/// How large a pool may be.
#[derive(Clone, Copy)]
pub struct Bounds {
    pub people: usize,
    pub teams: usize,
    pub seats: usize,
}

fn seat() -> impl Strategy<Value = Seat> {
    prop_oneof![
        (0..3_i64).prop_map(|min_rank| Seat::Leader { min_rank }),
        Just(Seat::Office),
        (0..2_u32, 0..3_i64).prop_map(|(field, min_prof)| Seat::Expert { field, min_prof }),
    ]
}

fn person() -> impl Strategy<Value = Person> {
    let ids = || vec(0..4_u32, 0..2);
    let who = (0..4_u32, 0..3_u32, 0..4_i64, any::<bool>(), any::<bool>(), vec(0..4_i64, 2));
    let when = (0..5_i64, 0..2_u32, 0..4_u32, vec(any::<bool>(), 3));
    let recusals = (vec(0..3_u32, 0..2), ids(), ids(), ids());
    (who, when, recusals).prop_map(|(who, when, recusals)| {
        let (unit, base, rank, leader_ok, office_ok, proficiency) = who;
        let (experience, prior_draws, cap, free) = when;
        let (recuse_localities, kin_units, past_units, met_units) = recusals;
        Person {
            unit,
            recuse_localities,
            base,
            rank,
            leader_ok,
            office_ok,
            fields: (0..).zip(proficiency).filter(|(_, proficiency)| *proficiency > 0).collect(),
            experience,
            prior_draws,
            cap,
            avail: (0..).zip(free).filter(|(_, free)| *free).map(|(week, _)| week).collect(),
            kin_units,
            past_units,
            met_units,
        }
    })
}

fn team(seats: usize) -> impl Strategy<Value = Team> {
    let targets = proptest::sample::subsequence((0..4_u32).collect::<Vec<_>>(), 0..=2);
    let weeks = proptest::sample::subsequence((0..3_u32).collect::<Vec<_>>(), 1..=2);
    (0..3_u32, weeks, targets, vec(seat(), 1..=seats)).prop_map(|(locality, weeks, targets, seats)| Team {
        locality,
        weeks,
        targets,
        seats,
    })
}

fn pairs(people: usize) -> impl Strategy<Value = Vec<(u32, u32)>> {
    let pair = (0..people as u32, 0..people as u32);
    vec(pair, 0..6).prop_map(|pairs| {
        let mut pairs: Vec<(u32, u32)> = pairs.into_iter().filter(|(a, b)| a < b).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    })
}

/// A pool with everything that the rules look at.
pub fn pool(bounds: Bounds) -> impl Strategy<Value = Instance> {
    let units = vec((0..4_u32, any::<bool>(), 0..3_u32), 4);
    let places = vec((0..500_i64, 0..500_i64), 3);
    let mix = (1..3_u32, 1..3_u32, 1..3_u32, 0..2_u32, 0..2_u32);
    let weights = (0..12_i64, 0..6_i64, 10..120_i64, 0..20_i64, 0..10_i64, 0..30_i64);
    let people = vec(person(), 3..=bounds.people);
    let teams = vec(team(bounds.seats), 1..=bounds.teams);
    (units, places, mix, weights, people, teams, pairs(3), pairs(3)).prop_map(
        |(units, localities, mix, weights, people, teams, past, excluded)| Instance {
            weeks: 3,
            localities,
            units: units
                .into_iter()
                .map(|(l, city, dept)| Unit { locality: (l < 3).then_some(l), city, dept })
                .collect(),
            people,
            teams,
            past_pairs: past.into_iter().map(|(a, b)| (a, b, a + b)).collect(),
            excluded_pairs: excluded,
            mix: Mix {
                max_same_unit: mix.0,
                max_same_dept: mix.1,
                max_same_locality: mix.2,
                min_city: mix.3,
                min_below: mix.4,
            },
            novice_max_experience: 0,
            veteran_min_experience: 3,
            weights: Weights {
                fit: weights.0,
                lead_over: weights.1,
                travel_per_point: weights.2,
                load: weights.3,
                pair: weights.4,
                mentor: weights.5,
            },
        },
    )
}

/// The cost of the best roster by trying all of them.
pub fn brute_force(instance: &Instance) -> Option<i64> {
    let mut teams: Vec<Vec<u32>> = Vec::new();
    fn descend(instance: &Instance, teams: &mut Vec<Vec<u32>>, best: &mut Option<i64>) {
        let full = |t: usize, row: &Vec<u32>| row.len() == instance.teams[t].seats.len();
        if teams.last().is_none_or(|row| full(teams.len() - 1, row)) {
            if teams.len() == instance.teams.len() {
                let verdict = super::super::check(instance, teams);
                if verdict.violations.is_empty() {
                    let cost = verdict.objective.total();
                    *best = Some(best.map_or(cost, |best| best.min(cost)));
                }
                return;
            }
            teams.push(Vec::new());
            descend(instance, teams, best);
            teams.pop();
            return;
        }
        let t = teams.len() - 1;
        let seat = instance.teams[t].seats[teams[t].len()];
        for (id, person) in (0..).zip(&instance.people) {
            if super::super::bars(person, &instance.teams[t], seat).is_empty() {
                teams[t].push(id);
                descend(instance, teams, best);
                teams[t].pop();
            }
        }
    }
    let mut best = None;
    descend(instance, &mut teams, &mut best);
    best
}
