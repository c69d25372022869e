//! 联系电话: whom to call about a matter, in a column. Of the lead unit, and only for who may see its contacts: the same
//! right, and the same people, as on the matter's page.

use crate::{
    act::ActError,
    db::Tx,
    journal::private::get_private_all,
    matters::{act::Around, pages::seen::contacts},
};
use bangdu_core::{
    ids::{PrivateId, UnitId},
    matters::{LedgerContact, Matter},
    people::{Action, Ground, allows},
};
use std::collections::{HashMap, HashSet};

/// What was read so far: an export names few units often.
#[derive(Default)]
pub struct Phones {
    units: HashMap<UnitId, Vec<String>>,
    /// Of those whom ledgers named.
    named: HashMap<PrivateId, String>,
}

impl Phones {
    /// Reads whom to call about these matters, too.
    ///
    /// # Errors
    /// When the store fails.
    pub fn read(&mut self, tx: &mut Tx<'_>, matters: &[Matter], around: &Around<'_>) -> Result<(), ActError> {
        let leads: HashSet<UnitId> = matters.iter().filter_map(|m| m.lead().map(|lead| lead.unit)).collect();
        let seen: HashSet<UnitId> = leads.into_iter().filter(|unit| may(around, *unit)).collect();
        let mut new: Vec<UnitId> =
            seen.iter().copied().filter(|unit| !self.units.contains_key(unit)).collect();
        new.sort_unstable();
        self.units.extend(new.iter().map(|unit| (*unit, Vec::new())));
        for contact in contacts(tx, &new, around.asker.today(&around.settings.calendar))? {
            if let (Some(told), Some(phone)) = (self.units.get_mut(&contact.unit), contact.phone) {
                told.push(format!("{} {phone}", contact.name));
            }
        }
        let led = matters.iter().filter(|m| m.lead().is_some_and(|lead| seen.contains(&lead.unit)));
        let ids: Vec<PrivateId> =
            led.flat_map(named).filter_map(|one| Some(one.phone.as_ref()?.id)).collect();
        self.named.clear();
        // A ledger's cell may name several; a question to the store has room for so many.
        for some in ids.chunks(500) {
            self.named.extend(get_private_all::<String>(tx, some)?);
        }
        Ok(())
    }

    /// The lead's people with their phones, then those whom the ledger named besides.
    pub fn of(&self, m: &Matter) -> String {
        let known = m.lead().and_then(|lead| self.units.get(&lead.unit)).map_or(&[][..], Vec::as_slice);
        let phone = |one: &LedgerContact| Some((one.name.clone(), self.named.get(&one.phone.as_ref()?.id)?));
        let named = named(m).iter().filter_map(phone).map(|(name, phone)| format!("{name} {phone}"));
        let besides = named.filter(|told| !known.contains(told));
        known.iter().cloned().chain(besides).collect::<Vec<_>>().join("、")
    }
}

fn named(m: &Matter) -> &[LedgerContact] {
    m.taken_over.as_ref().map_or(&[][..], |taken| &taken.contacts)
}

/// Whether there is any unit whose contacts the asker may see.
pub fn may_any(around: &Around<'_>) -> bool {
    around.directory.tree.walk().into_iter().any(|(_, unit)| may(around, unit.id))
}

fn may(around: &Around<'_>, unit: UnitId) -> bool {
    let today = around.asker.today(&around.settings.calendar);
    let tree = &around.directory.tree;
    let actor = around.asker.actor;
    actor.is_some_and(|actor| allows(actor, Action::SeeContacts, &Ground::of_unit(unit), tree, today))
}
