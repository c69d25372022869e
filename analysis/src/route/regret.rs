//! The start: regret insertion. Each time that site is placed which would lose most if its best squad were taken from
//! it; who has few squads to choose from comes first. The search leaves little of it, but begins lower.

use super::{
    plan::Plan,
    tour::{Caller, Gap},
};
use std::cmp::Reverse;

/// What a squad that isn't possible counts for, in seconds: more than any way.
const NO_SQUAD: i64 = 1 << 40;

/// A site with its best gap in each squad's tour.
struct Candidate {
    site: usize,
    gaps: Vec<Option<Gap>>,
}

/// The site to place next, by what sorts first.
type Claim = (i64, Reverse<i64>, Reverse<usize>, usize);

/// Places those that wait, one after another, until no more fits.
pub(super) fn start(plan: &mut Plan) {
    let waiting = std::mem::take(&mut plan.waiting);
    let squads = plan.tours().len();
    let gaps = |site: usize| (0..squads).map(|squad| gap(plan, site, squad)).collect();
    let mut left: Vec<Candidate> =
        waiting.iter().map(|site| Candidate { site: *site, gaps: gaps(*site) }).collect();
    loop {
        let twins: Vec<bool> = (0..squads).map(|squad| plan.is_twin(squad)).collect();
        let claims = left.iter().enumerate().filter_map(|(index, candidate)| claim(candidate, index, &twins));
        let Some((_, _, Reverse(index), squad)) = claims.max() else { break };
        let Candidate { site, gaps } = left.swap_remove(index);
        let Some(found) = gaps[squad] else { break };
        plan.insert(site, squad, found.before);
        for candidate in &mut left {
            candidate.gaps[squad] = gap(plan, candidate.site, squad);
        }
    }
    plan.waiting = left.iter().map(|candidate| candidate.site).collect();
}

fn claim(candidate: &Candidate, index: usize, twins: &[bool]) -> Option<Claim> {
    let mut costs: Vec<(i64, usize)> = (candidate.gaps.iter().zip(twins).enumerate())
        .filter_map(|(squad, (gap, twin))| Some((gap.filter(|_| !twin)?.cost, squad)))
        .collect();
    costs.sort_unstable();
    let (cost, squad) = *costs.first()?;
    let next = |rank: usize| costs.get(rank).map_or(NO_SQUAD, |(cost, _)| *cost) - cost;
    Some((next(1) + next(2), Reverse(cost), Reverse(index), squad))
}

fn gap(plan: &Plan, site: usize, squad: usize) -> Option<Gap> {
    let caller = Caller::new(plan.problem, site);
    plan.tours()[squad].cheapest(&caller, &plan.problem.squads()[squad], i64::MAX, || false)
}
