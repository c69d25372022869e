//! Which head means which field: proposed from the words, editable, remembered per series as data.

use super::{
    fields::{Field, FieldKind},
    heads::HeadCell,
    plain::{apart, plain},
    values::personal::safe,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

/// Head → field, as confirmed by somebody or proposed. A head with `None` is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping {
    /// By [`Column::head`].
    pub heads: BTreeMap<String, Option<Field>>,
}

/// One column of a table and what it is read as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// From 0.
    pub index: usize,
    /// The heads over it from top to bottom, joined by `/`, without white space.
    pub head: String,
    /// What stands in the head's brackets, such as 万元.
    pub measure: Option<String>,
    /// What it is read as; `None`: kept as text beside the fields.
    pub field: Option<Field>,
    /// How sure the proposal is.
    pub confidence: Confidence,
}

/// How sure a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Nothing fits.
    Unknown,
    /// Part of the head fits.
    Likely,
    /// The head is one that we know.
    Sure,
    /// Somebody said so before.
    Remembered,
}

/// The head over the reasons in a file of refused rows.
pub const REASON: &str = "未导入原因";

/// The columns under a head.
pub(super) fn propose(cells: &[HeadCell], remembered: &Mapping) -> Vec<Column> {
    // A file of refused rows that comes back carries the reasons: they are no part of the ledger.
    let columns = cells.iter().map(|cell| column(cell, remembered)).filter(|column| column.head != REASON);
    let mut columns: Vec<Column> = columns.collect();
    settle_units(&mut columns);
    settle_doubles(&mut columns);
    columns
}

/// Heads over kinds of problems as well as over sources.
const KINDS_OR_SOURCES: [&str; 4] = ["类别", "类型", "项目类别", "任务类别"];

/// 类别 over 县长批示, 常务会议 and 12345 tells where matters come from: by what stands below it, where nobody has said
/// what it is. `below` gives the texts of a column.
pub(super) fn settle_sources<'t>(columns: &mut [Column], below: impl Fn(usize) -> Vec<&'t str>) {
    if columns.iter().any(|column| column.field == Some(Field::Source)) {
        return;
    }
    let kinds = columns.iter_mut().find(|column| {
        column.field == Some(Field::ProblemKind)
            && column.confidence != Confidence::Remembered
            && KINDS_OR_SOURCES.contains(&leaf(&column.head))
    });
    let Some(column) = kinds else { return };
    let texts = below(column.index);
    let sources = texts.iter().filter(|text| is_source(text)).count();
    if sources * 2 > texts.len() {
        column.field = Some(Field::Source);
        column.confidence = Confidence::Likely;
    }
}

fn is_source(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "批示",
        "会议",
        "12345",
        "热线",
        "信访",
        "督查",
        "决策",
        "部署",
        "交办",
        "政府工作报告",
        "为民办实事",
        "建议",
        "提案",
        "媒体",
    ];
    WORDS.iter().any(|word| text.contains(word))
}

/// The field whose head or synonym this is, to the letter.
pub(in crate::ledgers) fn exact(text: &str) -> Option<Field> {
    static HEADS: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
        let mut heads = HashMap::new();
        for field in Field::ALL {
            for head in std::iter::once(field.head()).chain(field.also().iter().copied()) {
                heads.entry(plain(head)).or_insert(*field);
            }
        }
        heads
    });
    if text.len() > 80 {
        return None;
    }
    let whole = plain(text);
    HEADS.get(&whole).or_else(|| HEADS.get(&apart(&whole).0)).copied()
}

fn column(cell: &HeadCell, remembered: &Mapping) -> Column {
    let head = cell.path.iter().map(|part| safe(&plain(part))).collect::<Vec<_>>().join("/");
    let measure = Some(apart(&head).1).filter(|inside| !inside.is_empty());
    let (field, confidence) = match remembered.heads.get(&head) {
        Some(field) => (*field, Confidence::Remembered),
        None => guess(&cell.path),
    };
    Column { index: cell.column, head, measure, field, confidence }
}

fn guess(path: &[String]) -> (Option<Field>, Confidence) {
    let leaf = path.last().map(String::as_str).unwrap_or_default();
    let root = path.first().map(String::as_str).unwrap_or_default();
    let sure = exact(leaf).or_else(|| exact(&format!("{root}{leaf}")));
    if let Some(field) = sure {
        return (Some(field), Confidence::Sure);
    }
    match likely(leaf).or_else(|| exact(root)).or_else(|| likely(root)) {
        Some(field) => (Some(field), Confidence::Likely),
        None => (None, Confidence::Unknown),
    }
}

