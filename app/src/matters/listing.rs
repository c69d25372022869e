//! The list of matters as pages show it, and the summary of lights that leads into it. What the filters
//! mean is in `asked`; the SQL is in `matters::list` and `matters::lights`.

mod asked;
mod rows;
mod summary;

pub use asked::{Asked, Reader};

use crate::{
    app::App,
    web::{lang::Lang, sample::Sample},
};
use axum::{Router, routing::get};

/// The list and its summary.
pub fn router() -> Router<App> {
    Router::new().route("/matters", get(rows::show)).route("/matters/summary", get(summary::show))
}

/// Samples of the pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut samples = rows::samples(lang);
    samples.extend(summary::samples(lang));
    samples
}
