//! Who is there: sessions in the store, and the two things that every request is asked: whose cookie is
//! this, and was an unsafe request really sent from our own page.
//!
//! A layer of our own: two sessions at a time, rotation, and the stages of signing in are columns of one
//! table here, where a general session store would keep them in a blob that SQL can't count.
//! Not here: passwords and second factors (`people::sign_in`).

mod forgery;
mod store;

pub use store::{end_all, sweep};

use super::{
    error::Error,
    layout::{SignedIn, Way},
};
use crate::{
    cx::{self, Cx},
    db::{DbError, Tx},
};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use bangdu_core::{desk::Versions, ids::AccountId, instant::Instant, people::Actor};
use base64::Engine;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::{convert::Infallible, sync::Arc};

/// The session's cookie.
const COOKIE: &str = "bangdu";
/// How exactly "last seen" is kept: a page view within this time writes nothing.
const SEEN_EVERY_MS: i64 = 60_000;

/// How sessions behave. GB/T 22239 asks for the idle exit and the bound on sessions.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// A session unused for so long is over, in milliseconds.
    pub idle_ms: i64,
    /// How many sessions an account has at a time.
    pub at_once: usize,
    /// Whether the cookie may travel only over TLS: everywhere but on loopback.
    pub secure: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { idle_ms: 30 * 60_000, at_once: 2, secure: true }
    }
}

/// What the people's room knows about an account that is signed in.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who acts.
    pub actor: Actor,
    /// The short name of their unit.
    pub unit: String,
    /// Where they may go.
    pub ways: Vec<Way>,
}

/// Asks the people's room about an account; none when it can't be used any more.
pub type Ask = Arc<dyn Fn(&mut Tx<'_>, AccountId) -> Result<Option<Known>, DbError> + Send + Sync>;

/// How far somebody has come in signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The password was right; the second factor is owed.
    Code,
    /// The password is too old and must be changed first.
    Renew,
    /// In.
    In,
}

impl Stage {
    fn code(self) -> &'static str {
        match self {
            Stage::Code => "code",
            Stage::Renew => "renew",
            Stage::In => "in",
        }
    }

    fn from_code(code: &str) -> Stage {
        match code {
            "in" => Stage::In,
            "renew" => Stage::Renew,
            _ => Stage::Code,
        }
    }
}

/// A session, whatever its stage. Among the request's extensions.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose.
    pub account: AccountId,
    /// How far they have come.
    pub stage: Stage,
    digest: String,
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who acts.
    pub actor: Actor,
    /// The short name of their unit.
    pub unit: String,
}

/// The sessions of an installation.
#[derive(Clone)]
pub struct Sessions {
    /// The store and the time.
    pub cx: Cx,
    /// How they behave.
    pub rules: Rules,
    /// Asks about accounts.
    pub ask: Ask,
}

/// A session that was just begun: what the browser must be told, and how many others it ended.
#[derive(Debug)]
pub struct Begun {
    /// `Set-Cookie`.
    pub cookie: HeaderValue,
    /// How far they have come.
    pub stage: Stage,
    /// Older sessions that had to end.
    pub ended: usize,
}

impl Sessions {
    /// Begins a session with a token of its own, in the caller's transaction; the oldest beyond the bound end.
    ///
    /// # Errors
    /// When the store fails, or the operating system has no randomness to give.
    pub fn begin(&self, tx: &mut Tx<'_>, account: AccountId, stage: Stage) -> Result<Begun, DbError> {
        let now = self.cx.now();
        let token = new_token()?;
        store::sweep(tx, now.plus_ms(-self.rules.idle_ms))?;
        let surplus: Vec<String> =
            store::of_account(tx, account)?.into_iter().skip(self.rules.at_once.saturating_sub(1)).collect();
        for digest in &surplus {
            store::end(tx, digest)?;
        }
        store::begin(tx, &digest(&token), account, stage.code(), now)?;
        Ok(Begun { cookie: self.cookie(&token), stage, ended: surplus.len() })
    }

