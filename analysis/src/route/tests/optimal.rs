//! Tiny problems of every shape, also with matrices that no map would give: the search finds what trying everything
//! finds, and keeps every rule. The optimum is asked for where a way over a third place is no shorter than the direct
//! one: else two sites may be possible together and neither alone, and insertion one by one can't begin.

use super::{super::timetable, *};
use proptest::prelude::*;

/// Fewest unserved, then least travel, over all ways to deal the sites to the squads in all orders.
fn by_trying_everything(problem: &Problem) -> (usize, i64) {
    let (sites, squads) = (problem.sites().len(), problem.squads().len());
    let all = 1 << sites;
    // best[set]: least travel with which the squads so far serve just this set.
    let mut best = vec![None; all];
    best[0] = Some(0);
    for squad in 0..squads {
        let alone = of_one_squad(problem, squad);
        let mut next = best.clone();
        for (set, kept) in best.iter().enumerate() {
            for (more, travel) in alone.iter().enumerate().filter(|(more, _)| more & set == 0) {
                if let (Some(kept), Some(travel)) = (kept, travel) {
                    let sum: i64 = kept + travel;
                    next[set | more] = Some(next[set | more].map_or(sum, |known: i64| known.min(sum)));
                }
            }
        }
        best = next;
    }
    let cost = |(set, travel): (usize, &Option<i64>)| Some((sites - set.count_ones() as usize, (*travel)?));
    best.iter().enumerate().filter_map(cost).min().unwrap()
}

/// Least travel of one squad for each set of sites.
fn of_one_squad(problem: &Problem, squad: usize) -> Vec<Option<i64>> {
    let mut best = vec![None; 1 << problem.sites().len()];
    let mut open: Vec<Vec<usize>> = vec![vec![]];
    while let Some(stops) = open.pop() {
        if let Ok(day) = timetable::day(problem, squad, &stops) {
            let set = stops.iter().map(|stop| 1 << stop).sum::<usize>();
            best[set] = Some(best[set].map_or(day.travel, |known: i64| known.min(day.travel)));
        }
        // Also beyond a tour that breaks a rule: where the triangle is bent, a longer one may keep it.
        for site in (0..problem.sites().len()).filter(|site| !stops.contains(site)) {
            open.push([&stops[..], &[site]].concat());
        }
    }
    best
}

fn windows() -> impl Strategy<Value = Vec<(Time, Time)>> {
    prop::collection::vec((0..150i32, 0..60i32), 1..3).prop_map(|mut drawn| {
        drawn.sort_unstable();
        let mut windows: Vec<(Time, Time)> = vec![];
        for (open, width) in drawn {
            if windows.last().is_none_or(|(_, close)| *close < open) {
                windows.push((open, open + width));
            }
        }
        windows
    })
}

prop_compose! {
    fn tiny(shortest: bool)(
        sites in prop::collection::vec((0..25i32, windows(), 0..4i64), 1..6),
        squads in prop::collection::vec((0..2usize, 0..2usize, 0..40i32, 20..220i32, 2..12i64), 1..4),
        places in prop::collection::vec((0..60i32, 0..60i32), 7),
        bent in prop::option::weighted(0.4, prop::collection::vec(0..70i32, 49)),
    ) -> Problem {
        let count = sites.len();
        let nodes = count + 2;
        let way = |a: usize, b: usize| match &bent {
            _ if a == b => 0,
            Some(times) if times[a * 7 + b] > 66 => NO_WAY,
            Some(times) => times[a * 7 + b],
            None => (places[a].0 - places[b].0).abs() + (places[a].1 - places[b].1).abs(),
        };
        let mut travel: Vec<Time> = (0..nodes * nodes).map(|cell| way(cell / nodes, cell % nodes)).collect();
        if shortest {
            shorten(&mut travel, nodes);
        }
        let sites = sites.into_iter().map(|(service, windows, demand)| Site { demand, ..site(service, &windows) });
        let squads = squads.into_iter().map(|(start, end, from, length, capacity)| Squad {
            start: count + start, end: count + end, from, until: from + length, capacity, out: false,
        });
        Problem::new(sites.collect(), squads.collect(), travel).unwrap()
    }
}

/// Takes the way over other places where it is shorter (Floyd and Warshall).
fn shorten(travel: &mut [Time], nodes: usize) {
    for over in 0..nodes {
        for cell in 0..nodes * nodes {
            let (from, to) = (cell / nodes, cell % nodes);
            let way = travel[from * nodes + over] + travel[over * nodes + to];
            travel[cell] = travel[cell].min(way);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_tiny_problem_is_solved_to_the_optimum(problem in tiny(true), seed in any::<u64>()) {
        let found = solved(&problem, seed, 20_000);
        prop_assert_eq!((found.unserved.len(), found.travel), by_trying_everything(&problem));
    }

    #[test]
    fn every_plan_keeps_every_rule_after_any_number_of_steps(problem in tiny(false), seed in any::<u64>(), steps in 0..60u64) {
        let found = solved(&problem, seed, steps);
        prop_assert!(timetable::check(&problem, &found.routes).is_ok());
        let served: usize = found.routes.iter().map(Vec::len).sum();
        prop_assert_eq!(served + found.unserved.len(), problem.sites().len());
        prop_assert_eq!(&found, &solved(&problem, seed, steps));
    }
}
