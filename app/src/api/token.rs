//! Tokens: a bearer token is 32 random bytes, kept as a SHA-256 digest (random tokens need no slow hash),
//! and acts as its account within its scopes.

use super::store::{self, Token};
use crate::{act::ActError, app::App, cx, db::Tx, web::error::Error};
use axum::{
    extract::FromRequestParts,
    http::{Method, header, request::Parts},
};
use bangdu_core::{
    instant::Instant,
    people::{Action, Actor, Ground, require},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// The prefix by which a leaked token is known for what it is.
const PREFIX: &str = "bd_";
/// A token lives at most a year.
const LONGEST_MS: i64 = 366 * 24 * 3600 * 1000;

/// Who calls: the account behind a token that may do this sort of request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account, as it stands now.
    pub actor: Actor,
}

/// Makes a token for `actor`'s own use; gives it back once.
///
/// # Errors
/// Without the right to use the API, or when the store failed.
pub fn make(
    tx: &mut Tx<'_>,
    actor: &Actor,
    around: &crate::matters::act::Around<'_>,
    name: &str,
    write: bool,
    days: i64,
) -> Result<String, ActError> {
    let today = around.asker.today(&around.settings.calendar);
    require(actor, Action::UseApi, &Ground::of_unit(actor.unit), &around.directory.tree, today)?;
    let bytes: [u8; 32] = cx::random_bytes().map_err(|e| ActError::Fault(e.to_string()))?;
    let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
    let now = around.asker.now;
    let token = Token {
        id: cx::new_id(),
        account: actor.account,
        name: name.trim().chars().take(60).collect(),
        scopes: if write { "read write" } else { "read" }.to_owned(),
        made_at: now,
        expires_at: now.plus_ms(days.saturating_mul(86_400_000).clamp(86_400_000, LONGEST_MS)),
    };
    store::add(tx, &token, &digest(&text))?;
    Ok(text)
}

/// The digest that is kept.
pub fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Caller, Error> {
        let token = bearer(parts).ok_or(Error::Unsigned)?;
        let needed = if matches!(parts.method, Method::GET | Method::HEAD) { "read" } else { "write" };
        let (app, now, digest) = (app.clone(), app.cx.now(), digest(token));
        let db = app.cx.db.clone();
        let actor =
            db.read(move |tx| actor_of(tx, &app, &digest, needed, now)).await.map_err(Error::fault)?;
        actor.map(|actor| Caller { actor }).ok_or(Error::Unsigned)
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(str::trim).filter(|t| t.starts_with(PREFIX) && t.len() < 100)
}

fn actor_of(
    tx: &mut Tx<'_>,
    app: &App,
    digest: &str,
    needed: &str,
    now: Instant,
) -> Result<Option<Actor>, crate::db::DbError> {
    let Some(token) = store::by_digest(tx, digest, now)? else { return Ok(None) };
    if !token.scopes.split(' ').any(|scope| scope == needed) {
        return Ok(None);
    }
    let Some(actor) = crate::people::store::actor(tx, token.account)? else { return Ok(None) };
    let directory = app.directories.read(tx)?;
    let today = now.date_in(&app.cx.zone);
    let may = bangdu_core::people::allows(
        &actor,
        Action::UseApi,
        &Ground::of_unit(actor.unit),
        &directory.tree,
        today,
    );
    Ok(may.then_some(actor))
}
