//! Solved cases that resemble a new text: an inverted index over content words, ranked by BM25 (Robertson and Zaragoza,
//! 2009), with the words that matched.
//!
//! Each word points to the cases that contain it; a question adds up what its words give to each case. Words that stand in
//! more than a quarter of all cases tell nothing apart and are left out, and of a long question only its most telling
//! words are asked, so that the answer's time is bounded. A word of the title counts as two.
//!
//! An index is built once, takes further cases at any time, and is asked by reference: any number of texts, from several
//! threads at once.
//!
//! Cost: one pass over the texts; about 1 kB a case of 350 characters; an answer takes a few milliseconds among a hundred
//! thousand cases. The answers don't depend on the order in which cases came, except that equals rank by their number.
//!
//! It compares words, not meanings: 断水 finds no 停水, and a name written otherwise is another name. Place names count
//! like any rare word, so that cases of the same place come first when the concern is similar.

use crate::words::{Role, Words};
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// How fast a word's repetition in one case stops counting (k1), and how much long cases are held back (b).
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.6;
/// What a word in the title counts.
const TITLE: u32 = 2;
/// Words of a question that are asked at most, the most telling ones.
const ASKED: usize = 48;
/// A word in more than one case in so many is left out, once there are enough cases to tell.
const COMMON: usize = 4;
const ENOUGH: usize = 40;
/// Characters of a text that are read.
const LONGEST: usize = 20_000;

/// Cases by their words.
#[derive(Debug, Clone, Default)]
pub struct Index {
    words: FxHashMap<u64, Postings>,
    lengths: Vec<u32>,
    all: u64,
}

/// The cases that contain a word, with how often, in order.
#[derive(Debug, Clone, Default)]
struct Postings {
    cases: Vec<u32>,
    counts: Vec<u8>,
}

/// A case that resembles the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The case's number: the how manyeth was added, from 0.
    pub case: u32,
    /// How much it resembles; only comparable within one answer.
    pub score: f32,
    /// The words in common, the most telling first.
    pub words: Vec<String>,
}

/// A word of a question that the index knows.
struct Asked<'q> {
    text: &'q str,
    rarity: f32,
    postings: &'q Postings,
}

impl Index {
    /// Adds a case and gives its number.
    pub fn add(&mut self, words: &Words, title: &str, body: &str) -> u32 {
        let case = self.lengths.len() as u32;
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        for (text, weight) in [(title, TITLE), (body, 1)] {
            let text = words.normalise(first(text));
            content(words, &text).for_each(|word| *counts.entry(key(word)).or_default() += weight);
        }
        let length = counts.values().sum();
        for (key, count) in counts {
            let postings = self.words.entry(key).or_default();
            postings.cases.push(case);
            postings.counts.push(u8::try_from(count).unwrap_or(u8::MAX));
        }
        self.lengths.push(length);
        self.all += u64::from(length);
        case
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    /// The `most` cases that resemble a text best; none where no telling word is in common.
    #[must_use]
    pub fn ask(&self, words: &Words, text: &str, most: usize) -> Vec<Hit> {
        let text = words.normalise(first(text));
        let asked = self.asked(words, &text);
        let mut scores = vec![0.0f32; self.len()];
        let mean = (self.all as f32 / self.len().max(1) as f32).max(1.0);
        for word in &asked {
            for (&case, &count) in word.postings.cases.iter().zip(&word.postings.counts) {
                let relative = self.lengths[case as usize] as f32 / mean;
                let held = SATURATION * (1.0 - LENGTH + LENGTH * relative);
                scores[case as usize] +=
                    word.rarity * f32::from(count) * (SATURATION + 1.0) / (f32::from(count) + held);
            }
        }
        let best = |case: u32| Hit { case, score: scores[case as usize], words: matched(&asked, case) };
        highest(&scores, most).into_iter().map(best).collect()
    }

    /// The question's telling words, the rarest first.
    fn asked<'q>(&'q self, words: &Words, text: &'q str) -> Vec<Asked<'q>> {
        let mut distinct: Vec<&str> = content(words, text).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let cases = self.len();
        let known = distinct.into_iter().filter_map(|text| {
            let postings = self.words.get(&key(text))?;
            let with = postings.cases.len();
            let common = cases >= ENOUGH && with * COMMON > cases;
            let rarity = (1.0 + (cases as f32 - with as f32 + 0.5) / (with as f32 + 0.5)).ln();
            (!common).then_some(Asked { text, rarity, postings })
        });
        let mut known: Vec<Asked<'_>> = known.collect();
        known.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.text.cmp(b.text)));
        known.truncate(ASKED);
        known
    }
}

