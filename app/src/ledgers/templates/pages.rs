//! `/ledgers/templates`: the unit's own forms: hand one in, fetch it, remove it.

use super::{
    check,
    store::{self, MOST, Template},
    unfit::Unfit,
};
use crate::{
    act::ActError,
    app::App,
    cx::new_id,
    ledgers::{
        download::workbook,
        handed::{NotHanded, handed},
        turns::blocking,
    },
    people::act::By,
    web::{
        error::Error,
        fields::Fields,
        form::Form,
        lang::Lang,
        layout::{Frame, done, page},
        list::Filters,
        preferences::local,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template as Page;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Multipart, Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bangdu_core::{ids::AccountId, instant::Instant, people::Action};
use uuid::Uuid;

/// Placeholders as examples: they are the same in every language, as the forms are.
const ROW_SLOTS: &str = "{{序号}}、{{督查事项}}、{{牵头单位}}、{{完成时限}}、{{本期进展}}";
const HEAD_SLOTS: &str = "{{截至日期}}、{{填报单位}}、{{填报人}}、{{事项数}}";

/// A form with what stands around it in a request.
const LARGEST: usize = 3 << 20;

/// The addresses of templates.
pub fn router() -> Router<App> {
    Router::new()
        .route("/ledgers/templates", get(list).post(hand_in).layer(DefaultBodyLimit::max(LARGEST)))
        .route("/ledgers/templates/{id}/file.xlsx", get(fetch))
        .route("/ledgers/templates/{id}/removal", post(remove))
}

#[derive(Page)]
#[template(path = "ledgers/templates/pages.html")]
struct Templates {
    frame: Frame,
    form: Form,
    back: String,
    templates: Vec<Template>,
}

impl Templates {
    fn of(frame: Frame, form: Form, back: String, templates: Vec<Template>) -> Templates {
        let matters = frame.t("nav.matters").to_owned();
        let frame = frame.titled("ledgers.templates").under(matters, back.clone());
        Templates { frame, form, back, templates }
    }
}

async fn list(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let back = filters.get("back").map_or("/matters", local).to_owned();
    let form = Form::blank(&frame);
    shown(&app, &visitor, frame, form, back).await
}

/// Whoever may export keeps forms for their unit.
async fn shown(
    app: &App,
    visitor: &Visitor,
    frame: Frame,
    form: Form,
    back: String,
) -> Result<Response, Error> {
    let (by, unit) = (By::actor(&visitor.actor, &app.cx), visitor.actor.unit);
    let templates = app
        .view(&visitor.actor, move |tx, around| {
            by.require_anywhere(Action::Export, around.directory)?;
            Ok(store::all(tx, unit)?)
        })
        .await?;
    page(Templates::of(frame, form, back, templates))
}

async fn hand_in(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    parts: Multipart,
) -> Result<Response, Error> {
    let mut form = Form::blank(&frame);
    match handed(parts).await? {
        Ok(file) => {
            let content = file.content;
            let (checked, content) = blocking(move || (check(&content), content)).await?;
            match checked {
                Ok(()) => {
                    let name = named(&file.name, &frame);
                    if keep(&app, &visitor, name.clone(), content).await? {
                        return Ok(done(
                            "/ledgers/templates",
                            &frame.t1("ledgers.template_kept", "name", &name),
                        ));
                    }
                    form.wrong("file", frame.t1("ledgers.templates_too_many", "n", MOST));
                }
                Err(why) => form.wrong("file", frame.say(&Unfit::phrase(&why))),
            }
        }
        Err(NotHanded::Nothing) => form.wrong("file", frame.t("ledgers.template_missing")),
        Err(NotHanded::TooLarge(_)) => form.wrong("file", frame.t("ledgers.template_too_large")),
    }
    let answer = shown(&app, &visitor, frame, form, "/matters".to_owned()).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}

/// The file's name without its ending.
fn named(file: &str, frame: &Frame) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim();
    let stem: String = stem.chars().take(40).collect();
    if stem.is_empty() { frame.t("ledgers.template").to_owned() } else { stem }
}

/// Whether there was room for it.
async fn keep(app: &App, visitor: &Visitor, name: String, content: Vec<u8>) -> Result<bool, Error> {
    let (by, actor) = (By::actor(&visitor.actor, &app.cx), visitor.actor.clone());
    let kept = app
        .change(&visitor.actor, move |tx, around| {
            by.require_anywhere(Action::Export, around.directory)?;
            let there = store::all(tx, actor.unit)?;
            if there.len() >= MOST && !there.iter().any(|template| template.name == name) {
                return Ok(false);
            }
            let (account, at) = (actor.account, around.asker.now);
            let template = Template { id: new_id(), name: name.clone(), account, at };
            store::keep(tx, actor.unit, &template, &content)?;
            Ok(true)
        })
        .await?;
    Ok(kept)
}

async fn fetch(State(app): State<App>, Path(id): Path<Uuid>, visitor: Visitor) -> Result<Response, Error> {
    let (by, unit) = (By::actor(&visitor.actor, &app.cx), visitor.actor.unit);
    let found = app
        .view(&visitor.actor, move |tx, around| {
            by.require_anywhere(Action::Export, around.directory)?;
            store::content(tx, unit, id)?.ok_or(ActError::NotFound)
        })
        .await?;
    Ok(workbook("template.xlsx", found.1))
}

async fn remove(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    visitor: Visitor,
    frame: Frame,
    _: Fields,
) -> Result<Response, Error> {
    let (by, unit) = (By::actor(&visitor.actor, &app.cx), visitor.actor.unit);
    app.change(&visitor.actor, move |tx, around| {
        by.require_anywhere(Action::Export, around.directory)?;
        if store::remove(tx, unit, id)? { Ok(()) } else { Err(ActError::NotFound) }
    })
    .await?;
    Ok(done("/ledgers/templates", frame.t("ledgers.template_removed")))
}

/// With forms, with none, and with one that can't be used.
pub(in crate::ledgers) fn samples(lang: Lang) -> Vec<Sample> {
    let frame = || Frame::sample(lang, Some(reader()));
    let template = Template {
        id: Uuid::from_u128(1),
        name: "督查事项汇总表".into(),
        account: AccountId(Uuid::from_u128(2)),
        at: Instant(1_793_667_600_000),
    };
    let mut wrong = Form::blank(&frame());
    wrong.wrong("file", frame().say(&Unfit::Unknown("月亮".into()).phrase()));
    let sample =
        |name, form, templates| Sample::of(name, Templates::of(frame(), form, "/matters".into(), templates));
    vec![
        sample("ledgers.templates", Form::blank(&frame()), vec![template]),
        sample("ledgers.templates.empty", Form::blank(&frame()), vec![]),
        sample("ledgers.templates.wrong", wrong, vec![]),
    ]
}
