//! How a file looks: short, and it says first what lives in it.

use super::{none_broken, root, sources};

/// Longest Rust file, in lines.
const LINES: usize = 450;

/// A file that may be longer, with the reason.
const LONGER: &[(&str, &str)] =
    &[("core/src/matters/command.rs", "one list: every command with its fields, read as a table")];

#[test]
fn a_file_is_short_enough_to_be_read() {
    let broken = sources("", &[".rs"])
        .into_iter()
        .filter(|file| !LONGER.iter().any(|(path, _)| *path == file.path))
        .map(|file| (file.text.lines().count(), file.path))
        .filter(|(lines, _)| *lines > LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    none_broken("One file, one named ability: at most 450 lines of Rust.", broken);
}

#[test]
fn a_file_says_first_what_lives_in_it() {
    let broken = sources("", &[".rs"])
        .into_iter()
        .filter(|file| file.stem() != "tests") // a module's own tests belong to the module above
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| file.path)
        .collect();
    none_broken("A module's first comment (//!) says what lives there and what doesn't.", broken);
}

#[test]
fn there_is_no_drawer_for_everything() {
    let drawers = ["utils", "util", "common", "helpers", "misc"];
    let broken = sources("", &[".rs", ".ts"])
        .into_iter()
        .filter(|file| file.path.split(['/', '.']).any(|step| drawers.contains(&step)))
        .map(|file| file.path)
        .collect();
    none_broken("No utils, common or helpers: name the ability.", broken);
}

#[test]
fn no_file_names_this_machine() {
    // Written apart, so that this file doesn't name them either.
    let places = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
    let text =
        [".rs", ".ts", ".mjs", ".js", ".html", ".css", ".sql", ".md", ".toml", ".yml", ".json", ".service"];
    let mut files = sources("", &text);
    files.extend(sources(".ci", &["run"]));
    files.extend(sources("ops", &[""]));
    let makefile = std::fs::read_to_string(root().join("Makefile")).unwrap();
    files.push(super::Source { path: "Makefile".to_owned(), text: makefile });
    let broken = files
        .into_iter()
        .flat_map(|file| {
            let named = places.iter().filter(|place| file.text.contains(**place));
            named.map(|place| format!("{}: {place}", file.path)).collect::<Vec<_>>()
        })
        .collect();
    none_broken("A tracked file holds no path of the machine it was written on.", broken);
}
