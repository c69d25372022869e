//! Cells of a waiting ledger that somebody typed anew: kept beside the file, which stays as it came, and read
//! with the same habits. What was mended goes on record with the import, without phones.

use super::{Prepared, store::Import};
use crate::ledgers::{
    read::{Book, Cell, RowCells, Value},
    understand::values::personal::{masked, safe},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// Characters that may be typed into a cell.
pub const LONGEST: usize = 4_000;
/// Cells of one ledger that may be mended here; whoever has more to mend is better served by the file.
pub const MOST: usize = 2_000;
/// Characters of a text that go on record.
const RECORDED: usize = 500;

/// A cell that was typed anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// Index of the sheet.
    pub sheet: usize,
    /// As the office counts it, from 1.
    pub row: u32,
    /// Index of the column, from 0.
    pub column: u16,
    /// What stands there instead; empty: nothing.
    pub text: String,
}

impl Mend {
    /// Where it is.
    pub fn place(&self) -> (usize, u32, u16) {
        (self.sheet, self.row, self.column)
    }
}

/// A mended cell as the import's record tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mended {
    /// The sheet's name.
    pub sheet: String,
    /// As the office counts it, from 1.
    pub row: u32,
    /// The column as a spreadsheet names it: A, B, … AA.
    pub column: String,
    /// What stands over the column.
    pub head: String,
    /// What the file says.
    pub was: String,
    /// What was typed instead.
    pub now: String,
    /// What tells the row by its content in the file, where all that was typed is told here: the same file brought in
    /// again is mended alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_print: Option<String>,
}

/// What tells each mended row by its content, as the book has it before it is mended.
pub fn prints(book: &Book, mends: &[Mend]) -> Vec<Option<String>> {
    let of = |mend: &Mend| {
        let rows = &book.sheets.get(mend.sheet)?.rows;
        let at = rows.binary_search_by_key(&mend.row, |row| row.number).ok()?;
        rows.get(at).map(print)
    };
    mends.iter().map(of).collect()
}

/// Phones are left out of it: what goes on record must not tell them, not even as a sum.
fn print(row: &RowCells) -> String {
    let mut sum = Sha256::new();
    let last = row.cells.iter().rposition(|cell| !cell.text.trim().is_empty()).map_or(0, |last| last + 1);
    for cell in row.cells.iter().take(last) {
        sum.update(safe(&cell.text).trim().as_bytes());
        sum.update([0]);
    }
    hex::encode(&sum.finalize()[..16])
}

/// The mends of the last import of this file, for rows that say what they said then. `imports` are newest first.
pub fn recalled(prepared: &Prepared, imports: &[Import]) -> Vec<Mend> {
    let same = |import: &&Import| import.digest == prepared.digest || import.name == prepared.name;
    let Some(last) = imports.iter().find(same) else { return vec![] };
    let mut mends: Vec<Mend> = last.mends.iter().filter_map(|mended| again(&prepared.book, mended)).collect();
    mends.sort_by_key(Mend::place);
    mends.dedup_by_key(|mend| mend.place());
    mends
}

fn again(book: &Book, mended: &Mended) -> Option<Mend> {
    let (wanted, column) = (mended.row_print.as_ref()?, column_of(&mended.column)?);
    let at = book.sheets.iter().position(|sheet| safe(&sheet.name) == mended.sheet)?;
    let alike: Vec<u32> =
        book.sheets.get(at)?.rows.iter().filter(|row| print(row) == *wanted).map(|row| row.number).collect();
    let row = alike.iter().find(|row| **row == mended.row).or(alike.first())?;
    Some(Mend { sheet: at, row: *row, column, text: mended.now.clone() })
}

/// Puts the mends into the cells; gives what each cell said before, in the mends' order. A mend whose row is
/// not there says nothing.
pub fn apply(book: &mut Book, mends: &[Mend]) -> Vec<Option<String>> {
    mends.iter().map(|mend| put(book, mend)).collect()
}

