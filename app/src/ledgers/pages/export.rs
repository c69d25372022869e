//! `GET /matters/export`: the list of matters as its address asks for it, as a file: the full ledger, the list
//! as it is seen (`form=seen`), or the unit's own form (`form=` a template). Where matters are ticked, those.

use crate::{
    app::App,
    campaigns,
    ledgers::{
        download::{Shape, Wanted, exported, streamed},
        turns::blocking,
    },
    matters::listing::{Asked, Reader, listed, store::layout, title::file_name},
    web::{
        error::Error,
        lang::{Lang, t, tf},
        layout::Frame,
        list::Filters,
        session::Visitor,
    },
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
    let filters = listed(&asked_for);
    let picked = filters.all("m").count();
    let back = filters.here();
    let (lang, actor, kept) = (frame.lang, visitor.actor, app.clone());
    let made = blocking(move || {
        kept.cx.db.clone().read_blocking(move |tx| {
            exported(tx, &kept, &actor, |tx, around| {
                let campaigns = campaigns::store::all(tx)?;
                let (tree, calendar, now) =
                    (&around.directory.tree, &around.settings.calendar, around.asker.now);
                let reader =
                    Reader { lang, tree, from: around.asker.unit(), calendar, campaigns: &campaigns, now };
                let Asked { filter, order, unclear, .. } = reader.read(&filters);
                let shape = match (form.as_str(), form.parse().ok()) {
                    (_, Some(template)) => Shape::Template(template),
                    ("seen", None) => {
                        let layout = layout(tx, actor.account)?.with_columns(filters.get("columns"));
                        Shape::Seen(layout, lang)
                    }
                    _ => Shape::Full,
                };
                let title = format!("{}{}", reader.title(&filters), ticked(lang, picked));
                let name = format!("{title}{}", t(lang, kind(&shape)));
                Ok(unclear.is_none().then_some(Wanted { filter, order, shape, title, name }))
            })
        })
    });
    match made.await?? {
        Some((file, name)) => streamed(file, &file_name(&name), &app),
        // A unit that isn't clear: the list asks which one is meant.
        None => Ok(Redirect::to(&back).into_response()),
    }
}

/// How many are ticked, where only those are in the file.
fn ticked(lang: Lang, n: usize) -> String {
    if n == 0 { String::new() } else { tf(lang, "listing.file_ticked", &[("n", &n.to_string())]) }
}

/// Which of the files that can be made of a list this is, so that two of them are told apart in a folder.
fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Seen(..) => "listing.file_seen",
        Shape::Full => "listing.file_full",
        Shape::Template(_) => "listing.file_template",
    }
}
