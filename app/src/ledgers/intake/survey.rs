//! What reading made of a waiting ledger, as it is kept beside the file: once what concerns the whole, and row
//! by row in the sheet's own shape. Pages and API read this, and the file only when it is read anew.

use super::{
    Counts, Meanings, Mended, Prepared, Standing, UnitChoice, confirm::twice, is_founded, is_undecided,
};
use crate::ledgers::{
    read::RowCells,
    understand::{
        CellRead, Field, FieldKind, LedgerRow, Mapping, ReadAs, RowMark, SeenUnit, SheetRead, Title, UnitRef,
    },
};
use bangdu_core::{instant::Instant, phrase::Phrase};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What concerns the ledger as a whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Survey {
    /// Name of the file, without phones.
    pub name: String,
    /// Title, day and reporter of the first table.
    pub title: Title,
    /// Every sheet with its columns.
    pub sheets: Vec<SheetRead>,
    /// How many rows of each sheet are what.
    pub tallies: Vec<Tally>,
    /// What each head is read as.
    pub mapping: Mapping,
    /// Every name of a unit, once.
    pub units: Vec<SeenUnit>,
    /// How many rows would do what, as the store was then.
    pub counts: Counts,
    /// New rows without a deadline.
    #[serde(default)]
    pub undated: usize,
    /// New rows without a number.
    #[serde(default)]
    pub unnumbered: usize,
    /// New rows that say that they are done.
    #[serde(default)]
    pub done: usize,
    /// A cell under each head.
    pub examples: BTreeMap<String, String>,
    /// Whether rows or sheets are hidden.
    pub hidden: bool,
    /// Cells that were mended, as the record will tell it.
    pub mended: Vec<Mended>,
    /// The version of units and persons that it was held against.
    pub directory: i64,
    /// When it was read.
    pub at: Instant,
}

/// How many rows of a sheet are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rows that are shown: all but head rows.
    pub lines: usize,
    /// Rows that can be taken over.
    pub good: usize,
    /// Those of them that somebody should look at.
    pub doubts: usize,
    /// Rows that would be given back.
    pub refused: usize,
}

/// A row of a sheet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// Index of the sheet.
    pub sheet: usize,
    /// As the office counts it, from 1.
    pub row: u32,
    /// Its cells from column A to the last one with a head.
    pub cells: Vec<LineCell>,
    /// What it is.
    pub what: LineKind,
}

/// A cell of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCell {
    /// As it reads now.
    pub text: String,
    /// Row and column of the cell that this one repeats, when merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<(u32, u16)>,
    /// What the file says, where that was mended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

/// What a row is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// No matter of its own.
    Aside(RowMark),
    /// It can be taken over.
    Matter(Box<LedgerRow>),
    /// It would be given back.
    Refused {
        /// The head of the column that is wrong, if it is one.
        column: Option<String>,
        /// Why.
        reason: Phrase,
    },
}

/// Which rows a reader looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// No matter.
    Aside,
    /// A matter.
    Good,
    /// A matter that somebody should look at.
    Doubt,
    /// Given back.
    Refused,
}

impl View {
    /// As the store counts them.
    pub fn number(self) -> i64 {
        match self {
            View::Aside => 0,
            View::Good => 1,
            View::Doubt => 2,
            View::Refused => 3,
        }
    }
}

impl Line {
    /// The ledger's row, if it can be taken over.
    pub fn matter(&self) -> Option<&LedgerRow> {
        match &self.what {
            LineKind::Matter(row) => Some(row),
            _ => None,
        }
    }

    /// Whether its cells may be typed anew: whatever stands under a head and was read.
    pub fn is_mendable(&self) -> bool {
        !matches!(self.what, LineKind::Aside(RowMark::Above | RowMark::Head | RowMark::Hidden))
    }

    /// The cell that is meant by a column: where it is merged, the first of them.
    pub fn origin(&self, column: u16) -> (u32, u16) {
        let cell = self.cells.get(usize::from(column));
        cell.and_then(|cell| cell.merged).unwrap_or((self.row, column))
    }
}

