//! What stands around every question: units and names, calendar and rules, as one transaction sees them.

use crate::{
    act::Asker,
    db::{DbError, Tx},
    journal,
    matters::act::Around,
    params,
    people::{
        self,
        directory::{Directories, Directory},
    },
    settings::store::{self as settings, KeptSettings},
};
use bangdu_core::settings::Settings;
use std::sync::Arc;

/// Both, held for a transaction.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Units and names.
    pub directory: Arc<Directory>,
    /// Calendar and default rules.
    pub settings: Arc<Settings>,
}

impl Standing {
    /// Asks the store how often they changed, and loads anew only what did.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(
        tx: &mut Tx<'_>,
        directories: &Directories,
        kept: &KeptSettings,
    ) -> Result<Standing, DbError> {
        let stream = settings::stream();
        let asked = [(people::store::VERSION, &[][..]), (journal::VERSION, params![stream])];
        let [people, settings] = tx.several(asked)?;
        let people = people.first().map_or(Ok(0), |row| row.get(0))?;
        let settings = settings.first().map_or(Ok(0), |row| row.get(0))?;
        Ok(Standing { directory: directories.at(tx, people)?, settings: kept.at(tx, settings)? })
    }

    /// With who asks, and when.
    pub fn around<'a>(&'a self, asker: Asker<'a>) -> Around<'a> {
        Around { asker, directory: &self.directory, settings: &self.settings }
    }
}
