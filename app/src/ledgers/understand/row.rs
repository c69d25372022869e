//! One row: each cell read as its column's field, with a remark where it wasn't understood.

use super::{
    Context, RefusedRow,
    columns::Column,
    fields::{Field, FieldKind},
    plain::{apart, is_nothing, plain},
    title::Title,
    unit_list::{UnitList, UnitRef},
    values::{
        date::{self, WrittenDate},
        light::{self, LightMark},
        persons::{self, Contact},
        rate::{self, WrittenRate},
        reports::{self, DatedReport},
        units::{self, Label},
    },
};
use crate::ledgers::read::{Cell, RowCells, Value};
use bangdu_core::{phrase, phrase::Phrase};
use jiff::civil::Date;
use std::{collections::BTreeMap, sync::Arc};

/// A row that could become a matter.
#[derive(Clone, Debug, Default, PartialEq)]
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
    pub others: Vec<(Arc<str>, String)>,
    /// The lead unit; never empty. More than one only when the office named several.
    pub lead: Vec<UnitRef>,
    /// Responsible units.
    pub responsible: Vec<UnitRef>,
    /// Assisting units.
    pub assisting: Vec<UnitRef>,
    /// Persons with their phones: personal data.
    pub contacts: Vec<(Field, Contact)>,
    /// This period's progress in words.
    pub progress: Option<String>,
    /// Progress with dates of its own.
    pub reports: Vec<DatedReport>,
    /// 完成率
    pub rate: Option<WrittenRate>,
    /// 完成时限
    pub deadline: Option<WrittenDate>,
    /// The row's own light: kept as a remark, never computed with.
    pub light: Option<LightMark>,
    /// By what the row is recognised when it is imported again and has no number: series, 序号,
    /// title and lead unit in comparable form.
    pub key: String,
    /// What concerns the row as a whole.
    pub remarks: Vec<Phrase>,
}

/// One cell as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct CellRead {
    /// As written; for persons the names only.
    pub raw: Box<str>,
    /// What it was read as.
    pub value: ReadAs,
    /// What wasn't understood, or what somebody should know.
    pub remark: Option<Phrase>,
}

/// What a cell was read as.
#[derive(Clone, Debug, PartialEq)]
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
    settle(&mut ledger_row, table, list)?;
    ledger_row.key = key(&ledger_row, table.title, list);
    Ok(ledger_row)
}

struct CellReader<'r, 'l> {
    at: (usize, u32),
    year: i16,
    list: &'r mut UnitList<'l>,
    row: &'r mut LedgerRow,
}

impl CellReader<'_, '_> {
    fn read(&mut self, column: &Column, cell: &Cell) {
        let Some(field) = column.field else {
            self.row.others.push((column.head.as_str().into(), cell.text.to_string()));
            return;
        };
        let (value, remark) = match field.kind() {
            FieldKind::Text => (ReadAs::Text, phone_remark(&cell.text)),
            FieldKind::Date | FieldKind::Deadline => self.date(field, cell),
            FieldKind::Rate => self.rate(field, cell),
            FieldKind::Units => self.units(field, cell),
            FieldKind::Persons => return self.persons(field, cell),
            FieldKind::Number => number(cell),
            FieldKind::Progress => self.progress(column, cell),
            FieldKind::Light => return,
        };
        match field {
            Field::Seq => self.row.seq = Some(bare_seq(&cell.text)),
            Field::Number => self.row.number = Some(with_brackets(&cell.text)),
            Field::Title => {
                self.row.title = cell.text.split_whitespace().collect::<Vec<_>>().join(gap(&cell.text))
            }
            _ => {}
        }
        self.keep(field, &cell.text, value, remark);
    }

    /// Several columns of the same field are one text, in order.
    fn keep(&mut self, field: Field, raw: &str, value: ReadAs, remark: Option<Phrase>) {
        match self.row.fields.get_mut(&field) {
            Some(kept) => {
                kept.raw = format!("{}\n{raw}", kept.raw).into();
                kept.remark = kept.remark.take().or(remark);
            }
            None => {
                self.row.fields.insert(field, CellRead { raw: raw.into(), value, remark });
            }
        }
    }

