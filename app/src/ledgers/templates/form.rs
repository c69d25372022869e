//! A template that was read: where its placeholders stand, and how it is filled in. What isn't filled in stays
//! as it is, with every format, width and print setting of the office's own file.

use super::{
    formats::{self, Shows},
    package::{self, damaged},
    refs::{Growth, column_name, rows_of},
    sheet::{self, Cell, Row, Sheet},
    slots::{Piece, Slot, pieces},
    unfit::Unfit,
};
use crate::web::lang::{Lang, date};
use jiff::civil::Date;
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// What a spreadsheet's cell may hold.
const CELL_CHARS: usize = 32_767;

/// What is written for a placeholder.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Filled {
    /// Words; whatever they begin with, they stay words.
    Text(String),
    /// A number to reckon with.
    Number(f64),
    /// So many hundredths: a number where the cell shows a share, else words.
    Percent(f64),
    /// A day: one to reckon with where the cell shows days, else words.
    Day(Date),
}

impl Filled {
    /// The number that a cell which shows numbers so is given; none where it is given words.
    fn number(&self, shows: Shows) -> Option<f64> {
        match (self, shows) {
            (Filled::Number(number), _) => Some(*number),
            (Filled::Percent(percent), Shows::Percent) => Some(percent / 100.0),
            (Filled::Percent(percent), Shows::Number) => Some(*percent),
            (Filled::Day(day), Shows::Day) => Some(f64::from((*day - EPOCH).get_days())),
            _ => None,
        }
    }

    fn words(self) -> String {
        match self {
            Filled::Text(text) => text,
            Filled::Number(number) => number.to_string(),
            Filled::Percent(percent) => format!("{percent}%"),
            Filled::Day(day) => date(Lang::Hans, day),
        }
    }
}

/// The day from which spreadsheets count.
const EPOCH: Date = Date::constant(1899, 12, 30);

/// A template.
#[derive(Debug)]
pub(super) struct Form {
    sheet: Sheet,
    /// The sheet's part, and its place in the book.
    part: String,
    index: usize,
    /// The row that is repeated, by place among the rows.
    at: usize,
    /// Cells with placeholders, by place of row and cell.
    slots: HashMap<(usize, usize), Vec<Piece>>,
    /// What each style shows of a number.
    styles: Vec<Shows>,
}

impl Form {
    /// Reads a template.
    ///
    /// # Errors
    /// [`Unfit`], a sentence with the way out.
    pub fn read(bytes: &[u8]) -> Result<Form, Unfit> {
        let mut package = package::open(bytes)?;
        let shared = package::text(&mut package, "xl/sharedStrings.xml")?;
        let shared = sheet::shared_strings(shared.as_deref().unwrap_or_default()).ok_or_else(damaged)?;
        let styles = package::text(&mut package, "xl/styles.xml")?;
        let styles = formats::styles(styles.as_deref().unwrap_or_default()).ok_or_else(damaged)?;
        for (index, part) in package::sheets(&mut package)?.into_iter().enumerate() {
            let Some(xml) = package::text(&mut package, &part)? else { continue };
            if !(xml.contains("{{") || shared.iter().any(|text| text.contains("{{"))) {
                continue;
            }
            let Some(sheet) = sheet::read(&xml, &shared) else { continue };
            let slots = slots(&sheet)?;
            if slots.values().flatten().any(repeats) {
                return Form { at: repeated(&slots)?, sheet, part, index, slots, styles }.checked();
            }
        }
        Err(Unfit::NoRow)
    }

    fn checked(self) -> Result<Form, Unfit> {
        let (row, prefix) = (self.row(), &self.sheet.prefix);
        if self.sheet.after.contains(&format!("<{prefix}tableParts")) {
            return Err(Unfit::Objects);
        }
        if row.cells.iter().any(|cell| cell.is_formula(prefix) && cell.inside.contains(" t=\"")) {
            return Err(Unfit::SharedFormula);
        }
        let across = |(first, last): (u32, u32)| first != last && (first..=last).contains(&row.number);
        if merges(&self.sheet).filter_map(|area| rows_of(&area)).any(across) {
            return Err(Unfit::Merged);
        }
        Ok(self)
    }

