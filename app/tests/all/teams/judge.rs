//! The judge that others use, ../shared/tools/check_teams.py, on our rosters: it knows nothing of ours.

use super::given::{instance, printed, teams, written};
use serde_json::Value;
use std::{path::PathBuf, process::Command};

fn shared(name: &str) -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().ok()?;
    let path = root.parent()?.join("shared").join(name);
    path.is_file().then_some(path)
}

#[test]
fn the_judge_of_others_finds_no_violation_and_the_same_cost() {
    let Some(judge) = shared("tools/check_teams.py") else {
        println!("skipped: ../shared/tools/check_teams.py is absent");
        return;
    };
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: python3 is absent");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let mut files = vec![written(place.path(), "instance.json", instance().to_string())];
    let given = ["S", "Y2", "M"].iter().filter_map(|name| shared(&format!("data/teams/{name}.json")));
    files.extend(given.map(|path| path.to_str().unwrap().to_owned()));
    for file in files {
        let out = place.path().join("out.json");
        let out = out.to_str().unwrap();
        let report = printed(&teams(&["solve", &file, "--out", out, "--steps", "12"]));
        let judged = Command::new("python3").arg(&judge).args([&file, out]).output().unwrap();
        let said = String::from_utf8_lossy(&judged.stdout).into_owned();
        assert!(judged.status.success() && said.starts_with("violations 0\n"), "{file}: {said}");
        let found: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        assert_eq!(found["objective"], report["objective"], "{file}");
    }
}
