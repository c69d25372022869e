//! Bytes → [`Book`]: a grid of cells, whatever the file was. Formats are told by content, and a name that says
//! another is refused; every size is bounded before anything is unpacked. What the cells mean stands in
//! [`super::understand`](super).

pub(in crate::ledgers) mod bounded;
mod delimited;
mod docx;
mod grid;
mod html;
mod kind;
mod pasted;
mod unreadable;
mod xls;
pub mod xls_child;
mod xlsx;
mod xlsx_rows;
mod xml;

pub use grid::{Book, Cell, Rgb, RowCells, Sheet, Value};
pub use pasted::read_pasted;
pub use unreadable::Unreadable;
pub(in crate::ledgers) use xml::resolved;

use kind::Kind;
use std::path::PathBuf;

/// How much of a file is taken. Everything beyond is an answer ([`Unreadable`]), not a crash.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file_bytes: usize,
    /// Bytes that a packed file may unfold to, all parts together.
    pub unpacked_bytes: u64,
    /// How many times its packed size a part may unfold to, once it is larger than 1 MB.
    pub ratio: u64,
    /// Columns with content in one sheet.
    pub columns: usize,
    /// Rows in one sheet.
    pub rows: usize,
    /// Cells of the whole file, empty ones between full ones counted.
    pub cells: usize,
    /// Characters in one cell.
    pub cell_chars: usize,
    /// Bytes of text of the whole file.
    pub text_bytes: usize,
    /// The program that reads .xls in a process of its own (`PROGRAM read-xls`); this one if absent.
    pub xls_program: Option<PathBuf>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 20 << 20,
            unpacked_bytes: 300 << 20,
            ratio: 200,
            columns: 500,
            rows: 100_000,
            cells: 3_000_000,
            cell_chars: 32_767,
            text_bytes: 128 << 20,
            xls_program: None,
        }
    }
}

/// Reads a ledger file. `name` must not say another format than the bytes are in; it names the sheet of a file
/// that has none.
///
/// # Errors
/// [`Unreadable`], a sentence with a way out; the file changes nothing.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Book, Unreadable> {
    if bytes.len() > limits.file_bytes {
        return Err(Unreadable::FileTooLarge { megabytes: limits.file_bytes >> 20 });
    }
    let book = fenced(|| match kind::of(name, bytes)? {
        Kind::Xlsx => xlsx::read(bytes, limits),
        Kind::Xls => xls_child::read(bytes, limits),
        Kind::Docx => docx::read(bytes, limits),
        Kind::Html => html::read(&stem(name), &delimited::decode(bytes)?, limits),
        Kind::Delimited => delimited::read(&stem(name), bytes, limits),
    })?;
    if book.sheets.iter().all(|sheet| sheet.rows.is_empty()) { Err(Unreadable::Empty) } else { Ok(book) }
}

/// The libraries below us read hostile bytes; should one of them panic, the file is damaged, and
/// that is the whole of the damage. Fuzzing found none; the fence stays.
fn fenced<T>(read: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or(Err(Unreadable::Damaged))
}

fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).chars().take(60).collect()
}

#[cfg(test)]
mod tests;
