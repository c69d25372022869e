//! The office's pages of clues: which wait, what each says, and what becomes of it.

pub(super) mod list;
pub(super) mod one;

pub use list::{Waiting, waiting};

use crate::{
    app::App,
    web::{lang::Lang, sample::Sample},
};
use axum::{
    Router,
    routing::{get, post},
};

/// Their addresses.
pub fn router() -> Router<App> {
    Router::new()
        .route("/clues", get(list::show))
        .route("/clues/{receipt}", get(one::show))
        .route("/clues/{receipt}/decision", post(one::screen))
        .route("/clues/{receipt}/matter", post(one::draft))
        .route("/clues/{receipt}/contact", post(one::read_contact))
        .route("/clues/{receipt}/contact/erasure", post(one::erase_contact))
}

/// Samples of the pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut samples = list::samples(lang);
    samples.extend(one::samples(lang));
    samples
}
