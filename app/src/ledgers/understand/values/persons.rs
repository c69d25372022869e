//! Persons with their phones in one cell. A phone is personal data: it comes out apart from the name
//! and never stays in the text.

use super::{
    super::{fields::Field, plain::narrow},
    personal,
};

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

/// Phones that stand in a column of their own go to those who are named beside it: one by one where there are as
/// many of both, else all to the first. Without a liaison's name they are those of the responsible persons.
pub(in crate::ledgers) fn pair(contacts: &mut Vec<(Field, Contact)>) {
    let is_lone = |contact: &Contact| contact.name.is_empty() && !contact.phones.is_empty();
    for field in [Field::Liaison, Field::ResponsiblePerson] {
        let of = |named: Field| -> Vec<usize> {
            let bare = |at: &usize| {
                let (of, contact) = &contacts[*at];
                *of == named && !contact.name.is_empty() && contact.phones.is_empty()
            };
            (0..contacts.len()).filter(bare).collect()
        };
        let mut names = of(field);
        if names.is_empty() && field == Field::Liaison {
            names = of(Field::ResponsiblePerson);
        }
        let lone: Vec<usize> =
            (0..contacts.len()).filter(|at| contacts[*at].0 == field && is_lone(&contacts[*at].1)).collect();
        let Some(first) = names.first().copied() else { continue };
        let phones: usize = lone.iter().map(|at| contacts[*at].1.phones.len()).sum();
        let mut nth = 0;
        for at in &lone {
            for phone in std::mem::take(&mut contacts[*at].1.phones) {
                let to = if phones == names.len() { names[nth] } else { first };
                contacts[to].1.phones.push(phone);
                nth += 1;
            }
        }
    }
    contacts.retain(|(_, contact)| !contact.name.is_empty() || !contact.phones.is_empty());
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
    fn phones_of_a_column_of_their_own_go_to_the_names_beside_it() {
        let told = |cells: &[(Field, &str)]| {
            let of = |(field, text): &(Field, &str)| {
                written(text).into_iter().map(|one| (*field, one)).collect::<Vec<_>>()
            };
            let mut contacts: Vec<(Field, Contact)> = cells.iter().flat_map(of).collect();
            pair(&mut contacts);
            let show = |(_, one): (Field, Contact)| format!("{}={}", one.name, one.phones.join("+"));
            contacts.into_iter().map(show).collect::<Vec<_>>().join(" ")
        };
        let liaison = |text: &'static str| (Field::Liaison, text);
        assert_eq!(told(&[liaison("李四"), liaison("13800000001")]), "李四=13800000001");
        assert_eq!(told(&[liaison("13800000001"), liaison("李四")]), "李四=13800000001");
        let two = [liaison("李四、王五"), liaison("13800000001、0595-22280000")];
        assert_eq!(told(&two), "李四=13800000001 王五=0595-22280000");
        let shared = [liaison("李四、王五"), liaison("13800000001")];
        assert_eq!(told(&shared), "李四=13800000001 王五=");
        let beside = [(Field::ResponsiblePerson, "赵六"), liaison("13800000001")];
        assert_eq!(told(&beside), "赵六=13800000001");
        assert_eq!(told(&[liaison("13800000001")]), "=13800000001");
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
