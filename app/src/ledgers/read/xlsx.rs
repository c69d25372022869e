//! .xlsx and .xlsm: values, fills and merges by calamine, hidden rows by [`super::xlsx_rows`].

use super::{
    Limits, Unreadable, bounded,
    grid::{Book, Cell, Filling, Rgb, Sheet, Taken, Value},
    xlsx_rows,
};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use jiff::civil::DateTime;
use std::{collections::BTreeSet, io::Cursor};

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, Unreadable> {
    let mut package = bounded::open(bytes, limits)?;
    let parts = xlsx_rows::parts(&mut package, limits)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut taken = Taken::default();
    let mut book = Book::default();
    for sheet in workbook.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let hidden = match parts.get(&sheet.name) {
            Some(part) => xlsx_rows::hidden(&mut package, part, limits)?,
            None => BTreeSet::new(),
        };
        let mut filling = Filling::new(limits, &mut taken);
        fill(&mut workbook, &sheet.name, &mut filling)?;
        book.sheets.push(Sheet {
            name: sheet.name,
            hidden: sheet.visible != SheetVisible::Visible,
            rows: filling.rows(|row| hidden.contains(&row)),
            before: Vec::new(),
        });
    }
    Ok(book)
}

fn fill(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, filling: &mut Filling<'_>) -> Result<(), Unreadable> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(unreadable)?;
    let looks: Vec<Look> = cells.styles().iter().map(Look::of).collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(unreadable)? {
        let look = looks.get(style).copied().unwrap_or_default();
        let (row, column) = cell.get_position();
        filling.put(row, column, dressed(value(cell.get_value()), look))?;
    }
    drop(cells);
    for area in workbook.merge_cells_by_sheet_name(name).map_err(unreadable)? {
        filling.merge(area.start, area.end)?;
    }
    Ok(())
}

#[derive(Clone, Copy, Default)]
struct Look {
    fill: Option<Rgb>,
    percent: bool,
}

impl Look {
    fn of(style: &Style) -> Look {
        let colour = style.fill.as_ref().filter(|fill| fill.is_visible()).and_then(|fill| fill.get_color());
        let percent = style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%'));
        Look { fill: colour.filter(|c| !c.is_white()).map(|c| Rgb(c.red, c.green, c.blue)), percent }
    }
}

fn dressed(mut cell: Cell, look: Look) -> Cell {
    cell.fill = look.fill;
    if let (true, Value::Number(number)) = (look.percent, cell.value) {
        cell.percent = true;
        cell.text = format!("{}%", shown(number * 100.0)).into();
    }
    cell
}

fn value(data: &DataRef<'_>) -> Cell {
    match data {
        DataRef::Int(number) => number_cell(*number as f64),
        DataRef::Float(number) => number_cell(*number),
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Bool(yes) => bool_cell(*yes),
        DataRef::DateTime(date) => date_cell(date),
        DataRef::DateTimeIso(text) => iso_cell(text),
        DataRef::DurationIso(text) => text_cell(text),
        DataRef::Error(error) => {
            Cell { text: error.to_string().into(), value: Value::Failed, ..Cell::default() }
        }
        DataRef::Empty => Cell::default(),
    }
}

/// Text, without the space around it that nobody sees.
pub(super) fn text_cell(text: &str) -> Cell {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0'));
    if text.is_empty() { Cell::default() } else { Cell::text(text) }
}

pub(super) fn number_cell(number: f64) -> Cell {
    Cell { text: shown(number).into(), value: Value::Number(number), ..Cell::default() }
}

pub(super) fn bool_cell(yes: bool) -> Cell {
    Cell { text: if yes { "是" } else { "否" }.into(), value: Value::Bool(yes), ..Cell::default() }
}

/// A date as ISO text; a time of day or a duration stays the number it is.
pub(super) fn date_cell(date: &ExcelDateTime) -> Cell {
    let serial = date.as_f64();
    if date.is_duration() || !(1.0..2_958_466.0).contains(&serial) {
        return number_cell(serial);
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let made = i16::try_from(year).ok().and_then(|year| {
        DateTime::new(year, month as i8, day as i8, hour as i8, minute as i8, second as i8, 0).ok()
    });
    made.map_or_else(|| number_cell(serial), dated)
}

fn iso_cell(text: &str) -> Cell {
    text.parse::<DateTime>().map_or_else(|_| text_cell(text), dated)
}

fn dated(at: DateTime) -> Cell {
    Cell { text: at.date().to_string().into(), value: Value::Date(at), ..Cell::default() }
}

/// A number as a person writes it: no binary dust, no trailing zeros.
fn shown(number: f64) -> String {
    let rounded = (number * 1e9).round() / 1e9;
    let number = if rounded.is_finite() && number.abs() < 1e6 { rounded } else { number };
    number.to_string()
}

fn unreadable(error: XlsxError) -> Unreadable {
    match error {
        XlsxError::Password => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}
