//! What is published, and clues, in the JSON API: what their pages do, by the same acts and the same rights.

mod clues;
mod publications;

use crate::{api::bad, app::App, web::error::Error};
use bangdu_core::who::Who;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of publications and clues.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(publications::index))
        .routes(routes!(publications::show, publications::propose))
        .routes(routes!(publications::decide))
        .routes(routes!(publications::take_down))
        .routes(routes!(clues::index))
        .routes(routes!(clues::show))
        .routes(routes!(clues::screen))
        .routes(routes!(clues::draft))
        .routes(routes!(clues::read_contact, clues::erase_contact))
}

/// A list's filter and page.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
struct ListQuery {
    /// How they stand: for publications `waiting`, `public` or `down`; for clues `waiting`, `drafted`, `merged`,
    /// `passed_on` or `declined`. Left out: all.
    stand: Option<String>,
    /// Where the page begins: `next` of the page before.
    after: Option<String>,
    /// At most 200.
    limit: Option<usize>,
}

impl ListQuery {
    fn limit(&self) -> usize {
        self.limit.unwrap_or(50).clamp(1, crate::api::LONGEST_PAGE)
    }

    /// The key that a page begins behind.
    fn after<K>(&self, key: impl Fn(&str) -> Option<K>) -> Result<Option<K>, Error> {
        self.after.as_deref().map(|text| key(text).ok_or_else(|| bad("after"))).transpose()
    }
}

/// A person's id, where a person it was.
fn person(who: Who) -> Option<String> {
    match who {
        Who::Person(person) => Some(person.to_string()),
        Who::System | Who::Operator => None,
    }
}
