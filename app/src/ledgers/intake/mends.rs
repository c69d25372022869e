//! Cells of a waiting ledger that somebody typed anew: kept beside the file, which stays as it came, and read
//! with the same habits. What was mended goes on record with the import, without phones.

use crate::ledgers::{
    read::{Book, Cell, RowCells, Value},
    understand::{SheetRead, values::personal::masked},
};
use serde::{Deserialize, Serialize};
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

/// The mends as they go on record: `was` is what [`apply`] gave.
pub fn on_record(mends: &[Mend], was: &[Option<String>], sheets: &[SheetRead]) -> Vec<Mended> {
    let told = |(mend, was): (&Mend, &Option<String>)| {
        let sheet = sheets.get(mend.sheet)?;
        let column = sheet.columns.iter().find(|column| column.index == usize::from(mend.column));
        let head = column.map(|column| column.head.clone()).unwrap_or_default();
        Some(Mended {
            sheet: sheet.name.clone(),
            row: mend.row,
            column: letters(usize::from(mend.column)),
            was: recorded(was.as_ref()?, &head),
            now: recorded(&mend.text, &head),
            head,
        })
    };
    mends.iter().zip(was).filter_map(told).collect()
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
