//! One row: what it would do to the store, and the commands that do it.

use super::{Choices, Done, Numbering, Prepared, units::Meanings};
use crate::{
    db::{DbError, Tx},
    ledgers::understand::{
        Field, LedgerRow, ReadAs, says_done,
        values::{date::WrittenDate, light::LightMark, rate::WrittenRate},
    },
    matters::store as matters,
};
use bangdu_core::{
    calendar::Deadline,
    ids::{AssignmentId, BatchId, CampaignId, MatterId, UnitId},
    matters::{
        LedgerContact, LedgerReport, LedgerRow as RowPlace, Matter, MatterKind, NewAssignment, Number, Part,
        Rate, RemarkedLight, Source, TakeOver, Urgency,
    },
};
use std::collections::BTreeSet;

/// What a row would do.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// It becomes a new matter.
    New,
    /// It says what the store knows.
    Unchanged(MatterId),
    /// It brings new progress.
    Progress(MatterId),
    /// Its title, deadline or units differ: applied only if ticked. New progress comes along.
    Changed(Changed),
    /// It fits several matters.
    Ambiguous(Vec<MatterId>),
}

/// What a row says otherwise than the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which matter.
    pub matter: MatterId,
    /// Whether it also brings progress.
    pub progress: bool,
    /// Whether the title differs.
    pub title: bool,
    /// Whether the deadline differs.
    pub deadline: bool,
    /// Whether the units differ.
    pub units: bool,
}

/// A row's number, when it is one of ours: `督查立项〔2026〕12号`.
pub(super) fn number(row: &LedgerRow) -> Option<Number> {
    let text = row.number.as_deref()?;
    let (series, rest) = text.split_once('〔')?;
    let (year, rest) = rest.split_once('〕')?;
    let serial = rest.trim_end_matches('号').trim_start_matches('第');
    Some(Number { series: series.trim().to_owned(), year: year.parse().ok()?, serial: serial.parse().ok()? })
}

/// Recognises a row by its number, else by the key stored at its first import.
///
/// # Errors
/// When the store fails.
pub fn judge(
    tx: &mut Tx<'_>,
    office: UnitId,
    row: &LedgerRow,
    meanings: &Meanings,
) -> Result<Standing, DbError> {
    let by_number = match number(row) {
        Some(number) => matters::by_number(tx, office, &number)?,
        None => None,
    };
    let found = match by_number {
        Some(id) => vec![id],
        None => known_again(tx, office, row)?,
    };
    match found[..] {
        [] => Ok(Standing::New),
        [id] => match matters::get(tx, id)? {
            Some(m) => Ok(compare(&m, row, meanings)),
            None => Ok(Standing::New),
        },
        _ => Ok(Standing::Ambiguous(found)),
    }
}

/// The matters that a row without a number may be: those with its whole key; else, where no other row has the name, the
/// matter that is called so in the same series, whatever its unit or 序号 was. A changed unit is asked about and founds
/// no second matter.
fn known_again(tx: &mut Tx<'_>, office: UnitId, row: &LedgerRow) -> Result<Vec<MatterId>, DbError> {
    let exact = matters::by_import_key(tx, office, &row.key)?;
    if !exact.is_empty() || row.alike || row.name.is_empty() {
        return Ok(exact);
    }
    let mut called = Vec::new();
    for id in matters::by_import_name(tx, office, &row.name)? {
        if let Some(m) = matters::get(tx, id)? {
            called.push(m);
        }
    }
    let seq = |key: &str| key.split('|').nth(1).unwrap_or_default().to_owned();
    let wanted = seq(&row.key);
    let of_key = |m: &Matter| m.taken_over.as_ref().map(|taken| seq(&taken.key)).unwrap_or_default();
    // What was struck off may come again in a later ledger under its name: then only its place tells that it is meant.
    let same = |m: &&Matter| of_key(m) == wanted || !is_over(m);
    let mut found: Vec<&Matter> = called.iter().filter(same).collect();
    if found.iter().any(|m| of_key(m) == wanted) {
        found.retain(|m| of_key(m) == wanted);
    }
    Ok(found.into_iter().map(|m| m.id).collect())
}

