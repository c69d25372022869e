//! Checkpoints: signed statements "at this time the log had this size and this root", each naming the one before.
//!
//! The signature is over the RFC 8785 text of `{"at_ms","format","hash","key_id","previous","root","size"}` with format
//! `bangdu/checkpoint/v1`. A checkpoint's digest covers that text and the signature. What stands under a checkpoint
//! can't be changed, reordered or removed without its being noticed by whoever holds the checkpoint; what came after
//! the newest one can. So checkpoints are also kept outside the store.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use crate::canonical::{NotCanonical, canonical};
use crate::digest::{Digest, HashKind};
use crate::proof::LogState;
use crate::signer::{KeyFault, PublicKey, Signer};

/// The format's name inside the signed text, and the domain of checkpoint digests.
pub const CHECKPOINT_DOMAIN: &str = "bangdu/checkpoint/v1";

/// What a checkpoint states, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Number of leaves and root.
    pub log: LogState,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// The digest of the checkpoint before this one; none for the first.
    pub previous: Option<Digest>,
    /// The log's hash function.
    pub hash: HashKind,
}

impl Statement {
    /// Signs the statement.
    ///
    /// # Errors
    /// [`CheckpointFault`] when a number is too large for the canonical text or the key doesn't sign.
    pub fn sign(self, signer: &dyn Signer) -> Result<Checkpoint, CheckpointFault> {
        let mut checkpoint = Checkpoint {
            size: self.log.size,
            root: self.log.root,
            at_ms: self.at_ms,
            previous: self.previous,
            key_id: signer.key_id().to_owned(),
            hash: self.hash,
            signature: Signature(Vec::new()),
        };
        let text = checkpoint.signed_text()?;
        checkpoint.signature = Signature(signer.sign(text.as_bytes())?);
        Ok(checkpoint)
    }
}

/// A signed checkpoint; a line of `checkpoints.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The number of leaves.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// The digest of the checkpoint before this one; none for the first.
    #[serde(deserialize_with = "Option::deserialize")]
    pub previous: Option<Digest>,
    /// The name of the key that signed.
    pub key_id: String,
    /// The log's hash function.
    pub hash: HashKind,
    /// Over [`Checkpoint::signed_text`].
    pub signature: Signature,
}

impl Checkpoint {
    /// The text that is signed.
    ///
    /// # Errors
    /// [`NotCanonical`] when size or time lies beyond ±(2^53 − 1).
    pub fn signed_text(&self) -> Result<String, NotCanonical> {
        canonical(&json!({
            "format": CHECKPOINT_DOMAIN,
            "size": self.size,
            "root": self.root,
            "at_ms": self.at_ms,
            "previous": self.previous,
            "key_id": self.key_id,
            "hash": self.hash,
        }))
    }

    /// The digest by which the next checkpoint names this one: over domain, signed text and signature.
    ///
    /// # Errors
    /// As [`Checkpoint::signed_text`].
    pub fn digest(&self) -> Result<Digest, NotCanonical> {
        let text = self.signed_text()?;
        Ok(self.hash.hash_fields(CHECKPOINT_DOMAIN, &[text.as_bytes(), &self.signature.0]))
    }

    /// The state of the log that it states.
    pub fn log(&self) -> LogState {
        LogState { size: self.size, root: self.root }
    }

    /// Checks the signature with the key of that name among `keys`.
    ///
    /// # Errors
    /// [`CheckpointFault`] when the key is missing or didn't sign this.
    pub fn verify(&self, keys: &[PublicKey]) -> Result<(), CheckpointFault> {
        let Some(key) = keys.iter().find(|key| key.key_id() == self.key_id) else {
            return Err(CheckpointFault::UnknownKey(self.key_id.clone()));
        };
        if !key.verifies(self.signed_text()?.as_bytes(), &self.signature.0) {
            return Err(CheckpointFault::Signature);
        }
        Ok(())
    }
}

/// A signature's bytes; base64 in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(pub Vec<u8>);

