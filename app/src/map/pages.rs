//! `GET /map`: the county map coloured by its lights, the counties and units that lag most. Each figure opens the
//! list behind it; the table says what the map shows.

use super::{
    act,
    draw::{Drawing, Outline},
    figures::{Figures, Line, Own, sight_of},
};
use crate::{
    act::ActError,
    app::App,
    db::Tx,
    matters::act::Around,
    people::scope::{Parts, counted},
    web::{
        error::Error,
        lang::{self, Lang},
        layout::{Frame, page},
        markup::Markup,
        sample::{Sample, reader},
        session::Visitor,
    },
};
use askama::Template;
use axum::{Router, extract::State as Shared, response::Response, routing::get};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    map::{Heat, Shape, Tally},
    matters::Light,
};
use std::sync::Arc;
use uuid::Uuid;

/// So many units the ranking shows; the summary of lights has all.
const RANKED: usize = 20;

/// The map's page.
pub(super) fn router() -> Router<App> {
    Router::new().route("/map", get(show))
}

async fn show(Shared(app): Shared<App>, who: Visitor, frame: Frame) -> Result<Response, Error> {
    let (kept, lang) = (app.map.drawing.clone(), frame.lang);
    let seen = app.view(&who.actor, move |tx, around| Seen::read(tx, &around, &kept, lang)).await?;
    page(MapPage::of(frame, &seen))
}

/// What the page shows of the store.
struct Seen {
    figures: Figures,
    drawing: Arc<Drawing>,
    /// Which line of the figures each outline is.
    on_map: Vec<Option<Line>>,
    /// Whether the reader manages wall screens.
    screens: bool,
    /// Which matters the figures count.
    counted: String,
}

impl Seen {
    fn read(
        tx: &mut Tx<'_>,
        around: &Around<'_>,
        kept: &super::store::KeptDrawing,
        lang: Lang,
    ) -> Result<Seen, ActError> {
        let (sight, scope) = sight_of(around)?;
        let figures = Figures::read(tx, around, &sight, scope)?;
        let drawing = kept.current(tx)?;
        let on_map = figures.on_map(&drawing, &around.directory.tree);
        let on_map = on_map.into_iter().map(Option::<&Line>::cloned).collect();
        let actor = around.asker.actor.ok_or(ActError::NotFound)?;
        let counted = counted(lang, actor, around, None, Parts::Lead);
        Ok(Seen { figures, drawing, on_map, screens: !act::offices(around).is_empty(), counted })
    }
}

#[derive(Template)]
#[template(path = "map/map.html")]
struct MapPage {
    frame: Frame,
    as_of: Instant,
    scope: String,
    total: Tally,
    map: Markup,
    legend: Vec<Step>,
    /// Counties and zones that the map has no shape for.
    beside: Vec<Row>,
    areas: Vec<Row>,
    /// What the areas' rows leave of the total, and the total.
    rest: Vec<Row>,
    units: Vec<Row>,
    more_units: bool,
    screens: bool,
    counted: String,
}

/// A step of the legend.
struct Step {
    code: &'static str,
    label: &'static str,
}

/// A county or unit in a table.
struct Row {
    place: Option<usize>,
    name: String,
    href: String,
    tally: Tally,
    heat: &'static str,
}

impl Row {
    fn of(place: usize, line: &Line, is_area: bool) -> Row {
        Row {
            place: line.tally.rank().map(|_| place + 1),
            name: line.name.clone(),
            href: line.href(is_area),
            tally: line.tally,
            heat: line.tally.heat().code(),
        }
    }

    /// A row without a place in the ranking.
    fn unranked(name: &str, href: String, tally: Tally) -> Row {
        Row { place: None, name: name.to_owned(), href, tally, heat: "" }
    }

    fn lights(&self) -> [(&'static str, &'static str, i64); 5] {
        lights(&self.tally)
    }

    fn red_share(&self) -> String {
        percent(self.tally.red_share())
    }

    fn on_time(&self) -> String {
        percent(self.tally.on_time_share())
    }
}

/// Code, message key and number of each light.
fn lights(tally: &Tally) -> [(&'static str, &'static str, i64); 5] {
    let keys = ["light.red", "light.yellow", "light.green", "light.grey", "light.done"];
    let lights = [Light::Red, Light::Yellow, Light::Green, Light::Grey, Light::Done];
    let mut out = [("", "", 0); 5];
    for (place, (light, key)) in out.iter_mut().zip(lights.into_iter().zip(keys)) {
        *place = (light.code(), key, tally.under(light));
    }
    out
}

/// Basis points as they read; a dash where there is nothing to share.
pub(super) fn percent(share: Option<i64>) -> String {
    share.map_or_else(|| "—".to_owned(), bangdu_core::shares::percent)
}

