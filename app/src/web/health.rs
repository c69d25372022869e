//! For those who watch over the installation: is it alive, can it serve, how does it do.

use crate::{cx::Cx, db::DbError};
use axum::{
    Router,
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{net::SocketAddr, time::Instant};

/// Collects what is measured, and renders it. One for each process.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts collecting. Where something else in this process collects already, renders nothing.
    pub fn install() -> Metrics {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::debug!("metrics are collected already");
        }
        Metrics(handle)
    }
}

/// `/healthz`, `/readyz`, `/metrics` (to this machine only, unless `metrics_for_all`).
pub fn router<S: Clone + Send + Sync + 'static>(
    cx: Cx,
    metrics: Metrics,
    metrics_for_all: bool,
) -> Router<S> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready).with_state(cx))
        .route("/metrics", get(show).with_state((metrics, metrics_for_all)))
}

async fn ready(State(cx): State<Cx>) -> Response {
    let answer = cx.db.read(|tx| tx.row("SELECT 1", &[]).map(drop)).await;
    match answer {
        Ok::<(), DbError>(()) => "ready\n".into_response(),
        Err(fault) => {
            tracing::warn!(%fault, "the store doesn't answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store doesn't answer\n").into_response()
        }
    }
}

async fn show(State((metrics, for_all)): State<(Metrics, bool)>, request: Request) -> Response {
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>();
    // Behind a proxy on the same machine everybody comes from loopback: what was forwarded is not local.
    let forwarded =
        request.headers().contains_key("x-forwarded-for") || request.headers().contains_key("forwarded");
    let local = from.is_some_and(|ConnectInfo(address)| address.ip().is_loopback()) && !forwarded;
    if !for_all && !local {
        return StatusCode::NOT_FOUND.into_response();
    }
    metrics.0.run_upkeep();
    metrics.0.render().into_response()
}

/// Middleware: counts and times requests by route (never by address, which would name matters).
pub async fn measure(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().as_str().to_owned();
    let route =
        request.extensions().get::<MatchedPath>().map_or("none".to_owned(), |path| path.as_str().to_owned());
    let answer = next.run(request).await;
    let status = answer.status().as_u16().to_string();
    let labels = [("method", method), ("route", route), ("status", status)];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels).record(began.elapsed().as_secs_f64());
    answer
}
