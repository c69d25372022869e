//! What can go wrong at the web's edge, in one short list. Handlers return it; [`dress`] turns it
//! into a page in the reader's language, or into problem details (RFC 9457) under `/api`.

use super::{
    lang::{self, Lang},
    layout::{Frame, told_once},
    markup::Markup,
    preferences::local,
};
use askama::Template;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use bangdu_core::refusal::Refusal;
use serde_json::json;

/// Why there is no page.
#[derive(Clone, Debug)]
pub enum Error {
    /// There is no such thing, or no right to see it: the two are told apart by nobody.
    NotFound,
    /// Nobody is signed in, or the token is none.
    Unsigned,
    /// A rule says no: the person may not (403).
    Forbidden(Box<Refusal>),
    /// A rule says no in this state (409).
    Refused(Box<Refusal>),
    /// What was sent can't be understood: field (or empty) and message key or sentence.
    BadForm(Vec<(String, String)>),
    /// It changed in the meantime (409).
    Stale,
    /// An unsafe request without this session's token (403).
    Forged,
    /// The body is larger than allowed.
    TooLarge,
    /// Too many requests.
    TooMany,
    /// It took longer than a request may.
    TooLate,
    /// The page is there, but not for this method.
    NoMethod,
    /// A fault of ours; logged under the incident's number, which is all the user is told.
    Fault(Incident),
}

/// A fault that was logged.
#[derive(Clone, Debug)]
pub struct Incident {
    number: String,
}

impl<E: std::fmt::Display> From<E> for Incident {
    fn from(fault: E) -> Incident {
        // Without entropy the number is zeros: still a fault that is logged.
        let bytes = crate::cx::random_bytes::<6>().unwrap_or_default();
        let number = hex::encode_upper(bytes);
        tracing::error!(incident = %number, fault = %fault, "a request failed by a fault of ours");
        Incident { number }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Refused(Box::new(refusal))
    }
}

impl From<anyhow::Error> for Error {
    fn from(fault: anyhow::Error) -> Error {
        Error::Fault(format!("{fault:#}").into())
    }
}

impl Error {
    /// What was sent can't be understood, for one reason that is a message.
    pub fn bad_form(key: &str) -> Error {
        Error::BadForm(vec![(String::new(), key.to_owned())])
    }

