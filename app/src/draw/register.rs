//! The register file: read and checked whole, appended to by one process at a time, replaced whole or not at all.

use anyhow::{Context, anyhow};
use bangdu_record::draw::{Register, Step, read};
use std::{
    fs::{File, OpenOptions, Permissions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

/// A register file that nobody else appends to meanwhile.
pub struct RegisterFile {
    path: PathBuf,
    text: String,
    /// The register as it stands in the file.
    pub register: Register,
    /// The folder's lock: the file itself is replaced, so a lock on it would hold nobody off.
    _lock: File,
}

impl RegisterFile {
    /// Opens a register and checks every line of it.
    ///
    /// # Errors
    /// When it isn't there, can't be read, or a line is wrong.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        Self::load(path, false)
    }

    /// Opens a register; begins one where there is none.
    ///
    /// # Errors
    /// As [`RegisterFile::open`].
    pub fn open_or_begin(path: &Path) -> anyhow::Result<Self> {
        Self::load(path, true)
    }

    fn load(path: &Path, begin: bool) -> anyhow::Result<Self> {
        let named = || path.display().to_string();
        let lock = OpenOptions::new().read(true).open(folder(path)).with_context(named)?;
        lock.lock().with_context(named)?;
        let text = match std::fs::read_to_string(path) {
            Err(fault) if begin && fault.kind() == ErrorKind::NotFound => String::new(),
            other => other.with_context(named)?,
        };
        let mut register = Register::default();
        read(&text, &mut register, |_, _, _| {}).map_err(|wrong| {
            let (line, step) = (wrong.line.unwrap_or(0), wrong.step.as_deref().unwrap_or("no step"));
            anyhow!("{}, line {line} ({step}): {}", path.display(), wrong.what)
        })?;
        Ok(Self { path: path.to_owned(), text, register, _lock: lock })
    }

    /// Appends a step, if the register's rules let it follow.
    ///
    /// # Errors
    /// The rule it would break, or that the file can't be written; then it is as it was.
    pub fn append(&mut self, step: Step, at_ms: i64) -> anyhow::Result<()> {
        let line = self.register.append(step, at_ms).map_err(|why| anyhow!(why))?;
        let text = format!("{}{line}\n", self.text);
        write_public(&self.path, text.as_bytes())?;
        self.text = text;
        Ok(())
    }
}

/// Writes a file that everybody may read, whole or not at all.
fn write_public(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let named = || path.display().to_string();
    let mut builder = tempfile::Builder::new();
    let mut aside = builder.permissions(readable()).tempfile_in(folder(path)).with_context(named)?;
    aside.write_all(bytes).with_context(named)?;
    aside.as_file().sync_all().with_context(named)?;
    aside.persist(path).with_context(named)?;
    Ok(())
}

fn readable() -> Permissions {
    use std::os::unix::fs::PermissionsExt;
    Permissions::from_mode(0o644)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