/// By a part of the head; the more telling part first.
fn likely(text: &str) -> Option<Field> {
    const PARTS: [(&str, Field); 38] = [
        ("下一步", Field::NextStep),
        ("下步", Field::NextStep),
        ("协调", Field::NeedsHelp),
        ("滞后", Field::LagReason),
        ("存在问题", Field::Problem),
        ("困难", Field::Problem),
        ("牵头领导", Field::Leader),
        ("分管领导", Field::Leader),
        ("批示内容", Field::InstructionText),
        ("牵头单位", Field::LeadUnit),
        ("牵头部门", Field::LeadUnit),
        ("配合", Field::AssistingUnits),
        ("协办", Field::AssistingUnits),
        ("责任单位", Field::ResponsibleUnits),
        ("责任部门", Field::ResponsibleUnits),
        ("责任人", Field::ResponsiblePerson),
        ("联系", Field::Liaison),
        ("联络", Field::Liaison),
        ("整改时限", Field::RectificationDeadline),
        ("整改措施", Field::RectificationMeasure),
        ("完成时限", Field::Deadline),
        ("完成时间", Field::Deadline),
        ("办结时限", Field::Deadline),
        ("时限", Field::Deadline),
        ("累计完成投资", Field::CumulativeInvestment),
        ("总投资", Field::TotalInvestment),
        ("完成率", Field::Rate),
        ("百分比", Field::Rate),
        ("进展", Field::Progress),
        ("落实情况", Field::Progress),
        ("办理情况", Field::Progress),
        ("年度目标", Field::AnnualTarget),
        ("目标", Field::Goal),
        ("亮灯", Field::Light),
        ("项目名称", Field::Title),
        ("事项", Field::Title),
        ("备注", Field::Remark),
        ("依据", Field::Basis),
    ];
    let plain = plain(text);
    PARTS.iter().find(|(part, _)| plain.contains(part)).map(|(_, field)| *field)
}

/// 单位 beside a column of units is what is counted in.
fn settle_units(columns: &mut [Column]) {
    let named = columns.iter().any(|column| {
        column.head != "单位" && matches!(column.field, Some(Field::LeadUnit | Field::ResponsibleUnits))
    });
    for column in columns.iter_mut().filter(|column| column.confidence != Confidence::Remembered) {
        if named && column.head.rsplit('/').next() == Some("单位") {
            column.field = Some(Field::Measure);
        }
    }
}

/// A field is read from the surest of its columns, then the first; text that is read in parts
/// (progress, problems) may have several.
fn settle_doubles(columns: &mut [Column]) {
    let mut taken: HashMap<(Field, bool), usize> = HashMap::new();
    for at in 0..columns.len() {
        let Some(field) = columns[at].field else { continue };
        if matches!(field, Field::Progress | Field::Remark | Field::Problem | Field::NextStep) {
            continue;
        }
        // Names and phones of the same persons may stand in two columns.
        let place = (field, field.kind() == FieldKind::Persons && has_phones_only(leaf(&columns[at].head)));
        match taken.get(&place).copied() {
            Some(first) if columns[at].confidence > columns[first].confidence => {
                step_aside(&mut columns[first]);
                taken.insert(place, at);
            }
            Some(_) => step_aside(&mut columns[at]),
            None => {
                taken.insert(place, at);
            }
        }
    }
    let goal_is_free = !columns.iter().any(|column| column.field == Some(Field::Goal));
    let second = columns
        .iter_mut()
        .find(|column| column.field.is_none() && exact(leaf(&column.head)) == Some(Field::Title));
    if let (true, Some(second)) = (goal_is_free, second) {
        second.field = Some(Field::Goal);
        second.confidence = Confidence::Likely;
    }
}

/// Whether a head stands over phones without names.
fn has_phones_only(head: &str) -> bool {
    let told = ["电话", "手机", "联系方式", "号码"].iter().any(|word| head.contains(word));
    told && !["及", "和", "、", "/"].iter().any(|word| head.contains(word))
}

fn step_aside(column: &mut Column) {
    column.field = None;
    column.confidence = Confidence::Unknown;
}

fn leaf(head: &str) -> &str {
    head.rsplit('/').next().unwrap_or(head)
}
