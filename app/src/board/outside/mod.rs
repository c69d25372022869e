//! The small server for a machine outside: it shows the public copy and takes clues. It knows two directories and
//! nothing of the office: no store, no session, no cookie, no key, no way in. Whatever is sent to it is bounded:
//! connections, time, bodies, rate, files.

mod form;
mod guests;
pub mod inbox;
mod limit;
mod serve;
mod shelf;

pub use form::{ClueForm, samples};
pub use serve::serve;

use crate::{
    board::{
        copy::LANG,
        line::{BODY, Line},
    },
    clock::Clock,
    config::Proxies,
    cx,
    web::fields::Fields,
};
use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Path, Query, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use bangdu_core::board::{PublicId, Receipt};
use form::Answer;
use guests::Peer;
use inbox::{Inbox, NotKept};
use limit::Limits;
use shelf::Shelf;
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tower_http::timeout::TimeoutLayer;

/// The longest that a request may take.
const REQUEST: Duration = Duration::from_secs(10);

/// What the server stands on.
#[derive(Clone)]
pub struct Outside {
    shelf: Arc<Shelf>,
    inbox: Option<Arc<Mutex<Inbox>>>,
    limits: Arc<Mutex<Limits>>,
    clock: Clock,
    proxies: Proxies,
}

impl Outside {
    /// With the copy in `dir`; without an inbox it takes no clues.
    pub fn new(dir: PathBuf, inbox: Option<Inbox>, clock: Clock, proxies: Proxies) -> Outside {
        Outside {
            shelf: Arc::new(Shelf::new(dir)),
            inbox: inbox.map(|inbox| Arc::new(Mutex::new(inbox))),
            limits: Arc::default(),
            clock,
            proxies,
        }
    }
}

/// All that it answers.
pub fn router(outside: Outside) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/style.css", get(style))
        .route("/robots.txt", get(robots))
        .route("/p/{id}", get(to_page))
        .route("/p/{id}/", get(page))
        .route("/p/{id}/clue", get(receipt).post(clue))
        .fallback(|| async { not_found() })
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST))
        .layer(from_fn(headers))
        .with_state(outside)
}

async fn index(State(outside): State<Outside>) -> Response {
    file(&outside, "index.html".to_owned(), "text/html; charset=utf-8").await
}

async fn style(State(outside): State<Outside>) -> Response {
    file(&outside, "style.css".to_owned(), "text/css; charset=utf-8").await
}

async fn robots(State(outside): State<Outside>) -> Response {
    file(&outside, "robots.txt".to_owned(), "text/plain; charset=utf-8").await
}

async fn to_page(Path(id): Path<String>) -> Response {
    match PublicId::parse(&id) {
        // Relative, so that it holds behind a proxy that serves a part of its addresses from here.
        Some(id) => Redirect::permanent(&format!("{id}/")).into_response(),
        None => not_found(),
    }
}

async fn page(State(outside): State<Outside>, Path(id): Path<String>) -> Response {
    match PublicId::parse(&id) {
        Some(id) => file(&outside, shelf::of(&id), "text/html; charset=utf-8").await,
        None => not_found(),
    }
}

async fn file(outside: &Outside, path: String, kind: &'static str) -> Response {
    match read(outside, path).await {
        Some(bytes) => {
            let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=60")];
            (headers, bytes).into_response()
        }
        None => not_found(),
    }
}

async fn read(outside: &Outside, path: String) -> Option<Vec<u8>> {
    let shelf = outside.shelf.clone();
    tokio::task::spawn_blocking(move || shelf.read(&path)).await.ok().flatten()
}

/// Thanks for a clue, with its receipt; without one, back to the form.
async fn receipt(Path(id): Path<String>, Query(asked): Query<HashMap<String, String>>) -> Response {
    if PublicId::parse(&id).is_none() {
        return not_found();
    }
    match asked.get("receipt").and_then(|text| Receipt::parse(text)) {
        Some(receipt) => answer(StatusCode::OK, &Answer::thanks(LANG, &receipt)),
        None => Redirect::to("./#clue").into_response(),
    }
}

/// Takes a clue. Who sends too much is told so before anything is read.
async fn clue(State(outside): State<Outside>, Path(id): Path<String>, request: Request) -> Response {
    let now = outside.clock.now();
    let from = client(&outside, &request);
    if !outside.limits.lock().unwrap_or_else(PoisonError::into_inner).take(from, now) {
        let mut limited = said(StatusCode::TOO_MANY_REQUESTS, "board.limited", "board.limited_what");
        limited.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        return limited;
    }
    let Some(page) = PublicId::parse(&id) else { return not_found() };
    // A page that is down has no form, and what has no form takes no clues.
    if !read(&outside, shelf::of(&page)).await.is_some_and(|html| shelf::has_form(&html)) {
        return not_found();
    }
    let Some(inbox) = outside.inbox.clone() else {
        return said(StatusCode::SERVICE_UNAVAILABLE, "board.closed", "board.closed_what");
    };
    let fields = match fields(request).await {
        Ok(fields) => fields,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => {
            return said(StatusCode::PAYLOAD_TOO_LARGE, "board.wrong", "board.too_large");
        }
        Err(status) => return said(status, "board.wrong", "board.unreadable"),
    };
    let typed = match ClueForm::read(LANG, &fields) {
        Ok(typed) => typed,
        Err(form) => return answer(StatusCode::UNPROCESSABLE_ENTITY, &Answer::again(*form)),
    };
    let Ok(random) = cx::random_bytes() else { return broken("no randomness") };
    let line = Line { receipt: Receipt::of(random), page, at: now, text: typed.text, contact: typed.contact };
    let receipt = line.receipt.clone();
    let kept =
        tokio::task::spawn_blocking(move || inbox.lock().unwrap_or_else(PoisonError::into_inner).keep(&line));
    match kept.await {
        Ok(Ok(())) => Redirect::to(&format!("clue?receipt={receipt}")).into_response(),
        Ok(Err(NotKept::Full)) => {
            tracing::warn!("the inbox is full: clues are turned away until it is fetched and emptied");
            said(StatusCode::SERVICE_UNAVAILABLE, "board.full", "board.full_what")
        }
        Ok(Err(NotKept::Disk(error))) => broken(error),
        Err(error) => broken(error),
    }
}

async fn fields(request: Request) -> Result<Fields, StatusCode> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let body = axum::body::to_bytes(request.into_body(), BODY).await;
    body.map(|body| Fields::parse(&body)).map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)
}

/// Whose request it is. Where nobody is known, all are one.
fn client(outside: &Outside, request: &Request) -> IpAddr {
    let forwarded: Vec<&str> =
        request.headers().get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();
    match request.extensions().get::<ConnectInfo<Peer>>() {
        Some(ConnectInfo(Peer(peer))) => outside.proxies.client(peer.ip(), Some(&forwarded.join(","))),
        None => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    }
}

fn said(status: StatusCode, title: &'static str, what: &'static str) -> Response {
    answer(status, &Answer::saying(LANG, title, what))
}

fn not_found() -> Response {
    answer(StatusCode::NOT_FOUND, &Answer::not_found(LANG))
}

fn broken(fault: impl std::fmt::Display) -> Response {
    tracing::error!(%fault, "a clue could not be kept");
    said(StatusCode::SERVICE_UNAVAILABLE, "board.broken", "board.broken_what")
}

fn answer(status: StatusCode, page: &Answer) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, Body::empty()).into_response(),
    }
}

/// As strict as a page without scripts can be.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

async fn headers(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        answer.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    answer
}
