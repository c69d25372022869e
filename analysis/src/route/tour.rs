//! One squad's tour with its slack: for each node the earliest departure that what lies before it allows, and the
//! latest arrival that what lies behind it allows. Both are single numbers because an earlier arrival is never worse,
//! also with several windows; so "does this site fit between these two" is answered without walking the tour.

use super::problem::{Problem, Site, Squad, Time, Window};

/// A tour from home to home. Node 0 and the last node are the homes.
#[derive(Clone, Debug, Default)]
pub(super) struct Tour {
    nodes: Vec<u32>,
    /// Earliest departure from each node.
    leave: Vec<Time>,
    /// Latest arrival at each node.
    latest: Vec<Time>,
    /// Seconds from each node to the next; 0 in an unused tour whose squad stays at home.
    leg: Vec<Time>,
    load: i64,
    travel: i64,
}

/// Where a site goes into a tour: before which node, and what that costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub cost: i64,
    pub before: usize,
}

/// A site with what an insertion looks at, read once for all tours.
pub(super) struct Caller<'a> {
    site: &'a Site,
    window: Window,
    several: bool,
    last: Time,
    ways_to: &'a [Time],
    ways_from: &'a [Time],
}

impl<'a> Caller<'a> {
    pub fn new(problem: &'a Problem, node: usize) -> Caller<'a> {
        let site = &problem.sites()[node];
        Caller {
            site,
            window: site.windows[0],
            several: site.windows.len() > 1,
            last: site.last(),
            ways_to: problem.ways_to(node),
            ways_from: problem.ways_from(node),
        }
    }

    fn begin(&self, arrival: Time) -> Option<Time> {
        if self.several {
            self.site.begin(arrival)
        } else {
            (arrival <= self.window.close).then(|| arrival.max(self.window.open))
        }
    }
}

impl Tour {
    /// The unused tour of a squad.
    pub fn unused(problem: &Problem, squad: &Squad) -> Tour {
        let mut tour = Tour { nodes: vec![squad.start as u32, squad.end as u32], ..Tour::default() };
        tour.refresh(problem, squad);
        tour
    }

    /// The sites in their order.
    pub fn stops(&self) -> &[u32] {
        &self.nodes[1..self.nodes.len() - 1]
    }

    pub fn is_unused(&self) -> bool {
        self.nodes.len() == 2
    }

    /// Seconds on the way.
    pub fn travel(&self) -> i64 {
        self.travel
    }

    /// Takes over another tour's content into this one's memory.
    pub fn copy_from(&mut self, other: &Tour) {
        self.nodes.clone_from(&other.nodes);
        self.leave.clone_from(&other.leave);
        self.latest.clone_from(&other.latest);
        self.leg.clone_from(&other.leg);
        self.load = other.load;
        self.travel = other.travel;
    }

    /// The cheapest gap where `caller` fits and that is cheaper than `below`; `skips` passes over a gap.
    pub fn cheapest(
        &self,
        caller: &Caller,
        squad: &Squad,
        below: i64,
        mut skips: impl FnMut() -> bool,
    ) -> Option<Gap> {
        if self.load + caller.site.demand > squad.capacity {
            return None;
        }
        let mut best = Gap { cost: below, before: 0 };
        let gaps = self.leg.len();
        let (nodes, leave, latest) = (&self.nodes[..=gaps], &self.leave[..=gaps], &self.latest[..=gaps]);
        for before in 1..=gaps {
            let left = leave[before - 1];
            if left > caller.last {
                break;
            }
            let there = caller.ways_to[nodes[before - 1] as usize];
            let on = caller.ways_from[nodes[before] as usize];
            let cost = i64::from(there) + i64::from(on) - i64::from(self.leg[before - 1]);
            if cost >= best.cost {
                continue;
            }
            let Some(begin) = caller.begin(left + there) else { continue };
            if begin + caller.site.service + on <= latest[before] && !skips() {
                best = Gap { cost, before };
            }
        }
        (best.before > 0).then_some(best)
    }

