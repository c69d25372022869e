//! `GET /matters/export`: the list of matters as its address asks for it, as a file. Whoever may export gets what
//! the list shows them, no more.

use super::{KIND, blocking};
use crate::{
    act::{ActError, Asker},
    app::App,
    campaigns,
    db::Tx,
    ledgers::outgo::{self, Made},
    matters::{
        act::Around,
        list,
        listing::{Asked, Reader},
    },
    people::act::By,
    web::{error::Error, lang::Lang, layout::Frame, list::Filters, session::Visitor},
};
use axum::{
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::body::AsyncReadBody;
use bangdu_core::people::{Action, Actor, sight};
use std::{
    fs::File,
    io::{Seek, SeekFrom},
};

pub(super) async fn export(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let query = query.unwrap_or_default();
    let filters = Filters::of("/matters", &query);
    let (lang, actor, reading) = (frame.lang, visitor.actor, app.clone());
    let made =
        blocking(move || app.cx.db.clone().read_blocking(move |tx| made(tx, &app, &actor, lang, &filters)));
    match made.await?? {
        Some(file) => answer(file, &reading).await,
        // A unit that isn't clear: the list asks which one is meant.
        None => Ok(Redirect::to(&format!("/matters?{query}")).into_response()),
    }
}

/// The file, in a place that vanishes with it; `None` where the address doesn't say which unit.
fn made(
    tx: &mut Tx<'_>,
    app: &App,
    actor: &Actor,
    lang: Lang,
    filters: &Filters,
) -> Result<Option<File>, ActError> {
    let directory = app.directories.read(tx)?;
    By::actor(actor, &app.cx).require_anywhere(Action::Export, &directory)?;
    let settings = app.settings.current(tx)?;
    let around =
        Around { asker: Asker::person(actor, app.cx.now()), directory: &directory, settings: &settings };
    let (tree, calendar, now) = (&directory.tree, &settings.calendar, around.asker.now);
    let campaigns = campaigns::store::all(tx)?;
    let Asked { filter, order, unclear, .. } =
        Reader { lang, tree, calendar, campaigns: &campaigns, now }.read(filters);
    if unclear.is_some() {
        return Ok(None);
    }
    let sight = sight(actor, tree, around.asker.today(calendar));
    let asked = list::Asked { sight: &sight, filter: &filter, now };
    let made = Made { title: outgo::TITLE, reporter: tree.name(actor.unit), by: &actor.name };
    let mut file = tempfile::tempfile().map_err(disk)?;
    outgo::export(tx, &asked, order, &around, made, &file)?;
    file.seek(SeekFrom::Start(0)).map_err(disk)?;
    Ok(Some(file))
}

fn disk(error: std::io::Error) -> ActError {
    ActError::Fault(format!("an export can't be written: {error}"))
}

/// The file as it is read, piece by piece.
async fn answer(file: File, app: &App) -> Result<Response, Error> {
    let length = file.metadata().map_err(Error::fault)?.len();
    let place = format!("attachment; filename=\"matters-{}.xlsx\"", app.cx.today());
    let head = [
        (header::CONTENT_TYPE, KIND.to_owned()),
        (header::CONTENT_DISPOSITION, place),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((head, AsyncReadBody::new(tokio::fs::File::from_std(file))).into_response())
}
