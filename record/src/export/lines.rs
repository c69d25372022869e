//! Reading one part line by line: JSON lines of bounded length, each ending in a newline.

use std::io::{BufRead, BufReader, Read};
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::{ExportFault, Part};

/// The longest line that is read: 64 MiB.
pub const LONGEST_LINE: usize = 64 << 20;

/// The lines of a part as values of `T`. Ends after the first fault.
pub struct Lines<R, T> {
    part: String,
    reader: BufReader<R>,
    buffer: Vec<u8>,
    line: u64,
    failed: bool,
    value: PhantomData<T>,
}

impl<R: Read, T: DeserializeOwned> Lines<R, T> {
    /// Reads `reader` as lines of `part`.
    pub fn new(part: &Part, reader: R) -> Self {
        let reader = BufReader::with_capacity(64 << 10, reader);
        Self {
            part: part.to_string(),
            reader,
            buffer: Vec::new(),
            line: 0,
            failed: false,
            value: PhantomData,
        }
    }

    fn read(&mut self) -> Result<Option<T>, ExportFault> {
        self.buffer.clear();
        let longest = LONGEST_LINE as u64 + 1;
        let read = (&mut self.reader).take(longest).read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.line += 1;
        if self.buffer.pop() != Some(b'\n') {
            let why = if read as u64 == longest { "longer than 64 MiB" } else { "cut off before its end" };
            return Err(self.fault(why.to_owned()));
        }
        match serde_json::from_slice(&self.buffer) {
            Ok(value) => Ok(Some(value)),
            Err(fault) => Err(self.fault(fault.to_string())),
        }
    }

    fn fault(&self, why: String) -> ExportFault {
        ExportFault::Line { part: self.part.clone(), line: self.line, why }
    }
}

impl<R: Read, T: DeserializeOwned> Iterator for Lines<R, T> {
    type Item = Result<T, ExportFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.read().transpose();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}
