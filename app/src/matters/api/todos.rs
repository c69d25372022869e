//! What waits for the caller: open steps that they may take.

use super::today;
use crate::{
    api::{Answer, Caller, LONGEST_PAGE, Reply, bad},
    app::App,
    matters::store::waiting::{self, Behind, Waiting, Whose},
};
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A page of open steps.
#[derive(Serialize, ToSchema)]
pub(super) struct TodoPage {
    /// The nearest limit first.
    items: Vec<TodoView>,
    /// Hand it in as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// An open step.
#[derive(Serialize, ToSchema)]
pub(super) struct TodoView {
    /// Of what kind, such as `sign_for`.
    kind: &'static str,
    matter: String,
    number: Option<String>,
    title: String,
    unit: String,
    /// By when, in UTC milliseconds.
    by: Option<i64>,
}

impl From<&Waiting> for TodoView {
    fn from(waiting: &Waiting) -> TodoView {
        TodoView {
            kind: waiting.kind.code(),
            matter: waiting.matter.id.to_string(),
            number: waiting.matter.number.as_ref().map(ToString::to_string),
            title: waiting.matter.title.clone(),
            unit: waiting.unit.to_string(),
            by: waiting.by.map(|at| at.0),
        }
    }
}

/// Where a page begins, and how long it is.
#[derive(Clone, Debug, Deserialize, IntoParams)]
pub(super) struct TodoQuery {
    /// Where the page begins: `next` of the page before.
    after: Option<String>,
    /// At most 200.
    limit: Option<usize>,
}

/// What waits for the caller: steps that they may take now.
#[utoipa::path(get, path = "/todos", tag = "matters", operation_id = "todos", params(TodoQuery),
    responses((status = 200, body = TodoPage)))]
pub(super) async fn waiting(State(app): State<App>, caller: Caller, Query(query): Query<TodoQuery>) -> Reply {
    let behind =
        query.after.as_deref().map(|t| Behind::from_text(t).ok_or_else(|| bad("after"))).transpose()?;
    let limit = query.limit.unwrap_or(50).clamp(1, LONGEST_PAGE);
    let actor = caller.actor.clone();
    let answer = app.view(&caller.actor, move |tx, around| {
        let whose = Whose::of(&actor, &around.directory.tree, today(&around));
        let mut found = waiting::waiting(tx, &whose, behind.as_ref(), limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|last| Behind::of(last).to_text());
        Answer::ok(&TodoPage { items: found.iter().map(TodoView::from).collect(), next })
    });
    Ok(answer.await?)
}
