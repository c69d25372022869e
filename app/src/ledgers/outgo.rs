//! Matters as a ledger: the default export's columns, told from each matter as it stands; and the list as it is
//! seen, in `seen`.

mod liaisons;
pub mod seen;

use super::{
    understand::{Field, values::light::LightMark},
    write::{ExportCell, ExportHead, ExportRow, ExportRows, Paper, WriteError, write_ledger_of},
};
use crate::{
    act::ActError,
    db::Tx,
    matters::{
        act::Around,
        list::{self, Asked, Order},
        listing::cells::{basis, plan},
    },
};
use bangdu_core::{
    calendar::Deadline,
    ids::UnitId,
    matters::{Light, Matter, Outcome, Part, Rate, assigned_on, light, planned_on},
};
use jiff::civil::Date;
use liaisons::persons;
pub use liaisons::{Liaisons, Phones};
use std::io::{Seek, Write};

/// What an export is called.
pub const TITLE: &str = "督查事项台账";

/// Whose ledger it is.
#[derive(Clone, Copy, Debug)]
pub struct Made<'a> {
    /// 标题
    pub title: &'a str,
    /// 填报单位
    pub reporter: &'a str,
    /// Who has it made.
    pub by: &'a str,
}

/// Writes the matters that `asked` selects to `out`, row by row as they are read. Gives the number of rows.
///
/// # Errors
/// When the store or `out` fails.
pub fn export(
    tx: &mut Tx<'_>,
    asked: &Asked<'_>,
    order: Order,
    around: &Around<'_>,
    made: Made<'_>,
    out: impl Write + Seek + Send,
) -> Result<u32, ActError> {
    let head = ExportHead {
        title: made.title.to_owned(),
        as_of: around.asker.today(&around.settings.calendar),
        reporter: made.reporter.to_owned(),
        fields: Field::exported().to_vec(),
        paper: Paper::A3,
        mark: made_by(made.by, around),
    };
    let liaisons = Liaisons::read(tx, around)?;
    let rows = |to: &mut ExportRows<'_>| {
        list::portions(tx, asked, order, |tx, matters| {
            let phones = liaisons.ledger_phones(tx, &matters, around)?;
            matters
                .iter()
                .try_for_each(|m| Ok(to.add(&row(m, to.count() + 1, around, &liaisons, &phones))?))
        })
    };
    write_ledger_of(&head, rows, out)
}

impl From<WriteError> for ActError {
    fn from(error: WriteError) -> ActError {
        ActError::Fault(error.to_string())
    }
}

/// Who had it made and when.
pub(super) fn made_by(by: &str, around: &Around<'_>) -> String {
    let zone = around.settings.calendar.zone.time_zone().clone();
    let at = zone.to_datetime(around.asker.now.timestamp());
    format!("导出：{by}　{}", at.strftime("%Y年%-m月%-d日 %H:%M"))
}

/// A matter in the fields of the full ledger.
pub fn row(m: &Matter, serial: u32, around: &Around<'_>, liaisons: &Liaisons, phones: &Phones) -> ExportRow {
    let mut row = ExportRow::new();
    let calendar = &around.settings.calendar;
    let mut text = |field, value: String| {
        if !value.is_empty() {
            row.insert(field, ExportCell::Text(value));
        }
    };
    text(Field::Number, m.number.as_ref().map(ToString::to_string).unwrap_or_default());
    text(Field::Title, m.title.clone());
    text(Field::Source, m.origin.source.word().zh.into_owned());
    text(Field::Basis, basis(m));
    text(Field::Goal, m.requirement.clone());
    text(Field::LeadUnit, names(m, Part::Lead, around));
    text(Field::ResponsibleUnits, names(m, Part::Responsible, around));
    text(Field::AssistingUnits, names(m, Part::Assisting, around));
    text(Field::Liaison, liaisons.told(m, phones));
    text(Field::Plan, plan(m));
    text(Field::Extended, extended(m));
    text(Field::Remark, m.remark().to_owned());
    if let Some(t) = &m.taken_over {
        text(Field::Leader, t.leader.clone());
        text(Field::ResponsiblePerson, persons(t.contacts.iter().filter(|one| !one.liaison), phones));
    }
    if let Some(report) = m.lead().and_then(|a| a.last_report.as_ref()) {
        text(Field::Progress, report.text.clone());
        text(Field::Problem, report.problem.clone());
        text(Field::NeedsHelp, report.needs.clone());
        text(Field::NextStep, report.next_step.clone());
    }
    match m.deadline {
        Deadline::Standing => text(Field::Deadline, "长期".to_owned()),
        Deadline::Open => text(Field::Deadline, "时限待定".to_owned()),
        Deadline::On(_) | Deadline::Within { .. } => {}
    }
    if let Some(closure) = m.closure() {
        text(Field::VerificationOpinion, closure.verified.opinion.clone());
        text(Field::StruckOff, outcome(&closure.proposal.outcome));
        row.insert(Field::ClosedOn, ExportCell::Date(calendar.date_of(closure.at)));
        row.insert(Field::DoneOn, ExportCell::Date(calendar.date_of(closure.claim.at)));
    }
    row.insert(Field::Seq, ExportCell::Number(f64::from(serial)));
    figures(m, around, &mut row);
    row
}

