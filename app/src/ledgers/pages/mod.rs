//! The room's pages: hand a ledger in, look at what was understood, choose, confirm, fetch what was given
//! back. What they do stands in `intake::waiting`; nothing of the business is stored before the confirm.

mod choices;
mod confirm;
mod export;
mod preview;
mod rows;
pub mod sample;
mod units;
mod upload;

use super::{
    intake::waiting::Unfit,
    read::{Limits, Unreadable},
};
use crate::{app::App, web::error::Error};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::header,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::sync::Semaphore;

/// The room's pages.
pub fn router() -> Router<App> {
    // What stands around a file in a form is small.
    let most = Limits::default().file_bytes + (1 << 20);
    Router::new()
        .route("/matters/export", get(export::export))
        .route("/ledgers", get(upload::list).post(upload::hand_in).layer(DefaultBodyLimit::max(most)))
        .route("/ledgers/{id}", get(preview::show))
        .route("/ledgers/{id}/choices", post(preview::choose))
        .route("/ledgers/{id}/confirm", post(confirm::confirm))
        .route("/ledgers/{id}/refused.xlsx", get(confirm::refused))
}

/// Files that are parsed at the same time: each may take a few hundred megabytes for a moment.
static READING: Semaphore = Semaphore::const_new(2);

/// Does work that parses files on a thread of its own, when its turn has come.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let turn = READING.acquire().await.map_err(Error::fault)?;
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(Error::fault)
}

const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook to be kept by the browser under `name` (ASCII).
pub(super) fn workbook(name: &str, content: Vec<u8>) -> Response {
    let place = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, KIND.to_owned()), (header::CONTENT_DISPOSITION, place)], content).into_response()
}

impl From<Unfit> for Error {
    fn from(unfit: Unfit) -> Error {
        match unfit {
            Unfit::Act(error) => error.into(),
            // It was read when it was handed in: what is kept is damaged, and that is our fault.
            Unfit::Unreadable(unreadable) => Error::fault(reason(&unreadable)),
        }
    }
}

fn reason(unreadable: &Unreadable) -> String {
    format!("a kept ledger can't be read: {}", unreadable.code())
}
