//! `POST /ledgers/{batch}/confirm` and what comes of it: counts, rows given back, the file of them.

use super::{
    choices,
    preview::{PreviewPage, keep},
};
use crate::{
    act::ActError,
    app::App,
    ledgers::{
        download::workbook,
        intake::{
            Choices,
            store::{Import, Returned},
            waiting::{self, Opened, Unfit},
        },
        turns::blocking,
    },
    web::{
        error::Error,
        fields::Fields,
        lang::{NoNames, say},
        layout::{Frame, done, page},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use bangdu_core::ids::BatchId;

/// Rows given back that the page lists; the file has them all.
const RETURNED_SHOWN: usize = 300;

/// Confirms, if the form says what the preview was made from; else shows the preview of what it says now.
pub(super) async fn confirm(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<BatchId>,
    fields: Fields,
) -> Result<Response, Error> {
    let (kept, actor) = (app.clone(), visitor.actor.clone());
    let opened = match blocking(move || waiting::open(&kept, &actor, id)).await? {
        Ok(opened) => opened,
        // Sent twice: the first one's result is shown.
        Err(Unfit::Act(ActError::NotFound)) => return result_page(&app, &visitor, frame, id).await,
        Err(other) => return Err(other.into()),
    };
    let (choices, mut wrong) = choices::read(&fields, &opened, &frame);
    if !choices.unclassified {
        wrong.push(frame.t("ledgers.unclassified_missing").to_owned());
    }
    if !wrong.is_empty() {
        return page(PreviewPage::of(frame, &opened, wrong));
    }
    if reads_differently(&choices, &opened) {
        keep(&app, &visitor, id, choices).await?;
        return Ok(done(&format!("/ledgers/{id}"), frame.t("ledgers.look_again")));
    }
    let (lang, actor) = (frame.lang, visitor.actor.clone());
    blocking(move || waiting::settle(&app, &actor, id, choices, |reason| say(lang, reason, &NoNames)))
        .await??;
    Ok(done(&format!("/ledgers/{id}"), frame.t("ledgers.confirmed")))
}

/// Columns or hidden rows were chosen anew: nobody has seen yet what that makes of the rows.
fn reads_differently(choices: &Choices, opened: &Opened) -> bool {
    let shown = &opened.preview.choices;
    choices.mapping != shown.mapping || choices.include_hidden != shown.include_hidden
}

#[derive(Template)]
#[template(path = "ledgers/pages/result.html")]
pub(super) struct ResultPage {
    pub(super) frame: Frame,
    pub(super) import: Import,
    pub(super) returned: Vec<Returned>,
    /// Whether the file of them is still kept.
    pub(super) kept: bool,
}

/// What an import did.
pub(super) async fn result_page(
    app: &App,
    visitor: &Visitor,
    frame: Frame,
    id: BatchId,
) -> Result<Response, Error> {
    let (app, actor) = (app.clone(), visitor.actor.clone());
    let (import, returned, directory) = blocking(move || waiting::result(&app, &actor, id)).await??;
    page(ResultPage::of(frame.naming(directory), import, returned))
}

impl ResultPage {
    pub(super) fn of(frame: Frame, import: Import, returned: Option<Vec<Returned>>) -> ResultPage {
        let ledgers = frame.t("ledgers.title").to_owned();
        let kept = returned.is_some();
        let mut returned = returned.unwrap_or_default();
        returned.truncate(RETURNED_SHOWN);
        ResultPage {
            frame: frame.titled("ledgers.result").under(ledgers, "/ledgers"),
            import,
            returned,
            kept,
        }
    }
}

/// Rows that can't be taken over, as a file: before the confirm those that weren't understood, after it all
/// that were given back.
pub(super) async fn refused(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<BatchId>,
) -> Result<Response, Error> {
    let lang = frame.lang;
    let file = blocking(move || {
        waiting::refused_rows(&app, &visitor.actor, id, |reason| say(lang, reason, &NoNames))
    });
    Ok(workbook("refused.xlsx", file.await??))
}
