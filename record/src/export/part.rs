//! The names of an export's parts and their order. A name either is in the format or is refused.

use std::fmt;

use crate::digest::Digest;

/// A part of an export. The order of the variants, then of names and digests, is the order in the archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `manifest.json`
    Manifest,
    /// `keys.jsonl`
    Keys,
    /// `checkpoints.jsonl`
    Checkpoints,
    /// `private.jsonl`
    Private,
    /// `entries.jsonl`
    Entries,
    /// `tables/NAME.jsonl`; the name is 1–64 of a–z, 0–9 and `_`.
    Table(String),
    /// `files/SHA256`
    File(Digest),
    /// `sums.json`
    Sums,
}

impl Part {
    /// Those that every export has, even if empty.
    pub const ALWAYS: [Self; 5] =
        [Self::Manifest, Self::Keys, Self::Checkpoints, Self::Private, Self::Entries];

    /// The part of that name; `None` for every other name, so also for `../x` and absolute paths.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "manifest.json" => Some(Self::Manifest),
            "keys.jsonl" => Some(Self::Keys),
            "checkpoints.jsonl" => Some(Self::Checkpoints),
            "private.jsonl" => Some(Self::Private),
            "entries.jsonl" => Some(Self::Entries),
            "sums.json" => Some(Self::Sums),
            _ => parse_numbered(name),
        }
    }

    /// A table's part, if the name may be one.
    pub fn table(name: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        ((1..=64).contains(&name.len()) && name.bytes().all(plain)).then(|| Self::Table(name.to_owned()))
    }
}

fn parse_numbered(name: &str) -> Option<Part> {
    if let Some(digest) = name.strip_prefix("files/") {
        return digest.parse().ok().map(Part::File);
    }
    Part::table(name.strip_prefix("tables/")?.strip_suffix(".jsonl")?)
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manifest => f.write_str("manifest.json"),
            Self::Keys => f.write_str("keys.jsonl"),
            Self::Checkpoints => f.write_str("checkpoints.jsonl"),
            Self::Private => f.write_str("private.jsonl"),
            Self::Entries => f.write_str("entries.jsonl"),
            Self::Table(name) => write!(f, "tables/{name}.jsonl"),
            Self::File(digest) => write!(f, "files/{digest}"),
            Self::Sums => f.write_str("sums.json"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_they_were() {
        let table = Part::table("saved_views").unwrap();
        for part in Part::ALWAYS.into_iter().chain([table, Part::File(Digest([1; 32])), Part::Sums]) {
            assert_eq!(Part::parse(&part.to_string()), Some(part));
        }
    }

    #[test]
    fn paths_that_lead_elsewhere_are_no_parts() {
        for name in ["../etc/passwd", "/manifest.json", "tables/../x.jsonl", "tables/.jsonl", "files/..", ""]
        {
            assert_eq!(Part::parse(name), None, "{name}");
        }
    }
}
