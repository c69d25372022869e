//! `GET /matters/export`: the list of matters as its address asks for it, as a file.

use crate::{
    app::App,
    campaigns,
    ledgers::{
        download::{exported, streamed},
        turns::blocking,
    },
    matters::listing::{Asked, Reader},
    web::{error::Error, layout::Frame, list::Filters, session::Visitor},
};
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};

pub(super) async fn export(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let query = query.unwrap_or_default();
    let filters = Filters::of("/matters", &query);
    let (lang, actor, kept) = (frame.lang, visitor.actor, app.clone());
    let made = blocking(move || {
        kept.cx.db.clone().read_blocking(move |tx| {
            exported(tx, &kept, &actor, |tx, around| {
                let campaigns = campaigns::store::all(tx)?;
                let (tree, calendar, now) =
                    (&around.directory.tree, &around.settings.calendar, around.asker.now);
                let Asked { filter, order, unclear, .. } =
                    Reader { lang, tree, calendar, campaigns: &campaigns, now }.read(&filters);
                Ok(unclear.is_none().then_some((filter, order)))
            })
        })
    });
    match made.await?? {
        Some(file) => streamed(file, &app),
        // A unit that isn't clear: the list asks which one is meant.
        None => Ok(Redirect::to(&format!("/matters?{query}")).into_response()),
    }
}
