//! One row: each cell read as its column's field, with a remark where it wasn't understood.

mod cells;

pub(in crate::ledgers) use cells::says_done;

use super::{
    Context, RefusedRow,
    columns::Column,
    fields::Field,
    plain::{is_nothing, plain},
    title::Title,
    unit_list::{UnitList, UnitRef},
    values::{
        date::WrittenDate,
        light::{self, LightMark},
        persons::{self, Contact},
        rate::WrittenRate,
        reports::DatedReport,
    },
};
use crate::ledgers::read::{Cell, RowCells};
use bangdu_core::{
    calendar::{Days, Deadline},
    phrase,
    phrase::Phrase,
};
use cells::{CellReader, append};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A row that could become a matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// Index of the sheet.
    pub sheet: usize,
    /// As the office counts it, from 1.
    pub row: u32,
    /// 序号, bare.
    pub seq: Option<String>,
    /// 立项编号 as given, brackets made 〔〕.
    pub number: Option<String>,
    /// 督查事项, on one line.
    pub title: String,
    /// The group row above (一、教育卫生).
    pub group: Option<String>,
    /// 截至日期 of its sheet.
    pub as_of: Option<Date>,
    /// Every cell with something in it, phones taken out.
    pub fields: BTreeMap<Field, CellRead>,
    /// Columns that aren't mapped: head and text.
    #[serde(skip)]
    pub others: Vec<(Arc<str>, String)>,
    /// The lead unit; never empty. More than one only when the office named several.
    pub lead: Vec<UnitRef>,
    /// Responsible units.
    pub responsible: Vec<UnitRef>,
    /// Assisting units.
    pub assisting: Vec<UnitRef>,
    /// Persons with their phones: personal data.
    #[serde(skip)]
    pub contacts: Vec<(Field, Contact)>,
    /// This period's progress in words.
    pub progress: Option<String>,
    /// Progress with dates of its own.
    pub reports: Vec<DatedReport>,
    /// 完成率
    pub rate: Option<WrittenRate>,
    /// 完成时限
    pub deadline: Option<WrittenDate>,
    /// A limit in days (15个工作日), until the day is known from which it runs.
    #[serde(skip)]
    pub limit: Option<(u32, Days)>,
    /// 交办时间: the day on which it was given, by the ledger.
    #[serde(default)]
    pub assigned_on: Option<Date>,
    /// Whether a cell that should name a day says that it is done.
    #[serde(default)]
    pub said_done: bool,
    /// The row's own light: kept as a remark, never computed with.
    pub light: Option<LightMark>,
    /// By what the row is recognised when it is imported again and has no number: series, 序号,
    /// title and lead unit in comparable form.
    pub key: String,
    /// Series and title only: a row by which nothing but unit or 序号 changed is the same matter.
    #[serde(default)]
    pub name: String,
    /// Whether another row of the ledger has the same series and title, so that only the whole key tells them apart.
    #[serde(default)]
    pub alike: bool,
    /// What concerns the row as a whole.
    pub remarks: Vec<Phrase>,
    /// Whether phones or ID numbers were taken out of its words.
    pub bared: bool,
}

/// One cell as it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellRead {
    /// As written; for persons the names only.
    pub raw: Box<str>,
    /// What it was read as.
    pub value: ReadAs,
    /// What wasn't understood, or what somebody should know. Boxed: it is large and rare.
    pub remark: Option<Box<Phrase>>,
}

/// What a cell was read as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReadAs {
    /// The text itself.
    Text,
    /// A day or 长期.
    Date(WrittenDate),
    /// Per cent.
    Rate(WrittenRate),
    /// A number.
    Number(f64),
    /// Units.
    Units(Vec<UnitRef>),
    /// Persons; who they are stands in [`LedgerRow::contacts`].
    Persons,
    /// A light.
    Light(LightMark),
    /// Reports by month; they stand in [`LedgerRow::reports`].
    Reports,
}

