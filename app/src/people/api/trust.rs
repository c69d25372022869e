//! Accounts are opened, trusted with roles and disabled. One-time links are not given out here: an answer may be
//! saved for its `Idempotency-Key`, and a secret is saved nowhere.

use super::{
    accounts::{AccountView, seen},
    by,
};
use crate::{
    act::ActError,
    api::{Answer, Caller, Once, Reply, bad, fresh},
    app::App,
    cx,
    db::Tx,
    journal,
    matters::act::Around,
    people::{act::accounts, pages::ForgetFactor, store},
    web::error::Error,
};
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    people::{Account, AccountCommand, Grant, Role},
};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

/// An account to be opened.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountBody {
    #[schema(value_type = String)]
    person: PersonId,
    /// Typed at sign-in, 2 to 32 characters.
    name: String,
}

/// A role for a unit.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GrantBody {
    /// Code of the role.
    role: String,
    #[schema(value_type = String)]
    scope: UnitId,
    /// The last day on which it counts; without it, no end.
    #[schema(value_type = Option<String>)]
    until: Option<Date>,
}

/// A role for a unit, to be taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HeldBody {
    /// Code of the role.
    role: String,
    #[schema(value_type = String)]
    scope: UnitId,
}

/// A reason.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhyBody {
    reason: String,
}

/// Nothing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoBody {}

/// Open an account; its one-time link is issued on its page.
#[utoipa::path(post, path = "/accounts", tag = "people", operation_id = "open_account", request_body = AccountBody,
    responses((status = 201, body = AccountView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn open(State(app): State<App>, caller: Caller, once: Once<AccountBody>) -> Reply {
    let (id, directories) = (AccountId(cx::new_id()), app.directories.clone());
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, body: &AccountBody, _| {
        seen(around)?;
        let command = AccountCommand::Open { id, person: body.person, name: body.name.clone() };
        accounts::change(tx, &directories, &by(around), id, command)?;
        answer(tx, id, StatusCode::CREATED)
    };
    caller.act(&app, once, act).await
}

/// Trust an account with a role.
#[utoipa::path(post, path = "/accounts/{id}/grants", tag = "people", operation_id = "grant_role",
    request_body = GrantBody, params(("id" = String, Path)),
    responses((status = 200, body = AccountView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn grant(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AccountId>,
    once: Once<GrantBody>,
) -> Reply {
    let grant = Grant { role: role(&once.body.role)?, scope: once.body.scope, until: once.body.until };
    change(app, caller, id, once, AccountCommand::Grant { grant }).await
}

/// Take a role back.
#[utoipa::path(delete, path = "/accounts/{id}/grants", tag = "people", operation_id = "revoke_role",
    request_body = HeldBody, params(("id" = String, Path)),
    responses((status = 200, body = AccountView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn revoke(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AccountId>,
    once: Once<HeldBody>,
) -> Reply {
    let (role, scope) = (role(&once.body.role)?, once.body.scope);
    change(app, caller, id, once, AccountCommand::Revoke { role, scope }).await
}

/// Disable an account; its sessions and tokens end with the next request.
#[utoipa::path(post, path = "/accounts/{id}/suspension", tag = "people", operation_id = "disable_account",
    request_body = WhyBody, params(("id" = String, Path)),
    responses((status = 200, body = AccountView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn disable(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AccountId>,
    once: Once<WhyBody>,
) -> Reply {
    let reason = once.body.reason.clone();
    change(app, caller, id, once, AccountCommand::Disable { reason }).await
}

/// Enable an account again.
#[utoipa::path(delete, path = "/accounts/{id}/suspension", tag = "people", operation_id = "enable_account",
    request_body = NoBody, params(("id" = String, Path)),
    responses((status = 200, body = AccountView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn enable(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AccountId>,
    once: Once<NoBody>,
) -> Reply {
    change(app, caller, id, once, AccountCommand::Enable).await
}

/// Void the second factor of somebody who lost it. Their sessions end; they sign in by password and may set another.
#[utoipa::path(delete, path = "/accounts/{id}/second-factor", tag = "people", operation_id = "reset_second_factor",
    request_body = NoBody, params(("id" = String, Path)),
    responses((status = 200, body = AccountView), (status = 403), (status = 404), (status = 409)))]
pub(super) async fn reset_factor(
    State(app): State<App>,
    Extension(forget): Extension<ForgetFactor>,
    caller: Caller,
    Path(id): Path<AccountId>,
    once: Once<NoBody>,
) -> Reply {
    change_and(app, caller, id, once, AccountCommand::ResetSecondFactor, forget).await
}

async fn change<B: Send + Sync + 'static>(
    app: App,
    caller: Caller,
    id: AccountId,
    once: Once<B>,
    command: AccountCommand,
) -> Reply {
    change_and(app, caller, id, once, command, |_, _| Ok(())).await
}

/// Changes the account and then does what goes with it, in one transaction.
async fn change_and<B: Send + Sync + 'static>(
    app: App,
    caller: Caller,
    id: AccountId,
    once: Once<B>,
    command: AccountCommand,
    with: ForgetFactor,
) -> Reply {
    let directories = app.directories.clone();
    let act = move |tx: &mut Tx<'_>, around: &Around<'_>, _: &B, expected| {
        seen(around)?;
        store::account(tx, id)?.ok_or(ActError::NotFound)?;
        fresh(expected, journal::version(tx, &journal::stream_of::<Account>(id))?)?;
        accounts::change(tx, &directories, &by(around), id, command.clone())?;
        with(tx, id)?;
        answer(tx, id, StatusCode::OK)
    };
    caller.act(&app, once, act).await
}

fn answer(tx: &mut Tx<'_>, id: AccountId, status: StatusCode) -> Result<Answer, ActError> {
    let version = journal::version(tx, &journal::stream_of::<Account>(id))?;
    let account = store::account(tx, id)?.ok_or(ActError::NotFound)?;
    Answer::with(status, Some(version), &AccountView::of(&account))
}

fn role(code: &str) -> Result<Role, Error> {
    Role::from_code(code).ok_or_else(|| bad("role"))
}
