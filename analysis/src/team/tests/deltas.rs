//! What a move is said to cost is what the judge then finds.

use super::{
    super::{Model, Roster, check, rules::bars, rules::seat_cost},
    pools::{Bounds, pool},
};
use crate::random::Random;
use proptest::prelude::*;

proptest! {
    #[test]
    fn moves_cost_what_the_judge_finds(
        instance in pool(Bounds { people: 15, teams: 4, seats: 4 }),
        seed in any::<u64>(),
    ) {
        let model = Model::new(&instance).expect("a sound instance");
        let mut roster = Roster::new(&model);
        let mut random = Random::new(seed);
        for _ in 0..200 {
            let seat = random.below(model.seat_count() as u32);
            if random.below(5) == 0 {
                roster.vacate(seat);
                continue;
            }
            let person = random.below(instance.people.len() as u32);
            let before = roster.cost();
            if let Some(delta) = roster.weigh(seat, person) {
                roster.place(seat, person);
                prop_assert_eq!(roster.cost(), before + delta);
            }
        }
        if roster.empty() == 0 {
            let verdict = check(&instance, &roster.teams());
            prop_assert!(verdict.violations.is_empty(), "{:?}", verdict.violations);
            prop_assert_eq!(verdict.objective.total(), roster.cost());
        }
    }

    #[test]
    fn the_tables_say_what_the_plain_rules_say(instance in pool(Bounds { people: 15, teams: 4, seats: 4 })) {
        let model = Model::new(&instance).expect("a sound instance");
        for (t, team) in instance.teams.iter().enumerate() {
            for (s, &wanted) in team.seats.iter().enumerate() {
                let seat = model.seat_at(t, s).expect("a seat");
                for (id, person) in (0..).zip(&instance.people) {
                    let plainly = bars(person, team, wanted).is_empty();
                    let listed = model.candidates(seat).iter().find(|c| c.person == id);
                    prop_assert_eq!(model.eligible(id, seat), plainly);
                    prop_assert_eq!(listed.is_some(), plainly);
                    if let Some(listed) = listed {
                        let cost = seat_cost(&instance, person, team, wanted);
                        prop_assert_eq!((i64::from(listed.cost), model.cost(id, seat)), (cost, cost));
                    }
                }
            }
        }
    }
}
