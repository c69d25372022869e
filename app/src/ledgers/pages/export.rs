//! `GET /matters/export`: the list of matters as its address asks for it, as a file: the full ledger, the list
//! as it is seen (`form=seen`), or the unit's own form (`form=` a template). Where matters are ticked, those.

use crate::{
    app::App,
    campaigns,
    ledgers::{
        download::{Shape, Wanted, exported, streamed},
        turns::blocking,
    },
    matters::listing::{Asked, Reader, store::layout},
    web::{error::Error, layout::Frame, list::Filters, preferences::local, session::Visitor},
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
    let asked_for = Filters::of("/matters", &query);
    let form = asked_for.get("form").unwrap_or_default().to_owned();
    let filters = listed(asked_for);
    let back = filters.here();
    let (lang, actor, kept) = (frame.lang, visitor.actor, app.clone());
    let made = blocking(move || {
        kept.cx.db.clone().read_blocking(move |tx| {
            exported(tx, &kept, &actor, |tx, around| {
                let campaigns = campaigns::store::all(tx)?;
                let (tree, calendar, now) =
                    (&around.directory.tree, &around.settings.calendar, around.asker.now);
                let Asked { filter, order, unclear, .. } =
                    Reader { lang, tree, calendar, campaigns: &campaigns, now }.read(&filters);
                let shape = match (form.as_str(), form.parse().ok()) {
                    (_, Some(template)) => Shape::Template(template),
                    ("seen", None) => {
                        let layout = layout(tx, actor.account)?.with_columns(filters.get("columns"));
                        Shape::Seen(layout, lang)
                    }
                    _ => Shape::Full,
                };
                Ok(unclear.is_none().then_some(Wanted { filter, order, shape }))
            })
        })
    });
    match made.await?? {
        Some(file) => streamed(file, &app),
        // A unit that isn't clear: the list asks which one is meant.
        None => Ok(Redirect::to(&back).into_response()),
    }
}

/// The list that is meant: the address's own, or the one that ticked matters come from, narrowed to them.
fn listed(asked: Filters) -> Filters {
    let mut fields = asked.fields().clone();
    fields.0.retain(|(name, _)| name != "form");
    let Some(back) = asked.get("back").map(local) else { return Filters::of("/matters", &fields.to_query()) };
    let picked: Vec<(String, String)> = fields.0.into_iter().filter(|(name, _)| name == "m").collect();
    let query = back.split_once('?').map_or("", |(_, query)| query);
    let mut fields = Filters::of("/matters", query).fields().clone();
    fields.0.retain(|(name, _)| !["m", "after", "pick"].contains(&name.as_str()));
    fields.0.extend(picked);
    Filters::of("/matters", &fields.to_query())
}
