//! Files in the record: each is a stream, and a row of table `files`.

use super::{Content, Files};
use crate::{
    cx::Cx,
    db::{DbError, Row, Tx},
    journal::{self, CommitError, Stamp, Stream},
    params,
};
use bangdu_core::{
    ids::{FileId, MatterId},
    instant::Instant,
    matters::FileRef,
};
use serde::{Deserialize, Serialize};
use std::io;

/// How long a file may wait for an act that names it.
const UNNAMED_DAYS: i64 = 1;

/// A file that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its identity.
    pub id: FileId,
    /// SHA-256 of its content, in hex.
    pub digest: String,
    /// Its clean name.
    pub name: String,
    /// Under which it is served.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// An account's id, `system` or `operator`.
    pub uploaded_by: String,
    /// When.
    pub at: Instant,
    /// Whose evidence it is, once an act has named it.
    pub matter: Option<MatterId>,
    gone: bool,
}

impl Kept {
    /// As an act names it.
    pub fn reference(&self) -> FileRef {
        FileRef { id: self.id, digest: self.digest.clone(), name: self.name.clone(), size: self.size }
    }
}

/// What can happen to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileEvent {
    /// It was handed in.
    Kept {
        /// Its identity.
        id: FileId,
        /// SHA-256 of its content, in hex.
        digest: String,
        /// Its clean name.
        name: String,
        /// Under which it is served.
        media_type: String,
        /// In bytes.
        size: u64,
    },
    /// An act of this matter named it.
    Attached {
        /// The matter.
        matter: MatterId,
    },
    /// Nobody named it; its row and its content go.
    Discarded {},
}

impl Stream for Kept {
    const KIND: &'static str = "file";
    const TABLES: &'static [&'static str] = &["files"];
    type Event = FileEvent;

    fn event_name(event: &FileEvent) -> &'static str {
        match event {
            FileEvent::Kept { .. } => "FileKept",
            FileEvent::Attached { .. } => "FileAttached",
            FileEvent::Discarded {} => "FileDiscarded",
        }
    }

    fn apply(before: Option<Kept>, event: &FileEvent, stamp: &Stamp) -> Result<Kept, String> {
        match (before, event) {
            (None, FileEvent::Kept { id, digest, name, media_type, size }) => Ok(Kept {
                id: *id,
                digest: digest.clone(),
                name: name.clone(),
                media_type: media_type.clone(),
                size: *size,
                uploaded_by: stamp.actor.clone(),
                at: stamp.at,
                matter: None,
                gone: false,
            }),
            (Some(kept), FileEvent::Attached { matter }) => Ok(Kept { matter: Some(*matter), ..kept }),
            (Some(kept), FileEvent::Discarded {}) => Ok(Kept { gone: true, ..kept }),
            (before, event) => Err(format!("{event:?} can't follow on {before:?}")),
        }
    }

    fn save(tx: &mut Tx<'_>, _: Option<&Kept>, after: &Kept) -> Result<(), DbError> {
        if after.gone {
            tx.execute("DELETE FROM files WHERE id = $1", params![after.id])?;
            return Ok(());
        }
        tx.execute(
            "INSERT INTO files (id, digest, name, media_type, size, uploaded_by, at, matter)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (id) DO UPDATE SET matter = excluded.matter",
            params![
                after.id,
                after.digest,
                after.name,
                after.media_type,
                after.size,
                after.uploaded_by,
                after.at,
                after.matter
            ],
        )?;
        Ok(())
    }
}

/// Journals that content was handed in; from then on it has an identity.
///
/// # Errors
/// When the content isn't on disk, or the store fails.
pub fn keep(
    tx: &mut Tx<'_>,
    files: &Files,
    id: FileId,
    content: &Content,
    stamp: &Stamp,
) -> Result<FileRef, CommitError> {
    // It may have been cleaned away since it was written, when it had lain there unnamed for a day.
    if !files.path(&content.digest).is_ok_and(|path| path.is_file()) {
        return Err(DbError::Failed("the content of a file isn't on disk".to_owned()).into());
    }
    let event = FileEvent::Kept {
        id,
        digest: content.digest.clone(),
        name: content.name.clone(),
        media_type: content.kind.media_type().to_owned(),
        size: content.size,
    };
    let (kept, _) = journal::commit(tx, journal::fresh::<Kept>(id), &[event], stamp)?;
    Ok(kept.reference())
}

