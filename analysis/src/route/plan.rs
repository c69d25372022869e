//! The plan that the search works on: all tours, who waits for a place, and the way back to the plan before a step.

use super::{
    problem::Problem,
    tour::{Caller, Gap, Tour},
};
use std::collections::HashMap;

const NOBODY: u32 = u32::MAX;

/// All tours, one a squad, and the sites without one. Equal squads have one class: of their unused tours one is tried.
#[derive(Clone)]
pub(super) struct Plan<'a> {
    pub problem: &'a Problem,
    tours: Vec<Tour>,
    /// Each site's squad.
    squad_of: Vec<u32>,
    class: Vec<usize>,
    classes: usize,
    /// Sites that could be served and aren't.
    pub waiting: Vec<usize>,
    travel: i64,
    undo: Undo,
}

/// What a step has changed so far.
#[derive(Clone, Default)]
struct Undo {
    kept: Vec<(usize, Tour)>,
    spare: Vec<Tour>,
    waiting: Vec<usize>,
    travel: i64,
}

impl<'a> Plan<'a> {
    /// A plan in which nobody has set out and all of `waiting` wait.
    pub fn new(problem: &'a Problem, waiting: Vec<usize>) -> Plan<'a> {
        let mut seen = HashMap::new();
        let class = problem.squads().iter().map(|squad| {
            let next = seen.len();
            *seen.entry(*squad).or_insert(next)
        });
        let class: Vec<usize> = class.collect();
        Plan {
            problem,
            tours: problem.squads().iter().map(|squad| Tour::unused(problem, squad)).collect(),
            squad_of: vec![NOBODY; problem.sites().len()],
            classes: seen.len(),
            class,
            waiting,
            travel: 0,
            undo: Undo::default(),
        }
    }

    pub fn tours(&self) -> &[Tour] {
        &self.tours
    }

    /// The squad that visits a site.
    pub fn squad_of(&self, site: usize) -> Option<usize> {
        (self.squad_of[site] != NOBODY).then_some(self.squad_of[site] as usize)
    }

    /// Seconds on the way, of all squads.
    pub fn travel(&self) -> i64 {
        self.travel
    }

    /// The stops of each squad.
    pub fn routes(&self) -> Vec<Vec<usize>> {
        let stops = |tour: &Tour| tour.stops().iter().map(|stop| *stop as usize).collect();
        self.tours.iter().map(stops).collect()
    }

    /// The cheapest place for a site over all squads.
    pub fn cheapest(&self, caller: &Caller, mut skips: impl FnMut() -> bool) -> Option<(usize, Gap)> {
        let mut best = None;
        let mut below = i64::MAX;
        let mut tried = Classes::new(self.classes);
        for (squad, tour) in self.tours.iter().enumerate() {
            if tour.is_unused() && !tried.first(self.class[squad]) {
                continue;
            }
            if let Some(gap) = tour.cheapest(caller, &self.problem.squads()[squad], below, &mut skips) {
                below = gap.cost;
                best = Some((squad, gap));
            }
        }
        best
    }

    /// Whether another unused squad just like this one comes before it.
    pub fn is_twin(&self, squad: usize) -> bool {
        let alike = |other: usize| self.class[other] == self.class[squad] && self.tours[other].is_unused();
        self.tours[squad].is_unused() && (0..squad).any(alike)
    }

    /// Notes the plan as it is now, for [`Plan::go_back`].
    pub fn mark(&mut self) {
        self.undo.spare.extend(self.undo.kept.drain(..).map(|(_, tour)| tour));
        self.undo.waiting.clone_from(&self.waiting);
        self.undo.travel = self.travel;
    }

    /// Returns to the plan at the mark.
    pub fn go_back(&mut self) {
        for (squad, _) in &self.undo.kept {
            for stop in self.tours[*squad].stops() {
                self.squad_of[*stop as usize] = NOBODY;
            }
        }
        while let Some((squad, mut tour)) = self.undo.kept.pop() {
            std::mem::swap(&mut self.tours[squad], &mut tour);
            self.undo.spare.push(tour);
            for stop in self.tours[squad].stops() {
                self.squad_of[*stop as usize] = squad as u32;
            }
        }
        self.waiting.clone_from(&self.undo.waiting);
        self.travel = self.undo.travel;
    }

    /// Puts a site into a gap found for it.
    pub fn insert(&mut self, site: usize, squad: usize, before: usize) {
        self.keep(squad);
        self.travel -= self.tours[squad].travel();
        self.tours[squad].insert(self.problem, &self.problem.squads()[squad], site, before);
        self.travel += self.tours[squad].travel();
        self.squad_of[site] = squad as u32;
    }

    /// Takes sites out of a squad's tour: those for which `goes`, given place and site, holds. All that went (also
    /// what no longer fits) is added to `gone`.
    pub fn remove(&mut self, squad: usize, goes: impl FnMut(usize, usize) -> bool, gone: &mut Vec<usize>) {
        self.keep(squad);
        let first = gone.len();
        self.travel -= self.tours[squad].travel();
        self.tours[squad].remove(self.problem, &self.problem.squads()[squad], goes, gone);
        self.travel += self.tours[squad].travel();
        for site in &gone[first..] {
            self.squad_of[*site] = NOBODY;
        }
    }

    /// Gives a squad these stops, as far as they fit; returns those that don't. The stops wait nowhere else.
    pub fn take_over(&mut self, squad: usize, stops: &[usize]) -> Vec<usize> {
        let mut gone = Vec::new();
        self.keep(squad);
        self.travel -= self.tours[squad].travel();
        self.tours[squad].replace(self.problem, &self.problem.squads()[squad], stops, &mut gone);
        self.travel += self.tours[squad].travel();
        for stop in self.tours[squad].stops() {
            self.squad_of[*stop as usize] = squad as u32;
        }
        gone
    }

    fn keep(&mut self, squad: usize) {
        if self.undo.kept.iter().any(|(kept, _)| *kept == squad) {
            return;
        }
        let mut copy = self.undo.spare.pop().unwrap_or_default();
        copy.copy_from(&self.tours[squad]);
        self.undo.kept.push((squad, copy));
    }
}

/// Which classes of unused squads have been tried in one search.
struct Classes {
    few: u64,
    many: Vec<bool>,
}

impl Classes {
    fn new(classes: usize) -> Classes {
        Classes { few: 0, many: vec![false; if classes > 64 { classes } else { 0 }] }
    }

    /// Whether this is the first of its class.
    fn first(&mut self, class: usize) -> bool {
        if let Some(tried) = self.many.get_mut(class) {
            return !std::mem::replace(tried, true);
        }
        let bit = 1 << class;
        let first = self.few & bit == 0;
        self.few |= bit;
        first
    }
}
