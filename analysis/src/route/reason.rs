//! Why a site has no place in a plan: squad by squad the rule that stands in the way, and by how much at the place
//! where it is least.

use super::{
    problem::Problem,
    timetable::{Breach, day},
};

/// A rule that keeps a site out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// There is no squad at all.
    NoSquad,
    /// There is no way, or the way there and back takes longer than the day.
    Reach,
    /// The demand is above the capacity.
    Capacity,
    /// Way and visit take longer than the day.
    Day,
    /// The squad can't be there within a window, or not be back in time after it.
    Window,
    /// Alone it would fit; beside the sites that the squad visits it does not.
    Room,
}

/// What keeps a site out of a squad's tour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Whose tour.
    pub squad: usize,
    /// By which rule.
    pub rule: Rule,
    /// For [`Rule::Room`]: the place (before which stop) where least is lacking, and the first thing broken there, with
    /// the site counted among the stops. None if it does fit there: a search that was ended early leaves such sites.
    pub nearest: Option<(usize, Breach)>,
}

/// The reason of each squad, the nearest to a yes first.
pub fn reasons(problem: &Problem, routes: &[Vec<usize>], site: usize) -> Vec<Reason> {
    let mut all: Vec<Reason> = (0..routes.len()).map(|squad| reason(problem, routes, squad, site)).collect();
    all.sort_by_key(|reason| {
        (std::cmp::Reverse(reason.rule), reason.nearest.map(|(_, breach)| lacking(breach)))
    });
    all
}

/// The rule that a site breaks with a squad that has nothing else to do; none if it could be visited.
pub fn alone(problem: &Problem, squad: usize, site: usize) -> Option<Rule> {
    let who = &problem.squads()[squad];
    let length = i64::from(who.until - who.from);
    let way = i64::from(problem.travel(who.start, site)) + i64::from(problem.travel(site, who.end));
    let visit = &problem.sites()[site];
    if way > length {
        Some(Rule::Reach)
    } else if visit.demand > who.capacity {
        Some(Rule::Capacity)
    } else if way + i64::from(visit.service) > length {
        Some(Rule::Day)
    } else {
        day(problem, squad, &[site]).err().map(|_| Rule::Window)
    }
}

fn reason(problem: &Problem, routes: &[Vec<usize>], squad: usize, site: usize) -> Reason {
    if let Some(rule) = alone(problem, squad, site) {
        return Reason { squad, rule, nearest: None };
    }
    let mut stops = routes[squad].clone();
    let mut nearest: Option<(usize, Breach)> = None;
    for place in 0..=routes[squad].len() {
        stops.insert(place, site);
        match day(problem, squad, &stops) {
            Ok(_) => return Reason { squad, rule: Rule::Room, nearest: None },
            Err(breach) if nearest.is_none_or(|(_, known)| lacking(breach) < lacking(known)) => {
                nearest = Some((place, breach));
            }
            Err(_) => (),
        }
        stops.remove(place);
    }
    Reason { squad, rule: Rule::Room, nearest }
}

/// How far from a yes: time before load before no way.
fn lacking(breach: Breach) -> (u8, i64) {
    match breach {
        Breach::Window { by, .. } | Breach::Home { by } => (0, i64::from(by)),
        Breach::Load { by } => (1, by),
        _ => (2, 0),
    }
}
