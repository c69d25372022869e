//! Digests of 32 bytes and the two hash functions that make them: SHA-256, or SM3 (GB/T 32905) where an installation must.
//!
//! An installation picks one kind at its first start and keeps it: chains and log never mix kinds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Digest as _;

/// 32 bytes that came out of a hash function; shown and stored as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Thirty-two zero bytes: what stands before the first entry of a stream.
    pub const fn zero() -> Self {
        Self([0; 32])
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From stored bytes; `None` unless there are exactly 32.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 lower-case hex digits.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a digest is 64 lower-case hex digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    /// Lower case only: one digest has one spelling, so a changed letter never goes unnoticed.
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(NotADigest);
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotADigest)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The hash function of an installation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum HashKind {
    /// SHA-256 (FIPS 180-4), the default.
    #[default]
    #[serde(rename = "SHA-256")]
    Sha256,
    /// SM3 (GB/T 32905-2016).
    #[serde(rename = "SM3")]
    Sm3,
}

impl HashKind {
    /// The name in settings, checkpoints and exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sm3 => "SM3",
        }
    }

    /// A hasher that is fed piece by piece.
    pub fn hasher(self) -> Hasher {
        match self {
            Self::Sha256 => Hasher(State::Sha256(sha2::Sha256::new())),
            Self::Sm3 => Hasher(State::Sm3(sm3::Sm3::new())),
        }
    }

    /// The digest of `bytes`.
    pub fn hash(self, bytes: &[u8]) -> Digest {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.finish()
    }

    /// The digest of several fields, each with its length before it, so that no byte can move from one field to the next:
    /// `u64be(len field) ‖ field` for the domain and then for every field.
    pub fn hash_fields(self, domain: &str, fields: &[&[u8]]) -> Digest {
        let mut hasher = self.hasher();
        hasher.field(domain.as_bytes());
        for field in fields {
            hasher.field(field);
        }
        hasher.finish()
    }
}

impl fmt::Display for HashKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for HashKind {
    type Err = UnknownHash;

    fn from_str(text: &str) -> Result<Self, UnknownHash> {
        match text {
            "SHA-256" => Ok(Self::Sha256),
            "SM3" => Ok(Self::Sm3),
            other => Err(UnknownHash(other.to_owned())),
        }
    }
}

/// Neither SHA-256 nor SM3.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the hash is SHA-256 or SM3, not {0}")]
pub struct UnknownHash(String);

/// A hash under way.
#[derive(Clone)]
pub struct Hasher(State);

#[derive(Clone)]
enum State {
    Sha256(sha2::Sha256),
    Sm3(sm3::Sm3),
}

impl Hasher {
    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Sha256(hash) => hash.update(bytes),
            State::Sm3(hash) => hash.update(bytes),
        }
    }

    /// Takes one field: its length in bytes as `u64be`, then itself.
    pub fn field(&mut self, bytes: &[u8]) {
        self.update(&(bytes.len() as u64).to_be_bytes());
        self.update(bytes);
    }

    /// The digest of all that was taken.
    pub fn finish(self) -> Digest {
        match self.0 {
            State::Sha256(hash) => Digest(hash.finalize().into()),
            State::Sm3(hash) => Digest(hash.finalize().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values_of_abc() {
        let sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(HashKind::Sha256.hash(b"abc").to_string(), sha);
        assert_eq!(HashKind::Sm3.hash(b"abc").to_string(), sm3);
    }

    #[test]
    fn a_digest_has_one_spelling() {
        let text = HashKind::Sha256.hash(b"abc").to_string();
        assert_eq!(text.parse::<Digest>().unwrap().to_string(), text);
        assert!(text.to_uppercase().parse::<Digest>().is_err());
        assert!(text[..62].parse::<Digest>().is_err());
        assert!("督".parse::<Digest>().is_err());
    }

    #[test]
    fn bytes_cannot_move_between_fields() {
        let kind = HashKind::Sha256;
        assert_ne!(kind.hash_fields("d", &[b"ab", b"c"]), kind.hash_fields("d", &[b"a", b"bc"]));
    }
}
