//! Changes of clues: taken in, screened, and their authors' contact read or erased.

use super::store;
use crate::{
    act::{ActError, Asker},
    board::line::Line,
    cx,
    db::{DbError, Tx},
    journal::{
        self, Loaded,
        private::{erase_private, get_private, put_private},
    },
    matters::{self, act::Around},
};
use bangdu_core::{
    board::{
        Receipt,
        clue::{Clue, ClueCommand, ClueOutcome, decide},
    },
    ids::{MatterId, PrivateId},
    matters::{Command, DraftMatter},
    people::{Action, Ground, PrivateRef, allows, require},
    who::Who,
};

/// What a line of the inbox turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// A clue that wasn't known.
    New,
    /// One that came in before.
    Known,
    /// It is about no page of ours.
    Strange,
}

/// A fresh row of personal data: its id and its salt.
pub type Fresh<'a> = &'a mut dyn FnMut() -> Result<(PrivateId, [u8; 32]), ActError>;

/// As rows are made outside tests and demos.
///
/// # Errors
/// When the operating system has no randomness.
pub fn fresh() -> Result<(PrivateId, [u8; 32]), ActError> {
    let salt = cx::random_bytes().map_err(|fault| DbError::Failed(fault.to_string()))?;
    Ok((PrivateId(cx::new_id()), salt))
}

/// Takes a clue in, once. Its words and its author's contact go to rows that can be erased.
///
/// # Errors
/// When the store fails.
pub fn receive(
    tx: &mut Tx<'_>,
    asker: &Asker<'_>,
    line: &Line,
    fresh: Fresh<'_>,
) -> Result<Received, ActError> {
    let loaded = store::clues::load(tx, &line.receipt)?;
    if loaded.version > 0 {
        return Ok(Received::Known);
    }
    let Some((matter, office)) = store::matter_at(tx, &line.page)? else { return Ok(Received::Strange) };
    let text = put(tx, &line.text, fresh)?;
    let contact = line.contact.as_ref().map(|contact| put(tx, contact, fresh)).transpose()?;
    let clue = Clue {
        receipt: line.receipt.clone(),
        matter,
        office,
        text,
        contact,
        // A clock that runs ahead doesn't make a clue of tomorrow.
        written_at: line.at.min(asker.now),
        received_at: asker.now,
        outcome: None,
    };
    let events = decide(None, &ClueCommand::Receive(Box::new(clue)), who(asker))?;
    journal::commit(tx, loaded, &events, &asker.stamp())?;
    Ok(Received::New)
}

fn put(tx: &mut Tx<'_>, value: &str, fresh: Fresh<'_>) -> Result<PrivateRef, ActError> {
    let (id, salt) = fresh()?;
    let reference = put_private(tx, id, &salt, value)?;
    Ok(PrivateRef { id, digest: reference.digest.to_string() })
}

/// Says what becomes of a clue.
///
/// # Errors
/// [`ActError::NotFound`] for whoever doesn't screen its office's clues, a refusal, or that the store failed.
pub fn screen(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    receipt: &Receipt,
    outcome: ClueOutcome,
) -> Result<Clue, ActError> {
    let loaded = seen(tx, around, receipt)?;
    carry_out(tx, around, loaded, &ClueCommand::Screen(outcome))
}

/// Drafts a matter from a clue; both or neither.
///
/// # Errors
/// As [`screen`], and what refuses a draft.
pub fn draft(
    tx: &mut Tx<'_>,
    around: Around<'_>,
    receipt: &Receipt,
    draft: DraftMatter,
) -> Result<MatterId, ActError> {
    let loaded = seen(tx, &around, receipt)?;
    let matter = draft.id;
    // First the clue: one that is screened already drafts nothing.
    carry_out(tx, &around, loaded, &ClueCommand::Screen(ClueOutcome::Drafted { matter }))?;
    matters::act::act(tx, around, matter, &Command::Draft(Box::new(draft)), None)?;
    Ok(matter)
}

/// How a clue's author can be reached; that it was read is on record.
///
/// # Errors
/// As [`screen`]; refused without the right to read protected identities.
pub fn read_contact(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    receipt: &Receipt,
) -> Result<Option<String>, ActError> {
    let loaded = protected(tx, around, receipt)?;
    let clue = carry_out(tx, around, loaded, &ClueCommand::ReadContact)?;
    Ok(match &clue.contact {
        Some(contact) => get_private(tx, &contact.id.to_string())?,
        None => None,
    })
}

/// Erases how a clue's author can be reached.
///
/// # Errors
/// As [`read_contact`].
pub fn erase_contact(tx: &mut Tx<'_>, around: &Around<'_>, receipt: &Receipt) -> Result<(), ActError> {
    let loaded = protected(tx, around, receipt)?;
    let row = loaded.state.as_ref().and_then(|clue| clue.contact.as_ref()).map(|contact| contact.id);
    carry_out(tx, around, loaded, &ClueCommand::EraseContact)?;
    if let Some(row) = row {
        erase_private(tx, &row.to_string(), around.asker.now)?;
    }
    Ok(())
}

/// Whether the reader screens clues of this office. Whoever doesn't learns nothing of them.
pub fn screens(around: &Around<'_>, clue: &Clue) -> bool {
    may(around, Action::ScreenClues, clue)
}

/// Whether the reader may read how the clue's author can be reached.
pub fn reads_contact(around: &Around<'_>, clue: &Clue) -> bool {
    may(around, Action::ReadProtected, clue)
}

/// Whether the reader may draft a matter from the clue.
pub fn drafts(around: &Around<'_>, clue: &Clue) -> bool {
    may(around, Action::Draft, clue)
}

fn may(around: &Around<'_>, action: Action, clue: &Clue) -> bool {
    let today = around.asker.today(&around.settings.calendar);
    let ground = Ground::of_office(clue.office);
    around.asker.actor.is_some_and(|actor| allows(actor, action, &ground, &around.directory.tree, today))
}

fn seen(tx: &mut Tx<'_>, around: &Around<'_>, receipt: &Receipt) -> Result<Loaded<Clue>, ActError> {
    let loaded = store::clues::load(tx, receipt)?;
    match &loaded.state {
        Some(clue) if screens(around, clue) => Ok(loaded),
        _ => Err(ActError::NotFound),
    }
}

fn protected(tx: &mut Tx<'_>, around: &Around<'_>, receipt: &Receipt) -> Result<Loaded<Clue>, ActError> {
    let loaded = seen(tx, around, receipt)?;
    if let (Some(actor), Some(clue)) = (around.asker.actor, &loaded.state) {
        let today = around.asker.today(&around.settings.calendar);
        let ground = Ground::of_office(clue.office);
        require(actor, Action::ReadProtected, &ground, &around.directory.tree, today)?;
    }
    Ok(loaded)
}

fn carry_out(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    loaded: Loaded<Clue>,
    command: &ClueCommand,
) -> Result<Clue, ActError> {
    let events = decide(loaded.state.as_ref(), command, who(&around.asker))?;
    let (clue, _) = journal::commit(tx, loaded, &events, &around.asker.stamp())?;
    Ok(clue)
}

fn who(asker: &Asker<'_>) -> Who {
    match asker.actor {
        Some(actor) => Who::Person(actor.person),
        None if asker.operator => Who::Operator,
        None => Who::System,
    }
}
