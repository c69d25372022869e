//! The heads of a waiting ledger's columns: what each is read as, how sure that is, and a cell beneath it.

use super::grid::short;
use crate::{
    ledgers::{
        intake::waiting::Opened,
        understand::{Column, Confidence, Field, FieldKind, values::date::serial},
    },
    web::layout::Frame,
};
use std::collections::BTreeSet;

/// A head, what it is read as, how sure that is.
pub(super) struct HeadShown {
    /// The sheet whose heads begin here; empty within one, and where there is only one.
    pub(super) sheet: String,
    /// Further sheets that have it.
    pub(super) also: String,
    pub(super) head: String,
    pub(super) field: &'static str,
    pub(super) sure: &'static str,
    pub(super) class: &'static str,
    pub(super) example: String,
}

/// A cell as an example; a day that the file holds as a number, as a day.
fn example(column: &Column, text: &str) -> String {
    let is_day =
        column.field.is_some_and(|field| matches!(field.kind(), FieldKind::Date | FieldKind::Deadline));
    let day = text.parse().ok().filter(|_| is_day).and_then(serial);
    day.map_or_else(|| short(text), |day| day.to_string())
}

/// Every head once, in the order of the sheets.
pub(super) fn shown(opened: &Opened, frame: &Frame) -> Vec<HeadShown> {
    let survey = &opened.survey;
    let mut seen = BTreeSet::new();
    let several = survey.sheets.iter().filter(|sheet| !sheet.columns.is_empty()).count() > 1;
    let columns = survey
        .sheets
        .iter()
        .enumerate()
        .flat_map(|(at, sheet)| sheet.columns.iter().map(move |column| (at, sheet, column)));
    let once = columns.filter(|(_, _, column)| !column.head.is_empty() && seen.insert(column.head.as_str()));
    let mut begun = None;
    once.map(|(at, sheet, column)| {
        let begins = several && begun.replace(at) != Some(at);
        let others = survey.sheets.iter().skip(at + 1);
        let others = others.filter(|other| other.columns.iter().any(|known| known.head == column.head));
        let also: Vec<&str> = others.map(|other| other.name.as_str()).collect();
        let (sure, class) = match column.confidence {
            Confidence::Unknown => ("ledgers.sure_unknown", "badge"),
            Confidence::Likely => ("ledgers.sure_likely", "badge warn"),
            Confidence::Sure => ("ledgers.sure_sure", "badge ok"),
            Confidence::Remembered => ("ledgers.sure_remembered", "badge sea"),
        };
        HeadShown {
            sheet: if begins { sheet.name.clone() } else { String::new() },
            also: also.join(frame.lang.comma()),
            head: column.head.clone(),
            field: column.field.map_or("", Field::head),
            sure: frame.t(sure),
            class,
            example: survey.examples.get(&column.head).map(|text| example(column, text)).unwrap_or_default(),
        }
    })
    .collect()
}
