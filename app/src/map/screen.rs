//! `/screen`: the wall screen, for somebody signed in or by a screen's link; and the stream that keeps it up to date.
//! A link opens these addresses and nothing else; a signed-in person's stream ends when their session would.

use super::{
    draw::Drawing,
    figures::{Figures, Line, sight_of},
    live::Told,
    pages::{heat_key, leader},
    snapshot::{AREAS, BESIDE, CAMPAIGNS, PROJECTS, Snapshot, UNITS},
    store,
};
use crate::{
    act::ActError,
    app::App,
    web::{
        error::Error,
        lang::Lang,
        layout::{Frame, page},
        list::Filters,
        markup::Markup,
        sample::Sample,
        session::{Visitor, digest},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, State as Shared},
    http::{HeaderMap, StatusCode, header},
    response::{
        IntoResponse, Redirect, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use axum_extra::extract::CookieJar;
use bangdu_core::{
    instant::Instant,
    map::Heat,
    people::{Sight, office_sight},
};
use futures_util::Stream;
use std::{convert::Infallible, pin::Pin, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::Sleep,
};

/// The cookie of a wall screen; sent to these addresses only.
const COOKIE: &str = "screen";
/// A stream ends after this and is asked for again, so that an ended link goes dark.
const STREAM: Duration = Duration::from_secs(120);
/// How long a screen waits before it asks again.
const RETRY: Duration = Duration::from_secs(3);
const YEAR_S: u32 = 366 * 24 * 3600;

/// The wall screen.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/screen", get(show))
        .route("/screen/events", get(events))
        .route("/screen/enter/{token}", get(enter))
}

/// Who looks, and at what.
struct Viewer {
    sight: Sight,
    scope: Vec<String>,
    /// The installation's map as this viewer sees it.
    drawing: Arc<Drawing>,
    by_link: bool,
}

impl Viewer {
    /// A signed-in person by their own sight, else a screen by its link.
    async fn of(app: &App, visitor: Option<Visitor>, headers: &HeaderMap) -> Result<Viewer, Error> {
        let kept = app.map.drawing.clone();
        if let Some(visitor) = visitor {
            let seen = app.view(&visitor.actor, move |tx, around| {
                let (sight, scope) = sight_of(&around)?;
                Ok(Viewer { sight, scope, drawing: kept.current(tx)?, by_link: false })
            });
            return Ok(seen.await?);
        }
        let token = CookieJar::from_headers(headers).get(COOKIE).map(|cookie| cookie.value().to_owned());
        Viewer::by_token(app, &token.ok_or(Error::Unsigned)?).await
    }

    /// What a live link shows; of one that has ended there is nothing to be known.
    async fn by_token(app: &App, token: &str) -> Result<Viewer, Error> {
        let (kept, digest, now) = (app.clone(), digest(token), app.cx.now());
        let found = app.cx.db.read(move |tx| {
            let link = store::link_by_digest(tx, &digest, now)?.ok_or(ActError::NotFound)?;
            let directory = kept.directories.read(tx)?;
            let tree = &directory.tree;
            let scope = vec![tree.short_name(tree.governed(link.office)).to_owned()];
            match office_sight(link.office, tree) {
                Sight::Nothing => Err(ActError::NotFound),
                sight => Ok(Viewer { sight, scope, drawing: kept.map.drawing.current(tx)?, by_link: true }),
            }
        });
        Ok(found.await?)
    }
}

async fn show(
    Shared(app): Shared<App>,
    visitor: Option<Visitor>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let viewer = Viewer::of(&app, visitor, &headers).await?;
    let told = app.map.live.watch(&app, &viewer.sight).await?.borrow().clone();
    let from = if viewer.by_link { String::new() } else { format!("?from={}", app.cx.now().0) };
    page(ScreenPage::of(frame, &viewer, &told.snapshot, &from))
}

/// Gives this browser the link's cookie and sends it to the screen.
async fn enter(Shared(app): Shared<App>, Path(token): Path<String>) -> Result<Response, Error> {
    Viewer::by_token(&app, &token).await?;
    let secure = if app.config.secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/screen; Max-Age={YEAR_S}; HttpOnly; SameSite=Lax{secure}");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/screen")).into_response())
}

async fn events(
    Shared(app): Shared<App>,
    visitor: Option<Visitor>,
    filters: Filters,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let viewer = Viewer::of(&app, visitor, &headers).await?;
    let idle = i64::try_from(app.config.session_idle.as_millis()).unwrap_or(i64::MAX);
    let from = filters.get("from").and_then(|from| from.parse::<i64>().ok()).unwrap_or(0);
    if !viewer.by_link && app.cx.now().0.saturating_sub(from) > idle {
        // No content: the browser doesn't ask again (HTML, 9.2.3), and the session may end.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let place = app.map.live.place().ok_or(Error::TooMany)?;
    let heard = app.map.live.watch(&app, &viewer.sight).await?;
    let stream = Telling {
        heard,
        stopped: app.map.live.stopped(),
        end: Box::pin(tokio::time::sleep(STREAM)),
        first: true,
        _place: place,
    };
    let stream = stream.stream();
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(25))).into_response())
}

/// One screen's stream.
struct Telling {
    heard: watch::Receiver<Arc<Told>>,
    stopped: watch::Receiver<bool>,
    end: Pin<Box<Sleep>>,
    first: bool,
    _place: OwnedSemaphorePermit,
}

impl Telling {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> + Send {
        futures_util::stream::unfold(self, |mut telling| async move {
            let event = telling.next().await?;
            Some((Ok(event), telling))
        })
    }

