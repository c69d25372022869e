//! `bangdu import ledger` with bad files, on a store that holds something.

use super::{LEDGER, files::bad_files};
use serde_json::Value;
use std::{
    path::Path,
    process::{Command, Output},
};

fn bangdu(data: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bangdu"));
    command.args(words).arg("--data").arg(data).output().unwrap()
}

fn verified(data: &Path) -> Value {
    let report: Value = serde_json::from_slice(&bangdu(data, &["verify"]).stdout).unwrap();
    assert_eq!(report["ok"], true, "{report}");
    report
}

#[test]
fn the_command_refuses_bad_files_with_a_sentence_and_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let file = place.path().join("台账.csv");
    std::fs::write(&file, LEDGER).unwrap();
    assert!(bangdu(&data, &["import", "ledger", file.to_str().unwrap(), "--confirm"]).status.success());
    let before = verified(&data);
    for bad in bad_files() {
        let file = place.path().join(bad.name);
        std::fs::write(&file, &bad.content).unwrap();
        let done = bangdu(&data, &["import", "ledger", file.to_str().unwrap(), "--confirm"]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{}: {said}", bad.what);
        assert!(said.contains(bad.sentence) && !said.contains("panicked"), "{}: {said}", bad.what);
        assert!(done.stdout.is_empty(), "{}", bad.what);
    }
    assert_eq!(verified(&data), before, "entries, streams and tables are as they were");
}
