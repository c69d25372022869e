//! Cells pasted from a spreadsheet: HTML from the clipboard, else tabs between cells.

use super::{Limits, Unreadable, delimited, grid::Book, html};

/// Reads what was pasted into a form.
///
/// # Errors
/// [`Unreadable`] when nothing or too much was pasted.
pub fn read_pasted(text: &str, limits: &Limits) -> Result<Book, Unreadable> {
    if text.len() > limits.file_bytes {
        return Err(Unreadable::FileTooLarge { megabytes: limits.file_bytes >> 20 });
    }
    let start: String = text.trim_start().chars().take(4096).flat_map(char::to_lowercase).collect();
    let book = if start.starts_with('<') && start.contains("<table") {
        html::read("粘贴内容", text, limits)?
    } else {
        delimited::cells("粘贴内容", text, delimited::separator(text), limits)?
    };
    if book.sheets.iter().all(|sheet| sheet.rows.is_empty()) { Err(Unreadable::Empty) } else { Ok(book) }
}
