//! Walks a book: finds each sheet's tables, tells its rows apart, and gives the matters one by one.

use super::{
    Context, RefusedRow,
    columns::{Column, Confidence, Mapping, propose, settle_sources},
    fields::Field,
    heads::{self, Head},
    plain::{is_ditto, is_nothing, plain},
    row::{self, LedgerRow, Table},
    row_kind::{self, RowKind},
    title::{self, Title},
    unit_list::{SeenUnit, UnitList},
    values::personal::safe,
};
use crate::ledgers::read::{Book, Cell, RowCells, Sheet};
use bangdu_core::{phrase, phrase::Phrase};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// A sheet as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetRead {
    /// The tab's name.
    pub name: String,
    /// What stands above its (first) head.
    pub title: Title,
    /// Its columns; none when it has no head and was left out.
    pub columns: Vec<Column>,
    /// Rows that became a matter, or part of one.
    pub understood: usize,
    /// What somebody should know of the sheet as a whole.
    pub remarks: Vec<Phrase>,
    /// Why nothing of it is taken in, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_out: Option<LeftOut>,
    /// Rows that are no matters of their own, by their number: what they are instead.
    pub marks: BTreeMap<u32, RowMark>,
    hidden_rows: usize,
    subtotals: usize,
    bared: usize,
}

/// Why a sheet is left out as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It is hidden.
    Hidden,
    /// It has no head that is known as one.
    NoHead,
}

/// What a row of a sheet is, that is no matter of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowMark {
    /// It stands above the head, or where there is none.
    Above,
    /// A part of the head, or its repetition on a later page.
    Head,
    /// The name of a group.
    Group,
    /// 小计, 合计.
    Subtotal,
    /// A note, or nothing that says anything.
    Note,
    /// Hidden, and not read.
    Hidden,
    /// It says more of the matter in this row above.
    Folded(u32),
}

/// So many rows below a head are looked at to tell what a column holds.
const SAMPLED: usize = 200;

/// The rows of a book, one by one.
pub struct Reading<'a> {
    book: &'a Book,
    context: &'a Context<'a>,
    remembered: &'a Mapping,
    list: UnitList<'a>,
    sheets: Vec<SheetRead>,
    /// Where we are: rows of the sheet `sheets.len() - 1`.
    next: usize,
    head: Option<Head>,
    as_of: Option<Date>,
    stand_in: Option<String>,
    group: Option<String>,
    /// Per column: the row that 同上 means.
    above: HashMap<usize, usize>,
    pending: Option<(LedgerRow, Option<(u32, u16)>)>,
    ready: VecDeque<Result<LedgerRow, RefusedRow>>,
    keys: HashMap<String, (usize, u32)>,
}

