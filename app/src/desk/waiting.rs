//! The open steps that a person may take, by kind.

use crate::{
    act::ActError,
    db::Tx,
    matters::{
        act::Around,
        store::waiting::{Waiting, Whose, waiting},
    },
};
use bangdu_core::matters::TodoKind;
use std::collections::BTreeSet;

/// So many steps of a kind are looked at; a group that has more says so.
pub const LOOKED: usize = 100;

/// Steps of one kind that wait for this person.
pub struct Group {
    /// Of what kind.
    pub kind: TodoKind,
    /// Nearest limit first, each matter once.
    pub steps: Vec<Waiting>,
    /// Whether there are more than were looked at.
    pub more: bool,
}

/// Everything that waits for whoever asks, in the order of the loop; kinds without a step are left out.
///
/// # Errors
/// When the store fails.
pub fn groups(tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Vec<Group>, ActError> {
    let Some(actor) = around.asker.actor else { return Ok(Vec::new()) };
    let today = around.asker.today(&around.settings.calendar);
    let whose = Whose::of(actor, &around.directory.tree, today);
    let mut groups = Vec::new();
    for kind in TodoKind::ALL.iter().copied() {
        let mut steps = waiting(tx, &whose.only(kind), None, LOOKED + 1)?;
        let more = steps.len() > LOOKED;
        steps.truncate(LOOKED);
        // A person with two units in a matter has one step there.
        let mut seen = BTreeSet::new();
        steps.retain(|step| seen.insert(step.matter.id));
        if !steps.is_empty() {
            groups.push(Group { kind, steps, more });
        }
    }
    Ok(groups)
}
