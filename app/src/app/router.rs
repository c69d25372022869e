//! The router: what each room serves, and what surrounds every request.

use super::App;
use crate::{
    api, auditing, board, campaigns, demo, desk, ledgers, logs, map, matters,
    people::{
        self,
        sign_in::{self, Hasher, act::Door, pages::Entrance},
    },
    settings,
    web::{
        assets, error, headers,
        health::{self, Metrics},
        layout::Installation,
        preferences,
        session::{self, Rules, Sessions},
    },
};
use axum::{
    Extension, Router,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use std::{any::Any, sync::OnceLock};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};

/// After so many days a password must be changed (GB/T 22239).
const RENEW_DAYS: u32 = 90;

/// Everything that is served. Forms may be 2 MiB large (axum's own limit); routes that take files say more.
///
/// # Errors
/// When the password hasher can't be made or the store fails.
pub fn router(app: App) -> anyhow::Result<Router> {
    let config = app.config.clone();
    let sessions = sessions(&app);
    let door = Door { sessions: sessions.clone(), hasher: Hasher::new()?, renew_days: Some(RENEW_DAYS) };
    let too_late = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, config.request_time);
    let demo = app.cx.db.read_blocking(demo::offered)?;
    let installation = Installation { demo: !demo.is_empty(), ..Installation::default() };
    let dressed = rooms(&app, Entrance { door, demo: demo.into() })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(too_late)
        .layer(from_fn(error::dress))
        .layer(from_fn_with_state(sessions, session::load))
        // Once more, for what the session refuses.
        .layer(from_fn(error::dress))
        .layer(from_fn(headers::add))
        .layer(Extension(installation));
    let packed = if config.compress { dressed.layer(CompressionLayer::new()) } else { dressed };
    let measured = packed.layer(from_fn(health::measure));
    Ok(measured.layer(from_fn_with_state(config.proxies.clone(), logs::request)).with_state(app))
}

/// One line a room.
fn rooms(app: &App, entrance: Entrance) -> Router<App> {
    Router::new()
        .merge(assets::router())
        .merge(health::router(app.cx.clone(), metrics(), app.config.metrics_for_all))
        .merge(preferences::router())
        .merge(sign_in::pages::router(entrance))
        .merge(api::reference::router())
        .merge(api::pages::router())
        .merge(ledgers::pages::router())
        .merge(people::pages::router(sign_in::issue_link, sign_in::forget_factor, matters::store::in_hand))
        .merge(matters::pages::router(app.config.file_bytes))
        .merge(matters::listing::router())
        .merge(matters::drafting::router(app.config.file_bytes))
        .merge(matters::instructing::router())
        .merge(matters::rounds::router())
        .merge(auditing::router())
        .merge(board::pages::router())
        .merge(board::clues::router())
        .merge(campaigns::pages::router())
        .merge(desk::router())
        .merge(map::router())
        .merge(settings::pages::router())
}

fn sessions(app: &App) -> Sessions {
    let (clock, idle) = (app.cx.clone(), app.config.session_idle);
    let rules = Rules {
        idle_ms: i64::try_from(idle.as_millis()).unwrap_or(i64::MAX),
        at_once: app.config.sessions,
        secure: app.config.secure,
    };
    let ask = sign_in::ask(app.directories.clone(), move || (clock.now(), clock.today()));
    Sessions { cx: app.cx.clone(), rules, ask }
}

/// One in a process, however many routers it has.
fn metrics() -> Metrics {
    static METRICS: OnceLock<Metrics> = OnceLock::new();
    METRICS.get_or_init(Metrics::install).clone()
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    error::Error::fault(format!("a handler panicked: {text}")).into_response()
}
