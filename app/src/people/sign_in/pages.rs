//! The pages at the door: sign in, second factor, one-time link, one's own account.

use super::{
    act::{Door, DoorError, Factor},
    offered::DemoPerson,
};
use crate::web::{
    error::Error,
    fields::Fields,
    form::Form,
    layout::{self, Frame, page},
    list::Filters,
    preferences::local,
    session::{Begun, Session, Stage, Visitor},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use std::sync::Arc;

/// What the pages need.
#[derive(Clone)]
pub struct Entrance {
    /// The door.
    pub door: Door,
    /// Whom a demo offers; empty everywhere else.
    pub demo: Arc<[DemoPerson]>,
}

/// The pages of signing in, with everything that they need.
pub fn router<S: Clone + Send + Sync + 'static>(entrance: Entrance) -> Router<S> {
    Router::new()
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/sign-in/code", get(code_page).post(give_code))
        .route("/sign-in/renew", get(renew_page).post(renew))
        .route("/start/{token}", get(start_page).post(start))
        .route("/sign-out", post(sign_out))
        .route("/account", get(account_page))
        .route("/account/password", post(change_password))
        .route("/account/second-factor", post(propose_factor))
        .route("/account/second-factor/confirmation", post(confirm_factor))
        .route("/account/second-factor/end", post(remove_factor))
        .with_state(entrance)
}

#[derive(Template)]
#[template(path = "people/sign_in/sign_in.html")]
pub(super) struct SignInPage {
    pub frame: Frame,
    pub form: Form,
    pub next: String,
    /// Whether a form was sent after its session had ended.
    pub lost: bool,
    pub demo: Arc<[DemoPerson]>,
}

async fn sign_in_page(
    State(entrance): State<Entrance>,
    session: Option<Session>,
    filters: Filters,
    frame: Frame,
) -> Result<Response, Error> {
    let next = local(filters.get("next").unwrap_or("/")).to_owned();
    match session.map(|session| session.stage) {
        Some(Stage::In) => return Ok(Redirect::to(&next).into_response()),
        Some(Stage::Renew) => return Ok(Redirect::to("/sign-in/renew").into_response()),
        _ => {}
    }
    let form = Form::blank(&frame);
    let frame = frame.titled("sign_in.title");
    page(SignInPage { frame, form, next, lost: filters.get("lost").is_some(), demo: entrance.demo })
}

async fn sign_in(State(entrance): State<Entrance>, frame: Frame, fields: Fields) -> Result<Response, Error> {
    let next = local(fields.get("next")).to_owned();
    match entrance.door.sign_in(fields.get("name"), fields.get("password")).await {
        Ok(begun) => Ok(entered(&frame, begun, &next)),
        Err(error) => {
            let mut form = Form::typed(&frame, Fields::from([("name", fields.get("name"))]));
            form.wrong("name", wrong(error, &frame, "sign_in.no_entry")?);
            let frame = frame.titled("sign_in.title");
            again(page(SignInPage { frame, form, next, lost: fields.ticked("lost"), demo: entrance.demo })?)
        }
    }
}

#[derive(Template)]
#[template(path = "people/sign_in/code.html")]
pub(super) struct CodePage {
    pub frame: Frame,
    pub form: Form,
    pub next: String,
}

async fn code_page(session: Session, filters: Filters, frame: Frame) -> Result<Response, Error> {
    if session.stage != Stage::Code {
        return Ok(Redirect::to("/").into_response());
    }
    let next = local(filters.get("next").unwrap_or("/")).to_owned();
    let form = Form::blank(&frame);
    page(CodePage { frame: frame.titled("sign_in.code_title"), form, next })
}

async fn give_code(
    State(entrance): State<Entrance>,
    session: Session,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let next = local(fields.get("next")).to_owned();
    match entrance.door.give_code(session, fields.get("code")).await {
        Ok(begun) => Ok(entered(&frame, begun, &next)),
        Err(error) => {
            let mut form = Form::blank(&frame);
            form.wrong("code", wrong(error, &frame, "sign_in.wrong_code")?);
            again(page(CodePage { frame: frame.titled("sign_in.code_title"), form, next })?)
        }
    }
}

