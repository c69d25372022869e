//! The neutral export: one archive that holds a whole installation, whichever engine it ran on. A backup is the same.
//!
//! A tar (plain, or zstd), or the same parts as files in a directory, in exactly this order:
//!
//! | part | holds |
//! |---|---|
//! | `manifest.json` | format `bangdu/export/v1`, when, by which program version, which hash function |
//! | `keys.jsonl` | [`PublicKey`](crate::signer::PublicKey) of every key that ever signed |
//! | `checkpoints.jsonl` | [`Checkpoint`](crate::checkpoint::Checkpoint), the first one first |
//! | `private.jsonl` | [`PrivateRow`](crate::private::PrivateRow), erased ones too |
//! | `entries.jsonl` | [`EntryLine`]: sealed ones by leaf number, then the unsealed, each stream by version |
//! | `tables/NAME.jsonl` | tables that aren't journalled, by name |
//! | `files/SHA256` | files by their content's SHA-256, ascending |
//! | `sums.json` | [`Sums`]: SHA-256 and number of lines of every part, number of files |
//!
//! The sums find damage and truncation, not forgery: whoever changes a part can change its sum. What withstands forgery
//! is what the checkpoints cover, see [`crate::verify`]. Tables and the manifest are not covered.
//! Names in an archive are matched against this list and never used as paths.

mod lines;
mod part;
mod reader;
mod writer;

use serde::{Deserialize, Serialize};

pub use lines::{LONGEST_LINE, Lines};
pub use part::Part;
pub use reader::{Intake, Visitor, read_archive};
pub use writer::{ExportWriter, LineWriter};

use crate::digest::{Digest, HashKind};
use crate::entry::EntryBody;

/// The format that this version writes and reads.
pub const EXPORT_FORMAT: &str = "bangdu/export/v1";

/// The first part of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`EXPORT_FORMAT`].
    pub format: String,
    /// When it was made, in milliseconds since 1970-01-01T00:00:00Z.
    pub made_at_ms: i64,
    /// The version of the program that made it.
    pub program: String,
    /// The hash function of chains and log.
    pub hash: HashKind,
}

impl Manifest {
    /// A manifest in today's format.
    pub fn new(made_at_ms: i64, program: impl Into<String>, hash: HashKind) -> Self {
        Self { format: EXPORT_FORMAT.to_owned(), made_at_ms, program: program.into(), hash }
    }
}

/// An entry with all that is stored beside it; a line of `entries.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryLine {
    /// The stream.
    pub stream: String,
    /// The place in the stream, from 1.
    pub version: u64,
    /// The event's name.
    pub event: String,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// Who.
    pub actor: String,
    /// The exact text that was hashed, as a string.
    pub payload: String,
    /// The hash of the entry before; zeros before the first.
    pub prev: Digest,
    /// The entry's hash.
    pub hash: Digest,
    /// Its number in the log, from 0; `null` while unsealed.
    #[serde(deserialize_with = "Option::deserialize")]
    pub leaf: Option<u64>,
}

impl EntryLine {
    /// What the hash covers.
    pub fn body(&self) -> EntryBody<'_> {
        EntryBody {
            stream: &self.stream,
            version: self.version,
            event: &self.event,
            at_ms: self.at_ms,
            actor: &self.actor,
            payload: &self.payload,
        }
    }
}

/// The last part of an export: what the parts before it add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sums {
    /// Every part but the files and this one, in order.
    pub parts: Vec<PartSum>,
    /// How many files; each is its own sum.
    pub files: u64,
}

/// The sum of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartSum {
    /// The part's name.
    pub name: String,
    /// The SHA-256 of its bytes, whatever the log's hash function.
    pub sha256: Digest,
    /// The number of its lines.
    pub lines: u64,
}

/// Why an export can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ExportFault {
    /// The medium, the compression or the archive; a cut-off file ends here.
    #[error("the export can't be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// A name that isn't in the format.
    #[error("{0} is not a part of an export")]
    Name(String),
    /// A link, a device, an extended header.
    #[error("{0} is not a plain file in the archive")]
    NotPlain(String),
    /// Doubled, or not in the format's order.
    #[error("{0} is doubled or stands in the wrong place")]
    Order(String),
    /// A part that must be there; the last one of a truncated export.
    #[error("{0} is missing: the export is incomplete")]
    Missing(String),
    /// Another format, or another program's archive.
    #[error("the export's format is {0}; this program reads {EXPORT_FORMAT}")]
    Format(String),
    /// A part or a line that doesn't say what it should.
    #[error("{part}, line {line}: {why}")]
    Line {
        /// The part's name.
        part: String,
        /// The line, from 1.
        line: u64,
        /// What the parser found.
        why: String,
    },
    /// The bytes aren't those that were written.
    #[error("{0} doesn't match its sum: it was damaged or changed")]
    Sum(String),
    /// A file's content isn't what its name says.
    #[error("file {0} doesn't match its digest: it was damaged or changed")]
    File(Digest),
}
