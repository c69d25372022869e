//! Publications: listed, proposed, decided on field by field, taken down.

use super::{ListQuery, person};
use crate::{
    act::ActError,
    api::{Answer, Caller, Once, Reply, bad},
    app::App,
    board::{
        act,
        pages::{list, seen::Seen},
        store::Stand,
    },
    cx,
    db::Tx,
    matters::act::Around,
    web::error::Error,
};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use bangdu_core::{
    board::{
        Field, PublicId, Shown, Value,
        page::Copy,
        publication::{Publication, PublicationCommand, Wanted},
    },
    ids::MatterId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of publications.
#[derive(Serialize, ToSchema)]
pub(super) struct PublicationList {
    items: Vec<PublicationLine>,
    /// `after` of the next page; none where this is the last.
    next: Option<String>,
}

/// A publication in a list.
#[derive(Serialize, ToSchema)]
struct PublicationLine {
    matter: String,
    title: String,
    office: String,
    /// Whether there is a public page.
    public: bool,
    /// Whether it was taken down.
    down: bool,
    /// Fields that wait for a second person.
    waiting: usize,
    changed_at: i64,
}

/// What is published of a matter, and what waits to be.
#[derive(Serialize, ToSchema)]
pub(super) struct PublicationView {
    matter: String,
    /// The public page's address; none before anything was proposed.
    public: Option<String>,
    /// Whether the public can read it now.
    is_public: bool,
    agreed: Vec<ShownView>,
    waiting: Vec<ShownView>,
    refused: Vec<RefusedView>,
    /// Why it was taken down, while it is.
    down: Option<String>,
    /// What the public reads today.
    page: Vec<LineView>,
    may_propose: bool,
    may_approve: bool,
    may_take_down: bool,
}

/// A field with what it says, and who said so.
#[derive(Serialize, ToSchema)]
struct ShownView {
    field: &'static str,
    #[schema(value_type = Object)]
    value: Value,
    /// Whether numbers and dates follow the matter.
    kept: bool,
    /// The person who agreed, or who proposed.
    by: Option<String>,
    at: i64,
}

/// A field that was not agreed to.
#[derive(Serialize, ToSchema)]
struct RefusedView {
    field: &'static str,
    reason: String,
}

/// A line of the public page.
#[derive(Serialize, ToSchema)]
struct LineView {
    field: &'static str,
    #[schema(value_type = Object)]
    value: Value,
}

/// The fields to be shown, and no others.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ProposalBody {
    fields: Vec<WantedBody>,
}

/// A field as somebody wants it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedBody {
    /// name, place, builder, responsible, person, content, due, rate, steps, news or phone.
    field: String,
    /// The words; left out where the matter tells it.
    #[serde(default)]
    text: String,
    /// Whether it follows the matter.
    #[serde(default)]
    kept: bool,
}

/// What is agreed to, and what isn't.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicationDecisionBody {
    #[serde(default)]
    agreed: Vec<String>,
    #[serde(default)]
    refused: Vec<RefusalBody>,
}

/// A field that isn't agreed to, and why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefusalBody {
    field: String,
    reason: String,
}

/// Why the page is taken down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakeDownBody {
    reason: String,
}

impl PublicationView {
    fn of(seen: &Seen) -> PublicationView {
        let publication = seen.publication.as_ref();
        let page = match &seen.copy {
            Some(Copy::Page(page)) => page.lines.as_slice(),
            _ => &[],
        };
        let line = |(field, value): &(Field, Value)| LineView { field: field.code(), value: value.clone() };
        PublicationView {
            matter: seen.matter.id.to_string(),
            public: publication.map(|p| p.public.as_str().to_owned()),
            is_public: matches!(seen.copy, Some(Copy::Page(_))),
            agreed: publication.map(agreed).unwrap_or_default(),
            waiting: publication.map(waiting).unwrap_or_default(),
            refused: publication.map(refused).unwrap_or_default(),
            down: publication.and_then(|p| p.down.as_ref()).map(|down| down.reason.clone()),
            page: page.iter().map(line).collect(),
            may_propose: seen.may.propose,
            may_approve: seen.may.approve,
            may_take_down: seen.may.take_down,
        }
    }
}

fn agreed(p: &Publication) -> Vec<ShownView> {
    p.agreed.iter().map(|one| shown(&one.shown, person(one.by), one.at.0)).collect()
}

fn waiting(p: &Publication) -> Vec<ShownView> {
    p.waiting.iter().map(|one| shown(&one.shown, person(one.by), one.at.0)).collect()
}

fn refused(p: &Publication) -> Vec<RefusedView> {
    let one = |refused: &bangdu_core::board::publication::Refused| RefusedView {
        field: refused.field.code(),
        reason: refused.reason.clone(),
    };
    p.refused.iter().map(one).collect()
}

