//! The pieces of a verification, each fed in order: chains of all streams, the log, personal-data rows. The app feeds
//! them from a live store.

use std::collections::HashMap;

use crate::digest::{Digest, HashKind};
use crate::entry::{ChainChecker, ChainFault, EntryBody};
use crate::log::Frontier;
use crate::private::{PrivateFault, PrivateRow, references};
use crate::proof::LogState;

/// The chains of all streams, whose entries may come mixed, each stream's in order.
pub struct Streams {
    kind: HashKind,
    chains: HashMap<String, ChainChecker>,
}

impl Streams {
    /// No stream yet.
    pub fn new(kind: HashKind) -> Self {
        Self { kind, chains: HashMap::new() }
    }

    /// Checks the next entry of its stream.
    ///
    /// # Errors
    /// The [`ChainFault`].
    pub fn feed(&mut self, body: &EntryBody<'_>, prev: &Digest, hash: &Digest) -> Result<(), ChainFault> {
        if let Some(chain) = self.chains.get_mut(body.stream) {
            return chain.feed(body, prev, hash);
        }
        let mut chain = ChainChecker::new(self.kind, body.stream);
        chain.feed(body, prev, hash)?;
        self.chains.insert(body.stream.to_owned(), chain);
        Ok(())
    }

    /// The last version of a stream that was right; 0 if it wasn't met.
    pub fn version(&self, stream: &str) -> u64 {
        self.chains.get(stream).map_or(0, ChainChecker::version)
    }

    /// How many streams were met.
    pub fn len(&self) -> usize {
        self.chains.len()
    }

    /// Whether none was met.
    pub fn is_empty(&self) -> bool {
        self.chains.is_empty()
    }
}

/// What is wrong with the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// A leaf is missing, doubled or out of order.
    #[error("leaf {expected} of the log is missing: leaf {found} stands in its place")]
    Leaf {
        /// The number that should stand here.
        expected: u64,
        /// The number that stands here.
        found: u64,
    },
    /// The leaves aren't those that the checkpoint covers.
    #[error(
        "the log doesn't match the checkpoint over {0} entries: entries under it were changed, moved or removed"
    )]
    Root(u64),
    /// A checkpoint covers more than there is.
    #[error("a checkpoint covers {covers} sealed entries, the record has {size}: entries were removed")]
    Short {
        /// What the checkpoint says.
        covers: u64,
        /// What there is.
        size: u64,
    },
}

/// Recomputes the log and compares it with checkpoints as it passes them.
pub struct LogChecker {
    frontier: Frontier,
    marks: Vec<LogState>,
    passed: usize,
}

impl LogChecker {
    /// A checker that expects the log to pass all these `marks`, in any order.
    pub fn new(kind: HashKind, marks: impl IntoIterator<Item = LogState>) -> Self {
        let mut marks = marks.into_iter().collect::<Vec<_>>();
        marks.sort_by_key(|mark| mark.size);
        Self { frontier: Frontier::new(kind), marks, passed: 0 }
    }

    /// Takes the next sealed entry.
    ///
    /// # Errors
    /// [`LogFault::Leaf`], or [`LogFault::Root`] when a mark was reached with another root.
    pub fn feed(&mut self, leaf: u64, entry: &Digest) -> Result<(), LogFault> {
        let expected = self.frontier.size();
        if leaf != expected {
            return Err(LogFault::Leaf { expected, found: leaf });
        }
        self.pass_marks()?;
        self.frontier.append(entry);
        self.pass_marks()
    }

    /// Says that no more entries come.
    ///
    /// # Errors
    /// [`LogFault::Short`] when a mark wasn't reached.
    pub fn finish(&mut self) -> Result<(), LogFault> {
        self.pass_marks()?;
        match self.marks.get(self.passed) {
            Some(mark) => Err(LogFault::Short { covers: mark.size, size: self.frontier.size() }),
            None => Ok(()),
        }
    }

    /// The log as far as it was fed.
    pub fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    fn pass_marks(&mut self) -> Result<(), LogFault> {
        while let Some(mark) = self.marks.get(self.passed)
            && mark.size == self.frontier.size()
        {
            if mark.root != self.frontier.root() {
                return Err(LogFault::Root(mark.size));
            }
            self.passed += 1;
        }
        Ok(())
    }
}

/// The digests of all personal-data rows, against which references in payloads are checked.
pub struct PrivateRows {
    kind: HashKind,
    digests: HashMap<String, Option<Digest>>,
}

impl PrivateRows {
    /// No row yet.
    pub fn new(kind: HashKind) -> Self {
        Self { kind, digests: HashMap::new() }
    }

    /// Adds a row, erased or not.
    ///
    /// # Errors
    /// What is wrong with the row itself: erased by half, or there twice.
    pub fn add(&mut self, row: &PrivateRow) -> Result<(), String> {
        let digest = row.digest(self.kind).map_err(|fault| fault.to_string())?;
        match self.digests.insert(row.id.clone(), digest) {
            None => Ok(()),
            Some(_) => Err(format!("personal-data row {} is there twice", row.id)),
        }
    }

    /// Checks every reference in an entry's payload.
    ///
    /// # Errors
    /// A sentence naming the row that is missing or changed.
    pub fn check_payload(&self, payload: &str) -> Result<(), String> {
        // Most payloads refer to nobody: look before parsing.
        if !payload.contains("\"private\"") {
            return Ok(());
        }
        let value =
            serde_json::from_str(payload).map_err(|fault| format!("the payload is no JSON: {fault}"))?;
        for reference in references(&value) {
            match self.digests.get(&reference.id) {
                None => return Err(PrivateFault::Missing(reference.id).to_string()),
                Some(Some(digest)) if *digest != reference.digest => {
                    return Err(PrivateFault::Changed(reference.id).to_string());
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}
