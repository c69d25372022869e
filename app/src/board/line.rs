//! A clue on its way home: one line of JSON in a file of the inbox. It is written by the machine outside and read
//! inside as anything from there is: believed in nothing before it is checked.

use bangdu_core::{
    board::{PublicId, Receipt},
    instant::Instant,
};
use serde::{Deserialize, Serialize};

/// The fewest characters that say something.
pub const SHORTEST: usize = 10;
/// The most characters of a clue: with every one of them escaped, a form stays below [`BODY`].
pub const LONGEST: usize = 500;
/// The most characters of a contact.
pub const LONGEST_CONTACT: usize = 60;
/// The largest form, in bytes.
pub const BODY: usize = 8 << 10;
/// The longest line, in bytes: what the longest clue can be in JSON, and a little.
pub const LINE: usize = 16 << 10;

/// A clue, sound in form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its receipt.
    pub receipt: Receipt,
    /// The page that it was written on.
    pub page: PublicId,
    /// When, by the clock outside.
    pub at: Instant,
    /// What was seen.
    pub text: String,
    /// How its author can be reached.
    pub contact: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    receipt: String,
    page: String,
    at: i64,
    text: String,
    contact: Option<String>,
}

impl Line {
    /// As it is written, with the end of the line.
    pub fn json(&self) -> String {
        let written = Written {
            receipt: self.receipt.to_string(),
            page: self.page.to_string(),
            at: self.at.0,
            text: self.text.clone(),
            contact: self.contact.clone(),
        };
        // Texts and a number always have JSON.
        let mut line = serde_json::to_string(&written).unwrap_or_default();
        line.push('\n');
        line
    }

    /// What a line says, if it is sound in every part.
    pub fn read(line: &[u8]) -> Option<Line> {
        if line.len() > LINE {
            return None;
        }
        let written: Written = serde_json::from_slice(line).ok()?;
        let contact = match written.contact {
            None => None,
            Some(contact) => Some(contact_of(&contact)?),
        };
        Some(Line {
            receipt: Receipt::parse(&written.receipt)?,
            page: PublicId::parse(&written.page)?,
            at: Instant(written.at),
            text: text_of(&written.text)?,
            contact,
        })
    }
}

/// A clue's words, if they are words of a right length.
pub fn text_of(typed: &str) -> Option<String> {
    let text = plain(typed)?;
    (SHORTEST..=LONGEST).contains(&text.chars().count()).then_some(text)
}

/// A contact, if it is one short line.
pub fn contact_of(typed: &str) -> Option<String> {
    let contact = plain(typed)?;
    let count = contact.chars().count();
    (count > 0 && count <= LONGEST_CONTACT && !contact.contains('\n')).then_some(contact)
}

/// Text without what isn't: bytes that were no letters make it nothing, control characters are left out.
fn plain(typed: &str) -> Option<String> {
    if typed.contains('\u{fffd}') {
        return None;
    }
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let text: String = typed.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !hidden(*c)).collect();
    Some(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line {
        Line {
            receipt: Receipt::of([1; 8]),
            page: PublicId::of([2; 10]),
            at: Instant(1_793_667_600_000),
            text: "工地夜间施工，\n噪声扰民严重".into(),
            contact: Some("王先生 0595-1234567".into()),
        }
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let json = line().json();
        assert!(json.ends_with('\n') && json.matches('\n').count() == 1);
        assert_eq!(Line::read(json.trim_end().as_bytes()), Some(line()));
    }

    #[test]
    fn what_is_not_sound_in_every_part_is_no_line() {
        let sound = line().json();
        for (from, to) in [
            (line().receipt.as_str(), "../../etc"),
            (line().page.as_str(), "ABCDEFGHIJKLMNOP"),
            ("1793667600000", "\"now\""),
            ("工地夜间施工，\\n噪声扰民严重", "短"),
            ("王先生 0595-1234567", ""),
            ("\"at\"", "\"when\""),
            ("{", "{\"more\":1,"),
            ("}", ""),
        ] {
            let wrong = sound.replacen(from, to, 1);
            assert_ne!(wrong, sound, "{from}");
            assert_eq!(Line::read(wrong.trim_end().as_bytes()), None, "{wrong}");
        }
        assert_eq!(Line::read(&[0xff, 0xfe]), None);
        let long = sound.replacen("工地", &"长".repeat(600), 1);
        assert_eq!(Line::read(long.as_bytes()), None);
    }

    #[test]
    fn the_longest_clue_fits_the_largest_form() {
        let escaped = |text: &str| text.len() * 3;
        let all = escaped(&"长".repeat(LONGEST)) + escaped(&"长".repeat(LONGEST_CONTACT));
        assert!(all + 200 < BODY);
        let longest = Line { text: "\"".repeat(LONGEST), ..line() };
        assert!(longest.json().len() < LINE);
    }
}
