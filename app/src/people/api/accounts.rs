//! Accounts, for the three administrators; for others there are none.

use super::{ListQuery, by};
use crate::{
    act::ActError,
    api::{Answer, Caller, LONGEST_PAGE, Reply, bad},
    app::App,
    journal,
    matters::act::Around,
    people::store::{self, AccountFilter},
};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use bangdu_core::{
    ids::{AccountId, UnitId},
    people::{Account, Action},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of accounts.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountPage {
    items: Vec<AccountView>,
    /// Hand it in as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// An account.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountView {
    id: String,
    name: String,
    person: String,
    /// invited, active or disabled.
    state: &'static str,
    second_factor: bool,
    grants: Vec<GrantView>,
}

/// A role for a unit.
#[derive(Serialize, ToSchema)]
pub(super) struct GrantView {
    role: &'static str,
    scope: String,
    /// The last day on which it counts.
    until: Option<String>,
}

impl AccountView {
    pub(super) fn of(account: &Account) -> AccountView {
        let grants = account.grants.iter().map(|grant| GrantView {
            role: grant.role.code(),
            scope: grant.scope.to_string(),
            until: grant.until.map(|day| day.to_string()),
        });
        AccountView {
            id: account.id.to_string(),
            name: account.name.clone(),
            person: account.person.to_string(),
            state: account.state.code(),
            second_factor: account.second_factor,
            grants: grants.collect(),
        }
    }
}

/// Accounts, in the order in which they were opened.
#[utoipa::path(get, path = "/accounts", tag = "people", operation_id = "accounts", params(ListQuery),
    responses((status = 200, body = AccountPage), (status = 404)))]
pub(super) async fn index(State(app): State<App>, caller: Caller, Query(query): Query<ListQuery>) -> Reply {
    let after = query.after.as_deref().map(|id| id.parse().map_err(|_| bad("after"))).transpose()?;
    let unit = query.unit.as_deref().map(|id| id.parse::<UnitId>().map_err(|_| bad("unit"))).transpose()?;
    let limit = query.limit.unwrap_or(50).clamp(1, LONGEST_PAGE);
    let text = query.q.unwrap_or_default();
    let answer = app.view(&caller.actor, move |tx, around| {
        seen(&around)?;
        let units = unit.into_iter().collect();
        let filter = AccountFilter { units, text: text.clone(), after, ..AccountFilter::default() };
        let mut found = store::accounts(tx, &filter, limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|row| row.account.id.to_string());
        Answer::ok(&AccountPage {
            items: found.iter().map(|row| AccountView::of(&row.account)).collect(),
            next,
        })
    });
    Ok(answer.await?)
}

/// One account. Its version is the ETag.
#[utoipa::path(get, path = "/accounts/{id}", tag = "people", operation_id = "account", params(("id" = String, Path)),
    responses((status = 200, body = AccountView), (status = 404)))]
pub(super) async fn show(State(app): State<App>, caller: Caller, Path(id): Path<AccountId>) -> Reply {
    let answer = app.view(&caller.actor, move |tx, around| {
        seen(&around)?;
        let version = journal::version(tx, &journal::stream_of::<Account>(id))?;
        let account = store::account(tx, id)?.ok_or(ActError::NotFound)?;
        Answer::with(StatusCode::OK, Some(version), &AccountView::of(&account))
    });
    Ok(answer.await?)
}

/// Without the right to see accounts there are none.
pub(super) fn seen(around: &Around<'_>) -> Result<(), ActError> {
    if by(around).may_anywhere(Action::SeeAccounts, around.directory) {
        Ok(())
    } else {
        Err(ActError::NotFound)
    }
}