    /// What is to be told next; none when the stream ends.
    async fn next(&mut self) -> Option<Event> {
        if !std::mem::take(&mut self.first) {
            tokio::select! {
                changed = self.heard.changed() => changed.ok()?,
                _ = self.stopped.wait_for(|stopped| *stopped) => return None,
                () = &mut self.end => return None,
            }
        }
        let told = self.heard.borrow_and_update().clone();
        Some(Event::default().event("figures").retry(RETRY).data(&told.json))
    }
}

#[derive(Template)]
#[template(path = "map/screen.html")]
struct ScreenPage {
    frame: Frame,
    scope: String,
    map: Markup,
    legend: Vec<(&'static str, &'static str)>,
    snapshot: Snapshot,
    events: String,
    by_link: bool,
}

impl ScreenPage {
    fn of(frame: Frame, viewer: &Viewer, snapshot: &Snapshot, from: &str) -> ScreenPage {
        let mark = if frame.lang == Lang::En { ", " } else { "、" };
        let frame = frame.titled("map.screen_title");
        ScreenPage {
            scope: viewer.scope.join(mark),
            map: map(&frame, &viewer.drawing, snapshot),
            legend: Heat::ALL.map(|heat| (heat.code(), heat_key(heat))).into(),
            snapshot: snapshot.clone(),
            events: format!("/screen/events{from}"),
            by_link: viewer.by_link,
            frame,
        }
    }

    fn lights(&self) -> [(&'static str, &'static str); 5] {
        [
            ("red", "light.red"),
            ("yellow", "light.yellow"),
            ("green", "light.green"),
            ("grey", "light.grey"),
            ("done", "light.done"),
        ]
    }

    fn rows(&self, what: &str) -> Vec<String> {
        let places = match what {
            "area" => AREAS,
            "beside" => BESIDE,
            "unit" => UNITS,
            "project" => PROJECTS,
            _ => CAMPAIGNS,
        };
        (0..places).map(|n| format!("{what}.{n}")).collect()
    }

    /// A text in its place.
    fn said(&self, key: &str, name: &str) -> Markup {
        let key = format!("{key}{name}");
        Markup::of("<span").attr("data-text", &key).html(">").text(self.snapshot.said(&key)).html("</span>")
    }

    /// The class of a place and the key by which it changes.
    fn place(&self, key: &str) -> Markup {
        Markup::default().attr("data-class", key).attr("class", self.snapshot.class_of(key))
    }

    /// The colour of an area without a shape.
    fn heat(&self, key: &str) -> Markup {
        self.place(&format!("{key}.heat"))
    }

    /// A bar of lights: red, yellow, green, as long as their shares.
    fn bar(&self, key: &str, parts: &[&'static str]) -> Markup {
        let mut bar = Markup::of("<span class=\"bars\" aria-hidden=\"true\">");
        for part in parts {
            let key = format!("{key}.{part}");
            bar = bar
                .html("<svg viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\"><rect height=\"4\"")
                .attr("class", &format!("bar {part}"))
                .attr("data-bar", &key)
                .attr("width", &self.snapshot.length(&key).to_string())
                .html("/></svg>");
        }
        bar.html("</span>")
    }
}

fn map(frame: &Frame, drawing: &Drawing, snapshot: &Snapshot) -> Markup {
    if drawing.is_empty() {
        return Markup::default();
    }
    let mut svg = Markup::of("<svg class=\"counties\" role=\"img\"")
        .attr("viewBox", &format!("0 0 1000 {}", drawing.height))
        .attr("aria-label", frame.t("map.map"))
        .html(">");
    for (n, outline) in drawing.outlines.iter().enumerate() {
        let key = format!("shape.{n}");
        svg = svg
            .html("<path")
            .attr("data-class", &key)
            .attr("class", snapshot.class_of(&key))
            .attr("d", &outline.path)
            .html("/>");
    }
    for (n, outline) in drawing.outlines.iter().enumerate() {
        let (key, (x, y)) = (format!("shape.{n}"), outline.at);
        let class = if outline.wide { "" } else { " tight" };
        svg = leader(svg, outline)
            .html("<text")
            .attr("class", &format!("name{class}"))
            .attr("x", &x.to_string())
            .attr("y", &(y - 4).to_string())
            .html(">")
            .text(&outline.shape.name)
            .html("</text><text")
            .attr("class", &format!("figure{class}"))
            .attr("data-text", &key)
            .attr("x", &x.to_string())
            .attr("y", &(y + 22).to_string())
            .html(">")
            .text(snapshot.said(&key))
            .html("</text>");
    }
    svg.html("</svg>")
}

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    let mut frame = Frame::sample(lang, None);
    frame.path = "/screen".into();
    let figures = super::pages::sample_figures();
    let on_map: Vec<Option<Line>> =
        vec![Some(figures.areas[0].clone()), Some(figures.areas[1].clone()), None];
    let viewer = |drawing, by_link| Viewer {
        sight: Sight::Everything,
        scope: vec!["市政府".into()],
        drawing,
        by_link,
    };
    let full = Snapshot::of(&figures, &on_map);
    let none = Snapshot::of(&Figures::none(Instant(1_793_667_600_000)), &[]);
    let by_link = viewer(super::pages::sample_drawing(), true);
    let signed_in = viewer(Arc::default(), false);
    vec![
        Sample::of("map.screen", ScreenPage::of(frame.clone(), &by_link, &full, "")),
        Sample::of("map.screen.empty", ScreenPage::of(frame, &signed_in, &none, "?from=1")),
    ]
}
