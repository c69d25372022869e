//! What happened to a matter while somebody filled in a form on it: who did what, newest first.

use super::{
    acts::Act,
    case::Case,
    seen::{Told, story},
};
use crate::{act::ActError, app::App, web::layout::Frame};
use bangdu_core::{
    ids::MatterId,
    matters::{What, sentence},
    people::Actor,
    phrase::{Arg, Phrase},
};

/// So many entries are told; the story has all.
const TOLD: usize = 20;

/// One entry.
pub(super) struct Line {
    pub when: String,
    pub who: String,
    pub sentence: String,
}

/// The case as it is now, and what happened since `version`.
pub(super) async fn read(
    app: &App,
    actor: &Actor,
    id: MatterId,
    act: &'static Act,
    version: u64,
) -> Result<(Case, Vec<Told>), ActError> {
    app.view(actor, move |tx, around| {
        // First the case: who can't see the matter any more learns nothing of it.
        let case = Case::read(tx, around, id, act.code, "")?;
        let since = story(tx, id)?.into_iter().filter(|told| told.version > version);
        let mut told: Vec<Told> =
            since.filter(|told| !matches!(told.event.what, What::Recomputed { .. })).collect();
        told.reverse();
        told.truncate(TOLD);
        Ok((case, told))
    })
    .await
}

/// As sentences.
pub(super) fn lines<'t>(frame: &Frame, told: impl IntoIterator<Item = &'t Told>) -> Vec<Line> {
    let line = |told: &Told| Line {
        when: frame.at(told.at),
        who: frame.say(&Phrase::new("{0}", "{0}", vec![Arg::from(told.event.by)])),
        sentence: frame.say(&sentence(&told.event)),
    };
    told.into_iter().map(line).collect()
}
