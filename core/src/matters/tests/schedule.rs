//! Schedule crossings in closed form against a walk day by day.

use super::super::{Light, Milestone, Rate, Why, planned_on, reckon, sample::*};
use crate::people::sample::HOUSING;
use jiff::{ToSpan, civil::Date};
use proptest::prelude::*;

fn milestones() -> impl Strategy<Value = Vec<Milestone>> {
    prop::collection::vec((1_i32..120, 0_u32..6000), 1..5).prop_map(|steps| {
        let (mut on, mut target) = (day("2026-01-15"), 0);
        let mut all = Vec::new();
        for (days, rise) in steps {
            on = on.checked_add(days.days()).unwrap();
            target += rise;
            all.push(Milestone { name: "节点".into(), on, target: Rate(target), reached: None });
        }
        all
    })
}

/// The first day from `start` on which the plan is `need` basis points or more, found by walking.
fn walked(start: Date, plan: &[Milestone], need: u32) -> Option<Date> {
    (0..800)
        .map(|n: i32| start.checked_add(n.days()).unwrap())
        .find(|day| planned_on(start, plan, *day) >= Rate(need))
}

proptest! {
    #[test]
    fn crossings_are_where_the_walk_finds_them(plan in milestones(), actual in 0_u32..9000) {
        let tale = Tale::in_progress();
        let mut m = tale.m().clone();
        m.milestones = plan.clone();
        m.assignments[0].rate = Some(Rate(actual));
        let turns = reckon(&m, &tale.calendar, &tale.rules, tale.now).share(tale.share(HOUSING)).unwrap().turns.clone();
        let start = day("2026-03-02");
        for (why, light, need) in [(Why::Slipping, Light::Yellow, actual + 1000), (Why::Behind, Light::Red, actual + 3001)] {
            let found = turns.iter().find(|turn| turn.why == why);
            prop_assert_eq!(found.is_none_or(|turn| turn.light == light), true);
            let wanted = walked(start, &plan, need).map(|mut day| {
                while !tale.calendar.is_working(day) { day = day.tomorrow().unwrap(); }
                tale.calendar.cutoff_of(day)
            });
            prop_assert_eq!(found.map(|turn| turn.at), wanted, "{:?} from {}", why, need);
        }
    }

    #[test]
    fn the_plan_never_falls(plan in milestones(), a in 0_i32..500, b in 0_i32..500) {
        let start = day("2026-01-01");
        let on = |n: i32| planned_on(start, &plan, start.checked_add(n.days()).unwrap());
        prop_assert!(on(a.min(b)) <= on(a.max(b)));
    }
}
