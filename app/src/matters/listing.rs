//! The list of matters as pages show it, and the summary of lights that leads into it. What the filters
//! mean is in `asked`; the SQL is in `matters::list` and `matters::lights`.

mod asked;
mod rows;
mod summary;
mod urging;

pub use asked::{Asked, Reader};

use crate::{
    app::App,
    web::{
        lang::{self, Lang},
        sample::Sample,
    },
};
use axum::{Router, routing::get};
use bangdu_core::matters::State;

/// The list and its summary.
pub fn router() -> Router<App> {
    Router::new()
        .route("/matters", get(rows::show))
        .route("/matters/summary", get(summary::show))
        .route("/matters/urges", get(urging::show).post(urging::urge))
}

/// What a state with this code is called.
pub fn state_word(lang: Lang, code: &str) -> String {
    lang::word(lang, &State::word_of(code))
}

/// Samples of the pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut samples = rows::samples(lang);
    samples.extend(summary::samples(lang));
    samples.extend(urging::samples(lang));
    samples
}
