//! For whoever watches the process: does it answer, is the store there, how is it doing.

use crate::{app::App, journal};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

/// `/healthz`, `/readyz`, `/metrics`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Begins to count; what was counted before is not known.
pub fn start_counting() {
    handle();
}

async fn ready(State(app): State<App>) -> Response {
    let answered = app.cx.db.read(|tx| journal::version(tx, "signing/log")).await;
    match answered {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready: the store doesn't answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store doesn't answer\n").into_response()
        }
    }
}

async fn metrics(State(app): State<App>) -> Response {
    metrics::gauge!("bangdu_flushes").set(app.cx.db.flushes() as f64);
    match handle() {
        Some(handle) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
            (kind, handle.render()).into_response()
        }
        None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// One in a process: the counters are the process's own.
fn handle() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0];
    let install = || PrometheusBuilder::new().set_buckets(&buckets).ok()?.install_recorder().ok();
    HANDLE.get_or_init(install).as_ref()
}
