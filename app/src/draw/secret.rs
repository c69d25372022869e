//! A party's secret: 32 bytes as 64 hex digits in a file that its owner alone can read. It is never printed.

use crate::cx::random_bytes;
use anyhow::{Context, ensure};
use bangdu_record::{digest::Digest, draw::Secret};
use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

/// Takes 32 random bytes from the operating system and puts them into a new file of mode 0600.
///
/// # Errors
/// When there is a file of that name already, or it can't be written.
pub fn make(path: &Path) -> anyhow::Result<Secret> {
    let named = || path.display().to_string();
    let bytes = random_bytes::<32>().context("the operating system gives no randomness")?;
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).with_context(named)?;
    writeln!(file, "{}", Digest(bytes)).with_context(named)?;
    file.sync_all().with_context(named)?;
    Ok(Secret::new(bytes))
}

/// Reads a secret.
///
/// # Errors
/// When others than its owner can read the file, or it isn't 64 hex digits. The content is not repeated.
pub fn read(path: &Path) -> anyhow::Result<Secret> {
    let named = || path.display().to_string();
    let file = File::open(path).with_context(named)?;
    let mode = file.metadata().with_context(named)?.permissions().mode();
    ensure!(mode & 0o077 == 0, "{}: others than its owner can read or change it; make it mode 0600", named());
    let mut text = String::new();
    file.take(1024).read_to_string(&mut text).with_context(named)?;
    let digest: Digest = text.trim_end().parse().ok().with_context(|| {
        format!("{} isn't a secret: 32 bytes as 64 lower-case hex digits", path.display())
    })?;
    Ok(Secret::new(*digest.as_bytes()))
}
