//! Recreate: greedy insertion with blinks, as SISR has it. Sites are put back in an order drawn anew each time, each
//! where it costs least; now and then a gap is overlooked, which keeps the search from doing the same for ever.

use super::{plan::Plan, problem::Time, tour::Caller};
use crate::random::Random;

/// A gap is overlooked once in so many.
const BLINK_ONCE_IN: u32 = 100;
/// The same among so few sites that what is cheapest at once easily bars the best for ever.
const BLINK_OFTEN: u32 = 4;
/// So few sites are few: a step may take all of them out and put them back almost anyhow.
pub(super) const FEW: usize = 16;
/// Of the sites that wait, at most so many are tried in a step.
const TRIED: usize = 30;

/// Orders and how often each is drawn, of 17.
#[derive(Clone, Copy)]
enum Order {
    Random,
    Demand,
    Far,
    Near,
    Narrow,
    EarlyOpen,
    LateClose,
}

fn order(random: &mut Random) -> Order {
    match random.below(17) {
        0..4 => Order::Random,
        4..8 => Order::Demand,
        8..10 => Order::Far,
        10 => Order::Near,
        11..13 => Order::Narrow,
        13..15 => Order::EarlyOpen,
        _ => Order::LateClose,
    }
}

/// Numbers by which sites are ordered, worked out once.
pub(super) struct Keys {
    demand: Vec<i64>,
    far: Vec<i64>,
    open: Vec<i64>,
    close: Vec<i64>,
    width: Vec<i64>,
}

impl Keys {
    pub fn new(plan: &Plan) -> Keys {
        let problem = plan.problem;
        let sites = problem.sites();
        let windows = |of: fn(Time, Time) -> Time| {
            let sum = |site: &super::Site| site.windows.iter().map(|w| i64::from(of(w.open, w.close))).sum();
            sites.iter().map(sum).collect()
        };
        let home =
            |site| problem.squads().iter().map(|squad| i64::from(problem.travel(squad.start, site))).min();
        Keys {
            demand: sites.iter().map(|site| -site.demand).collect(),
            far: (0..sites.len()).map(|site| home(site).unwrap_or(0)).collect(),
            open: sites.iter().map(|site| i64::from(site.windows[0].open)).collect(),
            close: sites.iter().map(|site| i64::from(site.last())).collect(),
            width: windows(|open, close| close - open),
        }
    }

    fn sort(&self, sites: &mut [usize], order: Order) {
        match order {
            Order::Random => (),
            Order::Demand => sites.sort_by_key(|site| self.demand[*site]),
            Order::Far => sites.sort_by_key(|site| -self.far[*site]),
            Order::Near => sites.sort_by_key(|site| self.far[*site]),
            Order::Narrow => sites.sort_by_key(|site| self.width[*site]),
            Order::EarlyOpen => sites.sort_by_key(|site| self.open[*site]),
            Order::LateClose => sites.sort_by_key(|site| -self.close[*site]),
        }
    }
}

/// Puts `gone` and those that wait back, as far as there is room; who finds none waits. `gone` is empty afterwards.
pub(super) fn recreate(plan: &mut Plan, keys: &Keys, random: &mut Random, gone: &mut Vec<usize>) {
    let mut resting = std::mem::take(&mut plan.waiting);
    random.shuffle(&mut resting);
    gone.extend(resting.drain(resting.len().saturating_sub(TRIED)..));
    random.shuffle(gone);
    let blink = if plan.problem.sites().len() <= FEW { BLINK_OFTEN } else { BLINK_ONCE_IN };
    keys.sort(gone, order(random));
    for site in gone.drain(..) {
        let caller = Caller::new(plan.problem, site);
        match plan.cheapest(&caller, || random.once_in(blink)) {
            Some((squad, gap)) => plan.insert(site, squad, gap.before),
            None => resting.push(site),
        }
    }
    plan.waiting = resting;
}
