//! Logs: JSON lines without personal data. A message reads alone; ids stand in its fields, names nowhere, and
//! of an address only the route.

use crate::{
    config::{ClientAddress, Proxies},
    cx,
};
use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use std::{net::SocketAddr, time::Instant};
use tracing_subscriber::EnvFilter;

/// Logs of a process that serves: to standard output.
pub fn for_servers(level: &str) {
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(false);
    // Only tests start a second time in one process; the first one's logs go on.
    let _ = lines.with_span_list(false).with_env_filter(EnvFilter::new(level)).try_init();
}

/// Logs of a command whose answer is on standard output: what matters, to standard error.
pub fn for_commands(level: &str) {
    let level = if level == "info" { "warn" } else { level };
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_writer(std::io::stderr);
    let _ = lines.with_env_filter(EnvFilter::new(level)).try_init();
}

/// Middleware: gives the request its id and its client's address, and logs the answer.
pub async fn request(State(proxies): State<Proxies>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = cx::new_id().to_string();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    if let Some(client) = client(&request, &proxies) {
        request.extensions_mut().insert(client);
    }
    let mut answer = next.run(request).await;
    let status = answer.status().as_u16();
    let ms = begun.elapsed().as_secs_f64() * 1_000.0;
    tracing::info!(request = id, method = method.as_str(), route, status, ms, "answered a request");
    if let Ok(id) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert("x-request-id", id);
    }
    answer
}

fn client(request: &Request, proxies: &Proxies) -> Option<ClientAddress> {
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    let forwarded: Vec<&str> =
        request.headers().get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();
    let forwarded = forwarded.join(",");
    Some(ClientAddress(proxies.client(peer.ip(), Some(&forwarded))))
}
