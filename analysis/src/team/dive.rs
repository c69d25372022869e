//! Dives and neighbourhoods: ways to good rosters near good prices. They prove nothing.
//!
//! A dive seats whoever is clearly wanted, moves the prices a little, and so on until every seat is decided. A
//! neighbourhood keeps the best roster but for some teams, and dives for these alone.

use super::{
    anneal::Best,
    column::{NEVER, POINT},
    exact::FEW,
    mend::mend,
    model::{Candidate, Model},
    price::{Market, PATIENCE},
    wishes::{Usage, settle, settle_from},
};
use crate::random::Random;

/// Rounds of prices between decisions.
const ROUNDS: u32 = 10;
/// Whoever is wanted on a seat in at least this share of the rounds is seated.
const CLEAR: f64 = 0.8;
/// Most seats decided at once, as a share of those open; at least one.
const PORTION: usize = 4;
/// How far above its bound the next one is sought, in points.
const LEVEL: i64 = 4;
/// How much worse than the best a dive may become before it is given up, in points.
const LEEWAY: i64 = 40;
/// Teams of a neighbourhood, and the rounds of prices before its dive.
const NEIGHBOURS: usize = 20;
const NEIGHBOUR_ROUNDS: u32 = 40;

/// Dives from a market's prices and candidates, which are given back unchanged. `target` is the cost to
/// undercut, in points.
pub(super) fn dive(model: &Model, market: &mut Market, target: i64, seed: u64) -> Option<Best> {
    market.aside(|market| descend(model, market, target + LEEWAY, seed))
}

/// Looks for a roster better than the best in which only some teams differ.
pub(super) fn neighbour(
    model: &Model,
    market: &mut Market,
    best: &Best,
    random: &mut Random,
) -> Option<Best> {
    let free = teams_to_free(model, best, random);
    let seed = random.bits();
    market.aside(|market| {
        let lists = market.lists_mut();
        for (seat, list) in (0..).zip(lists.iter_mut()) {
            if !free[model.team_of[seat as usize] as usize] {
                let held = |c: &&Candidate| c.person == best.holders[seat as usize];
                *list = model.candidates(seat).iter().filter(held).copied().collect();
            }
        }
        if !settle(model, lists) {
            return None;
        }
        market.begin(market.prices.clone(), LEVEL, PATIENCE);
        market.move_prices(NEIGHBOUR_ROUNDS, best.cost, |_| {});
        if market.bound > (best.cost - 1) * POINT {
            return None;
        }
        descend(model, market, best.cost, seed)
    })
}

/// A team, teams that share a member with it, and others by chance.
fn teams_to_free(model: &Model, best: &Best, random: &mut Random) -> Vec<bool> {
    let teams = model.instance.teams.len();
    let mut free = vec![false; teams];
    let first = random.below(teams as u32);
    free[first as usize] = true;
    let members: Vec<u32> = model.seats_of(first).map(|seat| best.holders[seat as usize]).collect();
    for (person, &team) in best.holders.iter().zip(&model.team_of) {
        if members.contains(person) && random.below(4) > 0 {
            free[team as usize] = true;
        }
    }
    let most = NEIGHBOURS.min(teams);
    while free.iter().filter(|free| **free).count() < most {
        free[random.below(teams as u32) as usize] = true;
    }
    free
}

fn descend(model: &Model, market: &mut Market, target: i64, seed: u64) -> Option<Best> {
    let shortlist = market.shortlist(FEW);
    let mut wishes = Vec::new();
    loop {
        let mut usage = Usage::new(model.seat_count());
        market.begin(market.prices.clone(), LEVEL, PATIENCE);
        market.move_prices(ROUNDS, target, |answer| {
            usage.count(model, &answer.teams);
            wishes.clone_from(&answer.teams);
        });
        // Too late for a better roster by this way, but not for one that annealing makes of it.
        if market.bound >= NEVER || market.bound > target * POINT {
            break;
        }
        let clearest = usage.clearest(market.lists_mut());
        if !decide(model, market.lists_mut(), &clearest) {
            break;
        }
    }
    (!wishes.is_empty()).then(|| mend(model, &shortlist, &wishes, seed))
}

/// Seats those who are clearly wanted; if that leaves somebody without a candidate, only the clearest.
/// Returns false if nobody can be seated any more.
fn decide(model: &Model, lists: &mut Vec<Vec<Candidate>>, clearest: &[(f64, usize, u32)]) -> bool {
    let most = (clearest.len() / PORTION).max(1);
    let clear = clearest.iter().take(most).take_while(|(share, ..)| *share >= CLEAR).count();
    [clear, 1].into_iter().any(|count| {
        let before = lists.clone();
        let mut chosen = clearest.iter().take(count.max(1));
        let done =
            !clearest.is_empty() && chosen.all(|&(_, seat, person)| seated(model, lists, seat, person));
        if !done {
            *lists = before;
        }
        done
    })
}

fn seated(model: &Model, lists: &mut [Vec<Candidate>], seat: usize, person: u32) -> bool {
    if lists[seat].len() == 1 || !lists[seat].iter().any(|c| c.person == person) {
        return true;
    }
    lists[seat].retain(|c| c.person == person);
    settle_from(model, lists, vec![seat])
}