    /// Puts a site into a gap that was found for it.
    pub fn insert(&mut self, problem: &Problem, squad: &Squad, node: usize, before: usize) {
        self.nodes.insert(before, node as u32);
        self.refresh(problem, squad);
    }

    /// Takes out the sites for which `goes` holds. Where a matrix makes the shorter tour a later one, those that no
    /// longer fit go too; all that went is added to `gone`.
    pub fn remove(
        &mut self,
        problem: &Problem,
        squad: &Squad,
        mut goes: impl FnMut(usize, usize) -> bool,
        gone: &mut Vec<usize>,
    ) {
        let last = self.nodes.len() - 1;
        let mut index = 0;
        self.nodes.retain(|node| {
            let place = index;
            index += 1;
            let out = place > 0 && place < last && goes(place - 1, *node as usize);
            if out {
                gone.push(*node as usize);
            }
            !out
        });
        self.refresh(problem, squad);
        if !self.is_feasible(squad) {
            self.trim(problem, squad, gone);
        }
    }

    /// Replaces the stops; what doesn't fit is added to `gone`.
    pub fn replace(&mut self, problem: &Problem, squad: &Squad, stops: &[usize], gone: &mut Vec<usize>) {
        self.nodes.splice(1..self.nodes.len() - 1, stops.iter().map(|stop| *stop as u32));
        self.refresh(problem, squad);
        if !self.is_feasible(squad) {
            self.trim(problem, squad, gone);
        }
    }

    fn is_feasible(&self, squad: &Squad) -> bool {
        (self.is_unused() && !squad.out)
            || (self.leave[0] + self.leg[0] <= self.latest[1] && self.load <= squad.capacity)
    }

    /// Drops every stop that comes too late or is too much, then from the end until the squad is home in time.
    fn trim(&mut self, problem: &Problem, squad: &Squad, gone: &mut Vec<usize>) {
        let mut kept: Vec<(u32, Time)> = vec![(squad.start as u32, squad.from)];
        let mut load = 0;
        for stop in self.stops() {
            let (last, left) = kept[kept.len() - 1];
            let site = &problem.sites()[*stop as usize];
            let arrival = left + problem.travel(last as usize, *stop as usize);
            match site.begin(arrival) {
                Some(begin) if load + site.demand <= squad.capacity => {
                    load += site.demand;
                    kept.push((*stop, begin + site.service));
                }
                _ => gone.push(*stop as usize),
            }
        }
        while let [_, .., (last, left)] = kept[..]
            && left + problem.travel(last as usize, squad.end) > squad.until
        {
            kept.pop();
            gone.push(last as usize);
        }
        self.nodes.clear();
        self.nodes.extend(kept.iter().map(|(node, _)| *node));
        self.nodes.push(squad.end as u32);
        self.refresh(problem, squad);
    }

    /// Works out slack, load and travel anew. A tour too late keeps `latest[1]` below what its start can reach.
    fn refresh(&mut self, problem: &Problem, squad: &Squad) {
        let last = self.nodes.len() - 1;
        self.leg.clear();
        self.leave.clear();
        self.latest.clear();
        self.latest.resize(last + 1, squad.until);
        self.leave.push(squad.from);
        (self.load, self.travel) = (0, 0);
        if last == 1 && !squad.out {
            self.leg.push(0);
            self.leave.push(squad.from);
            return;
        }
        for index in 1..=last {
            let leg = problem.travel(self.nodes[index - 1] as usize, self.nodes[index] as usize);
            self.leg.push(leg);
            self.travel += i64::from(leg);
            let arrival = self.leave[index - 1].saturating_add(leg);
            if index < last {
                let site = &problem.sites()[self.nodes[index] as usize];
                self.load += site.demand;
                let begin = site.begin(arrival).unwrap_or(arrival);
                self.leave.push(begin.saturating_add(site.service));
            } else {
                self.leave.push(arrival);
            }
        }
        for index in (1..last).rev() {
            let site = &problem.sites()[self.nodes[index] as usize];
            let begin = self.latest[index + 1].saturating_sub(self.leg[index]).saturating_sub(site.service);
            self.latest[index] = site.latest_arrival(begin).unwrap_or(Time::MIN);
        }
    }
}
