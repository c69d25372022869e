//! Campaigns in the JSON API: read by those who have business, opened, changed and ended by their office's head.

use super::{act, store};
use crate::{
    act::ActError,
    api::{Answer, Caller, Once, Reply, fresh},
    app::App,
    cx,
    db::Tx,
    journal,
    matters::act::Around,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use bangdu_core::{
    campaigns::{Campaign, CampaignCommand, Rules},
    ids::{CampaignId, UnitId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of campaigns.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(index))
        .routes(routes!(show))
        .routes(routes!(open))
        .routes(routes!(change))
        .routes(routes!(end))
}

/// All campaigns.
#[derive(Serialize, ToSchema)]
struct CampaignList {
    items: Vec<CampaignView>,
}

/// A campaign.
#[derive(Serialize, ToSchema)]
struct CampaignView {
    id: String,
    name: String,
    office: String,
    /// Limits, lights, rounds and closing.
    #[schema(value_type = Object)]
    rules: Rules,
    /// Whether it takes no more matters.
    ended: bool,
}

impl CampaignView {
    fn of(campaign: &Campaign) -> CampaignView {
        CampaignView {
            id: campaign.id.to_string(),
            name: campaign.name.clone(),
            office: campaign.office.to_string(),
            rules: campaign.rules.clone(),
            ended: campaign.ended,
        }
    }
}

/// A campaign to be opened.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CampaignBody {
    name: String,
    #[schema(value_type = String)]
    office: UnitId,
    /// Absent rules are the usual ones.
    #[serde(default)]
    #[schema(value_type = Object)]
    rules: Rules,
}

/// New rules.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RulesBody {
    #[schema(value_type = Object)]
    rules: Rules,
}

/// Nothing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// All campaigns by name; those that ended last.
#[utoipa::path(get, path = "/campaigns", tag = "campaigns", operation_id = "campaigns",
    responses((status = 200, body = CampaignList)))]
async fn index(State(app): State<App>, caller: Caller) -> Reply {
    let answer = app.view(&caller.actor, move |tx, around| {
        let found = if seen(&around) { store::all(tx)? } else { Vec::new() };
        Answer::ok(&CampaignList { items: found.iter().map(CampaignView::of).collect() })
    });
    Ok(answer.await?)
}

/// One campaign. Its version is the ETag.
#[utoipa::path(get, path = "/campaigns/{id}", tag = "campaigns", operation_id = "campaign",
    params(("id" = String, Path)), responses((status = 200, body = CampaignView), (status = 404)))]
async fn show(State(app): State<App>, caller: Caller, Path(id): Path<CampaignId>) -> Reply {
    let answer = app.view(&caller.actor, move |tx, around| {
        if seen(&around) { answer(tx, id, StatusCode::OK) } else { Err(ActError::NotFound) }
    });
    Ok(answer.await?)
}

/// Open a campaign.
#[utoipa::path(post, path = "/campaigns", tag = "campaigns", operation_id = "open_campaign",
    request_body = CampaignBody, responses((status = 201, body = CampaignView), (status = 403), (status = 409)))]
async fn open(State(app): State<App>, caller: Caller, once: Once<CampaignBody>) -> Reply {
    let id = CampaignId(cx::new_id());
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, body: &CampaignBody, _| {
        let (name, office, rules) = (body.name.clone(), body.office, body.rules.clone());
        run(tx, around, id, &CampaignCommand::Open { id, name, office, rules })?;
        answer(tx, id, StatusCode::CREATED)
    };
    caller.act(&app, once, act).await
}

/// Change a campaign's rules.
#[utoipa::path(patch, path = "/campaigns/{id}", tag = "campaigns", operation_id = "change_campaign",
    request_body = RulesBody, params(("id" = String, Path)),
    responses((status = 200, body = CampaignView), (status = 403), (status = 404), (status = 409)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<CampaignId>,
    once: Once<RulesBody>,
) -> Reply {
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, body: &RulesBody, expected| {
        unchanged(tx, around, id, expected)?;
        run(tx, around, id, &CampaignCommand::ChangeRules(body.rules.clone()))?;
        answer(tx, id, StatusCode::OK)
    };
    caller.act(&app, once, act).await
}

/// End a campaign: it takes no more matters.
#[utoipa::path(post, path = "/campaigns/{id}/end", tag = "campaigns", operation_id = "end_campaign",
    request_body = Nothing, params(("id" = String, Path)),
    responses((status = 200, body = CampaignView), (status = 403), (status = 404), (status = 409)))]
async fn end(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<CampaignId>,
    once: Once<Nothing>,
) -> Reply {
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &Nothing, expected| {
        unchanged(tx, around, id, expected)?;
        run(tx, around, id, &CampaignCommand::End)?;
        answer(tx, id, StatusCode::OK)
    };
    caller.act(&app, once, act).await
}

/// Campaigns are business: who administers sees none.
fn seen(around: &Around<'_>) -> bool {
    let today = around.asker.today(&around.settings.calendar);
    around.asker.actor.is_some_and(|actor| actor.business(today).next().is_some())
}

fn unchanged(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    id: CampaignId,
    expected: Option<u64>,
) -> Result<(), ActError> {
    if !seen(around) {
        return Err(ActError::NotFound);
    }
    fresh(expected, journal::version(tx, &journal::stream_of::<Campaign>(id))?)
}

fn run(
    tx: &mut Tx<'_>,
    around: &Around<'_>,
    id: CampaignId,
    command: &CampaignCommand,
) -> Result<(), ActError> {
    act::change(tx, &around.asker, around.directory, &around.settings.calendar, id, command).map(drop)
}

fn answer(tx: &mut Tx<'_>, id: CampaignId, status: StatusCode) -> Result<Answer, ActError> {
    let version = journal::version(tx, &journal::stream_of::<Campaign>(id))?;
    let campaign = store::get(tx, id)?.ok_or(ActError::NotFound)?;
    Answer::with(status, Some(version), &CampaignView::of(&campaign))
}
