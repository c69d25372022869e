//! Grid → rows that could become matters, with a remark for every cell that wasn't understood.
//! Pure: works on a [`Book`] and on values handed in; knows neither files nor the store.
//!
//! [`Reading`] gives the rows one by one (a ledger may have 20,000); [`understand`] collects them.

pub mod columns;
pub mod fields;
pub mod guess;
mod heads;
mod plain;
mod row;
mod row_kind;
mod tables;
mod title;
mod unit_list;
pub mod values;

pub(in crate::ledgers) use columns::exact;
pub use columns::{Column, Confidence, Mapping};
pub use fields::{Field, FieldKind};
pub use guess::{Home, KnownUnit, Level};
pub(in crate::ledgers) use row::says_done;
pub use row::{CellRead, LedgerRow, ReadAs};
pub use tables::{LeftOut, Reading, RowMark, SheetRead};
pub use title::Title;
pub use unit_list::{Finding, SeenUnit, UnitRef};

use super::read::Book;
use bangdu_core::{calendar::Calendar, people::Standpoint, phrase::Phrase};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// What is known besides the file.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The day of the import: the year of dates that tell none, when the title tells none either.
    pub today: Date,
    /// Where the installation stands.
    pub home: Home,
    /// The store's units.
    pub known: &'a [KnownUnit],
    /// From where the names of units are said: the office whose ledger it is.
    pub at: Option<&'a Standpoint<'a>>,
    /// The working days by which a limit such as 15个工作日 ends; without them such a limit isn't read.
    pub calendar: Option<&'a Calendar>,
    /// Whether hidden rows and sheets are read; by default they are skipped with a remark.
    pub include_hidden: bool,
    /// Rows that somebody said are the heads of their sheets, by the sheets' indices.
    pub head_rows: BTreeMap<usize, u32>,
}

/// A row that can't become a matter, with the reason that goes back to the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Index of the sheet.
    pub sheet: usize,
    /// As the office counts it, from 1.
    pub row: u32,
    /// The head of the column that is wrong, if it is one.
    pub column: Option<String>,
    /// Why, as a sentence.
    pub reason: Phrase,
}

/// A whole ledger, understood.
#[derive(Clone, Debug)]
pub struct Understood {
    /// Title, day and reporter of the first table.
    pub title: Title,
    /// Every sheet, with its columns and what was skipped.
    pub sheets: Vec<SheetRead>,
    /// What was proposed or remembered, to be edited and kept under the title's series.
    pub mapping: Mapping,
    /// Good rows.
    pub rows: Vec<LedgerRow>,
    /// The others.
    pub refused: Vec<RefusedRow>,
    /// Every name of a unit, once.
    pub units: Vec<SeenUnit>,
}

/// Reads a whole ledger; `remembered` is the mapping kept under its series, if any.
pub fn understand(book: &Book, context: &Context<'_>, remembered: &Mapping) -> Understood {
    let mut reading = Reading::new(book, context, remembered);
    let (mut rows, mut refused) = (Vec::new(), Vec::new());
    while let Some(row) = reading.next_row() {
        match row {
            Ok(row) => rows.push(row),
            Err(row) => refused.push(row),
        }
    }
    let mut names: HashMap<String, (usize, String)> = HashMap::new();
    for row in &rows {
        let (of_name, key) = names.entry(row.name.clone()).or_insert_with(|| (0, row.key.clone()));
        // A month's sheet that says the same of the same matter is no other row.
        *of_name += usize::from(*of_name == 0 || *key != row.key);
    }
    for row in &mut rows {
        row.alike = names.get(&row.name).is_some_and(|(keys, _)| *keys > 1);
    }
    let (sheets, units) = reading.finish();
    let title = sheets
        .iter()
        .find(|sheet| !sheet.columns.is_empty())
        .map(|sheet| sheet.title.clone())
        .unwrap_or_default();
    let heads = sheets
        .iter()
        .flat_map(|sheet| &sheet.columns)
        .map(|column| (column.head.clone(), column.field))
        .collect();
    Understood { title, mapping: Mapping { heads }, sheets, rows, refused, units }
}

#[cfg(test)]
mod tests;
