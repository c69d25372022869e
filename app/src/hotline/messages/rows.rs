//! The rows of a .csv or .xlsx file, one at a time. What the file is, its content says, not its name.

use super::Unusable;
use calamine::{Data, DataRef, Reader, Xlsx, open_workbook};
use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8};
use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

/// What is done with a row.
pub(super) type Each<'f> = &'f mut dyn FnMut(&[&str]) -> Result<(), Unusable>;

/// No sheet has more columns that matter; wider ones are cut there.
const WIDEST: usize = 500;

/// Calls `each` for every row from the first.
pub(super) fn each(path: &Path, name: &str, each: Each<'_>) -> Result<(), Unusable> {
    let unreadable = |e| Unusable::File(name.to_owned(), e);
    let mut start = [0; 4];
    let mut file = File::open(path).map_err(unreadable)?;
    let read = file.read(&mut start).map_err(unreadable)?;
    if read >= 2 && start.starts_with(b"PK") { sheet(path, name, each) } else { separated(path, name, each) }
}

fn separated(path: &Path, name: &str, each: Each<'_>) -> Result<(), Unusable> {
    let unreadable = |e| Unusable::File(name.to_owned(), e);
    let format = |why: &str| Unusable::Format(name.to_owned(), why.to_owned());
    let encoding = encoding(&mut File::open(path).map_err(unreadable)?).map_err(unreadable)?;
    let encoding = encoding.ok_or_else(|| format("its bytes are text in neither"))?;
    let open = || File::open(path).map(|file| Decoding::new(file, encoding)).map_err(unreadable);
    let separator = separator(open()?).map_err(unreadable)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(BufReader::with_capacity(1 << 16, open()?));
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| format(&e.to_string()))? {
        let row: Vec<&str> = record.iter().take(WIDEST).collect();
        each(&row)?;
    }
    Ok(())
}

/// UTF-8 when every byte agrees, else GB18030 when every byte agrees; a mark at the start decides at once.
fn encoding(file: &mut File) -> std::io::Result<Option<&'static Encoding>> {
    let mut candidates = vec![(UTF_8, UTF_8.new_decoder()), (GB18030, GB18030.new_decoder())];
    let mut bytes = vec![0; 1 << 16];
    let mut text = vec![0; 1 << 18];
    let mut first = true;
    loop {
        let read = file.read(&mut bytes)?;
        if first && let Some((marked, _)) = Encoding::for_bom(&bytes[..read]) {
            return Ok(Some(marked));
        }
        first = false;
        candidates.retain_mut(|(_, decoder)| agrees(decoder, &bytes[..read], &mut text, read == 0));
        match candidates[..] {
            [] => return Ok(None),
            [(one, _), ..] if read == 0 => return Ok(Some(one)),
            _ => {}
        }
    }
}

fn agrees(decoder: &mut Decoder, bytes: &[u8], text: &mut [u8], last: bool) -> bool {
    let (result, _, _, bad) = decoder.decode_to_utf8(bytes, text, last);
    !bad && result == CoderResult::InputEmpty
}

/// The separator that parts the first line into the most fields.
fn separator(mut text: impl Read) -> std::io::Result<u8> {
    let mut start = vec![0; 1 << 14];
    let read = text.read(&mut start)?;
    let line = start[..read].split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|&&b| b == separator).count();
    Ok([b'\t', b';', b','].into_iter().max_by_key(|&s| count(s)).unwrap_or(b','))
}

/// Bytes of a file as UTF-8.
struct Decoding {
    file: File,
    decoder: Decoder,
    bytes: Vec<u8>,
    pending: usize,
    ended: bool,
    finished: bool,
}

impl Decoding {
    fn new(file: File, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder();
        Self { file, decoder, bytes: vec![0; 1 << 15], pending: 0, ended: false, finished: false }
    }
}

impl Read for Decoding {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        // A decoder that has been told of the end can't be asked again; readers of files do ask again.
        while !self.finished {
            if !self.ended && self.pending < self.bytes.len() {
                let read = self.file.read(&mut self.bytes[self.pending..])?;
                self.ended = read == 0;
                self.pending += read;
            }
            let (result, taken, given, _) =
                self.decoder.decode_to_utf8(&self.bytes[..self.pending], out, self.ended);
            self.bytes.copy_within(taken..self.pending, 0);
            self.pending -= taken;
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if given > 0 || out.is_empty() {
                return Ok(given);
            }
        }
        Ok(0)
    }
}

fn sheet(path: &Path, name: &str, each: Each<'_>) -> Result<(), Unusable> {
    let format = |e: calamine::XlsxError| Unusable::Format(name.to_owned(), e.to_string());
    let mut book: Xlsx<_> = open_workbook(path).map_err(format)?;
    let Some(first) = book.sheet_names().first().cloned() else { return Ok(()) };
    let mut cells = book.worksheet_cells_reader(&first).map_err(format)?;
    let (mut at, mut row): (u32, Vec<String>) = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(format)? {
        let (line, column) = cell.get_position();
        if line != at {
            give(&mut row, each)?;
            at = line;
        }
        let column = column as usize;
        if column < WIDEST {
            row.resize(row.len().max(column + 1), String::new());
            row[column] = shown(cell.get_value());
        }
    }
    give(&mut row, each)
}

fn give(row: &mut Vec<String>, each: Each<'_>) -> Result<(), Unusable> {
    let cells: Vec<&str> = row.iter().map(String::as_str).collect();
    each(&cells)?;
    row.clear();
    Ok(())
}

fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(date) => date.as_f64().to_string(),
        other => Data::from(other.clone()).to_string(),
    }
}
