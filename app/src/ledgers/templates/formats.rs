//! What a cell of a form shows of a number, by its number format (ECMA-376 Part 1, 18.8.30): the office's own form says
//! whether it wants a day or a share to reckon with, or words.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::collections::HashMap;

/// What a number in a cell is shown as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shows {
    /// As it is written: no format was chosen, or text.
    #[default]
    Words,
    /// A number.
    Number,
    /// A hundredth: 0.65 as 65%.
    Percent,
    /// Days since 30 December 1899 as a date.
    Day,
}

/// What each style of a book shows, in the order in which cells name them (`s="3"`).
pub(super) fn styles(xml: &str) -> Option<Vec<Shows>> {
    let mut reader = Reader::from_str(xml);
    let (mut own, mut found, mut within) = (HashMap::new(), Vec::new(), false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) if tag.local_name().as_ref() == "cellXfs" => within = true,
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => within = false,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    own.insert(value(&tag, "numFmtId"), of_code(&value(&tag, "formatCode")));
                }
                "xf" if within => {
                    let id = value(&tag, "numFmtId");
                    found.push(own.get(&id).copied().unwrap_or_else(|| built_in(&id)));
                }
                _ => {}
            },
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> String {
    let mut all = tag.attributes().flatten();
    let found = all.find(|attribute| attribute.key.local_name().as_ref() == name);
    found.map(|attribute| attribute.value.into_owned()).unwrap_or_default()
}

/// Formats that every program knows by number, those of Chinese editions among them.
fn built_in(id: &str) -> Shows {
    match id.parse::<u16>().unwrap_or_default() {
        1..=4 | 37..=40 => Shows::Number,
        9 | 10 => Shows::Percent,
        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shows::Day,
        _ => Shows::Words,
    }
}

/// A format that was written out: `0.0%`, `yyyy"年"m"月"d"日"`, `#,##0.00`.
fn of_code(code: &str) -> Shows {
    let mut bare = String::new();
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    // Only the first section counts, which is the one of positive numbers.
    for c in code.replace("&quot;", "\"").split(';').next().unwrap_or_default().chars() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            _ if quoted || bracketed => {}
            _ => bare.push(c.to_ascii_lowercase()),
        }
    }
    match () {
        () if bare.contains('%') => Shows::Percent,
        () if bare.contains(['y', 'd']) => Shows::Day,
        () if bare.contains(['0', '#']) => Shows::Number,
        () => Shows::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::{Shows::*, *};

    #[test]
    fn a_format_says_what_is_wanted() {
        for (code, shows) in [
            ("0.0%", Percent),
            ("yyyy\"年\"m\"月\"d\"日\"", Day),
            ("[$-804]yyyy/m/d;@", Day),
            ("#,##0.00", Number),
            ("General", Words),
            ("@", Words),
            ("\"约\"0\"%\"", Number),
        ] {
            assert_eq!(of_code(code), shows, "{code}");
        }
    }
}
