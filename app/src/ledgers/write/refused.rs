//! Refused rows, given back as they came, with the reason in a last column. Filled in, the file can
//! be imported again as it is.

use super::ledger::{Looks, write_text};
use crate::ledgers::{
    read::{Book, RowCells},
    understand::{RefusedRow, SheetRead, columns::REASON},
};
use bangdu_core::phrase::Phrase;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use std::io::{Seek, Write};

/// Writes the refused rows of `book`, sheet by sheet; `say` gives the reason in the reader's language.
///
/// # Errors
/// When `out` fails.
pub fn write_refused(
    book: &Book,
    sheets: &[SheetRead],
    refused: &[RefusedRow],
    say: impl Fn(&Phrase) -> String,
    out: impl Write + Seek + Send,
) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let looks = Looks::new();
    for (index, (sheet, read)) in book.sheets.iter().zip(sheets).enumerate() {
        let mut rows = refused.iter().filter(|row| row.sheet == index).peekable();
        if rows.peek().is_none() {
            continue;
        }
        let page = workbook.add_worksheet();
        // A name that a spreadsheet refuses (a table of a Word file never has one) keeps the default.
        drop(page.set_name(&sheet.name));
        write_head(page, read, &looks)?;
        for (at, row) in rows.enumerate() {
            let cells = sheet
                .rows
                .binary_search_by_key(&row.row, |cells| cells.number)
                .ok()
                .map(|at| &sheet.rows[at]);
            write_row(page, 2 + at as u32, cells, read, &say(&row.reason), &looks)?;
        }
        page.set_freeze_panes(2, 0)?;
    }
    if workbook.worksheets().is_empty() {
        workbook.add_worksheet();
    }
    workbook.save_to_writer(out)
}

fn write_head(page: &mut Worksheet, read: &SheetRead, looks: &Looks) -> Result<(), XlsxError> {
    write_text(page, 0, 0, &read.title.text, looks)?;
    for (at, column) in read.columns.iter().enumerate() {
        let leaf = column.head.rsplit('/').next().unwrap_or(&column.head);
        page.write_string_with_format(1, at as u16, leaf, &looks.head)?;
        page.set_column_width(at as u16, 18)?;
    }
    let last = read.columns.len() as u16;
    page.set_column_width(last, 40)?;
    page.write_string_with_format(1, last, REASON, &looks.head)?;
    Ok(())
}

fn write_row(
    page: &mut Worksheet,
    at: u32,
    cells: Option<&RowCells>,
    read: &SheetRead,
    reason: &str,
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (column, of) in read.columns.iter().enumerate() {
        if let Some(cell) = cells.map(|cells| cells.cell(of.index)) {
            write_text(page, at, column as u16, &cell.text, looks)?;
        }
    }
    write_text(page, at, read.columns.len() as u16, reason, looks)?;
    Ok(())
}
