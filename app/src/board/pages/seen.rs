//! What the page of a matter's publication needs, read in one go as this reader may see it.

use crate::{
    act::ActError,
    board::store,
    db::Tx,
    journal,
    matters::{
        self,
        act::{Around, is_seen},
    },
    people::directory::Directory,
};
use bangdu_core::{
    board::{
        Field, Value,
        page::{Copy, Page, copy, preview},
        publication::{Publication, PublicationEvent},
        told,
    },
    ids::{MatterId, PersonId},
    instant::Instant,
    matters::Matter,
    people::{Action, allows, require},
    phrase::Phrase,
};
use jiff::civil::Date;
use std::sync::Arc;

/// A matter's publication as somebody of its office sees it.
pub(in crate::board) struct Seen {
    pub matter: Matter,
    pub publication: Option<Publication>,
    pub version: u64,
    /// What the public reads today.
    pub copy: Option<Copy>,
    /// What it would read were everything agreed to.
    pub wanted: Option<Page>,
    /// What the matter tells of the fields that it tells.
    pub told: Vec<(Field, Value)>,
    pub may: May,
    pub reader: PersonId,
    pub history: Vec<(Instant, Phrase)>,
    pub directory: Arc<Directory>,
    /// The reader's today: what was planned for an earlier day is told so.
    pub today: Date,
}

/// What the reader may do.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::board) struct May {
    pub propose: bool,
    pub approve: bool,
    pub take_down: bool,
}

impl Seen {
    /// Reads it; not found without the right to see the matter, refused without a right to publish.
    pub fn read(tx: &mut Tx<'_>, around: &Around<'_>, id: MatterId) -> Result<Seen, ActError> {
        let Some(actor) = around.asker.actor else { return Err(ActError::NotFound) };
        let matter = matters::store::get(tx, id)?.filter(|m| is_seen(m, around)).ok_or(ActError::NotFound)?;
        let (tree, calendar) = (&around.directory.tree, &around.settings.calendar);
        let (ground, today) = (matter.ground(), around.asker.today(calendar));
        let allowed = |action| allows(actor, action, &ground, tree, today);
        let may = May {
            propose: allowed(Action::ProposePublication),
            approve: allowed(Action::ApprovePublication),
            take_down: allowed(Action::TakePublicationDown),
        };
        if !may.propose && !may.approve {
            require(actor, Action::ProposePublication, &ground, tree, today)?;
        }
        let publication = store::get(tx, id)?;
        let entries = journal::entries(tx, &journal::stream_of::<Publication>(id))?;
        let tell = |entry: &journal::Entry| {
            let event: PublicationEvent = serde_json::from_str(&entry.payload).ok()?;
            Some((entry.at, event.sentence()))
        };
        Ok(Seen {
            version: entries.len() as u64,
            history: entries.iter().rev().filter_map(tell).collect(),
            copy: publication.as_ref().and_then(|p| copy(p, &matter, calendar, today)),
            wanted: publication
                .as_ref()
                .map(|p| preview(p, &matter, calendar, today))
                .filter(|page| !page.lines.is_empty()),
            told: Field::ALL
                .iter()
                .filter_map(|field| Some((*field, told(*field, &matter, calendar)?)))
                .collect(),
            may,
            reader: actor.person,
            directory: around.directory.clone(),
            today,
            publication,
            matter,
        })
    }
}
