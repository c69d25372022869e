//! One rule at a time: what it forbids, and the reason that is told.

use super::{super::reason::*, super::timetable::*, *};

const DAY: (Time, Time) = (0, 1000);

fn problem(sites: Vec<Site>, squads: Vec<Squad>, places: &[Time]) -> Problem {
    Problem::new(sites, squads, line(places)).unwrap()
}

#[test]
fn a_squad_waits_for_a_window_and_sets_out_late_for_the_first() {
    let sites = vec![site(10, &[(100, 200)]), site(10, &[(300, 400)])];
    let problem = problem(sites, vec![squad(2, 0, 1000)], &[20, 50, 0]);
    let found = solved(&problem, 1, 200);
    assert_eq!((found.routes, found.travel), (vec![vec![0, 1]], 100));
    let day = day(&problem, 0, &[0, 1]).unwrap();
    assert_eq!((day.leave, day.back, day.travel, day.wait, day.service), (80, 360, 100, 160, 20));
    let second = Visit { site: 1, travel: 30, arrive: 140, wait: 160, leave: 310 };
    assert_eq!(day.visits[1], second);
}

#[test]
fn a_visit_may_begin_in_any_of_several_windows() {
    let sites = vec![site(50, &[(0, 20), (500, 520)]), site(50, &[(0, 20), (500, 520)])];
    let problem = problem(sites, vec![squad(2, 0, 1000)], &[10, 10, 0]);
    let found = solved(&problem, 1, 200);
    assert!(found.unserved.is_empty());
    let day = day(&problem, 0, &found.routes[0]).unwrap();
    assert_eq!((day.visits[0].arrive, day.visits[1].arrive + day.visits[1].wait), (10, 500));
}

#[test]
fn squads_with_homes_and_lengths_of_their_own_take_what_is_theirs() {
    let sites = vec![site(10, &[DAY]), site(10, &[DAY]), site(10, &[DAY])];
    let squads = vec![squad(3, 0, 1035), Squad { start: 4, end: 5, ..squad(4, 0, 40) }];
    let problem = problem(sites, squads, &[10, 500, 505, 0, 490, 520]);
    let found = solved(&problem, 1, 500);
    // The first squad lacks five seconds for all three, the second ten for both of its neighbours.
    assert!(found.unserved.is_empty());
    assert_eq!(found.routes[1].len(), 1);
    assert_eq!(day(&problem, 1, &[1, 2]), Err(Breach::Home { by: 10 }));
}

#[test]
fn what_nobody_can_visit_is_left_out_with_its_rule() {
    let sites = vec![
        site(10, &[DAY]),
        site(10, &[(0, 100_000)]),
        site(950, &[DAY]),
        site(10, &[(995, 996)]),
        Site { demand: 1001, ..site(10, &[DAY]) },
        site(10, &[(0, 30)]),
    ];
    let problem = problem(sites, vec![squad(6, 0, 1000)], &[50, 600, 60, 40, 1, 40, 0]);
    let found = solved(&problem, 1, 200);
    assert_eq!(found.unserved, [1, 2, 3, 4, 5]);
    let rule = |site| reasons(&problem, &found.routes, site)[0].rule;
    let rules: Vec<Rule> = (1..6).map(rule).collect();
    assert_eq!(rules, [Rule::Reach, Rule::Day, Rule::Window, Rule::Capacity, Rule::Window]);
}

#[test]
fn no_way_is_no_way() {
    let mut travel = line(&[10, 20, 0]);
    travel[2] = NO_WAY;
    travel[5] = NO_WAY;
    let problem =
        Problem::new(vec![site(1, &[DAY]), site(1, &[DAY])], vec![squad(2, 0, 1000)], travel).unwrap();
    let found = solved(&problem, 1, 100);
    assert_eq!((found.routes, found.unserved), (vec![vec![]], vec![0, 1]));
    assert_eq!(day(&problem, 0, &[0]), Err(Breach::NoWay { stop: 1 }));
}

#[test]
fn what_only_a_way_over_another_site_reaches_is_found() {
    // From home to site 1 there is no way but over site 0.
    let mut travel = line(&[10, 20, 0]);
    travel[7] = NO_WAY;
    let problem =
        Problem::new(vec![site(1, &[DAY]), site(1, &[DAY])], vec![squad(2, 0, 1000)], travel).unwrap();
    let found = solved(&problem, 1, 100);
    assert_eq!((found.routes, found.travel), (vec![vec![0, 1]], 40));
}

#[test]
fn who_finds_no_room_is_told_what_is_lacking_where_it_is_least() {
    let sites = vec![site(60, &[(0, 50)]), site(60, &[(0, 50)])];
    let problem = problem(sites, vec![squad(2, 0, 1000)], &[10, 20, 0]);
    let found = solved(&problem, 1, 200);
    assert_eq!((&found.routes[0], &found.unserved), (&vec![0], &vec![1]));
    let reason = reasons(&problem, &found.routes, 1)[0];
    assert_eq!(reason.rule, Rule::Room);
    assert_eq!(reason.nearest, Some((1, Breach::Window { stop: 1, by: 30 })));
}

