//! The house test: the walls that Cargo and clippy can't see. Each check reads the checkout and says
//! which file broke which wall. `docs/ARCHITECTURE.md` names the walls; a new exception is a line
//! here, with its reason.

mod docs;
mod rust;
mod shape;
mod supply;
mod tables;
mod walls;
mod words;

use std::path::{Path, PathBuf};

/// A text file of the checkout, its path from the root with forward slashes.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// The file's name without its extension.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.split('.').next().unwrap_or_default()
    }
}

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every text file under `folder` (of the checkout) whose name ends in one of `endings`, in order.
pub fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    gather(&root().join(folder), folder.trim_matches('/'), endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// What is built, fetched or filled in, never tracked.
const UNTRACKED: &[&str] =
    &["target", "node_modules", "vendor", "dist", "data", "tmp", "test-results", "playwright-report"];

fn gather(folder: &Path, path: &str, endings: &[&str], found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let below = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        let shipped_data = below == "core/data";
        if entry.path().is_dir() {
            if name != ".git" && (shipped_data || !UNTRACKED.contains(&name.as_str())) {
                gather(&entry.path(), &below, endings, found);
            }
        } else if endings.iter().any(|end| name.ends_with(end))
            && let Ok(text) = std::fs::read_to_string(entry.path())
        {
            found.push(Source { path: below, text });
        }
    }
}

/// Fails with one line a broken place, under a sentence that names the wall.
pub fn none_broken(wall: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "\n{wall}\n  {}\n", broken.join("\n  "));
}
