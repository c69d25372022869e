//! The public copy as the server reads it: few names, each made here, none taken from a request.

use bangdu_core::board::PublicId;
use std::{
    fs::{self, File},
    io::Read,
    path::PathBuf,
};

/// The largest file that is shown.
const LARGEST: u64 = 1 << 20;

/// A directory that holds a public copy.
pub struct Shelf {
    dir: PathBuf,
}

impl Shelf {
    /// In this directory; it may be replaced by a newer copy at any time.
    pub fn new(dir: PathBuf) -> Shelf {
        Shelf { dir }
    }

    /// A file of the copy. What lies elsewhere by way of a link isn't of the copy.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        let root = fs::canonicalize(&self.dir).ok()?;
        let file = fs::canonicalize(root.join(path)).ok()?;
        if !file.starts_with(&root) {
            return None;
        }
        let file = File::open(file).ok().filter(|file| file.metadata().is_ok_and(|about| about.is_file()))?;
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 <= LARGEST).then_some(bytes)
    }
}

/// Where a page is.
pub fn of(page: &PublicId) -> String {
    format!("p/{page}/index.html")
}

/// Whether a page offers the form for clues.
pub fn has_form(html: &[u8]) -> bool {
    const FORM: &[u8] = b"<form method=\"post\" action=\"clue\">";
    html.windows(FORM.len()).any(|part| part == FORM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_copy_are_read() {
        let home = tempfile::tempdir().unwrap();
        let copy = home.path().join("copy");
        fs::create_dir(&copy).unwrap();
        fs::write(home.path().join("secret"), "机密").unwrap();
        fs::write(copy.join("index.html"), "公开").unwrap();
        std::os::unix::fs::symlink(home.path().join("secret"), copy.join("robots.txt")).unwrap();
        let shelf = Shelf::new(copy.clone());
        assert_eq!(shelf.read("index.html").unwrap(), "公开".as_bytes());
        for path in ["robots.txt", "../secret", "p", ".", "nothing", "/etc/passwd"] {
            assert_eq!(shelf.read(path), None, "{path}");
        }
        fs::write(copy.join("large"), vec![b'a'; (LARGEST + 1) as usize]).unwrap();
        assert_eq!(shelf.read("large"), None);
    }
}
