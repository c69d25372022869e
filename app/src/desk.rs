//! 工作台: what must I do now? Reads across the matters; the only thing it keeps is up to when somebody has read
//! what changed. Which versions of the desk a person gets is core's (`desk`), which steps wait for whom as well
//! (`todos`), and so is who may take them (`may_take`); the statement asks for those alone.

mod brief;
mod briefed;
mod clues;
mod looked;
mod news;
mod owing;
mod pages;
mod publications;
mod rows;
mod samples;
mod search;
mod steps;
mod store;
mod suggest;
mod urged;
mod waiting;
mod watch;

pub use samples::samples;

use crate::app::App;
use axum::{
    Router,
    routing::{get, post},
};

/// The desk, its page to print, and the search that starts from anywhere.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(pages::show))
        .route("/desk/steps", get(waiting::show))
        .route("/desk/brief", get(brief::show))
        .route("/desk/seen", post(news::seen))
        .merge(search::router())
}
