//! Names of places and things, told by form and context and learnt from the letters themselves.
//!
//! A word of the form of a name's end (小区, 路, 公司, 中学 …) closes a mention; what stands directly before it may belong
//! to the name. So a mention has several readings, from the shortest (新城) over the name (丽发新城) to ones that
//! take in too much (居住丽发新城). [`Lexicon`] counts the readings over all letters and from that knows where
//! the name begins. No name stands in the code: only the forms in which names end.
//!
//! Cost: a look at each word. Where it fails: a name without such an end (58车贷's rival 余易, a shop called 胡厨) is no
//! mention, and is left to its words; a name that one letter alone mentions is taken at its shortest.

mod forms;
mod lexicon;

pub use forms::Kind;
pub use lexicon::{Lexicon, choose};

use crate::words::{Role, Word};

/// Words before a name's end that may belong to it, and their characters.
const MOST_WORDS: usize = 5;
const LONGEST: usize = 10;

/// Calls `each` for every mention in a text that was cut into `words`: its kind, and its readings, shortest first. A generic end
/// (小区, 公司) is no part of a reading: 丽发新城 and 丽发新城小区 are one.
pub fn mentions<'t>(text: &'t str, words: &[Word<'t>], mut each: impl FnMut(Kind, &[&'t str])) {
    let mut from = 0;
    let mut readings: Vec<&'t str> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if word.role == Role::Mark {
            from = at + 1;
            continue;
        }
        let Some((kind, generic)) = forms::end(word.text) else { continue };
        let end = if generic { word.at } else { word.at + word.text.len() };
        readings.clear();
        // A dictionary's own name: 五一大道. Of firms and schools these are mostly common nouns: 烧烤店, 幼儿园.
        let noun = generic || matches!(kind, Kind::Division | Kind::Firm | Kind::School);
        if !noun && word.text.chars().nth(2).is_some() {
            readings.push(word.text);
        }
        let mut characters = 0;
        for before in words[from..at].iter().rev().take(MOST_WORDS) {
            characters += before.text.chars().count();
            let belongs = matches!(before.role, Role::Content | Role::Piece) && !forms::boundary(before.text);
            if !belongs || characters > LONGEST {
                break;
            }
            let reading = &text[before.at..end];
            if reading.chars().nth(1).is_some() {
                readings.push(reading);
            }
        }
        if !readings.is_empty() {
            each(kind, &readings);
        }
        if matches!(kind, Kind::Division | Kind::Street) {
            from = at + 1;
        }
    }
}

/// Whether a word is a masked name of a division: letters and digits before its kind (A7县).
#[must_use]
pub fn masked(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
        && word.ends_with(['市', '县', '区', '省', '镇', '乡', '村'])
}

/// The kind of name whose end a word has the form of.
#[must_use]
pub fn form(word: &str) -> Option<Kind> {
    forms::end(word).map(|(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use std::sync::LazyLock;

    static WORDS: LazyLock<Words> = LazyLock::new(Words::new);

    fn found(text: &str) -> Vec<(Kind, Vec<String>)> {
        let text = WORDS.normalise(text);
        let mut found = Vec::new();
        mentions(&text, &WORDS.cut(&text), |kind, readings| {
            found.push((kind, readings.iter().map(|&r| r.to_owned()).collect()));
        });
        found
    }

    #[test]
    fn names_are_told_by_their_ends_and_begin_where_others_end() {
        let mentions = found("A市暮云街道丽发新城小区附近的搅拌站");
        assert!(mentions.iter().any(|(kind, r)| *kind == Kind::Street && r.contains(&"暮云".to_owned())));
        let estate =
            |(kind, r): &(Kind, Vec<String>)| *kind == Kind::Estate && r.contains(&"丽发新城".to_owned());
        assert!(mentions.iter().any(estate), "{mentions:?}");
        assert!(found("小区停水，公司欠薪").is_empty(), "an end alone is no name");
    }

    #[test]
    fn the_letters_say_where_a_name_begins() {
        let mut lexicon = Lexicon::default();
        // 新城 in three letters, 丽发新城 in all three, 居住丽发新城 in one.
        [[1, 2].as_slice(), &[1, 2], &[1, 2, 3]].iter().for_each(|l| lexicon.learn(l.iter().copied()));
        assert_eq!(choose(&lexicon.letters_of([1, 2, 3].into_iter())), Some(1));
        assert_eq!(choose(&lexicon.letters_of([9, 8].into_iter())), Some(0), "seen never: the shortest");
        assert_eq!(choose(&[]), None);
        assert_eq!((lexicon.letters(2), lexicon.letters(9)), (3, 0));
    }

    #[test]
    fn masked_divisions_are_told() {
        assert!(masked("A7县") && masked("A市"));
        assert!(!masked("星沙") && !masked("110KV"));
    }
}
