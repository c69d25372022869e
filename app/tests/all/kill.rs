//! Nothing acknowledged is ever lost: server and writers are killed twenty times, on either engine.

use crate::engines::{TestStore, each_engine, postgres, sqlite};
use bangdu::db::{DbError, Place};
use std::{
    collections::HashSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

const KILLS: usize = 20;

/// `bangdu COMMAND` on the test's store.
fn bangdu(store: &TestStore, command: &[&str]) -> Command {
    let mut bangdu = Command::new(env!("CARGO_BIN_EXE_bangdu"));
    bangdu.args(command).current_dir(store.outside()).stdout(Stdio::piped()).stderr(Stdio::piped());
    match &store.place {
        Place::Sqlite { dir } => bangdu.arg("--data").arg(dir),
        Place::Postgres { url } => bangdu.args(["--database", url]).arg("--data").arg(data_of(store)),
    };
    bangdu
}

/// Not there yet at the first start: the server makes it.
fn data_of(store: &TestStore) -> std::path::PathBuf {
    store.outside().join("beside")
}

/// A server that says it is ready.
fn serve(store: &TestStore) -> Child {
    let mut server = bangdu(store, &["serve", "--listen", "127.0.0.1:0", "--log", "error"]).spawn().unwrap();
    let lines = BufReader::new(server.stderr.as_mut().unwrap()).lines().map_while(Result::ok);
    let said: Vec<String> = lines.take_while(|line| !line.starts_with("Bangdu is ready")).collect();
    assert!(server.try_wait().unwrap().is_none(), "the server doesn't start: {said:?}");
    server
}

#[test]
fn whatever_was_acknowledged_before_a_kill_is_there_after_it() {
    kill_again_and_again(&sqlite());
}

#[test]
fn whatever_was_acknowledged_before_a_kill_is_there_after_it_on_postgresql() {
    postgres().iter().for_each(kill_again_and_again);
}

fn kill_again_and_again(store: &TestStore) {
    let mut acknowledged = HashSet::new();
    for round in 0..KILLS {
        let mut server = serve(store);
        let mut writers = bangdu(store, &["hammer", "--writers", "4"]).spawn().unwrap();
        let mut lines = BufReader::new(writers.stdout.take().unwrap()).lines();
        // Each time after another number of answers, so that it falls into another moment of the work.
        acknowledged.extend(lines.by_ref().take(5 + 3 * round).map(Result::unwrap));
        writers.kill().unwrap();
        server.kill().unwrap();
        acknowledged.extend(lines.map_while(Result::ok));
        writers.wait().unwrap();
        server.wait().unwrap();
        let there = units(store);
        let lost: Vec<_> = acknowledged.difference(&there).collect();
        assert!(lost.is_empty(), "kill {round}: {lost:?}");
    }
    assert!(acknowledged.len() >= KILLS * 5, "the writers wrote");
    let report = bangdu(store, &["verify"]).output().unwrap();
    assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stdout));
}

#[test]
fn an_orderly_stop_leaves_a_checkpoint_over_everything() {
    each_engine(|store| {
        let outside = store.outside().join("outside");
        std::fs::create_dir(&outside).unwrap();
        let serve = ["serve", "--listen", "127.0.0.1:0", "--checkpoint-dir", outside.to_str().unwrap()];
        let mut server = bangdu(store, &serve).spawn().unwrap();
        let mut said = BufReader::new(server.stderr.take().unwrap()).lines().map_while(Result::ok);
        assert!(said.any(|line| line.starts_with("Bangdu is ready")));
        let hammered = bangdu(store, &["hammer", "--writers", "2", "--units", "3"]).output().unwrap();
        assert!(hammered.status.success());
        let told = Command::new("kill").arg(server.id().to_string()).status().unwrap();
        assert!(told.success() && server.wait().unwrap().success(), "it stops in order");
        assert_all_is_sealed(store, &outside);
    });
}

fn assert_all_is_sealed(store: &TestStore, outside: &Path) {
    let file = outside.join("bangdu-checkpoints.jsonl");
    let report = bangdu(store, &["verify", "--checkpoint", file.to_str().unwrap()]).output().unwrap();
    assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stdout));
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).unwrap();
    let last = bangdu::journal::seal::size_outside(&file).unwrap();
    assert_eq!(report["entries"], last, "the last checkpoint covers every entry");
}

fn units(store: &TestStore) -> HashSet<String> {
    let read = store.db.read_blocking(|tx| {
        let rows = tx.rows("SELECT id FROM units", &[])?;
        rows.iter().map(|row| row.get(0)).collect::<Result<HashSet<String>, DbError>>()
    });
    read.unwrap()
}

#[test]
fn a_command_asked_wrongly_says_so_and_exits_with_2() {
    let outside = tempfile::tempdir().unwrap();
    let ask = |arguments: &[&str]| {
        let mut bangdu = Command::new(env!("CARGO_BIN_EXE_bangdu"));
        let output = bangdu.args(arguments).current_dir(outside.path()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for (arguments, code, part) in [
        (&["verify"][..], 2, "say where the store is"),
        (&["serve", "--data", "d", "--zone", "Mars"], 2, "no such time zone"),
        (&["fly"], 2, "fly"),
        (&["verify", "--data", "nowhere"], 1, "there is no store in"),
        (&["restore", "none.bangdu", "--data", "d"], 1, "No such file"),
    ] {
        let (status, said) = ask(arguments);
        assert_eq!((status, said.contains(part)), (Some(code), true), "{arguments:?}: {said}");
    }
}
