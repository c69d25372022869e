//! Which sites are worth searching a place for: those that some squad could visit if it had nothing else to do.

use super::{
    problem::{Problem, Squad},
    reason::{Rule, alone},
};
use std::collections::HashMap;

/// The sites that somebody might serve. In a matrix where a way over another place is shorter than the direct one, what
/// can't be reached directly may yet be: such a squad rules out by capacity alone.
pub(super) fn possible(problem: &Problem) -> Vec<usize> {
    let mut homes = HashMap::new();
    let mut is_direct = |squad: &Squad| {
        *homes.entry((squad.start, squad.end)).or_insert_with(|| {
            nothing_shorter(problem.ways_from(squad.start), |site| problem.ways_from(site))
                && nothing_shorter(problem.ways_to(squad.end), |site| problem.ways_to(site))
        })
    };
    let direct: Vec<bool> = problem.squads().iter().map(&mut is_direct).collect();
    let might = |squad: usize, site: usize| match alone(problem, squad, site) {
        None => true,
        Some(rule) => rule != Rule::Capacity && !direct[squad],
    };
    (0..problem.sites().len()).filter(|site| (0..direct.len()).any(|squad| might(squad, *site))).collect()
}

/// Whether no way over one site is shorter than `home`'s direct ways; then no way over several is.
fn nothing_shorter<'a>(home: &[i32], ways: impl Fn(usize) -> &'a [i32]) -> bool {
    (0..home.len())
        .all(|over| home.iter().zip(ways(over)).all(|(direct, on)| *direct <= home[over].saturating_add(*on)))
}
