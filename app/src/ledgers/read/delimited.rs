//! .csv, .tsv and pasted text: which encoding, which separator, then quoted fields (RFC 4180).

use super::{
    Limits, Unreadable,
    grid::{Book, Filling, Sheet, Taken},
    xlsx::text_cell,
};
use encoding_rs::{Encoding, GB18030, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// Reads separated values.
pub(super) fn read(sheet: &str, bytes: &[u8], limits: &Limits) -> Result<Book, Unreadable> {
    let text = decode(bytes)?;
    cells(sheet, &text, separator(&text), limits)
}

/// Bytes as text: by byte order mark, else UTF-8, else UTF-16 by its zeros, else GB18030.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, bad) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if bad { Err(Unreadable::Encoding) } else { Ok(text) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    for encoding in [wide(bytes), Some(GB18030)].into_iter().flatten() {
        let (text, bad) = encoding.decode_without_bom_handling(bytes);
        if !bad {
            return Ok(text);
        }
    }
    Err(Unreadable::Encoding)
}

/// UTF-16 without a mark shows by the zero halves of its line ends and commas.
pub(super) fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = || bytes.chunks_exact(2).take(4096);
    let little = pairs().filter(|pair| matches!(pair, [b',' | b'\t' | b'\n' | b'0'..=b'9', 0])).count();
    let big = pairs().filter(|pair| matches!(pair, [0, b',' | b'\t' | b'\n' | b'0'..=b'9'])).count();
    match (little, big) {
        // A few by chance are no text.
        (little, big) if (little.max(big)) * 200 < bytes.len().min(8192) => None,
        (little, big) if little >= big => Some(UTF_16LE),
        _ => Some(UTF_16BE),
    }
}

/// Splits text into cells.
pub(super) fn cells(sheet: &str, text: &str, separator: char, limits: &Limits) -> Result<Book, Unreadable> {
    let mut taken = Taken::default();
    let mut filling = Filling::new(limits, &mut taken);
    let (mut row, mut column) = (0u32, 0u32);
    let mut rest = text;
    while !rest.is_empty() {
        let (field, end, after) = field(rest, separator);
        filling.put(row, column, text_cell(&field))?;
        match end {
            End::Field => column = column.saturating_add(1),
            End::Row => (row, column) = (row.saturating_add(1), 0),
        }
        rest = after;
    }
    let rows = filling.rows(|_| false);
    Ok(Book { sheets: vec![Sheet { name: sheet.to_owned(), hidden: false, rows, before: Vec::new() }] })
}

enum End {
    Field,
    Row,
}

fn field(text: &str, separator: char) -> (Cow<'_, str>, End, &str) {
    match text.strip_prefix('"') {
        Some(quoted) => quoted_field(quoted, separator),
        None => plain_field(text, separator),
    }
}

fn plain_field(text: &str, separator: char) -> (Cow<'_, str>, End, &str) {
    let end = text.find([separator, '\n', '\r']).unwrap_or(text.len());
    let (kind, after) = ended(&text[end..], separator);
    (Cow::Borrowed(&text[..end]), kind, after)
}

/// A quote that is never closed takes the rest: the office sees one long cell, not an error.
fn quoted_field(text: &str, separator: char) -> (Cow<'_, str>, End, &str) {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let Some(quote) = rest.find('"') else {
            value.push_str(rest);
            return (value.into(), End::Row, "");
        };
        value.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                value.push('"');
                rest = after;
            }
            None => break,
        }
    }
    let (tail, kind, after) = plain_field(rest, separator);
    value.push_str(&tail);
    (value.into(), kind, after)
}

fn ended(text: &str, separator: char) -> (End, &str) {
    if let Some(after) = text.strip_prefix(separator) {
        return (End::Field, after);
    }
    let after = text.strip_prefix("\r\n").or_else(|| text.strip_prefix(['\n', '\r'])).unwrap_or("");
    (End::Row, after)
}

/// The separator that splits the first lines into the most fields.
pub(super) fn separator(text: &str) -> char {
    let head: String =
        text.lines().take(20).flat_map(|line| line.chars().chain(['\n'])).take(20_000).collect();
    let count = |separator: char| {
        let mut quoted = false;
        head.chars()
            .filter(|c| {
                quoted ^= *c == '"';
                !quoted && *c == separator
            })
            .count()
    };
    // In this order a tie goes to the comma.
    ['\t', ';', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',')
}
