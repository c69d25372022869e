//! The record in the JSON API, for the audit administrator alone.

use super::{Answer, Caller, LONGEST_PAGE, Reply, bad};
use crate::{
    app::App,
    journal::{
        Entry,
        read::{self, Behind, Filter},
    },
    web::error::Error,
};
use axum::extract::{Query, State};
use bangdu_core::{
    instant::Instant,
    people::{Action, Ground, require},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of the record.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(index))
}

/// A page of the record.
#[derive(Serialize, ToSchema)]
struct EntryPage {
    /// Newest first.
    items: Vec<EntryView>,
    /// Hand it in as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// An entry.
#[derive(Serialize, ToSchema)]
struct EntryView {
    stream: String,
    version: u64,
    event: String,
    /// In UTC milliseconds.
    at: i64,
    /// An account's id, `system` or `operator`.
    actor: String,
    /// Exactly the text that was hashed: RFC 8785 JSON.
    payload: String,
    hash: String,
    /// Its place in the sealed log.
    leaf: Option<u64>,
}

impl From<&Entry> for EntryView {
    fn from(entry: &Entry) -> EntryView {
        EntryView {
            stream: entry.stream.clone(),
            version: entry.version,
            event: entry.event.clone(),
            at: entry.at.0,
            actor: entry.actor.clone(),
            payload: entry.payload.clone(),
            hash: entry.hash.to_string(),
            leaf: entry.leaf,
        }
    }
}

/// Which entries.
#[derive(Clone, Debug, Deserialize, IntoParams)]
struct EntryQuery {
    /// `KIND/ID`.
    stream: Option<String>,
    /// matter, unit, account, …
    kind: Option<String>,
    /// An event's name.
    event: Option<String>,
    /// An account's id, `system` or `operator`.
    actor: Option<String>,
    /// From this instant on, in UTC milliseconds.
    from: Option<i64>,
    /// Before this one.
    until: Option<i64>,
    /// Where the page begins: `next` of the page before.
    after: Option<String>,
    /// At most 200.
    limit: Option<usize>,
}

impl EntryQuery {
    fn behind(&self) -> Result<Option<Behind>, Error> {
        let text = self.after.as_deref();
        text.map(|text| Behind::from_text(text).ok_or_else(|| bad("after"))).transpose()
    }

    fn filter(self) -> Filter {
        Filter {
            stream: self.stream,
            kind: self.kind,
            event: self.event,
            actor: self.actor,
            from: self.from.map(Instant),
            until: self.until.map(Instant),
        }
    }
}

/// The record, newest first.
#[utoipa::path(get, path = "/entries", tag = "record", operation_id = "entries", params(EntryQuery),
    responses((status = 200, body = EntryPage), (status = 403)))]
async fn index(State(app): State<App>, caller: Caller, Query(query): Query<EntryQuery>) -> Reply {
    let limit = query.limit.unwrap_or(50).clamp(1, LONGEST_PAGE);
    let behind = query.behind()?;
    let (filter, actor) = (query.filter(), caller.actor.clone());
    let answer = app.view(&caller.actor, move |tx, around| {
        let today = around.asker.today(&around.settings.calendar);
        let ground = Ground::of_unit(actor.unit);
        require(&actor, Action::ReadJournal, &ground, &around.directory.tree, today)?;
        let mut found = read::page(tx, &filter, behind.as_ref(), limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|entry| Behind::of(entry).to_text());
        Answer::ok(&EntryPage { items: found.iter().map(EntryView::from).collect(), next })
    });
    Ok(answer.await?)
}
