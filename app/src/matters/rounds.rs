//! 填报期: what a unit owes this round stands on one page and is filled in there (`fill`); who owes an office is
//! told by `owing`, and urged with one press (`urge`).

mod fill;
mod handed;
pub mod owing;
mod sheet;
pub mod told;
mod urge;
mod urged;

pub use owing::{may_assign, may_urge};

use crate::{
    app::App,
    web::{lang::Lang, sample::Sample},
};
use axum::{
    Router,
    routing::{get, post},
};

/// The addresses of a round.
pub fn router() -> Router<App> {
    Router::new()
        .route("/round", get(fill::show).post(fill::hand_in))
        .route("/round/sheet", get(sheet::show))
        .route("/round/urges", post(urge::urge))
}

/// Samples of the pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut samples = fill::samples(lang);
    samples.extend(sheet::samples(lang));
    samples
}
