//! Every change of units, persons and accounts: load → decide → commit. Pages, API, import and command line
//! all go this way. Functions work inside a transaction of the caller's, so that an import can found
//! units and take matters over at once.

pub mod accounts;
pub mod first_start;
pub mod persons;
pub mod units;

use super::directory::{Directories, Directory};
use crate::{act::ActError, cx::Cx, db::Tx, journal::Stamp};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    people::{Action, Actor, Ground, allows, require},
};
use jiff::civil::Date;
use std::sync::Arc;

/// Who acts, and when.
#[derive(Clone, Debug)]
pub struct By {
    /// Somebody signed in; none for the installation itself (first start, the operator's command line).
    pub actor: Option<Actor>,
    /// Now.
    pub at: Instant,
    /// Today, in the installation's zone.
    pub today: Date,
}

impl By {
    /// Somebody signed in, now.
    pub fn actor(actor: &Actor, cx: &Cx) -> By {
        By { actor: Some(actor.clone()), at: cx.now(), today: cx.today() }
    }

    /// The operator, who has the machine itself, now.
    pub fn operator(cx: &Cx) -> By {
        By { actor: None, at: cx.now(), today: cx.today() }
    }

    /// What the record notes of this.
    pub fn stamp(&self) -> Stamp {
        let actor = self.actor.as_ref().map_or("operator".to_owned(), |actor| actor.account.to_string());
        Stamp { at: self.at, actor }
    }

    /// Nothing, if the actor may do `action` on this ground; the operator may do everything.
    pub fn require(&self, action: Action, ground: &Ground, directory: &Directory) -> Result<(), ActError> {
        match &self.actor {
            None => Ok(()),
            Some(actor) => {
                require(actor, action, ground, &directory.tree, self.today).map_err(ActError::from)
            }
        }
    }

    /// Whether the actor may do `action` on this ground.
    pub fn may(&self, action: Action, ground: &Ground, directory: &Directory) -> bool {
        let tree = &directory.tree;
        self.actor.as_ref().is_none_or(|actor| allows(actor, action, ground, tree, self.today))
    }

    /// [`By::require`] for what concerns no matter: in any of the actor's scopes.
    pub fn require_anywhere(&self, action: Action, directory: &Directory) -> Result<(), ActError> {
        let Some(actor) = &self.actor else { return Ok(()) };
        if self.may_anywhere(action, directory) {
            return Ok(());
        }
        self.require(action, &Ground::of_unit(actor.unit), directory)
    }

    /// Whether the actor may do `action` in any scope of theirs.
    pub fn may_anywhere(&self, action: Action, directory: &Directory) -> bool {
        let Some(actor) = &self.actor else { return true };
        let scopes = actor.grants.iter().map(|grant| grant.scope);
        scopes.chain([actor.unit]).any(|unit| self.may(action, &Ground::of_unit(unit), directory))
    }

    /// Who administers sees all people, others those of their own unit and of units whose contacts they see.
    pub fn sees_people_of(&self, unit: UnitId, directory: &Directory) -> bool {
        let own = self.actor.as_ref().is_none_or(|actor| actor.unit == unit);
        own || self.may_anywhere(Action::SeeAccounts, directory)
            || self.may(Action::SeeContacts, &Ground::of_unit(unit), directory)
    }
}

/// The lock for changing people, with the directory as it stands under it.
fn under_lock(tx: &mut Tx<'_>, directories: &Directories) -> Result<Arc<Directory>, ActError> {
    Ok(directories.lock(tx)?)
}
