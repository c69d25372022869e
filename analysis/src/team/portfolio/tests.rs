use super::super::{Instance, Mix, Person, Team, Unit, Weights, check};
use super::*;
use proptest::prelude::*;

/// People of one field and one town; each may have up to `cap` draws.
fn instance(people: &[(i64, u32)], teams: &[(usize, u32)], cap: u32) -> Instance {
    let person = |&(proficiency, unit): &(i64, u32)| Person {
        unit,
        fields: vec![(0, proficiency)],
        leader_ok: true,
        rank: 5,
        cap,
        avail: vec![0, 1],
        ..Person::default()
    };
    let team = |&(experts, week): &(usize, u32)| Team {
        locality: 0,
        weeks: vec![week],
        seats: std::iter::once(Seat::Leader { min_rank: 1 })
            .chain(std::iter::repeat_n(Seat::Expert { field: 0, min_prof: 1 }, experts))
            .collect(),
        targets: Vec::new(),
    };
    Instance {
        weeks: 2,
        localities: vec![(0, 0)],
        units: (0..4).map(|dept| Unit { locality: None, city: dept % 2 == 0, dept }).collect(),
        people: people.iter().map(person).collect(),
        teams: teams.iter().map(team).collect(),
        mix: Mix { max_same_unit: 2, max_same_dept: 9, max_same_locality: 9, min_city: 0, min_below: 0 },
        weights: Weights { fit: 10, lead_over: 0, travel_per_point: 100, load: 3, pair: 0, mentor: 0 },
        ..Instance::default()
    }
}

/// Every roster within the rules and the limit, by trying all.
fn all_rosters(instance: &Instance, limit: i64) -> Vec<Vec<Vec<u32>>> {
    let seats: Vec<usize> = instance.teams.iter().map(|team| team.seats.len()).collect();
    let count: usize = seats.iter().sum();
    let people = instance.people.len();
    (0..people.pow(count as u32))
        .map(|code| {
            let mut digits = (0..count).map(|at| (code / people.pow(at as u32) % people) as u32);
            seats.iter().map(|&n| digits.by_ref().take(n).collect()).collect()
        })
        .filter(|teams: &Vec<Vec<u32>>| {
            let verdict = check(instance, teams);
            verdict.violations.is_empty() && verdict.objective.total() <= limit
        })
        .collect()
}

fn wanted(rosters: usize, limit: i64) -> Wanted {
    Wanted { rosters, limit, ticket_total: 100_000, leaders_named: false, place: Place::Visit, seed: 1 }
}

fn promised(limit: i64) -> Promised {
    Promised { cap_bp: 10_000, objective_at_most: limit, leaders_named: false, place: Place::Visit }
}

#[test]
fn equal_people_get_equal_chances() {
    // Six equal people on one team of two: nobody's chance can be below a third.
    let instance = instance(&[(3, 0), (3, 1), (3, 2), (3, 3), (3, 0), (3, 1)], &[(1, 0)], 1);
    let model = Model::new(&instance).unwrap();
    let portfolio = build(&model, &[vec![0, 1]], &wanted(60, 6), || true).unwrap();
    let chances = audit(&instance, &portfolio.rosters, &promised(6)).unwrap();
    assert!((3334..=3500).contains(&chances.visit_bp), "{chances:?}");
    assert_eq!((chances.ticket_total, chances.drawn_seats), (100_000, 2));
    assert!(chances.millibits_per_seat > 2400 && chances.millibits_per_seat <= 2585, "{chances:?}");
}

#[test]
fn named_leaders_stay_and_do_not_count() {
    let instance = instance(&[(3, 0), (3, 1), (3, 2), (3, 3), (3, 0)], &[(1, 0)], 1);
    let model = Model::new(&instance).unwrap();
    let named = Wanted { leaders_named: true, ..wanted(40, 6) };
    let portfolio = build(&model, &[vec![2, 1]], &named, || true).unwrap();
    assert!(portfolio.rosters.iter().all(|roster| roster.teams[0][0] == 2));
    let promise = Promised { leaders_named: true, cap_bp: 3000, ..promised(6) };
    let chances = audit(&instance, &portfolio.rosters, &promise).unwrap();
    assert!((2500..=2700).contains(&chances.visit_bp), "{chances:?}");
    assert_eq!(chances.drawn_seats, 1);
    let drawn = audit(&instance, &portfolio.rosters, &promised(6)).unwrap();
    assert_eq!((drawn.visit_bp, drawn.visit_pair), (10_000, (0, 2)));
}

