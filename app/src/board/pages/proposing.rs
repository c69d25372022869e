//! Proposing what is published: the form, what was typed into it, and the preview.

use super::{
    matter_id,
    seen::Seen,
    show::{Forms, ShowPage},
};
use crate::{
    act::ActError,
    app::App,
    board::{act, notice::Notice},
    cx,
    web::{
        error::{Error, Said},
        fields::Fields,
        form::Form,
        layout::{Frame, done, page},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use bangdu_core::{
    board::{
        Field, PublicId,
        page::Page,
        publication::{PublicationCommand, Wanted},
    },
    ids::MatterId,
    matters::Part,
};

pub(super) async fn show(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let seen = read(&app, &who, matter_id(&id)?).await?;
    let frame = frame.naming(seen.directory.clone());
    let (forms, preview) = (Forms::of(&frame, &seen), Preview::of(seen.wanted.clone()));
    page(ShowPage::of(frame, &seen, forms, preview, app.config.board_url.as_deref()))
}

pub(super) async fn read(app: &App, who: &Visitor, id: MatterId) -> Result<Seen, ActError> {
    app.view(&who.actor, move |tx, around| Seen::read(tx, &around, id)).await
}

/// What stands beside the form.
#[derive(Default)]
pub(super) struct Preview {
    pub page: Option<Page>,
    /// Why there is none.
    pub refused: Option<bangdu_core::refusal::Refusal>,
}

impl Preview {
    pub fn of(page: Option<Page>) -> Preview {
        Preview { page, refused: None }
    }
}

pub(super) async fn propose(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let id = matter_id(&id)?;
    let seen = read(&app, &who, id).await?;
    let frame = frame.naming(seen.directory.clone());
    let (wanted, expected) = (wanted(&fields), fields.get("version").parse::<u64>().ok());
    let only_preview = fields.get("then") == "preview";
    let mut form = Form::typed(&frame, fields);
    if only_preview {
        let preview = previewed(&app, &who, id, wanted).await?;
        return again(StatusCode::OK, frame, &seen, form, preview, &app);
    }
    let as_it_stands = || Preview::of(seen.wanted.clone());
    form.needed("name");
    if !form.is_right() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, frame, &seen, form, as_it_stands(), &app);
    }
    // A publication keeps its first address; this one counts only where there is none.
    let public = PublicId::of(cx::random_bytes().map_err(Error::fault)?);
    let command = PublicationCommand::Propose { public, fields: wanted };
    let acted = app.change(&who.actor, move |tx, around| act::change(tx, &around, id, &command, expected));
    match acted.await {
        Ok(now) => {
            let key = if now.publication.waiting.is_empty() { "board.saved" } else { "board.proposed" };
            Ok(done(&format!("/matters/{id}/publication"), frame.t(key)))
        }
        Err(ActError::Refused(refusal)) => {
            form.refuse(&refusal, &frame);
            let status = Error::from(ActError::Refused(refusal)).status();
            again(status, frame, &seen, form, as_it_stands(), &app)
        }
        Err(ActError::Stale) => {
            form.wrong("name", frame.t("board.stale"));
            again(StatusCode::CONFLICT, frame, &seen, form, as_it_stands(), &app)
        }
        Err(other) => Err(other.into()),
    }
}

fn again(
    status: StatusCode,
    frame: Frame,
    seen: &Seen,
    form: Form,
    preview: Preview,
    app: &App,
) -> Result<Response, Error> {
    let forms = Forms { wanted: form, ..Forms::of(&frame, seen) };
    let shown = ShowPage::of(frame, seen, forms, preview, app.config.board_url.as_deref());
    Ok((status, page(shown)?).into_response())
}

/// The preview alone, for a page that is being typed into.
pub(super) async fn preview(
    State(app): State<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let preview = previewed(&app, &who, matter_id(&id)?, wanted(&fields)).await?;
    Ok(Html(markup(&frame, &preview).map_err(Error::fault)?).into_response())
}

async fn previewed(app: &App, who: &Visitor, id: MatterId, wanted: Vec<Wanted>) -> Result<Preview, ActError> {
    let shown = app.view(&who.actor, move |tx, around| act::preview(tx, &around, id, wanted)).await;
    match shown {
        Ok(page) => Ok(Preview::of(Some(page))),
        Err(ActError::Refused(refusal)) if refusal.rule.code.starts_with("publication.") => {
            Ok(Preview { page: None, refused: Some(*refusal) })
        }
        Err(other) => Err(other),
    }
}

/// The preview as HTML: the page, or why there is none.
pub(super) fn markup(frame: &Frame, preview: &Preview) -> askama::Result<String> {
    if let Some(refusal) = &preview.refused {
        return Ok(Said::of(refusal, frame).markup(frame.lang).to_string());
    }
    match &preview.page {
        // What the public reads is written in the office's language, whatever the reader's.
        Some(page) => Notice::of(page, crate::board::copy::LANG).inside().render(),
        None => Ok(String::new()),
    }
}

/// What was asked for, field by field. What is blank isn't shown; the person is shown only where it is ticked.
fn wanted(fields: &Fields) -> Vec<Wanted> {
    let of = |field: &Field| {
        let typed = fields.get(field.code());
        let field = *field;
        match (field.is_told(), typed) {
            (_, "") => None,
            (true, how) => Some(Wanted { field, text: String::new(), kept: how == "kept" }),
            (false, _) if field == Field::Person && !fields.ticked("person_agreed") => None,
            (false, text) => Some(Wanted { field, text: text.to_owned(), kept: false }),
        }
    };
    Field::ALL.iter().filter_map(of).collect()
}

/// The form as it stands: what was wanted last, or for a first time what the matter suggests. Of the matter's
/// own words only its title and its units' names are suggested; its requirement and reports are internal.
pub(super) fn fields(seen: &Seen) -> Fields {
    let mut pairs: Vec<(&str, String)> = vec![("version", seen.version.to_string())];
    match seen.publication.as_ref().filter(|p| p.down.is_none()) {
        Some(publication) => {
            for shown in publication.wanted() {
                let said = match &shown.value {
                    bangdu_core::board::Value::Text { text } => text.clone(),
                    _ => if shown.kept { "kept" } else { "now" }.to_owned(),
                };
                if shown.field == Field::Person {
                    pairs.push(("person_agreed", "yes".to_owned()));
                }
                pairs.push((shown.field.code(), said));
            }
        }
        None => {
            let m = &seen.matter;
            let name = |unit| seen.directory.tree.name(unit).to_owned();
            let responsible: Vec<String> = m.units(Part::Responsible).map(name).collect();
            pairs.push(("name", m.title.clone()));
            pairs.push(("builder", m.lead().map(|lead| name(lead.unit)).unwrap_or_default()));
            pairs.push(("responsible", responsible.join("、")));
            pairs.extend(seen.told.iter().map(|(field, _)| (field.code(), "kept".to_owned())));
        }
    }
    Fields::from(pairs)
}
