//! The whole road: the best roster or a proof that there is none, the same with the same seed.

use super::{
    super::{Impossible, Instance, Model, Options, Outcome, Seat, check, solve},
    pools::{Bounds, brute_force, pool},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

/// More steps than a tiny pool ever needs.
const STEPS: u64 = 3_000;

fn solved(instance: &Instance, steps: u64, threads: usize) -> Outcome {
    let model = Model::new(instance).expect("a sound instance");
    solve(&model, &Options { seed: 7, threads, ..Options::default() }, &mut |progress| progress.steps < steps)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn tiny_pools_are_solved_to_the_optimum(instance in pool(Bounds { people: 7, teams: 3, seats: 2 })) {
        match (solved(&instance, STEPS, 1), brute_force(&instance)) {
            (Outcome::Solved(solved), Some(best)) => {
                let verdict = check(&instance, &solved.teams);
                prop_assert!(verdict.violations.is_empty(), "{:?}", verdict.violations);
                prop_assert_eq!(verdict.objective.total(), solved.objective);
                prop_assert_eq!((solved.objective, solved.bound, solved.proved), (best, best, true));
            }
            (Outcome::Impossible(_), None) => {}
            (outcome, best) => prop_assert!(false, "{outcome:?} where brute force says {best:?}"),
        }
    }

    #[test]
    fn larger_pools_never_break_a_rule(instance in pool(Bounds { people: 40, teams: 8, seats: 5 })) {
        if let Outcome::Solved(solved) = solved(&instance, 40, 1) {
            let verdict = check(&instance, &solved.teams);
            prop_assert!(verdict.violations.is_empty(), "{:?}", verdict.violations);
            prop_assert_eq!(verdict.objective.total(), solved.objective);
            prop_assert!(solved.bound <= solved.objective);
        }
    }

    #[test]
    fn the_same_seed_and_steps_give_the_same_roster_with_several_threads(
        instance in pool(Bounds { people: 30, teams: 5, seats: 4 }),
    ) {
        prop_assert_eq!(solved(&instance, 40, 3), solved(&instance, 40, 3));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// The search to the end and the annealing share neither columns nor linear programs: neither may refute the other.
    #[test]
    fn nothing_undercuts_what_is_proved(instance in pool(Bounds { people: 40, teams: 7, seats: 5 })) {
        let model = Model::new(&instance).expect("a sound instance");
        let quick = Options { seed: 3, exact: false, ..Options::default() };
        let quick = solve(&model, &quick, &mut |progress| progress.steps < 120);
        match (solved(&instance, 600, 1), quick) {
            (Outcome::Solved(exact), Outcome::Solved(quick)) => {
                prop_assert!(exact.bound <= quick.objective, "{} {}", exact.bound, quick.objective);
                prop_assert!(quick.bound <= exact.objective, "{} {}", quick.bound, exact.objective);
                prop_assert!(exact.proved == (exact.bound == exact.objective));
            }
            (Outcome::Impossible(reason), Outcome::Solved(_)) => prop_assert!(false, "{reason:?}"),
            _ => {}
        }
    }
}

/// A pool in which every seat is easy.
fn easy() -> Instance {
    let mut runner = TestRunner::deterministic();
    let bounds = Bounds { people: 12, teams: 2, seats: 2 };
    let mut instance = pool(bounds).new_tree(&mut runner).expect("a pool").current();
    instance.mix = super::super::Mix {
        max_same_unit: 9,
        max_same_dept: 9,
        max_same_locality: 9,
        min_city: 0,
        min_below: 0,
    };
    instance.excluded_pairs.clear();
    for person in &mut instance.people {
        person.office_ok = true;
        person.recuse_localities.clear();
        person.avail = vec![0, 1, 2];
        (person.prior_draws, person.cap) = (0, 1);
        [&mut person.kin_units, &mut person.past_units, &mut person.met_units]
            .into_iter()
            .for_each(Vec::clear);
    }
    for team in &mut instance.teams {
        team.targets.clear();
        team.seats = vec![Seat::Office];
    }
    instance
}

#[test]
fn a_seat_for_which_nobody_is_eligible_is_named_with_the_rules() {
    let mut instance = easy();
    instance.people.iter_mut().for_each(|person| person.office_ok = false);
    let Outcome::Impossible(Impossible::Nobody { seats }) = solved(&instance, STEPS, 1) else {
        panic!("solved without anybody")
    };
    assert_eq!(seats[0].by_rule, vec![(super::super::Bar::Office, instance.people.len())]);
}

#[test]
fn more_seats_than_draws_are_named() {
    let mut instance = easy();
    instance.people.truncate(2);
    instance.past_pairs.clear();
    instance.teams = vec![instance.teams[0].clone(); 3];
    for (week, team) in (0..).zip(&mut instance.teams) {
        team.weeks = vec![week];
    }
    let Outcome::Impossible(Impossible::TooFew { seats, people, draws }) = solved(&instance, STEPS, 1) else {
        panic!("solved with two draws for three seats")
    };
    assert_eq!((seats.len(), people, draws), (3, 2, 2));
}

#[test]
fn two_teams_in_one_week_can_not_have_the_same_two_people() {
    let mut instance = easy();
    instance.people.truncate(2);
    instance.people.iter_mut().for_each(|person| person.cap = 3);
    instance.past_pairs.clear();
    instance.teams = vec![instance.teams[0].clone(); 3];
    assert_eq!(solved(&instance, STEPS, 1), Outcome::Impossible(Impossible::Together));
}

#[test]
fn a_team_that_no_choice_can_mix_is_named() {
    let mut instance = easy();
    instance.mix.min_city = 1;
    instance.units.iter_mut().for_each(|unit| unit.city = false);
    assert!(matches!(solved(&instance, STEPS, 1), Outcome::Impossible(Impossible::Mix { .. })));
}
