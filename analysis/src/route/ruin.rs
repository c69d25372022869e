//! Ruin: adjacent string removal (Christiaens, Vanden Berghe: Slack Induction by String Removals for Vehicle Routing
//! Problems, 2020). Strings of consecutive stops are cut out of neighbouring tours, so that what is put back finds
//! room side by side.

use super::{plan::Plan, problem::Problem, recreate::FEW};
use crate::random::Random;

/// The average number of sites removed.
const AVERAGE: usize = 10;
/// The longest string.
const LONGEST: usize = 10;
/// A string is split (some of its middle stays) once in so many.
const SPLIT_ONCE_IN: u32 = 2;
/// How likely the middle that stays is longer by one more, in hundredths: not.
const LONGER_MIDDLE: u32 = 99;
/// How many neighbours of a site are known. Beyond them no string is looked for.
const NEIGHBOURS: usize = 400;

/// For each site, itself and then the others from near to far.
pub(super) struct Neighbours {
    near: Vec<u16>,
    each: usize,
}

impl Neighbours {
    pub fn new(problem: &Problem) -> Neighbours {
        let sites = problem.sites().len();
        let each = sites.min(NEIGHBOURS);
        let mut near = Vec::with_capacity(sites * each);
        let mut order: Vec<(i64, u16)> = Vec::with_capacity(sites);
        for site in 0..sites {
            let (to, from) = (problem.ways_to(site), problem.ways_from(site));
            let far = |other: usize| match other == site {
                true => -1,
                false => i64::from(to[other]) + i64::from(from[other]),
            };
            order.clear();
            order.extend((0..sites).map(|other| (far(other), other as u16)));
            if each < sites {
                order.select_nth_unstable(each);
            }
            order[..each].sort_unstable();
            near.extend(order[..each].iter().map(|(_, other)| other));
        }
        Neighbours { near, each }
    }

    fn of(&self, site: usize) -> &[u16] {
        &self.near[site * self.each..][..self.each]
    }
}

/// Removes strings around a random site; what was removed is added to `gone`.
pub(super) fn ruin(plan: &mut Plan, neighbours: &Neighbours, random: &mut Random, gone: &mut Vec<usize>) {
    let (sites, used) = plan
        .tours()
        .iter()
        .filter(|tour| !tour.is_unused())
        .fold((0, 0), |(sites, used), tour| (sites + tour.stops().len(), used + 1));
    if used == 0 {
        return;
    }
    let few = plan.problem.sites().len() <= FEW;
    let longest = if few { LONGEST } else { LONGEST.min(sites / used).max(1) };
    let most = if few { used } else { (4 * AVERAGE / (1 + longest)).saturating_sub(1).max(1) };
    let strings = 1 + random.place(most);
    let seed = random.place(plan.problem.sites().len());
    let mut ruined = Vec::with_capacity(strings);
    for site in neighbours.of(seed) {
        let Some(squad) = plan.squad_of(usize::from(*site)) else { continue };
        if ruined.contains(&squad) {
            continue;
        }
        ruined.push(squad);
        remove_string(plan, squad, usize::from(*site), longest, random, gone);
        if ruined.len() == strings {
            break;
        }
    }
}

/// Cuts a string of random length that holds `site`, whole or with a middle that stays.
fn remove_string(
    plan: &mut Plan,
    squad: usize,
    site: usize,
    longest: usize,
    random: &mut Random,
    gone: &mut Vec<usize>,
) {
    let stops = plan.tours()[squad].stops();
    let at = stops.iter().position(|stop| *stop as usize == site).unwrap_or(0);
    let length = 1 + random.place(longest.min(stops.len()));
    let mut stays = 0;
    if length > 1 && length < stops.len() && random.once_in(SPLIT_ONCE_IN) {
        stays = 1;
        while length + stays < stops.len() && random.below(100) >= LONGER_MIDDLE {
            stays += 1;
        }
    }
    let window = length + stays;
    let earliest = (at + 1).saturating_sub(window);
    let first = earliest + random.place(at.min(stops.len() - window) - earliest + 1);
    let middle = if stays == 0 { first } else { first + 1 + random.place(length - 1) };
    let goes = |place: usize, _| {
        (first..first + window).contains(&place) && !(middle..middle + stays).contains(&place)
    };
    plan.remove(squad, goes, gone);
}
