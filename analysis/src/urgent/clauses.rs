//! Clauses with the words of the tables that occur in them, and what stands over a word in its clause: negation,
//! condition, wish, somewhere else. A clause ends at any mark; what is said of a word is looked for before it in the
//! same clause, which is where Chinese puts it.
//!
//! A word counts only where the text's own words allow it: 重伤 isn't in 严重|伤害, nor 生计 in 招生|计划.

use super::{
    alarm::ALARMS,
    cues::{Cue, ENTERPRISE, HARD, HAZARDS, SENSITIVE, URGENT, What, part},
    durations::{calendar, months, years},
};
use crate::words::Words;
use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;

/// How far before a word a negation reaches, in characters.
const REACH: usize = 5;
/// Characters of a clause that are quoted.
const QUOTED: usize = 24;

const NEGATED: &str =
    "没有|没|未|无|不是|并非|不会|避免|防止|杜绝|以免|免得|未曾|不曾|不存在|并没|从未|预防|禁止|严禁|零";
/// Begin like a negation and are none.
const NOT_NEGATED: &str = "无数|不断|不停|无奈|不得不|不得已|无论|不仅|不但|不光|不只|没办法|不少|不同|没想到|不料|无故|不知|无良|不顾|无辜|不堪|不可";
const SUPPOSED: &str = "如果|一旦|万一|假如|要是|假设|倘若|难道|非要|非得|等到|等出|不要等|是否|会不会|谁来负责|谁负责|谁来保障|怎么办|出了|何时会|为什么不能|哪天|真要|可能会|恐怕|怕|担心|容易|将会|以防|是不是|导致会";
const ELSEWHERE: &str = "新闻|据报道|报道|事件|像某|某地|网上看|全国|外地|别的|其他城市|例如|比如|案例|历年|法律规定|规定|条例|依据|根据|构成|办法";
const WISHED: &str = "希望|请不要|切勿|不要再|请勿|别再|恳请不|望不";

/// Which of the tables' words occur in a clause: a bit for each.
type Bits = Vec<u64>;

/// Alternatives as bits.
pub(super) struct AnyOf(Bits);

/// All words of the tables, found in one pass.
pub(super) struct Lexicon {
    automaton: AhoCorasick,
    numbers: FxHashMap<&'static str, usize>,
    negated: AnyOf,
    not_negated: AnyOf,
    supposed: AnyOf,
    elsewhere: AnyOf,
    wished: AnyOf,
}

impl Lexicon {
    pub fn new() -> Lexicon {
        let cues = [URGENT, HAZARDS, HARD, SENSITIVE, ENTERPRISE].into_iter().flatten().flat_map(words_of);
        let alarms = ALARMS.iter().flat_map(|alarm| alarm.parts.iter().copied().chain([alarm.unless]));
        let over = [NEGATED, NOT_NEGATED, SUPPOSED, ELSEWHERE, WISHED];
        let all = cues.chain(alarms).chain(over);
        let mut words: Vec<&str> =
            all.flat_map(|part| part.split('|')).filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        words.dedup();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&words);
        let automaton = automaton.expect("a few thousand short words");
        let numbers: FxHashMap<&str, usize> = words.iter().enumerate().map(|(n, word)| (*word, n)).collect();
        let bits = |words: &'static str| any_of(&numbers, words);
        let (negated, not_negated) = (bits(NEGATED), bits(NOT_NEGATED));
        let (supposed, elsewhere, wished) = (bits(SUPPOSED), bits(ELSEWHERE), bits(WISHED));
        Lexicon { automaton, numbers, negated, not_negated, supposed, elsewhere, wished }
    }

    pub fn any_of(&self, words: &'static str) -> AnyOf {
        any_of(&self.numbers, words)
    }
}

fn words_of(cue: &'static Cue) -> impl Iterator<Item = &'static str> {
    let words = |written: &&'static str| match part(written).1 {
        What::Words(words) => Some(words),
        _ => None,
    };
    cue.parts.iter().filter_map(words).chain([cue.unless])
}

fn any_of(numbers: &FxHashMap<&'static str, usize>, words: &'static str) -> AnyOf {
    let mut bits = vec![0; numbers.len().div_ceil(64)];
    let known = words.split('|').filter_map(|word| numbers.get(word));
    known.for_each(|number| bits[number / 64] |= 1 << (number % 64));
    AnyOf(bits)
}

/// A clause and what occurs in it.
pub(super) struct Clause<'t> {
    pub text: &'t str,
    bits: Bits,
    /// Words and the bytes at which they begin.
    found: Vec<(usize, usize)>,
    /// The most years and months that it says something has gone on, and how far back its calendar years go.
    pub years: i32,
    pub months: i32,
    pub calendar: i32,
    supposed: bool,
    elsewhere: bool,
    wished: bool,
}

