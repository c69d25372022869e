//! 作出批示: a leader, or their secretary, writes an instruction here; it begins a draft of the office. Who may is core's
//! to say; this gathers whom and what it looks at, and holds the page.

mod pages;

use super::{
    act::{self, Around},
    store,
};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    people::store::leaders,
    web::{lang::Lang, sample::Sample},
};
use axum::{Router, routing::get};
use bangdu_core::{
    ids::{MatterId, PersonId},
    matters::{
        Matter, State,
        instructing::{serves, writes, writes_own},
    },
    people::Actor,
};

/// The page on which an instruction is written.
pub fn router() -> Router<App> {
    Router::new().route("/instructions/new", get(pages::blank).post(pages::write))
}

/// Samples of the page.
pub fn samples(lang: Lang) -> Vec<Sample> {
    pages::samples(lang)
}

/// Where an instruction about this matter, or about a new one, is written.
pub(crate) fn address(about: Option<MatterId>) -> String {
    about.map_or_else(|| "/instructions/new".to_owned(), |id| format!("/instructions/new?about={id}"))
}

/// Whether it is offered to this person.
pub(crate) fn is_offered(around: &Around<'_>) -> bool {
    let today = around.asker.today(&around.settings.calendar);
    around.asker.actor.is_some_and(|actor| writes(actor, today))
}

/// In whose name this person may write: their own, and those of the leaders whom they serve.
fn authors(tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Vec<Actor>, ActError> {
    let Some(actor) = around.asker.actor else { return Ok(Vec::new()) };
    let today = around.asker.today(&around.settings.calendar);
    let mut found: Vec<Actor> = writes_own(actor, today).then(|| actor.clone()).into_iter().collect();
    let served = |leader: &Actor| serves(actor, leader, &around.directory.tree, today);
    found.extend(leaders(tx)?.into_iter().filter(served));
    Ok(found)
}

/// The leader of this name in the facts: the one who asks, or another with what they are in charge of.
pub(super) fn author(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    person: PersonId,
) -> Result<Option<Actor>, ActError> {
    match around.asker.actor {
        Some(actor) if actor.person == person => Ok(Some(actor.clone())),
        _ => Ok(leaders(tx)?.into_iter().find(|leader| leader.person == person)),
    }
}

/// Whether the matter that an instruction refers to is seen by who writes it; `true` where it refers to none.
pub(super) fn is_seen(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    about: Option<MatterId>,
) -> Result<bool, ActError> {
    Ok(about.is_none() || subject(tx, around, about)?.is_some())
}

fn subject(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    about: Option<MatterId>,
) -> Result<Option<Matter>, ActError> {
    let Some(id) = about else { return Ok(None) };
    let seen = |m: &Matter| act::is_seen(m, around) && !matches!(m.state, State::Discarded);
    Ok(store::get(tx, id)?.filter(seen))
}
