//! Single messages by command: where they belong, what can't wait, the kinds that analysts use, what was solved before.
//! With small files of the tests' own; what needs real messages is skipped, with a line, where they are absent.

mod commands;
mod labelled;
mod real;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn bangdu(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bangdu")).args(words).output().unwrap()
}

/// A file of real messages.
fn shared(name: &str) -> Option<PathBuf> {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = house.ancestors().map(|folder| folder.join("shared/data/hotline").join(name));
    let found = found.into_iter().find(|file| file.is_file());
    if found.is_none() {
        println!("skipped: ../shared/data/hotline/{name} is absent");
    }
    found
}
