//! A ledger as it arrives: a file, or cells that were pasted.

use super::{
    intake::PASTED,
    read::{Limits, Unreadable},
};
use crate::web::error::Error;
use axum::{
    extract::{Multipart, multipart::MultipartError},
    http::StatusCode,
};

/// A file, or what was pasted.
pub(super) struct Handed {
    pub name: String,
    pub content: Vec<u8>,
}

/// Why there is nothing to read.
pub(super) enum NotHanded {
    /// Neither a file nor cells.
    Nothing,
    /// More than is taken.
    TooLarge(Unreadable),
}

/// The largest request that carries a ledger: what stands around a file in a form is small.
pub(super) fn most() -> usize {
    Limits::default().file_bytes + (1 << 20)
}

/// What the form brings in its `file` or its `cells`.
///
/// # Errors
/// When the form itself can't be read.
pub(super) async fn handed(parts: Multipart) -> Result<Result<Handed, NotHanded>, Error> {
    match parts_of(parts).await {
        Ok(Some(handed)) => Ok(Ok(handed)),
        Ok(None) => Ok(Err(NotHanded::Nothing)),
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let megabytes = Limits::default().file_bytes >> 20;
            Ok(Err(NotHanded::TooLarge(Unreadable::FileTooLarge { megabytes })))
        }
        Err(_) => Err(Error::bad_form("form.unreadable")),
    }
}

async fn parts_of(mut parts: Multipart) -> Result<Option<Handed>, MultipartError> {
    let mut found = None;
    while let Some(part) = parts.next_field().await? {
        let field = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(file_name);
        if field != "file" && field != "cells" {
            continue;
        }
        let content = part.bytes().await?;
        if content.iter().all(u8::is_ascii_whitespace) && name.as_deref().unwrap_or_default().is_empty() {
            continue;
        }
        let name = if field == "file" { name.unwrap_or_default() } else { PASTED.to_owned() };
        found = found.or(Some(Handed { name, content: content.to_vec() }));
    }
    Ok(found)
}

/// Without folders, and not longer than names are.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(120).collect()
}
