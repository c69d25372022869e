//! Accounts: opened, trusted with roles, disabled. One-time links and passwords are the web frame's.

use super::{By, under_lock};
use crate::{
    act::ActError,
    db::{DbError, Tx},
    journal,
    people::{
        directory::{Directories, Directory},
        store,
    },
};
use bangdu_core::{
    ids::{AccountId, PersonId},
    people::{
        Account, AccountCommand, AccountFacts, Action, Ground, Role, account::SignInFailure,
        account_change::decide,
    },
};

/// Carries out `command` on an account, checking the right that it needs.
///
/// # Errors
/// When there is no such account or person, the actor may not, or a rule refuses.
pub fn change(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    id: AccountId,
    command: AccountCommand,
) -> Result<(), ActError> {
    let directory = under_lock(tx, directories)?;
    may(by, &command, &directory)?;
    let loaded = journal::load::<Account, DbError>(tx, id, |tx| store::account(tx, id))?;
    let person = match (&loaded.state, &command) {
        (Some(account), _) => account.person,
        (None, AccountCommand::Open { person, .. }) => *person,
        (None, _) => return Err(ActError::NotFound),
    };
    let gathered = Gathered::of(tx, by, id, person, &command)?;
    let facts = AccountFacts {
        tree: &directory.tree,
        by: by.actor.as_ref().map(|actor| actor.account),
        today: by.today,
        name_taken: gathered.name_taken,
        person_serves: gathered.person_serves,
        persons_other_grants: &gathered.other_grants,
        held_elsewhere: &gathered.held_elsewhere,
    };
    let events = decide(loaded.state.as_ref(), command, &facts)?;
    journal::commit(tx, loaded, &events, &by.stamp())?;
    Ok(())
}

/// The system administrator opens and closes accounts, the security administrator grants and resets second factors. A head of
/// government may besides delegate the approval of registrations (domain.md "Rules").
fn may(by: &By, command: &AccountCommand, directory: &Directory) -> Result<(), ActError> {
    let delegates = |role: Role, scope| {
        role == Role::Delegate && by.may(Action::DelegateApproval, &Ground::of_office(scope), directory)
    };
    match command {
        AccountCommand::Grant { grant } if delegates(grant.role, grant.scope) => Ok(()),
        AccountCommand::Revoke { role, scope } if delegates(*role, *scope) => Ok(()),
        AccountCommand::Grant { .. } | AccountCommand::Revoke { .. } | AccountCommand::ResetSecondFactor => {
            by.require_anywhere(Action::GrantRoles, directory)
        }
        _ => by.require_anywhere(Action::ManageAccounts, directory),
    }
}

/// What the decision must know of other accounts.
struct Gathered {
    name_taken: bool,
    person_serves: bool,
    other_grants: Vec<bangdu_core::people::Grant>,
    held_elsewhere: Vec<Role>,
}

impl Gathered {
    fn of(
        tx: &mut Tx<'_>,
        by: &By,
        id: AccountId,
        person: PersonId,
        command: &AccountCommand,
    ) -> Result<Gathered, ActError> {
        let name_taken = match command {
            AccountCommand::Open { name, .. } => store::account_named(tx, name)?.is_some(),
            _ => false,
        };
        let others = store::accounts_of(tx, person)?;
        let others = others.into_iter().filter(|account| account.id != id && account.is_usable());
        Ok(Gathered {
            name_taken,
            person_serves: store::person(tx, person)?.is_some_and(|person| person.left.is_none()),
            other_grants: others.flat_map(|account| account.grants).collect(),
            held_elsewhere: store::administered_elsewhere(tx, id, by.today)?,
        })
    }
}

/// Notes that the holder set a password: the account is in use from then on.
///
/// # Errors
/// When there is no such account, or it is disabled.
pub fn note_password(tx: &mut Tx<'_>, by: &By, id: AccountId) -> Result<(), ActError> {
    note(tx, by, id, AccountCommand::NotePassword)
}

/// Notes that the holder set or removed a second factor.
///
/// # Errors
/// When there is no such account.
pub fn note_second_factor(tx: &mut Tx<'_>, by: &By, id: AccountId, on: bool) -> Result<(), ActError> {
    note(tx, by, id, AccountCommand::NoteSecondFactor { on })
}

/// Notes that a sign-in failed.
///
/// # Errors
/// When there is no such account.
pub fn note_failure(tx: &mut Tx<'_>, by: &By, id: AccountId, why: SignInFailure) -> Result<(), ActError> {
    note(tx, by, id, AccountCommand::NoteFailure { why })
}

/// What the holder, or nobody yet, does to the account itself: no right is asked.
fn note(tx: &mut Tx<'_>, by: &By, id: AccountId, command: AccountCommand) -> Result<(), ActError> {
    let loaded = journal::load::<Account, DbError>(tx, id, |tx| store::account(tx, id))?;
    if loaded.state.is_none() {
        return Err(ActError::NotFound);
    }
    let directory = Directory::default();
    let facts = AccountFacts {
        tree: &directory.tree,
        by: None,
        today: by.today,
        name_taken: false,
        person_serves: true,
        persons_other_grants: &[],
        held_elsewhere: &[],
    };
    let events = decide(loaded.state.as_ref(), command, &facts)?;
    journal::commit(tx, loaded, &events, &by.stamp())?;
    Ok(())
}
