//! Each kind called and not called, on rows made up by hand.

use super::*;

static PEOPLE: [&str; 12] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑"];

fn of(kinds: &Kinds, kind: Kind) -> Vec<&Finding> {
    kinds.found.iter().filter(|finding| finding.kind == kind).collect()
}

fn found(rows: &[Row<'_>]) -> Kinds {
    find(rows, None, &Thresholds::default())
}

/// One message of a person on a day in a group.
fn said(person: &'static str, day: i32, group: u32) -> Row<'static> {
    Row { person, day: Some(day), group: Some(group), ..Row::default() }
}

#[test]
fn three_letters_of_one_person_in_a_month_are_repeated_and_two_are_not() {
    let rows = [said("甲", 0, 1), said("甲", 10, 1), said("甲", 29, 1), said("乙", 0, 1), said("乙", 5, 1)];
    let kinds = found(&rows);
    let repeated = of(&kinds, Kind::Repeated);
    assert_eq!(repeated.len(), 1);
    assert_eq!((&repeated[0].rows[..], repeated[0].people), (&[0, 1, 2][..], 1));
    let apart = [said("甲", 0, 1), said("甲", 10, 1), said("甲", 30, 1)];
    assert!(of(&found(&apart), Kind::Repeated).is_empty(), "the third came after thirty days");
    let matters = [said("甲", 0, 1), said("甲", 10, 2), said("甲", 20, 3)];
    assert!(of(&found(&matters), Kind::Repeated).is_empty(), "three matters");
}

#[test]
fn five_people_are_many_and_one_with_sixty_letters_is_one() {
    let mass: Vec<Row<'_>> = PEOPLE[..5].iter().map(|person| said(person, 0, 7)).collect();
    let lone: Vec<Row<'_>> = (0..60).map(|day| said("甲", day, 8)).collect();
    let all: Vec<Row<'_>> = mass.into_iter().chain(lone).collect();
    let kinds = found(&all);
    let mass = of(&kinds, Kind::Mass);
    assert_eq!(mass.len(), 1);
    assert_eq!((&mass[0].about, mass[0].people), (&About::Group(7), 5));
}

#[test]
fn a_frequent_category_is_counted_in_people_and_held_against_the_last_period() {
    let row =
        |n: usize, day: i32| Row { person: PEOPLE[n], day: Some(day), category: "噪音", ..Row::default() };
    let now = (0..12).map(|n| row(n, 100));
    let before = (0..4).map(|n| row(n, 65));
    let kinds = found(&now.chain(before).collect::<Vec<_>>());
    let frequent = of(&kinds, Kind::Frequent);
    assert_eq!(frequent[0].people, 12);
    assert!(frequent[0].why.contains("上期4人"), "{}", frequent[0].why);
    let loud: Vec<Row<'_>> = (0..12).map(|_| row(0, 100)).collect();
    assert!(of(&found(&loud), Kind::Frequent).is_empty(), "one person twelve times");
}

#[test]
fn a_group_that_grows_within_a_week_is_a_burst() {
    let steady = (0..9).map(|week| said("甲", week * 7 + 3, 1));
    let sudden = PEOPLE.iter().enumerate().map(|(n, person)| said(person, 58 + n as i32 % 5, 2));
    let kinds = found(&steady.chain(sudden).collect::<Vec<_>>());
    let bursts = of(&kinds, Kind::Burst);
    assert_eq!(bursts.len(), 1, "{bursts:?}");
    assert_eq!((&bursts[0].about, bursts[0].people), (&About::Group(2), 12));
}

#[test]
fn hard_needs_its_columns_and_any_of_them_will_do() {
    let told = |kinds: &Kinds, kind| kinds.untold.iter().all(|(untold, _)| *untold != kind);
    assert!(!told(&found(&[Row::default()]), Kind::Hard));
    let rows = [
        Row { returns: Some(2), ..Row::default() },
        Row { returns: Some(1), ..Row::default() },
        Row { redone: Some(2), ..Row::default() },
        Row { overdue: Some(true), ..Row::default() },
        Row { overdue: Some(false), ..Row::default() },
        Row { disputed: Some(true), ..Row::default() },
    ];
    let kinds = found(&rows);
    assert!(told(&kinds, Kind::Hard));
    assert_eq!(of(&kinds, Kind::Hard)[0].rows, [0, 2, 3, 5]);
}

#[test]
fn the_same_month_of_two_years_makes_a_season_and_of_one_year_doesnt() {
    let rows = |years: &[i16]| -> Vec<Row<'static>> {
        let month = |year: i16, month: i8, category: &'static str, people: usize| {
            PEOPLE[..people].iter().map(move |person| Row {
                person,
                month: Some((year, month)),
                category,
                ..Row::default()
            })
        };
        let usual =
            [2018, 2019].into_iter().flat_map(move |y| (1..=12).flat_map(move |m| month(y, m, "路灯", 10)));
        usual.chain(years.iter().flat_map(|y| month(*y, 7, "停电", 8))).collect()
    };
    let twice = found(&rows(&[2018, 2019]));
    assert_eq!(
        of(&twice, Kind::Seasonal).iter().map(|f| &f.about).collect::<Vec<_>>(),
        [&About::Category("停电".into())]
    );
    assert!(of(&found(&rows(&[2019])), Kind::Seasonal).is_empty());
}

#[test]
fn without_columns_every_kind_that_needs_them_says_so() {
    let kinds = found(&[Row { sensitive: true, ..Row::default() }]);
    let untold: Vec<Kind> = kinds.untold.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(untold, [Kind::Frequent, Kind::Burst, Kind::Repeated, Kind::Mass, Kind::Hard, Kind::Seasonal]);
    assert_eq!(of(&kinds, Kind::Sensitive)[0].people, 1);
    assert!(found(&[]).found.is_empty());
}

#[test]
fn the_order_of_rows_changes_nothing_but_their_numbers() {
    let rows: Vec<Row<'_>> =
        (0..60).map(|n| said(PEOPLE[n * 7 % 12], n as i32 * 3 % 50, n as u32 % 3)).collect();
    let mut back = rows.clone();
    back.reverse();
    let key = |kinds: &Kinds| {
        kinds.found.iter().map(|f| (f.kind, f.about.clone(), f.people, f.why.clone())).collect::<Vec<_>>()
    };
    assert_eq!(key(&found(&rows)), key(&found(&back)));
}

#[test]
fn a_group_is_told_which_kinds_it_meets_and_by_how_many_people() {
    let mut rows: Vec<Row<'_>> = PEOPLE[..5].iter().map(|person| said(person, 0, 7)).collect();
    rows.extend([said("甲", 3, 7), said("甲", 9, 7), said("乙", 0, 8)]);
    rows[0].sensitive = true;
    rows[5].sensitive = true;
    rows[7].enterprise = true;
    let groups = by_group(&rows, &found(&rows).found);
    assert_eq!(groups[&7], [(Kind::Repeated, 1), (Kind::Mass, 5), (Kind::Sensitive, 1)]);
    assert_eq!(groups[&8], [(Kind::Enterprise, 1)]);
}
