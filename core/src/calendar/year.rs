//! One year's public holidays and make-up working days, in the form in which they are shipped:
//! `{year, papers, days: [{name, date, isOffDay}]}`. Reading a notice's text is in [`super::notice`].

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// The exceptions that one year's notice makes to Monday–Friday.
/// Source: 国务院办公厅关于部分节假日安排的通知, one a year, under 全国年节及纪念日放假办法.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Form")]
pub struct Year {
    year: i16,
    papers: Vec<String>,
    days: Vec<Special>,
}

/// A day that the notice names: a rest day, or a weekend day that is worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    /// The holiday it belongs to, such as 春节.
    pub name: String,
    /// The day.
    pub date: Date,
    /// Whether it is a rest day; otherwise it is worked.
    #[serde(rename = "isOffDay")]
    pub off: bool,
}

#[derive(Deserialize)]
struct Form {
    year: i16,
    #[serde(default)]
    papers: Vec<String>,
    days: Vec<Special>,
}

impl From<Form> for Year {
    fn from(form: Form) -> Year {
        Year::new(form.year, form.papers, form.days)
    }
}

impl Year {
    /// A year from what its notice names. A day named twice keeps its last meaning.
    pub fn new(year: i16, papers: Vec<String>, mut days: Vec<Special>) -> Year {
        days.reverse();
        days.sort_by_key(|day| day.date);
        days.dedup_by_key(|day| day.date);
        Year { year, papers, days }
    }

    /// The year that the notice is for.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// Where the notice was published.
    pub fn papers(&self) -> &[String] {
        &self.papers
    }

    /// The named days in order. A notice may name days of the year before (30 and 31 December)
    /// when a New Year holiday begins there.
    pub fn days(&self) -> &[Special] {
        &self.days
    }

    /// What the notice says about `date`, if it names it.
    pub fn special(&self, date: Date) -> Option<&Special> {
        let at = self.days.binary_search_by_key(&date, |day| day.date).ok()?;
        self.days.get(at)
    }
}

/// Whether `date` is a Saturday or a Sunday.
pub fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The years that come with Bangdu, as published (2019 to 2026).
pub(super) fn shipped() -> impl Iterator<Item = Year> {
    SHIPPED.iter().filter_map(|text| serde_json::from_str(text).ok())
}

const SHIPPED: [&str; 8] = [
    include_str!("../../data/workdays/2019.json"),
    include_str!("../../data/workdays/2020.json"),
    include_str!("../../data/workdays/2021.json"),
    include_str!("../../data/workdays/2022.json"),
    include_str!("../../data/workdays/2023.json"),
    include_str!("../../data/workdays/2024.json"),
    include_str!("../../data/workdays/2025.json"),
    include_str!("../../data/workdays/2026.json"),
];
