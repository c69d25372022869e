//! Ledgers in the JSON API: handed in, looked at, chosen for, confirmed; and matters sent out as one.

mod bodies;
mod views;

use super::{
    download::{Shape, Wanted, XLSX, exported, streamed, workbook},
    handed::{NotHanded, handed, most},
    intake::{
        Choices,
        waiting::{self, Unfit},
    },
    outgo::TITLE,
    turns::blocking,
};
use crate::{
    act::ActError,
    api::{Answer, Caller, Once, Reply},
    app::App,
    matters::api::ListQuery,
    people::act::By,
    web::{
        error::Error,
        lang::{Lang, NoNames, say},
        layout::Frame,
    },
};
use axum::{
    extract::{DefaultBodyLimit, Multipart, Path, Query, State},
    http::StatusCode,
    response::Response,
};
use bangdu_core::{ids::BatchId, people::Actor, phrase::Phrase};
use bodies::{ChoicesBody, ConfirmBody, LedgerBody, RowsQuery};
use utoipa_axum::{router::OpenApiRouter, routes};
use views::{ImportView, LedgerView, LedgersView, PreviewView, WorkView};

/// Ledgers and imports in one answer, each.
const LISTED: usize = 200;

/// Every route of ledgers.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(OpenApiRouter::new().routes(routes!(hand_in)).layer(DefaultBodyLimit::max(most())))
        .routes(routes!(index))
        .routes(routes!(show))
        .routes(routes!(choose))
        .routes(routes!(confirm))
        .routes(routes!(refused))
        .routes(routes!(export))
}

/// Hand a ledger in: it is read and waits a day for its confirm. Nothing else is stored.
#[utoipa::path(post, path = "/ledgers", tag = "ledgers", operation_id = "hand_in_ledger",
    request_body(content = LedgerBody, content_type = "multipart/form-data"),
    responses((status = 201, body = PreviewView), (status = 404), (status = 422)))]
async fn hand_in(State(app): State<App>, caller: Caller, frame: Frame, parts: Multipart) -> Reply {
    let (by, directories) = (By::actor(&caller.actor, &app.cx), app.directories.clone());
    app.cx.db.read(move |tx| waiting::admit(&by, &*directories.read(tx)?)).await?;
    let lang = frame.lang;
    let handed = match handed(parts).await? {
        Ok(handed) => handed,
        Err(NotHanded::Nothing) => return Err(wrong("ledgers.nothing_given".to_owned())),
        Err(NotHanded::TooLarge(why)) => return Err(wrong(say(lang, &why.phrase(), &NoNames))),
    };
    let answer = blocking(move || {
        let id = waiting::hand_in(&app, &caller.actor, &handed.name, handed.content)?;
        let opened = waiting::open(&app, &caller.actor, id)?;
        let view = PreviewView::of(&app, &opened, RowsQuery::default().range(), lang)?;
        Ok(Answer::with(StatusCode::CREATED, Some(opened.preview.revision), &view)?)
    });
    answer.await?.map_err(|unfit| told(unfit, lang))
}

/// Ledgers that wait for a confirm, and those that were confirmed, newest first.
#[utoipa::path(get, path = "/ledgers", tag = "ledgers", operation_id = "ledgers",
    responses((status = 200, body = LedgersView), (status = 404)))]
async fn index(State(app): State<App>, caller: Caller) -> Reply {
    let (by, directories) = (By::actor(&caller.actor, &app.cx), app.directories.clone());
    let answer = app.cx.db.read(move |tx| {
        let directory = directories.read(tx)?;
        let waiting = waiting::waiting(tx, &by, &directory, LISTED)?;
        let imports = waiting::imports(tx, &by, &directory, LISTED)?;
        Answer::ok(&LedgersView::of(&waiting, &imports))
    });
    Ok(answer.await?)
}

/// A ledger: what it would do while it waits, what it did once it is confirmed. While it waits, its revision is
/// the ETag.
#[utoipa::path(get, path = "/ledgers/{id}", tag = "ledgers", operation_id = "ledger",
    params(("id" = String, Path, description = "the batch"), RowsQuery),
    responses((status = 200, body = LedgerView), (status = 404)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(id): Path<BatchId>,
    Query(rows): Query<RowsQuery>,
) -> Reply {
    let lang = frame.lang;
    let answer = blocking(move || match waiting::open(&app, &caller.actor, id) {
        Ok(opened) => {
            let view = PreviewView::of(&app, &opened, rows.range(), lang)?;
            let view = LedgerView::Waiting(Box::new(view));
            Ok(Answer::with(StatusCode::OK, Some(opened.preview.revision), &view)?)
        }
        Err(Unfit::Busy(busy)) => Ok(Answer::ok(&LedgerView::Working(WorkView::of(&busy)))?),
        Err(Unfit::Act(ActError::NotFound)) => {
            Ok(Answer::ok(&LedgerView::Confirmed(confirmed(&app, &caller.actor, id)?))?)
        }
        Err(other) => Err(other),
    });
    answer.await?.map_err(|unfit| told(unfit, lang))
}

