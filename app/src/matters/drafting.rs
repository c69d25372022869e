//! 拟办: putting a matter on paper, changing it, and the one approval for a document's rows. What the
//! form's fields mean is in `typed`; the rules of registration are core's.

mod batch;
mod pages;
mod rows;
mod typed;

use crate::{
    app::App,
    web::{lang::Lang, sample::Sample},
};
use axum::{Router, extract::DefaultBodyLimit, routing::get};
use bangdu_core::{
    ids::UnitId,
    people::{Action, Actor, Ground, UnitTree, allows},
};
use jiff::civil::Date;

/// Drafts and their approval in one go. `file_bytes` is the largest scan.
pub fn router(file_bytes: u64) -> Router<App> {
    let largest = usize::try_from(file_bytes).unwrap_or(usize::MAX).saturating_add(2 << 20);
    Router::new()
        .route("/matters/new", get(pages::blank).post(pages::draft))
        .route("/matters/new/rows", get(rows::blank).post(rows::send))
        .route("/matters/{id}/edit", get(pages::edit).post(pages::change))
        .layer(DefaultBodyLimit::max(largest))
        .route("/matters/batch", get(batch::show).post(batch::approve))
}

/// The offices for which somebody may draft.
pub fn offices<'a>(actor: &'a Actor, tree: &'a UnitTree, today: Date) -> impl Iterator<Item = UnitId> + 'a {
    let offices = tree.walk().into_iter().map(|(_, unit)| unit);
    offices
        .filter(|unit| unit.is_office && unit.ended.is_none())
        .map(|unit| unit.id)
        .filter(move |office| allows(actor, Action::Draft, &Ground::draft(*office), tree, today))
}

/// Samples of the pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut samples = pages::samples(lang);
    samples.extend(batch::samples(lang));
    samples.extend(rows::samples(lang));
    samples
}
