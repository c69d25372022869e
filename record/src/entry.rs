//! Entries and the chain of one stream: every entry's hash covers the hash before it.
//!
//! The hash of an entry is over these fields in this order, each preceded by its length in bytes as `u64be`:
//!
//! | field | bytes |
//! |---|---|
//! | domain | `bangdu/entry/v1` |
//! | stream | UTF-8 |
//! | version | `u64be`; the first entry of a stream has version 1 |
//! | previous hash | 32 bytes; zeros before the first entry |
//! | event | UTF-8, the event's name |
//! | payload | the exact bytes that are stored (RFC 8785 text) |
//! | time | `i64be`, milliseconds since 1970-01-01T00:00:00Z |
//! | actor | UTF-8 |
//!
//! Storing entries is the app's business, their meaning the core's.

use crate::digest::{Digest, HashKind};

/// The domain of entry hashes.
pub const ENTRY_DOMAIN: &str = "bangdu/entry/v1";

/// What an entry's hash covers, besides the hash before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryBody<'a> {
    /// The stream, such as `matter/0192…`.
    pub stream: &'a str,
    /// The place in the stream, from 1.
    pub version: u64,
    /// The event's name.
    pub event: &'a str,
    /// When it was committed, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// Who did it.
    pub actor: &'a str,
    /// The exact canonical text that is stored.
    pub payload: &'a str,
}

/// The hash of the entry that follows `prev` in its stream ([`Digest::zero`] before the first).
pub fn entry_hash(kind: HashKind, prev: &Digest, body: &EntryBody<'_>) -> Digest {
    kind.hash_fields(
        ENTRY_DOMAIN,
        &[
            body.stream.as_bytes(),
            &body.version.to_be_bytes(),
            prev.as_bytes(),
            body.event.as_bytes(),
            body.payload.as_bytes(),
            &body.at_ms.to_be_bytes(),
            body.actor.as_bytes(),
        ],
    )
}

/// The first thing that is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// An entry of another stream was handed in.
    #[error("the entry belongs to stream {found}, not to {expected}")]
    Stream {
        /// The stream that is being checked.
        expected: String,
        /// The entry's stream.
        found: String,
    },
    /// An entry is missing, doubled or out of order.
    #[error("version {expected} is missing: version {found} follows in its place")]
    Version {
        /// The version that should stand here.
        expected: u64,
        /// The version that stands here.
        found: u64,
    },
    /// The entry doesn't follow the one before it.
    #[error("the previous hash isn't that of the entry before")]
    Previous,
    /// The entry's content isn't what was hashed.
    #[error("the content doesn't match the hash: it was changed after it was recorded")]
    Hash,
}

/// Checks the entries of one stream, fed in order. Keeps 40 bytes and the stream's name.
#[derive(Clone, Debug)]
pub struct ChainChecker {
    kind: HashKind,
    stream: String,
    version: u64,
    last: Digest,
}

impl ChainChecker {
    /// A checker for a stream from its first entry.
    pub fn new(kind: HashKind, stream: impl Into<String>) -> Self {
        Self { kind, stream: stream.into(), version: 0, last: Digest::zero() }
    }

    /// Checks the next entry with the previous hash and the hash that are stored beside it.
    ///
    /// # Errors
    /// The first [`ChainFault`]; the checker then stays where it was.
    pub fn feed(&mut self, body: &EntryBody<'_>, prev: &Digest, hash: &Digest) -> Result<(), ChainFault> {
        if body.stream != self.stream {
            return Err(ChainFault::Stream { expected: self.stream.clone(), found: body.stream.to_owned() });
        }
        let expected = self.version.saturating_add(1);
        if body.version != expected {
            return Err(ChainFault::Version { expected, found: body.version });
        }
        if *prev != self.last {
            return Err(ChainFault::Previous);
        }
        if *hash != entry_hash(self.kind, prev, body) {
            return Err(ChainFault::Hash);
        }
        self.version = expected;
        self.last = *hash;
        Ok(())
    }

    /// The version of the last entry that was right; 0 before the first.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The hash of the last entry that was right: what the next one must name.
    pub fn last(&self) -> Digest {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYLOADS: [&str; 3] = [r#"{"n":1}"#, r#"{"n":2}"#, r#"{"n":3}"#];

    fn body(version: u64) -> EntryBody<'static> {
        EntryBody {
            stream: "matter/1",
            version,
            event: "Reported",
            at_ms: 1_790_000_000_000,
            actor: "person/7",
            payload: PAYLOADS[version as usize - 1],
        }
    }

    fn chain() -> Vec<(EntryBody<'static>, Digest, Digest)> {
        let mut prev = Digest::zero();
        (1..=3)
            .map(|version| {
                let hash = entry_hash(HashKind::Sha256, &prev, &body(version));
                let entry = (body(version), prev, hash);
                prev = hash;
                entry
            })
            .collect()
    }

    fn fault(entries: &[(EntryBody<'_>, Digest, Digest)]) -> Option<(u64, ChainFault)> {
        let mut checker = ChainChecker::new(HashKind::Sha256, "matter/1");
        entries.iter().find_map(|(body, prev, hash)| {
            checker.feed(body, prev, hash).err().map(|fault| (body.version, fault))
        })
    }

    #[test]
    fn an_untouched_chain_is_right() {
        assert_eq!(fault(&chain()), None);
    }

    #[test]
    fn a_removed_entry_is_named() {
        let mut entries = chain();
        entries.remove(1);
        assert_eq!(fault(&entries), Some((3, ChainFault::Version { expected: 2, found: 3 })));
    }

    #[test]
    fn a_changed_payload_is_named() {
        let mut entries = chain();
        entries[1].0.payload = r#"{"n":9}"#;
        assert_eq!(fault(&entries), Some((2, ChainFault::Hash)));
    }

    #[test]
    fn a_changed_entry_with_a_new_hash_breaks_the_next() {
        let mut entries = chain();
        entries[1].0.actor = "person/8";
        entries[1].2 = entry_hash(HashKind::Sha256, &entries[1].1, &entries[1].0);
        assert_eq!(fault(&entries), Some((3, ChainFault::Previous)));
    }
}