    fn row(&self) -> &Row {
        &self.sheet.rows[self.at]
    }
}

fn repeats(piece: &Piece) -> bool {
    matches!(piece, Piece::Slot(slot) if slot.repeats())
}

fn slots(sheet: &Sheet) -> Result<HashMap<(usize, usize), Vec<Piece>>, Unfit> {
    let mut slots = HashMap::new();
    for (r, row) in sheet.rows.iter().enumerate() {
        for (c, cell) in row.cells.iter().enumerate() {
            let Some(text) = cell.text.as_deref().filter(|_| !cell.is_formula(&sheet.prefix)) else {
                continue;
            };
            if let Some(pieces) = pieces(text).map_err(Unfit::Unknown)? {
                slots.insert((r, c), pieces);
            }
        }
    }
    Ok(slots)
}

/// The one row that has placeholders of a matter.
fn repeated(slots: &HashMap<(usize, usize), Vec<Piece>>) -> Result<usize, Unfit> {
    let mut rows: Vec<usize> =
        slots.iter().filter(|(_, pieces)| pieces.iter().any(repeats)).map(|((row, _), _)| *row).collect();
    rows.sort_unstable();
    rows.dedup();
    match rows[..] {
        [one] => Ok(one),
        [] => Err(Unfit::NoRow),
        _ => Err(Unfit::SeveralRows),
    }
}

/// The areas of merged cells.
fn merges(sheet: &Sheet) -> impl Iterator<Item = String> {
    let tag = format!("<{}mergeCell ", sheet.prefix);
    let areas: Vec<String> =
        sheet.after.split(&tag).skip(1).filter_map(|rest| attribute(rest, "ref")).collect();
    areas.into_iter()
}

/// An attribute of the tag that `rest` goes on with.
fn attribute(rest: &str, name: &str) -> Option<String> {
    let tag = &rest[..rest.find('>')?];
    let value = tag.split_once(&format!("{name}=\""))?.1;
    Some(value.split_once('"')?.0.to_owned())
}

/// A template while it is filled in: a row for each matter goes to a file of its own, because how many there are
/// is known only at the end.
pub(super) struct Filling<'f> {
    form: &'f Form,
    rows: BufWriter<File>,
    copies: u32,
}

