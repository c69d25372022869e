//! What Bangdu says about a rule or an event: one sentence in both languages, side by side, with
//! its data apart, so that people's words are never converted between scripts.

use crate::{
    ids::{PersonId, UnitId},
    instant::Instant,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A sentence with holes. `{0}`, `{1}` … in both templates name the arguments; the two templates
/// use the same set of them (a test in each room that makes phrases checks it with [`Phrase::is_sound`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// Official Simplified Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
    /// What fills the holes, in order.
    pub args: Vec<Arg>,
}

/// What fills a hole. References are named when the phrase is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arg {
    /// Somebody's own words, or a number: shown as they are.
    Text(String),
    /// A fixed word of the interface, nested (a state, a role, a light).
    Word(Word),
    /// A unit, shown by its short name.
    Unit(UnitId),
    /// Several units, joined in the reader's manner.
    Units(Vec<UnitId>),
    /// Units by a word that names their part: 牵头单位甲；责任单位乙、丙.
    Groups(Vec<(Word, Vec<UnitId>)>),
    /// A person, shown by name.
    Person(PersonId),
    /// A day, shown in the reader's manner.
    Date(Date),
    /// A point in time, shown to the minute in the installation's zone.
    At(Instant),
}

/// A word that exists in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Simplified Chinese.
    pub zh: std::borrow::Cow<'static, str>,
    /// English.
    pub en: std::borrow::Cow<'static, str>,
}

impl Word {
    /// A word known at compile time.
    pub const fn of(zh: &'static str, en: &'static str) -> Word {
        Word { zh: std::borrow::Cow::Borrowed(zh), en: std::borrow::Cow::Borrowed(en) }
    }
}

impl Phrase {
    /// A phrase from its two templates and its arguments.
    pub fn new(zh: &'static str, en: &'static str, args: Vec<Arg>) -> Phrase {
        Phrase { zh: zh.into(), en: en.into(), args }
    }

    /// Whether both templates use exactly the holes that `args` fills.
    pub fn is_sound(&self) -> bool {
        let all: Vec<usize> = (0..self.args.len()).collect();
        holes(&self.zh) == all && holes(&self.en) == all
    }

    /// The sentence, with `render` naming each argument.
    pub fn fill(&self, template: &str, render: impl Fn(&Arg) -> String) -> String {
        let mut out = String::with_capacity(template.len() + 16);
        let mut rest = template;
        while let Some((before, hole, after)) = next_hole(rest) {
            out.push_str(before);
            if let Some(arg) = self.args.get(hole) {
                out.push_str(&render(arg));
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

fn next_hole(text: &str) -> Option<(&str, usize, &str)> {
    let open = text.find('{')?;
    let close = open + text[open..].find('}')?;
    let index = text[open + 1..close].parse().ok()?;
    Some((&text[..open], index, &text[close + 1..]))
}

fn holes(mut text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    while let Some((_, hole, after)) = next_hole(text) {
        found.push(hole);
        text = after;
    }
    found.sort_unstable();
    found.dedup();
    found
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}
impl From<UnitId> for Arg {
    fn from(unit: UnitId) -> Arg {
        Arg::Unit(unit)
    }
}
impl From<PersonId> for Arg {
    fn from(person: PersonId) -> Arg {
        Arg::Person(person)
    }
}
impl From<Date> for Arg {
    fn from(date: Date) -> Arg {
        Arg::Date(date)
    }
}
impl From<Instant> for Arg {
    fn from(at: Instant) -> Arg {
        Arg::At(at)
    }
}
impl From<Word> for Arg {
    fn from(word: Word) -> Arg {
        Arg::Word(word)
    }
}
macro_rules! arg_from_number {
    ($($t:ty),+) => {$(impl From<$t> for Arg { fn from(n: $t) -> Arg { Arg::Text(n.to_string()) } })+};
}
arg_from_number!(u32, u64, usize, i32, i64);

/// `phrase!("由{0}签收", "signed for by {0}", unit)`
#[macro_export]
macro_rules! phrase {
    ($zh:expr, $en:expr $(, $arg:expr)* $(,)?) => {
        $crate::phrase::Phrase::new($zh, $en, vec![$($crate::phrase::Arg::from($arg)),*])
    };
}