impl Serialize for Signature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64_STANDARD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// What can be wrong with a checkpoint or a chain of them.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// No text to sign.
    #[error(transparent)]
    Text(#[from] NotCanonical),
    /// The key didn't sign.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// Signed by a key that isn't listed.
    #[error("it is signed by key {0}, which is not among the keys")]
    UnknownKey(String),
    /// The signature is not by that key over this text.
    #[error("the signature doesn't belong to it")]
    Signature,
    /// Another hash function than the log's.
    #[error("it is made with {found}, the log with {expected}")]
    Hash {
        /// The log's.
        expected: HashKind,
        /// The checkpoint's.
        found: HashKind,
    },
    /// A checkpoint was changed, removed or put elsewhere.
    #[error("it doesn't name the checkpoint before it: one was changed, removed or moved")]
    Previous,
    /// The log can't shrink.
    #[error("it covers {size} entries, the checkpoint before it {before}")]
    Shrunk {
        /// The checkpoint's size.
        size: u64,
        /// The size before.
        before: u64,
    },
}

/// Checks a chain of checkpoints, fed in order from the first.
#[derive(Clone, Debug)]
pub struct CheckpointChain {
    kind: HashKind,
    size: u64,
    last: Option<Digest>,
}

impl CheckpointChain {
    /// A checker for the checkpoints of a log of this kind.
    pub fn new(kind: HashKind) -> Self {
        Self { kind, size: 0, last: None }
    }

    /// Checks the next checkpoint: hash function, place in the chain, signature.
    ///
    /// # Errors
    /// The first [`CheckpointFault`].
    pub fn feed(&mut self, checkpoint: &Checkpoint, keys: &[PublicKey]) -> Result<(), CheckpointFault> {
        if checkpoint.hash != self.kind {
            return Err(CheckpointFault::Hash { expected: self.kind, found: checkpoint.hash });
        }
        if checkpoint.previous != self.last {
            return Err(CheckpointFault::Previous);
        }
        if checkpoint.size < self.size {
            return Err(CheckpointFault::Shrunk { size: checkpoint.size, before: self.size });
        }
        checkpoint.verify(keys)?;
        self.size = checkpoint.size;
        self.last = Some(checkpoint.digest()?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::Algorithm;

    fn chain(signer: &dyn Signer, kind: HashKind) -> Vec<Checkpoint> {
        let mut previous = None;
        (1..=3)
            .map(|n| {
                let log = LogState { size: n * 10, root: kind.hash(&[n as u8]) };
                let statement = Statement { log, at_ms: n as i64, previous, hash: kind };
                let checkpoint = statement.sign(signer).unwrap();
                previous = Some(checkpoint.digest().unwrap());
                checkpoint
            })
            .collect()
    }

    fn check(kind: HashKind, chain: &[Checkpoint], key: &PublicKey) -> Result<(), CheckpointFault> {
        let mut checker = CheckpointChain::new(kind);
        chain.iter().try_for_each(|checkpoint| checker.feed(checkpoint, std::slice::from_ref(key)))
    }

    #[test]
    fn a_chain_of_either_kind_holds_and_breaks() {
        for (kind, algorithm) in [(HashKind::Sha256, Algorithm::Ed25519), (HashKind::Sm3, Algorithm::Sm2)] {
            let signer = algorithm.signer(&[7; 32]).unwrap();
            let (key, chain) = (signer.public_key(), chain(signer.as_ref(), kind));
            assert_eq!(check(kind, &chain, key), Ok(()));
            let without = [chain[0].clone(), chain[2].clone()];
            assert_eq!(check(kind, &without, key), Err(CheckpointFault::Previous));
            let mut changed = chain.clone();
            changed[2].at_ms += 1;
            assert_eq!(check(kind, &changed, key), Err(CheckpointFault::Signature));
            let other = algorithm.signer(&[8; 32]).unwrap();
            let fault = check(kind, &chain, other.public_key()).unwrap_err();
            assert!(matches!(fault, CheckpointFault::UnknownKey(_)));
        }
    }

    #[test]
    fn a_checkpoint_comes_back_from_its_line() {
        let signer = Algorithm::Ed25519.signer(&[7; 32]).unwrap();
        for checkpoint in chain(signer.as_ref(), HashKind::Sha256) {
            let line = serde_json::to_string(&checkpoint).unwrap();
            assert_eq!(serde_json::from_str::<Checkpoint>(&line).unwrap(), checkpoint);
        }
        assert!(serde_json::from_str::<Checkpoint>("{}").is_err());
    }
}
