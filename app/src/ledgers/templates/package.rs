//! The parts of an .xlsx that filling in looks at or changes.

use super::unfit::Unfit;
use crate::ledgers::read::{
    Limits, Unreadable,
    bounded::{self, Package},
};
use quick_xml::{Reader, events::Event};
use std::{collections::HashMap, io::Read};

/// A form is small: it has no rows of its own.
const LARGEST: usize = 2 << 20;

/// Opens a form within its limits.
pub(super) fn open(bytes: &[u8]) -> Result<Package<'_>, Unfit> {
    if bytes.len() > LARGEST {
        return Err(Unfit::Unreadable(Unreadable::FileTooLarge { megabytes: LARGEST >> 20 }));
    }
    let package = bounded::open(bytes, &limits()).map_err(Unfit::Unreadable)?;
    let macros = package.file_names_raw().any(|name| name.to_ascii_lowercase().ends_with(b"vbaproject.bin"));
    if macros { Err(Unfit::Macros) } else { Ok(package) }
}

fn limits() -> Limits {
    Limits { file_bytes: LARGEST, unpacked_bytes: 32 << 20, ..Limits::default() }
}

/// A part as text, without the mark that some programs begin it with.
pub(super) fn text(package: &mut Package<'_>, name: &str) -> Result<Option<String>, Unfit> {
    let Some(mut part) = bounded::part(package, name, &limits()).map_err(Unfit::Unreadable)? else {
        return Ok(None);
    };
    let mut text = String::new();
    part.read_to_string(&mut text).map_err(|_| damaged())?;
    Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
}

pub(super) fn damaged() -> Unfit {
    Unfit::Unreadable(Unreadable::Damaged)
}

/// The book's sheets in order: each one's part.
pub(super) fn sheets(package: &mut Package<'_>) -> Result<Vec<String>, Unfit> {
    let book = text(package, "xl/workbook.xml")?.ok_or_else(damaged)?;
    let links = text(package, "xl/_rels/workbook.xml.rels")?.ok_or_else(damaged)?;
    let links: HashMap<String, String> =
        elements(&links, "Relationship", ["Id", "Target"]).ok_or_else(damaged)?.into_iter().collect();
    let sheets = elements(&book, "sheet", ["name", "id"]).ok_or_else(damaged)?;
    let part = |(_, link): (String, String)| {
        let target = links.get(&link)?;
        Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
    };
    Ok(sheets.into_iter().map(|sheet| part(sheet).unwrap_or_default()).collect())
}

/// Two attributes of each element with this name, both by their local names.
fn elements(xml: &str, name: &str, attributes: [&str; 2]) -> Option<Vec<(String, String)>> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == name => {
                let [first, second] = attributes.map(|wanted| {
                    let mut all = start.attributes().flatten();
                    let attribute = all.find(|a| a.key.local_name().as_ref() == wanted);
                    attribute.map(|a| a.value.into_owned()).unwrap_or_default()
                });
                found.push((first, second));
            }
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

/// `xml` without the elements that speak of a part: the chain of formulas is made anew by who opens the file.
pub(super) fn without(xml: &str, part: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    for element in xml.split_inclusive('>') {
        if !(element.contains(part) && element.trim_start().starts_with('<') && element.ends_with("/>")) {
            out.push_str(element);
        }
    }
    out
}
