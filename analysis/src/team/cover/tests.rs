//! Neither prices nor cuts, however odd, may refute a roster that there is.

use super::{Cover, UNIT};
use crate::{
    random::Random,
    team::{
        Model, impossible,
        price::Market,
        tests::pools::{Bounds, brute_force, pool},
    },
};
use proptest::prelude::*;

/// More than any of these pools has.
const COLUMNS: usize = 100_000;
const CUTS: u32 = 6;
/// Prices tried for each pool, and the highest, in points.
const PRICES: u32 = 20;
const HIGHEST: u32 = 60;

/// A cover of everything that a small pool allows, with some cuts of any three of its rows.
fn cover<'x, 'a>(model: &'x Model<'a>, random: &mut Random) -> Option<Cover<'x, 'a>> {
    let mut market = Market::new(model, vec![0; model.instance().people.len()]);
    let target = impossible::dearest(model) + 1;
    market.move_prices(5, target, |_| {});
    let columns = market.all_columns(target, COLUMNS).filter(|columns| columns.count() > 0)?;
    let mut cover = Cover::new(model, columns, target, &market, u64::MAX);
    let rows = model.instance().teams.len() + cover.people.len();
    for _ in 0..CUTS {
        let slots = cover.slots_of.iter().flatten().max().map_or(0, |&slot| slot as usize + 1);
        let mut row = || {
            let row = random.place(rows + slots) as u32;
            let person = (model.instance().teams.len()..rows).contains(&(row as usize));
            (row, if person { random.below(4) } else { 1 })
        };
        let mut three = [row(), row(), row()];
        three.sort_unstable();
        if three[0].0 < three[1].0 && three[1].0 < three[2].0 {
            cover.add(three);
        }
    }
    Some(cover)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_prices_and_no_cuts_refute_the_best_roster(
        instance in pool(Bounds { people: 7, teams: 3, seats: 2 }),
        seed in any::<u64>(),
    ) {
        let model = Model::new(&instance).expect("a sound instance");
        let mut random = Random::new(seed);
        if let Some(best) = brute_force(&instance)
            && let Some(mut cover) = cover(&model, &mut random)
        {
            let first = cover.open.pop().expect("the first node");
            cover.goal = best * UNIT;
            for _ in 0..PRICES {
                let mut node = first.clone();
                let mut price = |_: &()| i64::from(random.below(HIGHEST * 1024)) * UNIT / 1024;
                node.prices.draw = vec![(); cover.people.len()].iter().map(&mut price).collect();
                node.prices.further = vec![(); cover.further.len()].iter().map(&mut price).collect();
                cover.strike(&mut node);
                prop_assert!(node.bound <= best * UNIT);
                prop_assert!(cover.settle(&mut node), "what is left has no roster");
            }
        }
    }
}
