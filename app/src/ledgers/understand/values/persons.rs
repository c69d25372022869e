//! Persons with their phones in one cell. A phone is personal data: it comes out apart from the name
//! and never stays in the text.

use super::{super::plain::narrow, personal};

/// A person as the ledger names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Without phones; empty when only a phone is given.
    pub name: String,
    /// As written, digits narrowed, without white space.
    pub phones: Vec<String>,
}

/// Reads 李某某13800000000, 王某某/0595-28380000, 张某某 0595-2222××××, and several in one cell.
pub fn written(text: &str) -> Vec<Contact> {
    let mut contacts: Vec<Contact> = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Name(name) => contacts.push(Contact { name, phones: Vec::new() }),
            Piece::Phone(phone) => match contacts.last_mut() {
                Some(contact) => contact.phones.push(phone),
                None => contacts.push(Contact { name: String::new(), phones: vec![phone] }),
            },
        }
    }
    contacts
}

enum Piece {
    Name(String),
    Phone(String),
}

fn pieces(text: &str) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().map(narrow).collect();
    let mut pieces = Vec::new();
    let mut name = String::new();
    let mut at = 0;
    while at < chars.len() {
        let phone =
            personal::at_start(&chars, at).map_or_else(|| phone_length(&chars[at..]), |found| found.0);
        if phone > 0 {
            push_name(&mut pieces, &mut name);
            pieces.push(Piece::Phone(chars[at..at + phone].iter().filter(|c| !c.is_whitespace()).collect()));
            at += phone;
        } else {
            if is_separator(chars[at]) {
                push_name(&mut pieces, &mut name)
            } else {
                name.push(chars[at])
            }
            at += 1;
        }
    }
    push_name(&mut pieces, &mut name);
    pieces
}

fn push_name(pieces: &mut Vec<Piece>, name: &mut String) {
    let mut bare = name.trim_matches(|c: char| c.is_whitespace() || "():：-".contains(c));
    for label in ["联系电话", "联系人", "责任人", "电话", "手机", "联络员"] {
        bare = bare.trim_start_matches(label).trim_start_matches([':', '：']);
        bare = bare.trim_end_matches(label);
    }
    let bare: String = bare.trim().to_owned();
    if !bare.is_empty() {
        pieces.push(Piece::Name(bare));
    }
    name.clear();
}

fn is_separator(c: char) -> bool {
    matches!(c, '/' | '、' | ',' | ';' | '\n' | '(' | ')' | '\t' | '\r' | '|')
}

/// How many characters from here are a phone: at least seven digits (or masks) with hyphens between.
fn phone_length(chars: &[char]) -> usize {
    if !chars.first().is_some_and(char::is_ascii_digit) {
        return 0;
    }
    let is_mask = |c: char| matches!(c, '×' | '*' | 'x' | 'X' | '✕');
    let mut digits = 0;
    let mut length = 0;
    for (at, c) in chars.iter().enumerate().take(24) {
        if c.is_ascii_digit() || is_mask(*c) {
            digits += 1;
            length = at + 1;
        } else if *c != '-' {
            break;
        }
        if digits == 11 && chars[0] == '1' {
            break;
        }
    }
    if digits >= 7 { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let show = |contact: Contact| format!("{}={}", contact.name, contact.phones.join("+"));
        written(text).into_iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn phones_come_out_apart() {
        assert_eq!(shown("李某某13800000000"), "李某某=13800000000");
        assert_eq!(shown("王某某/0595-28380000"), "王某某=0595-28380000");
        assert_eq!(shown("张某某 0595-2222××××"), "张某某=0595-2222××××");
        assert_eq!(
            shown("李四（13800000000）、王五：１３９０００００００１"),
            "李四=13800000000 王五=13900000001"
        );
        assert_eq!(shown("赵六1380000000013900000001"), "赵六=13800000000+13900000001");
        assert_eq!(shown("22228888"), "=22228888");
        assert_eq!(shown("钱七（副局长）"), "钱七= 副局长=");
        assert_eq!(shown("孙八138 1234 5678"), "孙八=13812345678");
    }
}
