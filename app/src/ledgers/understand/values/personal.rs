//! Phones and ID numbers in text that goes on record: found, and taken out. An entry is kept for ever, so they
//! may not reach one; better a number too many is left out than one too few.

use super::super::plain::narrow;
use std::ops::Range;

/// What stands where something was taken out.
const PHONE: &str = "〔电话略〕";
const ID_NUMBER: &str = "〔证件号略〕";

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ledgers) enum Kind {
    /// A mobile phone or a landline.
    Phone,
    /// The number of an identity card.
    IdNumber,
}

/// The text with every phone and ID number replaced by a sign; `None` when there is none. `head` is what stands
/// over the text: under 电话 a bare local number is a phone too.
pub fn masked(text: &str, head: &str) -> Option<String> {
    replaced(text, head, |kind| match kind {
        Kind::Phone => PHONE,
        Kind::IdNumber => ID_NUMBER,
    })
}

/// The text without them, for names.
pub(in crate::ledgers) fn left_out(text: &str, head: &str) -> Option<String> {
    replaced(text, head, |_| " ")
}

/// [`masked`], or the text itself.
pub(in crate::ledgers) fn safe(text: &str) -> String {
    masked(text, "").unwrap_or_else(|| text.to_owned())
}

fn replaced(text: &str, head: &str, by: impl Fn(Kind) -> &'static str) -> Option<String> {
    // Nothing shorter than a local number is a phone; most cells are done here.
    if text.chars().filter(|c| narrow(*c).is_ascii_digit()).count() < 5 {
        return None;
    }
    let written: Vec<char> = text.chars().collect();
    let chars: Vec<char> = written.iter().map(|c| narrow(*c)).collect();
    let found = find(&chars, is_label(head));
    if found.is_empty() {
        return None;
    }
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (span, kind) in found {
        out.extend(&written[at..span.start]);
        out.push_str(by(kind));
        at = span.end;
    }
    out.extend(&written[at..]);
    Some(out)
}

