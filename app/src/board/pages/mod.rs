//! The office's pages of what is published: the list, a matter's publication with its preview and its
//! second person, and the sheet that hangs at the site.

pub mod beside;
mod deciding;
pub(super) mod list;
mod proposing;
pub(super) mod sample;
pub(super) mod seen;
mod sheet;
mod show;

use crate::{
    app::App,
    web::{error::Error, lang::Lang, sample::Sample},
};
use axum::{
    Router,
    routing::{get, post},
};
use bangdu_core::ids::MatterId;

/// Their addresses.
pub fn router() -> Router<App> {
    Router::new()
        .route("/publications", get(list::show))
        .route("/matters/{id}/publication", get(proposing::show).post(proposing::propose))
        .route("/matters/{id}/publication/preview", post(proposing::preview))
        .route("/matters/{id}/publication/decision", post(deciding::decide))
        .route("/matters/{id}/publication/withdrawal", post(deciding::take_down))
        .route("/matters/{id}/board", get(sheet::show))
}

pub use list::awaiting;
pub(super) use list::{offices, offices_of};

fn matter_id(text: &str) -> Result<MatterId, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

/// Samples of all of them, and of the public pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut samples = show::samples(lang);
    samples.extend(list::samples(lang));
    samples.extend(sheet::samples(lang));
    samples.extend(super::clues::samples(lang));
    samples.extend(super::copy::samples(lang));
    samples.extend(super::outside::samples(lang));
    samples
}
