//! 暂不能办理: a reason for "no" as a sentence that the user reads. An answer, not a fault.

use crate::phrase::{Phrase, Word};

/// Why a command is not carried out: the rule, why it bites now, and what can be done instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that says no.
    pub rule: Rule,
    /// Why it says so now.
    pub why: Phrase,
    /// What the person can do instead.
    pub instead: Phrase,
}

/// A rule by its stable code (used in the API and in tests), its name and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable code, such as `closure.two_keys`.
    pub code: &'static str,
    /// The rule's name as the user reads it.
    pub name: Word,
    /// Where it comes from: a decree's article, or "帮督机制".
    pub source: Word,
}

impl Rule {
    /// A rule of the mechanism itself.
    pub const fn ours(code: &'static str, zh: &'static str, en: &'static str) -> Rule {
        Rule {
            code,
            name: Word::of(zh, en),
            source: Word::of("帮督工作机制", "the help-and-supervise mechanism"),
        }
    }

    /// A rule that stands in Decree 733 (政府督查工作条例), by article.
    pub const fn decree(
        code: &'static str,
        zh: &'static str,
        en: &'static str,
        article_zh: &'static str,
        article_en: &'static str,
    ) -> Rule {
        Rule { code, name: Word::of(zh, en), source: Word::of(article_zh, article_en) }
    }

    /// The refusal under this rule.
    pub fn refuse(&self, why: Phrase, instead: Phrase) -> Refusal {
        Refusal { rule: self.clone(), why, instead }
    }
}