/// Whether it was struck off or withdrawn.
fn is_over(m: &Matter) -> bool {
    m.is_final() || m.closure().is_some()
}

fn compare(m: &Matter, row: &LedgerRow, meanings: &Meanings) -> Standing {
    let lead = m.lead();
    let last = lead.and_then(|a| a.last_report.as_ref());
    let (text, rate) = (progress_text(row), rate(row));
    let said = last.map_or("", |r| r.text.as_str());
    let progress =
        (!text.is_empty() && text != said) || (rate.is_some() && rate != lead.and_then(|a| a.rate));
    let title = m.title != row.title;
    let deadline = row.deadline.is_some() && m.extensions == 0 && deadline(row) != m.deadline;
    let units = other_units(m, row, meanings);
    match (title || deadline || units, progress) {
        (true, progress) => Standing::Changed(Changed { matter: m.id, progress, title, deadline, units }),
        (false, true) => Standing::Progress(m.id),
        (false, false) => Standing::Unchanged(m.id),
    }
}

/// Whether the row names other units than the matter has. Of parts that the row leaves blank it says nothing,
/// and what a unit passed down is its own affair.
fn other_units(m: &Matter, row: &LedgerRow, meanings: &Meanings) -> bool {
    let named = parts(row, meanings);
    let of = |part: Part| -> BTreeSet<UnitId> {
        named.iter().filter(|(_, named)| *named == part).map(|(unit, _)| *unit).collect()
    };
    let given = |part: Part| -> BTreeSet<UnitId> {
        let given = m.assignments.iter().filter(|a| a.part == part && a.passed_from.is_none());
        given.map(|a| a.unit).collect()
    };
    let unsettled = |part: Part| {
        let names = match part {
            Part::Lead => &row.lead,
            Part::Responsible => &row.responsible,
            Part::Assisting => &row.assisting,
        };
        names.iter().any(|unit| meanings.of(*unit).is_empty())
    };
    [Part::Lead, Part::Responsible, Part::Assisting].into_iter().any(|part| {
        let named = of(part);
        // A name that means no unit yet is no other unit.
        !named.is_empty() && !unsettled(part) && named != given(part)
    })
}

/// Where a row's matter goes.
pub(super) struct Target<'a> {
    pub office: UnitId,
    pub campaign: Option<CampaignId>,
    pub batch: BatchId,
    pub prepared: &'a Prepared,
    pub meanings: &'a Meanings,
    pub choices: &'a Choices,
}

/// The command that takes a row over. `ids` gives new ids; `contacts` were put into erasable storage.
pub(super) fn take_over(
    row: &LedgerRow,
    target: &Target<'_>,
    contacts: Vec<LedgerContact>,
    new_id: impl Fn() -> uuid::Uuid,
) -> TakeOver {
    let text = |field| raw(row, field);
    TakeOver {
        id: MatterId(new_id()),
        kind: target.choices.kind.unwrap_or_else(|| kind(row)),
        title: row.title.clone(),
        requirement: joined(
            row,
            &[Field::Goal, Field::AnnualTarget, Field::RectificationMeasure, Field::Resolution],
        ),
        source: source(row, target.choices.source.unwrap_or(Source::Decision)),
        row: place(row, target.prepared),
        batch: target.batch,
        key: row.key.clone(),
        number: number(row),
        give_number: target.choices.numbering == Some(Numbering::Given),
        office: target.office,
        campaign: target.campaign,
        urgency: target.choices.urgency.unwrap_or(Urgency::General),
        deadline: deadline(row),
        assigned_on: row.assigned_on,
        deadline_text: [Field::Deadline, Field::RectificationDeadline]
            .into_iter()
            .map(text)
            .find(|t| !t.is_empty())
            .unwrap_or_default(),
        assignments: assignments(row, target.meanings, new_id),
        reports: reports(row, done(row)),
        indicators: Vec::new(),
        done: done(row) && target.choices.done == Done::Claimed,
        light: row.light.and_then(light),
        remark: remark(row, target),
        leader: [Field::Leader, Field::InstructingLeader]
            .into_iter()
            .map(text)
            .find(|t| !t.is_empty())
            .unwrap_or_default(),
        contacts,
        group: row.group.clone().unwrap_or_default(),
    }
}

