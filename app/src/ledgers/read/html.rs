//! Tables in HTML: the clipboard's, and the "Excel" files that web systems export. HTML is no XML;
//! this reads tags and text only, and knows `rowspan` and `colspan`.

use super::{
    Limits, Unreadable,
    grid::{Book, Filling, Sheet, Taken},
    xlsx::text_cell,
};

/// Reads every table of the text into one sheet, one under the other.
pub(super) fn read(sheet: &str, text: &str, limits: &Limits) -> Result<Book, Unreadable> {
    let mut taken = Taken::default();
    let mut table = Table {
        filling: Filling::new(limits, &mut taken),
        spans: Vec::new(),
        held: Vec::new(),
        row: None,
        column: 0,
    };
    let mut cell: Option<(String, u32, u32)> = None;
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        if let Some((inside, ..)) = &mut cell {
            inside.push_str(&rest[..open]);
        }
        let Some((tag, after)) = tag(&rest[open..]) else { break };
        rest = after;
        match tag.name.as_str() {
            "tr" | "/tr" | "td" | "th" | "/td" | "/th" | "/table" => {
                if let Some((inside, across, down)) = cell.take() {
                    table.put(&inside, across, down)?;
                }
                match tag.name.as_str() {
                    "tr" => table.next_row(),
                    "td" | "th" => cell = Some((String::new(), tag.number("colspan"), tag.number("rowspan"))),
                    _ => {}
                }
            }
            "br" | "br/" | "/p" | "/div" => {
                if let Some((inside, ..)) = &mut cell {
                    inside.push('\u{1}');
                }
            }
            "style" | "script" => rest = skip_to_end(rest, &tag.name),
            _ => {}
        }
    }
    let rows = table.finish()?;
    Ok(Book { sheets: vec![Sheet { name: sheet.to_owned(), hidden: false, rows, before: Vec::new() }] })
}

struct Table<'a> {
    filling: Filling<'a>,
    spans: Vec<((u32, u32), (u32, u32))>,
    /// Per column: rows below that a cell above still covers.
    held: Vec<u32>,
    row: Option<u32>,
    column: u32,
}

impl Table<'_> {
    fn next_row(&mut self) {
        self.row = Some(self.row.map_or(0, |row| row.saturating_add(1)));
        self.column = 0;
        for held in &mut self.held {
            *held = held.saturating_sub(1);
        }
    }

    fn put(&mut self, inside: &str, across: u32, down: u32) -> Result<(), Unreadable> {
        let row = *self.row.get_or_insert(0);
        while self.held.get(self.column as usize).is_some_and(|held| *held > 0) {
            self.column += 1;
        }
        let from = (row, self.column);
        self.filling.put(row, self.column, text_cell(&plain(inside)))?;
        let to = (row.saturating_add(down - 1), self.column + across - 1);
        if from != to {
            self.spans.push((from, to));
        }
        if down > 1 {
            self.held.resize(self.held.len().max(to.1 as usize + 1), 0);
            for column in from.1..=to.1 {
                // This row itself is counted off when the next one begins.
                self.held[column as usize] = down;
            }
        }
        self.column += across;
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<super::RowCells>, Unreadable> {
        for (from, to) in std::mem::take(&mut self.spans) {
            self.filling.merge(from, to)?;
        }
        Ok(self.filling.rows(|_| false))
    }
}

struct Tag<'t> {
    name: String,
    attributes: &'t str,
}

impl Tag<'_> {
    /// A span, between 1 and 1000.
    fn number(&self, name: &str) -> u32 {
        let lower = self.attributes.to_ascii_lowercase();
        let Some(at) = lower.find(name) else { return 1 };
        let digits = lower[at + name.len()..].trim_start_matches(['=', '"', '\'', ' ']);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().unwrap_or(1).clamp(1, 1000)
    }
}

fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    if text.starts_with("<!--") {
        let end = text.find("-->").map_or(text.len(), |end| end + 3);
        return Some((Tag { name: String::new(), attributes: "" }, &text[end..]));
    }
    let close = text.find('>')?;
    let inside = &text[1..close];
    let end = inside.find(|c: char| c.is_whitespace()).unwrap_or(inside.len());
    Some((Tag { name: inside[..end].to_ascii_lowercase(), attributes: &inside[end..] }, &text[close + 1..]))
}

fn skip_to_end<'t>(text: &'t str, name: &str) -> &'t str {
    let closing = format!("</{name}");
    text.match_indices("</")
        .find(|(at, _)| {
            text.get(*at..at + closing.len()).is_some_and(|end| end.eq_ignore_ascii_case(&closing))
        })
        .map_or("", |(at, _)| &text[at..])
}

/// Text with references resolved and HTML's white space folded; \u{1} marks a line end.
fn plain(inside: &str) -> String {
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    let lines = out.split('\u{1}').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

fn reference(text: &str) -> Option<(char, &str)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => char::from_u32(match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok()?,
            number => number.parse().ok()?,
        })?,
    };
    Some((character, &text[end + 1..]))
}
