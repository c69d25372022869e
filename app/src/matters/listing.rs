//! The list of matters as pages show it, and the summary of lights that leads into it. What the filters
//! mean is in `asked`; the SQL is in `matters::list` and `matters::lights`.

mod asked;
mod assigning;
mod board;
pub mod cells;
mod choices;
mod choosing;
pub mod columns;
mod editing;
pub mod own;
pub mod phones;
mod pressing;
mod printing;
mod reach;
mod rows;
mod samples;
pub mod store;
mod summary;
mod table;
mod timeline;
pub mod title;
mod urged;
mod urging;
mod views;

pub use asked::{Asked, Reader, listed};
pub use table::{COUNTED, WITHIN, settled, units_of, within_list};

use crate::{
    app::App,
    web::{
        lang::{self, Lang},
        sample::Sample,
    },
};
use axum::{
    Router,
    routing::{get, post},
};
use bangdu_core::matters::State;

/// The list, how it is liked, its summary, and what is done to several matters of it.
pub fn router() -> Router<App> {
    Router::new()
        .route("/matters", get(rows::show))
        .route("/matters/print", get(printing::show))
        .route("/matters/summary", get(summary::show))
        .route("/matters/columns", get(choosing::show).post(choosing::choose))
        .route("/matters/columns/widths", post(choosing::widen))
        .route("/matters/views", get(views::show).post(views::save))
        .route("/matters/views/{id}/removal", post(views::remove))
        .route("/matters/urges", get(urging::show).post(urging::urge))
        .route("/matters/assignments", get(assigning::show).post(assigning::assign))
}

/// What a state with this code is called.
pub fn state_word(lang: Lang, code: &str) -> String {
    lang::word(lang, &State::word_of(code))
}

/// Samples of the pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut samples = samples::samples(lang);
    samples.extend(printing::samples(lang));
    samples.extend(summary::samples(lang));
    samples.extend(choosing::samples(lang));
    samples.extend(views::samples(lang));
    samples.extend(urging::samples(lang));
    samples.extend(assigning::samples(lang));
    samples
}
