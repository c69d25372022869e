//! Whom to call about a matter (联络员及电话): each unit's liaisons, and those whom the matter's ledger named, for those
//! who may see their phones.

use crate::{
    act::ActError,
    db::Tx,
    journal::private::get_private_all,
    matters::act::Around,
    people::{act::persons::phones_of, store},
};
use bangdu_core::{
    ids::{PrivateId, UnitId},
    matters::{LedgerContact, Matter},
    people::{Action, Ground, Person, allows},
};
use std::collections::HashMap;

/// By unit, as the column writes them.
pub struct Liaisons(HashMap<UnitId, Vec<(String, String)>>);

/// Phones of persons whom ledgers named.
pub type Phones = HashMap<PrivateId, String>;

impl Liaisons {
    /// Those of units whose contacts the asker may see, all at once: an export names few units often.
    pub fn read(tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Liaisons, ActError> {
        let today = around.asker.today(&around.settings.calendar);
        let all = store::liaisons(tx, today)?;
        let (units, persons): (Vec<UnitId>, Vec<Person>) =
            all.into_iter().filter(|(unit, _)| may(around, *unit)).unzip();
        let phones = phones_of(tx, &persons)?;
        let mut written: HashMap<UnitId, Vec<(String, String)>> = HashMap::new();
        for ((unit, person), phone) in units.into_iter().zip(&persons).zip(phones) {
            written.entry(unit).or_default().push((person.name.clone(), phone.unwrap_or_default()));
        }
        Ok(Liaisons(written))
    }

    /// Phones that these matters' ledgers named, of leads whose contacts the asker may see.
    ///
    /// # Errors
    /// When the store fails.
    pub fn ledger_phones(
        &self,
        tx: &mut Tx<'_>,
        matters: &[Matter],
        around: &Around<'_>,
    ) -> Result<Phones, ActError> {
        let seen = matters.iter().filter(|m| m.lead().is_some_and(|lead| may(around, lead.unit)));
        let named = seen.filter_map(|m| m.taken_over.as_ref()).flat_map(|taken| &taken.contacts);
        let ids: Vec<PrivateId> = named.filter_map(|one| Some(one.phone.as_ref()?.id)).collect();
        let mut phones = Phones::new();
        // A ledger's cell may name several; a question to the store has room for so many.
        for some in ids.chunks(500) {
            phones.extend(get_private_all::<String>(tx, some)?);
        }
        Ok(phones)
    }

    /// The lead's liaisons, then those whom the ledger named besides.
    pub fn told(&self, m: &Matter, phones: &Phones) -> String {
        let known = m.lead().and_then(|lead| self.0.get(&lead.unit)).map_or(&[][..], Vec::as_slice);
        let is_known = |one: &&LedgerContact| known.iter().any(|(name, _)| *name == one.name);
        let taken = m.taken_over.as_ref().map_or(&[][..], |taken| &taken.contacts);
        let named = persons(taken.iter().filter(|one| one.liaison && !is_known(one)), phones);
        let known = known.iter().map(|(name, phone)| spaced(name, phone));
        known.chain(Some(named)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("、")
    }
}

/// Persons whom a ledger named, with their phones where those may be seen.
pub(super) fn persons<'c>(named: impl Iterator<Item = &'c LedgerContact>, phones: &Phones) -> String {
    let phone = |one: &LedgerContact| one.phone.as_ref().and_then(|phone| phones.get(&phone.id));
    let told = named.map(|one| spaced(&one.name, phone(one).map_or("", String::as_str)));
    told.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("、")
}

fn spaced(name: &str, phone: &str) -> String {
    format!("{name} {phone}").trim().to_owned()
}

fn may(around: &Around<'_>, unit: UnitId) -> bool {
    let today = around.asker.today(&around.settings.calendar);
    let ground = Ground::of_unit(unit);
    let tree = &around.directory.tree;
    around.asker.actor.is_none_or(|actor| allows(actor, Action::SeeContacts, &ground, tree, today))
}
