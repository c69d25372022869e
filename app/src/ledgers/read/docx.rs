//! Tables of a Word file (.docx): each table is a sheet, the paragraphs before it are its title
//! rows. Knows `gridSpan`, `gridBefore` and `vMerge`; a table within a cell is read as the cell's text.

use super::{
    Limits, Unreadable, bounded,
    grid::{Book, Filling, RowCells, Sheet, Taken},
    xlsx::text_cell,
    xml,
};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

const LINES_BEFORE: usize = 12;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, Unreadable> {
    let mut package = bounded::open(bytes, limits)?;
    let document = bounded::part(&mut package, "word/document.xml", limits)?.ok_or(Unreadable::Damaged)?;
    let mut reading = Reading::default();
    let mut reader = Reader::from_reader(document);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Unreadable::Damaged)? {
            Event::Start(start) => reading.open(&start, limits)?,
            Event::Empty(start) => {
                reading.open(&start, limits)?;
                reading.close(start.local_name().as_ref(), limits)?;
            }
            Event::End(end) => reading.close(end.local_name().as_ref(), limits)?,
            Event::Text(text) if reading.in_text => reading.write(&text.xml10_content()),
            Event::CData(text) if reading.in_text => reading.write(&text.xml10_content()),
            Event::GeneralRef(reference) if reading.in_text => {
                if let Some(character) = xml::resolved(&reference) {
                    reading.write(character.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if reading.sheets.is_empty() { Err(Unreadable::NoTable) } else { Ok(Book { sheets: reading.sheets }) }
}

#[derive(Default)]
struct Reading {
    sheets: Vec<Sheet>,
    taken: Taken,
    before: Vec<String>,
    paragraph: String,
    in_text: bool,
    depth: usize,
    cells: Vec<WordCell>,
    row: u32,
    column: u32,
}

struct WordCell {
    row: u32,
    column: u32,
    across: u32,
    merge: Merge,
    text: String,
}

#[derive(PartialEq)]
enum Merge {
    None,
    Begins,
    Continues,
}

impl Reading {
    fn open(&mut self, start: &BytesStart<'_>, limits: &Limits) -> Result<(), Unreadable> {
        match start.local_name().as_ref() {
            "t" => self.in_text = true,
            "tbl" => {
                self.depth += 1;
                if self.depth == 1 {
                    (self.row, self.column) = (0, 0);
                }
            }
            "tc" if self.depth == 1 => {
                if self.cells.len() >= limits.cells {
                    return Err(Unreadable::TooMuch);
                }
                let cell = WordCell {
                    row: self.row,
                    column: self.column,
                    across: 1,
                    merge: Merge::None,
                    text: String::new(),
                };
                self.cells.push(cell);
            }
            "gridBefore" if self.depth == 1 => self.column = span(start),
            "gridSpan" if self.depth == 1 => {
                if let Some(cell) = self.cells.last_mut() {
                    cell.across = span(start).max(1);
                }
            }
            "vMerge" if self.depth == 1 => {
                if let Some(cell) = self.cells.last_mut() {
                    let begins = xml::attribute(start, "val").is_some_and(|value| value == "restart");
                    cell.merge = if begins { Merge::Begins } else { Merge::Continues };
                }
            }
            "tab" | "br" => self.write(" "),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, local: &str, limits: &Limits) -> Result<(), Unreadable> {
        match local {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tc" if self.depth == 1 => {
                self.column = self.column.saturating_add(self.cells.last().map_or(1, |cell| cell.across));
            }
            "tr" if self.depth == 1 => (self.row, self.column) = (self.row.saturating_add(1), 0),
            "tbl" => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    self.end_table(limits)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn write(&mut self, text: &str) {
        self.paragraph.push_str(text);
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        let line = paragraph.trim();
        if line.is_empty() {
            return;
        }
        match (self.depth, self.cells.last_mut()) {
            (0, _) => {
                self.before.push(line.to_owned());
                if self.before.len() > LINES_BEFORE {
                    self.before.remove(0);
                }
            }
            (_, Some(cell)) => {
                if !cell.text.is_empty() {
                    cell.text.push('\n');
                }
                cell.text.push_str(line);
            }
            _ => {}
        }
    }

    fn end_table(&mut self, limits: &Limits) -> Result<(), Unreadable> {
        let cells = std::mem::take(&mut self.cells);
        let rows = rows(cells, limits, &mut self.taken)?;
        let name = format!("表{}", self.sheets.len() + 1);
        self.sheets.push(Sheet { name, hidden: false, rows, before: std::mem::take(&mut self.before) });
        Ok(())
    }
}

fn rows(cells: Vec<WordCell>, limits: &Limits, taken: &mut Taken) -> Result<Vec<RowCells>, Unreadable> {
    let mut filling = Filling::new(limits, taken);
    let mut areas: Vec<((u32, u32), (u32, u32))> = Vec::new();
    // Per column: the area that a vertical merge is filling.
    let mut open: std::collections::HashMap<u32, usize> = std::collections::HashMap::new();
    for cell in &cells {
        let last = cell.column.saturating_add(cell.across - 1);
        match (&cell.merge, open.get(&cell.column).copied()) {
            (Merge::Continues, Some(area)) => {
                areas[area].1.0 = cell.row;
                continue;
            }
            (Merge::None | Merge::Continues, _) => drop(open.remove(&cell.column)),
            (Merge::Begins, _) => drop(open.insert(cell.column, areas.len())),
        }
        filling.put(cell.row, cell.column, text_cell(&cell.text))?;
        if cell.across > 1 || cell.merge == Merge::Begins {
            areas.push(((cell.row, cell.column), (cell.row, last)));
        }
    }
    // Rows that only continue merges must exist before the merges reach them.
    if let Some(last) = cells.last() {
        filling.reach(last.row);
    }
    for (from, to) in areas {
        filling.merge(from, to)?;
    }
    Ok(filling.rows(|_| false))
}

fn span(start: &BytesStart<'_>) -> u32 {
    xml::attribute(start, "val").and_then(|value| value.parse().ok()).unwrap_or(1).min(1000)
}
