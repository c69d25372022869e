//! Was an unsafe request sent from our own page? With a session it must carry the session's token, in the
//! header `x-csrf-token` or as the field `csrf` near the beginning of the form (every form has it first).
//! Without one, the browser's own word for where it comes from is heard.

use crate::web::error::Error;
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, header},
};
use beginning::{first_bytes, joined};

/// How much of a body is looked at.
const LOOK: usize = 8 * 1024;

/// The request, if it may go on.
pub(super) async fn check(request: Request, expected: Option<&str>) -> Result<Request, Error> {
    if request.method().is_safe() {
        return Ok(request);
    }
    let Some(expected) = expected else {
        return if is_foreign(request.headers()) { Err(Error::Forged) } else { Ok(request) };
    };
    if let Some(token) = request.headers().get("x-csrf-token") {
        return if token.as_bytes() == expected.as_bytes() { Ok(request) } else { Err(Error::Forged) };
    }
    let (parts, body) = request.into_parts();
    let (head, rest) = first_bytes(body, LOOK).await.map_err(|_| Error::bad_form("form.unreadable"))?;
    if !carries(&head, expected) {
        return Err(Error::Forged);
    }
    Ok(Request::from_parts(parts, joined(head, rest)))
}

/// Both kinds of form: `csrf=TOKEN` and a part named `csrf` whose content is the token.
fn carries(head: &[u8], expected: &str) -> bool {
    let has = |needle: String| head.windows(needle.len()).any(|window| window == needle.as_bytes());
    let first = head.starts_with(format!("csrf={expected}").as_bytes());
    first || has(format!("&csrf={expected}")) || has(format!("name=\"csrf\"\r\n\r\n{expected}\r\n"))
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = said("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (said(header::ORIGIN.as_str()), said(header::HOST.as_str())) {
        (Some(origin), Some(host)) => origin.split("://").nth(1) != Some(host),
        _ => false,
    }
}

/// Looking at the beginning of a body without swallowing it.
mod beginning {
    use super::{Body, Bytes};
    use axum::body::HttpBody;
    use std::{
        future::poll_fn,
        pin::Pin,
        task::{Context, Poll},
    };

    /// At least `most` bytes, or all there are; and the rest of the body.
    pub(super) async fn first_bytes(mut body: Body, most: usize) -> Result<(Vec<u8>, Body), axum::Error> {
        let mut head = Vec::new();
        while head.len() < most {
            let next = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
            match next {
                Some(frame) => head.extend_from_slice(&frame?.into_data().unwrap_or_default()),
                None => break,
            }
        }
        Ok((head, body))
    }

    /// The body as it was.
    pub(super) fn joined(head: Vec<u8>, rest: Body) -> Body {
        Body::new(Joined { head: Some(Bytes::from(head)), rest })
    }

    struct Joined {
        head: Option<Bytes>,
        rest: Body,
    }

    impl HttpBody for Joined {
        type Data = Bytes;
        type Error = axum::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
            match self.head.take() {
                Some(head) if !head.is_empty() => Poll::Ready(Some(Ok(http_body::Frame::data(head)))),
                _ => Pin::new(&mut self.rest).poll_frame(cx),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(body: &str) -> Request {
        Request::post("/x").body(Body::from(body.to_owned())).expect("a request")
    }

    #[tokio::test]
    async fn a_form_with_the_token_goes_on_with_its_whole_body() {
        let body = format!("csrf=secret&title={}", "a".repeat(3 * LOOK));
        let request = check(post(&body), Some("secret")).await.expect("it goes on");
        let kept = axum::body::to_bytes(request.into_body(), 1 << 20).await.expect("a body");
        assert_eq!(kept, body.as_bytes());
    }

    #[tokio::test]
    async fn a_form_without_it_stops() {
        for body in ["title=a", "csrf=other", "csrf=", "xcsrf=secret", ""] {
            assert!(matches!(check(post(body), Some("secret")).await, Err(Error::Forged)), "{body}");
        }
    }

    #[tokio::test]
    async fn a_file_form_carries_it_in_a_part() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nsecret\r\n--b--";
        assert!(check(post(body), Some("secret")).await.is_ok());
    }

    #[tokio::test]
    async fn without_a_session_another_sites_form_stops() {
        let foreign = |name: &str, value: &str| {
            let request = Request::post("/sign-in").header("host", "a.gov.cn").header(name, value);
            request.body(Body::empty()).expect("a request")
        };
        assert!(check(foreign("sec-fetch-site", "cross-site"), None).await.is_err());
        assert!(check(foreign("origin", "https://evil.example"), None).await.is_err());
        assert!(check(foreign("origin", "https://a.gov.cn"), None).await.is_ok());
    }
}
