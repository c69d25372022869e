//! .xls by calamine. Runs only in the child process of [`super::xls_child`]: the format lets a few
//! bytes ask for all the memory there is. Fills and hidden rows aren't known for this format.

use super::{
    Limits, Unreadable,
    grid::{Book, Cell, Filling, Sheet, Taken, Value},
    xlsx::{bool_cell, date_cell, number_cell, text_cell},
};
use calamine::{Data, Reader, SheetVisible, Xls};
use std::io::Cursor;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, Unreadable> {
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let mut taken = Taken::default();
    let mut book = Book::default();
    for sheet in workbook.sheets_metadata().to_vec() {
        let Ok(range) = workbook.worksheet_range(&sheet.name) else { continue };
        let (top, left) = range.start().unwrap_or((0, 0));
        let mut filling = Filling::new(limits, &mut taken);
        for (row, column, data) in range.used_cells() {
            filling.put(top + row as u32, left + column as u32, value(data))?;
        }
        for area in workbook.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default() {
            filling.merge(area.start, area.end)?;
        }
        book.sheets.push(Sheet {
            name: sheet.name,
            hidden: sheet.visible != SheetVisible::Visible,
            rows: filling.rows(|_| false),
            before: Vec::new(),
        });
    }
    Ok(book)
}

fn value(data: &Data) -> Cell {
    match data {
        Data::Int(number) => number_cell(*number as f64),
        Data::Float(number) => number_cell(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text_cell(text),
        Data::Bool(yes) => bool_cell(*yes),
        Data::DateTime(date) => date_cell(date),
        Data::Error(error) => {
            Cell { text: error.to_string().into(), value: Value::Failed, ..Cell::default() }
        }
        _ => Cell::default(),
    }
}
