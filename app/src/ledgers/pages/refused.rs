//! Rows of a waiting ledger that can't be taken over yet, each with the cell that should be mended.

use super::{
    grid::{GridCell, Writer},
    seen::Seen,
};
use crate::ledgers::{
    intake::{mends::letters, survey::LineKind, waiting::Held},
    understand::Field,
};

/// A row that would be given back, with the cell that should be mended.
pub(super) struct RefusedShown {
    pub(super) sheet: usize,
    pub(super) sheet_name: String,
    pub(super) number: u32,
    pub(super) column: String,
    pub(super) reason: String,
    /// Where it is jumped to.
    pub(super) href: String,
    /// What the row is about: its first words.
    pub(super) about: String,
    pub(super) cell: Option<GridCell>,
    /// Whether that is a deadline, which may be said to be settled later.
    pub(super) is_deadline: bool,
}

/// The row with its cell.
pub(super) fn shown(held: &Held, writer: &Writer<'_>) -> RefusedShown {
    let (line, survey) = (&held.line, &writer.opened.survey);
    let (column, reason) = match &line.what {
        LineKind::Refused { column, reason } => (column.clone(), writer.frame.say(reason)),
        _ => (None, String::new()),
    };
    let sheet = survey.sheets.get(line.sheet);
    let columns = sheet.map_or(&[][..], |sheet| &sheet.columns);
    let wrong = columns.iter().find(|known| Some(&known.head) == column.as_ref()).map(|column| column.index);
    let is_deadline = columns.iter().any(|known| {
        Some(known.index) == wrong
            && matches!(known.field, Some(Field::Deadline | Field::RectificationDeadline))
    });
    let place = wrong.map(|at| format!("{}-{}-{at}", line.sheet, line.row));
    let row = writer.grid(line.sheet, std::slice::from_ref(held)).rows.into_iter().next();
    let cells = row.map(|row| row.cells).unwrap_or_default();
    let about = |field| {
        let at = columns.iter().find(|column| column.field == Some(field))?.index;
        cells.iter().find(|cell| cell.place.ends_with(&format!("-{at}"))).map(|cell| cell.text.clone())
    };
    let place_of = Seen { sheet: Some(line.sheet), after: line.row.saturating_sub(4), ..Seen::default() };
    RefusedShown {
        sheet: line.sheet,
        sheet_name: sheet.map(|sheet| sheet.name.clone()).unwrap_or_default(),
        number: line.row,
        is_deadline,
        column: wrong.map(letters).into_iter().chain(column).collect::<Vec<_>>().join(" "),
        reason,
        href: format!("{}#r{}-{}", place_of.address(writer.opened.preview.id), line.sheet, line.row),
        about: about(Field::Title).or_else(|| about(Field::Goal)).unwrap_or_default(),
        cell: cells.into_iter().find(|cell| Some(&cell.place) == place.as_ref()),
    }
}