/// What reading a row needs besides the row.
pub(super) struct Table<'a> {
    pub sheet: usize,
    pub title: &'a Title,
    pub as_of: Option<Date>,
    pub columns: &'a [Column],
    /// The unit that the sheet or the title names, for tables without a column of units.
    pub standing_in: Option<&'a str>,
}

impl Table<'_> {
    pub(super) fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().find(|column| column.field == Some(field)).map(|column| column.index)
    }

    fn year(&self, context: &Context<'_>) -> i16 {
        self.title.year.or(self.as_of.map(Date::year)).unwrap_or(context.today.year())
    }
}

/// Reads a row. `cells` gives the cell of a column with 同上 already resolved.
pub(super) fn read<'c>(
    row: &RowCells,
    cells: impl Fn(usize) -> &'c Cell,
    table: &Table<'_>,
    context: &Context<'_>,
    list: &mut UnitList<'_>,
) -> Result<LedgerRow, RefusedRow> {
    let mut ledger_row =
        LedgerRow { sheet: table.sheet, row: row.number, as_of: table.as_of, ..LedgerRow::default() };
    let mut reader =
        CellReader { at: (table.sheet, row.number), year: table.year(context), list, row: &mut ledger_row };
    for column in table.columns {
        let cell = cells(column.index);
        if column.field == Some(Field::Light) {
            reader.light(cell);
        } else if !is_nothing(&cell.text) {
            reader.read(column, cell);
        }
    }
    for field in [Field::Title, Field::Seq, Field::Rate] {
        let paint = table.column_of(field).and_then(|column| row.cell(column).fill);
        ledger_row.light = ledger_row.light.or_else(|| paint.and_then(light::filled));
    }
    persons::pair(&mut ledger_row.contacts);
    reckon_limit(&mut ledger_row, context);
    settle(&mut ledger_row, table, list)?;
    ledger_row.key = key(&ledger_row, table.title, list);
    ledger_row.name = format!("{}|{}", table.title.series, plain(&ledger_row.title));
    Ok(ledger_row)
}

/// A limit in days ends by the day on which the ledger says that it was given.
fn reckon_limit(row: &mut LedgerRow, context: &Context<'_>) {
    let (Some((days, kind)), None) = (row.limit, row.deadline) else { return };
    let (Some(from), Some(calendar)) = (row.assigned_on, context.calendar) else { return };
    let limit = Deadline::Within { days, kind };
    let Ok(Some(end)) = limit.reckon(calendar, calendar.cutoff_of(from), &[]) else { return };
    let day = WrittenDate::On(end.end_date);
    row.deadline = Some(day);
    for field in [Field::Deadline, Field::RectificationDeadline] {
        if let Some(cell) = row.fields.get_mut(&field).filter(|cell| cell.value == ReadAs::Text) {
            cell.value = ReadAs::Date(day);
            cell.remark = Some(Box::new(phrase!(
                "自{0}起按工作日历计算。",
                "Reckoned from {0} by the calendar of working days.",
                from
            )));
        }
    }
}

