//! Where in a waiting ledger a reader is: kept in addresses and in forms, so that an act leads back there.

use crate::{
    ledgers::intake::survey::{Tally, View},
    web::{fields::Fields, markup::Markup},
};
use bangdu_core::ids::BatchId;

/// Where in the ledger the reader is, and which state of it they have seen.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) sheet: Option<usize>,
    /// `doubts`, `refused`, or empty: all rows.
    pub(super) view: &'static str,
    /// The row behind which the page begins.
    pub(super) after: u32,
    pub(super) revision: Option<u64>,
}

impl Seen {
    pub(super) fn of(fields: &Fields) -> Seen {
        let view = fields.get("view");
        Seen {
            sheet: fields.get("sheet").parse().ok(),
            view: ["doubts", "refused"].into_iter().find(|known| *known == view).unwrap_or_default(),
            after: fields.get("after").parse().unwrap_or_default(),
            revision: fields.get("revision").parse().ok(),
        }
    }

    pub(super) fn query(&self) -> String {
        let sheet = self.sheet.map(|sheet| format!("sheet={sheet}"));
        let view = (!self.view.is_empty()).then(|| format!("view={}", self.view));
        let after = (self.after > 0).then(|| format!("after={}", self.after));
        let parts: Vec<String> = [sheet, view, after].into_iter().flatten().collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    pub(super) fn address(&self, id: impl std::borrow::Borrow<BatchId>) -> String {
        format!("/ledgers/{}{}", id.borrow(), self.query())
    }

    /// The place as hidden fields.
    pub(super) fn hidden(&self) -> Markup {
        let sheet = self.sheet.map(|sheet| sheet.to_string()).unwrap_or_default();
        let after = self.after.to_string();
        let fields = [("sheet", sheet.as_str()), ("view", self.view), ("after", after.as_str())];
        fields.into_iter().fold(Markup::default(), |out, (name, value)| {
            out.html("<input type=\"hidden\"").attr("name", name).attr("value", value).html(">")
        })
    }

    /// The rows that are asked for; none named: all.
    pub(super) fn views(&self) -> &'static [View] {
        match self.view {
            "doubts" => &[View::Doubt, View::Refused],
            "refused" => &[View::Refused],
            _ => &[],
        }
    }

    /// The sheet that is looked at: the one that was asked for, else the first with something to take over.
    pub(super) fn sheet(&self, tallies: &[Tally]) -> usize {
        let first = || tallies.iter().position(|tally| tally.good + tally.refused > 0).unwrap_or_default();
        self.sheet.filter(|sheet| *sheet < tallies.len()).unwrap_or_else(first)
    }
}