impl Clause<'_> {
    pub fn has(&self, any: &AnyOf) -> bool {
        shares(&self.bits, any)
    }

    /// How plainly the plainest of these words stands: 1 plainly said, 0 denied; nothing where none occurs.
    pub fn standing(&self, any: &AnyOf, lexicon: &Lexicon) -> Option<f32> {
        if !self.has(any) {
            return None;
        }
        let within = |number: usize, any: &AnyOf| any.0[number / 64] >> (number % 64) & 1 == 1;
        let of = |&(_, at): &(usize, usize)| {
            let near = self.text[..at].char_indices().rev().take(REACH).last().map_or(at, |(from, _)| from);
            let begins = |from: usize, any: &AnyOf| {
                self.found.iter().any(|(number, start)| *start == from && within(*number, any))
            };
            let denies = |&(number, from): &(usize, usize)| {
                (near..at).contains(&from)
                    && within(number, &lexicon.negated)
                    && !begins(from, &lexicon.not_negated)
            };
            if self.found.iter().any(denies) {
                0.0
            } else if self.wished && self.has(&lexicon.negated) {
                0.2
            } else if self.supposed || self.text.ends_with('?') {
                0.4
            } else if self.elsewhere {
                0.5
            } else {
                1.0
            }
        };
        self.found.iter().filter(|(number, _)| within(*number, any)).map(of).reduce(f32::max)
    }
}

/// A text cut at its marks.
pub(super) struct Clauses<'t> {
    all: Vec<Clause<'t>>,
    /// Clauses that belong to the title.
    titled: usize,
    /// The words that occur in any of them.
    bits: Bits,
}

impl<'t> Clauses<'t> {
    /// Both texts normalised. `year` is when it was written.
    pub fn of(
        words: &Words,
        title: &'t str,
        body: &'t str,
        lexicon: &Lexicon,
        year: Option<i16>,
    ) -> Clauses<'t> {
        let mut all = clauses(words, title, lexicon, year);
        let titled = all.len();
        all.extend(clauses(words, body, lexicon, year));
        let mut bits = vec![0; lexicon.numbers.len().div_ceil(64)];
        all.iter().for_each(|clause| bits.iter_mut().zip(&clause.bits).for_each(|(all, one)| *all |= one));
        Clauses { all, titled, bits }
    }

    pub fn all(&self) -> &[Clause<'t>] {
        &self.all
    }

    /// How many clauses, the first ones, are the title's.
    pub fn titled(&self) -> usize {
        self.titled
    }

    pub fn has(&self, any: &AnyOf) -> bool {
        shares(&self.bits, any)
    }

    /// A clause as a reason quotes it.
    pub fn quoted(&self, clause: usize) -> String {
        let bare = self.all[clause].text.trim_matches(|c: char| !c.is_alphanumeric());
        bare.chars().take(QUOTED).collect()
    }

    /// The clause and those up to `reach` away; title and body are apart.
    pub fn around(&self, clause: usize, reach: usize) -> &[Clause<'t>] {
        let (from, to) = if clause < self.titled { (0, self.titled) } else { (self.titled, self.all.len()) };
        &self.all[clause.saturating_sub(reach).max(from)..(clause + reach + 1).min(to)]
    }
}

fn shares(bits: &Bits, any: &AnyOf) -> bool {
    bits.iter().zip(&any.0).any(|(have, want)| have & want != 0)
}

fn clauses<'t>(words: &Words, text: &'t str, lexicon: &Lexicon, year: Option<i16>) -> Vec<Clause<'t>> {
    let mut starts: Vec<usize> = words.cut(text).iter().map(|word| word.at).collect();
    starts.push(text.len());
    cut(text).map(|(at, clause)| read(clause, at, &starts, lexicon, year)).collect()
}

/// `at` is where the clause begins in its text, `starts` where that text's words do, and its end.
fn read<'t>(text: &'t str, at: usize, starts: &[usize], lexicon: &Lexicon, year: Option<i16>) -> Clause<'t> {
    let mut bits = vec![0; lexicon.numbers.len().div_ceil(64)];
    let hits = lexicon.automaton.find_overlapping_iter(text);
    let whole =
        hits.filter(|hit| !crosses(starts, &text[hit.start()..hit.end()], at + hit.start(), at + hit.end()));
    let found: Vec<(usize, usize)> = whole.map(|hit| (hit.pattern().as_usize(), hit.start())).collect();
    found.iter().for_each(|(number, _)| bits[number / 64] |= 1 << (number % 64));
    let (years, months, calendar) = (years(text, year), months(text), calendar(text, year));
    let (supposed, elsewhere, wished) = (false, false, false);
    let mut clause = Clause { text, bits, found, years, months, calendar, supposed, elsewhere, wished };
    clause.supposed = clause.has(&lexicon.supposed);
    clause.elsewhere = clause.has(&lexicon.elsewhere);
    clause.wished = clause.has(&lexicon.wished);
    clause
}

/// Whether a stretch of a clause begins within one of the text's words and ends beyond it. (Many a sign is the beginning
/// of a word: 未交 of 未交房. A counter belongs to the number before it: 几个月 is 几个|月.)
fn crosses(starts: &[usize], stretch: &str, from: usize, to: usize) -> bool {
    let next = starts.partition_point(|start| *start < from);
    let into = starts.get(next).is_some_and(|start| *start != from && *start < to);
    into && !stretch.starts_with(['个', '年', '月', '天', '次', '岁'])
}

/// Clauses and where they begin.
fn cut(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends = |c: char| matches!(c, ',' | '。' | ';' | '!' | '?' | '\n' | ':' | '"' | '…' | ' ');
    let mut at = 0;
    let places = text.split_inclusive(ends).map(move |clause| {
        at += clause.len();
        (at - clause.len(), clause)
    });
    places.filter(|(_, clause)| clause.chars().any(char::is_alphanumeric))
}