fn put(book: &mut Book, mend: &Mend) -> Option<String> {
    let rows = &mut book.sheets.get_mut(mend.sheet)?.rows;
    let at = rows.binary_search_by_key(&mend.row, |row| row.number).ok()?;
    let column = usize::from(mend.column);
    let cells = &mut rows.get_mut(at)?.cells;
    if cells.len() <= column {
        cells.resize_with(column + 1, Cell::default);
    }
    let was = cells.get(column)?.text.to_string();
    write(cells.get_mut(column)?, &mend.text);
    let origin = Some((mend.row, mend.column));
    for (below, row) in rows.iter_mut().skip(at).enumerate() {
        if !repeat(row, origin, &mend.text) && below > 0 {
            break;
        }
    }
    Some(was)
}

/// What is merged with the cell says what it says.
fn repeat(row: &mut RowCells, origin: Option<(u32, u16)>, text: &str) -> bool {
    let mut any = false;
    for cell in row.cells.iter_mut().filter(|cell| cell.merged_from == origin) {
        write(cell, text);
        any = true;
    }
    any
}

fn write(cell: &mut Cell, text: &str) {
    cell.text = text.into();
    cell.value = if text.is_empty() { Value::Empty } else { Value::Text };
    cell.percent = false;
}

/// The mends as they go on record.
pub fn on_record(mends: &[Mend], prepared: &Prepared) -> Vec<Mended> {
    let sheets = &prepared.understood.sheets;
    let told = |((mend, was), print): ((&Mend, &Option<String>), &Option<String>)| {
        let sheet = sheets.get(mend.sheet)?;
        let column = sheet.columns.iter().find(|column| column.index == usize::from(mend.column));
        let head = column.map(|column| column.head.clone()).unwrap_or_default();
        Some(Mended {
            sheet: sheet.name.clone(),
            row: mend.row,
            column: letters(usize::from(mend.column)),
            was: recorded(was.as_ref()?, &head),
            row_print: print.clone().filter(|_| recorded(&mend.text, &head) == mend.text),
            now: recorded(&mend.text, &head),
            head,
        })
    };
    mends.iter().zip(&prepared.was).zip(&prepared.prints).filter_map(told).collect()
}

fn recorded(text: &str, head: &str) -> String {
    let bare = masked(text, head).unwrap_or_else(|| text.to_owned());
    match bare.char_indices().nth(RECORDED) {
        Some((end, _)) => format!("{}…", &bare[..end]),
        None => bare,
    }
}

/// A column's name in a spreadsheet: 0 is A, 26 is AA.
pub fn letters(index: usize) -> String {
    let letter = char::from(b'A' + (index % 26) as u8);
    if index < 26 { letter.to_string() } else { format!("{}{letter}", letters(index / 26 - 1)) }
}

/// The column that a spreadsheet names so.
pub fn column_of(letters: &str) -> Option<u16> {
    let mut index = 0u16;
    for c in letters.bytes() {
        let digit = c.to_ascii_uppercase().checked_sub(b'A').filter(|digit| *digit < 26)?;
        index = index.checked_mul(26)?.checked_add(u16::from(digit) + 1)?;
    }
    index.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledgers::read::Sheet;

    fn row(number: u32, cells: Vec<Cell>) -> RowCells {
        RowCells { number, hidden: false, cells }
    }

    #[test]
    fn what_is_merged_with_a_mended_cell_says_the_same() {
        let first = Cell::text("未定");
        let copy = Cell { merged_from: Some((3, 1)), ..first.clone() };
        let rows = vec![
            row(3, vec![Cell::text("1"), first]),
            row(4, vec![Cell::text("2"), copy]),
            row(5, vec![Cell::text("3")]),
        ];
        let mut book = Book { sheets: vec![Sheet { rows, ..Sheet::default() }] };
        let mends = [
            Mend { sheet: 0, row: 3, column: 1, text: "市教育局".into() },
            Mend { sheet: 0, row: 5, column: 1, text: "市财政局".into() },
            Mend { sheet: 0, row: 9, column: 1, text: "无此行".into() },
        ];
        let was = apply(&mut book, &mends);
        assert_eq!(was, [Some("未定".into()), Some(String::new()), None]);
        let texts: Vec<&str> = book.sheets[0].rows.iter().map(|row| &*row.cells[1].text).collect();
        assert_eq!(texts, ["市教育局", "市教育局", "市财政局"]);
    }

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        for (index, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (499, "SF")] {
            assert_eq!((letters(index), column_of(name)), (name.to_owned(), Some(index as u16)));
        }
        assert_eq!(column_of("甲"), None);
        assert_eq!(column_of("ZZZZZZ"), None);
    }
}
