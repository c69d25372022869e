//! Verifying a record: over an export, or piece by piece over a live store.
//!
//! **Proven**, for whoever trusts the key's name or holds an older checkpoint: every entry under a checkpoint is there,
//! unchanged, in its stream's and the log's order; checkpoints follow one another and are signed; personal data that
//! isn't erased is what was recorded; files are what their names say.
//! **Not proven**: that nothing was cut off after the newest checkpoint one holds; that an entry tells the truth; tables
//! that aren't journalled; erased values. An export brings its own keys: a forger who writes the whole record anew, with
//! a key of their own, is found only by a key's name or a checkpoint from outside (`bangdu-verify --checkpoint FILE`).
//!
//! Memory grows with the number of streams, checkpoints and personal-data rows, not of entries.

mod parts;

use std::io::Read;

use serde::Serialize;

pub use parts::{LogChecker, LogFault, PrivateRows, Streams};

use crate::checkpoint::{Checkpoint, CheckpointChain};
use crate::digest::{Digest, HashKind};
use crate::export::{EntryLine, ExportFault, Lines, Manifest, Part, Visitor, read_archive};
use crate::private::PrivateRow;
use crate::signer::PublicKey;

/// What a verification found. Counts go as far as the first error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Nothing is wrong.
    pub ok: bool,
    /// Entries checked.
    pub entries: u64,
    /// Streams met.
    pub streams: u64,
    /// Checkpoints checked.
    pub checkpoints: u64,
    /// Where it first went wrong.
    pub first_error: Option<Wrong>,
}

/// The first thing that is wrong. Stream and version are named where it lies in one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// The entry's stream.
    pub stream: Option<String>,
    /// The entry's version.
    pub version: Option<u64>,
    /// What is wrong, as a sentence.
    pub what: String,
}

impl Wrong {
    /// Something that lies in no single entry.
    pub fn outside(what: impl ToString) -> Self {
        Self { stream: None, version: None, what: what.to_string() }
    }

    /// Something that lies in this entry.
    pub fn entry(stream: &str, version: u64, what: impl ToString) -> Self {
        Self { stream: Some(stream.to_owned()), version: Some(version), what: what.to_string() }
    }
}

impl From<ExportFault> for Wrong {
    fn from(fault: ExportFault) -> Self {
        Self::outside(fault)
    }
}

/// Verifies an archive, also against an older checkpoint from outside.
pub fn verify<R: Read>(archive: R, older: Option<Checkpoint>) -> Report {
    let mut verifier = Verifier::new(older);
    let outcome = read_archive(archive, &mut verifier);
    verifier.report(outcome)
}

/// Takes the parts of an export and checks them; for whoever reads a directory. [`verify`] does archives.
pub struct Verifier {
    kind: HashKind,
    older: Option<Checkpoint>,
    keys: Vec<PublicKey>,
    checkpoints: Vec<Checkpoint>,
    older_found: bool,
    rows: PrivateRows,
    streams: Streams,
    log: LogChecker,
    entries: u64,
    unsealed: bool,
}

impl Verifier {
    /// A verifier, with an older checkpoint that the record must still contain.
    pub fn new(older: Option<Checkpoint>) -> Self {
        let kind = HashKind::default();
        Self {
            kind,
            older,
            keys: Vec::new(),
            checkpoints: Vec::new(),
            older_found: false,
            rows: PrivateRows::new(kind),
            streams: Streams::new(kind),
            log: LogChecker::new(kind, []),
            entries: 0,
            unsealed: false,
        }
    }

    /// The report, once all parts were taken or the reading stopped with `outcome`.
    pub fn report(self, outcome: Result<(), Wrong>) -> Report {
        let first_error = outcome.err();
        Report {
            ok: first_error.is_none(),
            entries: self.entries,
            streams: self.streams.len() as u64,
            checkpoints: self.checkpoints.len() as u64,
            first_error,
        }
    }

    fn take_checkpoints(
        &mut self,
        lines: impl Iterator<Item = Result<Checkpoint, ExportFault>>,
    ) -> Result<(), Wrong> {
        let older = self.older_digest()?;
        let mut chain = CheckpointChain::new(self.kind);
        for (index, checkpoint) in lines.enumerate() {
            let checkpoint = checkpoint?;
            let wrong = |fault: &dyn std::fmt::Display| {
                Wrong::outside(format!("checkpoint {} over {} entries: {fault}", index + 1, checkpoint.size))
            };
            chain.feed(&checkpoint, &self.keys).map_err(|fault| wrong(&fault))?;
            let digest = checkpoint.digest().map_err(|fault| wrong(&fault))?;
            self.older_found |= older == Some(digest);
            self.checkpoints.push(checkpoint);
        }
        let marks = self.checkpoints.iter().chain(&self.older).map(Checkpoint::log);
        self.log = LogChecker::new(self.kind, marks);
        Ok(())
    }

    fn older_digest(&self) -> Result<Option<Digest>, Wrong> {
        let Some(older) = &self.older else {
            return Ok(None);
        };
        let wrong = |fault: &dyn std::fmt::Display| Wrong::outside(format!("the older checkpoint: {fault}"));
        older.verify(&self.keys).map_err(|fault| wrong(&fault))?;
        older.digest().map(Some).map_err(|fault| wrong(&fault))
    }

    fn take_entries(
        &mut self,
        lines: impl Iterator<Item = Result<EntryLine, ExportFault>>,
    ) -> Result<(), Wrong> {
        for line in lines {
            let line = line?;
            self.take_entry(&line).map_err(|what| Wrong::entry(&line.stream, line.version, what))?;
            self.entries += 1;
        }
        self.log.finish().map_err(Wrong::outside)?;
        if self.older.is_some() && !self.older_found {
            return Err(Wrong::outside(
                "the older checkpoint is not among the record's: checkpoints were removed or the record was forked",
            ));
        }
        Ok(())
    }

    fn take_entry(&mut self, line: &EntryLine) -> Result<(), String> {
        self.streams.feed(&line.body(), &line.prev, &line.hash).map_err(|fault| fault.to_string())?;
        self.rows.check_payload(&line.payload)?;
        match line.leaf {
            Some(_) if self.unsealed => Err("a sealed entry stands behind unsealed ones".to_owned()),
            Some(leaf) => self.log.feed(leaf, &line.hash).map_err(|fault| fault.to_string()),
            None => {
                self.unsealed = true;
                Ok(())
            }
        }
    }
}

impl Visitor for Verifier {
    type Fault = Wrong;

    fn manifest(&mut self, manifest: &Manifest) -> Result<(), Wrong> {
        self.kind = manifest.hash;
        self.rows = PrivateRows::new(self.kind);
        self.streams = Streams::new(self.kind);
        self.log = LogChecker::new(self.kind, []);
        Ok(())
    }

    fn part(&mut self, part: &Part, content: &mut dyn Read) -> Result<(), Wrong> {
        match part {
            Part::Keys => {
                self.keys = Lines::new(part, content).collect::<Result<_, _>>()?;
                Ok(())
            }
            Part::Checkpoints => self.take_checkpoints(Lines::new(part, content)),
            Part::Private => Lines::<_, PrivateRow>::new(part, content)
                .try_for_each(|row| self.rows.add(&row?).map_err(Wrong::outside)),
            Part::Entries => self.take_entries(Lines::new(part, content)),
            // Sums and file digests are checked by whoever hands in the parts.
            Part::Table(_) | Part::File(_) | Part::Manifest | Part::Sums => Ok(()),
        }
    }
}