/// Which row of which file.
pub(super) fn place(row: &LedgerRow, prepared: &Prepared) -> RowPlace {
    RowPlace {
        file: prepared.digest.clone(),
        name: prepared.name.clone(),
        sheet: prepared.understood.sheets.get(row.sheet).map(|s| s.name.clone()).unwrap_or_default(),
        row: row.row,
    }
}

/// The row's units with new ids.
pub(super) fn assignments(
    row: &LedgerRow,
    meanings: &Meanings,
    new_id: impl Fn() -> uuid::Uuid,
) -> Vec<NewAssignment> {
    let new = |(unit, part)| NewAssignment {
        id: AssignmentId(new_id()),
        unit,
        part,
        task: String::new(),
        deadline: None,
    };
    parts(row, meanings).into_iter().map(new).collect()
}

/// The first lead unit leads; further ones answer for their share. A unit named twice keeps its first part.
fn parts(row: &LedgerRow, meanings: &Meanings) -> Vec<(UnitId, Part)> {
    let leads = row.lead.iter().flat_map(|u| meanings.of(*u));
    let leads = leads.enumerate().map(|(i, u)| (*u, if i == 0 { Part::Lead } else { Part::Responsible }));
    let responsible = row.responsible.iter().flat_map(|u| meanings.of(*u)).map(|u| (*u, Part::Responsible));
    let assisting = row.assisting.iter().flat_map(|u| meanings.of(*u)).map(|u| (*u, Part::Assisting));
    let mut seen = BTreeSet::new();
    leads.chain(responsible).chain(assisting).filter(|(unit, _)| seen.insert(*unit)).collect()
}

fn kind(row: &LedgerRow) -> MatterKind {
    let has = |fields: &[Field]| fields.iter().any(|f| row.fields.contains_key(f));
    if has(&[Field::TotalInvestment, Field::AnnualPlan, Field::StartOn, Field::CompletionOn, Field::Scale]) {
        MatterKind::Project
    } else if has(&[Field::ProblemKind, Field::RectificationMeasure, Field::RectificationDeadline]) {
        MatterKind::Problem
    } else {
        MatterKind::Task
    }
}

fn source(row: &LedgerRow, otherwise: Source) -> Source {
    let named = raw(row, Field::Source);
    if let Some(source) = Source::ALL.iter().find(|s| !named.is_empty() && named.contains(&*s.word().zh)) {
        return *source;
    }
    let has = |field| row.fields.contains_key(&field);
    if named.contains("12345") || named.contains("热线") {
        return Source::Hotline;
    }
    if has(Field::InstructionText) || has(Field::InstructingLeader) || named.contains("批示") {
        Source::Instruction
    } else if has(Field::Meeting) || named.contains("会议") {
        Source::Meeting
    } else {
        otherwise
    }
}

pub(super) fn deadline(row: &LedgerRow) -> Deadline {
    match row.deadline {
        Some(WrittenDate::On(day)) => Deadline::On(day),
        Some(WrittenDate::Standing) => Deadline::Standing,
        Some(WrittenDate::Open) | None => Deadline::Open,
    }
}

/// Whole per cent and two places, as basis points.
fn rate(row: &LedgerRow) -> Option<Rate> {
    match row.rate {
        Some(WrittenRate::Percent(percent)) if percent.is_finite() && percent >= 0.0 => {
            Some(Rate((percent * 100.0).round().min(f64::from(Rate::MOST.0)) as u32))
        }
        _ => None,
    }
}

