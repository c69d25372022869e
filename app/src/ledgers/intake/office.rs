//! The office that a ledger belongs to: the reader's own, the one that its title names, or, in an empty
//! store, the one that is founded from its title.

use super::{Prepared, units::place};
use crate::{
    act::ActError,
    cx,
    db::Tx,
    people::{
        act::{By, units::found_by_import},
        directory::{Directories, Directory},
    },
};
use bangdu_core::{
    ids::UnitId,
    people::{Level, Unit, UnitKind, unit::UnitForm},
};

/// The prefix of a new office's numbers, until somebody sets another.
const SERIES: &str = "督查立项";

/// The office of whoever brings the ledger in, else the one whose name the title gives as `reporter`. `None`:
/// there is none yet.
pub fn office(directory: &Directory, by: &By, reporter: &str) -> Option<UnitId> {
    let offices: Vec<&Unit> = offices(directory);
    let own = by.actor.as_ref().and_then(|actor| {
        let of_grants = actor.grants.iter().map(|grant| grant.scope);
        let mut mine = [actor.unit].into_iter().chain(of_grants);
        mine.find(|unit| offices.iter().any(|office| office.id == *unit))
    });
    let named = || directory.tree.find(reporter).into_iter().find(|u| u.is_office).map(|u| u.id);
    own.or_else(named).or_else(|| offices.first().map(|u| u.id))
}

fn offices(directory: &Directory) -> Vec<&Unit> {
    let all = directory.tree.walk().into_iter().map(|(_, unit)| unit);
    all.filter(|u| u.is_office && u.ended.is_none()).collect()
}

/// Founds what an empty store lacks: the government at the top and its office, as the title names them.
///
/// # Errors
/// When the store fails.
pub fn found(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    prepared: &Prepared,
) -> Result<UnitId, ActError> {
    let title = &prepared.understood.title;
    let place = place(&title.text);
    let directory = directories.read(tx)?;
    let top = match directory.tree.roots().first() {
        Some(top) => top.id,
        None => {
            let name = if place.is_empty() {
                "本级人民政府".to_owned()
            } else {
                format!("{place}人民政府")
            };
            let form =
                UnitForm { kind: UnitKind::Government, ..UnitForm::department(&name, level(&place), None) };
            new(tx, directories, by, form)?
        }
    };
    let name =
        title.reporter.clone().filter(|r| r.contains("督查")).unwrap_or_else(|| "政府督查室".to_owned());
    new(tx, directories, by, office_form(&name, level(&place), top))
}

fn office_form(name: &str, level: Level, top: UnitId) -> UnitForm {
    UnitForm {
        kind: UnitKind::Office,
        is_office: true,
        series: Some(SERIES.to_owned()),
        ..UnitForm::department(name, level, Some(top))
    }
}

fn level(place: &str) -> Level {
    if place.ends_with('市') { Level::City } else { Level::County }
}

fn new(tx: &mut Tx<'_>, directories: &Directories, by: &By, form: UnitForm) -> Result<UnitId, ActError> {
    let id = UnitId(cx::new_id());
    found_by_import(tx, directories, by, id, form)?;
    Ok(id)
}
