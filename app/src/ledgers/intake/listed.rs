//! What waits and what was brought in, as lists: each reader sees those of the offices for which they bring ledgers
//! in or confirm, and the store is asked for no others.

use super::{
    store::{self, Import, Waiting},
    waiting::admit,
};
use crate::{
    act::ActError,
    db::Tx,
    people::{act::By, directory::Directory},
};
use bangdu_core::{
    ids::UnitId,
    people::{Action, Ground},
};

/// What waits for a confirm that this reader may give or has asked for, newest first.
///
/// # Errors
/// [`ActError::NotFound`] without the right, or that the store failed.
pub fn waiting(
    tx: &mut Tx<'_>,
    by: &By,
    directory: &Directory,
    limit: usize,
) -> Result<Vec<Waiting>, ActError> {
    admit(by, directory)?;
    let offices = offices(by, directory, &[Action::ConfirmImport]);
    let own = offices_of_own(by, directory);
    let account = by.actor.as_ref().map(|actor| actor.account);
    Ok(store::waiting(tx, &offices, account, &own, limit)?)
}

fn offices_of_own(by: &By, directory: &Directory) -> Vec<UnitId> {
    offices(by, directory, &[Action::Import])
}

/// The latest imports of the offices that this reader brings in or confirms for, newest first.
///
/// # Errors
/// [`ActError::NotFound`] without the right, or that the store failed.
pub fn imports(
    tx: &mut Tx<'_>,
    by: &By,
    directory: &Directory,
    limit: usize,
) -> Result<Vec<Import>, ActError> {
    admit(by, directory)?;
    let offices = offices(by, directory, &[Action::Import, Action::ConfirmImport]);
    Ok(store::imports(tx, &offices, limit)?)
}

/// The offices for which this reader may do any of these.
fn offices(by: &By, directory: &Directory, actions: &[Action]) -> Vec<UnitId> {
    let all = directory.tree.walk().into_iter().map(|(_, unit)| unit).filter(|unit| unit.is_office);
    let may = |office: UnitId| {
        let ground = Ground::of_office(office);
        actions.iter().any(|action| by.may(*action, &ground, directory))
    };
    all.map(|unit| unit.id).filter(|office| may(*office)).collect()
}

pub(super) fn may_see(by: &By, office: UnitId, directory: &Directory) -> bool {
    let ground = Ground::of_office(office);
    [Action::Import, Action::ConfirmImport].iter().any(|action| by.may(*action, &ground, directory))
}
