//! Persons: entered, posted, gone. Phones go to erasable rows of personal data.

use super::{By, under_lock};
use crate::{
    act::ActError,
    cx,
    db::{DbError, Tx},
    journal::{
        self,
        private::{erase_private, get_private, get_private_all, put_private},
    },
    people::{directory::Directories, store},
};
use bangdu_core::{
    ids::{PersonId, PrivateId, UnitId},
    people::{
        Action, Person, PersonCommand, PersonEvent, PrivateRef,
        person::{decide, proper_phone},
    },
};

/// A person as a form says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonForm {
    /// Name.
    pub name: String,
    /// Position; may be empty.
    pub position: String,
    /// Phone, as typed; may be empty. None: leave it as it is.
    pub phone: Option<String>,
}

/// Enters a person.
///
/// # Errors
/// When the actor may not manage persons, or a rule refuses.
pub fn enter(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    id: PersonId,
    unit: UnitId,
    form: PersonForm,
) -> Result<(), ActError> {
    let directory = under_lock(tx, directories)?;
    by.require_anywhere(Action::ManagePersons, &directory)?;
    let phone = put_phone(tx, proper_phone(form.phone.as_deref().unwrap_or(""))?)?;
    let command = PersonCommand::Enter { id, name: form.name, unit, position: form.position, phone };
    let events = decide(None, command, &directory.tree, 0)?;
    journal::commit(tx, journal::fresh::<Person>(id), &events, &by.stamp())?;
    Ok(())
}

/// Changes name, unit, position and phone to what the form says.
///
/// # Errors
/// When there is no such person, the actor may not manage persons, or a rule refuses.
pub fn change(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    id: PersonId,
    unit: UnitId,
    form: PersonForm,
) -> Result<(), ActError> {
    let directory = under_lock(tx, directories)?;
    by.require_anywhere(Action::ManagePersons, &directory)?;
    let person = store::person(tx, id)?.ok_or(ActError::NotFound)?;
    let mut commands = vec![
        PersonCommand::Rename { name: form.name },
        PersonCommand::Post { unit, position: form.position },
    ];
    if let Some(typed) = form.phone {
        let typed = proper_phone(&typed)?;
        if typed != phone_of(tx, &person)? {
            commands.push(PersonCommand::SetPhone { phone: put_phone(tx, typed)? });
        }
    }
    commands.into_iter().try_for_each(|command| run(tx, directories, by, id, command))
}

/// Notes that somebody left; the phone is erased.
///
/// # Errors
/// As [`change`].
pub fn leave(tx: &mut Tx<'_>, directories: &Directories, by: &By, id: PersonId) -> Result<(), ActError> {
    let directory = under_lock(tx, directories)?;
    by.require_anywhere(Action::ManagePersons, &directory)?;
    run(tx, directories, by, id, PersonCommand::Leave { on: by.today })
}

fn run(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    id: PersonId,
    command: PersonCommand,
) -> Result<(), ActError> {
    let directory = under_lock(tx, directories)?;
    let accounts = store::accounts_of(tx, id)?.iter().filter(|account| account.is_usable()).count();
    let loaded = journal::load(tx, id, |tx| store::person(tx, id))?;
    let person = loaded.state.as_ref().ok_or(ActError::NotFound)?;
    let events = decide(Some(person), command, &directory.tree, accounts as u64)?;
    journal::commit(tx, loaded, &events, &by.stamp())?;
    for event in &events {
        if let PersonEvent::PhoneSet { erased: Some(row), .. } = event {
            erase_private(tx, &row.to_string(), by.at)?;
        }
    }
    Ok(())
}

/// A person's phone, for those who may see it.
///
/// # Errors
/// When the store fails.
pub fn phone_of(tx: &mut Tx<'_>, person: &Person) -> Result<Option<String>, DbError> {
    match &person.phone {
        Some(phone) => get_private(tx, &phone.id.to_string()),
        None => Ok(None),
    }
}

/// The phones of several persons, in their order, for those who may see them.
///
/// # Errors
/// When the store fails.
pub fn phones_of(tx: &mut Tx<'_>, persons: &[Person]) -> Result<Vec<Option<String>>, DbError> {
    let ids: Vec<PrivateId> = persons.iter().filter_map(|p| p.phone.as_ref()).map(|phone| phone.id).collect();
    let mut known = get_private_all::<String>(tx, &ids)?;
    Ok(persons.iter().map(|p| p.phone.as_ref().and_then(|phone| known.remove(&phone.id))).collect())
}

/// Puts a phone into erasable storage; what comes back goes into an event.
///
/// # Errors
/// When the store fails.
pub fn put_phone(tx: &mut Tx<'_>, phone: Option<String>) -> Result<Option<PrivateRef>, ActError> {
    let Some(phone) = phone else { return Ok(None) };
    let salt = cx::random_bytes().map_err(|fault| DbError::Failed(fault.to_string()))?;
    let id = PrivateId(cx::new_id());
    let reference = put_private(tx, id, &salt, &phone)?;
    Ok(Some(PrivateRef { id, digest: reference.digest.to_string() }))
}
