//! The router: what each room serves, and what surrounds every request.

use super::App;
use crate::{
    health, logs, matters, people,
    web::{assets, error, headers},
};
use axum::{
    Router,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use std::any::Any;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};

/// Everything that is served. Forms may be 2 MiB large (axum's own limit); routes that take files say more.
pub fn router(app: App) -> Router {
    let config = app.config.clone();
    let too_late = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, config.request_time);
    let dressed = rooms()
        .layer(CatchPanicLayer::custom(panicked))
        .layer(too_late)
        .layer(from_fn(error::dress))
        .layer(from_fn(headers::add));
    let packed = if config.compress { dressed.layer(CompressionLayer::new()) } else { dressed };
    packed.layer(from_fn_with_state(config.proxies.clone(), logs::request)).with_state(app)
}

/// One line a room.
fn rooms() -> Router<App> {
    Router::new()
        .merge(assets::router())
        .merge(health::router())
        .merge(people::pages::router(people::sign_in::issue_link, matters::store::in_hand))
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    error::Error::fault(format!("a handler panicked: {text}")).into_response()
}
