//! Unpacking with a ceiling. A ZIP that claims to be larger is refused at once; one that claims to be smaller is
//! not believed: bytes are counted as they come out.

use super::{Limits, Unreadable};
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// An opened package.
pub(in crate::ledgers) type Package<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// A part may be this large before its ratio matters.
const RATIO_FROM: u64 = 1 << 20;
const PARTS: usize = 10_000;

/// Opens a package after unpacking each of its parts once, to nowhere, within the limits. After
/// this a library may read it whole.
pub(in crate::ledgers) fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, Unreadable> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if package.len() > PARTS {
        return Err(Unreadable::UnpacksTooLarge);
    }
    let mut left = limits.unpacked_bytes;
    for index in 0..package.len() {
        left -= unpacked(&mut package, index, left, limits.ratio)?;
    }
    Ok(package)
}

/// One part, unpacked as it is read, or `None` when the package has no such part.
pub(in crate::ledgers) fn part<'p, 'b>(
    package: &'p mut Package<'b>,
    name: &str,
    limits: &Limits,
) -> Result<Option<impl BufRead + use<'p, 'b>>, Unreadable> {
    let Some(index) = find(package, name) else { return Ok(None) };
    let file = package.by_index(index).map_err(|_| Unreadable::Damaged)?;
    Ok(Some(BufReader::new(file.take(limits.unpacked_bytes))))
}

fn find(package: &Package<'_>, name: &str) -> Option<usize> {
    package.file_names_raw().position(|raw| raw.eq_ignore_ascii_case(name.as_bytes()))
}

fn unpacked(package: &mut Package<'_>, index: usize, left: u64, ratio: u64) -> Result<u64, Unreadable> {
    let file = package.by_index(index).map_err(|_| Unreadable::Damaged)?;
    let packed = file.compressed_size().max(1);
    let ceiling = left.min(RATIO_FROM.max(packed.saturating_mul(ratio)));
    if file.size() > ceiling {
        return Err(Unreadable::UnpacksTooLarge);
    }
    let mut counted = file.take(ceiling + 1);
    let size = std::io::copy(&mut counted, &mut std::io::sink()).map_err(|_| Unreadable::Damaged)?;
    if size > ceiling { Err(Unreadable::UnpacksTooLarge) } else { Ok(size) }
}
