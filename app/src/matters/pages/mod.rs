//! The matter's page (事项详情) and the forms of its acts. `seen` reads what the page needs, `show` says
//! it; `case` reads what a form needs, `acts` holds the forms. Which act is allowed is the core's to say.

mod about;
mod acts;
mod again;
mod beside;
mod case;
mod cell;
mod meanwhile;
mod plan;
mod reader;
pub mod samples;
pub(in crate::matters) mod seen;
mod shares;
mod show;
mod story;
mod timing;
mod upload;

use crate::{
    act::ActError,
    app::App,
    matters::{
        act::{act, is_seen},
        listing::WITHIN,
        store,
        submitted::{Submitted, attach_all},
        urged_lately,
    },
    people::naming,
    web::{
        error::Error,
        fields::Fields,
        form::Form,
        layout::{Frame, page},
        list::Filters,
        session::Visitor,
    },
};
use acts::Act;
use again::Again;
use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bangdu_core::{
    ids::{FileId, MatterId, UnitId},
    matters::{Command, State as Stands, addressees, urged_twice::Opened},
    people::Actor,
};
use case::Case;
use reader::Reader;
pub(super) use reader::rate_of;

/// How many files of the largest size a form may hold.
const FILES: usize = 4;

/// The matter's addresses: its page, one for each act, and its files. `file_bytes` is the largest file.
pub fn router(file_bytes: u64) -> Router<App> {
    let file_bytes = usize::try_from(file_bytes).unwrap_or(usize::MAX);
    let largest = file_bytes.saturating_mul(FILES).saturating_add(2 << 20);
    Router::new()
        .route("/matters/{id}", get(show_matter))
        .route("/matters/{id}/{act}", get(ask).post(submit))
        .route("/matters/{id}/files/{file}", get(upload::download))
        .layer(DefaultBodyLimit::max(largest))
}

