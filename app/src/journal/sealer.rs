//! Sealing as a process does it: with its own key, into the store and into a directory outside it.

use super::{
    Stamp, keys,
    seal::{self, checkpoint, checkpoints_after, seal, size_outside, write_outside},
};
use crate::{
    cx::Cx,
    db::{DbError, Tx},
};
use anyhow::{Context, bail};
use bangdu_record::{
    checkpoint::Checkpoint,
    signer::{Algorithm, Signer},
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The file of checkpoints in the directory outside.
pub const OUTSIDE: &str = "bangdu-checkpoints.jsonl";

/// Seals entries and signs checkpoints.
#[derive(Clone)]
pub struct Sealer {
    cx: Cx,
    signer: Arc<dyn Signer>,
    outside: Option<PathBuf>,
}

impl Sealer {
    /// With the key in `key_file`, which is made and journalled at first use.
    ///
    /// # Errors
    /// When the key can't be used or the store fails.
    pub fn open(
        cx: Cx,
        key_file: &Path,
        algorithm: Algorithm,
        checkpoint_dir: Option<&Path>,
    ) -> anyhow::Result<Sealer> {
        let signer: Arc<dyn Signer> = keys::signing_key(key_file, algorithm)?.into();
        let known = cx.db.read_blocking(keys::public_keys)?;
        if !known.contains(signer.public_key()) {
            let (key, stamp) = (signer.public_key().clone(), stamp(&cx));
            cx.db.write_blocking(move |tx| keys::take_key(tx, &key, &stamp))?;
        }
        Ok(Sealer { cx, signer, outside: checkpoint_dir.map(|dir| dir.join(OUTSIDE)) })
    }

    /// Seals what is committed; a store without news isn't written to.
    ///
    /// # Errors
    /// When the store fails.
    pub fn seal(&self) -> Result<(), DbError> {
        while self.cx.db.read_blocking(seal::has_unsealed)? {
            self.cx.db.write_blocking(seal)?;
        }
        Ok(())
    }

    /// Seals, signs a checkpoint if something is new, and copies what is missing outside.
    ///
    /// # Errors
    /// When the store, the key or the directory outside fails.
    pub fn checkpoint(&self) -> anyhow::Result<Option<Checkpoint>> {
        self.seal()?;
        let mut made = None;
        if self.cx.db.read_blocking(seal::grew)? {
            let (signer, at) = (self.signer.clone(), self.cx.now());
            made = self.cx.db.write_blocking(move |tx| checkpoint(tx, signer.as_ref(), at))?;
        }
        if let Some(file) = &self.outside {
            self.copy_outside(file).with_context(|| format!("keeping checkpoints in {}", file.display()))?;
        }
        Ok(made)
    }

    fn copy_outside(&self, file: &Path) -> anyhow::Result<()> {
        let reached = size_outside(file)?;
        let missing = self.cx.db.read_blocking(move |tx| {
            if reached > 0 && !has_checkpoint(tx, reached)? {
                return Ok(None);
            }
            Ok::<_, DbError>(Some(checkpoints_after(tx, reached)?))
        })?;
        match missing {
            Some(missing) if missing.is_empty() => Ok(()),
            Some(missing) => Ok(write_outside(file, &missing)?),
            None => bail!(
                "its last checkpoint, of {reached} entries, is none of this store: the log was forked, or the \
                 directory belongs to another store; `bangdu verify --checkpoint` tells, and a file moved away \
                 is begun anew"
            ),
        }
    }

    /// Replaces the key: a last checkpoint with the old one, then the record's word, then the file. Gives the
    /// names of both keys.
    ///
    /// # Errors
    /// When a file can't be written or the store fails.
    pub fn rotate(&self, key_file: &Path, algorithm: Algorithm) -> anyhow::Result<(String, String)> {
        self.checkpoint()?;
        let next = key_file.with_extension("next");
        let signer = keys::signing_key(&next, algorithm)?;
        let (old, key, stamp) = (
            self.signer.key_id().to_owned(),
            signer.public_key().clone(),
            Stamp { at: self.cx.now(), actor: "operator".to_owned() },
        );
        let (retired, signs) = (old.clone(), key.key_id().to_owned());
        self.cx.db.write_blocking(move |tx| keys::rotate_key(tx, &old, &key, &stamp))?;
        fs::rename(&next, key_file)?;
        if let Some(dir) = key_file.parent() {
            fs::File::open(dir)?.sync_all()?;
        }
        Ok((retired, signs))
    }
}

fn has_checkpoint(tx: &mut Tx<'_>, size: u64) -> Result<bool, DbError> {
    let found = checkpoints_after(tx, size.saturating_sub(1))?;
    Ok(found.first().is_some_and(|first| first.size == size))
}

fn stamp(cx: &Cx) -> Stamp {
    Stamp { at: cx.now(), actor: "system".to_owned() }
}
