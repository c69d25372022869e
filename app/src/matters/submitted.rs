//! A submitted form, with or without files. What was handed in once needn't be handed in again when the form
//! comes back with something wrong in it: its files are kept for a day, and the form names them.

use crate::{
    act::ActError,
    app::App,
    db::Tx,
    files::{attach, find, web::receive_counted},
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
    /// Files that were not, by field.
    pub wrong: Vec<(String, Wrong)>,
}

/// A file that was not taken.
pub(super) struct Wrong {
    /// Its name as it was handed in; empty where only a form names it.
    name: String,
    /// Its size, and the largest that is taken.
    size: u64,
    largest: u64,
    /// Key of why.
    why: String,
}

impl Wrong {
    fn of(why: &str) -> Wrong {
        Wrong { name: String::new(), size: 0, largest: 0, why: why.to_owned() }
    }

    /// Which file, and why it isn't taken.
    fn said(&self, frame: &Frame) -> String {
        let key = match (self.name.is_empty(), &*self.why) {
            (false, "files.empty") => "files.empty_named",
            (false, "files.kind") => "files.kind_named",
            (false, "files.too_large") => "files.too_large",
            (_, why) => return frame.t(why).to_owned(),
        };
        let (size, largest) = (megabytes(self.size), megabytes(self.largest));
        let kinds = frame.t("files.kinds");
        let args = [("name", &*self.name), ("size", &size), ("largest", &largest), ("kinds", kinds)];
        frame.tf(key, &args)
    }
}

/// A size as people read it: `63.2 MB`, `840 KB`.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    match (tenths / 10, tenths % 10) {
        (0, _) => format!("{} KB", (bytes >> 10).max(1)),
        (whole, 0) => format!("{whole} MB"),
        (whole, part) => format!("{whole}.{part} MB"),
    }
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
        let mut said = std::collections::BTreeSet::new();
        for (name, wrong) in &self.wrong {
            let text = wrong.said(frame);
            if said.insert((name, text.clone())) {
                form.wrong(name, text);
            }
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
            self.wrong.push((name, Wrong::of("files.too_many")));
            return Ok(());
        }
        let called = part.file_name().unwrap_or_default().to_owned();
        let (account, mut size) = (visitor.actor.account.to_string(), 0);
        let received = receive_counted(&app.cx, &app.files, &account, part, &mut size).await;
        let largest = app.files.largest();
        let wrong = |why: &str| Wrong { name: called.clone(), size, largest, why: why.to_owned() };
        match received {
            Ok(file) => self.files.extend(file.map(|file| (name, file))),
            Err(Error::BadForm(why)) => {
                self.wrong.extend(why.into_iter().map(|(_, key)| (name.clone(), wrong(&key))));
            }
            Err(Error::TooLarge) => self.wrong.push((name, wrong("files.too_large"))),
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
                None => self.wrong.push((field, Wrong::of("files.gone"))),
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
