//! `GET /ledgers`: hand in a file or paste cells; the imports so far.

use super::blocking;
use crate::{
    act::ActError,
    app::App,
    ledgers::{
        intake::{
            PASTED, store,
            store::Import,
            waiting::{self, Unfit},
        },
        read::{Limits, Unreadable},
    },
    people::act::By,
    web::{
        error::Error,
        fields::Fields,
        form::Form,
        layout::{Frame, page},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Multipart, State, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use bangdu_core::people::{Action, Ground};

/// Imports that the page lists.
const LISTED: usize = 50;

#[derive(Template)]
#[template(path = "ledgers/pages/upload.html")]
pub(super) struct UploadPage {
    pub(super) frame: Frame,
    pub(super) form: Form,
    pub(super) imports: Vec<Import>,
}

pub(super) async fn list(State(app): State<App>, visitor: Visitor, frame: Frame) -> Result<Response, Error> {
    let form = Form::blank(&frame);
    shown(&app, &visitor, frame, form).await
}

/// Reads what was handed in and goes on to its preview; what can't be read is answered with a sentence.
pub(super) async fn hand_in(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    parts: Multipart,
) -> Result<Response, Error> {
    admitted(&app, &visitor).await?;
    let mut form = Form::blank(&frame);
    match handed(parts).await {
        Ok(Some(handed)) => {
            let (app, actor) = (app.clone(), visitor.actor.clone());
            let read = blocking(move || waiting::hand_in(&app, &actor, &handed.name, handed.content)).await?;
            match read {
                Ok(id) => return Ok(Redirect::to(&format!("/ledgers/{id}")).into_response()),
                Err(Unfit::Unreadable(why)) => form.wrong("file", frame.say(&why.phrase())),
                Err(Unfit::Act(error)) => return Err(error.into()),
            }
        }
        Ok(None) => form.wrong("file", frame.t("ledgers.nothing_given")),
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            let megabytes = Limits::default().file_bytes >> 20;
            form.wrong("file", frame.say(&Unreadable::FileTooLarge { megabytes }.phrase()));
        }
        Err(_) => return Err(Error::bad_form("form.unreadable")),
    }
    shown(&app, &visitor, frame, form).await
}

/// A file, or what was pasted.
struct Handed {
    name: String,
    content: Vec<u8>,
}

async fn handed(mut parts: Multipart) -> Result<Option<Handed>, MultipartError> {
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

async fn admitted(app: &App, visitor: &Visitor) -> Result<(), Error> {
    let (by, directories) = (By::actor(&visitor.actor, &app.cx), app.directories.clone());
    Ok(app.cx.db.read(move |tx| waiting::admit(&by, &*directories.read(tx)?)).await?)
}

async fn shown(app: &App, visitor: &Visitor, frame: Frame, form: Form) -> Result<Response, Error> {
    let (by, directories) = (By::actor(&visitor.actor, &app.cx), app.directories.clone());
    let read = app.cx.db.read(move |tx| {
        let directory = directories.read(tx)?;
        waiting::admit(&by, &directory)?;
        let mut imports = store::imports(tx, None, 500)?;
        imports.retain(|i| by.may(Action::Import, &Ground::of_office(i.office), &directory));
        imports.truncate(LISTED);
        Ok::<_, ActError>((imports, directory))
    });
    let (imports, directory) = read.await?;
    let frame = frame.naming(directory).titled("ledgers.title");
    page(UploadPage { frame, form, imports })
}

impl UploadPage {
    /// An upload page with a sentence at the file, for samples.
    pub(super) fn sample(frame: Frame, wrong: Option<Unreadable>, imports: Vec<Import>) -> UploadPage {
        let frame = frame.titled("ledgers.title");
        let mut form = Form::typed(&frame, Fields::default());
        if let Some(why) = wrong {
            form.wrong("file", frame.say(&why.phrase()));
        }
        UploadPage { frame, form, imports }
    }
}
