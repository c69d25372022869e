//! Personal data beside the hashes: an entry holds a [`Reference`] (row and salted digest), never the value.
//!
//! The row keeps a random salt of 32 bytes and the value. Erasing the row removes **both**: a phone number without its
//! salt can't be guessed from the digest, and every hash still verifies, since only the digest was hashed. An erased
//! row proves nothing about its value; that the erasure was itself journalled is for the app to check.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::{NotCanonical, canonical};
use crate::digest::{Digest, HashKind};

/// The domain of salted digests.
pub const PRIVATE_DOMAIN: &str = "bangdu/private/v1";

/// What stands in an entry instead of personal data: `{"private":"0192…","digest":"…"}`.
///
/// The key `private` marks it wherever it stands in a payload, so that a verifier finds every reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The row's id.
    #[serde(rename = "private")]
    pub id: String,
    /// The salted digest of its value.
    pub digest: Digest,
}

/// A personal-data row; a line of `private.jsonl`. Salt and value are both there, or both erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivateRow {
    /// The row's id.
    pub id: String,
    /// 32 random bytes in hex; `null` once erased. The spelling is a digest's, the bytes come from the caller.
    #[serde(deserialize_with = "Option::deserialize")]
    pub salt: Option<Digest>,
    /// The value; `null` once erased.
    #[serde(deserialize_with = "Option::deserialize")]
    pub value: Option<Value>,
}

/// What is wrong with a personal-data row.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrivateFault {
    /// The value isn't the one that was recorded.
    #[error("personal-data row {0} doesn't match its digest: it was changed after it was recorded")]
    Changed(String),
    /// Half erased: the value could still be guessed, or can no longer be checked.
    #[error("personal-data row {0} is erased by half: salt and value must go together")]
    HalfErased(String),
    /// The value has no canonical text.
    #[error("personal-data row {0} can't be hashed: {1}")]
    Value(String, NotCanonical),
    /// The row isn't there, not even as erased.
    #[error("personal-data row {0} is missing")]
    Missing(String),
}

/// The digest of a value under its salt: over domain `bangdu/private/v1`, salt and the value's RFC 8785 text.
///
/// # Errors
/// [`NotCanonical`] when the value has no canonical text.
pub fn salted_digest<T: Serialize + ?Sized>(
    kind: HashKind,
    salt: &[u8; 32],
    value: &T,
) -> Result<Digest, NotCanonical> {
    Ok(kind.hash_fields(PRIVATE_DOMAIN, &[salt, canonical(value)?.as_bytes()]))
}

impl PrivateRow {
    /// The digest that references to this row must carry; `None` once it is erased.
    ///
    /// # Errors
    /// [`PrivateFault`] when it is erased by half or has no canonical text.
    pub fn digest(&self, kind: HashKind) -> Result<Option<Digest>, PrivateFault> {
        match (&self.salt, &self.value) {
            (None, None) => Ok(None),
            (Some(salt), Some(value)) => salted_digest(kind, salt.as_bytes(), value)
                .map(Some)
                .map_err(|fault| PrivateFault::Value(self.id.clone(), fault)),
            _ => Err(PrivateFault::HalfErased(self.id.clone())),
        }
    }

    /// Checks the row against a reference to it; an erased row is right.
    ///
    /// # Errors
    /// The [`PrivateFault`].
    pub fn check(&self, kind: HashKind, reference: &Reference) -> Result<(), PrivateFault> {
        match self.digest(kind)? {
            _ if self.id != reference.id => Err(PrivateFault::Missing(reference.id.clone())),
            Some(digest) if digest != reference.digest => Err(PrivateFault::Changed(self.id.clone())),
            _ => Ok(()),
        }
    }
}

/// Every reference in a payload, in the order in which they stand. A malformed one is left out here and found by the core.
pub fn references(payload: &Value) -> Vec<Reference> {
    let mut found = Vec::new();
    collect(payload, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<Reference>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => match Reference::deserialize(value) {
            Ok(reference) => found.push(reference),
            Err(_) => members.values().for_each(|member| collect(member, found)),
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KIND: HashKind = HashKind::Sha256;

    fn row() -> PrivateRow {
        let value = json!({"phone": "0595-00000000"});
        PrivateRow { id: "p1".into(), salt: Some(Digest([3; 32])), value: Some(value) }
    }

    fn reference() -> Reference {
        Reference { id: "p1".into(), digest: row().digest(KIND).unwrap().unwrap() }
    }

    #[test]
    fn a_row_matches_until_it_is_changed() {
        assert_eq!(row().check(KIND, &reference()), Ok(()));
        let changed = PrivateRow { value: Some(json!({"phone": "1"})), ..row() };
        assert_eq!(changed.check(KIND, &reference()), Err(PrivateFault::Changed("p1".into())));
    }

    #[test]
    fn an_erased_row_is_right_and_a_half_erased_one_is_not() {
        let erased = PrivateRow { salt: None, value: None, ..row() };
        assert_eq!(erased.check(KIND, &reference()), Ok(()));
        let half = PrivateRow { value: None, ..row() };
        assert_eq!(half.check(KIND, &reference()), Err(PrivateFault::HalfErased("p1".into())));
    }

    #[test]
    fn references_are_found_wherever_they_stand() {
        let payload = json!({"caller": reference(), "others": [{"phone": reference()}, "private"]});
        assert_eq!(references(&payload), vec![reference(), reference()]);
    }
}
