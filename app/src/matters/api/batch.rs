//! One approval for the drafts of one document.

use super::views::MatterView;
use crate::{
    api::{Answer, Caller, Once, Reply, bad},
    app::App,
    db::Tx,
    matters::act::{Around, approve_batch},
};
use axum::extract::State;
use bangdu_core::ids::MatterId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// More are not approved at once.
const MOST: usize = 500;

/// The drafts to be registered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchBody {
    /// Matters that rest on the same document, in the order of their numbers.
    #[schema(value_type = Vec<String>)]
    matters: Vec<MatterId>,
}

/// What was registered.
#[derive(Serialize, ToSchema)]
pub(super) struct BatchView {
    /// In the order in which they were named.
    items: Vec<MatterView>,
}

/// Register the drafts of one document with one approval: all of them or none.
#[utoipa::path(post, path = "/matters/registrations", tag = "matters", operation_id = "approve_batch",
    request_body = BatchBody,
    responses((status = 200, body = BatchView), (status = 403), (status = 404), (status = 409), (status = 422)))]
pub(super) async fn approve(State(app): State<App>, caller: Caller, once: Once<BatchBody>) -> Reply {
    if !(1..=MOST).contains(&once.body.matters.len()) {
        return Err(bad("matters"));
    }
    let act = |tx: &mut Tx<'_>, around: &Around<'_>, body: &BatchBody, _| {
        let done = approve_batch(tx, *around, &body.matters)?;
        let items = done.iter().map(|done| MatterView::of(&done.matter, done.version, around)).collect();
        Answer::ok(&BatchView { items })
    };
    caller.act(&app, once, act).await
}