    /// A fault of ours.
    pub fn fault(fault: impl std::fmt::Display) -> Error {
        Error::Fault(fault.into())
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::Unsigned => StatusCode::UNAUTHORIZED,
            Error::Forbidden(_) | Error::Forged => StatusCode::FORBIDDEN,
            Error::Refused(_) | Error::Stale => StatusCode::CONFLICT,
            Error::BadForm(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Error::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Error::TooLate => StatusCode::SERVICE_UNAVAILABLE,
            Error::NoMethod => StatusCode::METHOD_NOT_ALLOWED,
            Error::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable name, as in the API's `type` and in message keys.
    fn name(&self) -> &'static str {
        match self {
            Error::NotFound => "not_found",
            Error::Unsigned => "unsigned",
            Error::Forbidden(_) | Error::Refused(_) => "refused",
            Error::BadForm(_) => "bad_form",
            Error::Stale => "stale",
            Error::Forged => "expired",
            Error::TooLarge => "too_large",
            Error::TooMany => "too_many",
            Error::TooLate => "too_late",
            Error::NoMethod => "no_method",
            Error::Fault(_) => "fault",
        }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Forbidden(refusal) | Error::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}

impl IntoResponse for Error {
    /// Bare: the status, and the error for [`dress`] to write about.
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

/// Middleware: writes the page or problem for an error, and for bare 404, 405, 413 of the router and the 503 of one
/// that took too long.
pub async fn dress(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let frame = Frame::of(&parts);
    let api = parts.uri.path() == "/api" || parts.uri.path().starts_with("/api/");
    let form =
        (!parts.method.is_safe()).then(|| form_page(&parts.headers).unwrap_or_else(|| frame.path.clone()));
    let answer = next.run(Request::from_parts(parts, body)).await;
    let Some(error) = error_of(&answer) else { return told_once(answer, &frame) };
    if !api && matches!(error, Error::Unsigned) {
        return match form {
            Some(page) => sign_in_first(&page, true),
            None => sign_in_first(&frame.path, false),
        };
    }
    let mut dressed = if api { problem(&error, &frame, answer.status()) } else { error_page(&error, frame) };
    *dressed.status_mut() = answer.status();
    for (name, value) in answer.headers() {
        if *name == header::ALLOW || *name == header::RETRY_AFTER || *name == header::SET_COOKIE {
            dressed.headers_mut().append(name, value.clone());
        }
    }
    dressed
}

/// To the sign-in page, and back to where one wanted to go. `lost`: a form was sent, and nothing of it was stored.
fn sign_in_first(path: &str, lost: bool) -> Response {
    let mut to = "/sign-in".to_owned();
    let mut mark = '?';
    if path != "/" {
        to.push_str("?next=");
        super::fields::escape_into(&mut to, path);
        mark = '&';
    }
    if lost {
        to.push(mark);
        to.push_str("lost=1");
    }
    axum::response::Redirect::to(&to).into_response()
}

/// The page of ours on which a form stood that was sent: its address may be another than the form's.
fn form_page(headers: &HeaderMap) -> Option<String> {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (_, rest) = said(header::REFERER)?.split_once("://")?;
    let at = rest.find('/')?;
    let (host, path) = rest.split_at(at);
    let path = path.split('#').next().unwrap_or_default();
    (said(header::HOST) == Some(host) && local(path) == path && !path.starts_with("/sign-in"))
        .then(|| path.to_owned())
}

fn error_of(answer: &Response) -> Option<Error> {
    if let Some(error) = answer.extensions().get::<Error>() {
        return Some(error.clone());
    }
    if answer.headers().contains_key(header::CONTENT_TYPE) && answer.status() != StatusCode::PAYLOAD_TOO_LARGE
    {
        let ours =
            answer.headers()[header::CONTENT_TYPE] != HeaderValue::from_static("text/plain; charset=utf-8");
        if ours || !answer.status().is_client_error() {
            return None;
        }
    }
    match answer.status() {
        StatusCode::NOT_FOUND => Some(Error::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(Error::NoMethod),
        StatusCode::SERVICE_UNAVAILABLE => Some(Error::TooLate),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Error::TooLarge),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => {
            Some(Error::bad_form("form.unreadable"))
        }
        _ => None,
    }
}

/// A refusal in the reader's words.
#[derive(Clone, Debug)]
pub struct Said {
    /// The rule's name and source.
    pub rule: String,
    /// Why it bites now.
    pub why: String,
    /// What can be done instead.
    pub instead: String,
}

impl Said {
    /// The refusal as this reader reads it.
    pub fn of(refusal: &Refusal, frame: &Frame) -> Said {
        let (name, source) = (frame.word(&refusal.rule.name), frame.word(&refusal.rule.source));
        let rule = if frame.lang == Lang::En {
            format!("{name} ({source})")
        } else {
            format!("{name}（{source}）")
        };
        Said { rule, why: frame.say(&refusal.why), instead: frame.say(&refusal.instead) }
    }

    /// As one sentence, for a row among many.
    pub fn sentence(&self, lang: Lang) -> String {
        let (stop, colon) = if lang == Lang::En { (". ", ": ") } else { ("。", "：") };
        format!("{}{stop}{}{colon}{}", self.why, lang::t(lang, "error.instead"), self.instead)
    }

    /// As a box on a page that is about something else.
    pub fn markup(&self, lang: Lang) -> Markup {
        let head = Markup::of("<h2>").text(lang::t(lang, "error.refused")).html("</h2>");
        self.boxed(head, lang)
    }

    fn boxed(&self, head: Markup, lang: Lang) -> Markup {
        let row = |out: Markup, key: &str, text: &str| {
            out.html("<dt>").text(lang::t(lang, key)).html("</dt><dd>").text(text).html("</dd>")
        };
        let mut said = Markup::of("<div class=\"refusal\" role=\"alert\">").and(&head).html("<dl>");
        said = row(said, "error.why", &self.why);
        said = row(said, "error.instead", &self.instead);
        row(said, "error.rule", &self.rule).html("</dl></div>")
    }
}

#[derive(Template)]
#[template(path = "web/error.html")]
struct ErrorPage {
    frame: Frame,
    status: u16,
    why: String,
    said: Option<Markup>,
    details: Vec<String>,
    incident: Option<String>,
}

fn error_page(error: &Error, frame: Frame) -> Response {
    match render_page(error, frame) {
        Ok(html) => Html(html).into_response(),
        Err(fault) => {
            tracing::error!(%fault, "the page of an error failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The page about an error.
pub(super) fn render_page(error: &Error, frame: Frame) -> askama::Result<String> {
    let frame = frame.titled(&format!("error.{}", error.name()));
    let page = ErrorPage {
        status: error.status().as_u16(),
        why: why(error, &frame),
        // The page's own heading says that it can't be done.
        said: error.refusal().map(|refusal| Said::of(refusal, &frame).boxed(Markup::default(), frame.lang)),
        details: details(error, &frame).into_iter().map(|(_, text)| text).collect(),
        incident: incident(error),
        frame,
    };
    page.render()
}

fn problem(error: &Error, frame: &Frame, status: StatusCode) -> Response {
    let mut body = json!({
        "type": format!("urn:bangdu:problem:{}", error.name()),
        "title": frame.t(&format!("error.{}", error.name())),
        "status": status.as_u16(),
        "detail": why(error, frame),
    });
    if let Some(refusal) = error.refusal() {
        body["rule"] = json!(refusal.rule.code);
        body["detail"] = json!(frame.say(&refusal.why));
        body["instead"] = json!(frame.say(&refusal.instead));
    }
    if let Some(number) = incident(error) {
        body["instance"] = json!(format!("urn:bangdu:incident:{number}"));
    }
    let details = details(error, frame);
    if !details.is_empty() {
        body["errors"] =
            details.iter().map(|(field, text)| json!({"field": field, "detail": text})).collect();
    }
    ([(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

fn why(error: &Error, frame: &Frame) -> String {
    match error {
        Error::Forbidden(_) | Error::Refused(_) => String::new(),
        other => frame.t(&format!("error.{}_why", other.name())).to_owned(),
    }
}

fn details(error: &Error, frame: &Frame) -> Vec<(String, String)> {
    match error {
        Error::BadForm(wrong) => {
            wrong.iter().map(|(field, text)| (field.clone(), frame.t(text).to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

fn incident(error: &Error) -> Option<String> {
    match error {
        Error::Fault(incident) => Some(incident.number.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, routing::get};
    use bangdu_core::{phrase, refusal::Rule};
    use std::time::Duration;
    use tower::ServiceExt;
    use tower_http::timeout::TimeoutLayer;

    const TWO_KEYS: Rule = Rule::ours("closure.two_keys", "销号双人负责", "two keys for closure");

    fn router() -> Router {
        async fn refused() -> Result<(), Error> {
            Err(TWO_KEYS
                .refuse(
                    phrase!("您是提请人", "you proposed it"),
                    phrase!("请其他负责人审批", "ask another head"),
                )
                .into())
        }
        async fn fault() -> Result<(), Error> {
            Err(Error::fault("disk on fire"))
        }
        Router::new()
            .route("/refused", get(refused))
            .route("/api/refused", get(refused))
            .route("/fault", get(fault))
            .route("/endless", get(std::future::pending::<()>))
            .route("/api/endless", get(std::future::pending::<()>))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::ZERO))
            .layer(axum::middleware::from_fn(dress))
    }

    async fn ask(path: &str, lang: &str) -> (StatusCode, String, String) {
        let request = Request::get(path).header("accept-language", lang).body(Body::empty());
        let answer = router().oneshot(request.expect("a request")).await.expect("an answer");
        let kind = answer.headers()[header::CONTENT_TYPE].to_str().expect("text").to_owned();
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        (status, kind, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn a_refusal_names_its_rule_and_a_way_out() {
        let (status, _, page) = ask("/refused", "zh-CN").await;
        assert_eq!(status, StatusCode::CONFLICT);
        for part in ["暂不能办理", "您是提请人", "请其他负责人审批", "销号双人负责（帮督工作机制）"]
        {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert_eq!(page.matches("暂不能办理</h").count(), 1, "said once: {page}");
        let (_, _, page) = ask("/refused", "zh-TW").await;
        assert!(page.contains("暫不能辦理") && page.contains("您是提請人"));
    }

    #[tokio::test]
    async fn under_api_it_is_problem_details() {
        let (status, kind, body) = ask("/api/refused", "en").await;
        assert_eq!((status, kind.as_str()), (StatusCode::CONFLICT, "application/problem+json"));
        let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(body["rule"], "closure.two_keys");
        assert_eq!(body["detail"], "you proposed it");
        assert_eq!(body["instead"], "ask another head");
    }

    #[tokio::test]
    async fn a_fault_shows_a_number_and_not_its_cause() {
        let (status, _, page) = ask("/fault", "zh-CN").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(page.contains("故障编号") && !page.contains("disk on fire"));
    }

    #[tokio::test]
    async fn what_takes_too_long_is_told_what_to_do() {
        let (status, _, page) = ask("/endless", "zh-CN").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.contains("处理时间过长") && page.contains("请先查看最新内容"), "{page}");
        let (status, kind, body) = ask("/api/endless", "en").await;
        assert_eq!((status, kind.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "application/problem+json"));
        let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!((&body["type"], &body["status"]), (&json!("urn:bangdu:problem:too_late"), &json!(503)));
    }

    #[tokio::test]
    async fn a_wrong_method_is_told_from_a_page_that_is_not_there() {
        let request = Request::delete("/api/refused").header("accept-language", "en").body(Body::empty());
        let answer = router().oneshot(request.expect("a request")).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert!(answer.headers().contains_key(header::ALLOW));
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(body["type"], "urn:bangdu:problem:no_method");
    }

    #[tokio::test]
    async fn what_the_router_does_not_know_gets_a_page_too() {
        let (status, _, page) = ask("/nowhere", "zh-CN").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(page.contains("没有找到该页面"));
        let (_, kind, _) = ask("/api/nowhere", "en").await;
        assert_eq!(kind, "application/problem+json");
    }
}
