//! Brings a store's tables up to date: the files of `app/migrations`, in the order of their names, each once.
//! Files are only appended; one that was applied and then changed is refused.

use super::{DbError, Engine, Tx, dialect};
use crate::params;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

#[derive(RustEmbed)]
#[folder = "migrations/"]
struct Files;

/// Applies what is missing, inside the caller's transaction.
pub(super) fn run(tx: &mut Tx<'_>) -> Result<(), DbError> {
    apply(tx, &embedded()?)
}

/// The embedded files, by name.
pub(super) fn embedded() -> Result<Vec<(String, String)>, DbError> {
    let mut names: Vec<_> = Files::iter().filter(|name| name.ends_with(".sql")).collect();
    names.sort();
    let text = |name: &str| {
        let file = Files::get(name)?;
        String::from_utf8(file.data.into_owned()).ok()
    };
    let read = |name: std::borrow::Cow<'static, str>| match text(&name) {
        Some(sql) => Ok((name.into_owned(), sql.replace("\r\n", "\n"))),
        None => Err(DbError::Migration(format!("{name} can't be read"))),
    };
    names.into_iter().map(read).collect()
}

fn apply(tx: &mut Tx<'_>, files: &[(String, String)]) -> Result<(), DbError> {
    if tx.engine() == Engine::Postgres {
        // Two processes may start at once on one database; any number serves, as long as it is ours.
        tx.batch("SELECT pg_advisory_xact_lock(733)")?;
    }
    tx.batch("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL)")?;
    let mut applied: HashMap<String, String> = HashMap::new();
    for row in tx.rows("SELECT name, digest FROM migrations", &[])? {
        applied.insert(row.get(0)?, row.get(1)?);
    }
    for (name, sql) in files {
        let digest = hex::encode(Sha256::digest(sql.as_bytes()));
        match applied.remove(name) {
            Some(old) if old == digest => {}
            Some(_) => {
                return Err(DbError::Migration(format!(
                    "{name} was changed after this store had applied it"
                )));
            }
            None => {
                let own = dialect::sections(sql, tx.engine());
                tx.batch(&dialect::translate(&own, tx.engine()))
                    .map_err(|error| DbError::Migration(format!("{name}: {error}")))?;
                tx.execute("INSERT INTO migrations (name, digest) VALUES ($1, $2)", params![name, digest])?;
            }
        }
    }
    match applied.into_keys().min() {
        Some(name) => Err(DbError::Migration(format!("{name} is unknown: a newer Bangdu made this store"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Scratch;

    fn file(name: &str, sql: &str) -> (String, String) {
        (name.to_owned(), sql.to_owned())
    }

    #[test]
    fn numbers_are_given_once() {
        let mut numbers: Vec<_> =
            embedded().unwrap().into_iter().map(|(name, _)| name[..4].parse::<u16>().unwrap()).collect();
        let all = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), all, "two migrations share a number");
    }

    #[test]
    fn a_changed_old_migration_is_refused() {
        let mut files = embedded().unwrap();
        files[0].1.push_str("-- changed\n");
        let refused = Scratch::new().unwrap().write(|tx| apply(tx, &files)).unwrap_err();
        assert!(matches!(&refused, DbError::Migration(text) if text.contains("was changed")), "{refused}");
    }

    #[test]
    fn a_store_of_a_newer_version_is_refused() {
        let mut scratch = Scratch::new().unwrap();
        let mut files = embedded().unwrap();
        files.push(file("9999_later.sql", "CREATE TABLE later (a TEXT);"));
        scratch.write(|tx| apply(tx, &files)).unwrap();
        let refused = scratch.write(run).unwrap_err();
        assert!(matches!(&refused, DbError::Migration(text) if text.contains("newer")), "{refused}");
    }
}
