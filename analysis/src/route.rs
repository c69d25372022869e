//! Visit routes: which squad goes to which site, in which order and when.
//!
//! **The model** is the vehicle routing problem with time windows (VRPTW), in whole seconds. A site is visited once, by
//! one squad, for its service time; the visit begins within one of the site's windows, and who comes earlier waits. A
//! squad sets out from its home at the begin of its day or later, ends at its home (perhaps another) before the day's
//! length is over, and takes no more demand than its capacity. Travel times come as a matrix, or from coordinates
//! ([`distance`]). Wanted: fewest sites unserved, then least travel, all squads together; an unused squad costs nothing.
//!
//! **What is easy and what isn't.** Whether one squad can do its sites in a given order is answered in one walk, and
//! whether one more fits between two of them in a step: each tour keeps the earliest departure from every node and the
//! latest arrival at it. Both are single numbers, because an earlier arrival is never worse, with several windows too.
//! Which sites, which squad and which order is NP-hard, already for one squad without windows; so the plan is searched,
//! not proved. Regret insertion makes a start; then each step cuts strings of consecutive stops out of neighbouring
//! tours and puts them back greedily, and annealing says whether that is kept (slack induction by string removals,
//! Christiaens and Vanden Berghe 2020). `docs/ROUTES.md` has the figures.
//!
//! **What it costs.** A step looks at each gap of each tour for about ten sites: 4 µs with 100 sites, 50 µs with 2,000.
//! Memory is the matrix, twice where ways there and back differ: at most 50 MB.
//!
//! **Where it fails.** A day begins at a fixed time: "any eight hours between seven and nineteen" can't be said. Times
//! don't change with the hour. Nobody is asked who is in a squad. In a matrix where a way over a third place is shorter than
//! the direct one, two sites may be possible together and neither alone; such a pair isn't found. That a site has no place is proved only if
//! [`reason::alone`] says so for every squad; otherwise it means that none was found.
//!
//! The same problem, seed and number of steps give the same plan on every machine, to the byte: the search uses no
//! clock, no thread and no floating-point number.

mod anneal;
pub mod distance;
mod fixed;
mod plan;
mod problem;
mod reach;
pub mod reason;
mod recreate;
mod regret;
pub mod repair;
mod ruin;
pub mod timetable;
mod tour;

#[cfg(test)]
mod tests;

pub use anneal::{Progress, STEPS_BETWEEN};
pub use problem::{
    Fault, MOST_LOAD, MOST_NODES, MOST_SITES, MOST_SQUADS, MOST_TIME, MOST_WINDOWS, NO_WAY, Problem, Site,
    Squad, Time, Whose, Window,
};

use plan::Plan;

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    /// The stops of each squad in their order, as site indices; it has passed [`timetable::check`].
    pub routes: Vec<Vec<usize>>,
    /// Sites in nobody's route, in order.
    pub unserved: Vec<usize>,
    /// Seconds on the way, of all squads.
    pub travel: i64,
    /// The steps done. With the same seed and as many the plan is the same, also if it was time that ended them.
    pub steps: u64,
}

/// How to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Chooses among the many ways of searching.
    pub seed: u64,
    /// The most steps.
    pub steps: u64,
}

/// The best plan found in `effort`, or until `go_on`, asked every [`STEPS_BETWEEN`] steps, says no. `from` is an
/// earlier plan to begin with, a list of sites a squad; what of it doesn't fit is planned anew.
pub fn solve(
    problem: &Problem,
    from: &[Vec<usize>],
    effort: Effort,
    go_on: &mut dyn FnMut(Progress) -> bool,
) -> Solved {
    let mut waiting = reach::possible(problem);
    let mut plan = Plan::new(problem, vec![]);
    for (squad, stops) in from.iter().enumerate().take(problem.squads().len()) {
        let mut known = stops.clone();
        known.retain(|stop| {
            waiting.iter().position(|site| site == stop).map(|at| waiting.remove(at)).is_some()
        });
        waiting.extend(plan.take_over(squad, &known));
    }
    waiting.sort_unstable();
    plan.waiting = waiting;
    let (routes, steps) = anneal::search(plan, effort, go_on);
    let travel = match timetable::check(problem, &routes) {
        Ok(days) => days.iter().map(|day| day.travel).sum(),
        Err((squad, breach)) => {
            unreachable!("the search made a plan that breaks a rule: squad {squad}, {breach}")
        }
    };
    let mut served = vec![false; problem.sites().len()];
    routes.iter().flatten().for_each(|site| served[*site] = true);
    let unserved = (0..served.len()).filter(|site| !served[*site]).collect();
    Solved { routes, unserved, travel, steps }
}