#[test]
fn without_squads_or_sites_there_is_an_empty_plan() {
    let nobody = Problem::new(vec![site(1, &[DAY])], vec![], vec![0]).unwrap();
    assert_eq!(solved(&nobody, 1, 100).unserved, [0]);
    assert_eq!(reasons(&nobody, &[], 0), []);
    let nothing = Problem::new(vec![], vec![squad(0, 0, 1)], vec![0]).unwrap();
    assert_eq!(solved(&nothing, 1, 100).routes, [vec![0; 0]]);
}

#[test]
fn an_unused_squad_costs_nothing_also_if_it_ends_elsewhere() {
    let squads = vec![squad(1, 0, 1000), Squad { end: 2, ..squad(1, 0, 1000) }];
    let problem = problem(vec![site(1, &[DAY])], squads, &[10, 0, 800]);
    let found = solved(&problem, 1, 100);
    assert_eq!((found.routes, found.travel), (vec![vec![0], vec![]], 20));
}

#[test]
fn numbers_out_of_bounds_are_named() {
    let new = |sites: Vec<Site>, squads: Vec<Squad>| Problem::new(sites, squads, line(&[0, 1])).unwrap_err();
    let whose = |fault: super::super::Fault| fault.whose;
    use super::super::Whose;
    assert_eq!(whose(new(vec![site(-1, &[DAY])], vec![])), Whose::Site(0));
    assert_eq!(whose(new(vec![site(1, &[])], vec![])), Whose::Site(0));
    assert_eq!(whose(new(vec![site(1, &[DAY]), site(1, &[(10, 20), (20, 30)])], vec![])), Whose::Site(1));
    assert_eq!(whose(new(vec![site(1, &[(20, 10)])], vec![])), Whose::Site(0));
    assert_eq!(whose(new(vec![], vec![squad(2, 0, 1)])), Whose::Squad(0));
    assert_eq!(whose(new(vec![], vec![squad(1, 2, 1)])), Whose::Squad(0));
    let wrong = |travel| Problem::new(vec![], vec![], travel).unwrap_err().whose;
    assert_eq!(wrong(vec![0, 1, 2]), Whose::All);
    assert_eq!(wrong(vec![5]), Whose::All);
    assert_eq!(wrong(vec![0, -1, 1, 0]), Whose::All);
}

#[test]
fn an_earlier_plan_is_begun_with_and_what_no_longer_fits_is_planned_anew() {
    let sites = vec![site(10, &[(0, 100)]), site(10, &[DAY]), site(10, &[(500, 600)])];
    let problem = problem(sites, vec![squad(3, 0, 1000)], &[30, 20, 10, 0]);
    let effort = Effort { seed: 1, steps: 0 };
    let kept = solve(&problem, &[vec![0, 1]], effort, &mut |_| true);
    assert_eq!(kept.routes, [[0, 1, 2]]);
    let late = solve(&problem, &[vec![2, 0, 0, 7, 1]], effort, &mut |_| true);
    assert!(late.unserved.is_empty(), "{late:?}");
}

#[test]
fn the_rest_of_a_day_begins_where_each_squad_is() {
    use super::super::repair::{Begun, Rest};
    let sites = vec![site(10, &[DAY]), site(10, &[DAY]), site(10, &[DAY]), site(10, &[DAY])];
    let problem = problem(sites, vec![squad(4, 0, 1000), squad(4, 0, 1000)], &[100, 200, 300, 20, 0]);
    let begun = [Some(Begun { settled: vec![0], free: 110, done: false }), None];
    let rest = Rest::new(&problem, &begun, 150).unwrap();
    assert_eq!((&rest.sites, rest.problem.squads()[1].from), (&vec![1, 2, 3], 150));
    // Whoever is out must come home anyhow: what lies beyond is cheaper for it than for the squad at home.
    let found = solved(&rest.problem, 1, 300);
    assert!(found.unserved.is_empty());
    assert_eq!((&found.routes[1], found.travel), (&vec![], 200 + 300));
    let day = day(&rest.problem, 0, &found.routes[0]).unwrap();
    assert_eq!((day.leave, day.back), (110, 110 + 500 + 30));
    // Without a visit it still goes home.
    assert_eq!(super::super::timetable::day(&rest.problem, 0, &[]).unwrap().back, 210);
    assert_eq!(rest.routes(&[vec![0, 3, 1], vec![2]]), [vec![2, 0], vec![1]]);
    assert!(Rest::new(&problem, &[None], 0).is_err());
}