#[test]
fn a_broken_promise_is_named() {
    let instance = instance(&[(3, 0), (2, 1), (3, 2)], &[(1, 0)], 1);
    let roster = |teams: Vec<Vec<u32>>, tickets| Ticketed { teams, tickets };
    let good = roster(vec![vec![0, 2]], 3);
    let audit = |other, promised: Promised| audit(&instance, &[good.clone(), other], &promised).unwrap_err();
    let twice = audit(roster(vec![vec![0, 0]], 1), promised(99));
    assert!(matches!(twice, Broken::Rule { roster: 1, .. }), "{twice}");
    let dear = audit(roster(vec![vec![0, 1]], 1), promised(6));
    assert_eq!(dear, Broken::Objective { roster: 1, objective: 16, most: 6 });
    let leader = audit(roster(vec![vec![2, 0]], 1), Promised { leaders_named: true, ..promised(6) });
    assert_eq!(leader, Broken::Leader { roster: 1, team: 0 });
    let cap = audit(roster(vec![vec![1, 2]], 1), Promised { cap_bp: 7499, ..promised(6) });
    assert_eq!(
        cap,
        Broken::Cap { person: 2, place: Place::Visit, number: 0, found_bp: 10_000, cap_bp: 7499 }
    );
    let short = audit(roster(vec![vec![1]], 1), promised(99));
    assert!(matches!(short, Broken::Rule { roster: 1, .. }), "{short}");
}

#[test]
fn people_change_places_where_a_further_draw_would_be_above_the_limit() {
    // Two who know the field, two teams: the best rosters differ by who goes where, never by who goes.
    let instance = instance(&[(1, 0), (3, 0), (3, 0), (1, 0)], &[(1, 1), (1, 0)], 2);
    let model = Model::new(&instance).unwrap();
    let portfolio = build(&model, &[vec![0, 1], vec![3, 2]], &wanted(40, 12), || true).unwrap();
    let chances = audit(&instance, &portfolio.rosters, &promised(12)).unwrap();
    assert!((5000..=5300).contains(&chances.visit_bp), "{chances:?}");
}

#[test]
fn a_first_roster_that_does_not_stand_is_refused() {
    let instance = instance(&[(3, 0), (3, 1)], &[(1, 0)], 1);
    let model = Model::new(&instance).unwrap();
    for first in [vec![vec![0, 0]], vec![vec![0]], vec![vec![0, 9]], vec![]] {
        assert!(matches!(build(&model, &first, &wanted(2, 99), || true), Err(Unwilling::Start { .. })));
    }
    let above = build(&model, &[vec![0, 1]], &wanted(2, 5), || true);
    assert_eq!(above, Err(Unwilling::Start { objective: 6, limit: 5 }));
    assert!(matches!(build(&model, &[vec![0, 1]], &wanted(0, 6), || true), Err(Unwilling::Size(_))));
    assert_eq!(build(&model, &[vec![0, 1]], &wanted(2, 6), || false), Err(Unwilling::Stopped));
}

#[test]
fn the_same_seed_gives_the_same_portfolio() {
    let instance = instance(&[(3, 0), (2, 1), (3, 2), (2, 3), (1, 0)], &[(1, 0), (1, 1)], 2);
    let model = Model::new(&instance).unwrap();
    let first = [vec![0, 2], vec![0, 2]];
    let build = |seed| build(&model, &first, &Wanted { seed, ..wanted(20, 80) }, || true).unwrap();
    assert_eq!(build(4), build(4));
    assert_ne!(build(4), build(5));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn on_tiny_instances_it_comes_close_to_the_lottery_over_all_rosters(
        people in prop::collection::vec((1..4_i64, 0..4_u32), 4..6),
        teams in prop::collection::vec((1..2_usize, 0..2_u32), 1..3),
        slack in 0..40_i64,
    ) {
        let instance = instance(&people, &teams, 2);
        let every = all_rosters(&instance, i64::MAX);
        let objective = |teams: &Vec<Vec<u32>>| check(&instance, teams).objective.total();
        let Some(best) = every.iter().min_by_key(|teams| objective(teams)) else {
            return Ok(());
        };
        let limit = objective(best) + slack;
        let model = Model::new(&instance).unwrap();
        let portfolio = build(&model, best, &wanted(40, limit), || true).unwrap();
        let chances = audit(&instance, &portfolio.rosters, &promised(limit)).unwrap();
        prop_assert_eq!(chances.ticket_total, 100_000);
        prop_assert!(portfolio.rosters.iter().all(|roster| roster.tickets > 0));

        let all = all_rosters(&instance, limit);
        let drawn = drawn_seats(&model, false);
        let places: Vec<u32> = (0..instance.teams.len() as u32).collect();
        let columns: Vec<_> = all.iter().map(|teams| sent(teams, &places, &drawn)).collect();
        let weights = tickets(&columns, &vec![1; all.len()], 1_000_000);
        let all = all.into_iter().zip(weights).map(|(teams, tickets)| Ticketed { teams, tickets });
        let lowest = Chances::of(&instance, &all.collect::<Vec<_>>(), false);
        prop_assert!(
            chances.visit_bp <= lowest.visit_bp + 700,
            "{} where {} is possible", chances.visit_bp, lowest.visit_bp
        );
    }
}
