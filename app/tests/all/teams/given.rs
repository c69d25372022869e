//! An instance made for tests, and the command on it.

use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Command, Output},
};

/// A pool of 40 people for 6 teams, made up by a counter: every rule concerns somebody.
pub fn instance() -> Value {
    let localities: Vec<Value> =
        (0..4).map(|i| json!({ "id": i, "x": f64::from(i * 13) + 0.5, "y": f64::from(i * i * 7) })).collect();
    let units: Vec<Value> = (0..20)
        .map(|i| {
            let level = if i < 4 { "city" } else { "county" };
            json!({ "id": i, "locality": if i < 4 { -1 } else { i % 4 }, "level": level, "dept": i % 5 })
        })
        .collect();
    let people: Vec<Value> = (0..40)
        .map(|i| {
            json!({
                "id": i, "kind": "any", "unit": i % 20, "recuse_localities": [i % 4], "base": (i + 1) % 4,
                "rank": i % 5, "leader_ok": i % 3 == 0, "office_ok": i % 3 == 1,
                "fields": { (i % 3).to_string(): i % 3 + 1, (3 + i % 2).to_string(): 2 },
                "experience": i % 5, "prior_draws": i % 2, "cap": 3, "avail": (0..6).filter(|w| w % 7 != i % 7).collect::<Vec<i32>>(),
                "kin_units": [(i + 7) % 20], "past_units": [], "met_units": [(i + 11) % 20],
            })
        })
        .collect();
    let teams: Vec<Value> = (0..6)
        .map(|i| {
            let weeks = if i % 3 == 0 { vec![i % 5, i % 5 + 1] } else { vec![i % 5] };
            json!({
                "id": i, "locality": i % 4, "weeks": weeks, "targets": [4 + i, 10 + i],
                "seats": [
                    { "role": "leader", "min_rank": 2 }, { "role": "office" },
                    { "role": "expert", "field": i % 3, "min_prof": 1 }, { "role": "expert", "field": 3, "min_prof": 2 },
                ],
            })
        })
        .collect();
    json!({
        "format": "bangdu-teams-v1", "name": "made-up", "weeks": 6, "fields": ["a", "b", "c", "d", "e"],
        "localities": localities, "units": units, "people": people, "teams": teams,
        "past_pairs": [[0, 1, 2], [3, 4, 1], [6, 10, 3]], "excluded_pairs": [[0, 4], [9, 13]],
        "mix": { "max_same_unit": 1, "max_same_locality": 2, "max_same_dept": 2, "min_city": 1, "min_below": 1 },
        "novice_max_experience": 0, "veteran_min_experience": 3,
        "weights": { "fit": 10, "lead_over": 4, "travel_km_per_point": 10, "load": 15, "pair": 8, "mentor": 25 },
    })
}

/// `bangdu teams …`
pub fn teams(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bangdu")).arg("teams").args(words).output().unwrap()
}

/// Writes a file and gives its path as text.
pub fn written(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

/// What the command printed as JSON, when all went well.
pub fn printed(done: &Output) -> Value {
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}
