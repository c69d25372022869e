//! Stylesheet, script and pictures, embedded. An address carries the content's hash, so browsers
//! may keep it for ever; a changed file has a new address.

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rust_embed::RustEmbed;
use std::{collections::HashMap, sync::LazyLock};

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Embedded;

/// `/assets/{hash}/{file}`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{hash}/{*file}", get(serve))
}

/// The address of an asset, such as `url("style.css")`; an unknown one gets an address that answers 404.
pub fn url(file: &str) -> String {
    format!("/assets/{}/{file}", HASHES.get(file).map_or("0", String::as_str))
}

/// Whether the asset was there at build time. Vendored scripts are copied at set-up; pages work without.
pub fn has(file: &str) -> bool {
    HASHES.contains_key(file)
}

/// Every asset's name.
pub fn names() -> impl Iterator<Item = String> {
    Embedded::iter().map(|name| name.into_owned())
}

/// The asset's content.
pub fn content(file: &str) -> Option<Vec<u8>> {
    Embedded::get(file).map(|found| found.data.into_owned())
}

static HASHES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Embedded::iter()
        .filter_map(|file| {
            let found = Embedded::get(&file)?;
            Some((file.to_string(), hex::encode(&found.metadata.sha256_hash()[..8])))
        })
        .collect()
});

async fn serve(Path((hash, file)): Path<(String, String)>) -> Response {
    let Some(found) = Embedded::get(&file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let current = HASHES.get(&file).is_some_and(|known| *known == hash);
    let keep = if current { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kind = found.metadata.mimetype().to_owned();
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep.to_owned())], found.data).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_address_with_the_contents_hash_may_be_kept_for_ever() {
        let url = url("style.css");
        let hash = url.split('/').nth(2).unwrap_or_default().to_owned();
        let kept = serve(Path((hash, "style.css".into()))).await;
        assert_eq!(kept.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        let stale = serve(Path(("0".into(), "style.css".into()))).await;
        assert_eq!(stale.headers()[header::CACHE_CONTROL], "no-cache");
        let absent = serve(Path(("0".into(), "../Cargo.toml".into()))).await;
        assert_eq!(absent.status(), StatusCode::NOT_FOUND);
    }
}
