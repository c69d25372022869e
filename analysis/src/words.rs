//! From a letter as people write it to the words that say something.
//!
//! Three steps, each usable alone. [`Words::normalise`] brings one text into one form: simplified script,
//! half-width signs, capital letters, plain numbers, no markup, no control characters. [`Words::cut`]
//! segments it with jieba's dictionary and the office's own words, and gives each word a [`Role`]: content,
//! piece of an unknown name, stop word, courtesy (尊敬的领导您好, 恳请, 谢谢), or mark. [`Words::content`] keeps the content alone.
//!
//! Cost: the dictionary is read once, in about a tenth of a second and 40 MB; after that one core does more
//! than 20 MB of text a second, without memory between calls.
//!
//! Where it fails: a name that is neither in the dictionary nor among the user words falls into single
//! characters (the caller adds it with [`Words::with`]); a character that is traditional in one word and
//! proper in another (乾隆, 乾净) is always folded the same way, which is right for comparing and not for
//! display. Courtesy is told word by word: a letter *about* gratitude loses its subject.

mod courtesy;
mod markup;
mod normal;
mod stop;

use jieba_rs::Jieba;
use normal::Folding;
use rustc_hash::FxHashMap;

/// What a word does in its letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Says what the letter is about.
    Content,
    /// A lone Han character that is not grammar: often a part of a name that no dictionary has.
    Piece,
    /// Grammar and words so general that they tell nothing apart.
    Stop,
    /// Address, pleading and thanks.
    Courtesy,
    /// Punctuation, space, lone symbols.
    Mark,
}

/// A word where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// As in the text that was cut.
    pub text: &'t str,
    /// Its first byte in that text.
    pub at: usize,
    /// What it does there.
    pub role: Role,
}

/// The dictionary and the tables. Costly to make, free to share: one is enough for a process.
pub struct Words {
    jieba: Jieba,
    folding: Folding,
    roles: FxHashMap<&'static str, Role>,
}

impl Default for Words {
    fn default() -> Self {
        Self::new()
    }
}

impl Words {
    /// Jieba's own dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self { jieba: Jieba::new(), folding: Folding::new(), roles: roles() }
    }

    /// Jieba's dictionary and further words, written as [`Words::normalise`] would write them.
    /// The same words in another order give the same segmentation.
    #[must_use]
    pub fn with<'w>(user: impl IntoIterator<Item = &'w str>) -> Self {
        let mut words = Self::new();
        words.learn(user);
        words
    }

    /// Adds words to the dictionary, as [`Words::with`] does.
    pub fn learn<'w>(&mut self, user: impl IntoIterator<Item = &'w str>) {
        let mut user: Vec<&str> = user.into_iter().filter(|w| w.chars().nth(1).is_some()).collect();
        user.sort_unstable();
        user.dedup();
        for word in user {
            self.jieba.add_word(word, None, None);
        }
    }

    /// One form for one text: see the module's comment. Never longer than three times the text.
    #[must_use]
    pub fn normalise(&self, text: &str) -> String {
        self.folding.normalise(text)
    }

    /// The words of a normalised text, all of them, in order; together they are the text.
    #[must_use]
    pub fn cut<'t>(&self, normalised: &'t str) -> Vec<Word<'t>> {
        let mut words: Vec<Word<'t>> = Vec::with_capacity(normalised.len() / 4);
        for token in self.jieba.cut(normalised, false) {
            let (text, at) = (token.word, token.byte_start);
            if let Some(last) = words.last_mut()
                && joins(last.text, text)
            {
                last.text = &normalised[last.at..at + text.len()];
                last.role = Role::Content;
                continue;
            }
            words.push(Word { text, at, role: self.role(text) });
        }
        courtesy::mark_names_before_titles(&mut words);
        words
    }

    /// The content words of a normalised text, in order, with repetitions.
    #[must_use]
    pub fn content<'t>(&self, normalised: &'t str) -> Vec<&'t str> {
        self.cut(normalised).into_iter().filter(|w| w.role == Role::Content).map(|w| w.text).collect()
    }

    /// Normalises, and gives the content words: what most callers want for one text.
    #[must_use]
    pub fn content_of(&self, text: &str) -> Vec<String> {
        self.content(&self.normalise(text)).into_iter().map(str::to_owned).collect()
    }

    /// What a word does by itself. A single Han character carries too little to be content.
    #[must_use]
    pub fn role(&self, word: &str) -> Role {
        if let Some(role) = self.roles.get(word) {
            return *role;
        }
        let mut chars = word.chars();
        let Some(first) = chars.next() else { return Role::Mark };
        if !first.is_alphanumeric() {
            return Role::Mark;
        }
        match chars.next() {
            Some(_) => Role::Content,
            None if first.is_ascii() => Role::Stop,
            None => Role::Piece,
        }
    }
}

