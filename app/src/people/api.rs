//! The people's part of the JSON API: units, persons and accounts are read and changed.

mod accounts;
mod persons;
mod trust;
mod units;

use super::{
    act::{By, units::OpenMatters},
    pages::ForgetFactor,
};
use crate::{app::App, matters::act::Around};
use axum::Extension;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of people. `open_matters` counts a unit's open matters, `forget_factor` removes an account's second
/// factor and ends its sessions.
pub fn routes(open_matters: OpenMatters, forget_factor: ForgetFactor) -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(units::index))
        .routes(routes!(units::show))
        .routes(routes!(units::found))
        .routes(routes!(units::change))
        .routes(routes!(units::end))
        .routes(routes!(persons::index))
        .routes(routes!(persons::show))
        .routes(routes!(persons::enter))
        .routes(routes!(persons::change))
        .routes(routes!(persons::leave))
        .routes(routes!(accounts::index))
        .routes(routes!(accounts::show))
        .routes(routes!(trust::open))
        .routes(routes!(trust::grant))
        .routes(routes!(trust::revoke))
        .routes(routes!(trust::disable))
        .routes(routes!(trust::enable))
        .routes(routes!(trust::reset_factor))
        .layer(Extension(open_matters))
        .layer(Extension(forget_factor))
}

/// A list's filters.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
struct ListQuery {
    /// Words of the name, or its pinyin initials.
    q: Option<String>,
    /// People of this unit.
    unit: Option<String>,
    /// Where the page begins: `next` of the page before.
    after: Option<String>,
    /// At most 200.
    limit: Option<usize>,
}

fn by(around: &Around<'_>) -> By {
    let today = around.asker.today(&around.settings.calendar);
    By { actor: around.asker.actor.cloned(), at: around.asker.now, today }
}