/// Where they stand, in order. `chars` are narrowed.
fn find(chars: &[char], labelled: bool) -> Vec<(Range<usize>, Kind)> {
    let mut found: Vec<(Range<usize>, Kind)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let follows = found.last().is_some_and(|(span, kind)| {
            *kind == Kind::Phone
                && chars[span.end..at].iter().all(|c| c.is_whitespace() || "/、,，;；或".contains(*c))
        });
        let local = || labelled || follows || is_label_before(&chars[..at]);
        match at_start(chars, at).or_else(|| local().then(|| bare_local(chars, at)).flatten()) {
            Some((length, kind)) => {
                let length = length + if kind == Kind::Phone { hidden(&chars[at + length..]) } else { 0 };
                found.push((at..at + length, kind));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Signs behind a phone that hide its last digits already: 0595-2222×××× is one number.
fn hidden(chars: &[char]) -> usize {
    chars.iter().take_while(|c| matches!(c, '×' | '✕' | '*')).count()
}

/// The length of what begins at `at`, and what it is.
pub(in crate::ledgers) fn at_start(chars: &[char], at: usize) -> Option<(usize, Kind)> {
    if at > 0 && chars[at - 1].is_ascii_digit() && !ends_phone(chars, at) {
        return None;
    }
    let rest = &chars[at..];
    id_number(rest)
        .map(|length| (length, Kind::IdNumber))
        .or_else(|| mobile(rest).or_else(|| landline(rest)).map(|length| (length, Kind::Phone)))
}

/// Two phones without anything between them: the second begins right behind the first.
fn ends_phone(chars: &[char], at: usize) -> bool {
    at >= 11 && (at == 11 || !chars[at - 12].is_ascii_digit()) && is_mobile(&chars[at - 11..at])
}

fn is_mobile(digits: &[char]) -> bool {
    digits.len() == 11
        && digits[0] == '1'
        && ('3'..='9').contains(&digits[1])
        && digits.iter().all(char::is_ascii_digit)
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '―' | '－' | '·' | '.' | '_')
}

/// Takes `count` digits, with one gap allowed before those of the places in `gaps`; gives digits and length.
fn digits(chars: &[char], count: usize, gaps: &[usize]) -> Option<(Vec<char>, usize)> {
    let (mut taken, mut at) = (Vec::with_capacity(count), 0);
    while taken.len() < count {
        if gaps.contains(&taken.len()) && chars.get(at).is_some_and(|c| is_gap(*c)) {
            at += 1;
        }
        taken.push(*chars.get(at).filter(|c| c.is_ascii_digit())?);
        at += 1;
    }
    Some((taken, at))
}

fn ends(chars: &[char], at: usize) -> bool {
    chars.get(at).is_none_or(|c| !c.is_ascii_digit())
}

/// 13812345678, 138 1234 5678, +86-138…, 0138…; the country's number goes with it.
fn mobile(chars: &[char]) -> Option<usize> {
    for prefix in ["+86", "0086", "86", "0", ""] {
        let length = prefix.chars().count();
        if !chars.iter().take(length).copied().eq(prefix.chars()) {
            continue;
        }
        let gap = usize::from(length > 0 && chars.get(length).is_some_and(|c| is_gap(*c)));
        let rest = &chars[length + gap..];
        for gaps in [&[3, 7][..], &[4, 8], &[3, 6], &[3, 8]] {
            if let Some((taken, end)) = digits(rest, 11, gaps)
                && is_mobile(&taken)
                && (ends(rest, end) || mobile_follows(&rest[end..]))
            {
                return Some(length + gap + end);
            }
        }
    }
    None
}

fn mobile_follows(chars: &[char]) -> bool {
    chars.len() >= 11 && is_mobile(&chars[..11]) && ends(chars, 11)
}

/// 0595-28380000, (0595)28380000, 059528380000, with an extension or without.
fn landline(chars: &[char]) -> Option<usize> {
    let open = usize::from(chars.first() == Some(&'('));
    let rest = &chars[open..];
    let area = match rest {
        ['0', '1', '0', ..] => 3,
        ['0', '2', c, ..] if c.is_ascii_digit() => 3,
        ['0', '3'..='9', c, d, ..] if c.is_ascii_digit() && d.is_ascii_digit() => 4,
        _ => return None,
    };
    let mut at = open + area;
    if open == 1 {
        chars.get(at).filter(|c| **c == ')')?;
        at += 1;
    }
    while chars.get(at).is_some_and(|c| is_gap(*c)) && at < open + area + 4 {
        at += 1;
    }
    let number = [8, 7].into_iter().find_map(|count| {
        let (_, end) = digits(&chars[at..], count, &[3, 4])?;
        ends(&chars[at..], end).then_some(end)
    })?;
    Some(at + number + extension(&chars[at + number..]))
}

fn extension(chars: &[char]) -> usize {
    if !matches!(chars.first(), Some('-' | '转' | '*' | '#')) {
        return 0;
    }
    let digits = chars[1..].iter().take_while(|c| c.is_ascii_digit()).count();
    if (1..=6).contains(&digits) { digits + 1 } else { 0 }
}

/// Eighteen places with a day of birth in them (the last may be X), or fifteen of the old kind.
fn id_number(chars: &[char]) -> Option<usize> {
    let gaps = &[6, 10, 14];
    let between = |digits: &[char], least: u32, most: u32| {
        digits.iter().collect::<String>().parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
    };
    let born = |month: &[char], day: &[char]| between(month, 1, 12) && between(day, 1, 31);
    if let Some((taken, end)) = digits(chars, 17, gaps)
        && between(&taken[6..10], 1850, 2099)
        && born(&taken[10..12], &taken[12..14])
        && chars.get(end).is_some_and(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X'))
        && ends(chars, end + 1)
    {
        return Some(end + 1);
    }
    let (taken, end) = digits(chars, 15, &[])?;
    let province = between(&taken[..2], 11, 65);
    (province && born(&taken[8..10], &taken[10..12]) && ends(chars, end)).then_some(end)
}

/// Seven or eight digits, and short numbers, where a label says that it is a phone.
fn bare_local(chars: &[char], at: usize) -> Option<(usize, Kind)> {
    if at > 0 && chars[at - 1].is_ascii_digit() {
        return None;
    }
    let rest = &chars[at..];
    for count in [8, 7, 6, 5] {
        let gaps: &[usize] = if count > 6 { &[3, 4] } else { &[] };
        if let Some((_, end)) = digits(rest, count, gaps)
            && ends(rest, end)
        {
            return Some((end + extension(&rest[end..]), Kind::Phone));
        }
    }
    None
}

const LABELS: [&str; 12] =
    ["电话", "手机", "座机", "联系方式", "短号", "小号", "传真", "热线", "tel", "phone", "mobile", "号码"];

fn is_label(head: &str) -> bool {
    let head = head.to_lowercase();
    LABELS.iter().any(|label| head.contains(label))
}

/// 电话：28380000; a few words may stand between.
fn is_label_before(chars: &[char]) -> bool {
    let before: String = chars.iter().rev().take(8).rev().collect();
    let before =
        before.trim_end_matches(|c: char| c.is_whitespace() || ":：(（为是号码.-".contains(c)).to_lowercase();
    LABELS.iter().any(|label| before.ends_with(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        safe(text)
    }

    #[test]
    fn phones_and_id_numbers_are_taken_out_of_words() {
        for phone in [
            "13812345678",
            "138 1234 5678",
            "138-1234-5678",
            "1381234-5678",
            "+86 13812345678",
            "8613812345678",
            "１３８１２３４５６７８",
            "0595-28380000",
            "(0595)28380000",
            "（0595）28380000",
            "059528380000",
            "010-65280000转8012",
            "0595 2838 0000",
        ] {
            assert_eq!(
                shown(&format!("请联系王五{phone}，谢谢")),
                format!("请联系王五{PHONE}，谢谢"),
                "{phone}"
            );
        }
        for id in ["350521199001011234", "35052119900101123X", "350521 19900101 1234", "350521900101123"] {
            assert_eq!(shown(&format!("身份证{id}。")), format!("身份证{ID_NUMBER}。"), "{id}");
        }
        assert_eq!(shown("1381234567813987654321"), format!("{PHONE}{PHONE}"));
        assert_eq!(shown("电话：28380000、28380001"), format!("电话：{PHONE}、{PHONE}"));
        assert_eq!(masked("28380000", "联系电话").as_deref(), Some(PHONE));
        assert_eq!(
            shown("电话：0595-2222××××，李某"),
            format!("电话：{PHONE}，李某"),
            "nothing of it is left"
        );
        assert_eq!(masked(PHONE, "联系电话"), None);
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "投资12345678万元",
            "2021年12月31日前完成，总投资123456789.50元",
            "2020-350521-47-03-067123",
            "督查立项〔2026〕12号",
            "2021-12-31至2022-06-30",
            "91350521MA31ABCD8X",
            "G1523线K12+345",
            "已完成20211231000万元",
        ] {
            assert_eq!(masked(text, ""), None, "{text}");
        }
        assert_eq!(masked("28380000", "总投资"), None);
    }
}