/// Message key of a step of the legend.
pub(super) fn heat_key(heat: Heat) -> &'static str {
    match heat {
        Heat::Nothing => "map.heat_nothing",
        Heat::Calm => "map.heat_calm",
        Heat::Mild => "map.heat_mild",
        Heat::Warm => "map.heat_warm",
        Heat::Hot => "map.heat_hot",
        Heat::Burning => "map.heat_burning",
    }
}

impl MapPage {
    fn of(frame: Frame, seen: &Seen) -> MapPage {
        let frame = frame.titled("nav.map");
        let figures = &seen.figures;
        let rows = |lines: &[Line], is_area: bool| -> Vec<Row> {
            lines.iter().enumerate().map(|(n, line)| Row::of(n, line, is_area)).collect()
        };
        let on_map = |unit: UnitId| seen.on_map.iter().flatten().any(|line| line.unit == unit);
        let beside = figures.areas.iter().filter(|line| !on_map(line.unit));
        let shows_map = !seen.drawing.is_empty() && !figures.areas.is_empty();
        MapPage {
            as_of: figures.as_of,
            scope: figures.scope.join(if frame.lang == Lang::En { ", " } else { "、" }),
            total: figures.total,
            map: if shows_map { map(&frame, seen) } else { Markup::default() },
            legend: Heat::ALL.map(|heat| Step { code: heat.code(), label: heat_key(heat) }).into(),
            beside: beside.map(|line| Row::of(0, line, true)).collect(),
            areas: rows(&figures.areas, true),
            rest: rest(figures, &frame),
            units: rows(&figures.units[..figures.units.len().min(RANKED)], false),
            more_units: figures.units.len() > RANKED,
            screens: seen.screens,
            counted: seen.counted.clone(),
            frame,
        }
    }

    fn lights(&self) -> [(&'static str, &'static str, i64); 5] {
        lights(&self.total)
    }

    fn red_of(&self, row: &Row) -> String {
        let (red, running) = (row.tally.red.to_string(), row.tally.running().to_string());
        self.frame.tf("map.red_of", &[("red", &red), ("running", &running)])
    }

    fn nothing(&self) -> &[Row] {
        &[]
    }

    fn is_empty(&self) -> bool {
        self.total == Tally::default()
    }
}

/// With these rows the table adds up to the tiles.
fn rest(figures: &Figures, frame: &Frame) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(own) = figures.own.filter(|own| own.tally != Tally::default()) {
        let href = own.top.map(|top| format!("/matters?area={top}&part=lead")).unwrap_or_default();
        rows.push(Row::unranked(frame.t("map.own_units"), href, own.tally));
    }
    if figures.unassigned != Tally::default() {
        rows.push(Row::unranked(frame.t("map.unassigned"), String::new(), figures.unassigned));
    }
    rows.push(Row::unranked(frame.t("map.all"), "/matters?part=lead".into(), figures.total));
    rows
}

fn map(frame: &Frame, seen: &Seen) -> Markup {
    let height = seen.drawing.height;
    let mut svg = Markup::of("<svg class=\"counties\" role=\"group\"")
        .attr("viewBox", &format!("0 0 1000 {height}"))
        .attr("aria-label", frame.t("map.map"))
        .html(">");
    let shown = || seen.drawing.outlines.iter().zip(&seen.on_map);
    for (outline, line) in shown() {
        svg = match line {
            Some(line) => linked(svg, frame, outline, line),
            None => silent(svg, frame, outline),
        };
    }
    svg = svg.html("<g class=\"labels\" aria-hidden=\"true\">");
    for (outline, line) in shown() {
        svg = label(svg, outline, line.as_ref());
    }
    svg.html("</g></svg>")
}

/// The list behind a shape: it was opened for its red, so red leads.
fn worst_first(line: &Line) -> String {
    let sort = if line.tally.red > 0 { "&sort=light" } else { "" };
    format!("{}{sort}", line.href(true))
}

fn linked(svg: Markup, frame: &Frame, outline: &Outline, line: &Line) -> Markup {
    let tally = &line.tally;
    let told = frame.tf(
        "map.told",
        &[
            ("name", &line.name),
            ("red", &tally.red.to_string()),
            ("running", &tally.running().to_string()),
            ("share", &percent(tally.red_share())),
        ],
    );
    let class = format!("county {}", tally.heat().code());
    svg.html("<a")
        .attr("href", &worst_first(line))
        .attr("aria-label", &told)
        .html("><title>")
        .text(&told)
        .html("</title><path")
        .attr("class", &class)
        .attr("d", &outline.path)
        .html("/></a>")
}

/// A division outside the reader's sight, or without a unit: part of the map, without figures.
fn silent(svg: Markup, frame: &Frame, outline: &Outline) -> Markup {
    svg.html("<path class=\"county silent\"")
        .attr("d", &outline.path)
        .html("><title>")
        .text(&frame.t1("map.silent", "name", &outline.shape.name))
        .html("</title></path>")
}

