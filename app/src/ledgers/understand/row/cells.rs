//! Cells of one row, read as their columns' fields, with a remark where one wasn't understood.

use super::{CellRead, LedgerRow, ReadAs};
use crate::ledgers::{
    read::{Cell, Value},
    understand::{
        columns::Column,
        fields::{Field, FieldKind},
        plain::{apart, is_nothing, plain},
        unit_list::UnitList,
        values::{
            date::{self, WrittenDate},
            light, personal, persons,
            rate::{self, WrittenRate},
            reports::{self, DatedReport},
            units::{self, Label},
        },
    },
};
use bangdu_core::{phrase, phrase::Phrase};
use jiff::civil::Date;

/// Reads the cells of one row, one after the other, into it.
pub(super) struct CellReader<'r, 'l> {
    pub at: (usize, u32),
    pub year: i16,
    pub list: &'r mut UnitList<'l>,
    pub row: &'r mut LedgerRow,
}

impl CellReader<'_, '_> {
    /// Reads a cell as its column's field.
    pub(super) fn read(&mut self, column: &Column, cell: &Cell) {
        let kind = column.field.map(Field::kind);
        match without_personal(column, cell, kind).filter(|_| kind != Some(FieldKind::Persons)) {
            Some(bare) => {
                self.row.bared = true;
                self.row.remarks.push(bared_remark(&column.head));
                self.read_bare(column, &bare);
            }
            None => self.read_bare(column, cell),
        }
    }

    /// Reads a cell whose words may go on record.
    fn read_bare(&mut self, column: &Column, cell: &Cell) {
        let Some(field) = column.field else {
            self.row.others.push((column.head.as_str().into(), cell.text.to_string()));
            return;
        };
        let (value, remark) = match field.kind() {
            FieldKind::Text => (ReadAs::Text, None),
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
                kept.raw = match (kept.raw.is_empty(), raw.is_empty()) {
                    (_, true) => kept.raw.clone(),
                    (true, _) => raw.into(),
                    _ => format!("{}\n{raw}", kept.raw).into(),
                };
                kept.remark = kept.remark.take().or(remark.map(Box::new));
            }
            None => {
                self.row
                    .fields
                    .insert(field, CellRead { raw: raw.into(), value, remark: remark.map(Box::new) });
            }
        }
    }

    fn date(&mut self, field: Field, cell: &Cell) -> (ReadAs, Option<Phrase>) {
        let Some(date) = self.day(cell) else {
            if field.kind() == FieldKind::Deadline && says_done(&cell.text) {
                self.row.said_done = true;
                let remark = phrase!("读作已办结，未载明时限。", "Read as done; no deadline is given.");
                return (ReadAs::Text, Some(remark));
            }
            if field.kind() == FieldKind::Deadline {
                self.row.limit = self.row.limit.or_else(|| date::limit(&cell.text, self.year));
            }
            let remark =
                phrase!("日期未能识别，按原文保留。", "The date wasn't understood; it is kept as written.");
            return (ReadAs::Text, Some(remark));
        };
        if field == Field::Deadline || (field == Field::RectificationDeadline && self.row.deadline.is_none())
        {
            self.row.deadline = Some(date);
        }
        if let (Field::AssignedOn, WrittenDate::On(day)) = (field, date) {
            self.row.assigned_on = self.row.assigned_on.or(Some(day));
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
        let contacts =
            contacts.into_iter().filter(|contact| !contact.name.is_empty() || !contact.phones.is_empty());
        self.row.contacts.extend(contacts.map(|contact| (field, contact)));
        let remark = with_phone
            .then(|| phrase!("联系电话按个人信息单独保存，有权限的人员可在事项页和导出台账中查看。", "Phones are kept apart, as personal data; whoever may sees them with the matter and in the export."));
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
            return (ReadAs::Text, None);
        }
        let count = found.len();
        self.row.reports.append(&mut found);
        let remark = phrase!("按月份识别为{0}条进展。", "Read as {0} reports, by month.", count);
        (ReadAs::Reports, Some(remark))
    }

    /// Reads a light, in words or paint.
    pub(super) fn light(&mut self, cell: &Cell) {
        let text = personal::safe(&cell.text);
        let mark = light::written(&text).or_else(|| cell.fill.and_then(light::filled));
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
            None if is_nothing(&text) => return,
            None => (
                ReadAs::Text,
                Some(phrase!(
                    "亮灯未能识别，按原文保留。",
                    "The light wasn't understood; it is kept as written."
                )),
            ),
        };
        self.keep(Field::Light, &text, value, remark);
    }
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

/// The cell without phones and ID numbers, if it has any.
fn without_personal(column: &Column, cell: &Cell, kind: Option<FieldKind>) -> Option<Cell> {
    let text = match kind {
        Some(FieldKind::Units) => personal::left_out(&cell.text, &column.head),
        _ => personal::masked(&cell.text, &column.head),
    }?;
    Some(Cell { text: text.into(), value: Value::Text, ..cell.clone() })
}

fn bared_remark(head: &str) -> Phrase {
    phrase!(
        "“{0}”中的电话号码、证件号码不存入记录，已略去。",
        "Phones and ID numbers under \"{0}\" aren't put on record; they were left out.",
        head
    )
}

pub(super) fn append(text: &mut Option<String>, more: &str) {
    match text {
        Some(text) => {
            text.push('\n');
            text.push_str(more);
        }
        None => *text = Some(more.to_owned()),
    }
}

/// Whether a cell says that the matter is done: 已办结, 已完成, 是.
pub(in crate::ledgers) fn says_done(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "是",
        "已办结",
        "已完成",
        "已销号",
        "已整改",
        "已落实",
        "已解决",
        "已办理完毕",
        "已全部",
        "完成",
        "办结",
        "销号",
    ];
    let text = plain(text);
    WORDS.iter().any(|word| text.starts_with(word))
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
