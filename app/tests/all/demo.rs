//! The demo city: filled by ordinary acts, the same every time, and everything in it that a visitor should find.

use crate::engines::{TestStore, sqlite};
use bangdu::{
    app,
    clock::Clock,
    cx::Cx,
    db::DbError,
    demo::{self, Filled, Mark, Size},
    journal::verify::verify,
    params,
};
use bangdu_core::{
    instant::Instant,
    matters::{Light, Matter, State, light},
};
use std::collections::{BTreeMap, BTreeSet};

/// 2026-11-03 09:00 in China.
const NOW: Instant = Instant(1_793_667_600_000);

fn filled(now: Instant, size: Size) -> (TestStore, Filled) {
    let store = sqlite();
    let cx = Cx::new(store.db.clone(), Clock::fixed(now), "Asia/Shanghai").unwrap();
    let filled = demo::fill(&cx, size).unwrap();
    (store, filled)
}

fn matters(store: &TestStore) -> Vec<Matter> {
    let docs = store.db.read_blocking(|tx| {
        tx.rows("SELECT doc FROM matters", &[])?
            .iter()
            .map(|row| row.get::<String>(0))
            .collect::<Result<Vec<_>, DbError>>()
    });
    docs.unwrap().iter().map(|doc| serde_json::from_str(doc).unwrap()).collect()
}

#[test]
fn a_small_city_has_every_state_and_every_light_and_verifies() {
    let (store, filled) = filled(NOW, Size::SMALL);
    assert!(filled.broken.is_empty(), "{:#?}", filled.broken);
    let matters = matters(&store);
    let mut states = BTreeMap::new();
    for m in &matters {
        *states.entry(m.state.code()).or_insert(0) += 1;
    }
    let missing: Vec<_> = State::CODES.iter().filter(|code| !states.contains_key(**code)).collect();
    assert!(missing.is_empty(), "no matter is {missing:?}: {states:?}");
    let lights: BTreeSet<&str> =
        matters.iter().filter_map(|m| light(m, NOW)).map(|shown| shown.light.code()).collect();
    assert_eq!(lights, Light::ALL.iter().map(|light| light.code()).collect());
    let report = verify(&store.db, &app::rooms(), None).unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!(store.db.read_blocking(demo::mark), Ok(Some(Mark::Filled)));
}

#[test]
fn the_same_seed_and_now_make_the_same_record() {
    let heads = |store: &TestStore| {
        let rows =
            store.db.read_blocking(|tx| tx.rows("SELECT id, head FROM streams ORDER BY id", params![]));
        let text = |row: &bangdu::db::Row| {
            (row.get::<String>(0).unwrap(), format!("{:?}", row.get::<bangdu_record::digest::Digest>(1)))
        };
        rows.unwrap().iter().map(text).collect::<Vec<_>>()
    };
    let size = Size { livelihood: 1, projects: 3, cases: 34 };
    let (one, other) = (filled(NOW, size).0, filled(NOW, size).0);
    let heads = (heads(&one), heads(&other));
    assert!(heads.0.len() > 200 + 63 + 38, "{}", heads.0.len());
    assert_eq!(heads.0, heads.1);
}

#[test]
fn no_story_is_cut_short_whatever_the_day() {
    const DAY: i64 = 86_400_000;
    // A Saturday, the eve of the new year, spring, and a late evening.
    for now in
        [NOW.plus_ms(4 * DAY), NOW.plus_ms(58 * DAY), NOW.plus_ms(-200 * DAY), NOW.plus_ms(13 * 3_600_000)]
    {
        let (_, filled) = filled(now, Size { livelihood: 1, projects: 12, cases: 34 });
        assert!(filled.broken.is_empty(), "{now:?}: {:#?}", filled.broken);
    }
}

#[test]
fn a_store_that_holds_anything_is_not_filled() {
    let (store, _) = filled(NOW, Size { livelihood: 0, projects: 0, cases: 0 });
    let cx = Cx::new(store.db.clone(), Clock::fixed(NOW), "Asia/Shanghai").unwrap();
    assert!(demo::fill(&cx, Size::SMALL).is_err());
}

#[test]
fn two_hundred_people_can_sign_in_and_only_where_it_is_a_demo() {
    let offers = demo::offers();
    assert_eq!(offers.len(), 200);
    for offer in &offers {
        let classes = [
            offer.password.chars().any(|c| c.is_ascii_lowercase()),
            offer.password.chars().any(|c| c.is_ascii_uppercase()),
            offer.password.chars().any(|c| c.is_ascii_digit()),
        ];
        assert!(offer.password.len() >= 10 && classes == [true; 3], "{offer:?}");
        assert!(!offer.unit.is_empty() && !offer.role.is_empty(), "{offer:?}");
    }
    let (store, _) = filled(NOW, Size { livelihood: 0, projects: 0, cases: 0 });
    assert_eq!(store.db.read_blocking(demo::offered).unwrap().len(), 200);
    assert!(sqlite().db.read_blocking(demo::offered).unwrap().is_empty());
}
