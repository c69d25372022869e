//! `bangdu teams solve` and `explain` do what they say.

use super::given::{instance, printed, teams, written};
use bangdu::teams::{instance::parse, solution::Solution};
use bangdu_analysis::team;
use serde_json::{Value, json};

#[test]
fn a_roster_keeps_every_rule_and_the_report_tells_its_cost() {
    let place = tempfile::tempdir().unwrap();
    let file = written(place.path(), "instance.json", instance().to_string());
    let out = place.path().join("out.json");
    let report = printed(&teams(&["solve", &file, "--out", out.to_str().unwrap(), "--seconds", "2"]));
    let given = parse(instance().to_string().as_bytes()).unwrap();
    let solution = Solution::read(&out).unwrap();
    let verdict = team::check(&given.instance, &solution.teams);
    assert!(verdict.violations.is_empty(), "{:?}", verdict.violations);
    assert_eq!(solution.instance, "made-up");
    assert_eq!(report["objective"], verdict.objective.total());
    assert_eq!(report["proved"], true, "{report}");
    assert_eq!(report["bound"], report["objective"]);
    for name in ["seconds", "steps", "peak_mb"] {
        assert!(report[name].is_number(), "{name} in {report}");
    }
}

#[test]
fn the_same_steps_seed_and_threads_give_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let file = written(place.path(), "instance.json", instance().to_string());
    let solve = |name: &str, words: &[&str]| {
        let out = place.path().join(name);
        let mut all =
            vec!["solve", &file, "--out", out.to_str().unwrap(), "--seed", "5", "--quick", "--threads", "2"];
        all.extend(words);
        let report = printed(&teams(&all));
        (report["steps"].to_string(), std::fs::read(&out).unwrap())
    };
    let (steps, by_clock) = solve("a.json", &["--seconds", "0.3"]);
    let (_, again) = solve("b.json", &["--steps", &steps]);
    assert_eq!(by_clock, again);
}

#[test]
fn everybody_but_the_one_who_falls_out_stays() {
    let place = tempfile::tempdir().unwrap();
    let file = written(place.path(), "instance.json", instance().to_string());
    let (old, new) = (place.path().join("old.json"), place.path().join("new.json"));
    printed(&teams(&["solve", &file, "--out", old.to_str().unwrap(), "--steps", "10"]));
    let words = [
        "solve",
        &file,
        "--out",
        new.to_str().unwrap(),
        "--roster",
        old.to_str().unwrap(),
        "--replace",
        "2:1",
    ];
    printed(&teams(&words));
    let (old, new) = (Solution::read(&old).unwrap().teams, Solution::read(&new).unwrap().teams);
    for (t, (old, new)) in old.iter().zip(&new).enumerate() {
        for (s, (old, new)) in old.iter().zip(new).enumerate() {
            assert_eq!(old == new, (t, s) != (2, 1), "team {t}, seat {s}: {old} and {new}");
        }
    }
    let given = parse(instance().to_string().as_bytes()).unwrap();
    assert!(team::check(&given.instance, &new).violations.is_empty());
}

#[test]
fn every_person_is_chosen_eligible_or_excluded_by_a_rule() {
    let place = tempfile::tempdir().unwrap();
    let file = written(place.path(), "instance.json", instance().to_string());
    let out = place.path().join("out.json");
    printed(&teams(&["solve", &file, "--out", out.to_str().unwrap(), "--steps", "10"]));
    let told = printed(&teams(&["explain", &file, "1", "0", "--roster", out.to_str().unwrap()]));
    let people = told["people"].as_array().unwrap();
    assert_eq!(people.len(), 40);
    let chosen: Vec<&Value> = people.iter().filter(|p| p["state"] == "chosen").collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0]["person"], Solution::read(&out).unwrap().teams[1][0]);
    let excluded = people.iter().filter(|p| p["state"] == "excluded");
    assert!(excluded.clone().all(|p| p["rules"][0]["rule"].as_str().unwrap().starts_with('H')));
    // Person 1 may not lead and comes from the locality; both are said.
    let rules = |id: usize| people[id]["rules"].as_array().unwrap().clone();
    let named: Vec<Value> = rules(1).iter().map(|rule| rule["rule"].clone()).collect();
    assert!(named.contains(&json!("H1")) && named.contains(&json!("H4")), "{named:?}");
}

#[test]
fn what_cannot_be_done_names_seat_rule_and_people_and_writes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let mut hopeless = instance();
    hopeless["teams"][3]["seats"][0]["min_rank"] = 9.into();
    let file = written(place.path(), "instance.json", hopeless.to_string());
    let out = place.path().join("out.json");
    let done = teams(&["solve", &file, "--out", out.to_str().unwrap(), "--steps", "10"]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("team 3, seat 0: 0 eligible") && said.contains("40 by H1"), "{said}");
    assert!(done.stdout.is_empty() && !out.exists());
}