    fn date(&mut self, field: Field, cell: &Cell) -> (ReadAs, Option<Phrase>) {
        let Some(date) = self.day(cell) else {
            let remark =
                phrase!("日期未能识别，按原文保留。", "The date wasn't understood; it is kept as written.");
            return (ReadAs::Text, Some(remark));
        };
        if field == Field::Deadline || (field == Field::RectificationDeadline && self.row.deadline.is_none())
        {
            self.row.deadline = Some(date);
        }
        (ReadAs::Date(date), None)
    }

    fn day(&self, cell: &Cell) -> Option<WrittenDate> {
        match cell.value {
            Value::Date(at) => Some(WrittenDate::On(at.date())),
            Value::Number(number) if number.fract() == 0.0 || number > 3000.0 => {
                date::serial(number).map(WrittenDate::On).or_else(|| date::written(&cell.text, self.year))
            }
            _ => date::written(&apart(&cell.text).0, self.year),
        }
    }

    fn rate(&mut self, field: Field, cell: &Cell) -> (ReadAs, Option<Phrase>) {
        let read = match cell.value {
            Value::Number(number) => rate::number(number, cell.percent),
            Value::Text => rate::written(&cell.text),
            _ => None,
        };
        match (read, field) {
            (Some(rate), Field::Rate) => {
                self.row.rate = Some(rate);
                (ReadAs::Rate(rate), on_schedule_remark(rate))
            }
            (Some(rate), _) => (ReadAs::Rate(rate), None),
            (None, _) => {
                append(&mut self.row.progress, &cell.text);
                let remark = phrase!(
                    "不是百分比，作为进展文字保留。",
                    "This is no percentage; it is kept as progress in words."
                );
                (ReadAs::Text, Some(remark))
            }
        }
    }

    fn units(&mut self, field: Field, cell: &Cell) -> (ReadAs, Option<Phrase>) {
        let mut all = Vec::new();
        for named in units::written(&cell.text) {
            let unit = self.list.see(&named.name, self.at);
            all.push(unit);
            let role = match (named.role, field) {
                (Some(Label::Lead), _) | (None, Field::LeadUnit) => &mut self.row.lead,
                (Some(Label::Assisting), _) | (None, Field::AssistingUnits) => &mut self.row.assisting,
                _ => &mut self.row.responsible,
            };
            if !role.contains(&unit) {
                role.push(unit);
            }
        }
        let remark = all.is_empty().then(|| phrase!("未识别出单位名称。", "No unit's name was found here."));
        (ReadAs::Units(all), remark)
    }

    fn persons(&mut self, field: Field, cell: &Cell) {
        let contacts = persons::written(&cell.text);
        let names: Vec<&str> =
            contacts.iter().map(|contact| contact.name.as_str()).filter(|name| !name.is_empty()).collect();
        let names = names.join("、");
        let with_phone = contacts.iter().any(|contact| !contact.phones.is_empty());
        self.row.contacts.extend(contacts.into_iter().map(|contact| (field, contact)));
        let remark = with_phone
            .then(|| phrase!("联系电话按个人信息单独保存。", "Phones are kept apart, as personal data."));
        self.keep(field, &names, ReadAs::Persons, remark);
    }

    fn progress(&mut self, column: &Column, cell: &Cell) -> (ReadAs, Option<Phrase>) {
        let mut found = reports::written(&cell.text, self.year);
        if found.is_empty()
            && let Some(as_of) = month_in(&column.head, self.year)
        {
            found.push(DatedReport { as_of, text: cell.text.to_string() });
        }
        if found.is_empty() {
            append(&mut self.row.progress, &cell.text);
            return (ReadAs::Text, phone_remark(&cell.text));
        }
        let count = found.len();
        self.row.reports.append(&mut found);
        let remark = phrase!("按月份识别为{0}条进展。", "Read as {0} reports, by month.", count);
        (ReadAs::Reports, Some(remark))
    }

