//! The OpenAPI document is walked: each operation is there, asks for a token, and, when it changes something,
//! stands in the record.

use super::{story::everything, town::Town};
use crate::engines::sqlite;
use std::collections::BTreeSet;

/// Operations that change something and leave no entry, each with the reason.
const GAPS: &[(&str, &str)] = &[
    ("POST /ledgers", "a file that waits for its confirm is no business yet; a day old it goes"),
    ("PUT /ledgers/{id}/choices", "it still waits; what was chosen is on record once it is confirmed"),
];

#[test]
fn every_operation_asks_for_a_token() {
    let store = sqlite();
    let town = Town::build(&store);
    for (method, path) in operations(&town) {
        let place = filled(&path);
        let reply = town.send(None, &method, &place, "{}", &[]);
        assert_eq!(reply.problem(), 401, "{method} {path}");
        let reply = town.send(Some("bd_no-such-token"), &method, &place, "{}", &[]);
        assert_eq!(reply.problem(), 401, "{method} {path}");
    }
}

#[test]
fn every_change_stands_in_the_record() {
    let store = sqlite();
    let town = Town::build(&store);
    everything(&town);
    let unsafe_ones: BTreeSet<String> = operations(&town)
        .into_iter()
        .filter(|(method, _)| method != "GET")
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    let mut recorded = BTreeSet::new();
    let mut silent = BTreeSet::new();
    for (method, path, entries) in town.done.borrow().iter() {
        let template = unsafe_ones.iter().find(|known| fits(known, &format!("{method} {path}")));
        let template = template.unwrap_or_else(|| panic!("{method} {path} isn't in the document")).clone();
        if *entries > 0 {
            recorded.insert(template)
        } else {
            silent.insert(template)
        };
    }
    let known: BTreeSet<String> = GAPS.iter().map(|(operation, _)| (*operation).to_owned()).collect();
    assert_eq!(silent, known, "changed something without an entry");
    let missing: Vec<&String> =
        unsafe_ones.iter().filter(|one| !recorded.contains(*one) && !silent.contains(*one)).collect();
    assert!(missing.is_empty(), "no story carries these out: {missing:#?}");
}

#[test]
fn the_document_says_what_it_should() {
    let store = sqlite();
    let town = Town::build(&store);
    let document = town.send(None, "GET", "/openapi.json", "", &[]).json;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["security"][0], serde_json::json!({"token": []}));
    assert!(operations(&town).len() > 55);
    let mut names = BTreeSet::new();
    for path in document["paths"].as_object().unwrap().values() {
        for operation in path.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(names.insert(name.clone()), "two operations are called {name}");
            assert!(operation["summary"].is_string(), "{name} says nothing of itself");
        }
    }
}

/// Method and path, as the document has them.
pub fn operations(town: &Town) -> Vec<(String, String)> {
    let document = town.send(None, "GET", "/openapi.json", "", &[]).json;
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").expect("everything lies under /api/v1");
        for method in methods.as_object().unwrap().keys() {
            found.push((method.to_uppercase(), path.to_owned()));
        }
    }
    found
}

fn filled(path: &str) -> String {
    let id = bangdu::cx::new_id().to_string();
    let steps = path.split('/').map(|step| match step {
        "{help}" => "0",
        "{year}" => "2026",
        step if step.starts_with('{') => id.as_str(),
        step => step,
    });
    steps.collect::<Vec<_>>().join("/")
}

/// Whether a path is one of a template.
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let mut steps = template.iter().zip(&path);
    template.len() == path.len() && steps.all(|(wanted, step)| wanted == step || wanted.starts_with('{'))
}