impl<'f> Filling<'f> {
    /// Begins with no row.
    pub fn begin(form: &'f Form) -> io::Result<Filling<'f>> {
        Ok(Filling { form, rows: BufWriter::new(tempfile::tempfile()?), copies: 0 })
    }

    /// How many rows there are.
    pub fn count(&self) -> u32 {
        self.copies
    }

    /// The next row.
    pub fn add(&mut self, told: impl Fn(Slot) -> Filled) -> io::Result<()> {
        let (form, place) = (self.form, self.copies);
        let row = form.row();
        let growth = Growth { row: row.number, copies: 1 };
        let mut out = String::new();
        form.write_row(&mut out, form.at, row.number + place, &told, |formula| growth.copied(formula, place));
        self.copies += 1;
        self.rows.write_all(out.as_bytes())
    }

    /// Writes the book: the template `content` with its rows. `head` tells what isn't of a matter.
    pub fn finish(
        mut self,
        content: &[u8],
        head: impl Fn(Slot) -> Filled,
        out: impl Write + Seek,
    ) -> Result<(), String> {
        if self.copies == 0 {
            self.add(|_| Filled::Text(String::new())).map_err(told)?;
        }
        let mut rows = self.rows.into_inner().map_err(told)?;
        rows.seek(SeekFrom::Start(0)).map_err(told)?;
        let growth = Growth { row: self.form.row().number, copies: self.copies };
        let mut package = package::open(content).map_err(|why| format!("{why:?}"))?;
        let mut book = ZipWriter::new(out);
        let options = SimpleFileOptions::default();
        for at in 0..package.len() {
            let name = package.by_index_raw(at).map_err(told)?.name().map_err(told)?.into_owned();
            let edited = match name.as_str() {
                name if name.eq_ignore_ascii_case(&self.form.part) => None,
                "xl/calcChain.xml" => continue,
                "[Content_Types].xml" | "xl/_rels/workbook.xml.rels" | "xl/workbook.xml" => {
                    Some(name.clone())
                }
                _ => {
                    book.raw_copy_file(package.by_index_raw(at).map_err(told)?).map_err(told)?;
                    continue;
                }
            };
            book.start_file(&name, options).map_err(told)?;
            match edited {
                Some(part) => {
                    let xml = package::text(&mut package, &part).map_err(|why| format!("{why:?}"))?;
                    let xml = package::without(&xml.unwrap_or_default(), "calcChain");
                    let xml = if part == "xl/workbook.xml" { self.form.names(&xml, growth) } else { xml };
                    book.write_all(xml.as_bytes()).map_err(told)?;
                }
                None => self.form.write_sheet(&mut book, &mut rows, growth, &head).map_err(told)?,
            }
        }
        book.finish().map_err(told)?;
        Ok(())
    }
}

fn told(error: impl std::fmt::Display) -> String {
    format!("a template can't be filled in: {error}")
}

impl Form {
    fn write_sheet(
        &self,
        out: &mut impl Write,
        rows: &mut File,
        growth: Growth,
        head: &impl Fn(Slot) -> Filled,
    ) -> io::Result<()> {
        out.write_all(
            package::without(&self.sheet.before, &format!("<{}dimension", self.sheet.prefix)).as_bytes(),
        )?;
        for (at, row) in self.sheet.rows.iter().enumerate() {
            if at == self.at {
                io::copy(rows, out)?;
                continue;
            }
            let mut text = String::new();
            self.write_row(&mut text, at, growth.moved(row.number), head, |formula| {
                growth.references(formula)
            });
            out.write_all(text.as_bytes())?;
        }
        out.write_all(after(&self.sheet, growth).as_bytes())
    }

    fn write_row(
        &self,
        out: &mut String,
        at: usize,
        number: u32,
        told: &impl Fn(Slot) -> Filled,
        formula: impl Fn(&str) -> String,
    ) {
        let (row, p) = (&self.sheet.rows[at], &self.sheet.prefix);
        out.push_str(&format!("<{p}row r=\"{number}\"{}>", row.looks));
        for (c, cell) in row.cells.iter().enumerate() {
            let place = format!("<{p}c r=\"{}{number}\"{}", column_name(cell.column), cell.looks);
            out.push_str(&place);
            match self.slots.get(&(at, c)) {
                Some(pieces) => write_filled(out, p, filled(pieces, told), self.shows(cell)),
                None => write_as_it_is(out, p, cell, &formula),
            }
        }
        out.push_str(&format!("</{p}row>"));
    }

    fn shows(&self, cell: &Cell) -> Shows {
        let style = cell.looks.split_once(" s=\"").and_then(|(_, rest)| rest.split('"').next());
        let style = style.and_then(|style| style.parse::<usize>().ok()).unwrap_or_default();
        self.styles.get(style).copied().unwrap_or_default()
    }

    /// Print areas and the like of this sheet, moved.
    fn names(&self, book: &str, growth: Growth) -> String {
        let mine = format!("localSheetId=\"{}\"", self.index);
        within(book, "definedName", |tag, text| {
            if tag.contains(&mine) { growth.references(text) } else { text.to_owned() }
        })
    }
}

fn filled(pieces: &[Piece], told: &impl Fn(Slot) -> Filled) -> Filled {
    if let [Piece::Slot(slot)] = pieces {
        return told(*slot);
    }
    let text = |piece: &Piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Slot(slot) => told(*slot).words(),
    };
    Filled::Text(pieces.iter().map(text).collect())
}