/// The ledger says done: struck off, a day of completion, or 100 % of something that ends. What comes of it is chosen
/// in the preview: nobody has claimed anything.
pub(super) fn done(row: &LedgerRow) -> bool {
    let yes = row.said_done || says_done(&raw(row, Field::StruckOff));
    let dated = [Field::DoneOn, Field::ClosedOn]
        .iter()
        .any(|f| row.fields.get(f).is_some_and(|c| matches!(c.value, ReadAs::Date(WrittenDate::On(_)))));
    let ends = matches!(deadline(row), Deadline::On(_));
    let whole = rate(row).is_some_and(|r| r >= Rate::WHOLE) && ends;
    yes || dated || whole
}

fn light(mark: LightMark) -> Option<RemarkedLight> {
    match mark {
        LightMark::Red => Some(RemarkedLight::Red),
        LightMark::Yellow => Some(RemarkedLight::Yellow),
        LightMark::Green => Some(RemarkedLight::Green),
        LightMark::Grey => Some(RemarkedLight::Grey),
        LightMark::Blue => None,
    }
}

/// What the ledger calls done is complete to the full, whether it names a rate or not.
fn reports(row: &LedgerRow, done: bool) -> Vec<LedgerReport> {
    let dated = row.reports.iter().map(|r| LedgerReport {
        on: Some(r.as_of),
        text: r.text.clone(),
        rate: None,
        problem: String::new(),
        needs: String::new(),
        next_step: String::new(),
    });
    let mut reports: Vec<LedgerReport> = dated.chain(last_report(row)).collect();
    if let Some(last) = reports.last_mut().filter(|_| done) {
        last.rate = last.rate.or(Some(Rate::WHOLE));
    }
    reports
}

/// What the row says of the present: none where it says nothing.
pub(super) fn last_report(row: &LedgerRow) -> Option<LedgerReport> {
    let report = LedgerReport {
        on: row.as_of,
        text: progress_text(row),
        rate: rate(row),
        problem: raw(row, Field::Problem),
        needs: raw(row, Field::NeedsHelp),
        next_step: raw(row, Field::NextStep),
    };
    let empty = report.text.is_empty()
        && report.rate.is_none()
        && report.problem.is_empty()
        && report.needs.is_empty();
    (!empty).then_some(report)
}

/// Progress in words; a rate without a number (序时进度) belongs to them.
pub(super) fn progress_text(row: &LedgerRow) -> String {
    let words = row.progress.clone().unwrap_or_default();
    // What is no rate at all stands among the words already.
    let on_schedule = row.rate == Some(WrittenRate::OnSchedule);
    let rate_words = if on_schedule { raw(row, Field::Rate) } else { String::new() };
    [words, rate_words].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("；")
}

fn raw(row: &LedgerRow, field: Field) -> String {
    row.fields.get(&field).map(|c| c.raw.trim().to_owned()).unwrap_or_default()
}

fn joined(row: &LedgerRow, fields: &[Field]) -> String {
    fields.iter().map(|f| raw(row, *f)).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("；")
}

/// 备注, what columns nobody mapped say, and collective names that no unit stands behind yet.
fn remark(row: &LedgerRow, target: &Target<'_>) -> String {
    let mut parts = vec![raw(row, Field::Remark)];
    parts.extend(row.others.iter().map(|(head, text)| format!("{head}：{text}")));
    if number(row).is_none() {
        parts.extend(row.number.clone());
    }
    let named = row.lead.iter().chain(&row.responsible).chain(&row.assisting);
    let seen = &target.prepared.understood.units;
    parts.extend(
        named
            .filter(|u| target.meanings.of(**u).is_empty())
            .filter_map(|u| seen.get(u.0))
            .map(|u| u.name.clone()),
    );
    parts.retain(|p| !p.is_empty());
    parts.join("；")
}
