//! Changes of this room: another county map, and the links of wall screens. Load, decide, commit.

use super::store::{self, Link, LinkEvent};
use crate::{
    act::ActError,
    cx,
    db::Tx,
    journal,
    matters::act::Around,
    web::session::{digest, new_token},
};
use bangdu_core::{
    ids::UnitId,
    map::{CountyMap, MapCommand, decide},
    people::{Action, Ground, allows, require},
};
use uuid::Uuid;

/// A link lives a year, like a token.
const LINK_DAYS: i64 = 366;
/// The longest name of a screen, in characters.
pub const LONGEST_NAME: usize = 40;

/// Takes over another county map.
///
/// # Errors
/// A refusal, or that the store failed.
pub fn import(tx: &mut Tx<'_>, around: &Around<'_>, map: CountyMap) -> Result<CountyMap, ActError> {
    may_import(around)?;
    let loaded = store::load(tx)?;
    let events = decide(loaded.state.as_ref(), &MapCommand::Import(map))?;
    Ok(journal::commit(tx, loaded, &events, &around.asker.stamp())?.0)
}

/// Nothing, if the asker may import a map: who manages the settings may, and the operator.
///
/// # Errors
/// The refusal by the table of rights.
pub fn may_import(around: &Around<'_>) -> Result<(), ActError> {
    let Some(actor) = around.asker.actor else { return Ok(()) };
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    Ok(require(actor, Action::ManageSettings, &Ground::of_unit(actor.unit), tree, today)?)
}

/// The offices whose wall screens the asker manages.
pub fn offices(around: &Around<'_>) -> Vec<UnitId> {
    let Some(actor) = around.asker.actor else { return Vec::new() };
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let scopes = actor.business(today).flat_map(|grant| tree.subtree(grant.scope));
    let mut offices: Vec<UnitId> = scopes
        .filter(|unit| tree.get(*unit).is_some_and(|unit| unit.is_office && unit.ended.is_none()))
        .filter(|office| allows(actor, Action::ManageScreens, &Ground::of_office(*office), tree, today))
        .collect();
    offices.sort();
    offices.dedup();
    offices
}

/// Makes a link for a wall screen of `office`; gives its token back, once.
///
/// # Errors
/// Without the right to, or when the store failed.
pub fn make_link(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    office: UnitId,
    name: &str,
) -> Result<String, ActError> {
    if !offices(around).contains(&office) {
        return Err(ActError::NotFound);
    }
    let token = new_token()?;
    let (id, now) = (cx::new_id(), around.asker.now);
    let name: String = name.trim().chars().take(LONGEST_NAME).collect();
    let link = Link { id, office, name, made_at: now, expires_at: now.plus_days(LINK_DAYS) };
    store::add_link(tx, &link, &digest(&token))?;
    let made = LinkEvent::Made { id, office, name: link.name, expires_at: link.expires_at };
    journal::commit(tx, journal::fresh::<Link>(id), &[made], &around.asker.stamp())?;
    Ok(token)
}

/// Ends a link; its screens go dark within minutes.
///
/// # Errors
/// When the asker manages no link with this id, or the store failed.
pub fn end_link(tx: &mut Tx<'_>, around: &Around<'_>, id: Uuid) -> Result<(), ActError> {
    let loaded = journal::replay::<Link>(tx, id)?;
    let office = loaded.state.as_ref().map(|link| link.office).ok_or(ActError::NotFound)?;
    if !offices(around).contains(&office) || !store::end_link(tx, id, around.asker.now)? {
        return Err(ActError::NotFound);
    }
    journal::commit(tx, loaded, &[LinkEvent::Ended {}], &around.asker.stamp())?;
    Ok(())
}
