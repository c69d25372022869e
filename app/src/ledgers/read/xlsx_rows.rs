//! What calamine doesn't tell about a sheet: which rows are hidden, and where its part is.

use super::{Limits, Unreadable, bounded, bounded::Package, xml};
use quick_xml::{Reader, events::Event};
use std::{
    collections::{BTreeSet, HashMap},
    io::BufRead,
};

/// Sheet name → its part in the package.
pub(super) fn parts(
    package: &mut Package<'_>,
    limits: &Limits,
) -> Result<HashMap<String, String>, Unreadable> {
    let targets = targets(package, limits)?;
    let workbook = bounded::part(package, "xl/workbook.xml", limits)?.ok_or(Unreadable::Damaged)?;
    let mut parts = HashMap::new();
    each_start(workbook, "sheet", |start| {
        if let (Some(name), Some(id)) = (xml::attribute(start, "name"), xml::attribute(start, "id"))
            && let Some(target) = targets.get(id.as_ref())
        {
            parts.insert(name.into_owned(), target.clone());
        }
    })?;
    Ok(parts)
}

/// Hidden rows of a sheet, by index from 0.
pub(super) fn hidden(
    package: &mut Package<'_>,
    part: &str,
    limits: &Limits,
) -> Result<BTreeSet<u32>, Unreadable> {
    let Some(sheet) = bounded::part(package, part, limits)? else { return Ok(BTreeSet::new()) };
    let mut hidden = BTreeSet::new();
    let mut next = 0u32;
    each_start(sheet, "row", |start| {
        let stated =
            xml::attribute(start, "r").and_then(|r| r.parse::<u32>().ok()).and_then(|r| r.checked_sub(1));
        let row = stated.unwrap_or(next);
        next = row.saturating_add(1);
        if xml::is_on(start, "hidden") {
            hidden.insert(row);
        }
    })?;
    Ok(hidden)
}

fn targets(package: &mut Package<'_>, limits: &Limits) -> Result<HashMap<String, String>, Unreadable> {
    let Some(rels) = bounded::part(package, "xl/_rels/workbook.xml.rels", limits)? else {
        return Ok(HashMap::new());
    };
    let mut targets = HashMap::new();
    each_start(rels, "Relationship", |start| {
        if let (Some(id), Some(target)) = (xml::attribute(start, "Id"), xml::attribute(start, "Target")) {
            let path = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id.into_owned(), path);
        }
    })?;
    Ok(targets)
}

fn each_start(
    part: impl BufRead,
    local: &str,
    mut see: impl FnMut(&quick_xml::events::BytesStart<'_>),
) -> Result<(), Unreadable> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Unreadable::Damaged)? {
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == local => see(&start),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
