//! What a draw hashes, and in which layout. Always SHA-256, also where the record's hash is SM3: a stranger has it.
//!
//! ```text
//! pool_hash  = SHA256("bangdu/pool/v1\n" ‖ canonical(pool))
//! commitment = SHA256("bangdu/commit/v1\n" ‖ pool_hash ‖ party ‖ "\n" ‖ secret)
//! seed       = SHA256("bangdu/seed/v1\n" ‖ pool_hash
//!              ‖ for each party in byte order: u32be(len party) ‖ party ‖ u32be(32) ‖ secret
//!              ‖ for each public text in listed order: u32be(len) ‖ text)
//! roster     = SHA256(nonce ‖ canonical(roster))
//! part       = SHA256("bangdu/part/v1\n" ‖ nonce ‖ name ‖ "\n" ‖ canonical(value))
//! step       = SHA256("bangdu/draw/step/v1\n" ‖ line)
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::canonical::{NotCanonical, canonical};
use crate::digest::{Digest, HashKind};

/// A party's 32 random bytes. Doesn't show itself in logs; it becomes public with its reveal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(Digest);

impl Secret {
    /// A secret of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(Digest(bytes))
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The hash that everything after the freeze is bound to.
///
/// # Errors
/// [`NotCanonical`] when the pool has no canonical text.
pub fn pool_hash<T: Serialize + ?Sized>(pool: &T) -> Result<Digest, NotCanonical> {
    Ok(sha256(&[b"bangdu/pool/v1\n", canonical(pool)?.as_bytes()]))
}

/// What a party publishes before it reveals its secret.
pub fn commitment(pool: &Digest, party: &str, secret: &Secret) -> Digest {
    sha256(&[b"bangdu/commit/v1\n", pool.as_ref(), party.as_bytes(), b"\n", secret.as_bytes()])
}

/// The seed of the draw. Parties are brought into the order of their ids' bytes here, public texts are taken as listed.
pub fn seed(pool: &Digest, secrets: &[(&str, &Secret)], public: &[&str]) -> Digest {
    let mut secrets = secrets.to_vec();
    secrets.sort_by_key(|(party, _)| party.as_bytes());
    let mut hasher = HashKind::Sha256.hasher();
    hasher.update(b"bangdu/seed/v1\n");
    hasher.update(pool.as_ref());
    let mut field = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u32).to_be_bytes());
        hasher.update(bytes);
    };
    for (party, secret) in secrets {
        field(party.as_bytes());
        field(secret.as_bytes());
    }
    public.iter().for_each(|text| field(text.as_bytes()));
    hasher.finish()
}

/// The hash of one roster in the ticket table; the nonce keeps it from being found by guessing.
///
/// # Errors
/// [`NotCanonical`] when the roster has no canonical text.
pub fn roster_digest<T: Serialize + ?Sized>(nonce: &Digest, roster: &T) -> Result<Digest, NotCanonical> {
    Ok(sha256(&[nonce.as_ref(), canonical(roster)?.as_bytes()]))
}

/// The hash of one member of the frozen instance (its people, its units, its rules …), so that a later difference is
/// named by the member it lies in.
///
/// A fraction in it (a distance, say) counts as its shortest decimal text: `83.4` as `"83.4"`.
///
/// # Errors
/// [`NotCanonical`] for whole numbers beyond ±(2^53 − 1).
pub fn part_digest(nonce: &Digest, name: &str, value: &Value) -> Result<Digest, NotCanonical> {
    let text = canonical(&settled(value))?;
    Ok(sha256(&[b"bangdu/part/v1\n", nonce.as_ref(), name.as_bytes(), b"\n", text.as_bytes()]))
}

/// The hash by which the next step names the one before it.
pub fn step_digest(line: &str) -> Digest {
    sha256(&[b"bangdu/draw/step/v1\n", line.as_bytes()])
}

/// The value with its fractions as text; a fraction without a fractional part is the whole number.
fn settled(value: &Value) -> Value {
    match value {
        Value::Number(number) => settled_number(number),
        Value::Array(items) => Value::Array(items.iter().map(settled).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, member)| (name.clone(), settled(member))).collect())
        }
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

fn settled_number(number: &Number) -> Value {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < (1_u64 << 53) as f64 => {
            Value::from(float as i64)
        }
        _ if number.is_f64() => Value::String(number.to_string()),
        _ => Value::Number(number.clone()),
    }
}

fn sha256(pieces: &[&[u8]]) -> Digest {
    let mut hasher = HashKind::Sha256.hasher();
    pieces.iter().for_each(|piece| hasher.update(piece));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_fraction_has_one_text_however_it_was_written() {
        let nonce = Digest([1; 32]);
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let digest = |text: &str| part_digest(&nonce, "places", &read(text)).unwrap();
        assert_eq!(digest(r#"[{"x":83.40,"y":2.0}]"#), digest(r#"[{"y":2,"x":83.4}]"#));
        assert_ne!(digest(r#"{"x":83.4}"#), digest(r#"{"x":83.5}"#));
        assert_ne!(part_digest(&nonce, "a", &json!(1)), part_digest(&nonce, "b", &json!(1)));
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        assert_eq!(format!("{:?}", Secret::new([7; 32])), "Secret(…)");
    }

    #[test]
    fn the_order_in_which_parties_are_handed_in_makes_no_difference() {
        let (pool, a, b) = (Digest([0; 32]), Secret::new([1; 32]), Secret::new([2; 32]));
        assert_eq!(seed(&pool, &[("乙", &b), ("甲", &a)], &[]), seed(&pool, &[("甲", &a), ("乙", &b)], &[]));
        assert_ne!(seed(&pool, &[("甲", &a), ("乙", &b)], &[]), seed(&pool, &[("甲", &b), ("乙", &a)], &[]));
    }
}
