//! Brings clues home: from a copy of the inbox, each once, as often as it is run. The machine outside is believed
//! in nothing: what isn't sound in every part stays where it is and is counted.

use super::{
    act::clues::{Received, fresh, receive},
    line::{LINE, Line},
    outside::inbox::ENDING,
};
use crate::{
    act::{ActError, Asker},
    app::App,
};
use anyhow::{Context, bail};
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

/// The largest file that is read, in bytes: eight times what the board writes.
const FILE: u64 = 8 << 20;
/// The most new clues of one run: more come with the next one.
const MOST: usize = 10_000;

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Taken in.
    pub new: usize,
    /// Known before.
    pub known: usize,
    /// About pages that aren't ours.
    pub strange: usize,
    /// Lines that are no clue.
    pub unreadable: usize,
}

/// Takes in the clues of all files in a directory.
///
/// # Errors
/// When the directory can't be read or the store fails.
pub fn fetch(app: &App, from: &Path) -> anyhow::Result<Fetched> {
    let mut fetched = Fetched::default();
    for file in files(from)? {
        let content = read(&file).with_context(|| file.display().to_string())?;
        // What comes after the last end of a line is still being written.
        let whole = content.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        for line in content[..whole].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            if fetched.new >= MOST {
                return Ok(fetched);
            }
            take(app, line, &mut fetched)?;
        }
    }
    Ok(fetched)
}

fn take(app: &App, line: &[u8], fetched: &mut Fetched) -> anyhow::Result<()> {
    let Some(line) = Some(line).filter(|line| line.len() <= LINE).and_then(Line::read) else {
        fetched.unreadable += 1;
        return Ok(());
    };
    let now = app.cx.now();
    let received = app.cx.db.write_blocking(move |tx| receive(tx, &Asker::operator(now), &line, &mut fresh));
    match received.map_err(|error: ActError| anyhow::anyhow!(error))? {
        Received::New => fetched.new += 1,
        Received::Known => fetched.known += 1,
        Received::Strange => fetched.strange += 1,
    }
    Ok(())
}

/// The inbox's files in the order of their names; nothing that a link leads to.
fn files(from: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let named = entry.file_name().to_string_lossy().ends_with(ENDING);
        if named && entry.file_type()?.is_file() {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut content = Vec::new();
    File::open(file)?.take(FILE + 1).read_to_end(&mut content)?;
    if content.len() as u64 > FILE {
        bail!("it is larger than the board writes; look at it and move it away");
    }
    Ok(content)
}