impl<'a> Reading<'a> {
    /// Begins at the first sheet.
    pub fn new(book: &'a Book, context: &'a Context<'a>, remembered: &'a Mapping) -> Reading<'a> {
        Reading {
            book,
            context,
            remembered,
            list: UnitList::new(context.known, &context.home, context.at),
            sheets: Vec::new(),
            next: 0,
            head: None,
            as_of: None,
            stand_in: None,
            group: None,
            above: HashMap::new(),
            pending: None,
            ready: VecDeque::new(),
            keys: HashMap::new(),
        }
    }

    /// The next row, good or refused; `None` at the end of the book.
    pub fn next_row(&mut self) -> Option<Result<LedgerRow, RefusedRow>> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Some(row.map(|row| self.marked_if_double(row)));
            }
            let sheet = self.sheets.len().checked_sub(1).and_then(|at| self.book.sheets.get(at));
            match sheet.and_then(|sheet| sheet.rows.get(self.next).map(|row| (sheet, row))) {
                Some((sheet, row)) => self.step(sheet, row),
                None => {
                    self.let_go();
                    self.close_sheet();
                    if !self.open_sheet() && self.ready.is_empty() {
                        return None;
                    }
                }
            }
        }
    }

    /// What was found of the sheets, and every unit, after the last row.
    pub fn finish(self) -> (Vec<SheetRead>, Vec<SeenUnit>) {
        (self.sheets, self.list.finish())
    }

    fn open_sheet(&mut self) -> bool {
        let Some(sheet) = self.book.sheets.get(self.sheets.len()) else { return false };
        self.sheets.push(SheetRead { name: safe(&sheet.name), ..SheetRead::default() });
        (self.next, self.head, self.group, self.stand_in) = (0, None, None, None);
        self.above.clear();
        if sheet.hidden && !self.context.include_hidden && !sheet.rows.is_empty() {
            self.next = sheet.rows.len();
            self.remark(phrase!("工作表已隐藏，未导入。", "The sheet is hidden and was left out."));
            self.count(|read| read.left_out = Some(LeftOut::Hidden));
        }
        true
    }

    fn close_sheet(&mut self) {
        let at = self.sheets.len().checked_sub(1);
        let Some((read, sheet)) = at.and_then(|at| self.sheets.last_mut().zip(self.book.sheets.get(at)))
        else {
            return;
        };
        // Taken, because the end of the book may be asked for twice.
        let (hidden_rows, subtotals) =
            (std::mem::take(&mut read.hidden_rows), std::mem::take(&mut read.subtotals));
        if hidden_rows > 0 {
            read.remarks.push(phrase!(
                "有{0}行已隐藏，未导入。",
                "{0} hidden rows were left out.",
                hidden_rows
            ));
        }
        if subtotals > 0 {
            read.remarks.push(phrase!(
                "有{0}行小计或合计，未导入。",
                "{0} rows of subtotals were left out.",
                subtotals
            ));
        }
        let bared = std::mem::take(&mut read.bared);
        if bared > 0 {
            read.remarks.push(phrase!(
                "有{0}行的文字中含有电话号码或证件号码，不存入记录，已略去；需要保留的电话请填入联络员或责任人一列。",
                "{0} rows had phones or ID numbers in their words; these aren't put on record and were left out. A phone to be kept goes into the column of liaisons or responsible persons.",
                bared
            ));
        }
        if read.columns.is_empty() && read.remarks.is_empty() && !sheet.rows.is_empty() {
            read.left_out = Some(LeftOut::NoHead);
            read.remarks.push(phrase!(
                "未找到表头，本工作表未导入。表头中应有“督查事项”和“牵头单位”等列名。",
                "No head row was found; this sheet was left out. The head should name columns such as 督查事项 and 牵头单位."
            ));
        }
    }

    fn step(&mut self, sheet: &'a Sheet, row: &'a RowCells) {
        let at = self.next;
        self.next += 1;
        if row.hidden && !self.context.include_hidden {
            let under_head = self.head.is_some();
            return self.count(|read| {
                read.hidden_rows += usize::from(under_head);
                read.marks.insert(row.number, RowMark::Hidden);
            });
        }
        if self.head.as_ref().is_some_and(|head| heads::repeats(head, row)) {
            return self.mark(row, RowMark::Head);
        }
        let head = match self.context.head_rows.get(&(self.sheets.len() - 1)) {
            Some(chosen) => (*chosen == row.number).then(|| heads::chosen(&sheet.rows, at)),
            None => heads::at(&sheet.rows, at),
        };
        if let Some(head) = head {
            return self.begin_table(sheet, head);
        }
        match self.head {
            Some(_) => self.body(sheet, row, at),
            None => self.mark(row, RowMark::Above),
        }
    }

    fn mark(&mut self, row: &RowCells, mark: RowMark) {
        self.count(|read| {
            read.marks.insert(row.number, mark);
        });
    }

    fn begin_table(&mut self, sheet: &'a Sheet, head: Head) {
        self.let_go();
        self.next = head.last + 1;
        self.above.clear();
        for row in sheet.rows.get(head.first..=head.last).unwrap_or_default() {
            self.mark(row, RowMark::Head);
        }
        let mut columns = propose(&head.cells, self.remembered);
        let rows = sheet.rows.get(self.next..).unwrap_or_default();
        settle_sources(&mut columns, |at| {
            let texts = rows.iter().take(SAMPLED).map(|row| row.cell(at).text.trim());
            texts.filter(|text| !is_nothing(text) && !is_ditto(text)).collect()
        });
        let is_first = self.head.is_none();
        if is_first {
            let title = title::read(&lines(sheet, head.first), &safe(&sheet.name), self.context.today);
            let base = title.year.unwrap_or(self.context.today.year());
            self.as_of = title::month_of(&sheet.name, base).or(title.as_of);
            self.stand_in = stand_in(sheet, &title, self.context);
            self.count(|read| read.title = title);
        }
        let unsure: Vec<&str> = columns
            .iter()
            .filter(|column| column.confidence == Confidence::Unknown)
            .map(|column| column.head.as_str())
            .collect();
        if !unsure.is_empty() {
            self.remark(phrase!(
                "以下列未能对应，按原文保留：{0}。",
                "These columns fit no field and are kept as written: {0}.",
                unsure.join("、")
            ));
        }
        self.head = Some(head);
        self.count(|read| read.columns = columns);
    }

    fn body(&mut self, sheet: &'a Sheet, row: &'a RowCells, at: usize) {
        let Some(read) = self.sheets.last() else { return };
        let table = Table {
            sheet: self.sheets.len() - 1,
            title: &read.title,
            as_of: self.as_of,
            columns: &read.columns,
            standing_in: self.stand_in.as_deref(),
        };
        let (title_column, width) = (table.column_of(Field::Title), table.columns.len());
        match row_kind::of(row, title_column, table.column_of(Field::Seq), width) {
            RowKind::Blank | RowKind::Note => return self.mark(row, RowMark::Note),
            RowKind::Subtotal => {
                self.count(|read| read.subtotals += 1);
                return self.mark(row, RowMark::Subtotal);
            }
            RowKind::Group(name) => {
                self.group = Some(safe(&name));
                return self.mark(row, RowMark::Group);
            }
            RowKind::Matter => {}
        }
        for column in table.columns {
            let text = &row.cell(column.index).text;
            if !is_ditto(text) && !is_nothing(text) {
                self.above.insert(column.index, at);
            }
        }
        let resolved = |column: usize| resolved(sheet, row, column, &self.above);
        let result = row::read(row, resolved, &table, self.context, &mut self.list);
        let origin = title_column
            .and_then(|column| row.cell(column).merged_from)
            .filter(|(from, _)| *from != row.number);
        let same_lead = is_same_lead(row, &table);
        match result {
            Ok(matter) => self.accept(matter, origin, same_lead),
            Err(refused) => {
                self.let_go();
                self.ready.push_back(Err(refused));
            }
        }
    }

    fn accept(&mut self, mut matter: LedgerRow, origin: Option<(u32, u16)>, same_lead: bool) {
        matter.group.clone_from(&self.group);
        self.count(|read| {
            read.understood += 1;
            read.bared += usize::from(matter.bared);
        });
        if let (Some(from), Some((above, begun))) = (origin, &mut self.pending)
            && (from.0 == above.row || *begun == origin)
            && same_lead
        {
            let (into, row) = (above.row, matter.row);
            row::fold(above, matter);
            return self.count(|read| {
                read.marks.insert(row, RowMark::Folded(into));
            });
        }
        self.let_go();
        self.pending = Some((matter, origin));
    }

    fn let_go(&mut self) {
        if let Some((matter, _)) = self.pending.take() {
            self.ready.push_back(Ok(matter));
        }
    }

    fn marked_if_double(&mut self, mut matter: LedgerRow) -> LedgerRow {
        let by = matter.number.clone().unwrap_or_else(|| matter.key.clone());
        match self.keys.get(&by) {
            // One sheet per month names the same matter again with a later day.
            Some((sheet, row)) if *sheet == matter.sheet => matter.remarks.push(phrase!(
                "与第{0}行的编号或事项、单位相同，请确认是否为同一事项。",
                "Same number, or same matter and unit, as row {0}; please confirm whether it is one matter.",
                *row
            )),
            Some(_) => {}
            None => {
                self.keys.insert(by, (matter.sheet, matter.row));
            }
        }
        matter
    }

    fn remark(&mut self, remark: Phrase) {
        self.count(|read| read.remarks.push(remark));
    }

    fn count(&mut self, change: impl FnOnce(&mut SheetRead)) {
        if let Some(read) = self.sheets.last_mut() {
            change(read);
        }
    }
}

