//! Evidence in the JSON API: handed in first, named by an act, given out to those who see the matter.

use super::Place;
use crate::{
    act::ActError,
    api::{Answer, Caller, Reply},
    app::App,
    db::Tx,
    files::web,
    matters::{
        act::{Around, is_seen},
        store,
        submitted::attach_all,
    },
    web::error::Error,
};
use axum::{
    extract::{Multipart, Path, State},
    http::StatusCode,
    response::Response,
};
use bangdu_core::{
    ids::{FileId, MatterId},
    matters::{Command, FileRef},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A body that may name evidence.
pub(super) trait Evidence {
    /// Files that were handed in before.
    fn files(&self) -> &[FileId] {
        &[]
    }
}

/// A file to hand in.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the form; its part is read as it arrives")]
pub(super) struct FileBody {
    #[schema(value_type = String, format = Binary)]
    file: String,
}

/// A file that was handed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileView {
    id: String,
    name: String,
    /// SHA-256 of its content, in hex.
    digest: String,
    /// In bytes.
    size: u64,
}

impl FileView {
    pub(super) fn of(file: &FileRef) -> FileView {
        FileView {
            id: file.id.to_string(),
            name: file.name.clone(),
            digest: file.digest.clone(),
            size: file.size,
        }
    }
}

/// Hand in a file; name its id in a report, claim, verification or look-back within a day.
#[utoipa::path(post, path = "/files", tag = "files", operation_id = "hand_in",
    request_body(content = FileBody, content_type = "multipart/form-data"),
    responses((status = 201, body = FileView), (status = 413), (status = 422)))]
pub(super) async fn hand_in(State(app): State<App>, caller: Caller, mut parts: Multipart) -> Reply {
    let unreadable = || Error::bad_form("form.unreadable");
    while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
        if part.file_name().is_none() {
            continue;
        }
        let account = caller.actor.account.to_string();
        let file = web::receive(&app.cx, &app.files, &account, part).await?.ok_or_else(unreadable)?;
        return Ok(Answer::with(StatusCode::CREATED, None, &FileView::of(&file))?);
    }
    Err(unreadable())
}

/// A matter's file, as a download.
#[utoipa::path(get, path = "/matters/{id}/files/{file}", tag = "files", operation_id = "file",
    params(("id" = String, Path), ("file" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404)))]
pub(super) async fn download(
    State(app): State<App>,
    caller: Caller,
    Path((id, file)): Path<(MatterId, FileId)>,
) -> Result<Response, Error> {
    let reading = app.clone();
    web::download(&app.cx, &app.files, file, move |tx, kept| {
        let Some(matter) = store::get(tx, id)?.filter(|_| kept.matter == Some(id)) else { return Ok(false) };
        let standing = reading.standing(tx)?;
        let asker = crate::act::Asker::person(&caller.actor, reading.cx.now());
        Ok(is_seen(&matter, &standing.around(asker)))
    })
    .await
}

/// The command with its evidence, which from now on belongs to the matter.
pub(super) fn with_evidence(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    place: Place,
    command: &Command,
    files: &[FileId],
) -> Result<Command, ActError> {
    let refs = attach_all(tx, around, place.id, files)?;
    let mut command = command.clone();
    match &mut command {
        Command::Report(report) => report.files = refs,
        Command::Claim { files, .. }
        | Command::PassVerification { files, .. }
        | Command::LookBack { files, .. } => *files = refs,
        Command::Draft(draft) | Command::RegisterOnSite(draft) => {
            draft.origin.basis = draft.origin.basis.clone().with_scan(refs.into_iter().next());
        }
        Command::EditDraft(draft) => {
            let named = refs.into_iter().next();
            let scan = if named.is_some() { named } else { scan_of(tx, place.id)? };
            draft.origin.basis = draft.origin.basis.clone().with_scan(scan);
        }
        _ => {}
    }
    Ok(command)
}

/// The scan that a draft has already: a change that names none keeps it.
fn scan_of(tx: &mut Tx<'_>, id: MatterId) -> Result<Option<FileRef>, ActError> {
    Ok(store::get(tx, id)?.and_then(|m| m.origin.basis.scan().cloned()))
}
