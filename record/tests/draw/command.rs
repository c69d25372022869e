//! `bangdu-verify draw`: exit codes, and what it says that it didn't check.

use std::path::Path;
use std::process::{Command, Output};

use crate::table::drawn;

fn run(arguments: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bangdu-verify"));
    command.arg("draw").args(arguments).output().unwrap()
}

#[test]
fn a_register_is_checked_with_and_without_its_sealed_part() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let table = drawn();
    std::fs::write(at("register"), table.text()).unwrap();
    std::fs::write(at("sealed"), serde_json::to_vec(&table.sealed).unwrap()).unwrap();
    std::fs::write(at("roster"), serde_json::to_vec(&table.opened()).unwrap()).unwrap();

    let plain = run(&[&at("register")]);
    let said = String::from_utf8_lossy(&plain.stdout).into_owned();
    assert_eq!(plain.status.code(), Some(0), "{said}");
    assert!(said.contains("every roster keeps the hard rules"), "{said}");

    let (sealed, roster, older) = (Path::new("--sealed"), Path::new("--roster"), Path::new("--older"));
    let full = run(&[&at("register"), sealed, &at("sealed"), roster, &at("roster"), older, &at("register")]);
    assert_eq!(full.status.code(), Some(0), "{}", String::from_utf8_lossy(&full.stdout));

    let mut edited = table.sealed.clone();
    edited.rosters[0].teams[0].reverse();
    std::fs::write(at("sealed"), serde_json::to_vec(&edited).unwrap()).unwrap();
    let wrong = run(&[&at("register"), sealed, &at("sealed")]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stdout).contains("\"step\":\"freeze\""));

    let head = table.report().head.unwrap().to_string();
    assert_eq!(run(&[&at("register"), Path::new("--head"), Path::new(&head)]).status.code(), Some(0));
    let zeros = "0".repeat(64);
    assert_eq!(run(&[&at("register"), Path::new("--head"), Path::new(&zeros)]).status.code(), Some(1));
    for bad in [&[at("absent")][..], &[at("register"), "--sealed".into(), at("register")], &[]] {
        let bad: Vec<&Path> = bad.iter().map(|path| path.as_path()).collect();
        assert_eq!(run(&bad).status.code(), Some(2), "{bad:?}");
    }
}
