//! A sheet's XML taken apart: what stands before its rows, the rows with their cells, what follows. Nothing is
//! understood but what filling in needs; the rest is given back as it was.

use super::refs::column_of;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// A sheet in parts.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Up to and with the start of `sheetData`.
    pub before: String,
    pub rows: Vec<Row>,
    /// From the end of `sheetData`.
    pub after: String,
    /// What stands before every element's name, such as `x:`.
    pub prefix: String,
}

/// A row as it stands in the file.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// From 1.
    pub number: u32,
    /// Its attributes but its number and spans.
    pub looks: String,
    pub cells: Vec<Cell>,
}

/// A cell as it stands in the file.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// From 0.
    pub column: u32,
    /// Its attributes but its place and type.
    pub looks: String,
    /// What sort of value it has.
    pub sort: String,
    /// What stands inside.
    pub inside: String,
    /// Its text, where it has one.
    pub text: Option<String>,
}

impl Cell {
    /// Whether it holds a formula.
    pub fn is_formula(&self, prefix: &str) -> bool {
        [">", " ", "/"].iter().any(|end| self.inside.contains(&format!("<{prefix}f{end}")))
    }
}

/// More rows than this no form has.
const MOST_ROWS: usize = 2_000;
const MOST_CELLS: usize = 50_000;

/// The sheet in parts; `shared` are the book's shared strings. `None` where it isn't a sheet as we know it.
pub(super) fn read(xml: &str, shared: &[String]) -> Option<Sheet> {
    let mut reader = Reader::from_str(xml);
    let mut sheet = Sheet::default();
    let mut cells = 0;
    // Where the open cell's inside begins, and its own text.
    let (mut inside, mut text, mut in_text, mut closed) = (None, String::new(), false, false);
    loop {
        let at = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Start(start) if start.local_name().as_ref() == "sheetData" => {
                let name = start.name();
                sheet.prefix = name.as_ref().strip_suffix("sheetData")?.to_owned();
                sheet.before = xml.get(..end)?.to_owned();
            }
            Event::Empty(start) if start.local_name().as_ref() == "sheetData" => return None,
            Event::End(name) if name.local_name().as_ref() == "sheetData" => {
                sheet.after = xml.get(at..)?.to_owned();
                closed = true;
            }
            Event::Start(start) | Event::Empty(start)
                if !closed && !sheet.before.is_empty() && start.local_name().as_ref() == "row" =>
            {
                let number = named(&start, "r").and_then(|r| r.parse().ok());
                let next = sheet.rows.last().map_or(1, |row: &Row| row.number + 1);
                let number = number.unwrap_or(next);
                if number < next || sheet.rows.len() >= MOST_ROWS {
                    return None;
                }
                sheet.rows.push(Row { number, looks: others(&start, &["r", "spans"]), cells: Vec::new() });
            }
            Event::Start(start) if !closed && start.local_name().as_ref() == "c" => {
                cells += 1;
                begin(sheet.rows.last_mut()?, &start)?;
                (inside, in_text) = (Some(end), false);
                text.clear();
            }
            Event::Empty(start) if !closed && start.local_name().as_ref() == "c" => {
                cells += 1;
                begin(sheet.rows.last_mut()?, &start)?;
            }
            Event::End(name) if !closed && name.local_name().as_ref() == "c" => {
                let cell = sheet.rows.last_mut()?.cells.last_mut()?;
                cell.inside = xml.get(inside.take()?..at)?.to_owned();
                cell.text = match cell.sort.as_str() {
                    "s" => Some(shared.get(text.trim().parse::<usize>().ok()?)?.clone()),
                    "inlineStr" | "str" => Some(text.clone()),
                    _ => None,
                };
            }
            Event::Start(start) if inside.is_some() => {
                in_text = matches!(start.local_name().as_ref(), "v" | "t");
            }
            Event::End(_) if inside.is_some() => in_text = false,
            Event::Text(words) if in_text => text.push_str(&words.xml10_content()),
            Event::GeneralRef(reference) if in_text => {
                text.extend(crate::ledgers::read::resolved(&reference));
            }
            Event::DocType(_) => return None,
            Event::Eof => break,
            _ => {}
        }
        if cells > MOST_CELLS {
            return None;
        }
    }
    closed.then_some(sheet)
}

/// A cell's place must lie behind the one before.
fn begin(row: &mut Row, start: &BytesStart<'_>) -> Option<()> {
    let next = row.cells.last().map_or(0, |cell| cell.column + 1);
    let column = match named(start, "r") {
        Some(place) => column_of(&place)?,
        None => next,
    };
    if column < next {
        return None;
    }
    row.cells.push(Cell {
        column,
        looks: others(start, &["r", "t"]),
        sort: named(start, "t").unwrap_or_default(),
        inside: String::new(),
        text: None,
    });
    Some(())
}

fn named(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

/// The other attributes as they stand in the file.
fn others(start: &BytesStart<'_>, but: &[&str]) -> String {
    let mut out = String::new();
    for attribute in start.attributes().flatten().filter(|a| !but.contains(&a.key.as_ref())) {
        out.push(' ');
        out.push_str(attribute.key.as_ref());
        out.push_str("=\"");
        out.push_str(&attribute.value.replace('"', "&quot;"));
        out.push('"');
    }
    out
}

/// The texts of a book's shared strings.
pub(super) fn shared_strings(xml: &str) -> Option<Vec<String>> {
    let mut reader = Reader::from_str(xml);
    let (mut strings, mut in_text, mut phonetic) = (Vec::new(), false, false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => match start.local_name().as_ref() {
                "si" => strings.push(String::new()),
                "t" => in_text = !phonetic,
                "rPh" => phonetic = true,
                _ => {}
            },
            Event::Empty(start) if start.local_name().as_ref() == "si" => strings.push(String::new()),
            Event::End(end) => match end.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => phonetic = false,
                _ => {}
            },
            Event::Text(words) if in_text => strings.last_mut()?.push_str(&words.xml10_content()),
            Event::GeneralRef(reference) if in_text => {
                strings.last_mut()?.extend(crate::ledgers::read::resolved(&reference));
            }
            Event::DocType(_) => return None,
            Event::Eof => return Some(strings),
            _ => {}
        }
    }
}
