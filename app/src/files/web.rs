//! Files on the web: taken in from a form, given out as a download and nothing else.

use super::{Files, Kept, Unfit, find, keep};
use crate::{
    cx::Cx,
    db::{DbError, Tx},
    journal::Stamp,
    web::error::Error,
};
use axum::{
    extract::multipart::Field,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use axum_extra::body::AsyncReadBody;
use bangdu_core::{ids::FileId, matters::FileRef};
use std::fmt::Write;
use tokio::{sync::mpsc, task::spawn_blocking};

/// Takes a field of a form in and journals it under `actor` (an account's id); `None` for a field that was left
/// empty. The route needs `DefaultBodyLimit::max` above the largest file.
///
/// # Errors
/// What is wrong with the file, or that disk or store failed.
pub async fn receive(
    cx: &Cx,
    files: &Files,
    actor: &str,
    field: Field<'_>,
) -> Result<Option<FileRef>, Error> {
    receive_counted(cx, files, actor, field, &mut 0).await
}

/// [`receive`], with how many bytes came, also where the file isn't taken.
///
/// # Errors
/// As [`receive`].
pub async fn receive_counted(
    cx: &Cx,
    files: &Files,
    actor: &str,
    mut field: Field<'_>,
    size: &mut u64,
) -> Result<Option<FileRef>, Error> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let (pieces, mut arriving) = mpsc::channel::<axum::body::Bytes>(4);
    let writing = files.clone();
    let written = spawn_blocking(move || {
        let mut incoming = writing.begin()?;
        while let Some(piece) = arriving.blocking_recv() {
            incoming.write(&piece)?;
        }
        Ok::<_, Unfit>(incoming)
    });
    let mut given_up = false;
    while let Some(piece) = field.chunk().await.map_err(|_| Error::bad_form("form.unreadable"))? {
        *size += piece.len() as u64;
        // Where the writer gave up it says why; the rest is only counted, so that its size can be told.
        given_up = given_up || pieces.send(piece).await.is_err();
    }
    drop(pieces);
    let incoming = written.await.map_err(Error::fault)?.map_err(unfit)?;
    if *size == 0 && name.is_empty() {
        return Ok(None);
    }
    let content = spawn_blocking(move || incoming.finish(&name)).await.map_err(Error::fault)?;
    let content = content.map_err(unfit)?;
    let (files, id) = (files.clone(), FileId(cx.new_id()));
    let stamp = Stamp { at: cx.now(), actor: actor.to_owned() };
    let kept = cx.db.write(move |tx| keep(tx, &files, id, &content, &stamp)).await;
    kept.map(Some).map_err(Error::fault)
}

/// Gives a file out, if `may` allows it: without the right it isn't there. `may` gets the file in the same
/// snapshot in which it was found.
///
/// # Errors
/// [`Error::NotFound`], or that disk or store failed.
pub async fn download<F>(cx: &Cx, files: &Files, id: FileId, may: F) -> Result<Response, Error>
where
    F: FnOnce(&mut Tx<'_>, &Kept) -> Result<bool, DbError> + Send + 'static,
{
    let found = cx.db.read(move |tx| {
        let Some(kept) = find(tx, id)? else { return Ok(None) };
        Ok::<_, DbError>(if may(tx, &kept)? { Some(kept) } else { None })
    });
    let kept = found.await.map_err(Error::fault)?.ok_or(Error::NotFound)?;
    let path = files.path(&kept.digest).map_err(Error::fault)?;
    let file = tokio::fs::File::open(path).await.map_err(Error::fault)?;
    Ok((headers(&kept), AsyncReadBody::new(file)).into_response())
}

/// Whatever the content is, the browser only stores it.
fn headers(kept: &Kept) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut add = |name, value: String| {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    };
    add(header::CONTENT_TYPE, kept.media_type.clone());
    add(header::CONTENT_LENGTH, kept.size.to_string());
    add(header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", percent_encoded(&kept.name)));
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned());
    add(header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned());
    add(header::CACHE_CONTROL, "private, no-store".to_owned());
    headers
}

/// As RFC 8187 has it.
pub fn percent_encoded(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string doesn't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn unfit(unfit: Unfit) -> Error {
    match unfit {
        Unfit::TooLarge => Error::TooLarge,
        Unfit::Empty => Error::bad_form("files.empty"),
        Unfit::Kind => Error::bad_form("files.kind"),
        Unfit::Disk(error) => Error::fault(error),
    }
}
