//! `GET|POST /settings/map`: the administrator imports the county map, and sees which shape is whose.

use super::{act, draw::Drawing, geojson};
use crate::{
    act::ActError,
    app::App,
    web::{
        error::Error,
        form::Form,
        lang::Lang,
        layout::{Frame, done, page},
        markup::Markup,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Multipart, State as Shared},
    http::StatusCode,
    response::Response,
    routing::get,
};
use bangdu_core::{
    map::{counties, unit_of},
    people::UnitTree,
};
use std::sync::Arc;

/// The map's import.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/settings/map", get(show).post(import))
        .layer(DefaultBodyLimit::max(geojson::MOST_BYTES + (1 << 20)))
}

#[derive(Template)]
#[template(path = "map/import.html")]
struct ImportPage {
    frame: Frame,
    form: Form,
    file: String,
    map: Markup,
    shapes: Vec<Known>,
    /// County-level units without a shape.
    without: Vec<String>,
}

/// A shape with the unit that it stands for.
#[derive(Clone, Debug)]
struct Known {
    name: String,
    code: String,
    unit: String,
}

async fn show(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let form = Form::blank(&frame);
    shown(&app, &who, frame, form).await
}

async fn import(
    Shared(app): Shared<App>,
    who: Visitor,
    frame: Frame,
    parts: Multipart,
) -> Result<Response, Error> {
    // Before anything is taken in: whoever may not import hands in no files.
    app.view(&who.actor, |_, around| act::may_import(&around)).await?;
    let mut form = Form::blank(&frame);
    match handed(parts).await {
        None => form.wrong("file", frame.t("map.no_file")),
        Some((name, content)) => match geojson::read(&name, &content) {
            Err(why) => form.wrong("file", frame.say(&why)),
            Ok(map) => {
                let taken =
                    app.change(&who.actor, move |tx, around| act::import(tx, &around, map.clone())).await;
                match taken {
                    Ok(map) => {
                        let n = map.shapes.len().to_string();
                        return Ok(done("/settings/map", &frame.tf("map.imported", &[("n", &n)])));
                    }
                    Err(ActError::Refused(refusal)) => form.refuse(&refusal, &frame),
                    Err(error) => return Err(error.into()),
                }
            }
        },
    }
    let mut answer = shown(&app, &who, frame, form).await?;
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

/// The file's name and content; none where nothing readable was handed in.
async fn handed(mut parts: Multipart) -> Option<(String, Vec<u8>)> {
    while let Some(part) = parts.next_field().await.ok()? {
        if part.name() == Some("file") {
            let name = part.file_name().unwrap_or_default();
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            let content = part.bytes().await.ok()?;
            return (!content.is_empty()).then(|| (name, content.to_vec()));
        }
    }
    None
}

async fn shown(app: &App, who: &Visitor, frame: Frame, form: Form) -> Result<Response, Error> {
    let kept = app.map.drawing.clone();
    let seen = app.view(&who.actor, move |tx, around| {
        act::may_import(&around)?;
        Ok((kept.current(tx)?, around.directory.clone()))
    });
    let (drawing, directory) = seen.await?;
    page(ImportPage::of(frame, form, &drawing, &directory.tree))
}

impl ImportPage {
    fn of(frame: Frame, form: Form, drawing: &Arc<Drawing>, tree: &UnitTree) -> ImportPage {
        let settings = frame.t("nav.settings").to_owned();
        let frame = frame.titled("map.import").under(settings, "/settings");
        let units: Vec<_> = drawing.outlines.iter().map(|outline| unit_of(&outline.shape, tree)).collect();
        let known = |(outline, unit): (&super::draw::Outline, &Option<&bangdu_core::people::Unit>)| Known {
            name: outline.shape.name.clone(),
            code: outline.shape.code.clone().unwrap_or_default(),
            unit: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        };
        let drawn = |id| units.iter().flatten().any(|unit| unit.id == id);
        ImportPage {
            file: drawing.file.clone(),
            map: preview(&frame, drawing, &units.iter().map(Option::is_some).collect::<Vec<_>>()),
            shapes: drawing.outlines.iter().zip(&units).map(known).collect(),
            without: counties(tree)
                .into_iter()
                .filter(|unit| !drawn(unit.id))
                .map(|unit| unit.name.clone())
                .collect(),
            frame,
            form,
        }
    }
}

fn preview(frame: &Frame, drawing: &Drawing, known: &[bool]) -> Markup {
    if drawing.is_empty() {
        return Markup::default();
    }
    let mut svg = Markup::of("<svg class=\"counties small\" role=\"img\"")
        .attr("viewBox", &format!("0 0 1000 {}", drawing.height))
        .attr("aria-label", frame.t("map.preview"))
        .html(">");
    for (outline, known) in drawing.outlines.iter().zip(known) {
        svg = svg
            .html("<path")
            .attr("class", if *known { "county calm" } else { "county silent" })
            .attr("d", &outline.path)
            .html("/>");
    }
    svg.html("</svg>")
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let mut frame = Frame::sample(lang, Some(reader()));
    frame.path = "/settings/map".into();
    let (tree, drawing) = (UnitTree::default(), super::pages::sample_drawing());
    let full = ImportPage::of(frame.clone(), Form::blank(&frame), &drawing, &tree);
    let mut wrong = Form::blank(&frame);
    wrong.wrong("file", frame.t("map.no_file"));
    let empty = ImportPage::of(frame, wrong, &Arc::default(), &tree);
    let mut full = full;
    if let Some(first) = full.shapes.first_mut() {
        first.unit = "惠安县人民政府".into();
    }
    full.without = vec!["泉州台商投资区管理委员会".into()];
    vec![Sample::of("map.import", full), Sample::of("map.import.empty", empty)]
}