async fn show_matter(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id = matter_id(&id)?;
    let (lang, list) = (frame.lang, filters.get(WITHIN).map(str::to_owned));
    let seen = app
        .view(&visitor.actor, move |tx, around| {
            let beside = list.map(|list| beside::Beside::read(tx, &around, lang, &list, id)).transpose()?;
            Ok(seen::Seen { list: beside, ..seen::Seen::read(tx, around, id)? })
        })
        .await?;
    // A page that comes back into sight asks for this alone (`HEAD`), and tells when the matter has changed.
    let version = format!("W/\"{}\"", seen.version);
    let shown = page(show::ShowPage::of(frame.naming(seen.directory.clone()), &seen, &filters))?;
    Ok(([(header::ETAG, version)], shown).into_response())
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, Error> {
    let act = acts::act(&code).ok_or(Error::NotFound)?;
    let case = read_case(&app, &visitor.actor, matter_id(&id)?, act, "").await?;
    if let Some(refusal) = case.refusal {
        return Err(ActError::from(refusal).into());
    }
    let frame = frame.naming(case.directory.clone());
    let again = Again::within(case.matter.id, act, &filters);
    let first =
        if again.only.is_empty() { (act.first)(&case, &frame) } else { cell::first(&case, act, &frame) };
    let form = Form::typed(&frame, Fields::from(first));
    page(FormPage::of(frame, &case, act, form, again))
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path((id, code)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Error> {
    let act = acts::act(&code).ok_or(Error::NotFound)?;
    let id = matter_id(&id)?;
    // Before anything is taken in: who can't see the matter hands in no files.
    let case = read_case(&app, &visitor.actor, id, act, "").await?;
    let submitted = Submitted::read(&app, &visitor, request).await?;
    let case = match submitted.fields.given("into") {
        Some(merged) => read_case(&app, &visitor.actor, id, act, merged).await?,
        None => case,
    };
    let frame = frame.naming(case.directory.clone());
    let mut again = Again::of(act, &submitted.fields);
    if acts::lacks_goal(&case) && !submitted.fields.ticked("sure") && case.refusal.is_none() {
        let form = submitted.form(&frame);
        return again.page(StatusCode::OK, frame, &case, act, form);
    }
    let expected = submitted.fields.get("version").parse().ok();
    // A form that comes back for another reason still knows no more than it was filled with.
    again.version = expected;
    let opened = urged_lately::opened(&submitted.fields);
    let (mut form, ids) = (submitted.form(&frame), submitted.ids());
    let mut reader = Reader { form: &mut form, frame: &frame, case: &case, files: submitted.files };
    let command = (act.read)(&mut reader);
    let Some(command) = command.filter(|_| form.is_right()) else {
        return again.page(StatusCode::UNPROCESSABLE_ENTITY, frame, &case, act, form);
    };
    let asked = Asked { id, command, expected, files: ids, opened };
    match carry_out(&app, &visitor.actor, asked).await {
        Ok((there, unmanned)) => {
            let nobody = naming::unmanned_said(frame.lang, &case.directory, &unmanned);
            Ok(again.done(&frame, &case, &there, nobody))
        }
        Err(ActError::Stale) => {
            // What it is like now, and what happened since the form was opened.
            let mut since = meanwhile::read(&app, &visitor.actor, id, act, expected.unwrap_or(0)).await?;
            since.merge_into(&mut form, act, again.only, &frame);
            again.version = None;
            again.meanwhile = meanwhile::lines(&frame, &since.told);
            let case = since.case;
            if since.told.is_empty() {
                form.wrong("version", frame.t("matters.changed_meanwhile"));
            }
            if let Some(refusal) = &case.refusal {
                form.refuse(refusal, &frame);
            }
            again.page(StatusCode::CONFLICT, frame, &case, act, form)
        }
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            let status = Error::from(ActError::Refused(refusal)).status();
            again.page(status, frame, &case, act, form)
        }
        Err(other) => Err(other.into()),
    }
}

/// A command with the version that it was thought of at, and the files that it names.
struct Asked {
    id: MatterId,
    command: Command,
    expected: Option<u64>,
    files: Vec<FileId>,
    /// When a form that urges was opened.
    opened: Option<Opened>,
}

/// Does it, and says where to go then: back to the matter, or to the list where it is out of sight; and which units it was
/// given to that have nobody who could sign.
async fn carry_out(app: &App, actor: &Actor, asked: Asked) -> Result<(String, Vec<UnitId>), ActError> {
    app.change(actor, move |tx, around| {
        if let Some(m) = asked.opened.map_or(Ok(None), |_| store::get(tx, asked.id))? {
            urged_lately::check(tx, &around, &m, &asked.command, asked.opened)?;
        }
        let done = act(tx, around, asked.id, &asked.command, asked.expected)?;
        attach_all(tx, &around, asked.id, &asked.files)?;
        let is_there = is_seen(&done.matter, &around) && !matches!(done.matter.state, Stands::Discarded);
        let there = if is_there { format!("/matters/{}", asked.id) } else { "/matters".to_owned() };
        let unmanned = match asked.command {
            Command::Assign(_) | Command::Reassign { .. } => {
                let today = around.asker.today(&around.settings.calendar);
                naming::unmanned(tx, &addressees(&done.matter), today)?
            }
            _ => Vec::new(),
        };
        Ok((there, unmanned))
    })
    .await
}

async fn read_case(
    app: &App,
    actor: &Actor,
    id: MatterId,
    act: &'static Act,
    merged: &str,
) -> Result<Case, ActError> {
    let merged = merged.to_owned();
    app.view(actor, move |tx, around| Case::read(tx, around, id, act.code, &merged)).await
}

fn matter_id(text: &str) -> Result<MatterId, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// An act's form on a page of its own.
#[derive(Template)]
#[template(path = "matters/pages/form.html")]
struct FormPage {
    frame: Frame,
    form: Form,
    fields: crate::web::markup::Markup,
    /// The matter in a few lines; nothing where one cell of it is edited in its list.
    about: crate::web::markup::Markup,
    hint: String,
    to: String,
    back: String,
    version: u64,
    files: bool,
    button: String,
    danger: bool,
    /// That it can't be done any more: what was typed can be read and copied, and is not sent again.
    over: bool,
    again: Again,
}

impl FormPage {
    fn of(frame: Frame, case: &Case, act: &'static Act, form: Form, again: Again) -> FormPage {
        let m = &case.matter;
        let back = format!("/matters/{}", m.id);
        let (list, word) = (frame.t("nav.matters").to_owned(), frame.word(&case.offer.word));
        let frame = frame.called(word.clone()).under(list, "/matters").under(m.title.clone(), back.clone());
        let about = if again.only.is_empty() { about::about(case, &frame) } else { Default::default() };
        FormPage {
            about,
            over: case.refusal.is_some(),
            fields: cell::fields(case, act, &form, &frame, again.only),
            hint: frame.t(&format!("matters.about_{}", act.code.replace('-', "_"))).to_owned(),
            to: format!("{back}/{}", act.code),
            back,
            version: again.version.unwrap_or(case.version),
            files: act.files,
            danger: act.code == "discard",
            button: word,
            form,
            frame,
            again,
        }
    }
}
