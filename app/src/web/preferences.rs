//! Language, look, type size and keys: the reader's choice, kept in cookies for a year.

use super::{fields::Fields, lang::Lang};
use axum::{
    Router,
    http::header,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
    routing::post,
};

/// `POST /preferences`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/preferences", post(keep))
}

async fn keep(fields: Fields) -> Response {
    const A_YEAR: u32 = 365 * 24 * 3600;
    let lang = fields.given("lang").and_then(Lang::from_tag).map(Lang::tag);
    let theme = fields.given("theme").filter(|theme| ["auto", "light", "dark"].contains(theme));
    let size = fields.given("size").filter(|size| ["normal", "large"].contains(size));
    let keys = fields.given("keys").filter(|keys| ["on", "off"].contains(keys));
    let chosen = [("lang", lang), ("theme", theme), ("size", size), ("keys", keys)];
    let cookies = chosen.into_iter().filter_map(|(name, value)| {
        let line = format!("{name}={}; Path=/; Max-Age={A_YEAR}; HttpOnly; SameSite=Lax", value?);
        Some((header::SET_COOKIE, line))
    });
    (AppendHeaders(cookies.collect::<Vec<_>>()), Redirect::to(local(fields.get("back")))).into_response()
}

/// An address of ours, or the desk: nobody is sent elsewhere.
pub fn local(address: &str) -> &str {
    let ours =
        address.starts_with('/') && !address.starts_with("//") && !address.contains(['\\', '\r', '\n']);
    if ours { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(local("/matters?light=red"), "/matters?light=red");
        for away in ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:x"] {
            assert_eq!(local(away), "/");
        }
    }
}
