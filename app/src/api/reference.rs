//! The OpenAPI 3.1 document, and a page to browse it without anything from elsewhere.

use crate::{
    app::App,
    board, campaigns, ledgers, matters, people, settings,
    web::{assets, error::Error},
};
use askama::Template;
use axum::{
    Json, Router,
    http::header,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(title = "Bangdu 帮督", description = "The closed loop from 立项 to 销号 as JSON. Errors are RFC 9457 problem details; versions are ETags; lists page by key."),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", scheme);
        document.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
    }
}

/// Routes of all rooms under `/api/v1`, with the document that describes them.
pub fn router() -> Router<App> {
    let (routes, document) =
        OpenApiRouter::with_openapi(Document::openapi()).nest("/api/v1", rooms()).split_for_parts();
    routes.route("/api/v1/openapi.json", get(move || async move { Json(document) })).route("/api", get(page))
}

/// One line a room.
fn rooms() -> OpenApiRouter<App> {
    matters::api::routes()
        .merge(people::api::routes(matters::store::in_hand, people::sign_in::forget_factor))
        .merge(board::api::routes())
        .merge(campaigns::api::routes())
        .merge(settings::api::routes())
        .merge(ledgers::api::routes())
        .merge(super::entries::routes())
}

/// The page that shows the document; everything that it needs is served from here.
#[derive(Template)]
#[template(path = "api/reference.html")]
struct Page {
    style: String,
    icon: String,
    bundle: String,
    start: String,
}

async fn page() -> Result<Response, Error> {
    let page = Page {
        style: assets::url("vendor/swagger-ui.css"),
        icon: assets::url("mark.svg"),
        bundle: assets::url("vendor/swagger-ui-bundle.js"),
        start: assets::url("reference.js"),
    };
    let html = page.render().map_err(Error::fault)?;
    Ok(([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response())
}