    /// Ends this session and begins the same person's next one, at another stage and under another token.
    ///
    /// # Errors
    /// As [`Sessions::begin`].
    pub fn rotate(&self, tx: &mut Tx<'_>, session: &Session, stage: Stage) -> Result<Begun, DbError> {
        store::end(tx, &session.digest)?;
        self.begin(tx, session.account, stage)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub fn end(&self, tx: &mut Tx<'_>, session: &Session) -> Result<(), DbError> {
        store::end(tx, &session.digest)
    }

    /// Ends all of an account's sessions, except `kept`.
    ///
    /// # Errors
    /// When the store fails.
    pub fn end_others(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        kept: Option<&Session>,
    ) -> Result<u64, DbError> {
        store::end_others(tx, account, kept.map_or("", |session| session.digest.as_str()))
    }

    /// `Set-Cookie` that takes the cookie away.
    pub fn no_cookie(&self) -> HeaderValue {
        self.cookie_line("", "; Max-Age=0")
    }

    fn cookie(&self, token: &str) -> HeaderValue {
        self.cookie_line(token, "")
    }

    fn cookie_line(&self, token: &str, more: &str) -> HeaderValue {
        let secure = if self.rules.secure { "; Secure" } else { "" };
        let line = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
        HeaderValue::from_str(&line).unwrap_or(HeaderValue::from_static("bangdu=; Max-Age=0"))
    }

    /// The session behind a cookie, unless it was idle for too long, and who it is.
    async fn of(&self, token: &str) -> Result<Option<(Session, Option<Known>)>, DbError> {
        let (digest, now, idle, ask) = (digest(token), self.cx.now(), self.rules.idle_ms, self.ask.clone());
        let found = self.cx.db.read(move |tx| {
            let Some(row) = store::find(tx, &digest)? else { return Ok(None) };
            if now > row.seen.plus_ms(idle) {
                return Ok(None);
            }
            let session = Session { account: row.account, stage: Stage::from_code(&row.stage), digest };
            let known = ask(tx, row.account)?;
            Ok::<_, DbError>(Some((session, known, row.seen)))
        });
        let Some((session, known, seen)) = found.await? else { return Ok(None) };
        if now > seen.plus_ms(SEEN_EVERY_MS) {
            self.see(&session, now).await?;
        }
        Ok(Some((session, known)))
    }

    async fn see(&self, session: &Session, now: Instant) -> Result<(), DbError> {
        let digest = session.digest.clone();
        self.cx.db.write(move |tx| store::seen(tx, &digest, now)).await
    }
}

/// Middleware: puts [`Session`], [`Visitor`] and [`SignedIn`] among the request's extensions, and stops
/// unsafe requests that were not sent from our own pages. A request with a bearer token brings no session.
pub async fn load(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if path.starts_with("/assets/") || request.headers().contains_key(header::AUTHORIZATION) {
        return next.run(request).await;
    }
    let token = token_of(request.headers());
    if let Some(token) = &token {
        match sessions.of(token).await {
            Ok(Some((session, known))) => {
                enter(&mut request, session, known, &csrf_of(token), sessions.cx.today())
            }
            Ok(None) => {}
            Err(fault) => return Error::fault(fault).into_response(),
        }
    }
    let signed_in = request.extensions().get::<Session>().is_some();
    let expected = token.filter(|_| signed_in).map(|token| csrf_of(&token));
    match forgery::check(request, expected.as_deref()).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn enter(request: &mut Request, session: Session, known: Option<Known>, csrf: &str, today: Date) {
    // An account that was disabled, or whose person left, is out at once.
    let Some(Known { actor, unit, ways }) = known else { return };
    let extensions = request.extensions_mut();
    if session.stage == Stage::In {
        let (name, unit_name, csrf) = (actor.name.clone(), unit.clone(), csrf.to_owned());
        let account = actor.account.to_string();
        let leads = leads(&actor, today);
        extensions.insert(SignedIn { name, unit: unit_name, account, csrf, ways, today, leads });
        extensions.insert(Visitor { actor, unit });
    } else {
        extensions.insert(HalfToken(csrf.to_owned()));
    }
    extensions.insert(session);
}

/// Who it is that only leads: their phone shows no menu, but their instructions at its foot.
pub fn leads(actor: &Actor, today: Date) -> Option<String> {
    Versions::of(actor, today).only_leads().then(|| actor.person.to_string())
}

/// The token for forms of somebody who is half signed in.
#[derive(Clone, Debug)]
pub struct HalfToken(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Error> {
        parts.extensions.get::<Visitor>().cloned().ok_or(Error::Unsigned)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Visitor>, Infallible> {
        Ok(parts.extensions.get::<Visitor>().cloned())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Session, Error> {
        parts.extensions.get::<Session>().cloned().ok_or(Error::Unsigned)
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Session {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Session>, Infallible> {
        Ok(parts.extensions.get::<Session>().cloned())
    }
}

/// A token that nobody can guess, fit for a cookie or an address.
///
/// # Errors
/// When the operating system has no randomness to give.
pub fn new_token() -> Result<String, DbError> {
    let bytes = cx::random_bytes::<32>().map_err(|error| DbError::Failed(error.to_string()))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a token. A fast hash serves: tokens are random, there is nothing to guess.
pub fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

fn csrf_of(token: &str) -> String {
    digest(&format!("forms of {token}"))
}

fn token_of(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(COOKIE).map(|cookie| cookie.value().to_owned())
}
