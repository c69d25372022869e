//! A squad's day by the clock, worked out from the problem alone and not from the search's slack: so it is also the
//! check that every plan passes before anybody sees it.

use super::problem::{NO_WAY, Problem, Time};
use thiserror::Error;

/// A visit by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Which site.
    pub site: usize,
    /// Seconds from the place before.
    pub travel: Time,
    /// When the squad is there.
    pub arrive: Time,
    /// Seconds until the visit may begin.
    pub wait: Time,
    /// When the squad goes on: arrival, wait and service.
    pub leave: Time,
}

/// A squad's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// When it sets out: as late as the first visit allows, so that nobody waits at its door.
    pub leave: Time,
    /// The visits in their order.
    pub visits: Vec<Visit>,
    /// When it is back.
    pub back: Time,
    /// Seconds on the way, all together.
    pub travel: i64,
    /// Seconds of waiting.
    pub wait: i64,
    /// Seconds at sites.
    pub service: i64,
    /// The sites' demands together.
    pub load: i64,
}

/// The first thing that is wrong with a day.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Breach {
    /// A route for a squad or to a site that isn't there.
    #[error("a route leads to what isn't in the problem")]
    Unknown,
    /// A site is visited twice.
    #[error("site {site} is visited twice")]
    Twice {
        /// Which.
        site: usize,
    },
    /// There is no way to the next place.
    #[error("there is no way to stop {stop}")]
    NoWay {
        /// The stop it should lead to, counted from 0; the number of stops stands for home.
        stop: usize,
    },
    /// The demands are more than the squad can take.
    #[error("the load is {by} above the capacity")]
    Load {
        /// By how much.
        by: i64,
    },
    /// A site is reached after its last window.
    #[error("stop {stop} is reached {by} s after its last window")]
    Window {
        /// The stop, counted from 0.
        stop: usize,
        /// Seconds too late.
        by: Time,
    },
    /// The squad is back after its day's end.
    #[error("the squad is back {by} s after its day's end")]
    Home {
        /// Seconds too late.
        by: Time,
    },
}

/// The day of `squad` with these stops.
///
/// # Errors
/// The first breach.
pub fn day(problem: &Problem, squad: usize, stops: &[usize]) -> Result<Day, Breach> {
    let who = problem.squads().get(squad).ok_or(Breach::Unknown)?;
    let mut day =
        Day { leave: who.from, visits: vec![], back: who.from, travel: 0, wait: 0, service: 0, load: 0 };
    if stops.is_empty() && !who.out {
        return Ok(day);
    }
    let (mut at, mut clock) = (who.start, who.from);
    for (stop, site) in stops.iter().enumerate() {
        let visit = visit(problem, at, clock, stop, *site)?;
        day.travel += i64::from(visit.travel);
        day.service += i64::from(problem.sites()[*site].service);
        day.load += problem.sites()[*site].demand;
        day.visits.push(visit);
        (at, clock) = (*site, visit.leave);
    }
    let way = problem.travel(at, who.end);
    if way == NO_WAY {
        return Err(Breach::NoWay { stop: stops.len() });
    }
    day.back = clock + way;
    day.travel += i64::from(way);
    if day.back > who.until {
        return Err(Breach::Home { by: day.back - who.until });
    }
    if day.load > who.capacity {
        return Err(Breach::Load { by: day.load - who.capacity });
    }
    set_out_late(&mut day);
    day.wait = day.visits.iter().map(|visit| i64::from(visit.wait)).sum();
    Ok(day)
}

fn visit(problem: &Problem, at: usize, clock: Time, stop: usize, site: usize) -> Result<Visit, Breach> {
    let there = problem.sites().get(site).ok_or(Breach::Unknown)?;
    let travel = problem.travel(at, site);
    if travel == NO_WAY {
        return Err(Breach::NoWay { stop });
    }
    let arrive = clock + travel;
    let late = Breach::Window { stop, by: arrive - there.last() };
    let begin = there.begin(arrive).ok_or(late)?;
    Ok(Visit { site, travel, arrive, wait: begin - arrive, leave: begin + there.service })
}

fn set_out_late(day: &mut Day) {
    if let Some(first) = day.visits.first_mut() {
        first.arrive += first.wait;
        first.wait = 0;
        day.leave = first.arrive - first.travel;
    }
}

/// Every squad's day, in the squads' order.
///
/// # Errors
/// The squad and its first breach.
pub fn check(problem: &Problem, routes: &[Vec<usize>]) -> Result<Vec<Day>, (usize, Breach)> {
    let mut seen = vec![false; problem.sites().len()];
    let mut days = Vec::with_capacity(routes.len());
    for (squad, stops) in routes.iter().enumerate() {
        days.push(day(problem, squad, stops).map_err(|breach| (squad, breach))?);
        for site in stops {
            if std::mem::replace(&mut seen[*site], true) {
                return Err((squad, Breach::Twice { site: *site }));
            }
        }
    }
    if routes.len() == problem.squads().len() { Ok(days) } else { Err((routes.len(), Breach::Unknown)) }
}
