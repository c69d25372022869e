//! Clues: listed, screened, and their authors' contact read or erased. Whoever doesn't screen an office's clues
//! learns nothing of them.

use super::ListQuery;
use crate::{
    act::ActError,
    api::{Answer, Caller, Once, Reply, bad},
    app::App,
    board::{
        act::clues as act,
        clues::{list, one},
    },
    db::Tx,
    journal,
    matters::act::Around,
    web::error::Error,
};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use bangdu_core::{
    board::{
        Receipt,
        clue::{Clue, ClueOutcome},
    },
    ids::MatterId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of clues.
#[derive(Serialize, ToSchema)]
pub(super) struct ClueList {
    items: Vec<ClueView>,
    /// `after` of the next page; none where this is the last.
    next: Option<String>,
}

/// A clue.
#[derive(Serialize, ToSchema)]
pub(super) struct ClueView {
    receipt: String,
    /// The matter whose page it was written on.
    matter: String,
    /// That matter's title.
    title: String,
    office: String,
    text: String,
    /// waiting, drafted, merged, passed_on or declined.
    stand: &'static str,
    /// What was said about it, or the matter that was drafted from it.
    #[schema(value_type = Option<Object>)]
    outcome: Option<ClueOutcome>,
    /// Whether its author left a way to be reached.
    has_contact: bool,
    written_at: i64,
    received_at: i64,
}

/// How a clue's author can be reached.
#[derive(Serialize, ToSchema)]
pub(super) struct ContactView {
    contact: Option<String>,
}

/// The matter that was drafted.
#[derive(Serialize, ToSchema)]
pub(super) struct DraftedView {
    id: String,
}

/// What becomes of a clue.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScreeningBody {
    /// merged, passed_on or declined.
    outcome: String,
    /// The note, the office that has it, or why.
    words: String,
}

/// A matter to be drafted from a clue.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClueDraftBody {
    title: String,
    /// States that nothing classified is entered.
    #[serde(default)]
    unclassified: bool,
}

/// Nothing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoWords {}

impl ClueView {
    fn of(clue: &Clue, title: &str, text: &str) -> ClueView {
        ClueView {
            receipt: clue.receipt.to_string(),
            matter: clue.matter.to_string(),
            title: title.to_owned(),
            office: clue.office.to_string(),
            text: text.to_owned(),
            stand: clue.code(),
            outcome: clue.outcome.clone(),
            has_contact: clue.contact.is_some(),
            written_at: clue.written_at.0,
            received_at: clue.received_at.0,
        }
    }
}

fn receipt(text: &str) -> Result<Receipt, Error> {
    Receipt::parse(text).ok_or(Error::NotFound)
}

/// The clues of the caller's offices; those that wait by how long, the others the newest first.
#[utoipa::path(get, path = "/clues", tag = "clues", operation_id = "clues", params(ListQuery),
    responses((status = 200, body = ClueList), (status = 403)))]
pub(super) async fn index(State(app): State<App>, caller: Caller, Query(query): Query<ListQuery>) -> Reply {
    let code = |asked: &str| Clue::CODES.iter().copied().find(|code| *code == asked);
    let stand = query.stand.as_deref().map(|asked| code(asked).ok_or_else(|| bad("stand"))).transpose()?;
    let (after, limit) = (query.after(list::key)?, query.limit());
    let answer = app.view(&caller.actor, move |tx, around| {
        let found = list::read(tx, &around, stand, after, limit)?;
        let items = found.rows.iter().map(|((clue, title), text)| ClueView::of(clue, title, text)).collect();
        Answer::ok(&ClueList { items, next: found.next() })
    });
    Ok(answer.await?)
}

/// One clue. Its version is the ETag.
#[utoipa::path(get, path = "/clues/{receipt}", tag = "clues", operation_id = "clue",
    params(("receipt" = String, Path)), responses((status = 200, body = ClueView), (status = 404)))]
pub(super) async fn show(State(app): State<App>, caller: Caller, Path(code): Path<String>) -> Reply {
    let receipt = receipt(&code)?;
    Ok(app.view(&caller.actor, move |tx, around| answer(tx, &around, &receipt)).await?)
}

