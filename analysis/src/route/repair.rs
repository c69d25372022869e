//! The rest of a day that has begun: what has been visited is taken out, and each squad starts from where it is.

use super::problem::{NO_WAY, Problem, Squad, Time};

/// How far a squad has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Sites that it has visited or is on its way to, in order; with them nothing can be changed.
    pub settled: Vec<usize>,
    /// The earliest that it can go on from the last of them.
    pub free: Time,
    /// Whether it is on its way home: nobody calls it back.
    pub done: bool,
}

/// A problem of what is left.
#[derive(Clone, Debug)]
pub struct Rest {
    /// It; its squads are those of the whole problem, in the same order.
    pub problem: Problem,
    /// Each of its sites' index in the whole problem.
    pub sites: Vec<usize>,
}

impl Rest {
    /// What is left of `problem` after so much; one of `begun` a squad, none for a squad that is still at home. Nobody
    /// sets out before `now`.
    ///
    /// # Errors
    /// `begun` names a site or squad that isn't there, or a site twice, or there is no way home from the last one.
    pub fn new(problem: &Problem, begun: &[Option<Begun>], now: Time) -> Result<Rest, &'static str> {
        let mut open = vec![true; problem.sites().len()];
        for site in begun.iter().flatten().flat_map(|begun| &begun.settled) {
            let open = open.get_mut(*site).ok_or("a visit that isn't in the problem")?;
            if !std::mem::replace(open, false) {
                return Err("a site is visited twice");
            }
        }
        if begun.len() != problem.squads().len() {
            return Err("not as many squads as in the problem");
        }
        let stuck = |(squad, begun): (&Squad, &Option<Begun>)| {
            let place = |begun: &Begun| begun.settled.last().copied().unwrap_or(squad.start);
            begun.as_ref().is_some_and(|begun| problem.travel(place(begun), squad.end) == NO_WAY)
        };
        if problem.squads().iter().zip(begun).any(stuck) {
            return Err("there is no way home from where a squad is");
        }
        let sites: Vec<usize> = (0..open.len()).filter(|site| open[*site]).collect();
        let mut nodes = sites.clone();
        let squads = problem.squads().iter().zip(begun).map(|(squad, begun)| {
            let mut squad = rest_of_day(problem, squad, begun.as_ref(), now);
            for node in [&mut squad.start, &mut squad.end] {
                let known = nodes[sites.len()..].iter().position(|known| known == node);
                let place = known.unwrap_or_else(|| {
                    nodes.push(*node);
                    nodes.len() - 1 - sites.len()
                });
                *node = sites.len() + place;
            }
            squad
        });
        let squads = squads.collect();
        let travel = nodes.iter().flat_map(|a| nodes.iter().map(|b| problem.travel(*a, *b))).collect();
        let left = sites.iter().map(|site| problem.sites()[*site].clone()).collect();
        let problem = Problem::new(left, squads, travel).map_err(|fault| fault.what)?;
        Ok(Rest { problem, sites })
    }

    /// Routes of the whole problem as routes of the rest: without what is settled.
    pub fn routes(&self, whole: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let left = |stops: &Vec<usize>| {
            stops.iter().filter_map(|stop| self.sites.binary_search(stop).ok()).collect()
        };
        whole.iter().map(left).collect()
    }
}

fn rest_of_day(problem: &Problem, squad: &Squad, begun: Option<&Begun>, now: Time) -> Squad {
    let Some(begun) = begun else {
        return Squad { from: now.clamp(squad.from, squad.until), ..*squad };
    };
    let start = begun.settled.last().copied().unwrap_or(squad.start);
    let load: i64 = begun.settled.iter().map(|site| problem.sites()[*site].demand).sum();
    let home = begun.free + problem.travel(start, squad.end);
    // Who is late already must come home all the same; who is done has time for nothing but the way.
    let until = if begun.done { home } else { squad.until.max(home) };
    let capacity = if begun.done { 0 } else { (squad.capacity - load).max(0) };
    Squad { start, from: begun.free, until, capacity, out: true, ..*squad }
}