fn matched(asked: &[Asked<'_>], case: u32) -> Vec<String> {
    let has = |word: &&Asked<'_>| word.postings.cases.binary_search(&case).is_ok();
    asked.iter().filter(has).map(|word| word.text.to_owned()).collect()
}

/// The cases with the highest scores, equals by their number.
fn highest(scores: &[f32], most: usize) -> Vec<u32> {
    let mut best: Vec<u32> = (0..scores.len() as u32).filter(|case| scores[*case as usize] > 0.0).collect();
    let order = |a: &u32, b: &u32| scores[*b as usize].total_cmp(&scores[*a as usize]).then(a.cmp(b));
    if most < best.len() && most > 0 {
        best.select_nth_unstable_by(most - 1, order);
    }
    best.truncate(most);
    best.sort_unstable_by(order);
    best
}

fn content<'t>(words: &Words, normalised: &'t str) -> impl Iterator<Item = &'t str> {
    words.cut(normalised).into_iter().filter(|word| word.role == Role::Content).map(|word| word.text)
}

fn key(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

fn first(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static WORDS: LazyLock<Words> = LazyLock::new(Words::new);

    fn index(cases: &[(&str, &str)]) -> Index {
        let mut index = Index::default();
        cases.iter().for_each(|(title, body)| {
            index.add(&WORDS, title, body);
        });
        index
    }

    const CASES: [(&str, &str); 4] = [
        ("电梯故障", "小区电梯经常故障，老人上下楼困难，物业不维修。"),
        ("公交线路", "希望增加公交车班次，早高峰等车太久。"),
        ("电梯困人", "昨天电梯突然停止，有人被困半小时。"),
        ("路灯不亮", "村口路灯坏了两个月，晚上出行不便。"),
    ];

    #[test]
    fn the_case_with_the_same_concern_comes_first_with_the_words_in_common() {
        let hits = index(&CASES).ask(&WORDS, "我们楼的电梯老是故障，物业推脱", 3);
        assert_eq!(hits[0].case, 0, "{hits:?}");
        assert!(["电梯", "故障", "物业"].iter().all(|w| hits[0].words.iter().any(|m| m == w)), "{hits:?}");
        assert!(hits.iter().all(|hit| hit.case != 1 && hit.case != 3), "{hits:?}");
        assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
    }

    #[test]
    fn courtesy_finds_nothing() {
        assert!(index(&CASES).ask(&WORDS, "尊敬的领导您好，恳请解决，谢谢！", 3).is_empty());
        assert!(index(&CASES).ask(&WORDS, "", 3).is_empty());
        assert!(index(&[]).ask(&WORDS, "电梯故障", 3).is_empty());
        assert!(index(&CASES).ask(&WORDS, "电梯故障", 0).is_empty());
    }

    #[test]
    fn a_word_that_nearly_every_case_has_tells_nothing() {
        let many: Vec<(&str, &str)> =
            (0..60).map(|n| ("电梯", if n == 30 { "电梯冒烟" } else { "电梯" })).collect();
        let hits = index(&many).ask(&WORDS, "电梯冒烟", 5);
        assert_eq!(hits.iter().map(|hit| hit.case).collect::<Vec<_>>(), [30]);
    }

    #[test]
    fn one_index_serves_many_texts_at_once_and_grows() {
        let mut index = index(&CASES[..2]);
        let texts = ["电梯老是故障", "公交车太少", "路灯坏了没人修", "电梯困人"];
        let alone = texts.map(|text| index.ask(&WORDS, text, 3));
        let together = std::thread::scope(|scope| {
            texts
                .map(|text| scope.spawn(|| index.ask(&WORDS, text, 3)))
                .map(|asked| asked.join().expect("an answer"))
        });
        assert_eq!(together, alone);
        assert!(alone[2].is_empty());
        index.add(&WORDS, CASES[3].0, CASES[3].1);
        assert_eq!(index.ask(&WORDS, texts[2], 3)[0].case, 2, "a case added later is found");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn fuzz_a_case_is_found_by_its_own_text(body in "[电梯公交路灯停水学校工地噪音]{4,40}", other in "\\PC{0,40}") {
            let index = index(&[CASES[0], (&other, &other), ("", &body), CASES[3]]);
            let hits = index.ask(&WORDS, &body, 4);
            if let Some(own) = hits.iter().find(|hit| hit.case == 2) {
                prop_assert!(hits[0].score >= own.score && !own.words.is_empty());
            }
            prop_assert!(index.ask(&WORDS, &other, 4).len() <= 4);
        }
    }
}
