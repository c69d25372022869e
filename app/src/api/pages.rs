//! One's own tokens: what there is, a new one (shown once), and its end.

use super::{
    store::{self, Token},
    token::{self, DAYS_LIMIT, NAME_LIMIT, TokenForm},
};
use crate::{
    app::App,
    web::{
        error::Error,
        fields::Fields,
        form::{Choice, Form},
        layout::{Frame, done, page},
        session::Visitor,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use uuid::Uuid;

/// How long a new token lives when nothing is said.
const DAYS: &str = "90";

/// The pages of tokens.
pub fn router() -> Router<App> {
    Router::new().route("/tokens", get(list).post(make)).route("/tokens/{id}/end", post(end))
}

#[derive(Template)]
#[template(path = "api/tokens.html")]
pub(super) struct TokensPage {
    pub(super) frame: Frame,
    pub(super) form: Form,
    pub(super) scopes: Vec<Choice>,
    pub(super) tokens: Vec<Token>,
    /// A new token, shown this once.
    pub(super) made: Option<String>,
}

impl TokensPage {
    pub(super) fn of(frame: Frame, form: Form, tokens: Vec<Token>, made: Option<String>) -> TokensPage {
        let scopes = ["read", "write"].map(|code| Choice::of(code, frame.t(word(code))));
        TokensPage { frame: frame.titled("api.tokens"), form, scopes: scopes.into(), tokens, made }
    }

    fn scope(&self, token: &Token) -> &'static str {
        self.frame.t(word(if token.may_write() { "write" } else { "read" }))
    }
}

fn word(scope: &str) -> &'static str {
    if scope == "write" { "api.scope_write" } else { "api.scope_read" }
}

async fn list(State(app): State<App>, visitor: Visitor, frame: Frame) -> Result<Response, Error> {
    let form = Form::typed(&frame, Fields::from([("days", DAYS), ("scope", "read")]));
    page(shown(&app, &visitor, frame, form, None).await?)
}

async fn make(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let mut form = Form::typed(&frame, fields);
    let Some(wanted) = typed(&mut form, &frame) else {
        let mut answer = page(shown(&app, &visitor, frame, form, None).await?)?;
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(answer);
    };
    let actor = visitor.actor.clone();
    let made =
        app.change(&visitor.actor, move |tx, around| token::make(tx, &actor, &around, &wanted)).await?;
    let form = Form::typed(&frame, Fields::from([("days", DAYS), ("scope", "read")]));
    page(shown(&app, &visitor, frame, form, Some(made)).await?)
}

fn typed(form: &mut Form, frame: &Frame) -> Option<TokenForm> {
    let (name, days) = (form.needed("name"), form.needed("days"));
    if name.chars().count() > NAME_LIMIT {
        form.wrong("name", frame.t1("form.too_long", "n", NAME_LIMIT));
    }
    let days = days.parse().ok().filter(|days| (1..=DAYS_LIMIT).contains(days));
    if days.is_none() && !form.values().get("days").is_empty() {
        form.wrong("days", frame.t1("api.wrong_days", "n", DAYS_LIMIT));
    }
    let write = form.values().get("scope") == "write";
    form.is_right().then(|| TokenForm { name, write, days: days.unwrap_or(1) })
}

async fn end(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
    Path(id): Path<Uuid>,
) -> Result<Response, Error> {
    let actor = visitor.actor.clone();
    app.change(&visitor.actor, move |tx, around| token::revoke(tx, &actor, &around, id)).await?;
    Ok(done("/tokens", frame.t("api.revoked")))
}

async fn shown(
    app: &App,
    visitor: &Visitor,
    frame: Frame,
    form: Form,
    made: Option<String>,
) -> Result<TokensPage, Error> {
    let actor = visitor.actor.clone();
    let tokens = app.view(&visitor.actor, move |tx, around| {
        token::may(&actor, &around)?;
        Ok(store::of_account(tx, actor.account, around.asker.now)?)
    });
    Ok(TokensPage::of(frame, form, tokens.await?, made))
}