/// Say what becomes of a clue.
#[utoipa::path(post, path = "/clues/{receipt}/decision", tag = "clues", operation_id = "screen_clue",
    request_body = ScreeningBody, params(("receipt" = String, Path)),
    responses((status = 200, body = ClueView), (status = 404), (status = 409)))]
pub(super) async fn screen(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    once: Once<ScreeningBody>,
) -> Reply {
    let receipt = receipt(&code)?;
    let outcome = one::outcome(&once.body.outcome, &once.body.words).ok_or_else(|| bad("outcome"))?;
    let run = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &ScreeningBody, expected| {
        unchanged(tx, around, &receipt, expected)?;
        act::screen(tx, around, &receipt, outcome.clone())?;
        answer(tx, around, &receipt)
    };
    caller.act(&app, once, run).await
}

/// Draft a matter from a clue.
#[utoipa::path(post, path = "/clues/{receipt}/matter", tag = "clues", operation_id = "draft_from_clue",
    request_body = ClueDraftBody, params(("receipt" = String, Path)),
    responses((status = 201, body = DraftedView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn draft(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    once: Once<ClueDraftBody>,
) -> Reply {
    let (receipt, id) = (receipt(&code)?, MatterId(app.cx.new_id()));
    let run = move |tx: &mut Tx<'_>, around: &Around<'_>, body: &ClueDraftBody, expected| {
        unchanged(tx, around, &receipt, expected)?;
        let draft = one::drafted(id, &one::read(tx, around, &receipt)?, &body.title, body.unclassified);
        act::draft(tx, *around, &receipt, draft)?;
        Answer::with(StatusCode::CREATED, None, &DraftedView { id: id.to_string() })
    };
    caller.act(&app, once, run).await
}

/// Read how a clue's author can be reached; that it was read is on record.
#[utoipa::path(post, path = "/clues/{receipt}/contact", tag = "clues", operation_id = "read_clue_contact",
    request_body = NoWords, params(("receipt" = String, Path)),
    responses((status = 200, body = ContactView), (status = 403), (status = 404)))]
pub(super) async fn read_contact(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    once: Once<NoWords>,
) -> Reply {
    let (receipt, NoWords {}) = (receipt(&code)?, once.body);
    // Not through what is kept for an `Idempotency-Key`: nobody's contact is kept twice.
    let answer = app.change(&caller.actor, move |tx, around| {
        Answer::ok(&ContactView { contact: act::read_contact(tx, &around, &receipt)? })
    });
    Ok(answer.await?)
}

/// Erase how a clue's author can be reached.
#[utoipa::path(delete, path = "/clues/{receipt}/contact", tag = "clues", operation_id = "erase_clue_contact",
    request_body = NoWords, params(("receipt" = String, Path)),
    responses((status = 200, body = ClueView), (status = 403), (status = 404)))]
pub(super) async fn erase_contact(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    once: Once<NoWords>,
) -> Reply {
    let receipt = receipt(&code)?;
    let run = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &NoWords, expected| {
        unchanged(tx, around, &receipt, expected)?;
        act::erase_contact(tx, around, &receipt)?;
        answer(tx, around, &receipt)
    };
    caller.act(&app, once, run).await
}

/// That the caller sees the clue, as they last read it.
fn unchanged(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    receipt: &Receipt,
    expected: Option<u64>,
) -> Result<(), ActError> {
    one::read(tx, around, receipt)?;
    crate::api::fresh(expected, journal::version(tx, &journal::stream_of::<Clue>(receipt))?)
}

fn answer(tx: &mut Tx<'_>, around: &Around<'_>, receipt: &Receipt) -> Result<Answer, ActError> {
    let seen = one::read(tx, around, receipt)?;
    let version = journal::version(tx, &journal::stream_of::<Clue>(receipt))?;
    Answer::with(StatusCode::OK, Some(version), &ClueView::of(&seen.clue, &seen.matter, &seen.text))
}