fn write_filled(out: &mut String, p: &str, filled: Filled, shows: Shows) {
    if let Some(number) = filled.number(shows) {
        return out.push_str(&format!("><{p}v>{number}</{p}v></{p}c>"));
    }
    let text = filled.words();
    if text.is_empty() {
        return out.push_str("/>");
    }
    out.push_str(&format!(" t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">"));
    escape(out, &text);
    out.push_str(&format!("</{p}t></{p}is></{p}c>"));
}

/// As it stands; a formula with its references moved, and without the value that it had.
fn write_as_it_is(out: &mut String, p: &str, cell: &Cell, formula: impl Fn(&str) -> String) {
    if cell.is_formula(p) {
        let inside = within(&cell.inside, &format!("{p}f"), |_, text| formula(text));
        let inside = inside.split(&format!("<{p}v")).next().unwrap_or_default().to_owned();
        out.push_str(&format!(">{}</{p}c>", areas(&inside, &formula)));
        return;
    }
    if !cell.sort.is_empty() {
        out.push_str(&format!(" t=\"{}\"", cell.sort));
    }
    if cell.inside.is_empty() {
        out.push_str("/>");
    } else {
        out.push_str(&format!(">{}</{p}c>", cell.inside));
    }
}

/// What follows the rows, with its areas moved; merged cells of the repeated row are merged in each copy.
fn after(sheet: &Sheet, growth: Growth) -> String {
    let p = &sheet.prefix;
    let mut out = String::with_capacity(sheet.after.len());
    for tag in sheet.after.split_inclusive('>') {
        let merge = tag.contains(&format!("<{p}mergeCell ")).then(|| attribute(tag, "ref")).flatten();
        match merge.as_deref().map(|area| (area, rows_of(area))) {
            Some((area, Some((first, last)))) if first == growth.row && last == growth.row => {
                for place in 0..growth.copies {
                    out.push_str(&format!("<{p}mergeCell ref=\"{}\"/>", growth.copied(area, place)));
                }
            }
            _ if tag.contains(&format!("<{p}mergeCells")) => out.push_str(&format!("<{p}mergeCells>")),
            _ => out.push_str(&areas(tag, |area| growth.references(area))),
        }
    }
    ["formula", "formula1", "formula2", "xm:sqref", "xm:f"].iter().fold(out, |xml, name| {
        within(&xml, &format!("{}{name}", if name.contains(':') { "" } else { p }), |_, text| {
            growth.references(text)
        })
    })
}

/// The areas in `ref` and `sqref` attributes, rewritten.
fn areas(tag: &str, to: impl Fn(&str) -> String) -> String {
    let mut out = tag.to_owned();
    for name in [" ref=\"", " sqref=\""] {
        if let Some((head, rest)) = out.split_once(name)
            && let Some((value, end)) = rest.split_once('"')
        {
            out = format!("{head}{name}{}\"{end}", to(value));
        }
    }
    out
}

/// The texts of the elements with this name, as `to` rewrites them; it is told the element's tag.
fn within(xml: &str, name: &str, to: impl Fn(&str, &str) -> String) -> String {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let (mut out, mut rest) = (String::with_capacity(xml.len()), xml);
    while let Some(at) = rest.find(&open) {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        let whole = tail[open.len()..].starts_with([' ', '>', '/', '\n', '\r', '\t']);
        let Some(end) = tail.find('>').filter(|_| whole) else {
            out.push_str(&open);
            rest = &tail[open.len()..];
            continue;
        };
        let (tag, inside) = tail.split_at(end + 1);
        out.push_str(tag);
        match inside.find(&close).filter(|_| !tag.ends_with("/>")) {
            Some(length) => {
                out.push_str(&to(tag, &inside[..length]));
                rest = &inside[length..];
            }
            None => rest = inside,
        }
    }
    out + rest
}

/// As XML, without what it can't say.
fn escape(out: &mut String, text: &str) {
    for c in text.chars().take(CELL_CHARS) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
}