fn shown(shown: &Shown, by: Option<String>, at: i64) -> ShownView {
    ShownView { field: shown.field.code(), value: shown.value.clone(), kept: shown.kept, by, at }
}

fn field(code: &str) -> Result<Field, Error> {
    Field::from_code(code).ok_or_else(|| bad("field"))
}

/// What the caller's offices publish, the last changed first.
#[utoipa::path(get, path = "/publications", tag = "publications", operation_id = "publications",
    params(ListQuery), responses((status = 200, body = PublicationList), (status = 403)))]
pub(super) async fn index(State(app): State<App>, caller: Caller, Query(query): Query<ListQuery>) -> Reply {
    let (stand, limit) = (Stand::from_code(query.stand.as_deref().unwrap_or_default()), query.limit());
    let after = query.after(list::key)?;
    let answer = app.view(&caller.actor, move |tx, around| {
        let (found, more) = list::read(tx, &around, stand, after, limit)?;
        let next = found.last().filter(|_| more).map(|(p, ..)| list::key_of(p));
        let line = |(p, title, _): &(Publication, String, String)| PublicationLine {
            matter: p.matter.to_string(),
            title: title.clone(),
            office: p.office.to_string(),
            public: p.is_public(),
            down: p.down.is_some(),
            waiting: p.waiting.len(),
            changed_at: p.changed_at.0,
        };
        Answer::ok(&PublicationList { items: found.iter().map(line).collect(), next })
    });
    Ok(answer.await?)
}

/// What is published of a matter. Its version is the ETag.
#[utoipa::path(get, path = "/matters/{id}/publication", tag = "publications", operation_id = "publication",
    params(("id" = String, Path)),
    responses((status = 200, body = PublicationView), (status = 403), (status = 404)))]
pub(super) async fn show(State(app): State<App>, caller: Caller, Path(id): Path<MatterId>) -> Reply {
    Ok(app.view(&caller.actor, move |tx, around| answer(tx, &around, id)).await?)
}

/// Propose what the public is told; another person agrees to each field.
#[utoipa::path(put, path = "/matters/{id}/publication", tag = "publications",
    operation_id = "propose_publication", request_body = ProposalBody, params(("id" = String, Path)),
    responses((status = 200, body = PublicationView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn propose(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MatterId>,
    once: Once<ProposalBody>,
) -> Reply {
    let wanted =
        |one: &WantedBody| Ok(Wanted { field: field(&one.field)?, text: one.text.clone(), kept: one.kept });
    let fields = once.body.fields.iter().map(wanted).collect::<Result<Vec<_>, Error>>()?;
    // A publication keeps its first address; this one counts only where there is none.
    let public = PublicId::of(cx::random_bytes().map_err(Error::fault)?);
    act(app, caller, id, once, PublicationCommand::Propose { public, fields }).await
}

/// Agree to fields that wait, or not.
#[utoipa::path(post, path = "/matters/{id}/publication/decision", tag = "publications",
    operation_id = "decide_publication", request_body = PublicationDecisionBody, params(("id" = String, Path)),
    responses((status = 200, body = PublicationView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn decide(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MatterId>,
    once: Once<PublicationDecisionBody>,
) -> Reply {
    let agreed = once.body.agreed.iter().map(|code| field(code)).collect::<Result<Vec<_>, Error>>()?;
    let refused = once.body.refused.iter().map(|one| Ok((field(&one.field)?, one.reason.clone())));
    let refused = refused.collect::<Result<Vec<_>, Error>>()?;
    act(app, caller, id, once, PublicationCommand::Decide { agreed, refused }).await
}

/// Take a matter's public page down.
#[utoipa::path(post, path = "/matters/{id}/publication/withdrawal", tag = "publications",
    operation_id = "take_publication_down", request_body = TakeDownBody, params(("id" = String, Path)),
    responses((status = 200, body = PublicationView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn take_down(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MatterId>,
    once: Once<TakeDownBody>,
) -> Reply {
    let reason = once.body.reason.clone();
    act(app, caller, id, once, PublicationCommand::TakeDown { reason }).await
}

async fn act<B: Send + Sync + 'static>(
    app: App,
    caller: Caller,
    id: MatterId,
    once: Once<B>,
    command: PublicationCommand,
) -> Reply {
    let run = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &B, expected| {
        act::change(tx, around, id, &command, expected)?;
        answer(tx, around, id)
    };
    caller.act(&app, once, run).await
}

fn answer(tx: &mut Tx<'_>, around: &Around<'_>, id: MatterId) -> Result<Answer, ActError> {
    let seen = Seen::read(tx, around, id)?;
    Answer::with(StatusCode::OK, Some(seen.version), &PublicationView::of(&seen))
}