/// Journals that an act of `matter` names the file. Call it in the transaction of that act. One that another
/// person handed in, or that belongs to another matter, isn't there for this act: `None`.
///
/// # Errors
/// When the store fails.
pub fn attach(
    tx: &mut Tx<'_>,
    id: FileId,
    matter: MatterId,
    stamp: &Stamp,
) -> Result<Option<FileRef>, CommitError> {
    let loaded = journal::load(tx, id, |tx| find(tx, id))?;
    let Some(kept) = &loaded.state else { return Ok(None) };
    match kept.matter {
        Some(own) if own == matter => return Ok(Some(kept.reference())),
        Some(_) => return Ok(None),
        None if kept.uploaded_by != stamp.actor => return Ok(None),
        None => {}
    }
    let (kept, _) = journal::commit(tx, loaded, &[FileEvent::Attached { matter }], stamp)?;
    Ok(Some(kept.reference()))
}

/// The file of this identity.
///
/// # Errors
/// When the store fails.
pub fn find(tx: &mut Tx<'_>, id: FileId) -> Result<Option<Kept>, DbError> {
    let row = tx.row(
        "SELECT id, digest, name, media_type, size, uploaded_by, at, matter FROM files WHERE id = $1",
        params![id],
    )?;
    row.as_ref().map(to_kept).transpose()
}

/// Digests of all content that a row names, ascending, with its size.
///
/// # Errors
/// When the store fails.
pub fn digests(tx: &mut Tx<'_>) -> Result<Vec<(String, u64)>, DbError> {
    let rows = tx.rows("SELECT digest, max(size) FROM files GROUP BY digest ORDER BY digest", &[])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Discards files that no act named within a day, and removes content that no row names. Gives how many.
///
/// # Errors
/// When the store or the disk fails.
pub fn clean(cx: &Cx, files: &Files) -> anyhow::Result<u64> {
    let now = cx.now();
    let unnamed = cx.db.read_blocking(move |tx| {
        let rows = tx.rows(
            "SELECT id FROM files WHERE matter IS NULL AND at < $1 ORDER BY at LIMIT 500",
            params![now.plus_days(-UNNAMED_DAYS)],
        )?;
        rows.iter().map(|row| row.get::<FileId>(0)).collect::<Result<Vec<_>, DbError>>()
    })?;
    let discarded = unnamed.len() as u64;
    for id in unnamed {
        let stamp = Stamp { at: now, actor: "system".to_owned() };
        cx.db.write_blocking(move |tx| {
            let loaded = journal::load(tx, id, |tx| find(tx, id))?;
            // Somebody may have named it meanwhile.
            if loaded.state.as_ref().is_some_and(|kept| kept.matter.is_none()) {
                journal::commit(tx, loaded, &[FileEvent::Discarded {}], &stamp)?;
            }
            Ok::<_, CommitError>(())
        })?;
    }
    files.remove_loose(|digest| is_named(cx, digest))?;
    Ok(discarded)
}

fn is_named(cx: &Cx, digest: &str) -> io::Result<bool> {
    let digest = digest.to_owned();
    let found = cx
        .db
        .read_blocking(move |tx| tx.row("SELECT 1 FROM files WHERE digest = $1 LIMIT 1", params![digest]));
    Ok(found.map_err(io::Error::other)?.is_some())
}

fn to_kept(row: &Row) -> Result<Kept, DbError> {
    Ok(Kept {
        id: row.get(0)?,
        digest: row.get(1)?,
        name: row.get(2)?,
        media_type: row.get(3)?,
        size: row.get(4)?,
        uploaded_by: row.get(5)?,
        at: row.get(6)?,
        matter: row.get(7)?,
        gone: false,
    })
}