#[derive(Template)]
#[template(path = "people/sign_in/renew.html")]
pub(super) struct RenewPage {
    pub frame: Frame,
    pub form: Form,
}

async fn renew_page(session: Session, frame: Frame) -> Result<Response, Error> {
    if session.stage != Stage::Renew {
        return Ok(Redirect::to("/").into_response());
    }
    let form = Form::blank(&frame);
    page(RenewPage { frame: frame.titled("sign_in.renew_title"), form })
}

async fn renew(
    State(entrance): State<Entrance>,
    session: Session,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    if session.stage == Stage::Code {
        return Err(Error::Unsigned);
    }
    match changed(&entrance, session, &frame, &fields).await? {
        Ok(answer) => Ok(answer),
        Err(form) => again(page(RenewPage { frame: frame.titled("sign_in.renew_title"), form })?),
    }
}

#[derive(Template)]
#[template(path = "people/sign_in/start.html")]
pub(super) struct StartPage {
    pub frame: Frame,
    pub form: Form,
    pub name: String,
}

async fn start_page(
    State(entrance): State<Entrance>,
    Path(token): Path<String>,
    frame: Frame,
) -> Result<Response, Error> {
    let name = match entrance.door.link_of(&token).await {
        Ok(name) => name,
        Err(error) => return Err(shut(error)),
    };
    let form = Form::blank(&frame);
    page(StartPage { frame: frame.titled("sign_in.start_title"), form, name })
}

async fn start(
    State(entrance): State<Entrance>,
    Path(token): Path<String>,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let name = entrance.door.link_of(&token).await.map_err(shut)?;
    let mut form = Form::blank(&frame);
    if let Some(password) = twice(&mut form, &frame, &fields) {
        match entrance.door.take(&token, &password).await {
            Ok(begun) => return Ok(entered(&frame, begun, "/")),
            Err(error) => form.wrong("new", wrong(error, &frame, "sign_in.no_entry")?),
        }
    }
    again(page(StartPage { frame: frame.titled("sign_in.start_title"), form, name })?)
}

async fn sign_out(State(entrance): State<Entrance>, session: Option<Session>) -> Result<Response, Error> {
    if let Some(session) = session {
        entrance.door.sign_out(session).await.map_err(shut)?;
    }
    let gone = entrance.door.sessions.no_cookie();
    let clear = HeaderValue::from_static("\"cache\"");
    let headers = [(header::SET_COOKIE, gone), (header::HeaderName::from_static("clear-site-data"), clear)];
    Ok((headers, Redirect::to("/sign-in")).into_response())
}

#[derive(Template)]
#[template(path = "people/sign_in/account.html")]
pub(super) struct AccountPage {
    pub frame: Frame,
    pub form: Form,
    pub factor_form: Form,
    pub factor: Factor,
    /// Recovery codes, shown once.
    pub recovery: Vec<String>,
}

async fn account_page(
    State(entrance): State<Entrance>,
    _: Visitor,
    session: Session,
    frame: Frame,
) -> Result<Response, Error> {
    own(&entrance, &session, frame, None, None, vec![]).await
}

async fn change_password(
    State(entrance): State<Entrance>,
    _: Visitor,
    session: Session,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    match changed(&entrance, session.clone(), &frame, &fields).await? {
        Ok(answer) => Ok(answer),
        Err(form) => again(own(&entrance, &session, frame, Some(form), None, vec![]).await?),
    }
}

async fn propose_factor(
    State(entrance): State<Entrance>,
    _: Visitor,
    session: Session,
) -> Result<Response, Error> {
    entrance.door.propose_factor(&session).await.map_err(shut)?;
    Ok(Redirect::to("/account").into_response())
}

async fn confirm_factor(
    State(entrance): State<Entrance>,
    _: Visitor,
    session: Session,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    match entrance.door.confirm_factor(session.clone(), fields.get("code")).await {
        Ok(recovery) => own(&entrance, &session, frame, None, None, recovery).await,
        Err(error) => {
            let mut form = Form::blank(&frame);
            form.wrong("code", wrong(error, &frame, "sign_in.wrong_code")?);
            again(own(&entrance, &session, frame, None, Some(form), vec![]).await?)
        }
    }
}

