//! Changes of campaigns: load, decide, commit.

use super::store;
use crate::{
    act::{ActError, Asker},
    db::Tx,
    journal,
    people::directory::Directory,
};
use bangdu_core::{
    calendar::Calendar,
    campaigns::{Campaign, CampaignCommand, decide},
    ids::CampaignId,
    people::{Action, Ground, require},
};

/// Opens, changes or ends a campaign. Changed rules make a job that recomputes its matters.
///
/// # Errors
/// A refusal, or that the store failed.
pub fn change(
    tx: &mut Tx<'_>,
    asker: &Asker<'_>,
    directory: &Directory,
    calendar: &Calendar,
    id: CampaignId,
    command: &CampaignCommand,
) -> Result<Campaign, ActError> {
    let loaded = store::load(tx, id)?;
    let office = match (&loaded.state, command) {
        (Some(campaign), _) => campaign.office,
        (None, CampaignCommand::Open { office, .. }) => *office,
        (None, _) => return Err(ActError::NotFound),
    };
    if let Some(actor) = asker.actor {
        let ground = Ground::of_office(office);
        require(actor, Action::ManageCampaigns, &ground, &directory.tree, asker.today(calendar))?;
    }
    let events = decide(loaded.state.as_ref(), command)?;
    let (after, _) = journal::commit(tx, loaded, &events, &asker.stamp())?;
    crate::jobs::enqueue(tx, crate::cx::new_id(), "recompute", &(), asker.now)?;
    Ok(after)
}
