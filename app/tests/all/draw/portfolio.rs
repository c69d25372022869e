//! `bangdu teams portfolio`: what it writes, what it refuses, and the shared instances where they are.

use super::table::{Table, instance};
use bangdu::teams::{instance::parse, portfolio::Portfolio};
use serde_json::{Value, json};
use std::path::Path;

const ASK: [&str; 5] = ["teams", "portfolio", "instance", "--out", "out"];

fn asking<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ASK.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn a_portfolio_says_what_it_comes_to_and_stands_before_the_judge() {
    let table = Table::new();
    let said = table.does(&asking(&["--rosters", "30", "--epsilon", "3000", "--cap", "8000", "--seed", "7"]));
    let portfolio = Portfolio::read(&table.at("out")).unwrap();
    let given = parse(table.read("instance").as_bytes()).unwrap();
    let chances = portfolio.audit(&given).unwrap();
    assert_eq!(said["max_probability_bp"], json!(chances.locality_bp));
    assert!(chances.locality_bp <= 8000 && portfolio.rosters.len() > 10);
    assert!(chances.best_guess_bp <= chances.visit_bp && chances.visit_bp <= chances.locality_bp);
    let again = table.run(&asking(&["--rosters", "30", "--epsilon", "3000", "--cap", "8000", "--seed", "7"]));
    let repeated = Portfolio::read(&table.at("out")).unwrap();
    assert!(again.ok && repeated == portfolio, "the same seed gives the same portfolio");
}

#[test]
fn named_leaders_are_those_of_every_roster() {
    let table = Table::new();
    table.does(&asking(&["--rosters", "1", "--epsilon", "0", "--cap", "10000"]));
    let one: Value = serde_json::from_str(&table.read("out")).unwrap();
    let mut roster = json!({"instance": "T-1", "teams": one["rosters"][0]["teams"]});
    // Any leaders will do, not only the best ones.
    roster["teams"][0][0] = json!(21);
    table.write("leaders", &roster.to_string());
    let words = ["--rosters", "20", "--epsilon", "3000", "--cap", "9000", "--leaders", "leaders"];
    let said = table.does(&asking(&words));
    assert_eq!((&said["leaders_named"], &said["drawn_seats"]), (&json!(true), &json!(4)));
    let portfolio = Portfolio::read(&table.at("out")).unwrap();
    roster["teams"][0][0] = json!(1);
    table.write("leaders", &roster.to_string());
    let refused = table.refuses(&asking(&words));
    assert!(refused.contains("H1: person 1 can't lead team 0"), "{refused}");
    let second = roster["teams"][1][0].as_u64().unwrap() as u32;
    assert!(portfolio.rosters.iter().all(|r| r.teams[0][0] == 21 && r.teams[1][0] == second));
}

#[test]
fn a_cap_that_cannot_be_kept_is_refused_and_nothing_is_written() {
    let table = Table::new();
    let refused = table.refuses(&asking(&["--rosters", "5", "--epsilon", "100", "--cap", "100"]));
    assert!(refused.contains("the cap of 100 basis points isn't kept"), "{refused}");
    assert!(!table.at("out").exists());
    table.write("instance", &instance(2).to_string());
    let refused = table.refuses(&asking(&["--rosters", "5", "--epsilon", "100", "--cap", "9000"]));
    assert!(refused.contains("no roster was found that fills every seat"), "{refused}");
    table.write("instance", "{\"name\": 3}");
    let refused = table.refuses(&asking(&["--rosters", "5", "--epsilon", "100", "--cap", "9000"]));
    assert!(refused.contains("name"), "{refused}");
    assert!(!table.at("out").exists());
}

#[test]
fn a_portfolio_file_that_says_otherwise_is_found() {
    let table = Table::new();
    table.does(&asking(&["--rosters", "12", "--epsilon", "3000", "--cap", "9000"]));
    let given = parse(table.read("instance").as_bytes()).unwrap();
    let good = Portfolio::read(&table.at("out")).unwrap();
    let with = |edit: fn(&mut Portfolio)| {
        let mut portfolio = good.clone();
        edit(&mut portfolio);
        portfolio.audit(&given).unwrap_err().to_string()
    };
    assert!(with(|p| p.rosters[0].tickets += 1).contains("sum to 1000001, not to 1000000"));
    assert!(with(|p| p.summary.max_probability_bp -= 1).contains("was promised"));
    assert!(with(|p| p.summary.objective_limit = 0).contains("objective"));
    assert!(with(|p| p.instance.push('x')).contains("of instance T-1x"));
    assert!(with(|p| p.rosters[1].teams[0][0] = 1).contains("hard rule"));
    assert!(with(|p| p.rosters.clear()).contains("no roster"));
}

#[test]
fn the_shared_small_instance_keeps_its_cap() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/teams/S.json");
    if !path.exists() {
        eprintln!("skipped: {} isn't there", path.display());
        return;
    }
    let table = Table::new();
    std::fs::copy(path, table.at("instance")).unwrap();
    let said = table.does(&asking(&["--rosters", "60", "--epsilon", "1000", "--cap", "7400", "--seed", "1"]));
    assert!(said["max_probability_bp"].as_u64().unwrap() <= 7400, "{said}");
}
