//! Restoring a backup into an empty store, of whichever engine.

use super::{
    BackupError,
    restored::{RestoreEvent, Restored},
    tables::Filling,
};
use crate::{
    app::{App, rooms},
    cx::new_id,
    db::Tx,
    files::Files,
    journal::{self, Entry, Stamp, intake::Intake, rebuild_all},
};
use bangdu_core::instant::Instant;
use bangdu_record::{
    checkpoint::Checkpoint,
    export::{EntryLine, Lines, Manifest, Part, Visitor, read_archive},
    private::PrivateRow,
    verify,
};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

/// What a restore brought in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Entries of the record.
    pub entries: u64,
    /// Streams that they belong to.
    pub streams: u64,
    /// Rows of tables that aren't rebuilt from entries.
    pub rows: u64,
    /// Files.
    pub files: u64,
}

/// Fills the empty store with the backup in `archive`, and journals it. All or nothing: the backup is verified
/// before, and everything is one transaction. (Files come first; what a failure leaves of them is cleaned up.)
///
/// # Errors
/// When the store isn't empty, the backup isn't whole or was changed, or the store or the disk fails.
pub fn restore(app: &App, archive: &Path) -> anyhow::Result<Summary> {
    let report = verify::verify(BufReader::new(File::open(archive)?), None);
    if let Some(wrong) = report.first_error {
        anyhow::bail!("the backup is not whole: {}", wrong.what);
    }
    let (archive, files) = (archive.to_owned(), app.files.clone());
    let stamp = Stamp { at: app.cx.now(), actor: "operator".to_owned() };
    let done = app.cx.db.write_blocking(move |tx| {
        if !journal::is_empty(tx)? {
            return Err(BackupError::Refused(
                "the store holds a record already: restore into an empty one".to_owned(),
            ));
        }
        take_in(tx, &files, &archive, &stamp)
    })?;
    Ok(done)
}

fn take_in(tx: &mut Tx<'_>, files: &Files, archive: &Path, stamp: &Stamp) -> Result<Summary, BackupError> {
    let mut taking = Taking { tx, files, manifest: None, summary: Summary::default() };
    read_archive(BufReader::new(File::open(archive)?), &mut taking)?;
    let Taking { tx, manifest, summary, .. } = taking;
    let manifest = manifest.ok_or_else(|| BackupError::Refused("the backup says nothing".to_owned()))?;
    let event = RestoreEvent::Restored {
        made_at_ms: manifest.made_at_ms,
        program: manifest.program,
        entries: summary.entries,
    };
    journal::commit(tx, journal::fresh::<Restored>(new_id()), &[event], stamp)?;
    Ok(summary)
}

struct Taking<'t, 'c> {
    tx: &'t mut Tx<'c>,
    files: &'t Files,
    manifest: Option<Manifest>,
    summary: Summary,
}

impl Visitor for Taking<'_, '_> {
    type Fault = BackupError;

    fn manifest(&mut self, manifest: &Manifest) -> Result<(), BackupError> {
        journal::choose_hash(self.tx, manifest.hash)?;
        self.manifest = Some(manifest.clone());
        Ok(())
    }

    fn part(&mut self, part: &Part, content: &mut dyn Read) -> Result<(), BackupError> {
        match part {
            Part::Checkpoints => {
                for checkpoint in Lines::<_, Checkpoint>::new(part, content) {
                    journal::seal::take_in(self.tx, &checkpoint?)?;
                }
            }
            Part::Private => {
                let made = self.manifest.as_ref().map_or(0, |manifest| manifest.made_at_ms);
                for row in Lines::<_, PrivateRow>::new(part, content) {
                    journal::private::take_in(self.tx, &row?, Instant(made))?;
                }
            }
            Part::Entries => self.entries(part, content)?,
            Part::Table(name) => {
                let filling = Filling::begin(self.tx, name)?;
                for line in Lines::<_, Map<String, Json>>::new(part, content) {
                    filling.add(self.tx, &line?)?;
                    self.summary.rows += 1;
                }
            }
            Part::File(digest) => {
                self.files.put(&digest.to_string(), content)?;
                self.summary.files += 1;
            }
            // The keys are rebuilt from their stream; sums were checked by the reader.
            Part::Keys | Part::Manifest | Part::Sums => {}
        }
        Ok(())
    }
}

impl Taking<'_, '_> {
    fn entries(&mut self, part: &Part, content: &mut dyn Read) -> Result<(), BackupError> {
        let mut intake = Intake::begin(self.tx)?;
        for line in Lines::<_, EntryLine>::new(part, content) {
            intake.take(self.tx, to_entry(line?))?;
            self.summary.entries += 1;
        }
        self.summary.streams = intake.end(self.tx)?;
        rebuild_all(self.tx, &rooms()).map_err(BackupError::Refused)
    }
}

fn to_entry(line: EntryLine) -> Entry {
    Entry {
        stream: line.stream,
        version: line.version,
        event: line.event,
        at: Instant(line.at_ms),
        actor: line.actor,
        payload: line.payload,
        prev: line.prev,
        hash: line.hash,
        leaf: line.leaf,
    }
}
