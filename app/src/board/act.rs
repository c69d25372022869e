//! Changes of what is published: load, decide, commit. Those of clues stand in [`clues`].

pub mod clues;

use super::store;
use crate::{
    act::{ActError, Asker},
    db::Tx,
    journal,
    matters::{
        self,
        act::{Around, is_seen},
    },
};
use bangdu_core::{
    board::{
        PublicId,
        page::{Page, preview as preview_of},
        publication::{Facts, Publication, PublicationCommand, Wanted, apply, decide},
    },
    ids::MatterId,
    matters::Matter,
    people::{Action, require},
    who::Who,
};

/// A publication after an act, and its version for the next one.
#[derive(Clone, Debug)]
pub struct Done {
    /// As it stands now.
    pub publication: Publication,
    /// Number of entries in its stream.
    pub version: u64,
}

/// Proposes, decides on or takes down what is published of a matter.
///
/// # Errors
/// [`ActError::NotFound`] without the right to see the matter, [`ActError::Stale`] when the publication isn't
/// at `expected` any more, a refusal, or that the store failed.
pub fn change(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    id: MatterId,
    command: &PublicationCommand,
    expected: Option<u64>,
) -> Result<Done, ActError> {
    let (matter, by) = allowed(tx, around, id, right(command))?;
    let loaded = store::load(tx, id)?;
    if expected.is_some_and(|version| version != loaded.version) {
        return Err(ActError::Stale);
    }
    let facts = Facts { by, matter: &matter, calendar: &around.settings.calendar };
    let events = decide(loaded.state.as_ref(), command, &facts)?;
    let (publication, version) = journal::commit(tx, loaded, &events, &around.asker.stamp())?;
    Ok(Done { publication, version })
}

/// The page as it would be after this proposal and a yes to all of it. Nothing is kept.
///
/// # Errors
/// As [`change`].
pub fn preview(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    id: MatterId,
    fields: Vec<Wanted>,
) -> Result<Page, ActError> {
    let (matter, by) = allowed(tx, around, id, Action::ProposePublication)?;
    let now = store::get(tx, id)?;
    let calendar = &around.settings.calendar;
    let facts = Facts { by, matter: &matter, calendar };
    // An address that is never given: only its length shows.
    let command = PublicationCommand::Propose { public: PublicId::of([0; 10]), fields };
    let after = match decide(now.as_ref(), &command, &facts) {
        Ok(events) => events.iter().fold(now, |state, event| apply(state, event, around.asker.now)),
        Err(refusal) if refusal.rule.code == "publication.changes" => now,
        Err(refusal) => return Err(refusal.into()),
    };
    let after = after.ok_or(ActError::NotFound)?;
    Ok(preview_of(&after, &matter, calendar, around.asker.today(calendar)))
}

fn right(command: &PublicationCommand) -> Action {
    match command {
        PublicationCommand::Propose { .. } => Action::ProposePublication,
        PublicationCommand::Decide { .. } => Action::ApprovePublication,
        PublicationCommand::TakeDown { .. } => Action::TakePublicationDown,
    }
}

/// The matter, if the person sees it and may do this with it. Only persons publish.
fn allowed(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    id: MatterId,
    action: Action,
) -> Result<(Matter, Who), ActError> {
    let matter = matters::store::get(tx, id)?.filter(|m| is_seen(m, around)).ok_or(ActError::NotFound)?;
    let by = may(&around.asker, around, action, &matter)?;
    Ok((matter, by))
}

fn may(asker: &Asker<'_>, around: &Around<'_>, action: Action, matter: &Matter) -> Result<Who, ActError> {
    let Some(actor) = asker.actor else { return Err(ActError::NotFound) };
    let today = asker.today(&around.settings.calendar);
    require(actor, action, &matter.ground(), &around.directory.tree, today)?;
    Ok(Who::Person(actor.person))
}
