//! Bad instance files: a clear sentence, nothing written, no panic.

use super::given::{instance, teams, written};
use bangdu::teams::instance::parse;
use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::Write;

/// An instance with one thing changed, and what the sentence must say.
fn bad() -> Vec<(Value, &'static str)> {
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut value = instance();
        change(&mut value);
        value
    };
    vec![
        (
            changed(&|v| drop(v["teams"][1]["seats"][0].as_object_mut().unwrap().remove("role"))),
            "teams[1].seats[0]",
        ),
        (changed(&|v| v["teams"][1]["seats"][0]["role"] = json!("cook")), "unknown variant `cook`"),
        (changed(&|v| v["teams"][2]["seats"] = json!([])), "team 2 has no seats"),
        (changed(&|v| v["teams"][2]["weeks"] = json!([])), "team 2 has no week"),
        (changed(&|v| v["teams"][2]["weeks"] = json!([1, 1])), "team 2 names week 1 twice"),
        (changed(&|v| v["teams"][2]["targets"] = json!([99])), "team 2 names unit 99, but there are only 20"),
        (changed(&|v| v["people"][7]["unit"] = json!(20)), "person 7 names unit 20"),
        (changed(&|v| v["people"][7]["unit"] = json!(-1)), "people[7].unit"),
        (changed(&|v| v["people"][7]["id"] = json!(3)), "people[7] has the id 3"),
        (changed(&|v| v["people"][7]["base"] = json!(4_000_000_000_u32)), "person 7 names locality"),
        (changed(&|v| v["people"][7]["avail"] = json!([6])), "person 7 names week 6"),
        (changed(&|v| v["people"][7]["fields"] = json!({ "x": 1 })), "people[7].fields"),
        (changed(&|v| v["weeks"] = json!(4_000_000_000_u32)), "weeks"),
        (changed(&|v| v["past_pairs"] = json!([[5, 5, 1]])), "the smaller id stands first"),
        (changed(&|v| v["excluded_pairs"] = json!([[5, 400]])), "names person 400"),
        (changed(&|v| v["weights"]["load"] = json!(-1)), "the weight load is -1"),
        (changed(&|v| v["weights"]["travel_km_per_point"] = json!(0)), "travel"),
        (changed(&|v| v["localities"][0]["x"] = json!(1e300)), "locality 0"),
        (changed(&|v| v["localities"][0]["x"] = json!(0.123_456_789)), "digits"),
        (changed(&|v| drop(v.as_object_mut().unwrap().remove("people"))), "missing field `people`"),
        (json!([]), "at"),
        (json!(7), "at"),
    ]
}

#[test]
fn a_bad_instance_is_refused_with_a_sentence_and_nothing_is_written() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out.json");
    for (value, sentence) in bad() {
        let given = parse(value.to_string().as_bytes()).and_then(|given| Ok(given.instance.validate()?));
        let said = given.expect_err(sentence).to_string();
        assert!(said.contains(sentence), "{said} lacks {sentence}");
    }
    let whole = instance().to_string();
    for (name, content) in [
        ("empty", &b""[..]),
        ("half", &whole.as_bytes()[..whole.len() / 2]),
        ("two", format!("{whole}{whole}").as_bytes()),
        ("gzip", &[0x1f, 0x8b, 1, 2, 3]),
        ("seat", bad()[0].0.to_string().as_bytes()),
    ] {
        let file = written(place.path(), name, content);
        for words in [
            vec!["solve", &file, "--out", out.to_str().unwrap(), "--steps", "3"],
            vec!["explain", &file, "0", "0"],
        ] {
            let done = teams(&words);
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert_eq!(done.status.code(), Some(1), "{name}: {said}");
            assert!(said.contains(&file) && !said.contains("panicked"), "{name}: {said}");
            assert!(done.stdout.is_empty() && !out.exists(), "{name}");
        }
    }
}

#[test]
fn an_instance_may_be_packed() {
    let place = tempfile::tempdir().unwrap();
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(instance().to_string().as_bytes()).unwrap();
    let file = written(place.path(), "instance.json.gz", packer.finish().unwrap());
    let out = place.path().join("out.json");
    let done = teams(&["solve", &file, "--out", out.to_str().unwrap(), "--steps", "3"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_place_that_is_not_there_is_a_sentence() {
    let place = tempfile::tempdir().unwrap();
    let file = written(place.path(), "instance.json", instance().to_string());
    for (words, sentence) in [
        (vec!["explain", &file, "9", "0"], "there is no team 9"),
        (vec!["explain", &file, "0", "9"], "team 0 has no seat 9"),
        (vec!["explain", "nowhere.json", "0", "0"], "nowhere.json"),
    ] {
        let done = teams(&words);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.code() == Some(1) && said.contains(sentence), "{said}");
    }
}

/// Changes one leaf of a JSON text to something else.
fn bent(value: &Value, at: usize, to: &Value) -> Value {
    fn walk(value: &mut Value, left: &mut usize, to: &Value) {
        match value {
            Value::Array(items) if !items.is_empty() => {
                items.iter_mut().for_each(|item| walk(item, left, to))
            }
            Value::Object(fields) => fields.values_mut().for_each(|field| walk(field, left, to)),
            leaf => {
                if *left == 0 {
                    *leaf = to.clone();
                }
                *left = left.wrapping_sub(1);
            }
        }
    }
    let mut bent = value.clone();
    walk(&mut bent, &mut { at }, to);
    bent
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        (-3..30_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!("expert")),
        Just(json!(true)),
    ]
}

proptest! {

    #[test]
    fn fuzz_an_instance_with_odd_values_is_solved_or_refused(
        changes in proptest::collection::vec((0..1_400_usize, odd()), 1..4),
    ) {
        let value = changes.iter().fold(instance(), |value, (at, to)| bent(&value, *at, to));
        let Ok(given) = parse(value.to_string().as_bytes()) else { return Ok(()) };
        let Ok(model) = bangdu_analysis::team::Model::new(&given.instance) else { return Ok(()) };
        let options = bangdu_analysis::team::Options::default();
        let outcome = bangdu_analysis::team::solve(&model, &options, &mut |progress| progress.steps < 4);
        if let bangdu_analysis::team::Outcome::Solved(solved) = outcome {
            let verdict = bangdu_analysis::team::check(&given.instance, &solved.teams);
            prop_assert!(verdict.violations.is_empty(), "{:?}", verdict.violations);
            prop_assert_eq!(verdict.objective.total(), solved.objective);
        }
    }

    #[test]
    fn fuzz_a_damaged_file_is_refused_or_read(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = instance().to_string().into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        let _ = parse(&text);
    }
}
