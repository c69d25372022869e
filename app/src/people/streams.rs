//! Units, persons and accounts as streams of the record: how their events fold and where they are kept.

use super::store;
use crate::{
    db::{DbError, Tx},
    journal::{RoomCheck, Stamp, Stream},
};
use bangdu_core::people::{
    Account, AccountEvent, Person, PersonEvent, Unit, UnitEvent, account::apply as apply_account,
    person::apply as apply_person, unit::apply as apply_unit,
};

/// What `verify` checks of this room.
pub fn checks() -> [RoomCheck; 3] {
    [RoomCheck::of::<Unit>(), RoomCheck::of::<Person>(), RoomCheck::of::<Account>()]
}

impl Stream for Unit {
    const KIND: &'static str = "unit";
    const TABLES: &'static [&'static str] = &["units"];
    type Event = UnitEvent;

    fn event_name(event: &UnitEvent) -> &'static str {
        event.name()
    }

    fn apply(before: Option<Unit>, event: &UnitEvent, _: &Stamp) -> Result<Unit, String> {
        apply_unit(before, event).ok_or_else(|| format!("{} before the unit was founded", event.name()))
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Unit>, after: &Unit) -> Result<(), DbError> {
        store::save_unit(tx, after)
    }
}

impl Stream for Person {
    const KIND: &'static str = "person";
    const TABLES: &'static [&'static str] = &["persons"];
    type Event = PersonEvent;

    fn event_name(event: &PersonEvent) -> &'static str {
        event.name()
    }

    fn apply(before: Option<Person>, event: &PersonEvent, _: &Stamp) -> Result<Person, String> {
        apply_person(before, event).ok_or_else(|| format!("{} before the person was entered", event.name()))
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Person>, after: &Person) -> Result<(), DbError> {
        store::save_person(tx, after)
    }
}

impl Stream for Account {
    const KIND: &'static str = "account";
    const TABLES: &'static [&'static str] = &["accounts", "grants"];
    type Event = AccountEvent;

    fn event_name(event: &AccountEvent) -> &'static str {
        event.name()
    }

    fn apply(before: Option<Account>, event: &AccountEvent, _: &Stamp) -> Result<Account, String> {
        apply_account(before, event).ok_or_else(|| format!("{} before the account was opened", event.name()))
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Account>, after: &Account) -> Result<(), DbError> {
        store::save_account(tx, after)
    }
}
