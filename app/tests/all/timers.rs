//! What time does by itself: traces that serve no longer go, changed rules reach every matter, counters stay right.

use crate::{
    api::town::{DAY, Town},
    engines::each_engine,
};
use bangdu::{
    journal::verify::{Report, verify},
    matters, params,
    people::sign_in::issue_link,
    schedule::duties,
};
use bangdu_core::{
    ids::{CampaignId, MatterId},
    matters::{Change, Command, Light},
};
use serde_json::json;

const HOUR: i64 = 3_600_000;

fn run_timers(town: &Town) {
    duties(&town.app).run_due(&town.app.cx).unwrap();
}

fn rows(town: &Town, table: &'static str) -> i64 {
    let count = town.app.cx.db.read_blocking(move |tx| {
        let row = tx.row(&format!("SELECT count(*) FROM {table}"), &[])?;
        row.map_or(Ok(0), |row| row.get::<i64>(0))
    });
    count.unwrap()
}

fn check(town: &Town) -> Report {
    verify(&town.app.cx.db, &bangdu::app::rooms(), None).unwrap()
}

#[test]
fn sessions_links_and_saved_answers_go_when_they_serve_no_longer() {
    each_engine(|store| {
        let town = Town::build(store);
        let (account, now) = (town.people["clerk"].account, town.app.cx.now());
        let left = town.app.cx.db.write_blocking(move |tx| {
            issue_link(tx, account, now)?;
            tx.execute(
                "INSERT INTO sessions (digest, account_id, stage, began_at, seen_at) VALUES ('d', $1, 'in', $2, $3)",
                params![account, now, now],
            )
        });
        left.unwrap();
        let draft = town.draft("保留一天的答复").to_string();
        let key = [("idempotency-key", "k")];
        assert_eq!(town.send(Some(town.token_of("drafter")), "POST", "/matters", &draft, &key).status, 201);
        let left = || (rows(&town, "sessions"), rows(&town, "idempotency"), rows(&town, "one_time_links"));
        run_timers(&town);
        assert_eq!(left(), (1, 1, 1), "what serves stays");
        town.app.cx.clock.advance(13 * HOUR);
        run_timers(&town);
        assert_eq!(left(), (0, 1, 1), "nobody used the session");
        town.app.cx.clock.advance(12 * HOUR);
        run_timers(&town);
        assert_eq!(left(), (0, 0, 1));
        town.app.cx.clock.advance(2 * DAY);
        run_timers(&town);
        assert_eq!(left(), (0, 0, 0));
        assert!(check(&town).ok);
    });
}

#[test]
fn verify_names_a_counter_that_was_tampered_with() {
    each_engine(|store| {
        let town = Town::build(store);
        town.in_progress(town.draft("道路修复"));
        town.closed(town.draft("桥梁加固"));
        assert_eq!(check(&town).first_error, None);
        town.app.cx.clock.advance(60 * DAY);
        run_timers(&town);
        assert_eq!(check(&town).first_error, None, "lights that turned are counted as such");
        for (sql, back, told) in [
            (
                "UPDATE light_counts SET matters = matters + 1",
                "UPDATE light_counts SET matters = matters - 1",
                "a counter is wrong: light_counts: unit",
            ),
            (
                "UPDATE matter_lights SET turns_at = turns_at - 1",
                "UPDATE matter_lights SET turns_at = turns_at + 1",
                "a counter is wrong: matter_lights: matter",
            ),
        ] {
            let change = |sql: &'static str| {
                assert!(town.app.cx.db.write_blocking(move |tx| tx.execute(sql, &[])).unwrap() > 0);
            };
            change(sql);
            let report = check(&town);
            let error = &report.to_json()["first_error"];
            assert!(error["what"].as_str().unwrap().starts_with(told), "{error}");
            assert_eq!((&error["stream"], &error["version"], report.ok), (&json!(null), &json!(null), false));
            change(back);
            assert_eq!(check(&town).first_error, None);
        }
    });
}

/// When the matter turns yellow.
fn yellow_at(town: &Town, id: MatterId) -> i64 {
    let m = town.app.cx.db.read_blocking(move |tx| matters::store::get(tx, id)).unwrap().unwrap();
    m.moments.first(Light::Yellow).expect("it turns yellow").0
}

fn recomputed(town: &Town) -> i64 {
    rows(town, "entries WHERE event = 'matter.recomputed'")
}

#[test]
fn a_campaigns_new_rules_reach_its_matters() {
    each_engine(|store| {
        let town = Town::build(store);
        let campaign = json!({"name": "断头路攻坚", "office": town.office, "rules": {"yellow_days": 1}});
        let campaign = town.act("head", "POST", "/campaigns", campaign).id();
        let (id, _) = town.in_progress(town.draft("道路打通"));
        let id: MatterId = id.parse().unwrap();
        let usual = yellow_at(&town, id);

        let moved = Change::Campaign(Some(campaign.parse::<CampaignId>().unwrap()));
        amend(&town, id, moved);
        let late = yellow_at(&town, id);
        assert!(late > usual, "reckoned by the new campaign's rules with the move itself");
        run_timers(&town);
        assert_eq!((recomputed(&town), yellow_at(&town, id)), (0, late), "nothing was left to a job");

        let rules = json!({"rules": {"yellow_days": 3}});
        town.act("head", "PATCH", &format!("/campaigns/{campaign}"), rules);
        run_timers(&town);
        assert_eq!((recomputed(&town), yellow_at(&town, id)), (1, usual));
        amend(&town, id, Change::Campaign(None));
        assert_eq!(yellow_at(&town, id), usual);
        assert!(check(&town).ok);
    });
}

fn amend(town: &Town, id: MatterId, change: Change) {
    let command = Command::Amend { changes: vec![change], reason: "调整归口".into() };
    crate::together::act_in(&town.app, &town.people["clerk"], id, &command, None).unwrap();
}