/// The cell of a column; 同上 means the last one above that said something.
fn resolved<'a>(
    sheet: &'a Sheet,
    row: &'a RowCells,
    column: usize,
    above: &HashMap<usize, usize>,
) -> &'a Cell {
    let cell = row.cell(column);
    if !is_ditto(&cell.text) {
        return cell;
    }
    above.get(&column).and_then(|at| sheet.rows.get(*at)).map_or(cell, |row| row.cell(column))
}

/// Whether the row says nothing of its own about the lead: merged from above, blank or 同上.
fn is_same_lead(row: &RowCells, table: &Table<'_>) -> bool {
    let lead = table.column_of(Field::LeadUnit).or_else(|| table.column_of(Field::ResponsibleUnits));
    lead.is_none_or(|column| {
        let cell = row.cell(column);
        cell.is_blank()
            || is_ditto(&cell.text)
            || cell.merged_from.is_some_and(|(from, _)| from != row.number)
    })
}

/// The lines above the head, each text once.
fn lines(sheet: &Sheet, until: usize) -> Vec<String> {
    let mut lines = sheet.before.clone();
    for row in &sheet.rows[..until.min(sheet.rows.len())] {
        for cell in &row.cells {
            let text = cell.text.trim();
            if !text.is_empty() && lines.last().is_none_or(|last| last != text) {
                lines.push(text.to_owned());
            }
        }
    }
    lines.into_iter().map(|line| safe(&line)).collect()
}

/// Who leads where no column says it: the county that the sheet is named after, else 填报单位.
fn stand_in(sheet: &Sheet, title: &Title, context: &Context<'_>) -> Option<String> {
    let name = plain(&sheet.name);
    let county = context
        .home
        .counties
        .iter()
        .find(|county| name == **county || county.trim_end_matches(['市', '县', '区']) == name);
    county.cloned().or_else(|| title.reporter.clone())
}
