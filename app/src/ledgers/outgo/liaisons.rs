//! Whom to call about a matter (联络员及电话): each unit's liaisons, for those who may see their phones.

use crate::{
    act::ActError,
    db::Tx,
    matters::act::Around,
    people::{act::persons::phones_of, store},
};
use bangdu_core::{
    ids::UnitId,
    people::{Action, Ground, Person, allows},
};
use std::collections::HashMap;

/// By unit, as the column writes them.
pub struct Liaisons(HashMap<UnitId, String>);

impl Liaisons {
    /// Those of units whose contacts the asker may see, all at once: an export names few units often.
    pub fn read(tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Liaisons, ActError> {
        let today = around.asker.today(&around.settings.calendar);
        let tree = &around.directory.tree;
        let may = |unit: UnitId| {
            let ground = Ground::of_unit(unit);
            around.asker.actor.is_none_or(|actor| allows(actor, Action::SeeContacts, &ground, tree, today))
        };
        let all = store::liaisons(tx, today)?;
        let (units, persons): (Vec<UnitId>, Vec<Person>) =
            all.into_iter().filter(|(unit, _)| may(*unit)).unzip();
        let phones = phones_of(tx, &persons)?;
        let mut written: HashMap<UnitId, String> = HashMap::new();
        for ((unit, person), phone) in units.into_iter().zip(&persons).zip(phones) {
            let cell = written.entry(unit).or_default();
            if !cell.is_empty() {
                cell.push('、');
            }
            cell.push_str(&person.name);
            cell.push_str(&phone.unwrap_or_default());
        }
        Ok(Liaisons(written))
    }

    /// A unit's, or nothing.
    pub fn of(&self, unit: UnitId) -> &str {
        self.0.get(&unit).map_or("", String::as_str)
    }
}
