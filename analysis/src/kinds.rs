//! The kinds that analysts of a hotline use, each by a rule whose thresholds are settings, with its messages and how many
//! different people stand behind them. Rows are not people: one writer's sixty letters are one voice.
//!
//! | kind | rule (defaults) |
//! |---|---|
//! | 高频 | a category of at least 10 people in 30 days, among the five largest; with the 30 days before and a year ago |
//! | 突增 | a category or group whose people in 7 days exceed what the 8 weeks before and the same season let expect ([`bursts`]) |
//! | 重复诉求 | one person, one matter, at least 3 times in 30 days |
//! | 群体性 | one matter, at least 5 people |
//! | 疑难 | returned between units twice, done again twice, overdue, or its boundary disputed |
//! | 敏感 | extreme words, collective action, media, as plain announcement |
//! | 季节性 | a category with at least half again its usual share in this month, in each of two or more years |
//! | 企业诉求 | a firm or trader speaks |
//! | 历史遗留 | left over from before: said so, or a dissolved firm, land taken years ago |
//!
//! A kind whose columns are missing says so ([`Kinds::untold`]) and finds nothing; it never guesses.
//!
//! Cost: one pass and a few sorts. Fails where people can't be told apart (no column, or one name for many), where a matter
//! is told only by its group and the grouping is wrong, and in the first weeks and years of a record.

pub mod bursts;
mod by_group;
mod find;

pub use by_group::by_group;
pub use find::find;

/// From which figures on a kind is called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// 高频: days of a period.
    pub frequent_days: i32,
    /// 高频: people in the period at least.
    pub frequent_people: usize,
    /// 高频: how many categories at most.
    pub frequent_first: usize,
    /// 突增: days of the window that is looked at.
    pub burst_days: i32,
    /// 突增: windows before it that it is held against.
    pub burst_weeks: i32,
    /// 突增: people in the window at least.
    pub burst_people: u32,
    /// 突增: the share of bursts called that may be chance.
    pub false_share: f64,
    /// 重复诉求: days within which.
    pub repeated_days: i32,
    /// 重复诉求: times at least.
    pub repeated_times: usize,
    /// 群体性: people at least.
    pub mass_people: usize,
    /// 疑难: returns between units at least.
    pub returns: u32,
    /// 疑难: times done again at least.
    pub redone: u32,
    /// 季节性: times its usual share at least.
    pub season_share: f64,
    /// 季节性: people in the month at least, each year.
    pub season_people: usize,
    /// 季节性: years in which.
    pub season_years: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Thresholds {
            frequent_days: 30,
            frequent_people: 10,
            frequent_first: 5,
            burst_days: 7,
            burst_weeks: 8,
            burst_people: 5,
            false_share: 0.05,
            repeated_days: 30,
            repeated_times: 3,
            mass_people: 5,
            returns: 2,
            redone: 2,
            season_share: 1.5,
            season_people: 5,
            season_years: 2,
        }
    }
}

/// One message, as far as the kinds look at it. What isn't known stays empty.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Row<'a> {
    /// Who wrote; empty when not known: then the message is a person by itself.
    pub person: &'a str,
    /// The day it was written, counted from 1970-01-01.
    pub day: Option<i32>,
    /// Its year and month.
    pub month: Option<(i16, i8)>,
    /// Its category; empty when there is none.
    pub category: &'a str,
    /// The group (matter) it belongs to.
    pub group: Option<u32>,
    /// How often units returned it.
    pub returns: Option<u32>,
    /// How often it had to be done again.
    pub redone: Option<u32>,
    /// Whether it is overdue.
    pub overdue: Option<bool>,
    /// Whether units dispute whose it is.
    pub disputed: Option<bool>,
    /// Whether it has sensitive words ([`crate::urgent::Judgement::sensitive`]).
    pub sensitive: bool,
    /// Whether a firm or trader speaks ([`crate::urgent::Judgement::enterprise`]).
    pub enterprise: bool,
    /// Whether it is left over from before ([`crate::urgent::Judgement::left_over`]).
    pub left_over: bool,
}

/// A kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 高频
    Frequent,
    /// 突增
    Burst,
    /// 重复诉求
    Repeated,
    /// 群体性
    Mass,
    /// 疑难
    Hard,
    /// 敏感
    Sensitive,
    /// 季节性
    Seasonal,
    /// 企业诉求
    Enterprise,
    /// 历史遗留
    LeftOver,
}

impl Kind {
    /// All of them, in the order in which analysts name them.
    pub const ALL: [Kind; 9] = [
        Kind::Frequent,
        Kind::Burst,
        Kind::Repeated,
        Kind::Mass,
        Kind::Hard,
        Kind::Sensitive,
        Kind::Seasonal,
        Kind::Enterprise,
        Kind::LeftOver,
    ];

    /// As analysts call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Frequent => "高频",
            Kind::Burst => "突增",
            Kind::Repeated => "重复诉求",
            Kind::Mass => "群体性",
            Kind::Hard => "疑难",
            Kind::Sensitive => "敏感",
            Kind::Seasonal => "季节性",
            Kind::Enterprise => "企业诉求",
            Kind::LeftOver => "历史遗留",
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A category.
    Category(String),
    /// A group of messages.
    Group(u32),
    /// One person's matter: who, and which group.
    Person(String, u32),
    /// All messages of the kind.
    All,
}

/// Messages of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which kind.
    pub kind: Kind,
    /// What it is about.
    pub about: About,
    /// The rows, in order.
    pub rows: Vec<usize>,
    /// How many different people wrote them.
    pub people: usize,
    /// The figures behind it, in Chinese, to be shown.
    pub why: String,
}

/// All that was found, and what can't be told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kinds {
    /// Findings by kind, the most people first.
    pub found: Vec<Finding>,
    /// Kinds that can't be told, with what is missing, in Chinese.
    pub untold: Vec<(Kind, &'static str)>,
}

#[cfg(test)]
mod tests;
