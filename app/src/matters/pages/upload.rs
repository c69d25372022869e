//! A submitted form, with or without files.

use crate::{
    app::App,
    web::{error::Error, fields::Fields},
};
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::header,
};
use bangdu_core::{matters::FileRef, people::Actor};

/// The largest form with files, in bytes.
pub(super) const LARGEST: usize = 64 << 20;

/// What was submitted.
pub(super) struct Submitted {
    pub fields: Fields,
    pub files: Vec<Upload>,
}

/// A file as it was handed in.
pub(super) struct Upload {
    pub field: String,
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Submitted, Error> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let fields = Fields::from_request(request, state).await?;
            return Ok(Submitted { fields, files: vec![] });
        }
        let unreadable = |_| Error::bad_form("form.unreadable");
        read(Multipart::from_request(request, state).await.map_err(unreadable)?).await.map_err(failed)
    }
}

async fn read(mut parts: Multipart) -> Result<Submitted, MultipartError> {
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await? {
        let field = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(str::to_owned) {
            // A field of files that was left empty comes as a file without a name.
            Some(name) => {
                let bytes = part.bytes().await?;
                if !name.is_empty() && !bytes.is_empty() {
                    files.push(Upload { field });
                }
            }
            None => fields.push((field, part.text().await?.replace('\0', "\u{fffd}").replace("\r\n", "\n"))),
        }
    }
    Ok(Submitted { fields: Fields(fields), files })
}

fn failed(error: MultipartError) -> Error {
    match error.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::bad_form("form.unreadable"),
    }
}

/// Stores the files, and names each by the field that it came in.
pub(super) async fn keep(
    _app: &App,
    _actor: &Actor,
    files: Vec<Upload>,
) -> Result<Vec<(String, FileRef)>, Error> {
    let wrong: Vec<(String, String)> =
        files.into_iter().map(|file| (file.field, "matters.no_files_yet".to_owned())).collect();
    if wrong.is_empty() { Ok(vec![]) } else { Err(Error::BadForm(wrong)) }
}
