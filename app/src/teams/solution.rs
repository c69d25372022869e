//! Solution files: `{"instance": name, "teams": [[person per seat] per team]}`.

use super::instance::{Given, Unreadable, text};
use anyhow::{Context, bail};
use bangdu_analysis::team;
use serde::{Deserialize, Serialize};
use std::{io::Write, path::Path};

/// A roster as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// The name of the instance that it solves.
    pub instance: String,
    /// For each team the person on each seat.
    pub teams: Vec<Vec<u32>>,
}

impl Solution {
    /// Reads a solution file.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        let text = text(path)?;
        serde_json::from_slice(&text)
            .map_err(|error| Unreadable::Form { path: "the solution".into(), problem: error.to_string() })
    }

    /// Whether it is a roster of this instance that keeps every hard rule.
    pub fn stands(&self, given: &Given) -> anyhow::Result<()> {
        if self.instance != given.name {
            bail!("it is a roster of {}, not of {}", self.instance, given.name);
        }
        match team::check(&given.instance, &self.teams).violations.first() {
            Some(broken) => bail!("it isn't a roster that stands: {broken}"),
            None => Ok(()),
        }
    }

    /// Writes the file whole or not at all.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        write_whole(path, &serde_json::to_vec(self)?)
    }
}

/// Writes a file under another name and renames it: whoever looks finds all of it or the old one.
pub fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let mut aside = tempfile::NamedTempFile::new_in(folder).with_context(|| folder.display().to_string())?;
    aside.write_all(bytes)?;
    aside.write_all(b"\n")?;
    aside.as_file().sync_all()?;
    aside.persist(path).with_context(|| path.display().to_string())?;
    Ok(())
}