/// Masked names are letters and digits before a kind of division (A7县, M3县, 西A4区): jieba parts them.
fn joins(before: &str, word: &str) -> bool {
    let bytes = before.as_bytes();
    matches!(word, "市" | "县" | "区" | "镇" | "乡" | "村" | "省" | "州" | "街道")
        && bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.len() <= 5
        && bytes[1..].iter().all(u8::is_ascii_digit)
}

fn roles() -> FxHashMap<&'static str, Role> {
    let mut roles = FxHashMap::default();
    roles.extend(stop::WORDS.split_whitespace().map(|w| (w, Role::Stop)));
    roles.extend(courtesy::WORDS.split_whitespace().map(|w| (w, Role::Courtesy)));
    roles.extend(courtesy::TITLES.split_whitespace().map(|w| (w, Role::Courtesy)));
    roles
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static WORDS: LazyLock<Words> = LazyLock::new(Words::new);

    #[test]
    fn address_pleading_and_thanks_are_told_from_what_the_letter_is_about() {
        let text = WORDS.normalise("尊敬的胡书记您好！恳请领导尽快解决A7县星沙小区停水的问题，谢谢！");
        let content = WORDS.content(&text);
        assert!(content.contains(&"A7县") && content.contains(&"停水"), "{content:?}");
        for courtesy in ["尊敬", "书记", "胡", "您好", "恳请", "领导", "谢谢"] {
            assert!(!content.contains(&courtesy), "{courtesy} in {content:?}");
        }
    }

    #[test]
    fn words_together_are_the_text() {
        let text = WORDS.normalise("请问A市110kV高压线<b>何时</b>入地？联系电话：139****0000");
        let words = WORDS.cut(&text);
        assert_eq!(words.iter().map(|w| w.text).collect::<String>(), text);
        assert!(words.iter().all(|w| &text[w.at..w.at + w.text.len()] == w.text));
    }

    #[test]
    fn user_words_stay_whole() {
        let words = Words::with(["星澜之悦"]);
        assert!(words.content("星澜之悦停水").contains(&"星澜之悦"));
        assert!(!WORDS.content("星澜之悦停水").contains(&"星澜之悦"));
    }

    #[test]
    fn one_form_for_one_text() {
        for (written, read) in [
            ("Ａ７縣星沙灣物業", "A7县星沙湾物业"),
            ("p2p，１１０kv", "P2P,110KV"),
            ("第二期、十二栋", "第2期,12栋"),
            ("地铁三号线", "地铁3号线"),
            ("统一组织", "统一组织"),
            ("<p>停&nbsp;水</p>", "停 水"),
            ("见https://baidu.com/a?b=1。谢", "见 。谢"),
            ("a\u{0}b\u{200b}c", "ABC"),
            ("停水  \r\n\r\n 停电", "停水\n停电"),
            ("电话*****************", "电话*"),
            ("1 < 2 且 3 > 2", "1 < 2 且 3 > 2"),
        ] {
            assert_eq!(WORDS.normalise(written), read, "{written}");
        }
    }

    #[test]
    fn odd_texts_give_nothing_and_do_no_harm() {
        for text in ["", " ", "😀😀👨‍👩‍👧", "<<<<<", "&#xFFFFFFFF;&#0;", "\u{feff}", "……！！？"]
        {
            assert!(WORDS.content_of(text).is_empty(), "{text:?}");
        }
        let long = "停水".repeat(20_000);
        assert_eq!(WORDS.content_of(&long).len(), 20_000);
    }

    proptest! {
        #[test]
        fn fuzz_any_text_is_normalised_once_and_cut_whole(text in "\\PC{0,60}|[<>&#;a-z0-9 一二三十期栋号组线停水]{0,60}") {
            let once = WORDS.normalise(&text);
            prop_assert!(once.chars().all(|c| c == '\n' || !c.is_control()));
            let cut: String = WORDS.cut(&once).iter().map(|w| w.text).collect();
            prop_assert_eq!(cut, once);
        }
    }
}
