//! Changes of settings: load, decide, commit.

use super::store;
use crate::{
    act::{ActError, Asker},
    db::Tx,
    journal,
    people::directory::Directory,
};
use bangdu_core::{
    people::{Action, Ground, require},
    settings::{Settings, SettingsCommand, decide},
};

/// Changes the settings. A calendar's or rule's change makes a job that recomputes the matters.
///
/// # Errors
/// A refusal, or that the store failed.
pub fn change(
    tx: &mut Tx<'_>,
    asker: &Asker<'_>,
    directory: &Directory,
    command: &SettingsCommand,
) -> Result<Settings, ActError> {
    let action = match command {
        SettingsCommand::ImportYear(_) | SettingsCommand::SetCutoff(_) => Action::ManageCalendar,
        SettingsCommand::SetRules(_) => Action::ManageSettings,
    };
    let loaded = store::load(tx)?;
    let settings = loaded.state.clone().unwrap_or_default();
    if let Some(actor) = asker.actor {
        let ground = Ground::of_unit(actor.unit);
        require(actor, action, &ground, &directory.tree, asker.today(&settings.calendar))?;
    }
    let events = decide(&settings, command)?;
    let (after, _) = journal::commit(tx, loaded, &events, &asker.stamp())?;
    crate::jobs::enqueue(tx, crate::cx::new_id(), "recompute", &(), asker.now)?;
    Ok(after)
}
