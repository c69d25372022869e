//! What a freeze fixes before any chance exists: the portfolio with its tickets, the instance it was computed from, who
//! takes part, which public numbers count, until when secrets are revealed.
//!
//! The pool is public, so it holds names and places only as digests under a nonce ([`super::sealed`] holds the rest).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::PublicSource;
use crate::canonical::LARGEST;
use crate::digest::Digest;

/// The format that this version writes and reads.
pub const DRAW_FORMAT: &str = "bangdu/draw/v1";

/// The fewest parties; one honest one is enough.
pub const FEWEST_PARTIES: usize = 2;

/// The most people that the order of stand-ins is drawn over.
pub const MOST_PEOPLE: u64 = 1_000_000;

/// The longest id of a party or name of a batch, in bytes.
const LONGEST_NAME: usize = 128;

/// Everything that is fixed before the draw. Its canonical text gives the pool hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// [`DRAW_FORMAT`].
    pub format: String,
    /// What is drawn for, `2026-07`.
    pub batch: String,
    /// The how-many-th attempt, from 1. Another one needs a void one before it.
    pub attempt: u64,
    /// The generator's seed: the seed of the last draw with a result, so that nobody generates until it suits.
    pub previous: Digest,
    /// The program and its version that computed the portfolio.
    pub program: String,
    /// The instance the portfolio was computed from.
    pub instance: InstanceDigests,
    /// The ticket table, one row a roster.
    pub rosters: Vec<Row>,
    /// The number of all tickets.
    pub ticket_total: u64,
    /// What was promised of the rosters.
    pub promise: Promise,
    /// The ids of those who bring a secret, in the order of their bytes; in this order they reveal.
    pub parties: Vec<String>,
    /// Public numbers, in the order in which they enter the seed.
    pub public: Vec<PublicSource>,
    /// Until when secrets are revealed, in milliseconds since 1970-01-01T00:00:00Z.
    pub reveal_by_ms: i64,
}

/// The frozen instance as digests, one for each of its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstanceDigests {
    /// Member by member, see [`super::part_digest`].
    pub parts: BTreeMap<String, Digest>,
    /// How many people there are: stand-ins are an order of all of them.
    pub people: u64,
}

/// A row of the ticket table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// See [`super::roster_digest`].
    pub digest: Digest,
    /// Its tickets.
    pub tickets: u64,
}

/// What whoever froze the pool says of its rosters. Checked with the opened rosters by a program that knows the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// Nobody's chance for a place is above this, in basis points.
    pub cap_bp: u64,
    /// No roster's objective is above this.
    pub objective_at_most: i64,
    /// Leaders are named and the same in all rosters; the cap holds for the other seats.
    pub leaders_named: bool,
}

impl Pool {
    /// Checks what can be checked without the sealed part.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn check(&self) -> Result<(), String> {
        if self.format != DRAW_FORMAT {
            return Err(format!("the pool's format is {}; this program reads {DRAW_FORMAT}", self.format));
        }
        check_name("batch", &self.batch)?;
        if self.instance.parts.is_empty() {
            return Err("the pool names no part of an instance".to_owned());
        }
        if self.instance.people > MOST_PEOPLE {
            return Err(format!("the pool has more than {MOST_PEOPLE} people"));
        }
        if self.promise.cap_bp > 10_000 {
            return Err("a chance is at most 10,000 basis points".to_owned());
        }
        self.check_table()?;
        self.check_parties()?;
        self.public.iter().try_for_each(PublicSource::check)
    }

    fn check_table(&self) -> Result<(), String> {
        if self.rosters.is_empty() {
            return Err("the ticket table is empty".to_owned());
        }
        if let Some(n) = self.rosters.iter().position(|row| row.tickets == 0) {
            return Err(format!("roster {n} of the table has no ticket"));
        }
        let mut seen = BTreeSet::new();
        if let Some(n) = self.rosters.iter().position(|row| !seen.insert(row.digest)) {
            return Err(format!("roster {n} stands in the table twice"));
        }
        let sum: u128 = self.rosters.iter().map(|row| u128::from(row.tickets)).sum();
        if sum != u128::from(self.ticket_total) {
            return Err(format!(
                "the tickets sum to {sum}, not to the frozen total of {}",
                self.ticket_total
            ));
        }
        if self.ticket_total > LARGEST as u64 {
            return Err("there are more than 2^53 − 1 tickets".to_owned());
        }
        Ok(())
    }

    fn check_parties(&self) -> Result<(), String> {
        if self.parties.len() < FEWEST_PARTIES {
            return Err(format!("a draw needs at least {FEWEST_PARTIES} parties"));
        }
        self.parties.iter().try_for_each(|party| check_name("party", party))?;
        if self.parties.windows(2).any(|pair| pair[0].as_bytes() >= pair[1].as_bytes()) {
            return Err("parties stand once each, in the order of their ids' bytes".to_owned());
        }
        Ok(())
    }
}

/// A name is text that looks the same to everybody: no control characters, no space at its ends.
fn check_name(what: &str, name: &str) -> Result<(), String> {
    let fits = !name.is_empty() && name.len() <= LONGEST_NAME && name.trim() == name;
    if !fits || name.chars().any(char::is_control) {
        return Err(format!(
            "the {what} {name:?} is not a name of 1 to {LONGEST_NAME} bytes without control characters"
        ));
    }
    Ok(())
}
