//! 挂图作战: which are behind, and where? The county map, the plan of projects, each project's own sheet, and the
//! wall screen. Reads across the matters; writes only the imported map and the links of wall screens.

pub mod act;
mod draw;
mod figures;
pub mod geojson;
mod import;
mod labels;
mod links;
mod live;
mod pages;
mod projects;
mod screen;
mod sheet;
mod snapshot;
pub mod store;
mod way;

pub use live::Live;

use crate::{
    app::App,
    web::{lang::Lang, sample::Sample},
};
use axum::Router;
use std::time::Duration;
use store::KeptDrawing;

/// What a process keeps for this room; a clone shares it.
#[derive(Clone, Default)]
pub struct Wall {
    /// The map, drawn.
    drawing: KeptDrawing,
    /// What wall screens are told.
    live: Live,
}

impl Wall {
    /// With another time between two readings of what screens show.
    pub fn reading_every(every: Duration) -> Wall {
        Wall { drawing: KeptDrawing::default(), live: Live::reading_every(every) }
    }

    /// Ends the streams of all screens, so that a stop needn't wait for them.
    pub fn stop(&self) {
        self.live.stop();
    }
}

/// All pages of this room.
pub fn router() -> Router<App> {
    Router::new()
        .merge(pages::router())
        .merge(projects::router())
        .merge(sheet::router())
        .merge(import::router())
        .merge(links::router())
        .merge(screen::router())
}

/// Samples of the pages.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let rooms =
        [pages::samples, projects::samples, sheet::samples, import::samples, links::samples, screen::samples];
    rooms.into_iter().flat_map(|samples| samples(lang)).collect()
}
