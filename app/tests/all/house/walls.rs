//! The five walls, as far as the compiler doesn't stand guard.

use super::{Source, none_broken, root, rust, sources};

/// Pure crates' own doors to the world: an auditor's program has to open a file.
const DOORS: &[&str] = &[
    "record/src/bin/",
    "record/src/main.rs",
    "core/src/matters/tests/corpus.rs", // writes the corpus of old entries when asked by hand
];

/// What a pure crate may not name.
const WORLD: &[&[&str]] = &[
    &["std", "fs"],
    &["std", "net"],
    &["std", "env"],
    &["std", "process"],
    &["std", "thread"],
    &["std", "time"],
    &["tokio"],
    &["rusqlite"],
    &["postgres"],
    &["axum"],
    &["rand", "rng"],
    &["getrandom"],
];

/// What of it they may: threads that end before the function returns, whose number the caller gives.
const NO_WORLD: &[&[&str]] = &[&["std", "thread", "scope"]];

/// The shared floors of the app: they lean on each other and on no room.
const FLOORS: &[&str] = &[
    "assets", "blocking", "clock", "config", "cx", "db", "files", "jobs", "journal", "language", "logs",
    "mail", "metrics", "search", "web",
];

/// A floor's file and the room it names all the same, with the reason.
const FLOOR_LEANS_ON_ROOM: &[(&str, &str, &str)] = &[];

/// Where SQL may stand, beside files called `store`.
const CUPBOARD: &[&str] = &[
    "app/src/db",          // the two engines
    "app/src/journal",     // entries, log, checkpoints, verify
    "app/src/jobs",        // claimed in the database
    "app/src/files",       // which digests are held
    "app/src/search",      // full-text tables differ by engine
    "app/src/web/session", // sessions
    "app/src/backup",      // copies every table
    "app/benches/",        // the raw statement beside each measured one
];

#[test]
fn wall_1_pure_crates_do_not_touch_the_world() {
    let broken = ["core/src", "analysis/src", "record/src"]
        .iter()
        .flat_map(|folder| sources(folder, &[".rs"]))
        .filter(|file| !DOORS.iter().any(|door| file.path.starts_with(door)))
        .flat_map(|file| {
            rust::paths(&rust::tokens(&file.path, &file.text))
                .into_iter()
                .filter(|path| WORLD.iter().any(|outside| starts_with(path, outside)))
                .filter(|path| !NO_WORLD.iter().any(|inside| starts_with(path, inside)))
                .map(move |path| format!("{}: {}", file.path, path.join("::")))
        })
        .collect();
    none_broken("core, analysis and record do no I/O: time, randomness and data arrive as values.", broken);
}

#[test]
fn wall_1_the_crates_lean_on_each_other_in_one_direction() {
    let forbidden = [
        ("record", &["bangdu-core", "bangdu-analysis", "bangdu"][..]),
        ("core", &["bangdu-analysis", "bangdu"]),
        ("analysis", &["bangdu-core", "bangdu"]),
    ];
    let mut broken = Vec::new();
    for (krate, others) in forbidden {
        let manifest = std::fs::read_to_string(root().join(krate).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let names = manifest.get(section).and_then(|s| s.as_table());
            let leaning = names.into_iter().flatten().filter(|(name, _)| others.contains(&name.as_str()));
            broken.extend(leaning.map(|(name, _)| format!("{krate}/Cargo.toml: {section} has {name}")));
        }
    }
    none_broken("record leans on none of ours; core and analysis never on each other.", broken);
}

#[test]
fn wall_3_sql_stands_only_in_stores_and_the_cupboard() {
    let broken = sources("", &[".rs"])
        .into_iter()
        .filter(|file| !file.path.contains("/tests/") && !may_hold_sql(file))
        .flat_map(|file| {
            rust::strings(&rust::tokens(&file.path, &file.text))
                .into_iter()
                .filter(|text| is_sql(text))
                .map(move |text| format!("{}: {}", file.path, text.chars().take(60).collect::<String>()))
        })
        .collect();
    none_broken("SQL stands in store.rs files and the cupboard; elsewhere call a store's function.", broken);
}

#[test]
fn wall_3_shared_floors_never_import_a_room() {
    let broken = sources("app/src", &[".rs"])
        .into_iter()
        .filter(|file| FLOORS.contains(&storey(&file.path)))
        .flat_map(|file| {
            rust::paths(&rust::tokens(&file.path, &file.text))
                .into_iter()
                .filter(|path| path.len() > 1 && path[0] == "crate" && is_module(&path[1]))
                .filter(|path| !FLOORS.contains(&path[1].as_str()))
                .filter(|path| {
                    !FLOOR_LEANS_ON_ROOM.iter().any(|(at, room, _)| *at == file.path && *room == path[1])
                })
                .map(|path| format!("{}: {}", file.path, path.join("::")))
                .collect::<Vec<_>>()
        })
        .collect();
    none_broken("Shared floors lean on shared floors only; a room hands in what they need.", broken);
}

#[test]
fn wall_3_only_act_decides() {
    let broken = sources("app/src", &[".rs"])
        .into_iter()
        .filter(|file| !FLOORS.contains(&storey(&file.path)))
        .filter(|file| file.stem() != "act" && !file.path.contains("/act/"))
        .filter(|file| rust::calls(&rust::tokens(&file.path, &file.text), "decide"))
        .map(|file| file.path)
        .collect();
    none_broken("In a room only act.rs calls decide: page, API, job and command line go through it.", broken);
}

/// The first step below `app/src`: a floor, a room, or a file of its own.
fn storey(path: &str) -> &str {
    let below = path.strip_prefix("app/src/").unwrap_or(path);
    below.split(['/', '.']).next().unwrap_or(below)
}

fn is_module(name: &str) -> bool {
    root().join("app/src").join(name).is_dir() || root().join("app/src").join(format!("{name}.rs")).is_file()
}

fn may_hold_sql(file: &Source) -> bool {
    file.stem() == "store"
        || file.path.contains("/store/")
        || CUPBOARD.iter().any(|shelf| file.path.starts_with(shelf))
}

/// Whether a text is a statement or a piece of one. English prose begins with a capital letter or has
/// no placeholder, so it passes.
fn is_sql(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches("\\n").trim_start();
    let lower = text.to_lowercase();
    let keyword = text.split_whitespace().next().unwrap_or_default();
    let same_case = keyword == keyword.to_lowercase() || keyword == keyword.to_uppercase();
    let statement = (lower.starts_with("select ") && lower.contains(" from "))
        || (lower.starts_with("update ") && lower.contains(" set "))
        || ["insert into ", "delete from ", "create table ", "alter table ", "drop table ", "pragma "]
            .iter()
            .any(|start| lower.starts_with(start));
    let piece = lower.contains('$') && (lower.contains(" where ") || lower.starts_with("where "));
    same_case && (statement || piece)
}

fn starts_with(path: &[String], start: &[&str]) -> bool {
    path.len() >= start.len() && path.iter().zip(start).all(|(have, want)| have == want)
}

#[test]
fn sql_is_told_from_prose() {
    for sql in ["SELECT a FROM b", "insert into b values ($1)", " where id = $1", "PRAGMA synchronous"] {
        assert!(is_sql(sql), "{sql}");
    }
    for prose in ["Select a unit from the list", "select a unit", "Update the plan and set a date"] {
        assert!(!is_sql(prose), "{prose}");
    }
}
