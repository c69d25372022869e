//! A dive: seat whoever is clearly wanted, move the prices a little, and so on until every seat is decided.
//! It proves nothing; near the best prices it ends near the best roster.

use super::{
    anneal::Best,
    column::{NEVER, POINT},
    exact::FEW,
    mend::mend,
    model::{Candidate, Model},
    price::{Market, PATIENCE},
    wishes::{Usage, settle_from},
};

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

/// Dives from a market's prices and candidates, which are given back unchanged. `target` is the cost to
/// undercut, in points.
pub(super) fn dive(model: &Model, market: &mut Market, target: i64, seed: u64) -> Option<Best> {
    let lists = market.lists_mut().clone();
    let (prices, values) = (market.prices.clone(), market.values.clone());
    let bound = market.bound;
    let found = descend(model, market, target, seed);
    *market.lists_mut() = lists;
    market.begin(prices, LEVEL, PATIENCE);
    (market.values, market.bound) = (values, bound);
    found
}

fn descend(model: &Model, market: &mut Market, target: i64, seed: u64) -> Option<Best> {
    let shortlist = market.shortlist(FEW);
    let mut wishes = Vec::new();
    loop {
        let mut usage = Usage::new(model.seat_count());
        market.begin(market.prices.clone(), LEVEL, PATIENCE);
        market.move_prices(ROUNDS, target + LEEWAY, |answer| {
            usage.count(model, &answer.teams);
            wishes.clone_from(&answer.teams);
        });
        let clearest = usage.clearest(market.lists_mut());
        if market.bound >= NEVER || !decide(model, market.lists_mut(), &clearest) {
            break;
        }
        // Too late for a better roster by this way, but not for one that annealing makes of it.
        if market.bound > (target + LEEWAY) * POINT {
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
        let done = !clearest.is_empty()
            && clearest.iter().take(count.max(1)).all(|&(_, seat, person)| {
                if lists[seat].len() == 1 || !lists[seat].iter().any(|c| c.person == person) {
                    return true;
                }
                lists[seat].retain(|c| c.person == person);
                settle_from(model, lists, vec![seat])
            });
        if !done {
            *lists = before;
        }
        done
    })
}
