//! The room's pages: hand a ledger in, look at what was understood in the sheet's own shape, choose, mend cells,
//! confirm, fetch what was given back. What they do stands in `intake`; nothing of the business is stored before
//! the confirm.

mod choices;
mod confirm;
mod export;
mod grid;
mod heads;
mod mend;
mod preview;
mod refused;
pub mod sample;
mod seen;
mod units;
mod upload;
mod whole;
mod working;

use super::{handed::most, intake::waiting::Unfit, read::Unreadable};
use crate::{app::App, web::error::Error};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

/// The room's pages.
pub fn router() -> Router<App> {
    Router::new()
        .merge(super::templates::pages::router())
        .route("/matters/export", get(export::export))
        .route("/ledgers", get(upload::list).post(upload::hand_in).layer(DefaultBodyLimit::max(most())))
        .route("/ledgers/{id}", get(preview::show))
        .route("/ledgers/{id}/choices", post(preview::choose))
        .route("/ledgers/{id}/cells", post(mend::cell))
        .route("/ledgers/{id}/rows/{sheet}/{row}", get(mend::form).post(mend::row))
        .route("/ledgers/{id}/confirm", post(confirm::confirm))
        .route("/ledgers/{id}/end", post(upload::give_up))
        .route("/ledgers/{id}/refused.xlsx", get(confirm::refused))
}

impl From<Unfit> for Error {
    fn from(unfit: Unfit) -> Error {
        match unfit {
            Unfit::Act(error) => error.into(),
            // Somebody's work on it is under way: what this request was made from won't hold.
            Unfit::Busy(_) | Unfit::Failed(_) => Error::Stale,
            // It was read when it was handed in: what is kept is damaged, and that is our fault.
            Unfit::Unreadable(unreadable) => Error::fault(reason(&unreadable)),
        }
    }
}

fn reason(unreadable: &Unreadable) -> String {
    format!("a kept ledger can't be read: {}", unreadable.code())
}
