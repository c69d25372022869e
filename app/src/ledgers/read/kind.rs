//! Which format the bytes are in, by content; a name that says another is refused.

use super::Unreadable;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xls,
    Docx,
    Html,
    Delimited,
}

const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

impl Kind {
    /// The extension that such a file should have.
    fn extension(self) -> &'static str {
        match self {
            Kind::Xlsx => ".xlsx",
            Kind::Xls => ".xls",
            Kind::Docx => ".docx",
            Kind::Html => ".html",
            Kind::Delimited => ".csv",
        }
    }
}

/// What may stand under an extension. Programs of all sorts write .xls that are web pages or text inside, and
/// people save .xls as .xlsx by renaming; anything else under a wrong name is likely the wrong file.
const NAMED: &[(&str, &[Kind])] = &[
    (".xlsx", &[Kind::Xlsx, Kind::Xls]),
    (".xlsm", &[Kind::Xlsx]),
    (".xls", &[Kind::Xls, Kind::Xlsx, Kind::Html, Kind::Delimited]),
    (".docx", &[Kind::Docx]),
    (".csv", &[Kind::Delimited]),
    (".tsv", &[Kind::Delimited]),
    (".txt", &[Kind::Delimited]),
    (".html", &[Kind::Html]),
    (".htm", &[Kind::Html]),
    (".et", &[]),
    (".doc", &[]),
    (".wps", &[]),
    (".pdf", &[]),
];

/// The format of `bytes`, if the file's name doesn't say that it is another. A name without an extension that
/// we know says nothing.
pub(super) fn of(name: &str, bytes: &[u8]) -> Result<Kind, Unreadable> {
    let kind = of_content(name, bytes)?;
    match NAMED.iter().find(|(extension, _)| ends(name, extension)) {
        // Text without columns under a workbook's name is no ledger that was named wrongly.
        Some((".xlsx" | ".xlsm" | ".docx", may_be))
            if kind == Kind::Delimited && !may_be.contains(&kind) && !has_columns(bytes) =>
        {
            Err(Unreadable::NotInside)
        }
        Some((named, may_be)) if !may_be.contains(&kind) => {
            Err(Unreadable::WrongExtension { named, found: kind.extension() })
        }
        _ => Ok(kind),
    }
}

fn of_content(name: &str, bytes: &[u8]) -> Result<Kind, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.starts_with(OLE) {
        return of_ole(name, bytes);
    }
    if bytes.starts_with(b"PK") {
        return of_zip(bytes);
    }
    if is_old_biff(bytes) {
        return Ok(Kind::Xls);
    }
    if [&b"%PDF"[..], b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"BM6", b"II*\0", b"MM\0*"]
        .iter()
        .any(|m| bytes.starts_with(m))
    {
        return Err(Unreadable::NotCells);
    }
    if looks_like_html(bytes) {
        return Ok(Kind::Html);
    }
    if is_binary(bytes) {
        return Err(if ends(name, ".et") { Unreadable::Et } else { Unreadable::Unknown });
    }
    Ok(Kind::Delimited)
}

fn of_ole(name: &str, bytes: &[u8]) -> Result<Kind, Unreadable> {
    if has_entry(bytes, "EncryptedPackage") {
        return Err(Unreadable::Encrypted);
    }
    if ends(name, ".et") || ends(name, ".ett") {
        return Err(Unreadable::Et);
    }
    if has_entry(bytes, "WordDocument") || ends(name, ".wps") || ends(name, ".doc") {
        return Err(Unreadable::OldText);
    }
    if has_entry(bytes, "Workbook") || has_entry(bytes, "Book") {
        return Ok(Kind::Xls);
    }
    Err(if ends(name, ".xls") { Unreadable::Damaged } else { Unreadable::Unknown })
}

/// Directory entries of an OLE file carry their names in UTF-16.
fn has_entry(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
    bytes.windows(wide.len()).step_by(1).any(|window| window == wide)
}

fn of_zip(bytes: &[u8]) -> Result<Kind, Unreadable> {
    let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let has = |part: &str| archive.file_names_raw().any(|name| name.eq_ignore_ascii_case(part.as_bytes()));
    if has("xl/workbook.xml") {
        Ok(Kind::Xlsx)
    } else if has("word/document.xml") {
        Ok(Kind::Docx)
    } else if has("xl/workbook.bin") || has("content.xml") {
        Err(Unreadable::Unknown)
    } else if has("[Content_Types].xml") {
        Err(Unreadable::Damaged)
    } else {
        Err(Unreadable::Unknown)
    }
}

/// Whether separators part at least two of the first lines, as a ledger's text has them.
fn has_columns(bytes: &[u8]) -> bool {
    let Ok(text) = super::delimited::decode(bytes) else { return false };
    text.lines().take(20).filter(|line| line.contains([',', '\t', ';', '，'])).count() >= 2
}

/// BIFF2–BIFF5 without an OLE container, as very old programs wrote it.
fn is_old_biff(bytes: &[u8]) -> bool {
    matches!(bytes, [0x09, 0x00 | 0x02 | 0x04 | 0x08, 0x04 | 0x06 | 0x08, 0x00, ..])
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let head: Vec<u8> = bytes.iter().take(4096).map(u8::to_ascii_lowercase).collect();
    let start = head.iter().position(|b| !b.is_ascii_whitespace() && *b < 0x80).unwrap_or(0);
    let has = |tag: &[u8]| head.windows(tag.len()).any(|w| w == tag);
    head.get(start) == Some(&b'<') && (has(b"<html") || has(b"<table"))
}

/// Bytes that no text has: NULs without the pattern of UTF-16, or many control characters.
fn is_binary(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return false;
    }
    let head = &bytes[..bytes.len().min(8192)];
    let wide = super::delimited::wide(head).is_some();
    let odd = head.iter().filter(|b| !wide && matches!(**b, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    odd * 100 > head.len()
}

fn ends(name: &str, extension: &str) -> bool {
    name.to_lowercase().ends_with(extension)
}
