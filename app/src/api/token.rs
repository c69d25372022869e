//! Tokens: a bearer token is 32 random bytes, kept as a SHA-256 digest (random tokens need no slow hash),
//! and acts as its account within its scopes.

use super::{
    record::TokenEvent,
    store::{self, Token},
};
use crate::{
    act::ActError,
    app::App,
    cx,
    db::{DbError, Tx},
    journal,
    matters::act::Around,
    web::error::Error,
};
use axum::{
    extract::FromRequestParts,
    http::{Method, header, request::Parts},
};
use bangdu_core::{
    instant::Instant,
    people::{Action, Actor, Ground, allows, require},
    phrase,
    refusal::{Refusal, Rule},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The prefix by which a leaked token is known for what it is.
const PREFIX: &str = "bd_";

/// A token lives at most a year.
pub const DAYS_LIMIT: i64 = 366;
/// The longest name, in characters.
pub const NAME_LIMIT: usize = 60;

const SCOPE: Rule = Rule::ours("token.scope", "令牌须有相应权限", "a token acts within its scopes");

/// Who calls: the account behind a token that may do this sort of request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account, as it stands now.
    pub actor: Actor,
}

/// What a token is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenForm {
    /// What its owner calls it.
    pub name: String,
    /// Whether it may change things, too.
    pub write: bool,
    /// How many days it lives, at most a year.
    pub days: i64,
}

/// Makes a token for `actor`'s own use; gives it back once.
///
/// # Errors
/// Without the right to use the API, or when the store failed.
pub fn make(
    tx: &mut Tx<'_>,
    actor: &Actor,
    around: &Around<'_>,
    form: &TokenForm,
) -> Result<String, ActError> {
    may(actor, around)?;
    let bytes: [u8; 32] = cx::random_bytes().map_err(|e| ActError::Fault(e.to_string()))?;
    let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
    let now = around.asker.now;
    let token = Token {
        id: cx::new_id(),
        account: actor.account,
        name: form.name.trim().chars().take(NAME_LIMIT).collect(),
        scopes: if form.write { "read write" } else { "read" }.to_owned(),
        made_at: now,
        expires_at: now.plus_days(form.days.clamp(1, DAYS_LIMIT)),
    };
    store::add(tx, &token, &digest(&text))?;
    let made = TokenEvent::Made {
        id: token.id,
        account: token.account,
        name: token.name,
        scopes: token.scopes,
        expires_at: token.expires_at,
    };
    journal::commit(tx, journal::fresh::<Token>(token.id), &[made], &around.asker.stamp())?;
    Ok(text)
}

/// Ends one of `actor`'s own tokens.
///
/// # Errors
/// When they have none with this id, or the store failed.
pub fn revoke(tx: &mut Tx<'_>, actor: &Actor, around: &Around<'_>, id: Uuid) -> Result<(), ActError> {
    let loaded = journal::replay::<Token>(tx, id)?;
    if !store::revoke(tx, actor.account, id, around.asker.now)? {
        return Err(ActError::NotFound);
    }
    journal::commit(tx, loaded, &[TokenEvent::Revoked {}], &around.asker.stamp())?;
    Ok(())
}

/// Nothing, if `actor` may use the API at all.
///
/// # Errors
/// The refusal by the table of rights.
pub fn may(actor: &Actor, around: &Around<'_>) -> Result<(), ActError> {
    let today = around.asker.today(&around.settings.calendar);
    let ground = Ground::of_unit(actor.unit);
    require(actor, Action::UseApi, &ground, &around.directory.tree, today).map_err(ActError::from)
}

/// The digest that is kept.
pub fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Caller, Error> {
        let token = bearer(parts).ok_or(Error::Unsigned)?;
        // A text with U+0000 can't be compared by every engine.
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Error::bad_form("form.unreadable"));
        }
        let needed = if matches!(parts.method, Method::GET | Method::HEAD) { "read" } else { "write" };
        let (app, now, digest) = (app.clone(), app.cx.now(), digest(token));
        let db = app.cx.db.clone();
        let found = db.read(move |tx| actor_of(tx, &app, &digest, now)).await.map_err(Error::fault)?;
        let (actor, scopes) = found.ok_or(Error::Unsigned)?;
        if scopes.split(' ').any(|scope| scope == needed) {
            Ok(Caller { actor })
        } else {
            Err(Error::Forbidden(Box::new(read_only())))
        }
    }
}

fn read_only() -> Refusal {
    SCOPE.refuse(
        phrase!("该令牌只能读取", "this token may only read"),
        phrase!("请使用可写的令牌", "use a token that may write"),
    )
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(str::trim).filter(|t| t.starts_with(PREFIX) && t.len() < 100)
}

/// Who is behind a live token, and what it may be used for.
fn actor_of(
    tx: &mut Tx<'_>,
    app: &App,
    digest: &str,
    now: Instant,
) -> Result<Option<(Actor, String)>, DbError> {
    let (Some(token), Some(actor), version) = store::by_digest(tx, digest, now)? else { return Ok(None) };
    let directory = app.directories.at(tx, version)?;
    let (ground, today) = (Ground::of_unit(actor.unit), now.date_in(&app.cx.zone));
    let may = allows(&actor, Action::UseApi, &ground, &directory.tree, today);
    Ok(may.then_some((actor, token.scopes)))
}
