//! All units and everybody's name, kept in memory: what pages, rights and sentences need at every turn.
//!
//! Each reader asks the store for one number first, so a change by another process is seen at once.

use super::store;
use crate::db::{DbError, Tx};
use bangdu_core::{
    ids::{PersonId, UnitId},
    people::UnitTree,
};
use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

/// Units and names as they were at one moment.
#[derive(Debug, Default)]
pub struct Directory {
    /// All units.
    pub tree: UnitTree,
    persons: HashMap<PersonId, String>,
    version: i64,
}

impl Directory {
    /// A person's name; empty when there is no such person.
    pub fn person(&self, person: PersonId) -> &str {
        self.persons.get(&person).map_or("", String::as_str)
    }

    /// A unit's short name; empty when there is no such unit.
    pub fn unit(&self, unit: UnitId) -> &str {
        self.tree.short_name(unit)
    }

    /// Grows whenever units or persons change.
    pub fn version(&self) -> i64 {
        self.version
    }

    fn load(tx: &mut Tx<'_>, version: i64) -> Result<Directory, DbError> {
        let tree = UnitTree::new(store::units(tx)?);
        let persons = store::person_names(tx)?.into_iter().collect();
        Ok(Directory { tree, persons, version })
    }
}

/// The directory that a process keeps; a clone shares it.
#[derive(Clone, Debug, Default)]
pub struct Directories(Arc<RwLock<Arc<Directory>>>);

impl Directories {
    /// The directory as this transaction sees the store, loaded anew only if it has changed.
    pub fn read(&self, tx: &mut Tx<'_>) -> Result<Arc<Directory>, DbError> {
        let version = store::version(tx)?;
        self.at(tx, version)
    }

    /// The directory at this version, which the transaction has just read. What a transaction that writes has
    /// loaded isn't kept: it may yet be undone.
    pub(crate) fn at(&self, tx: &mut Tx<'_>, version: i64) -> Result<Arc<Directory>, DbError> {
        let kept = self.kept();
        if kept.version == version && !kept.tree.is_empty() {
            return Ok(kept);
        }
        let fresh = Arc::new(Directory::load(tx, version)?);
        if !tx.writes()
            && let Ok(mut kept) = self.0.write()
            && kept.version <= version
        {
            *kept = fresh.clone();
        }
        Ok(fresh)
    }

    /// The same under the lock for changing people.
    pub fn lock(&self, tx: &mut Tx<'_>) -> Result<Arc<Directory>, DbError> {
        let version = store::lock(tx)?;
        self.at(tx, version)
    }

    fn kept(&self) -> Arc<Directory> {
        self.0.read().map(|kept| kept.clone()).unwrap_or_default()
    }
}

impl crate::web::lang::Names for Directory {
    fn unit(&self, id: UnitId) -> String {
        Directory::unit(self, id).to_owned()
    }

    fn person(&self, id: PersonId) -> String {
        Directory::person(self, id).to_owned()
    }
}
