//! The grid that every format ends in, and the one place where it is filled within the limits.

use super::{Limits, Unreadable};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::LazyLock};

/// A file as sheets of cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Book {
    /// In the file's order; hidden ones too.
    pub sheets: Vec<Sheet>,
}

/// One sheet, or one table of a Word file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// As the tab shows it.
    pub name: String,
    /// Whether the office hid it.
    pub hidden: bool,
    /// Only rows that have something in them, in order.
    pub rows: Vec<RowCells>,
    /// Lines of text before the table (Word files): titles, 截至日期.
    pub before: Vec<String>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowCells {
    /// As the office counts it, from 1.
    pub number: u32,
    /// Whether the office hid it, by hand or by a filter.
    pub hidden: bool,
    /// From column A to the last one with something in it.
    pub cells: Vec<Cell>,
}

/// One cell. Merged cells carry the value of their first one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// As the office reads it.
    pub text: Box<str>,
    /// What the file says it is.
    pub value: Value,
    /// The fill colour, which some offices use as the light.
    pub fill: Option<Rgb>,
    /// Whether the number is shown as a percentage.
    pub percent: bool,
    /// Row number and column index of the cell that this one repeats, when merged.
    pub merged_from: Option<(u32, u16)>,
}

/// What the file says a cell holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// Text: see [`Cell::text`].
    Text,
    /// A number, or a formula's result.
    Number(f64),
    /// A number formatted as a date.
    Date(DateTime),
    /// 是 or 否.
    Bool(bool),
    /// A formula that failed (#REF! and the like).
    Failed,
}

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl RowCells {
    /// The cell at `column`; an empty one beyond the last.
    pub fn cell(&self, column: usize) -> &Cell {
        static NOTHING: LazyLock<Cell> = LazyLock::new(Cell::default);
        self.cells.get(column).unwrap_or(&NOTHING)
    }
}

impl Cell {
    /// A cell of text.
    pub fn text(text: &str) -> Cell {
        Cell { text: text.into(), value: Value::Text, ..Cell::default() }
    }

    /// Whether there is nothing to read in it.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// A painted cell without text is the light only this far to the right; beyond it is decoration.
const PAINT_COLUMNS: u32 = 60;

/// Counts what the whole file has taken so far.
#[derive(Debug, Default)]
pub(super) struct Taken {
    cells: usize,
    text: usize,
}

/// Fills one sheet.
pub(super) struct Filling<'a> {
    limits: &'a Limits,
    taken: &'a mut Taken,
    rows: BTreeMap<u32, Vec<Cell>>,
    widest: usize,
}

impl<'a> Filling<'a> {
    /// An empty sheet.
    pub(super) fn new(limits: &'a Limits, taken: &'a mut Taken) -> Filling<'a> {
        Filling { limits, taken, rows: BTreeMap::new(), widest: 0 }
    }

    /// Puts a cell that isn't blank at row index and column index, from 0. Cells come in any order.
    pub(super) fn put(&mut self, row: u32, column: u32, mut cell: Cell) -> Result<(), Unreadable> {
        if cell.is_blank()
            && (cell.fill.is_none() || column >= PAINT_COLUMNS || row as usize >= self.limits.rows)
        {
            return Ok(());
        }
        if column as usize >= self.limits.columns {
            return Err(Unreadable::TooManyColumns { limit: self.limits.columns });
        }
        if row as usize >= self.limits.rows {
            return Err(Unreadable::TooManyRows { limit: self.limits.rows });
        }
        shorten(&mut cell, self.limits.cell_chars);
        self.taken.text += cell.text.len();
        let cells = self.rows.entry(row).or_default();
        let wanted = column as usize + 1;
        if cells.len() < wanted {
            self.taken.cells += wanted - cells.len();
            cells.resize_with(wanted, Cell::default);
            self.widest = self.widest.max(wanted);
        }
        cells[column as usize] = cell;
        self.check()
    }

    /// Makes sure that merges reach down to `row`, also when nothing else stands there.
    pub(super) fn reach(&mut self, row: u32) {
        if (row as usize) < self.limits.rows {
            self.rows.entry(row).or_default();
        }
    }

    /// Repeats the first cell over a merged area (inclusive, from 0), as far as the sheet has content.
    pub(super) fn merge(&mut self, from: (u32, u32), to: (u32, u32)) -> Result<(), Unreadable> {
        let Some((&last_row, _)) = self.rows.last_key_value() else { return Ok(()) };
        let last_column = self.widest.saturating_sub(1) as u32;
        let Some(first) = self.rows.get(&from.0).and_then(|row| row.get(from.1 as usize)).cloned() else {
            return Ok(());
        };
        if first.is_blank() {
            return Ok(());
        }
        for row in from.0..=to.0.min(last_row) {
            for column in from.1..=to.1.min(last_column) {
                if (row, column) != from {
                    let copy = Cell { merged_from: Some((from.0 + 1, from.1 as u16)), ..first.clone() };
                    self.taken.cells += 1;
                    self.put(row, column, copy)?;
                }
            }
        }
        Ok(())
    }

    /// The rows, without those that are only painted.
    pub(super) fn rows(self, hidden: impl Fn(u32) -> bool) -> Vec<RowCells> {
        let filled = self.rows.into_iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_blank()));
        filled.map(|(row, cells)| RowCells { number: row + 1, hidden: hidden(row), cells }).collect()
    }

    fn check(&self) -> Result<(), Unreadable> {
        if self.taken.cells > self.limits.cells || self.taken.text > self.limits.text_bytes {
            return Err(Unreadable::TooMuch);
        }
        Ok(())
    }
}

fn shorten(cell: &mut Cell, chars: usize) {
    if cell.text.len() > chars
        && let Some((end, _)) = cell.text.char_indices().nth(chars)
    {
        cell.text = cell.text[..end].into();
    }
}