fn figures(m: &Matter, around: &Around<'_>, row: &mut ExportRow) {
    let calendar = &around.settings.calendar;
    if let Some(day) = assigned_on(m, calendar) {
        row.insert(Field::AssignedOn, ExportCell::Date(day));
    }
    if let Some(lead) = m.lead() {
        if let Some(rate) = lead.rate {
            row.insert(Field::Rate, percent(rate));
        }
        if !m.milestones.is_empty() {
            let start = calendar.date_of(lead.given_at);
            let planned = planned_on(start, &m.milestones, around.asker.today(calendar));
            // A plan is a straight line between its steps: parts of a per cent would be a precision that it hasn't.
            row.insert(Field::Schedule, ExportCell::Percent((f64::from(planned.0) / 100.0).round()));
        }
    }
    if let Some(due) =
        m.moments.due.as_ref().filter(|_| !matches!(m.deadline, Deadline::Standing | Deadline::Open))
    {
        // A return moves no date that somebody set: the later one stands in the column for later ones.
        let first = m.returned.as_ref().and_then(|returned| returned.left.moved_from);
        row.insert(Field::Deadline, ExportCell::Date(first.unwrap_or(due.date)));
    }
    let urged = m.urges.messages + m.urges.slips;
    if urged > 0 {
        row.insert(Field::UrgeCount, ExportCell::Number(f64::from(urged)));
    }
    if let Some(mark) = light(m, around.asker.now).and_then(|shown| mark(shown.light)) {
        row.insert(Field::Light, ExportCell::Light(mark));
    }
}

/// 是否延期/新时限: how often it was extended, and until when it is to be completed after a return.
fn extended(m: &Matter) -> String {
    let day = |day: Date| day.strftime("%Y-%m-%d").to_string();
    let times = (m.extensions > 0).then(|| format!("延期{}次", m.extensions));
    let returned = m.returned.as_ref().and_then(|returned| {
        let until = day(returned.left.until?.on);
        Some(match returned.left.moved_from {
            Some(_) => format!("退回补办顺延至{until}"),
            None => format!("补办时限{until}（未延期）"),
        })
    });
    times.into_iter().chain(returned).collect::<Vec<_>>().join("；")
}

fn percent(rate: Rate) -> ExportCell {
    ExportCell::Percent(f64::from(rate.0) / 100.0)
}

fn mark(light: Light) -> Option<LightMark> {
    match light {
        Light::Green => Some(LightMark::Green),
        Light::Yellow => Some(LightMark::Yellow),
        Light::Red => Some(LightMark::Red),
        Light::Grey => Some(LightMark::Grey),
        Light::Done => None,
    }
}

fn outcome(outcome: &Outcome) -> String {
    format!("是（{}）", outcome.word().zh)
}

fn names(m: &Matter, part: Part, around: &Around<'_>) -> String {
    let name = |id: UnitId| around.directory.unit(id).to_owned();
    m.units(part).map(name).collect::<Vec<_>>().join("、")
}
