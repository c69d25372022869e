//! The steps of a draw as they are kept: one canonical JSON text a line, each naming the one before it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Pool, Secret};
use crate::canonical::{NotCanonical, canonical, is_canonical};
use crate::digest::Digest;

/// A line of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The digest of the line before; zeros before the first.
    pub prev: Digest,
    /// When it was written, in milliseconds since 1970-01-01T00:00:00Z, by the clock of whoever wrote it.
    pub at_ms: i64,
    /// What was done.
    pub step: Step,
}

/// What is done in a draw, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Step {
    /// Everything but chance is fixed.
    Freeze(Freeze),
    /// A party binds itself to its secret.
    Commit(Commit),
    /// A public number has become known.
    Public(Public),
    /// A party shows its secret.
    Reveal(Reveal),
    /// The draw, as it follows from all this.
    Result(Outcome),
    /// The draw has failed for want of a secret.
    Void(Void),
}

/// Everything but chance is fixed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    /// What is fixed.
    pub pool: Pool,
    /// Its hash, see [`super::pool_hash`].
    pub pool_hash: Digest,
}

/// A party binds itself to its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// Which draw.
    pub pool_hash: Digest,
    /// Who.
    pub party: String,
    /// See [`super::commitment`].
    pub commitment: Digest,
}

/// A public number has become known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Public {
    /// Which draw.
    pub pool_hash: Digest,
    /// The whole text that goes into the seed, see [`super::PublicSource::text`].
    pub text: String,
}

/// A party shows its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    /// Which draw.
    pub pool_hash: Digest,
    /// Who.
    pub party: String,
    /// The secret that was committed to.
    pub secret: Secret,
}

/// The draw, as it follows from all steps before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Which draw.
    pub pool_hash: Digest,
    /// See [`super::seed`]; the next batch's generator starts from it.
    pub seed: Digest,
    /// From 0 to the total − 1.
    pub ticket: u64,
    /// The number of the drawn roster in the table, from 0.
    pub roster: u64,
    /// Its digest in the table.
    pub digest: Digest,
    /// All people of the frozen instance by their number in it: whoever comes first and may take the seat stands in.
    pub stand_ins: Vec<u64>,
}

/// The draw has failed for want of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Void {
    /// Which draw.
    pub pool_hash: Digest,
    /// Who failed: all without a commitment, else the one whose turn it was to reveal. Empty when the public number
    /// didn't come.
    pub missing: Vec<String>,
    /// How often each party has failed in this register, this time included.
    pub failures: BTreeMap<String, u64>,
}

impl Step {
    /// Its name in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Freeze(_) => "freeze",
            Self::Commit(_) => "commit",
            Self::Public(_) => "public",
            Self::Reveal(_) => "reveal",
            Self::Result(_) => "result",
            Self::Void(_) => "void",
        }
    }

    /// Whose step it is, if it is a party's.
    pub fn party(&self) -> Option<&str> {
        match self {
            Self::Commit(commit) => Some(&commit.party),
            Self::Reveal(reveal) => Some(&reveal.party),
            _ => None,
        }
    }

    /// The draw it says it belongs to.
    pub const fn pool_hash(&self) -> Digest {
        match self {
            Self::Freeze(freeze) => freeze.pool_hash,
            Self::Commit(commit) => commit.pool_hash,
            Self::Public(public) => public.pool_hash,
            Self::Reveal(reveal) => reveal.pool_hash,
            Self::Result(outcome) => outcome.pool_hash,
            Self::Void(void) => void.pool_hash,
        }
    }
}

impl Line {
    /// Its text, without the line's end.
    ///
    /// # Errors
    /// [`NotCanonical`] for numbers beyond ±(2^53 − 1).
    pub fn text(&self) -> Result<String, NotCanonical> {
        canonical(self)
    }

    /// Reads a line.
    ///
    /// # Errors
    /// A sentence when it isn't a step in exactly its canonical text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let line =
            serde_json::from_str(text).map_err(|fault| format!("it is not a step of a draw: {fault}"))?;
        if !is_canonical(text) {
            return Err(
                "it isn't in canonical form (RFC 8785): it was written anew by another hand".to_owned()
            );
        }
        Ok(line)
    }
}