    fn light(&mut self, cell: &Cell) {
        let mark = light::written(&cell.text).or_else(|| cell.fill.and_then(light::filled));
        let (value, remark) = match mark {
            Some(mark) => {
                self.row.light = Some(mark);
                let remark = phrase!(
                    "原台账亮灯：{0}。仅作备注保留，亮灯由系统按时限和进度计算。",
                    "The ledger's light: {0}. It is kept as a remark; lights are computed from deadline and progress.",
                    mark.word()
                );
                (ReadAs::Light(mark), Some(remark))
            }
            None if is_nothing(&cell.text) => return,
            None => (
                ReadAs::Text,
                Some(phrase!(
                    "亮灯未能识别，按原文保留。",
                    "The light wasn't understood; it is kept as written."
                )),
            ),
        };
        self.keep(Field::Light, &cell.text, value, remark);
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
        let reason = phrase!(
            "缺少督查事项名称。请补填后重新导入。",
            "The matter's title is missing. Fill it in and import the row again."
        );
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
        let reason = phrase!(
            "缺少牵头单位或责任单位。请补填后重新导入。",
            "The lead or responsible unit is missing. Fill it in and import the row again."
        );
        return refuse(head_of(Field::LeadUnit).or_else(|| head_of(Field::ResponsibleUnits)), reason);
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
    above.light = above.light.or(below.light);
    above.reports.extend(below.reports);
    above.others.extend(below.others);
    let new: Vec<_> =
        below.contacts.into_iter().filter(|contact| !above.contacts.contains(contact)).collect();
    above.contacts.extend(new);
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

fn number(cell: &Cell) -> (ReadAs, Option<Phrase>) {
    let read = match cell.value {
        Value::Number(number) => Some(number),
        _ => {
            let plain = plain(&cell.text);
            let digits = plain.trim_end_matches(|c: char| !c.is_ascii_digit()).replace(',', "");
            digits.parse().ok().filter(|number: &f64| number.is_finite())
        }
    };
    match read {
        Some(number) => (ReadAs::Number(number), None),
        None => (
            ReadAs::Text,
            Some(phrase!("不是数字，按原文保留。", "This is no number; it is kept as written.")),
        ),
    }
}

fn on_schedule_remark(rate: WrittenRate) -> Option<Phrase> {
    (rate == WrittenRate::OnSchedule)
        .then(|| phrase!("填为“序时进度”，没有具体数值。", "Given as \"on schedule\", without a figure."))
}

fn phone_remark(text: &str) -> Option<Phrase> {
    persons::has_phone(text).then(|| {
        phrase!(
            "文字中含有电话号码，请确认是否保留。",
            "The text holds a phone number; please decide whether to keep it."
        )
    })
}

fn append(text: &mut Option<String>, more: &str) {
    match text {
        Some(text) => {
            text.push('\n');
            text.push_str(more);
        }
        None => *text = Some(more.to_owned()),
    }
}

fn bare_seq(text: &str) -> String {
    plain(text).trim_matches(|c: char| "、.。()[],，".contains(c)).to_owned()
}

/// 督查立项[2021]12号 and its variants with 〔〕, as documents are numbered (GB/T 9704).
fn with_brackets(text: &str) -> String {
    let bracketed = plain(text).replace('[', "〔").replace(']', "〕");
    if bracketed.contains("(20") { bracketed.replace("(20", "〔20").replace(')', "〕") } else { bracketed }
}

/// Chinese lines join without a gap, others with one.
fn gap(text: &str) -> &'static str {
    if text.is_ascii() { " " } else { "" }
}

fn month_in(head: &str, year: i16) -> Option<Date> {
    let at = head.find('月')?;
    let before = &head[..at];
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let month: i8 = before[before.len() - digits..].parse().ok()?;
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}