async fn remove_factor(
    State(entrance): State<Entrance>,
    _: Visitor,
    session: Session,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    match entrance.door.remove_factor(&session, fields.get("password")).await {
        Ok(()) => Ok(layout::done("/account", frame.t("sign_in.factor_removed"))),
        Err(error) => {
            let mut form = Form::blank(&frame);
            form.wrong("password", wrong(error, &frame, "sign_in.wrong_password")?);
            again(own(&entrance, &session, frame, None, Some(form), vec![]).await?)
        }
    }
}

async fn own(
    entrance: &Entrance,
    session: &Session,
    frame: Frame,
    form: Option<Form>,
    factor_form: Option<Form>,
    recovery: Vec<String>,
) -> Result<Response, Error> {
    let factor = entrance.door.factor(session).await.map_err(shut)?;
    let [form, factor_form] = [form, factor_form].map(|form| form.unwrap_or_else(|| Form::blank(&frame)));
    page(AccountPage { frame: frame.titled("sign_in.account_title"), form, factor_form, factor, recovery })
}

/// The answer after the change, or the form with what was wrong.
async fn changed(
    entrance: &Entrance,
    session: Session,
    frame: &Frame,
    fields: &Fields,
) -> Result<Result<Response, Form>, Error> {
    let mut form = Form::blank(frame);
    let Some(new) = twice(&mut form, frame, fields) else { return Ok(Err(form)) };
    match entrance.door.change_password(session, fields.get("old"), &new).await {
        Ok(begun) => {
            let mut answer = layout::done("/", frame.t("sign_in.password_changed"));
            answer.headers_mut().append(header::SET_COOKIE, begun.cookie);
            Ok(Ok(answer))
        }
        Err(DoorError::NoEntry) => {
            form.wrong("old", frame.t("sign_in.wrong_password"));
            Ok(Err(form))
        }
        Err(error) => {
            form.wrong("new", wrong(error, frame, "sign_in.no_entry")?);
            Ok(Err(form))
        }
    }
}

/// A new password, typed twice alike.
fn twice(form: &mut Form, frame: &Frame, fields: &Fields) -> Option<String> {
    let (new, again) = (fields.get("new"), fields.get("again"));
    if new.is_empty() {
        form.wrong("new", frame.t("form.missing"));
    } else if new != again {
        form.wrong("again", frame.t("sign_in.not_alike"));
    }
    form.is_right().then(|| new.to_owned())
}

/// Sets the cookie and goes on: to what is still owed, or to where one wanted to go.
fn entered(frame: &Frame, begun: Begun, next: &str) -> Response {
    let mut answer = match begun.stage {
        Stage::Code => Redirect::to(&Filters::of("/sign-in/code", "").with("next", next)).into_response(),
        Stage::Renew => Redirect::to("/sign-in/renew").into_response(),
        _ if begun.ended > 0 => layout::done(next, frame.t("sign_in.oldest_ended")),
        _ => Redirect::to(next).into_response(),
    };
    answer.headers_mut().append(header::SET_COOKIE, begun.cookie);
    answer
}

/// What to say at the field; faults and one-time links go elsewhere.
fn wrong(error: DoorError, frame: &Frame, no_entry: &'static str) -> Result<String, Error> {
    match error {
        DoorError::NoEntry => Ok(frame.t(no_entry).to_owned()),
        DoorError::Weak(key) => Ok(frame.t(key).to_owned()),
        other => Err(shut(other)),
    }
}

fn shut(error: DoorError) -> Error {
    match error {
        DoorError::NoLink => Error::NotFound,
        DoorError::NoEntry => Error::Unsigned,
        DoorError::Weak(key) => Error::bad_form(key),
        DoorError::Busy => Error::TooMany,
        DoorError::Fault(fault) => fault.into(),
    }
}

/// The same form again: nothing was done.
fn again(mut answer: Response) -> Result<Response, Error> {
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}
