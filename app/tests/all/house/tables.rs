//! Which tables are rebuilt from the journal, and which aren't and why.

use super::{none_broken, rust, sources};

/// Tables that no entry stands behind, each with the reason. Every other table must be named as a
/// journalled one in Rust: in a constant called `TABLES`.
const NOT_JOURNALLED: &[(&str, &str)] = &[
    ("streams", "the journal itself"),
    ("entries", "the journal itself"),
    ("frontier", "the log's right edge, rebuilt from the entries"),
    ("checkpoints", "signed statements about the journal"),
    ("private_rows", "personal data that must be erasable; entries hold its salted digest"),
    ("jobs", "work to be done, idempotent; what a job changes is journalled by the job"),
    ("timers", "when each sweep last ran"),
    ("number_counters", "the last number given, locked while the next one is; told from numbers"),
    ("matter_lights", "a counter's memory; recounted by verify"),
    ("light_counts", "counters; recounted by verify"),
    ("titles", "the letters of each title; told from it"),
    ("title_letters", "by which letters titles are found; told from them"),
    ("titles_waiting", "titles whose letters have yet to be read"),
    ("screen_links", "digests of secrets, like tokens; made and ended by an office's head"),
    ("api_tokens", "digests of secrets, like sessions; made and revoked by their owner"),
    ("idempotency", "answers saved for a day so that a request sent twice acts once"),
    ("versions", "how often people changed, so that a process knows when to read them anew"),
    ("sessions", "who is signed in at this moment"),
    ("credentials", "secrets; that one was set is an event of the account"),
    ("sign_in_failures", "lock-out counters; each failure is an event of the account"),
    ("one_time_links", "digests of secrets; that a link was issued is an event of the account"),
    ("ledger_previews", "files that wait for a confirm; nothing of them is in the record yet"),
    ("ledger_lines", "what was understood of files that wait for a confirm; they go with them"),
    ("ledger_returns", "rows given back, kept a week to be fetched; the import is an event"),
    ("desk_seen", "up to when somebody has read what changed: a bookmark of their own, nothing happened"),
    ("ledger_layouts", "which columns an account likes to see and how wide; nothing of the business"),
    ("saved_views", "addresses of the list under a name; what they show is asked anew each time"),
    ("ledger_templates", "a unit's own blank forms; nothing of the business stands in them"),
    ("meta", "which migrations have run, and the store's own name"),
];

#[test]
fn every_table_is_journalled_or_says_why_not() {
    let named = named_in_tables();
    let broken = tables()
        .into_iter()
        .filter(|table| !named.contains(table))
        .filter(|table| !NOT_JOURNALLED.iter().any(|(name, _)| name == table))
        .map(|table| format!("{table}: in no TABLES and not in NOT_JOURNALLED"))
        .collect();
    none_broken("A table is rebuilt from the journal, or the house test lists why it isn't.", broken);
}

#[test]
fn no_table_is_both_or_gone() {
    let tables = tables();
    let named = named_in_tables();
    let broken = NOT_JOURNALLED
        .iter()
        .filter(|(name, _)| {
            named.iter().any(|n| n == name) || (!tables.is_empty() && !tables.iter().any(|t| t == name))
        })
        .map(|(name, reason)| format!("{name} ({reason})"))
        .collect();
    none_broken("NOT_JOURNALLED lists a table that is journalled, or that no migration makes.", broken);
}

fn tables() -> Vec<String> {
    let mut found = Vec::new();
    for migration in sources("app/migrations", &[".sql"]) {
        let text = migration.text.to_lowercase();
        for rest in text.split("create table ").skip(1) {
            let rest = rest.strip_prefix("if not exists ").unwrap_or(rest);
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

/// Every text in files that define a `TABLES`, from its name to the end of the statement.
fn named_in_tables() -> Vec<String> {
    let mut found = Vec::new();
    for file in sources("app/src", &[".rs"]) {
        for rest in file.text.split("const TABLES").skip(1) {
            let statement = rest.split(';').next().unwrap_or_default();
            found.extend(rust::strings(&rust::tokens(&file.path, statement)));
        }
    }
    found
}
