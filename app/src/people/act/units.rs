//! Units: founded, renamed, moved, ended.

use super::{By, under_lock};
use crate::{
    act::ActError,
    db::{DbError, Tx},
    journal,
    people::{directory::Directories, store},
};
use bangdu_core::{
    ids::UnitId,
    people::{Action, Unit, UnitCommand, UnitFacts, UnitForm, unit_change},
};

/// Counts the open matters in which a unit has a part; the matters' room knows how.
pub type OpenMatters = fn(&mut Tx<'_>, UnitId) -> Result<i64, DbError>;

/// Founds a unit.
///
/// # Errors
/// When the actor may not manage units, or a rule refuses.
pub fn found(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    id: UnitId,
    form: UnitForm,
) -> Result<(), ActError> {
    found_under(tx, directories, by, id, form, Action::ManageUnits)
}

/// Founds a unit that a confirmed ledger names: whoever may confirm an import may do this.
///
/// # Errors
/// As [`found`].
pub fn found_by_import(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    id: UnitId,
    form: UnitForm,
) -> Result<(), ActError> {
    found_under(tx, directories, by, id, form, Action::ConfirmImport)
}

fn found_under(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    id: UnitId,
    form: UnitForm,
    right: Action,
) -> Result<(), ActError> {
    let directory = under_lock(tx, directories)?;
    by.require_anywhere(right, &directory)?;
    let facts = UnitFacts { tree: &directory.tree, open_matters: 0, accounts: 0 };
    let events = unit_change::decide(None, UnitCommand::Found { id, form }, facts)?;
    journal::commit(tx, journal::fresh::<Unit>(id), &events, &by.stamp())?;
    Ok(())
}

/// Carries out `commands` on a unit, all or none.
///
/// # Errors
/// When there is no such unit, the actor may not manage units, or a rule refuses.
pub fn change(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    id: UnitId,
    commands: Vec<UnitCommand>,
    open_matters: OpenMatters,
) -> Result<(), ActError> {
    for command in commands {
        let directory = under_lock(tx, directories)?;
        by.require_anywhere(Action::ManageUnits, &directory)?;
        let loaded = journal::load(tx, id, |tx| store::unit(tx, id))?;
        let unit = loaded.state.as_ref().ok_or(ActError::NotFound)?;
        let mut facts = UnitFacts { tree: &directory.tree, open_matters: 0, accounts: 0 };
        if matches!(command, UnitCommand::End { .. }) {
            facts.open_matters = open_matters(tx, id)?.unsigned_abs();
            facts.accounts = store::usable_accounts_in(tx, id)?;
        }
        let events = unit_change::decide(Some(unit), command, facts)?;
        journal::commit(tx, loaded, &events, &by.stamp())?;
    }
    Ok(())
}
