//! Evidence: files that people hand in, on disk under the SHA-256 of their content.
//!
//! A file is handed in first ([`Files::begin`], [`keep`]) and belongs to a matter once an act of that matter
//! names it ([`attach`]); what nobody named within a day is cleaned away ([`clean`]). Each step is an entry of
//! stream `file/ID`, and the matter's own entry holds the same digest in its `FileRef`: either proves the content.
//! Who may read one is the caller's to know: this is plumbing.
//!
//! With several processes on one PostgreSQL store they must share this directory.

mod kind;
mod record;
pub mod web;

pub use kind::Kind;
pub use record::{FileEvent, Kept, attach, clean, digests, find, keep};

use crate::cx;
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// How long content may lie without a row that names it before it is removed.
const LOOSE: Duration = Duration::from_secs(24 * 60 * 60);

/// The directory of files.
#[derive(Clone, Debug)]
pub struct Files {
    dir: PathBuf,
    largest: u64,
}

/// Why a file isn't taken.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// Larger than the setting `file_mib` allows.
    #[error("the file is too large")]
    TooLarge,
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Its content is of no kind that is taken, whatever its name says.
    #[error("files of this kind aren't taken")]
    Kind,
    /// The disk.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// Content that is safely on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// SHA-256, in hex.
    pub digest: String,
    /// A clean name with an ending that fits the content.
    pub name: String,
    /// By content.
    pub kind: Kind,
    /// In bytes.
    pub size: u64,
}

impl Files {
    /// Files in `dir`, which is made at first use; none larger than `largest` bytes.
    pub fn new(dir: PathBuf, largest: u64) -> Files {
        Files { dir, largest }
    }

    /// The largest file that is taken, in bytes.
    pub fn largest(&self) -> u64 {
        self.largest
    }

    /// Begins to take a file in.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn begin(&self) -> Result<Incoming, Unfit> {
        let incoming = self.dir.join("incoming");
        make_private_dir(&incoming)?;
        let path = incoming.join(cx::new_id().to_string());
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        Ok(Incoming { files: self.clone(), file, path, hasher: Sha256::new(), size: 0 })
    }

    /// Takes a file in whose bytes are all there.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn take(&self, name: &str, bytes: &[u8]) -> Result<Content, Unfit> {
        let mut incoming = self.begin()?;
        incoming.write(bytes)?;
        incoming.finish(name)
    }

    /// Opens the content with this digest.
    ///
    /// # Errors
    /// When there is none, or the disk fails.
    pub fn open(&self, digest: &str) -> io::Result<File> {
        File::open(self.path(digest)?)
    }

    /// Puts content in its place that was verified elsewhere: a restore.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put(&self, digest: &str, content: &mut dyn Read) -> io::Result<()> {
        let place = self.path(digest)?;
        let folder = place.parent().unwrap_or(&self.dir);
        make_private_dir(folder)?;
        let mut aside = tempfile::NamedTempFile::new_in(folder)?;
        io::copy(content, &mut aside)?;
        aside.as_file().sync_all()?;
        aside.persist(&place)?;
        File::open(folder)?.sync_all()
    }

    /// Where the content with this digest stands.
    ///
    /// # Errors
    /// When `digest` is none.
    pub fn path(&self, digest: &str) -> io::Result<PathBuf> {
        let plain = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if digest.len() != 64 || !digest.bytes().all(plain) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a digest"));
        }
        Ok(self.dir.join(&digest[..2]).join(digest))
    }

    /// Removes content that no row names any more, by `named`, and uploads that never ended.
    fn remove_loose(&self, named: impl Fn(&str) -> io::Result<bool>) -> io::Result<u64> {
        let mut removed = 0;
        for folder in folders(&self.dir)? {
            let unfinished = folder.ends_with("incoming");
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if is_old(&path) && (unfinished || !named(&name)?) {
                    fs::remove_file(&path)?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}

/// A file on its way in. Dropped before its end it leaves nothing.
pub struct Incoming {
    files: Files,
    file: File,
    path: PathBuf,
    hasher: Sha256,
    size: u64,
}

impl Incoming {
    /// The next bytes.
    ///
    /// # Errors
    /// [`Unfit::TooLarge`] as soon as it is, or when the disk fails.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Unfit> {
        self.size += bytes.len() as u64;
        if self.size > self.files.largest {
            return Err(Unfit::TooLarge);
        }
        self.hasher.update(bytes);
        Ok(self.file.write_all(bytes)?)
    }

    /// The end: looks what kind of content it is and flushes it to its place.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn finish(mut self, name: &str) -> Result<Content, Unfit> {
        if self.size == 0 {
            return Err(Unfit::Empty);
        }
        let kind = Kind::of(&mut self.file)?.ok_or(Unfit::Kind)?;
        let digest = hex::encode(self.hasher.finalize_reset());
        let place = self.files.path(&digest)?;
        let folder = place.parent().unwrap_or(&self.files.dir);
        make_private_dir(folder)?;
        self.file.sync_all()?;
        // The same content anew replaces itself, and is young again for `remove_loose`.
        fs::rename(&self.path, &place)?;
        File::open(folder)?.sync_all()?;
        File::open(&self.files.dir)?.sync_all()?;
        Ok(Content { digest, name: kind.fitting(name), kind, size: self.size })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // After `finish` it stands elsewhere; what can't be removed now is by `clean`.
        let _ = fs::remove_file(&self.path);
    }
}

fn folders(dir: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(dir) {
        Ok(entries) => {
            let paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
            Ok(paths.into_iter().filter(|path| path.is_dir()).collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn is_old(path: &Path) -> bool {
    let changed = fs::metadata(path).and_then(|data| data.modified());
    changed.is_ok_and(|changed| changed.elapsed().is_ok_and(|age| age > LOOSE))
}

/// Makes a directory that only this process's user may read, with those above it.
///
/// # Errors
/// When it can't be made.
pub fn make_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

    fn files() -> (tempfile::TempDir, Files) {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::new(dir.path().join("files"), 1_000);
        (dir, files)
    }

    #[test]
    fn content_stands_under_its_digest_once() {
        let (_dir, files) = files();
        let first = files.take("现场.png", PNG).unwrap();
        let second = files.take("again.png", PNG).unwrap();
        assert_eq!(first.digest, second.digest);
        assert_eq!((first.name.as_str(), first.kind, first.size), ("现场.png", Kind::Png, PNG.len() as u64));
        assert_eq!(fs::read(files.path(&first.digest).unwrap()).unwrap(), PNG);
        assert_eq!(fs::read_dir(files.dir.join("incoming")).unwrap().count(), 0);
    }

    #[test]
    fn what_is_refused_leaves_nothing() {
        let (_dir, files) = files();
        assert!(matches!(files.take("a.png", &[]), Err(Unfit::Empty)));
        assert!(matches!(files.take("a.txt", &[b'a'; 1_001]), Err(Unfit::TooLarge)));
        assert!(matches!(files.take("a.png", b"<svg onload=alert(1)>"), Err(Unfit::Kind)));
        assert_eq!(fs::read_dir(files.dir.join("incoming")).unwrap().count(), 0);
        assert_eq!(folders(&files.dir).unwrap().len(), 1);
    }

    #[test]
    fn a_digest_never_leads_out_of_the_directory() {
        let (_dir, files) = files();
        for digest in ["../../etc/passwd", "", &"g".repeat(64), &"A".repeat(64)] {
            assert!(files.open(digest).is_err(), "{digest}");
        }
    }
}
