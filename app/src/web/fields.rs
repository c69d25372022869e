//! What was typed into a form: read once, kept as typed, so that the form can show it again.

use super::error::Error;
use axum::{
    extract::{FromRequest, Request},
    http::header,
};

/// How large a form without files may be, in bytes.
const LARGEST: usize = 1 << 20;

/// The fields of a submitted form, in order; a name may come more than once.
#[derive(Clone, Debug, Default)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// From pairs.
    pub fn from<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Fields {
        Fields(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// From a query or an urlencoded body.
    pub fn parse(text: &[u8]) -> Fields {
        Fields(decode(text).collect())
    }

    /// What was typed, without the spaces around it; empty if absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }

    /// What was typed, or nothing if it is blank.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// Every value under a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.trim())
    }

    /// As they stand in an address, behind the question mark.
    pub fn to_query(&self) -> String {
        let mut out = String::new();
        for (name, value) in &self.0 {
            if !out.is_empty() {
                out.push('&');
            }
            escape_into(&mut out, name);
            out.push('=');
            escape_into(&mut out, value.trim());
        }
        out
    }

    /// Whether a checkbox was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.given(name).is_some()
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Fields, Error> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            return Err(Error::bad_form("form.unreadable"));
        }
        let body = axum::body::to_bytes(request.into_body(), LARGEST).await.map_err(|_| Error::TooLarge)?;
        Ok(Fields::parse(&body))
    }
}

fn decode(text: &[u8]) -> impl Iterator<Item = (String, String)> {
    text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let cut = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        (unescape(&pair[..cut]), unescape(pair.get(cut + 1..).unwrap_or_default()))
    })
}

/// Undoes `%E5` and `+`. What isn't UTF-8 or holds a NUL is replaced: a form never fails on a byte.
fn unescape(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let hex = |i: usize| text.get(at + i).and_then(|b| (*b as char).to_digit(16));
        match (byte, hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', _, _) => bytes.push(b' '),
            _ => bytes.push(*byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&bytes).replace('\0', "\u{fffd}").replace("\r\n", "\n")
}

/// The reverse of reading: `name=value` for an address.
pub(super) fn escape_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read_as_typed() {
        let fields = Fields::parse("title=%E5%AE%89%E7%BD%AE+%E6%88%BF&unit=a&unit=b&none=&c".as_bytes());
        assert_eq!(fields.get("title"), "安置 房");
        assert_eq!(fields.all("unit").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(fields.given("none"), None);
        assert!(!fields.ticked("c"));
    }

    #[test]
    fn broken_bytes_are_no_fault() {
        let fields = Fields::parse(b"a=%FF%00%4&b=%zz");
        assert_eq!(fields.get("a"), "\u{fffd}\u{fffd}%4");
        assert_eq!(fields.get("b"), "%zz");
    }
}
