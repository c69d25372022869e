//! Small helpers over quick-xml. Entities that a document defines for itself are never resolved, so
//! an entity bomb stays as small as it is written.

use quick_xml::{
    XmlVersion,
    events::{BytesRef, BytesStart},
};
use std::borrow::Cow;

/// An attribute by its local name.
pub(super) fn attribute<'a>(start: &'a BytesStart<'_>, local: &str) -> Option<Cow<'a, str>> {
    let found = start.attributes().flatten().find(|a| a.key.local_name().as_ref() == local)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok()
}

/// Whether an attribute says yes.
pub(super) fn is_on(start: &BytesStart<'_>, local: &str) -> bool {
    attribute(start, local).is_some_and(|value| matches!(value.as_ref(), "1" | "true" | "on"))
}

/// What a reference in text stands for: the five of XML, or a character by number.
pub(in crate::ledgers) fn resolved(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character);
    }
    match reference.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => None,
    }
}
