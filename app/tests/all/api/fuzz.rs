//! Any JSON that is sent to any act is answered: done, refused or not understood, but never a fault.

use super::{document::operations, town::Town};
use crate::engines::{TestStore, postgres, sqlite};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

/// Words that mean something to one act or another, so that bodies are nearly right.
const WORDS: &[&str] = &[
    "task",
    "problem",
    "decision",
    "general",
    "lead",
    "responsible",
    "2026-12-01",
    "2026-02-30",
    "9999-12-31",
    "-9999-01-01",
    "solved",
    "staged",
    "merged",
    "paper",
    "on_site",
    "complete",
    "blue",
    "funds",
    "guidance",
    "city",
    "department",
    "督查",
    "",
    " ",
    "\u{1F600}",
    "\u{202e}",
    "' OR 1=1 --",
    "%_~\\",
    "<b>",
];

fn word() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(WORDS).prop_map(|word| json!(word)),
        any::<i64>().prop_map(|n| json!(n)),
        (-3..40i64).prop_map(|n| json!(n)),
        any::<f64>().prop_map(|n| json!(n)),
        any::<bool>().prop_map(|yes| json!(yes)),
        Just(Value::Null),
        Just(json!("UNIT")),
        ".{0,12}".prop_map(|text| json!(text)),
        ".{0,3}".prop_map(|text| json!(text.repeat(5000))),
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    word().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec(("[a-z_]{1,12}", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

#[test]
fn no_body_makes_a_fault() {
    fuzz(&sqlite(), 1500);
    if let Some(store) = postgres() {
        fuzz(&store, 300);
    }
}

fn fuzz(store: &TestStore, cases: u32) {
    let town = Town::build(store);
    let (id, share) = town.in_progress(town.draft("随意提交"));
    let receipt = super::board::waiting(&town);
    let document = town.send(None, "GET", "/openapi.json", "", &[]).json;
    let acts: Vec<(String, String, Vec<String>)> = operations(&town)
        .into_iter()
        .filter(|(method, _)| method != "GET")
        .map(|(method, path)| {
            let fields = fields(&document, &method, &path);
            let path = path.replace("{assignment}", &share).replace("{help}", "0");
            let path = path.replace("{receipt}", &receipt);
            let path = if path.starts_with("/matters/{id}") { path.replace("{id}", &id) } else { path };
            (method, path.replace("{id}", &town.estate.to_string()), fields)
        })
        .collect();
    let people: Vec<&str> = town.people.keys().copied().collect();
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let request = (
        prop::sample::select(acts),
        prop::sample::select(people),
        prop::collection::vec(any_json(), 8),
        prop::option::weighted(0.1, any_json()),
    );
    let told = runner.run(&request, |((method, path, fields), who, values, whole)| {
        let nearly = fields.iter().zip(values).map(|(name, value)| (name.clone(), value)).collect();
        let body = whole.unwrap_or(Value::Object(nearly)).to_string();
        let body = body.replace("\"UNIT\"", &format!("\"{}\"", town.finance));
        let reply = town.send(Some(town.token_of(who)), &method, &path, &body, &[]);
        prop_assert!(!reply.status.is_server_error(), "{} {} {} {:?}", method, path, body, reply);
        if !reply.status.is_success() {
            reply.problem();
        }
        Ok(())
    });
    told.unwrap();
}

/// The names of a body's fields, as the document has them.
fn fields(document: &Value, method: &str, path: &str) -> Vec<String> {
    let operation = &document["paths"][format!("/api/v1{path}")][method.to_lowercase()];
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let name = schema.as_str().and_then(|reference| reference.rsplit('/').next()).unwrap_or_default();
    let properties = document["components"]["schemas"][name]["properties"].as_object();
    properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
}
