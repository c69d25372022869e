//! `/search/suggestions`: what the search would find first, as the list beneath its field while somebody types. The
//! same search with the same right, only shorter.

use super::search::Found;
use crate::{
    app::App,
    web::{
        error::Error,
        layout::{Frame, page},
        list::Filters,
        sample::Sample,
        session::Visitor,
    },
};
use askama::Template;
use axum::{extract::State, response::Response};

/// So many of each sort are offered.
const OFFERED: usize = 6;

#[derive(Template)]
#[template(path = "desk/suggest.html")]
struct Suggestions {
    frame: Frame,
    found: Found,
    /// The search itself, with these words.
    all: String,
    words: String,
}

pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    filters: Filters,
) -> Result<Response, Error> {
    let words = filters.get("q").unwrap_or_default().trim().to_owned();
    let (lang, asked) = (frame.lang, words.clone());
    let found = if super::search::is_asked(&words) {
        app.view(&visitor.actor, move |tx, around| Found::read(tx, &around, &asked, lang, OFFERED)).await?
    } else {
        Found::default()
    };
    page(Suggestions::of(frame, found, words))
}

impl Suggestions {
    fn of(frame: Frame, found: Found, words: String) -> Suggestions {
        let frame = frame.titled("desk.suggestions");
        Suggestions { frame, found, all: Filters::of("/search", "").with("q", &words), words }
    }
}

/// Something found, nothing found.
pub(super) fn samples(frame: impl Fn() -> Frame, found: Found) -> Vec<Sample> {
    vec![
        Sample::of("desk.suggestions.some", Suggestions::of(frame(), found, "惠安".into())),
        Sample::of("desk.suggestions.none", Suggestions::of(frame(), Found::default(), "月球".into())),
    ]
}
