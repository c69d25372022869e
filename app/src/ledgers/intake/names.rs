//! What names of units meant in an office's last ledgers, and what was chosen for all their rows: kept on confirm, taken
//! up again with the next one.

use super::{
    Choices, Habits, Prepared, UnitChoice,
    store::{self, OfficeNames},
};
use crate::{
    act::ActError,
    db::{DbError, Tx},
    journal::{self, Stamp},
    ledgers::understand::{Finding, SeenUnit},
    people::directory::Directory,
};
use bangdu_core::ids::UnitId;
use std::collections::BTreeMap;

/// Keeps what was decided of the ledger's names. A unit that was founded is known from then on.
pub(super) fn remember(
    tx: &mut Tx<'_>,
    stamp: &Stamp,
    office: UnitId,
    prepared: &Prepared,
    choices: &Choices,
) -> Result<(), ActError> {
    let seen = prepared.understood.units.iter().map(|unit| &unit.name);
    let decided: BTreeMap<String, UnitChoice> = seen
        .filter_map(|name| Some((name.clone(), choices.units.get(name)?.clone())))
        .filter(|(_, choice)| *choice != UnitChoice::New)
        .collect();
    let loaded = journal::load::<OfficeNames, DbError>(tx, office, |tx| store::office_names(tx, office))?;
    let mut names = loaded.state.as_ref().map(|kept| kept.names.clone()).unwrap_or_default();
    names.extend(decided);
    let now = OfficeNames { office, names, habits: choices.habits() };
    let nothing = now.names.is_empty() && now.habits == Habits::default();
    if loaded.state.as_ref().map_or(!nothing, |kept| *kept != now) {
        journal::commit(tx, loaded, &[now], stamp)?;
    }
    Ok(())
}

/// Chooses what was chosen for all rows before, and for each name that isn't known for sure what was decided of it,
/// where those units still stand.
pub(super) fn carry_over(
    choices: &mut Choices,
    seen: &[SeenUnit],
    kept: &OfficeNames,
    directory: &Directory,
) {
    choices.adopt(&kept.habits);
    let stands = |id: &UnitId| directory.tree.get(*id).is_some_and(|unit| unit.ended.is_none());
    for unit in seen.iter().filter(|unit| unit.guessed || !matches!(unit.finding, Finding::Known(_))) {
        let Some(choice) = kept.names.get(&unit.name).filter(|_| !choices.units.contains_key(&unit.name))
        else {
            continue;
        };
        let there = match choice {
            UnitChoice::Known(id) => stands(id),
            UnitChoice::Several(ids) => ids.iter().all(stands),
            UnitChoice::New => false,
            UnitChoice::None => true,
        };
        if there {
            choices.units.insert(unit.name.clone(), choice.clone());
            choices.carried.insert(unit.name.clone());
        }
    }
}
