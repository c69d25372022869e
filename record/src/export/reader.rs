//! Reading an export as a stream: parts in order, each summed while it is read.

use std::io::{self, BufReader, Read};

use serde::de::DeserializeOwned;

use super::{EXPORT_FORMAT, ExportFault, Manifest, Part, PartSum, Sums};
use crate::digest::{Digest, HashKind, Hasher};

/// Whoever takes an export in: the verifier, or the app's restore.
pub trait Visitor {
    /// What stops the reading.
    type Fault: From<ExportFault>;

    /// Takes the manifest, before all else. Its format has been checked.
    ///
    /// # Errors
    /// Whatever should stop the reading.
    fn manifest(&mut self, manifest: &Manifest) -> Result<(), Self::Fault>;

    /// Takes any other part but the sums. What is left unread is skipped, yet summed. Sums and file digests are checked
    /// only after this call: commit nothing before the whole export was read.
    ///
    /// # Errors
    /// Whatever should stop the reading.
    fn part(&mut self, part: &Part, content: &mut dyn Read) -> Result<(), Self::Fault>;
}

/// Reads a tar, plain or compressed with zstd (told by its first bytes), and hands every part to `visitor`.
///
/// # Errors
/// The visitor's own fault, or an [`ExportFault`] for what isn't a whole and undamaged export.
pub fn read_archive<R: Read, V: Visitor>(mut reader: R, visitor: &mut V) -> Result<(), V::Fault> {
    let mut magic = Vec::new();
    (&mut reader).take(4).read_to_end(&mut magic).map_err(ExportFault::Io)?;
    let compressed = magic == ZSTD_MAGIC;
    let whole = io::Cursor::new(magic).chain(reader);
    if compressed {
        let plain = zstd::Decoder::new(whole).map_err(ExportFault::Io)?;
        read_tar(plain, visitor)
    } else {
        read_tar(BufReader::new(whole), visitor)
    }
}

const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

fn read_tar<R: Read, V: Visitor>(reader: R, visitor: &mut V) -> Result<(), V::Fault> {
    let mut archive = tar::Archive::new(reader);
    let mut intake = Intake::default();
    // Raw: extended headers could claim any amount of memory, and no name of ours needs one.
    for entry in archive.entries().map_err(ExportFault::Io)?.raw(true) {
        let mut entry = entry.map_err(ExportFault::Io)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            continue;
        }
        if !kind.is_file() {
            return Err(ExportFault::NotPlain(name).into());
        }
        intake.part(name.strip_prefix("./").unwrap_or(&name), &mut entry, visitor)?;
    }
    intake.finish()?;
    Ok(())
}

/// Takes parts one by one, from an archive or a directory: checks names, order, sums, completeness.
#[derive(Default)]
pub struct Intake {
    last: Option<Part>,
    sums: Sums,
}

impl Intake {
    /// Takes the part called `name`.
    ///
    /// # Errors
    /// The visitor's own fault, or an [`ExportFault`] when name, place, content or sum is wrong.
    pub fn part<V: Visitor>(
        &mut self,
        name: &str,
        content: &mut dyn Read,
        visitor: &mut V,
    ) -> Result<(), V::Fault> {
        let part = Part::parse(name).ok_or_else(|| ExportFault::Name(name.to_owned()))?;
        self.in_order(&part)?;
        if part == Part::Sums {
            let stated: Sums = whole(&part, content)?;
            return Ok(self.compare(&stated)?);
        }
        let mut summed = Summed { inner: content, hasher: HashKind::Sha256.hasher(), lines: 0 };
        match part {
            Part::Manifest => visitor.manifest(&manifest(&mut summed)?)?,
            _ => visitor.part(&part, &mut summed)?,
        }
        io::copy(&mut summed, &mut io::sink()).map_err(ExportFault::Io)?;
        Ok(self.note(part, summed.hasher.finish(), summed.lines)?)
    }

    /// Says that no more parts come.
    ///
    /// # Errors
    /// [`ExportFault::Missing`] when the sums haven't come yet: the export was cut off.
    pub fn finish(self) -> Result<(), ExportFault> {
        match self.last {
            Some(Part::Sums) => Ok(()),
            None => Err(ExportFault::Missing(Part::Manifest.to_string())),
            _ => Err(ExportFault::Missing(Part::Sums.to_string())),
        }
    }

    fn in_order(&mut self, part: &Part) -> Result<(), ExportFault> {
        let before = self.last.replace(part.clone());
        if before.as_ref().is_some_and(|before| before >= part) {
            return Err(ExportFault::Order(part.to_string()));
        }
        let skipped =
            Part::ALWAYS.iter().find(|must| *must < part && before.as_ref().is_none_or(|b| b < must));
        skipped.map_or(Ok(()), |must| Err(ExportFault::Missing(must.to_string())))
    }

    fn note(&mut self, part: Part, sha256: Digest, lines: u64) -> Result<(), ExportFault> {
        match part {
            Part::File(digest) if digest != sha256 => return Err(ExportFault::File(digest)),
            Part::File(_) => self.sums.files += 1,
            _ => self.sums.parts.push(PartSum { name: part.to_string(), sha256, lines }),
        }
        Ok(())
    }

    fn compare(&self, stated: &Sums) -> Result<(), ExportFault> {
        for found in &self.sums.parts {
            if !stated.parts.contains(found) {
                return Err(ExportFault::Sum(found.name.clone()));
            }
        }
        let found = |name: &str| self.sums.parts.iter().any(|sum| sum.name == name);
        if let Some(lost) = stated.parts.iter().find(|sum| !found(&sum.name)) {
            return Err(ExportFault::Missing(lost.name.clone()));
        }
        match stated == &self.sums {
            true => Ok(()),
            false if stated.files > self.sums.files => {
                let lost = stated.files - self.sums.files;
                Err(ExportFault::Missing(format!("{lost} of {} files", stated.files)))
            }
            false => Err(ExportFault::Sum(Part::Sums.to_string())),
        }
    }
}

fn manifest(content: &mut dyn Read) -> Result<Manifest, ExportFault> {
    let value: serde_json::Value = whole(&Part::Manifest, content)?;
    // Before the fields: a later format may have others, and its name is then the useful answer.
    match value.get("format").and_then(serde_json::Value::as_str) {
        Some(EXPORT_FORMAT) => {
            serde_json::from_value(value).map_err(|fault| unreadable(&Part::Manifest, &fault))
        }
        other => Err(ExportFault::Format(other.unwrap_or("unknown").chars().take(60).collect())),
    }
}

/// The largest manifest or list of sums that is read: 16 MiB.
const LARGEST_WHOLE: u64 = 16 << 20;

fn whole<T: DeserializeOwned>(part: &Part, content: &mut dyn Read) -> Result<T, ExportFault> {
    let mut bytes = Vec::new();
    content.take(LARGEST_WHOLE).read_to_end(&mut bytes)?;
    serde_json::from_slice(&bytes).map_err(|fault| unreadable(part, &fault))
}

fn unreadable(part: &Part, fault: &serde_json::Error) -> ExportFault {
    ExportFault::Line { part: part.to_string(), line: fault.line() as u64, why: fault.to_string() }
}

struct Summed<'a> {
    inner: &'a mut dyn Read,
    hasher: Hasher,
    lines: u64,
}

impl Read for Summed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let fresh = &buffer[..read];
        self.hasher.update(fresh);
        self.lines += fresh.iter().filter(|byte| **byte == b'\n').count() as u64;
        Ok(read)
    }
}