/// A row needs a title and a unit that answers for it.
fn settle(row: &mut LedgerRow, table: &Table<'_>, list: &mut UnitList<'_>) -> Result<(), RefusedRow> {
    let head_of = |field: Field| {
        table.columns.iter().find(|column| column.field == Some(field)).map(|column| column.head.clone())
    };
    let refuse = |column: Option<String>, reason: Phrase| {
        Err(RefusedRow { sheet: row.sheet, row: row.row, column, reason })
    };
    if row.title.is_empty() {
        let reason = phrase!("缺少督查事项名称。", "The matter's title is missing.");
        return refuse(head_of(Field::Title), reason);
    }
    if row.lead.is_empty() {
        row.lead.extend(row.responsible.first().copied());
    }
    let has_column =
        [Field::LeadUnit, Field::ResponsibleUnits].iter().any(|field| table.column_of(*field).is_some());
    if let (true, false, Some(name)) = (row.lead.is_empty(), has_column, table.standing_in) {
        row.lead.push(list.see(name, (row.sheet, row.row)));
        row.remarks.push(phrase!(
            "表中没有单位列，以填报单位“{0}”为牵头单位。",
            "The table has no column of units; the reporting unit \"{0}\" is taken as the lead.",
            name
        ));
    }
    if row.lead.is_empty() {
        let reason = phrase!("缺少牵头单位或责任单位。", "The lead or responsible unit is missing.");
        return refuse(head_of(Field::LeadUnit).or_else(|| head_of(Field::ResponsibleUnits)), reason);
    }
    // What can't be read isn't 长期: without a deadline the matter would run without a clock for ever.
    if let Some(field) = unread_deadline(row) {
        if row.limit.is_some() {
            let reason = phrase!(
                "时限以天数计，但未写明自哪一天起算。请填写交办（受理）时间，或直接填写完成日期。",
                "The limit is a number of days, and nothing says from when. Fill in when it was given, or a date."
            );
            return refuse(head_of(field), reason);
        }
        let reason = phrase!(
            "完成时限未能识别，请写明日期，或填“长期”“时限待定”。",
            "The deadline can't be read; give a date, 长期 (standing) or 时限待定 (to be settled)."
        );
        return refuse(head_of(field), reason);
    }
    if row.lead.len() > 1 {
        row.remarks.push(phrase!(
            "牵头单位有{0}个，以第一个为牵头单位，其余列为责任单位。",
            "{0} lead units are named; the first leads, the others are taken as responsible.",
            row.lead.len()
        ));
        let others = row.lead.split_off(1);
        let new: Vec<UnitRef> = others.into_iter().filter(|unit| !row.responsible.contains(unit)).collect();
        row.responsible.extend(new);
    }
    Ok(())
}

/// The column of deadlines whose cell says something that is no deadline, where no other cell says one.
fn unread_deadline(row: &LedgerRow) -> Option<Field> {
    let unread = |field: &Field| row.fields.get(field).is_some_and(|cell| cell.value == ReadAs::Text);
    let none = row.deadline.is_none() && !row.said_done;
    [Field::Deadline, Field::RectificationDeadline].into_iter().find(|field| none && unread(field))
}

/// What the row says goes to the matter of the row above, whose title and lead are merged over both.
pub(super) fn fold(above: &mut LedgerRow, below: LedgerRow) {
    for (units, more) in
        [(&mut above.responsible, below.responsible), (&mut above.assisting, below.assisting)]
    {
        let new: Vec<UnitRef> = more.into_iter().filter(|unit| !units.contains(unit)).collect();
        units.extend(new);
    }
    for (field, cell) in below.fields {
        match above.fields.get_mut(&field) {
            Some(kept) if kept.raw == cell.raw => {}
            Some(kept) => kept.raw = format!("{}\n{}", kept.raw, cell.raw).into(),
            None => {
                above.fields.insert(field, cell);
            }
        }
    }
    if let Some(more) = below.progress.filter(|more| above.progress.as_ref() != Some(more)) {
        append(&mut above.progress, &more);
    }
    above.rate = above.rate.or(below.rate);
    above.deadline = above.deadline.or(below.deadline);
    above.assigned_on = above.assigned_on.or(below.assigned_on);
    above.said_done |= below.said_done;
    above.light = above.light.or(below.light);
    above.reports.extend(below.reports);
    above.others.extend(below.others);
    let new: Vec<_> =
        below.contacts.into_iter().filter(|contact| !above.contacts.contains(contact)).collect();
    above.contacts.extend(new);
    above.bared |= below.bared;
    above.remarks.push(phrase!(
        "第{0}行与本行合并为同一事项。",
        "Row {0} is merged into this one as the same matter.",
        below.row
    ));
}

fn key(row: &LedgerRow, title: &Title, list: &UnitList<'_>) -> String {
    let lead = row.lead.first().map(|unit| list.form(*unit)).unwrap_or_default();
    let seq = row.seq.as_deref().unwrap_or_default();
    format!("{}|{seq}|{}|{lead}", title.series, plain(&row.title))
}
