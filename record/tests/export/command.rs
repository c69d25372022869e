//! The program itself: exit codes, directory, archive, older checkpoint.

use std::path::Path;
use std::process::{Command, Output};

use crate::sample::{Sample, unpack};

fn run(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bangdu-verify")).args(arguments).output().unwrap()
}

fn write_directory(sample: &Sample, root: &Path) {
    for (name, bytes) in unpack(&sample.archive()) {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

#[test]
fn an_archive_and_a_directory_give_the_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let (archive, directory) = (folder.path().join("record.tar"), folder.path().join("record"));
    std::fs::write(&archive, super::plain().archive()).unwrap();
    write_directory(&super::plain(), &directory);
    let report = "{\"checkpoints\":3,\"entries\":10,\"first_error\":null,\"ok\":true,\"streams\":3}\n";
    for export in [archive, directory] {
        let output = run(&[&export]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), report);
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn a_wrong_record_exits_1_and_a_wrong_command_2() {
    let folder = tempfile::tempdir().unwrap();
    let (directory, checkpoint) = (folder.path().join("record"), folder.path().join("checkpoint.json"));
    let whole = super::plain();
    let mut cut = whole.clone();
    cut.entries.truncate(6);
    cut.checkpoints.truncate(2);
    write_directory(&cut, &directory);
    std::fs::write(&checkpoint, serde_json::to_vec(whole.checkpoints.last().unwrap()).unwrap()).unwrap();

    assert_eq!(run(&[&directory]).status.code(), Some(0));
    let output = run(&[&directory, Path::new("--checkpoint"), &checkpoint]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("entries were removed"));

    std::fs::write(directory.join("notes.txt"), "mine").unwrap();
    assert_eq!(run(&[&directory]).status.code(), Some(1));
    assert_eq!(run(&[&folder.path().join("absent.tar")]).status.code(), Some(2));
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(run(&[&directory, Path::new("--checkpoint"), &directory]).status.code(), Some(2));
}
