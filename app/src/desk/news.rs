//! What changed since the reader last said that they had read it (自上次查看以来): others' entries on matters in
//! their sight, as sentences. Looking alone moves nothing, so a page that was only glanced at between two calls
//! loses nothing; `POST /desk/seen` does.

use super::{looked::Look, store};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::store::changes::{self, Since},
    web::{
        error::Error,
        fields::Fields,
        lang::t,
        layout::{Frame, done},
        preferences::local,
        session::Visitor,
    },
};
use axum::{extract::State, response::Response};
use bangdu_core::instant::Instant;

/// So many sentences are shown.
const SHOWN: usize = 8;
/// What is older is in the matters' stories; nobody reads a month's changes on a desk.
const LONGEST_MS: i64 = 7 * 86_400_000;

/// What changed.
#[derive(Default)]
pub(super) struct News {
    pub since: String,
    /// Where the page was made: what the reader says they have read.
    pub until: i64,
    pub lines: Vec<Line>,
    /// Whether there is more than is shown.
    pub more: bool,
}

/// One sentence.
pub(super) struct Line {
    pub when: String,
    pub who: String,
    pub sentence: String,
    pub title: String,
    pub href: String,
}

impl News {
    pub fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<News, ActError> {
        let now = look.now();
        let oldest = now.plus_ms(-LONGEST_MS);
        let after = store::seen(tx, look.actor.account)?.map_or(oldest, |seen| seen.max(oldest));
        let since = Since { sight: &look.sight, area: &look.units, after, but: look.actor.account };
        let mut found = changes::changes(tx, &since, SHOWN + 1)?;
        let more = found.len() > SHOWN;
        found.truncate(SHOWN);
        let line = |change: &changes::Change| Line {
            when: look.at(change.at),
            who: look.who(&change.event),
            sentence: look.sentence(&change.event),
            title: change.title.clone(),
            href: format!("/matters/{}", change.matter),
        };
        Ok(News { since: look.at(after), until: now.0, lines: found.iter().map(line).collect(), more })
    }
}

/// `POST /desk/seen`: the reader has read what the page told, and nothing that came since.
pub(super) async fn seen(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let until = fields.get("until").parse().map(Instant).map_err(|_| Error::bad_form("form.unreadable"))?;
    let account = visitor.actor.account;
    let now = app.cx.now();
    let kept = app.cx.db.write(move |tx| store::see(tx, account, until.min(now))).await;
    kept.map_err(Error::fault)?;
    Ok(done(local(fields.get("back")), t(frame.lang, "desk.news_read")))
}
