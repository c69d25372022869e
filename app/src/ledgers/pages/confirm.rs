//! `POST /ledgers/{batch}/confirm` and what comes of it: counts, rows given back, the file of them.

use super::{
    choices,
    preview::{again, keep, unkept},
    seen::Seen,
    working::working,
};
use crate::{
    act::ActError,
    app::App,
    ledgers::{
        download::workbook,
        intake::{
            Choices, is_undecided,
            store::{Import, Returned},
            waiting::{self, Opened, Unfit},
        },
        turns::{blocking, patiently},
    },
    web::{
        error::Error,
        fields::Fields,
        lang::{Lang, NoNames, say},
        layout::{Frame, done, page},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
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
    let seen = Seen::of(&fields);
    let (kept, actor) = (app.clone(), visitor.actor.clone());
    let opened = match blocking(move || waiting::open(&kept, &actor, id)).await? {
        Ok(opened) => opened,
        // Sent twice: the first one's result is shown.
        Err(Unfit::Act(ActError::NotFound)) => return result_page(&app, &visitor, frame, id).await,
        Err(Unfit::Busy(busy)) => return working(frame, &busy),
        Err(other) => return Err(other.into()),
    };
    let (choices, mut wrong) = choices::read(&fields, &opened, &frame);
    if !choices.unclassified {
        wrong.push(frame.t("ledgers.unclassified_missing").to_owned());
    }
    let undecided = opened.survey.units.iter().filter(|unit| is_undecided(unit, &choices.units));
    wrong.extend(undecided.map(|unit| frame.tf("ledgers.unit_undecided", &[("name", &unit.name)])));
    if !wrong.is_empty() {
        return unkept(&app, &visitor, frame, id, &seen, (choices, wrong)).await;
    }
    if reads_differently(&choices, &opened) {
        return match keep(&app, &visitor, id, seen.revision, choices).await? {
            Some(Err(Unfit::Act(ActError::Stale))) => stale(&app, &visitor, frame, id, &seen).await,
            Some(Err(Unfit::Busy(busy))) => working(frame, &busy),
            Some(Err(other)) => Err(other.into()),
            Some(Ok(())) | None => Ok(done(&seen.address(id), frame.t("ledgers.look_again"))),
        };
    }
    match settled(&app, &visitor, frame.lang, id, seen.revision, choices).await? {
        Some(Ok(())) => Ok(done(&format!("/ledgers/{id}"), frame.t("ledgers.confirmed"))),
        // It goes on by itself; the page shows how far it has come.
        None => Ok(Redirect::to(&format!("/ledgers/{id}")).into_response()),
        Some(Err(Unfit::Act(ActError::Stale))) => stale(&app, &visitor, frame, id, &seen).await,
        Some(Err(Unfit::Busy(busy))) => working(frame, &busy),
        Some(Err(other)) => Err(other.into()),
    }
}

/// `None`: it takes long, and goes on.
async fn settled(
    app: &App,
    visitor: &Visitor,
    lang: Lang,
    id: BatchId,
    expected: Option<u64>,
    chosen: Choices,
) -> Result<Option<Result<(), Unfit>>, Error> {
    let (kept, actor) = (app.clone(), visitor.actor.clone());
    patiently(app, id, move || {
        let change = move |choices: &mut Choices| choices.clone_from(&chosen);
        waiting::settle(&kept, &actor, id, expected, change, |reason| say(lang, reason, &NoNames))
    })
    .await
}

/// Somebody was faster: what they made of it is shown, and nothing is taken over.
async fn stale(
    app: &App,
    visitor: &Visitor,
    frame: Frame,
    id: BatchId,
    seen: &Seen,
) -> Result<Response, Error> {
    let wrong = vec![frame.t("ledgers.stale").to_owned()];
    again(app, visitor, frame, id, seen, wrong).await
}

/// Columns or hidden rows were chosen anew: nobody has seen yet what that makes of the rows.
fn reads_differently(choices: &Choices, opened: &Opened) -> bool {
    let shown = &opened.preview.choices;
    choices.mapping != shown.mapping
        || choices.include_hidden != shown.include_hidden
        || choices.head_rows != shown.head_rows
}

#[derive(Template)]
#[template(path = "ledgers/pages/result.html")]
pub(super) struct ResultPage {
    pub(super) frame: Frame,
    pub(super) import: Import,
    /// Rows that said nothing new.
    pub(super) unchanged: u64,
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
            unchanged: (import.read).saturating_sub(import.stored + import.changed + import.refused),
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
