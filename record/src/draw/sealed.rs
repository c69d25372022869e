//! What a freeze keeps back until after the visit: the instance, every roster, and the nonces that open their digests.
//!
//! The team's own roster is [`Opened`] alone; an auditor gets the whole [`Sealed`] part at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{InstanceDigests, Outcome, Pool, part_digest, roster_digest};
use crate::digest::Digest;

/// The format that this version writes and reads.
pub const SEALED_FORMAT: &str = "bangdu/draw/sealed/v1";

/// Who sits where: people by id, a list a team, in the order of the instance's teams and their seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The instance's name.
    pub instance: String,
    /// A person's id for each seat of each team.
    pub teams: Vec<Vec<u64>>,
}

/// The part of a freeze that stays closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// [`SEALED_FORMAT`].
    pub format: String,
    /// The freeze it belongs to.
    pub pool_hash: Digest,
    /// Opens the instance's digests.
    pub nonce: Digest,
    /// The instance as it was read.
    pub instance: Value,
    /// The rosters in the order of the ticket table.
    pub rosters: Vec<SealedRoster>,
}

/// A roster with what opens its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedRoster {
    /// Opens the roster's digest.
    pub nonce: Digest,
    /// See [`Roster::teams`].
    pub teams: Vec<Vec<u64>>,
}

/// The drawn roster for those who may see it; also readable as a solution of its instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The draw it is of.
    pub pool_hash: Digest,
    /// Opens its digest.
    pub nonce: Digest,
    /// See [`Roster::instance`].
    pub instance: String,
    /// See [`Roster::teams`].
    pub teams: Vec<Vec<u64>>,
}

impl Sealed {
    /// The digests of the instance's members, as they stand in the pool.
    ///
    /// # Errors
    /// A sentence when the instance isn't an object with people, or holds a number that can't be hashed.
    pub fn instance_digests(nonce: &Digest, instance: &Value) -> Result<InstanceDigests, String> {
        let members = instance.as_object().ok_or("an instance is a JSON object")?;
        let people =
            members.get("people").and_then(Value::as_array).ok_or("an instance has a list of people")?;
        let digest = |(name, value): (&String, &Value)| match part_digest(nonce, name, value) {
            Ok(digest) => Ok((name.clone(), digest)),
            Err(fault) => Err(format!("the instance's {name}: {fault}")),
        };
        let parts = members.iter().map(digest).collect::<Result<_, String>>()?;
        Ok(InstanceDigests { parts, people: people.len() as u64 })
    }

    /// The instance's name, which every roster bears.
    pub fn name(&self) -> &str {
        self.instance["name"].as_str().unwrap_or_default()
    }

    /// Roster `n` with its nonce.
    pub fn open(&self, n: usize) -> Option<Opened> {
        let sealed = self.rosters.get(n)?;
        let (instance, teams) = (self.name().to_owned(), sealed.teams.clone());
        Some(Opened { pool_hash: self.pool_hash, nonce: sealed.nonce, instance, teams })
    }

    /// Checks that this is what was frozen.
    ///
    /// # Errors
    /// A sentence that names the part of the instance or the roster that was edited.
    pub fn check(&self, pool: &Pool) -> Result<(), String> {
        if self.format != SEALED_FORMAT {
            return Err(format!(
                "the sealed part's format is {}; this program reads {SEALED_FORMAT}",
                self.format
            ));
        }
        let found = Self::instance_digests(&self.nonce, &self.instance)?;
        let names: BTreeSet<&String> = found.parts.keys().chain(pool.instance.parts.keys()).collect();
        if let Some(name) =
            names.into_iter().find(|name| found.parts.get(*name) != pool.instance.parts.get(*name))
        {
            return Err(format!("the instance's {name} isn't what was frozen: it was edited afterwards"));
        }
        if found.people != pool.instance.people {
            return Err("the number of people isn't what was frozen".to_owned());
        }
        if self.rosters.len() != pool.rosters.len() {
            let (sealed, frozen) = (self.rosters.len(), pool.rosters.len());
            return Err(format!("{sealed} rosters are sealed, but {frozen} stand in the frozen table"));
        }
        for (n, row) in pool.rosters.iter().enumerate() {
            if self.open(n).map(|opened| opened.digest()).transpose()? != Some(row.digest) {
                return Err(format!(
                    "roster {n} isn't the one in the frozen table: it was edited afterwards"
                ));
            }
        }
        Ok(())
    }
}

impl Opened {
    /// The digest by which it stands in the ticket table.
    ///
    /// # Errors
    /// A sentence when it holds an id that can't be hashed.
    pub fn digest(&self) -> Result<Digest, String> {
        let roster = Roster { instance: self.instance.clone(), teams: self.teams.clone() };
        roster_digest(&self.nonce, &roster).map_err(|fault| fault.to_string())
    }

    /// Checks that this is the roster that was drawn.
    ///
    /// # Errors
    /// A sentence: it isn't in the table at all, or another one was drawn.
    pub fn check(&self, pool: &Pool, outcome: &Outcome) -> Result<(), String> {
        let digest = self.digest()?;
        match pool.rosters.iter().position(|row| row.digest == digest) {
            None => Err("the roster isn't in the frozen table".to_owned()),
            Some(n) if n as u64 != outcome.roster => {
                Err(format!("this is roster {n} of the table; roster {} was drawn", outcome.roster))
            }
            Some(_) => Ok(()),
        }
    }
}