/// Choose columns, units and changes to apply, and mend cells; gives what the ledger would do then. With
/// `If-Match` only if nobody has chosen since.
#[utoipa::path(put, path = "/ledgers/{id}/choices", tag = "ledgers", operation_id = "choose",
    request_body = ChoicesBody, params(("id" = String, Path, description = "the batch")),
    responses((status = 200, body = PreviewView), (status = 404), (status = 409), (status = 422)))]
async fn choose(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(id): Path<BatchId>,
    once: Once<ChoicesBody>,
) -> Reply {
    let lang = frame.lang;
    let answer = blocking(move || {
        let opened = waiting::open(&app, &caller.actor, id).map_err(|unfit| told(unfit, lang))?;
        let chosen = once.body.choices(&app, &opened)?;
        let change = move |choices: &mut Choices| choices.clone_from(&chosen);
        waiting::choose(&app, &caller.actor, id, once.expected, change).map_err(|unfit| told(unfit, lang))?;
        let opened = waiting::open(&app, &caller.actor, id).map_err(|unfit| told(unfit, lang))?;
        let view = PreviewView::of(&app, &opened, RowsQuery::default().range(), lang)?;
        Ok(Answer::with(StatusCode::OK, Some(opened.preview.revision), &view)?)
    });
    answer.await?
}

/// Confirm a ledger: its good rows are taken over, the others given back. Sent again, it gives the same answer.
/// With `If-Match` only if nobody has chosen or mended since.
#[utoipa::path(post, path = "/ledgers/{id}/confirmation", tag = "ledgers", operation_id = "confirm_ledger",
    request_body = ConfirmBody, params(("id" = String, Path, description = "the batch")),
    responses((status = 200, body = ImportView), (status = 403), (status = 404), (status = 409), (status = 422)))]
async fn confirm(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(id): Path<BatchId>,
    once: Once<ConfirmBody>,
) -> Reply {
    let lang = frame.lang;
    let unclassified = once.body.unclassified;
    let answer = blocking(move || {
        match waiting::open(&app, &caller.actor, id) {
            Ok(_) => {}
            Err(Unfit::Act(ActError::NotFound)) => {
                return Ok(Answer::ok(&confirmed(&app, &caller.actor, id)?)?);
            }
            Err(other) => return Err(told(other, lang)),
        }
        if !unclassified {
            let missing = ("unclassified".to_owned(), "ledgers.unclassified_missing".to_owned());
            return Err(Error::BadForm(vec![missing]));
        }
        let state = |choices: &mut Choices| choices.unclassified = true;
        let say = |reason: &Phrase| say(lang, reason, &NoNames);
        waiting::settle(&app, &caller.actor, id, once.expected, state, say)
            .map_err(|unfit| told(unfit, lang))?;
        Ok(Answer::ok(&confirmed(&app, &caller.actor, id)?)?)
    });
    answer.await?
}

/// Rows that can't be taken over or were given back, as an .xlsx with the reason in a last column.
#[utoipa::path(get, path = "/ledgers/{id}/refused", tag = "ledgers", operation_id = "refused_rows",
    params(("id" = String, Path, description = "the batch")),
    responses((status = 200, content_type = XLSX), (status = 404)))]
async fn refused(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(id): Path<BatchId>,
) -> Result<Response, Error> {
    let lang = frame.lang;
    let file = blocking(move || {
        waiting::refused_rows(&app, &caller.actor, id, |reason| say(lang, reason, &NoNames))
    });
    let file = file.await?.map_err(|unfit| told(unfit, lang))?;
    Ok(workbook("refused.xlsx", file))
}

/// The matters that the caller sees, as a ledger (.xlsx). Filters are those of the list.
#[utoipa::path(get, path = "/matters/export", tag = "ledgers", operation_id = "export_ledger",
    params(ListQuery), responses((status = 200, content_type = XLSX), (status = 403)))]
async fn export(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let (filter, order) = (query.filter()?, query.order());
    let kept = app.clone();
    let made = blocking(move || {
        kept.cx.db.clone().read_blocking(move |tx| {
            exported(tx, &kept, &caller.actor, |_, _| {
                let (title, name) = (TITLE.to_owned(), TITLE.to_owned());
                Ok(Some(Wanted { filter: filter.clone(), order, shape: Shape::Full, title, name }))
            })
        })
    });
    let (file, name) = made.await??.ok_or(Error::NotFound)?;
    streamed(file, &name, &app)
}

fn confirmed(app: &App, actor: &Actor, id: BatchId) -> Result<ImportView, ActError> {
    let (import, returned, _) = waiting::result(app, actor, id)?;
    Ok(ImportView::of(&import, returned.unwrap_or_default()))
}

/// What can't be read is the caller's file, not our fault.
fn told(unfit: Unfit, lang: Lang) -> Error {
    match unfit {
        Unfit::Unreadable(why) => wrong(say(lang, &why.phrase(), &NoNames)),
        Unfit::Failed(why) => wrong(say(lang, &why, &NoNames)),
        Unfit::Busy(_) => Error::Stale,
        Unfit::Act(error) => error.into(),
    }
}

fn wrong(what: String) -> Error {
    Error::BadForm(vec![("file".to_owned(), what)])
}
