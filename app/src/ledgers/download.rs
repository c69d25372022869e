//! Workbooks as downloads: refused rows from memory, an export from a file that vanishes with its answer.

use crate::{
    act::{ActError, Asker},
    app::App,
    campaigns,
    db::Tx,
    files::web::percent_encoded,
    ledgers::{
        outgo::{self, Made, seen},
        templates,
    },
    matters::{
        act::Around,
        list::{self, Asked, Filter, Order},
        listing::{COUNTED, cells::Teller, columns::Layout, settled},
    },
    people::act::By,
    standing::Standing,
    web::{error::Error, lang::Lang},
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use axum_extra::body::AsyncReadBody;
use bangdu_core::people::{Action, Actor, sight};
use std::{
    fs::File,
    io::{Seek, SeekFrom},
};
use uuid::Uuid;

/// The media type of an .xlsx.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook to be kept by the browser under `name` (ASCII).
pub(super) fn workbook(name: &str, content: Vec<u8>) -> Response {
    let place = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, place)], content).into_response()
}

/// Which file is made of a list.
pub(super) enum Shape {
    /// The full ledger.
    Full,
    /// The columns that the reader sees, in their language.
    Seen(Layout, Lang),
    /// The unit's own form.
    Template(Uuid),
}

/// What an export is asked for.
pub(super) struct Wanted {
    pub filter: Filter,
    pub order: Order,
    pub shape: Shape,
    /// What the list is called: the sheet's title, where its columns are the reader's own.
    pub title: String,
    /// What the file is called, without day and ending.
    pub name: String,
}

/// What a list shows its reader, as a file in a place that vanishes with it: whoever may export gets that, no
/// more. `wanted` reads the filter from the same snapshot; `None` where it isn't clear which unit is meant.
///
/// # Errors
/// Without the right to export, or when store or disk fail.
pub(super) fn exported(
    tx: &mut Tx<'_>,
    app: &App,
    actor: &Actor,
    wanted: impl FnOnce(&mut Tx<'_>, &Around<'_>) -> Result<Option<Wanted>, ActError>,
) -> Result<Option<(File, String)>, ActError> {
    let standing = app.standing(tx)?;
    let Standing { directory, settings } = &standing;
    By::actor(actor, &app.cx).require_anywhere(Action::Export, directory)?;
    let around = standing.around(Asker::person(actor, app.cx.now()));
    let Some(Wanted { filter, order, shape, title, name }) = wanted(tx, &around)? else { return Ok(None) };
    let sight = sight(actor, &directory.tree, around.asker.today(&settings.calendar));
    let asked = Asked { sight: &sight, filter: &filter, now: around.asker.now };
    let order = settled(order, list::count(tx, &asked, COUNTED + 1)?);
    let made = Made { title: outgo::TITLE, reporter: directory.tree.name(actor.unit), by: &actor.name };
    let mut file = tempfile::tempfile().map_err(disk)?;
    match shape {
        Shape::Full => {
            outgo::export(tx, &asked, order, &around, made, &file)?;
        }
        Shape::Seen(layout, lang) => {
            let campaigns = campaigns::store::all(tx)?;
            let teller = Teller { lang, around: &around, campaigns: &campaigns, phones: None };
            let made = Made { title: &title, ..made };
            seen::export(tx, &asked, order, &teller, &layout, made, &file)?;
        }
        Shape::Template(id) => {
            let found = templates::store::content(tx, actor.unit, id)?;
            let (_, content) = found.ok_or(ActError::NotFound)?;
            templates::export(tx, &asked, order, &around, made, &content, &file)?;
        }
    }
    file.seek(SeekFrom::Start(0)).map_err(disk)?;
    Ok(Some((file, name)))
}

pub(super) fn disk(error: std::io::Error) -> ActError {
    ActError::Fault(format!("an export can't be written: {error}"))
}

/// The export as it is read, piece by piece, to be kept as `name` of today.
///
/// # Errors
/// When the disk fails.
pub(super) fn streamed(file: File, name: &str, app: &App) -> Result<Response, Error> {
    let length = file.metadata().map_err(Error::fault)?.len();
    let today = app.cx.today();
    let name = percent_encoded(&format!("{name}{today}.xlsx"));
    let place = format!("attachment; filename=\"matters-{today}.xlsx\"; filename*=UTF-8''{name}");
    let head = [
        (header::CONTENT_TYPE, XLSX.to_owned()),
        (header::CONTENT_DISPOSITION, place),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((head, AsyncReadBody::new(tokio::fs::File::from_std(file))).into_response())
}
