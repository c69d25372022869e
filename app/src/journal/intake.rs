//! Entries that come from elsewhere with their hashes and leaves: a restore. They were verified before.

use super::{Entry, hash_kind, seal::store_frontier};
use crate::{
    db::{DbError, Tx},
    params,
};
use bangdu_record::{digest::Digest, log::Frontier};
use std::collections::HashMap;

/// Takes entries in, the sealed ones by leaf.
pub struct Intake {
    log: Frontier,
    heads: HashMap<String, (u64, Digest)>,
}

impl Intake {
    /// For an empty store whose hash function is chosen.
    ///
    /// # Errors
    /// When the store fails.
    pub fn begin(tx: &mut Tx<'_>) -> Result<Intake, DbError> {
        Ok(Intake { log: Frontier::new(hash_kind(tx)?), heads: HashMap::new() })
    }

    /// The next entry.
    ///
    /// # Errors
    /// When the store fails, or the entry doesn't follow on the one before.
    pub fn take(&mut self, tx: &mut Tx<'_>, entry: Entry) -> Result<(), DbError> {
        if !self.heads.contains_key(&entry.stream) {
            tx.execute(
                "INSERT INTO streams (id, version, head) VALUES ($1, 0, $2)",
                params![entry.stream, Digest::zero()],
            )?;
        }
        tx.execute(
            "INSERT INTO entries (stream, version, event, at, actor, payload, prev, hash, leaf)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                entry.stream,
                entry.version,
                entry.event,
                entry.at,
                entry.actor,
                entry.payload,
                entry.prev,
                entry.hash,
                entry.leaf
            ],
        )?;
        if entry.leaf.is_some_and(|leaf| leaf != self.log.append(&entry.hash)) {
            return Err(DbError::Shape(format!(
                "{} version {}: not the next leaf",
                entry.stream, entry.version
            )));
        }
        self.heads.insert(entry.stream, (entry.version, entry.hash));
        Ok(())
    }

    /// The end: streams get their heads, the log its edge. Gives the number of streams.
    ///
    /// # Errors
    /// When the store fails.
    pub fn end(self, tx: &mut Tx<'_>) -> Result<u64, DbError> {
        for (stream, (version, head)) in &self.heads {
            tx.execute(
                "UPDATE streams SET version = $2, head = $3 WHERE id = $1",
                params![stream, version, head],
            )?;
        }
        store_frontier(tx, &self.log)?;
        Ok(self.heads.len() as u64)
    }
}