/// Whether a cell wasn't understood as what its column is.
pub fn is_doubtful(field: Field, cell: &CellRead) -> bool {
    let told_as_text = matches!(field.kind(), FieldKind::Text | FieldKind::Progress | FieldKind::Persons);
    cell.remark.is_some()
        && (cell.value == ReadAs::Text && !told_as_text
            || field.kind() == FieldKind::Text
            || matches!(&cell.value, ReadAs::Units(units) if units.is_empty()))
}

/// Whether a unit will stand behind a name once the ledger is confirmed.
pub fn will_stand(
    unit: UnitRef,
    seen: &[SeenUnit],
    meanings: &Meanings,
    choices: &BTreeMap<String, UnitChoice>,
) -> bool {
    if !meanings.of(unit).is_empty() {
        return true;
    }
    let Some(seen) = seen.get(unit.0) else { return false };
    is_founded(seen, choices) && !is_undecided(seen, choices)
}

/// The first name in a row that must be decided before anything of the ledger is taken over.
pub fn unsettled_name<'s>(
    row: &LedgerRow,
    seen: &'s [SeenUnit],
    choices: &BTreeMap<String, UnitChoice>,
) -> Option<&'s SeenUnit> {
    let named = row.lead.iter().chain(&row.responsible).chain(&row.assisting);
    named.filter_map(|unit| seen.get(unit.0)).find(|unit| is_undecided(unit, choices))
}

/// Makes rows and tallies of a ledger that was read; `standings` are in the order of its rows.
pub struct Surveyor<'a> {
    prepared: &'a Prepared,
    good: HashMap<(usize, u32), (usize, View)>,
    refused: HashMap<(usize, u32), usize>,
    mended: HashMap<(usize, u32, u16), &'a str>,
    unled: usize,
    unsettled: usize,
    undated: usize,
    unnumbered: usize,
    done: usize,
}

