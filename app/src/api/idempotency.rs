//! `Idempotency-Key`: the same request sent twice is carried out once. The answer is saved in the
//! transaction of the act, so that both stand or neither.

use super::store::{self, Saved};
use crate::{act::ActError, db::Tx, web::error::Error};
use axum::{
    Json,
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use bangdu_core::{ids::AccountId, instant::Instant};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

/// An answer of the API: status, version as ETag, JSON.
#[derive(Clone, Debug)]
pub struct Answer {
    status: StatusCode,
    version: Option<u64>,
    body: String,
}

impl Answer {
    /// 200 with `body`.
    ///
    /// # Errors
    /// When `body` has no JSON: a fault of ours.
    pub fn ok(body: &impl Serialize) -> Result<Answer, ActError> {
        Answer::with(StatusCode::OK, None, body)
    }

    /// An answer with a version.
    ///
    /// # Errors
    /// When `body` has no JSON: a fault of ours.
    pub fn with(status: StatusCode, version: Option<u64>, body: &impl Serialize) -> Result<Answer, ActError> {
        let body = serde_json::to_string(body).map_err(|e| ActError::Fault(e.to_string()))?;
        Ok(Answer { status, version, body })
    }

    fn etag(&self) -> Option<String> {
        self.version.map(|version| format!("\"{version}\""))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let etag = self.etag();
        let mut answer =
            (self.status, [(header::CONTENT_TYPE, "application/json")], self.body).into_response();
        if let Some(etag) = etag.and_then(|tag| tag.parse().ok()) {
            answer.headers_mut().insert(header::ETAG, etag);
        }
        answer
    }
}

/// What a changing request brings along: its body, the version it builds on, its key.
#[derive(Clone, Debug)]
pub struct Once<T> {
    /// The body.
    pub body: T,
    /// `If-Match`: the version that the caller read.
    pub expected: Option<u64>,
    key: Option<String>,
    request: String,
}

impl<T> Once<T> {
    /// Carries `act` out once for the key; a second time gives the saved answer.
    ///
    /// # Errors
    /// What `act` says; a stale request when the key was used for another request.
    pub fn run(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        now: Instant,
        act: impl FnOnce(&mut Tx<'_>, &T, Option<u64>) -> Result<Answer, ActError>,
    ) -> Result<Answer, ActError> {
        let Some(key) = &self.key else { return act(tx, &self.body, self.expected) };
        if let Some(saved) = store::saved(tx, account, key)? {
            return self.again(saved);
        }
        let answer = act(tx, &self.body, self.expected)?;
        let saved = Saved {
            request: self.request.clone(),
            status: answer.status.as_u16(),
            etag: answer.etag(),
            body: answer.body.clone(),
        };
        store::save(tx, account, key, &saved, now)?;
        Ok(answer)
    }

    fn again(&self, saved: Saved) -> Result<Answer, ActError> {
        if saved.request != self.request {
            return Err(ActError::Stale);
        }
        let version = saved.etag.and_then(|tag| tag.trim_matches('"').parse().ok());
        Ok(Answer {
            status: StatusCode::from_u16(saved.status).unwrap_or(StatusCode::OK),
            version,
            body: saved.body,
        })
    }
}

impl<S: Send + Sync, T: DeserializeOwned + 'static> FromRequest<S> for Once<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Once<T>, Error> {
        let (parts, body) = request.into_parts();
        let expected = expected(&parts.headers)?;
        let key = key(&parts.headers)?;
        let bytes = axum::body::Bytes::from_request(Request::from_parts(parts.clone(), body), state)
            .await
            .map_err(|_| Error::TooLarge)?;
        let mut hash = Sha256::new();
        hash.update(parts.method.as_str());
        hash.update([0]);
        hash.update(parts.uri.path());
        hash.update([0]);
        hash.update(&bytes);
        let request = hex::encode(hash.finalize());
        // An act without a body is an empty object.
        let bytes = if bytes.is_empty() { axum::body::Bytes::from_static(b"{}") } else { bytes };
        let body = read(&parts.headers, bytes).await?;
        Ok(Once { body, expected, key, request })
    }
}

async fn read<T: DeserializeOwned + 'static>(
    headers: &HeaderMap,
    bytes: axum::body::Bytes,
) -> Result<T, Error> {
    let has_nul = has_nul(&bytes);
    let mut request = Request::new(Body::from(bytes));
    request.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    if headers.get(header::CONTENT_TYPE).is_some_and(|kind| !kind.as_bytes().starts_with(b"application/json"))
    {
        return Err(Error::bad_form("api.not_json"));
    }
    if has_nul {
        return Err(Error::bad_form("form.unreadable"));
    }
    match Json::<T>::from_request(request, &()).await {
        Ok(Json(body)) => Ok(body),
        Err(rejection) => Err(Error::BadForm(vec![(String::new(), rejection.body_text())])),
    }
}

/// A text with U+0000 can't be stored by every engine.
fn has_nul(json: &[u8]) -> bool {
    json.windows(6).any(|six| six == b"\\u0000")
}

fn expected(headers: &HeaderMap) -> Result<Option<u64>, Error> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = tag.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    text.trim_matches('"').parse().map(Some).map_err(|_| Error::Stale)
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    match key.to_str() {
        Ok(key) if (1..=200).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Error::bad_form("api.bad_key")),
    }
}
