//! Writing an export as a stream. A tar needs every part's size before its bytes, so lines are spooled first into
//! something the caller opens (a temporary file; a `Cursor` in tests). Compression is the caller's: hand in a zstd encoder.

use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use serde::Serialize;

use super::{ExportFault, Manifest, Part, PartSum, Sums};
use crate::digest::{Digest, HashKind, Hasher};

/// Writes the parts of an export in the format's order.
pub struct ExportWriter<W: Write> {
    tar: tar::Builder<W>,
    made_at_ms: i64,
    last: Part,
    sums: Sums,
}

impl<W: Write> ExportWriter<W> {
    /// Begins with the manifest.
    ///
    /// # Errors
    /// [`ExportFault::Io`].
    pub fn begin(out: W, manifest: &Manifest) -> Result<Self, ExportFault> {
        let tar = tar::Builder::new(out);
        let made_at_ms = manifest.made_at_ms;
        let mut writer = Self { tar, made_at_ms, last: Part::Manifest, sums: Sums::default() };
        let bytes = json(manifest)?;
        writer.append(&Part::Manifest, bytes.len() as u64, &mut bytes.as_slice())?;
        writer.sum(&Part::Manifest, HashKind::Sha256.hash(&bytes), 1);
        Ok(writer)
    }

    /// Begins a part of lines: keys, checkpoints, private, entries or a table. `spool` is empty and taken from its start.
    ///
    /// # Errors
    /// [`ExportFault::Order`] when the part isn't one of lines or its turn is over.
    pub fn lines<S: Read + Write + Seek>(
        &mut self,
        part: Part,
        spool: S,
    ) -> Result<LineWriter<'_, W, S>, ExportFault> {
        if matches!(part, Part::Manifest | Part::File(_) | Part::Sums) {
            return Err(ExportFault::Order(part.to_string()));
        }
        self.in_order(&part)?;
        let spool = BufWriter::with_capacity(64 << 10, spool);
        Ok(LineWriter { export: self, part, spool, hasher: HashKind::Sha256.hasher(), size: 0, lines: 0 })
    }

    /// Writes a part of lines that are already in memory.
    ///
    /// # Errors
    /// As [`ExportWriter::lines`].
    pub fn all<T: Serialize>(
        &mut self,
        part: Part,
        values: impl IntoIterator<Item = T>,
    ) -> Result<(), ExportFault> {
        let mut lines = self.lines(part, io::Cursor::new(Vec::new()))?;
        values.into_iter().try_for_each(|value| lines.push(&value))?;
        lines.finish()
    }

    /// Writes a file of `size` bytes; files come in ascending order of their digests.
    ///
    /// # Errors
    /// [`ExportFault::File`] when the content isn't what `digest` says: the export is then useless.
    pub fn file(&mut self, digest: Digest, size: u64, content: impl Read) -> Result<(), ExportFault> {
        let part = Part::File(digest);
        self.in_order(&part)?;
        let mut hashing = Hashing { inner: content.take(size), hasher: HashKind::Sha256.hasher() };
        self.append(&part, size, &mut hashing)?;
        if hashing.inner.limit() > 0 || hashing.hasher.finish() != digest {
            return Err(ExportFault::File(digest));
        }
        self.sums.files += 1;
        Ok(())
    }

    /// Ends with the sums and gives the output back, to be flushed or finished.
    ///
    /// # Errors
    /// [`ExportFault::Missing`] when a part that every export has wasn't written.
    pub fn finish(mut self) -> Result<W, ExportFault> {
        let written = |must: &&Part| !self.sums.parts.iter().any(|sum| sum.name == must.to_string());
        if let Some(missing) = Part::ALWAYS.iter().find(written) {
            return Err(ExportFault::Missing(missing.to_string()));
        }
        let bytes = json(&self.sums)?;
        self.append(&Part::Sums, bytes.len() as u64, &mut bytes.as_slice())?;
        Ok(self.tar.into_inner()?)
    }

    fn in_order(&mut self, part: &Part) -> Result<(), ExportFault> {
        if *part <= self.last {
            return Err(ExportFault::Order(part.to_string()));
        }
        self.last = part.clone();
        Ok(())
    }

    fn append(&mut self, part: &Part, size: u64, content: &mut dyn Read) -> Result<(), ExportFault> {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(self.made_at_ms / 1000).unwrap_or(0));
        header.set_entry_type(tar::EntryType::Regular);
        Ok(self.tar.append_data(&mut header, part.to_string(), content)?)
    }

    fn sum(&mut self, part: &Part, sha256: Digest, lines: u64) {
        self.sums.parts.push(PartSum { name: part.to_string(), sha256, lines });
    }
}

/// Takes the lines of one part.
pub struct LineWriter<'a, W: Write, S: Read + Write + Seek> {
    export: &'a mut ExportWriter<W>,
    part: Part,
    spool: BufWriter<S>,
    hasher: Hasher,
    size: u64,
    lines: u64,
}

impl<W: Write, S: Read + Write + Seek> LineWriter<'_, W, S> {
    /// Adds a line.
    ///
    /// # Errors
    /// [`ExportFault::Io`] from the spool, or when the value is no JSON.
    pub fn push<T: Serialize>(&mut self, value: &T) -> Result<(), ExportFault> {
        let line = json(value)?;
        self.spool.write_all(&line)?;
        self.hasher.update(&line);
        self.size += line.len() as u64;
        self.lines += 1;
        Ok(())
    }

    /// Moves the lines into the export.
    ///
    /// # Errors
    /// [`ExportFault::Io`].
    pub fn finish(self) -> Result<(), ExportFault> {
        let mut spool = self.spool.into_inner().map_err(io::IntoInnerError::into_error)?;
        spool.seek(SeekFrom::Start(0))?;
        self.export.append(&self.part, self.size, &mut (&mut spool).take(self.size))?;
        self.export.sum(&self.part, self.hasher.finish(), self.lines);
        Ok(())
    }
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, ExportFault> {
    let mut bytes = serde_json::to_vec(value).map_err(io::Error::from)?;
    bytes.push(b'\n');
    Ok(bytes)
}

struct Hashing<R> {
    inner: R,
    hasher: Hasher,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}
