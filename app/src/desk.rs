//! 工作台: what must I do now? Reads across the matters and writes nothing. Which steps wait for whom is
//! core's (`todos`), and so is who may take them (`may_take`); the statement asks for those alone.

mod pages;
mod search;
mod waiting;

use crate::{
    app::App,
    web::{lang::Lang, sample::Sample},
};
use axum::Router;

/// The desk, and the search that starts from anywhere.
pub fn router() -> Router<App> {
    pages::router().merge(search::router())
}

/// Samples of the pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut samples = pages::samples(lang);
    samples.extend(search::samples(lang));
    samples
}