/// Name and figures; beside the map with a line to the shape where that has no room for them.
fn label(svg: Markup, outline: &Outline, line: Option<&Line>) -> Markup {
    let (x, y) = outline.at;
    let ground = match (line, outline.lead) {
        (Some(_), Some(_)) => "beside".to_owned(),
        (Some(line), None) => format!("on-{}", line.tally.heat().code()),
        (None, _) => "off".to_owned(),
    };
    let class = if outline.wide { format!("wide {ground}") } else { ground };
    let (rise, fall) = if outline.wide { (5, 22) } else { (4, 19) };
    let rise = if line.is_some() { rise } else { -8 };
    let mut svg = leader(svg, outline);
    svg = svg
        .html("<text")
        .attr("class", &class)
        .attr("x", &x.to_string())
        .attr("y", &(y - rise).to_string())
        .html(">")
        .text(&outline.shape.name)
        .html("</text>");
    if let Some(line) = line {
        let tally = &line.tally;
        svg = svg
            .html("<text")
            .attr("class", &format!("{class} figure"))
            .attr("x", &x.to_string())
            .attr("y", &(y + fall).to_string())
            .html(">")
            .text(&format!("{} / {}", tally.red, tally.running()))
            .html("</text>");
    }
    svg
}

/// The line from a shape to its name, with a dot where it begins.
pub(super) fn leader(svg: Markup, outline: &Outline) -> Markup {
    let Some((from_x, from_y)) = outline.lead else { return svg };
    let (x, y) = outline.at;
    let half = i32::try_from(outline.shape.name.chars().count()).unwrap_or(3) * 12;
    let (to_x, to_y) = (from_x.clamp(x - half, x + half), from_y.clamp(y - 27, y + 27));
    svg.html("<path class=\"leader\"")
        .attr("d", &format!("M{from_x} {from_y}L{to_x} {to_y}"))
        .html("/><circle class=\"leader\" r=\"3\"")
        .attr("cx", &from_x.to_string())
        .attr("cy", &from_y.to_string())
        .html("/>")
}

/// A small map with three counties, one of them without a unit, for samples.
pub(super) fn sample_drawing() -> Arc<Drawing> {
    let square = |name: &str, x: i32, y: i32| Shape {
        code: None,
        name: name.into(),
        rings: vec![vec![(x, y), (x + 60_000, y), (x + 60_000, y + 50_000), (x, y + 50_000), (x, y)]],
    };
    let shapes = vec![
        square("惠安县", 11_860_000, 2_480_000),
        square("晋江市", 11_800_000, 2_480_000),
        square("金门县", 11_830_000, 2_430_000),
    ];
    Arc::new(Drawing::of(bangdu_core::map::CountyMap { file: "县级区划".into(), shapes }))
}

/// Figures of a city with two counties, for samples.
pub(super) fn sample_figures() -> Figures {
    let line = |n: u128, name: &str, red, yellow, green, done| Line {
        unit: UnitId(Uuid::from_u128(n)),
        name: name.into(),
        tally: Tally { red, yellow, green, grey: 1, done },
        office: None,
    };
    Figures {
        total: Tally { red: 12, yellow: 9, green: 66, grey: 2, done: 118 },
        areas: vec![
            line(1, "惠安县政府", 9, 3, 12, 40),
            line(2, "晋江市政府", 2, 1, 47, 31),
            line(3, "台商投资区管委会", 0, 0, 0, 2),
        ],
        units: vec![line(4, "惠安县住建局", 5, 1, 6, 20), line(5, "市住建局", 1, 5, 7, 47)],
        own: Some(Own { top: None, tally: Tally { red: 1, yellow: 5, green: 7, grey: 0, done: 45 } }),
        unassigned: Tally { grey: 1, ..Tally::default() },
        as_of: Instant(1_793_667_600_000),
        scope: vec!["市政府".into()],
    }
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let mut frame = Frame::sample(lang, Some(reader()));
    frame.path = "/map".into();
    let figures = sample_figures();
    let on_map = vec![Some(figures.areas[0].clone()), Some(figures.areas[1].clone()), None];
    let all = lang::t(lang, "frame.counted_all");
    let counted = || lang::tf(lang, "frame.counted", &[("whose", all)]);
    let full = Seen { drawing: sample_drawing(), on_map, screens: true, figures, counted: counted() };
    let figures = Figures { areas: vec![], ..sample_figures() };
    let no_map =
        Seen { drawing: Arc::default(), on_map: vec![], screens: false, figures, counted: counted() };
    let figures = Figures::none(Instant(1_793_667_600_000));
    let on_map = vec![None; 3];
    let empty = Seen { drawing: sample_drawing(), on_map, screens: false, figures, counted: counted() };
    vec![
        Sample::of("map.map", MapPage::of(frame.clone(), &full)),
        Sample::of("map.map.one_unit", MapPage::of(frame.clone(), &no_map)),
        Sample::of("map.map.empty", MapPage::of(frame, &empty)),
    ]
}
