//! A submitted form, with or without files. What was handed in once needn't be handed in again when the form
//! comes back with something wrong in it: its files are kept for a day, and the form names them.

use crate::{
    act::ActError,
    app::App,
    db::Tx,
    files::{attach, find, web::receive},
    matters::act::Around,
    web::{
        error::Error,
        fields::Fields,
        form::{Form, Held},
        layout::Frame,
        session::Visitor,
    },
};
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::Field},
    http::header,
};
use bangdu_core::{
    ids::{FileId, MatterId},
    matters::FileRef,
};

/// More files than this in one form are told, and not taken.
const MOST: usize = 20;

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
        submitted.find_kept(app, visitor).await
    }

    /// The form as it was typed, with its files and what is wrong with them.
    pub fn form(&self, frame: &Frame) -> Form {
        let mut form = Form::typed(frame, self.fields.clone());
        for (field, file) in &self.files {
            form.hold(field, Held { id: file.id.to_string(), name: file.name.clone() });
        }
        for (name, key) in &self.wrong {
            form.wrong(name, frame.t(key));
        }
        form
    }

    /// The files that were handed in.
    pub fn ids(&self) -> Vec<FileId> {
        self.files.iter().map(|(_, file)| file.id).collect()
    }

    /// The file of a field that takes one: the newest.
    pub fn one(&self, name: &str) -> Option<FileRef> {
        self.files.iter().rev().find(|(field, _)| field == name).map(|(_, file)| file.clone())
    }

    async fn take(&mut self, app: &App, visitor: &Visitor, part: Field<'_>) -> Result<(), Error> {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_none() {
            let text = part.text().await.map_err(|_| Error::bad_form("form.unreadable"))?;
            self.fields.0.push((name, text.replace('\0', "\u{fffd}").replace("\r\n", "\n")));
            return Ok(());
        }
        if self.files.len() >= MOST {
            self.wrong.push((name, "files.too_many".to_owned()));
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

    /// Files of an earlier attempt that the form names again: the visitor's own, that no act has named yet. They
    /// stand before those that came with this attempt.
    async fn find_kept(mut self, app: &App, visitor: &Visitor) -> Result<Submitted, Error> {
        let named = self.fields.0.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix("kept-")?.to_owned(), value.trim().parse::<FileId>().ok()?))
        });
        let named: Vec<(String, FileId)> = named.take(MOST).collect();
        if named.is_empty() {
            return Ok(self);
        }
        let account = visitor.actor.account.to_string();
        let found = app.cx.db.read(move |tx| {
            let kept = named.into_iter().map(|(field, id)| Ok((field, find(tx, id)?)));
            kept.collect::<Result<Vec<_>, crate::db::DbError>>()
        });
        let mut files = Vec::new();
        for (field, kept) in found.await.map_err(Error::fault)? {
            match kept.filter(|kept| kept.uploaded_by == account && kept.matter.is_none()) {
                Some(kept) => files.push((field, kept.reference())),
                None => self.wrong.push((field, "files.gone".to_owned())),
            }
        }
        files.append(&mut self.files);
        self.files = files;
        Ok(self)
    }
}

/// The files belong to the matter from now on; call it in the transaction of the act that names them.
///
/// # Errors
/// [`ActError::NotFound`] for a file that isn't there for this act, or that the store failed.
pub(super) fn attach_all(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    matter: MatterId,
    files: &[FileId],
) -> Result<Vec<FileRef>, ActError> {
    let one = |id: &FileId| attach(tx, *id, matter, &around.asker.stamp())?.ok_or(ActError::NotFound);
    files.iter().map(one).collect()
}
