//! Larger problems in the manner of Solomon's RC2: half of the sites in clusters, half anywhere, wide windows.

use super::{super::timetable, *};
use crate::random::Random;

/// `count` sites on a square of 100 × 100 minutes' tenths, and squads at its middle.
fn generated(seed: u64, count: usize, squads: usize, until: Time) -> Problem {
    let mut random = Random::new(seed);
    let mut within = |from: Time, to: Time| from + random.below((to - from) as u32) as Time;
    let centres: Vec<(Time, Time)> = (0..8).map(|_| (within(50, 950), within(50, 950))).collect();
    let mut places: Vec<(Time, Time)> = (0..count)
        .map(|index| match centres.get(index % 16) {
            Some((x, y)) => (x + within(-80, 80), y + within(-80, 80)),
            None => (within(0, 1000), within(0, 1000)),
        })
        .collect();
    places.push((400, 500));
    let sites = (0..count).map(|_| {
        let open = within(0, until * 2 / 3);
        let width = within(until / 4, until / 2);
        Site { demand: i64::from(within(1, 5)), ..site(100, &[(open, (open + width).min(until))]) }
    });
    let sites = sites.collect();
    let way = |a: (Time, Time), b: (Time, Time)| ((a.0 - b.0).pow(2) + (a.1 - b.1).pow(2)) as u32;
    let travel =
        places.iter().flat_map(|a| places.iter().map(move |b| way(*a, *b).isqrt() as Time)).collect();
    let squad = Squad { capacity: 100, ..squad(count, 0, until) };
    Problem::new(sites, vec![squad; squads], travel).unwrap()
}

#[test]
fn a_run_ended_by_the_clock_is_repeated_by_its_steps() {
    let problem = generated(1, 60, 6, 9600);
    let mut asked = 0;
    let stopped = solve(&problem, &[], Effort { seed: 7, steps: u64::MAX }, &mut |_| {
        asked += 1;
        asked < 300
    });
    assert_eq!(stopped.steps, 299 * super::super::STEPS_BETWEEN);
    assert_eq!(solved(&problem, 7, stopped.steps), stopped);
}

#[test]
fn more_steps_are_never_worse() {
    let problem = generated(2, 100, 10, 9600);
    let costs = [0, 100, 5_000, 60_000].map(|steps| {
        let found = solved(&problem, 3, steps);
        (found.unserved.len(), found.travel)
    });
    assert!(costs.is_sorted_by(|a, b| a >= b), "{costs:?}");
    assert!(costs[3].0 == 0 && costs[3].1 * 100 < costs[0].1 * 95, "searching gains too little: {costs:?}");
}

#[test]
fn with_too_few_squads_as_many_sites_as_possible_are_served_and_each_other_has_a_reason() {
    let problem = generated(3, 120, 3, 4000);
    let (few, many) = (solved(&problem, 1, 100), solved(&problem, 1, 20_000));
    assert!(many.unserved.len() < few.unserved.len());
    for site in &many.unserved {
        let reasons = super::super::reason::reasons(&problem, &many.routes, *site);
        assert_eq!(reasons.len(), 3);
    }
    timetable::check(&problem, &many.routes).unwrap();
}

#[test]
fn many_sites_and_squads_of_many_kinds_are_planned() {
    let alike = generated(4, 1500, 1, 9600);
    let squads: Vec<Squad> =
        (0..80).map(|index| Squad { capacity: 60 + index, ..alike.squads()[0] }).collect();
    let nodes = 1501;
    let travel = (0..nodes * nodes).map(|cell| alike.travel(cell / nodes, cell % nodes)).collect();
    let problem = Problem::new(alike.sites().to_vec(), squads, travel).unwrap();
    let found = solved(&problem, 1, 2_000);
    timetable::check(&problem, &found.routes).unwrap();
    assert!(found.unserved.len() < 150, "{}", found.unserved.len());
}