impl<'a> Surveyor<'a> {
    /// For a ledger held against the store.
    pub fn new(
        prepared: &'a Prepared,
        standings: &[Standing],
        meanings: &Meanings,
        choices: &'a super::Choices,
    ) -> Surveyor<'a> {
        let understood = &prepared.understood;
        let twice = twice(&understood.rows);
        let is_led = |row: &LedgerRow| {
            let lead = row.lead.first();
            lead.is_some_and(|lead| will_stand(*lead, &understood.units, meanings, &choices.units))
        };
        let unsettled = |row: &LedgerRow| unsettled_name(row, &understood.units, &choices.units).is_some();
        let view = |at: usize, row: &LedgerRow| {
            let bad = row.fields.iter().any(|(field, cell)| is_doubtful(*field, cell));
            let led = is_led(row) && !unsettled(row);
            let standing = matches!(standings.get(at), Some(Standing::Changed(_) | Standing::Ambiguous(_)));
            if bad || !led || standing || twice.contains_key(&at) { View::Doubt } else { View::Good }
        };
        let rows = understood.rows.iter().enumerate();
        let is_new = |at: usize| matches!(standings.get(at), Some(Standing::New));
        let new = |fits: &dyn Fn(&LedgerRow) -> bool| {
            rows.clone().filter(|(at, row)| is_new(*at) && fits(row)).count()
        };
        let (unled, undated) = (new(&|row| !is_led(row)), new(&|row| row.deadline.is_none()));
        let unnumbered = new(&|row| super::row::number(row).is_none());
        let (unsettled, done) = (new(&|row| is_led(row) && unsettled(row)), new(&super::row::done));
        let mended = choices.mends.iter().zip(&prepared.was);
        Surveyor {
            good: rows.map(|(at, row)| ((row.sheet, row.row), (at, view(at, row)))).collect(),
            refused: understood.refused.iter().enumerate().map(|(at, r)| ((r.sheet, r.row), at)).collect(),
            mended: mended.filter_map(|(mend, was)| Some((mend.place(), was.as_deref()?))).collect(),
            unled,
            unsettled,
            undated,
            unnumbered,
            done,
            prepared,
        }
    }

    /// New rows whose lead unit isn't settled, so that they would be given back.
    pub fn unled(&self) -> usize {
        self.unled
    }

    /// New rows with a lead, of which another name must be decided first.
    pub fn unsettled(&self) -> usize {
        self.unsettled
    }

    /// New rows without a deadline.
    pub fn undated(&self) -> usize {
        self.undated
    }

    /// New rows without a number.
    pub fn unnumbered(&self) -> usize {
        self.unnumbered
    }

    /// New rows that say that they are done.
    pub fn done(&self) -> usize {
        self.done
    }

    /// The sheet's rows but its heads, one after the other, each with how it is looked at.
    pub fn lines(&self, sheet: usize) -> impl Iterator<Item = (View, Line)> {
        let rows = self.prepared.book.sheets.get(sheet).map_or(&[][..], |sheet| &sheet.rows);
        rows.iter().filter_map(move |row| self.line(sheet, row))
    }

    fn line(&self, sheet: usize, row: &RowCells) -> Option<(View, Line)> {
        let understood = &self.prepared.understood;
        let read = understood.sheets.get(sheet)?;
        let at = (sheet, row.number);
        let (view, what) = if let Some((index, view)) = self.good.get(&at) {
            (*view, LineKind::Matter(Box::new(understood.rows.get(*index)?.clone())))
        } else if let Some(refused) = self.refused.get(&at).and_then(|index| understood.refused.get(*index)) {
            let (column, reason) = (refused.column.clone(), refused.reason.clone());
            (View::Refused, LineKind::Refused { column, reason })
        } else {
            let mark = read.marks.get(&row.number).copied().unwrap_or(RowMark::Note);
            (View::Aside, LineKind::Aside(mark))
        };
        if matches!(what, LineKind::Aside(RowMark::Head)) {
            return None;
        }
        let width = read.columns.iter().map(|column| column.index + 1).max().unwrap_or(row.cells.len());
        let cells = (0..width).map(|column| {
            let cell = row.cell(column);
            let place = cell.merged_from.unwrap_or((row.number, column as u16));
            let was = self.mended.get(&(sheet, place.0, place.1));
            LineCell {
                text: cell.text.to_string(),
                merged: cell.merged_from,
                was: was.map(|was| (*was).to_owned()),
            }
        });
        Some((view, Line { sheet, row: row.number, cells: cells.collect(), what }))
    }

    /// How many rows of each sheet are what.
    pub fn tallies(&self) -> Vec<Tally> {
        let sheets = self.prepared.understood.sheets.iter().enumerate();
        let mut tallies: Vec<Tally> = sheets
            .map(|(at, read)| {
                let rows = self.prepared.book.sheets.get(at).map_or(0, |sheet| sheet.rows.len());
                let heads = read.marks.values().filter(|mark| **mark == RowMark::Head).count();
                Tally { lines: rows.saturating_sub(heads), ..Tally::default() }
            })
            .collect();
        for ((sheet, _), (_, view)) in &self.good {
            let Some(tally) = tallies.get_mut(*sheet) else { continue };
            tally.good += 1;
            tally.doubts += usize::from(*view == View::Doubt);
        }
        for (sheet, _) in self.refused.keys() {
            if let Some(tally) = tallies.get_mut(*sheet) {
                tally.refused += 1;
            }
        }
        tallies
    }

    /// A cell with something in it under each head.
    pub fn examples(&self) -> BTreeMap<String, String> {
        let mut examples = BTreeMap::new();
        for (at, sheet) in self.prepared.understood.sheets.iter().enumerate() {
            let rows = self.prepared.understood.rows.iter().filter(|row| row.sheet == at).take(50);
            let numbers: BTreeSet<u32> = rows.map(|row| row.row).collect();
            let cells = self.prepared.book.sheets.get(at).map_or(&[][..], |sheet| &sheet.rows);
            for row in cells.iter().filter(|row| numbers.contains(&row.number)) {
                for column in &sheet.columns {
                    let text = &row.cell(column.index).text;
                    if !text.trim().is_empty() && !examples.contains_key(&column.head) {
                        let safe = crate::ledgers::understand::values::personal::masked(text, &column.head);
                        let safe = safe.unwrap_or_else(|| text.to_string());
                        examples.insert(column.head.clone(), safe.chars().take(200).collect());
                    }
                }
            }
        }
        examples
    }
}
