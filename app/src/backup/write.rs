//! Writing a backup from one snapshot.

use super::{BackupError, tables};
use crate::{
    app::{App, rooms},
    db::{DbError, Tx},
    files::{self, Files},
    journal::{self, keys::public_keys, private::each_private_row, seal::checkpoints_after},
    web::layout::VERSION,
};
use bangdu_record::{
    digest::Digest,
    export::{EntryLine, ExportFault, ExportWriter, Manifest, Part},
};
use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

/// Writes a backup of the store, while it may be in use, to `out`; nothing half stays there. A checkpoint is made
/// before.
///
/// # Errors
/// When the store fails, a file that it names is missing, or the disk fails.
pub fn backup(app: &App, out: &Path) -> anyhow::Result<()> {
    app.sealer()?.checkpoint()?;
    let whole = std::path::absolute(out)?;
    let folder = whole.parent().unwrap_or(Path::new("/")).to_owned();
    // Readable by its owner alone, as such files are made.
    let aside = tempfile::NamedTempFile::new_in(&folder)?;
    let (target, files, now) = (aside.reopen()?, app.files.clone(), app.cx.now());
    app.cx.db.read_blocking(move |tx| {
        let manifest = Manifest::new(now.0, VERSION, journal::hash_kind(tx)?);
        write_all(tx, &files, target, &manifest, &folder)
    })?;
    aside.persist(&whole)?;
    File::open(whole.parent().unwrap_or(Path::new("/")))?.sync_all()?;
    Ok(())
}

fn write_all(
    tx: &mut Tx<'_>,
    files: &Files,
    target: File,
    manifest: &Manifest,
    folder: &Path,
) -> Result<(), BackupError> {
    let mut packed = zstd::Encoder::new(target, 3)?;
    packed.include_checksum(true)?;
    let mut export = Backup { export: ExportWriter::begin(packed, manifest)?, folder: folder.to_owned() };
    export.export.all(Part::Keys, public_keys(tx)?)?;
    export.export.all(Part::Checkpoints, checkpoints_after(tx, 0)?)?;
    export.private(tx)?;
    export.entries(tx)?;
    for table in tables::copied(tx, &rooms())? {
        export.table(tx, &table)?;
    }
    export.files(tx, files)?;
    let mut target = export.export.finish()?.finish()?;
    target.flush()?;
    target.sync_all()?;
    Ok(())
}

struct Backup<W: Write> {
    export: ExportWriter<W>,
    folder: PathBuf,
}

impl<W: Write> Backup<W> {
    fn private(&mut self, tx: &mut Tx<'_>) -> Result<(), BackupError> {
        let mut lines = self.export.lines(Part::Private, tempfile::tempfile_in(&self.folder)?)?;
        each_private_row(tx, |row| Ok::<_, BackupError>(lines.push(&row)?))?;
        Ok(lines.finish()?)
    }

    fn entries(&mut self, tx: &mut Tx<'_>) -> Result<(), BackupError> {
        let mut lines = self.export.lines(Part::Entries, tempfile::tempfile_in(&self.folder)?)?;
        journal::each_entry(tx, |entry| {
            Ok::<_, BackupError>(lines.push(&EntryLine {
                stream: entry.stream,
                version: entry.version,
                event: entry.event,
                at_ms: entry.at.0,
                actor: entry.actor,
                payload: entry.payload,
                prev: entry.prev,
                hash: entry.hash,
                leaf: entry.leaf,
            })?)
        })?;
        Ok(lines.finish()?)
    }

    fn table(&mut self, tx: &mut Tx<'_>, table: &str) -> Result<(), BackupError> {
        let part = Part::table(table).ok_or_else(|| ExportFault::Name(table.to_owned()))?;
        let mut lines = self.export.lines(part, tempfile::tempfile_in(&self.folder)?)?;
        tables::each_line(tx, table, |line| Ok(lines.push(&line)?))?;
        Ok(lines.finish()?)
    }

    fn files(&mut self, tx: &mut Tx<'_>, files: &Files) -> Result<(), BackupError> {
        for (digest, size) in files::digests(tx)? {
            let missing = |error| BackupError::Refused(format!("file {digest} can't be read: {error}"));
            let content = files.open(&digest).map_err(missing)?;
            let digest: Digest =
                digest.parse().map_err(|_| DbError::Shape(format!("files.digest holds {digest}")))?;
            self.export.file(digest, size, content)?;
        }
        Ok(())
    }
}
