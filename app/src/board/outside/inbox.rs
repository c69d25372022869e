//! The inbox: files of lines, one for each clue, from where the office fetches them. A file holds one day at most and
//! a mebibyte at most; all together have a bound, at which the form says that it takes no more.

use crate::board::line::Line;
use bangdu_core::instant::Instant;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// The largest file, in bytes.
const FILE: u64 = 1 << 20;
/// What the names of its files end with.
pub const ENDING: &str = ".jsonl";

/// Where clues wait.
pub struct Inbox {
    dir: PathBuf,
    most: u64,
    used: u64,
    open: Option<Open>,
}

struct Open {
    file: File,
    day: String,
    size: u64,
}

/// Why a clue isn't kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// The bound is reached.
    #[error("the inbox is full")]
    Full,
    /// The disk says no.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

impl Inbox {
    /// In this directory, made where it is missing, with at most so many bytes.
    ///
    /// # Errors
    /// When the directory can't be made or read.
    pub fn open(dir: &Path, most: u64) -> io::Result<Inbox> {
        fs::create_dir_all(dir)?;
        Ok(Inbox { dir: dir.to_owned(), most, used: used(dir)?, open: None })
    }

    /// Writes a clue and has the disk keep it before it is acknowledged.
    ///
    /// # Errors
    /// When the inbox is full or the disk fails; then nothing of it counts.
    pub fn keep(&mut self, line: &Line) -> Result<(), NotKept> {
        let json = line.json();
        let size = json.len() as u64;
        if self.used + size > self.most {
            // Fetched files may have been removed meanwhile.
            self.used = used(&self.dir)?;
            if self.used + size > self.most {
                return Err(NotKept::Full);
            }
        }
        let mut open = self.at(line.at, size)?;
        // What fails half-way leaves a line that nobody can read; the next clue begins a file of its own.
        open.file.write_all(json.as_bytes())?;
        open.file.sync_data()?;
        open.size += size;
        self.used += size;
        self.open = Some(open);
        Ok(())
    }

    /// The file for this day, taken out: it is put back once all went well.
    fn at(&mut self, at: Instant, size: u64) -> io::Result<Open> {
        let day = at.timestamp().strftime("%Y-%m-%d").to_string();
        if let Some(open) = self.open.take()
            && open.day == day
            && open.size + size <= FILE
        {
            return Ok(open);
        }
        let mut number = 1;
        loop {
            let path = self.dir.join(format!("clues-{day}-{number:03}{ENDING}"));
            match OpenOptions::new().append(true).create_new(true).mode(0o640).open(path) {
                Ok(file) => return Ok(Open { file, day, size: 0 }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

fn used(dir: &Path) -> io::Result<u64> {
    let sizes = fs::read_dir(dir)?.map(|entry| Ok(entry?.metadata()?.len()));
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bangdu_core::board::{PublicId, Receipt};

    fn line(n: u8, at: i64) -> Line {
        Line {
            receipt: Receipt::of([n; 8]),
            page: PublicId::of([2; 10]),
            at: Instant(at),
            text: "工地夜间施工，噪声扰民".into(),
            contact: None,
        }
    }

    fn files(dir: &Path) -> Vec<(String, usize)> {
        let mut found: Vec<(String, usize)> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let lines = fs::read_to_string(entry.path()).unwrap().lines().count();
                (entry.file_name().into_string().unwrap(), lines)
            })
            .collect();
        found.sort();
        found
    }

    #[test]
    fn each_day_and_each_start_has_a_file_of_its_own() {
        let home = tempfile::tempdir().unwrap();
        let mut inbox = Inbox::open(home.path(), 1 << 20).unwrap();
        inbox.keep(&line(1, 1_793_667_600_000)).unwrap();
        inbox.keep(&line(2, 1_793_667_601_000)).unwrap();
        inbox.keep(&line(3, 1_793_667_600_000 + 86_400_000)).unwrap();
        let mut again = Inbox::open(home.path(), 1 << 20).unwrap();
        again.keep(&line(4, 1_793_667_602_000)).unwrap();
        let named = |name: &str, lines| (format!("clues-{name}.jsonl"), lines);
        assert_eq!(
            files(home.path()),
            [named("2026-11-03-001", 2), named("2026-11-03-002", 1), named("2026-11-04-001", 1)]
        );
    }

    #[test]
    fn a_full_inbox_says_so_until_it_is_emptied() {
        let home = tempfile::tempdir().unwrap();
        let one = line(1, 0).json().len() as u64;
        let mut inbox = Inbox::open(home.path(), one * 2 + 10).unwrap();
        inbox.keep(&line(1, 0)).unwrap();
        inbox.keep(&line(2, 0)).unwrap();
        assert!(matches!(inbox.keep(&line(3, 0)), Err(NotKept::Full)));
        for (name, _) in files(home.path()) {
            fs::remove_file(home.path().join(name)).unwrap();
        }
        inbox.keep(&line(4, 86_400_000)).unwrap();
        assert_eq!(files(home.path()).len(), 1);
    }
}
