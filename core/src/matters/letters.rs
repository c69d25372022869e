//! By which letters a matter is found: the pinyin initials of its title from any character on, and its number's year and
//! serial. Words written in characters have initials as well, so that one index finds both.

use super::parts::Number;
use crate::people::initials::initials;
use std::collections::BTreeSet;

/// So many letters of a tail are kept: more tell hardly anything apart.
const KEPT: usize = 8;
/// Fewer letters than these are begun by so many titles that they find nothing.
const FEWEST: usize = 2;
/// Digits of a number's year.
const YEAR: usize = 4;

/// The letters of a title, and behind them those of its number.
pub fn letters(title: &str, number: Option<&Number>) -> String {
    let number = number.map(|number| format!(" {:04}{}h", number.year, number.serial));
    initials(title) + &number.unwrap_or_default()
}

/// The tails of a title's [`letters`], each cut to the first few; and those of its number from the year and from the
/// serial on. What an office's series begins with tells none of its matters apart.
pub fn tails(letters: &str) -> BTreeSet<String> {
    let (title, number) = letters.split_once(' ').unwrap_or((letters, ""));
    let mut found: BTreeSet<String> = (0..title.len()).map(|from| kept(&title[from..]).to_owned()).collect();
    found.extend([number, number.get(YEAR..).unwrap_or_default()].map(|tail| kept(tail).to_owned()));
    found.retain(|tail| tail.len() >= FEWEST);
    found
}

/// With what a tail must begin that a typed word is found by: all of these. Empty where the word has too few letters.
/// Of characters with figures among them the figures lead: a number's tails begin there.
pub fn beginnings(word: &str) -> Vec<String> {
    let all = initials(word);
    let figures = all.find(|c: char| c.is_ascii_digit()).filter(|_| !is_letters(word)).unwrap_or(0);
    let letters = match all.get(figures..) {
        Some(from_figures) if from_figures.len() >= FEWEST => from_figures,
        _ => "",
    };
    if letters.is_empty() {
        return Vec::new();
    }
    let mut found = vec![kept(letters).to_owned()];
    // What is longer than a tail is asked for by its end too.
    if letters.len() > KEPT {
        found.push(letters[letters.len() - KEPT..].to_owned());
    }
    found
}

/// Whether a typed word is letters itself: whatever they begin is found, characters that they stand for too.
pub fn is_letters(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Initials are ASCII, so that each letter is a byte.
fn kept(letters: &str) -> &str {
    &letters[..letters.len().min(KEPT)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(word: &str, title: &str, number: Option<&Number>) -> bool {
        let tails = tails(&letters(title, number));
        let begun = |beginning: &String| tails.iter().any(|tail| tail.starts_with(beginning.as_str()));
        let beginnings = beginnings(word);
        !beginnings.is_empty() && beginnings.iter().all(begun)
    }

    #[test]
    fn a_title_is_found_by_initials_and_characters_from_anywhere_in_it() {
        let title = "实验小学教学楼建设（二期）2026年开工";
        for word in [
            "syxx",
            "xxjxl",
            "小学",
            "教学楼建设",
            "实验小学教学楼建设",
            "建设（二期）",
            "jseq",
            "2026年开工",
            "二期2026年",
        ] {
            assert!(finds(word, title, None), "{word}");
        }
        for word in ["zx", "中学", "s", "楼", "实验小学教学楼建成"] {
            assert!(!finds(word, title, None), "{word}");
        }
    }

    #[test]
    fn a_number_is_found_by_its_year_and_its_serial_whatever_stands_before() {
        let number = Number { series: "督查立项".into(), year: 2026, serial: 12 };
        for word in ["督查立项〔2026〕12号", "立项〔2026〕", "2026", "12号", "12", "202612", "〔2026〕1"]
        {
            assert!(finds(word, "", Some(&number)), "{word}");
        }
        assert!(!finds("26〕1", "", Some(&number)), "from the middle of a year nobody looks");
        assert_eq!(letters("小学", Some(&number)), "xx 202612h");
    }
}
