//! Where the table begins: one to three head rows, with merges (责任分工 over 牵头单位 | 配合单位).

use super::{columns::exact, plain::plain};
use crate::ledgers::read::{Cell, RowCells};
use std::collections::BTreeSet;

/// A head: which rows it takes and what stands over each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Index of its first row among the sheet's rows.
    pub first: usize,
    /// Index of its last row.
    pub last: usize,
    /// Over each column that has a head.
    pub cells: Vec<HeadCell>,
}

/// What stands over one column, from top to bottom, merged heads once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HeadCell {
    pub column: usize,
    pub path: Vec<String>,
}

const DEEPEST: usize = 3;
const LONGEST: usize = 24;

/// The head whose recognisable row is row `at`, if that is one.
pub(super) fn at(rows: &[RowCells], at: usize) -> Option<Head> {
    if !recognisable(rows.get(at)?) {
        return None;
    }
    let mut first = at;
    while first > 0 && at - first + 1 < DEEPEST && hangs_from(&rows[first], &rows[first - 1]) {
        first -= 1;
    }
    let mut last = at;
    while last + 1 < rows.len() && last - first + 1 < DEEPEST && goes_on(&rows[last], &rows[last + 1]) {
        last += 1;
    }
    let cells = cells(&rows[first..=last]);
    Some(Head { first, last, cells })
}

/// The head that somebody said is row `at`.
pub(super) fn chosen(rows: &[RowCells], at: usize) -> Head {
    Head { first: at, last: at, cells: cells(rows.get(at..=at).unwrap_or_default()) }
}

/// Whether a row repeats the head on a later page.
pub(super) fn repeats(head: &Head, row: &RowCells) -> bool {
    let full = head.cells.iter().filter(|cell| !row.cell(cell.column).is_blank());
    let (mut same, mut all) = (0, 0);
    for cell in full {
        all += 1;
        let text = plain(&row.cell(cell.column).text);
        same += usize::from(cell.path.iter().any(|part| plain(part) == text));
    }
    all >= 2 && same * 10 >= all * 6
}

fn recognisable(row: &RowCells) -> bool {
    let mut fields = BTreeSet::new();
    let mut short = 0;
    for (_, cell) in own(row) {
        if cell.text.chars().count() <= LONGEST {
            short += 1;
            fields.extend(exact(&cell.text));
        }
    }
    fields.len() >= 3 || (fields.len() == 2 && short <= 4)
}

/// Cells once each: of merged ones only the first in the row.
fn own(row: &RowCells) -> impl Iterator<Item = (usize, &Cell)> {
    row.cells.iter().enumerate().filter(|(column, cell)| {
        !cell.is_blank()
            && cell
                .merged_from
                .is_none_or(|(number, first)| number != row.number && usize::from(first) == *column)
    })
}

/// A row that has cells merged down from the one above belongs to the same head.
fn hangs_from(row: &RowCells, above: &RowCells) -> bool {
    above.number + 1 == row.number
        && row
            .cells
            .iter()
            .any(|cell| !cell.is_blank() && cell.merged_from.is_some_and(|(from, _)| from == above.number))
        && recognisable(row)
        && own(above).all(|(_, cell)| cell.text.chars().count() <= LONGEST)
}

/// The row below continues the head if everything of its own stands under a merged or empty head.
fn goes_on(row: &RowCells, below: &RowCells) -> bool {
    if row.number + 1 != below.number {
        return false;
    }
    let hangs = |cell: &Cell| cell.merged_from.is_some_and(|(from, _)| from <= row.number);
    let mut fresh =
        below.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank() && !hangs(cell)).peekable();
    if fresh.peek().is_none() {
        return false;
    }
    let any_hanging = below.cells.iter().any(|cell| !cell.is_blank() && hangs(cell));
    let (mut all, mut known) = (0, 0);
    for (column, cell) in fresh {
        all += 1;
        known += usize::from(exact(&cell.text).is_some());
        let over = row.cell(column);
        let spreads = is_spread(row, column);
        let untold = over.is_blank() || exact(&over.text).is_none();
        let is_label = cell.text.chars().count() <= LONGEST
            && !cell.text.chars().all(|c| c.is_ascii_digit() || c == '.');
        if !is_label || !(spreads || (untold && !any_hanging)) {
            return false;
        }
    }
    any_hanging || known * 2 >= all
}

/// Whether the head over `column` is merged across columns.
fn is_spread(row: &RowCells, column: usize) -> bool {
    let origin = |at: usize| row.cell(at).merged_from.map_or(at, |(_, first)| usize::from(first));
    let here = row.cell(column);
    let across = |at: usize| {
        row.cell(at)
            .merged_from
            .is_some_and(|(number, first)| number == row.number && usize::from(first) == origin(column))
    };
    !here.is_blank() && (across(column) || across(column + 1))
}

fn cells(rows: &[RowCells]) -> Vec<HeadCell> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut heads = Vec::new();
    // A group head of a text file stands over its first column only and reaches to the next one.
    for column in 0..width {
        let mut path: Vec<String> = Vec::new();
        for row in rows {
            let text = row.cell(column).text.split_whitespace().collect::<String>();
            if !text.is_empty() && path.last() != Some(&text) {
                path.push(text);
            }
        }
        if !path.is_empty() {
            heads.push(HeadCell { column, path });
        }
    }
    heads
}
