//! A submitted form, with or without files; and files given out again.

use crate::{
    act::Asker,
    app::App,
    files::web::{download as give_out, receive},
    matters::{act::is_seen, store},
    web::{error::Error, fields::Fields, session::Visitor},
};
use axum::{
    extract::{FromRequest, Multipart, Path, Request, State, multipart::Field},
    http::header,
    response::Response,
};
use bangdu_core::{ids::FileId, matters::FileRef};

/// What was submitted.
#[derive(Default)]
pub(super) struct Submitted {
    pub fields: Fields,
    /// Files that were kept, by field.
    pub files: Vec<(String, FileRef)>,
    /// Files that were not, by field, with the key of why.
    pub wrong: Vec<(String, String)>,
}

impl Submitted {
    /// Reads a form; its files are kept under the visitor's name until an act names them.
    pub async fn read(app: &App, visitor: &Visitor, request: Request) -> Result<Submitted, Error> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let fields = Fields::from_request(request, &()).await?;
            return Ok(Submitted { fields, ..Submitted::default() });
        }
        let unreadable = |_| Error::bad_form("form.unreadable");
        let mut parts = Multipart::from_request(request, &()).await.map_err(unreadable)?;
        let mut submitted = Submitted::default();
        while let Some(part) = parts.next_field().await.map_err(|_| Error::bad_form("form.unreadable"))? {
            submitted.take(app, visitor, part).await?;
        }
        Ok(submitted)
    }

    async fn take(&mut self, app: &App, visitor: &Visitor, part: Field<'_>) -> Result<(), Error> {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_none() {
            let text = part.text().await.map_err(|_| Error::bad_form("form.unreadable"))?;
            self.fields.0.push((name, text.replace('\0', "\u{fffd}").replace("\r\n", "\n")));
            return Ok(());
        }
        match receive(&app.cx, &app.files, &visitor.actor.account.to_string(), part).await {
            Ok(file) => self.files.extend(file.map(|file| (name, file))),
            Err(Error::BadForm(why)) => {
                self.wrong.extend(why.into_iter().map(|(_, key)| (name.clone(), key)));
            }
            Err(Error::TooLarge) => self.wrong.push((name, "error.too_large".to_owned())),
            Err(other) => return Err(other),
        }
        Ok(())
    }
}

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
