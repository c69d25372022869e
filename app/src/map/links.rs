//! `/screen/links`: the head of an office makes links for its wall screens (shown once), and ends them.

use super::{
    act::{self, LONGEST_NAME},
    store::{self, Link},
};
use crate::{
    act::ActError,
    app::App,
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        lang::Lang,
        layout::{Frame, done, page},
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, State as Shared},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use bangdu_core::{ids::UnitId, instant::Instant};
use uuid::Uuid;

/// The links' pages.
pub(super) fn router() -> Router<App> {
    Router::new().route("/screen/links", get(list).post(make)).route("/screen/links/{id}/end", post(end))
}

#[derive(Template)]
#[template(path = "map/links.html")]
struct LinksPage {
    frame: Frame,
    form: Form,
    links: Vec<Shown>,
    offices: Vec<Choice>,
    /// A new link, shown this once.
    made: Option<String>,
}

struct Shown {
    link: Link,
    office: String,
}

async fn list(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let form = Form::blank(&frame);
    page(shown(&app, &who, frame, form, None).await?)
}

async fn make(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let mut form = Form::typed(&frame, fields);
    let (name, office) = (form.needed("name"), form.needed("office"));
    if name.chars().count() > LONGEST_NAME {
        form.wrong("name", frame.t1("form.too_long", "n", LONGEST_NAME));
    }
    let office: Option<UnitId> = office.parse().ok();
    let Some(office) = office.filter(|_| form.is_right()) else {
        let mut answer = page(shown(&app, &who, frame, form, None).await?)?;
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(answer);
    };
    let token = app.change(&who.actor, move |tx, around| act::make_link(tx, &around, office, &name)).await?;
    let made = format!("{}/screen/enter/{token}", app.config.public_url);
    let form = Form::blank(&frame);
    page(shown(&app, &who, frame, form, Some(made)).await?)
}

async fn end(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    app.change(&who.actor, move |tx, around| act::end_link(tx, &around, id)).await?;
    Ok(done("/screen/links", frame.t("map.link_ended")))
}

async fn shown(
    app: &App,
    who: &Visitor,
    frame: Frame,
    form: Form,
    made: Option<String>,
) -> Result<LinksPage, Error> {
    let seen = app.view(&who.actor, |tx, around| {
        let offices = act::offices(&around);
        if offices.is_empty() {
            return Err(ActError::NotFound);
        }
        let links = store::links(tx, &offices, around.asker.now)?;
        let office = |id: UnitId| around.directory.unit(id).to_owned();
        let links: Vec<Shown> =
            links.into_iter().map(|link| Shown { office: office(link.office), link }).collect();
        let offices = offices.into_iter().map(|id| Choice::of(id.to_string(), office(id))).collect();
        Ok((links, offices))
    });
    let (links, offices): (Vec<Shown>, Vec<Choice>) = seen.await?;
    Ok(LinksPage::of(frame, form, links, offices, made))
}

impl LinksPage {
    fn of(
        frame: Frame,
        form: Form,
        links: Vec<Shown>,
        offices: Vec<Choice>,
        made: Option<String>,
    ) -> LinksPage {
        let map = frame.t("nav.map").to_owned();
        // One office need not be chosen.
        let form = match (&offices[..], form.values().get("office")) {
            ([only], "") if form.is_right() => {
                Form::typed(&frame, Fields::from([("office", only.value.as_str())]))
            }
            _ => form,
        };
        LinksPage { frame: frame.titled("map.links").under(map, "/map"), form, links, offices, made }
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let mut frame = Frame::sample(lang, Some(reader()));
    frame.path = "/screen/links".into();
    let link = Link {
        id: Uuid::nil(),
        office: UnitId(Uuid::nil()),
        name: "三楼指挥中心".into(),
        made_at: Instant(1_793_667_600_000),
        expires_at: Instant(1_825_000_000_000),
    };
    let offices = || vec![Choice::of("1", "市政府督查室"), Choice::of("2", "惠安督查室")];
    let made = Some("://122.51.0.10/0192".to_owned());
    let shown = vec![Shown { link, office: "市政府督查室".into() }];
    let full = LinksPage::of(frame.clone(), Form::blank(&frame), shown, offices(), made);
    let mut wrong = Form::blank(&frame);
    wrong.needed("name");
    let empty = LinksPage::of(frame, wrong, vec![], offices(), None);
    vec![Sample::of("map.links", full), Sample::of("map.links.empty", empty)]
}
