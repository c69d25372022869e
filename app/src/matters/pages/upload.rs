//! A matter's files, given out again.

use crate::{
    act::Asker,
    app::App,
    files::web::download as give_out,
    matters::{act::is_seen, store},
    web::{error::Error, session::Visitor},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use bangdu_core::ids::FileId;

/// A matter's file, for those who see the matter.
pub(super) async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Error> {
    let id = super::matter_id(&id)?;
    let file: FileId = file.parse().map_err(|_| Error::NotFound)?;
    let reading = app.clone();
    give_out(&app.cx, &app.files, file, move |tx, kept| {
        let Some(m) = store::get(tx, id)?.filter(|_| kept.matter == Some(id)) else { return Ok(false) };
        let standing = reading.standing(tx)?;
        let asker = Asker::person(&visitor.actor, reading.cx.now());
        Ok(is_seen(&m, &standing.around(asker)))
    })
    .await
}
