mod generated;
mod optimal;
mod rules;

use super::{Effort, NO_WAY, Problem, Site, Solved, Squad, Time, Window, solve};

/// Solves with a seed and so many steps.
fn solved(problem: &Problem, seed: u64, steps: u64) -> Solved {
    solve(problem, &[], Effort { seed, steps }, &mut |_| true)
}

fn site(service: Time, windows: &[(Time, Time)]) -> Site {
    let windows = windows.iter().map(|(open, close)| Window { open: *open, close: *close }).collect();
    Site { service, windows, demand: 1 }
}

/// A squad with its home at a node, and room for whatever comes.
fn squad(home: usize, from: Time, until: Time) -> Squad {
    Squad { start: home, end: home, from, until, capacity: 1000, out: false }
}

/// Travel times along a line on which node `i` stands at `places[i]`.
fn line(places: &[Time]) -> Vec<Time> {
    places.iter().flat_map(|a| places.iter().map(move |b| (a - b).abs())).collect()
}
