//! The canonical text of a JSON value: RFC 8785, so that two programs that hold the same value hash the same bytes.
//!
//! Narrower than the RFC on purpose: numbers are whole and lie within ±(2^53 − 1). A fraction or a larger number may
//! change on its way through another program's double, and a changed digit is a broken proof. Write money in cents,
//! shares in basis points, long numbers as strings.

use serde::Serialize;
use serde_json::Value;

/// The largest whole number that every JSON reader keeps: 2^53 − 1.
pub const LARGEST: i64 = 9_007_199_254_740_991;

/// Why a value has no canonical text.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotCanonical {
    /// A fraction, or a whole number beyond ±(2^53 − 1).
    #[error("{0} is not a whole number within ±(2^53 − 1); write it as a string")]
    Number(String),
    /// Not expressible as JSON at all, such as a map whose keys are not strings.
    #[error("not expressible as JSON: {0}")]
    Json(String),
}

/// The RFC 8785 text of `value`.
///
/// # Errors
/// [`NotCanonical`] for fractions, numbers beyond ±(2^53 − 1) and values that are not JSON.
pub fn canonical<T: Serialize + ?Sized>(value: &T) -> Result<String, NotCanonical> {
    let value = serde_json::to_value(value).map_err(not_json)?;
    check(&value)?;
    serde_json_canonicalizer::to_string(&value).map_err(not_json)
}

/// Whether `text` is exactly the canonical text of the value it stands for.
pub fn is_canonical(text: &str) -> bool {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return false;
    };
    canonical(&value).is_ok_and(|again| again == text)
}

fn check(value: &Value) -> Result<(), NotCanonical> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(whole) if (-LARGEST..=LARGEST).contains(&whole) => Ok(()),
            _ => Err(NotCanonical::Number(number.to_string())),
        },
        Value::Array(items) => items.iter().try_for_each(check),
        Value::Object(members) => members.values().try_for_each(check),
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

fn not_json(fault: serde_json::Error) -> NotCanonical {
    NotCanonical::Json(fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_chinese_stays_chinese() {
        let text = canonical(&json!({"标题": "供水", "b": [1, -2, null], "a": true})).unwrap();
        assert_eq!(text, r#"{"a":true,"b":[1,-2,null],"标题":"供水"}"#);
    }

    #[test]
    fn keys_sort_by_utf16_as_the_rfc_asks() {
        // U+1F600 is D83D DE00 in UTF-16 and so comes before U+FB33, unlike in UTF-8.
        let text = canonical(&json!({"\u{fb33}": 1, "\u{1f600}": 2})).unwrap();
        assert_eq!(text, "{\"\u{1f600}\":2,\"\u{fb33}\":1}");
    }

    #[test]
    fn fractions_and_huge_numbers_have_no_canonical_text() {
        for value in [json!(0.5), json!(1.0), json!([LARGEST + 1]), json!({"n": u64::MAX})] {
            assert!(matches!(canonical(&value), Err(NotCanonical::Number(_))), "{value}");
        }
        assert_eq!(canonical(&json!(-LARGEST)).unwrap(), "-9007199254740991");
    }

    #[test]
    fn only_the_exact_text_is_canonical() {
        assert!(is_canonical(r#"{"a":1,"b":"x"}"#));
        for other in [r#"{"b":"x","a":1}"#, r#"{"a": 1}"#, r#"{"a":1.0}"#, r#"{"a":1,"a":1}"#, "{"] {
            assert!(!is_canonical(other), "{other}");
        }
    }
}
