//! What the API shows of matters. Names are the glossary's; instants are UTC milliseconds.

use super::files::FileView;
use crate::{
    journal::Entry,
    matters::{act::Around, lights::Count, list::Line},
};
use bangdu_core::{
    matters::{Event, Holder, Matter, Receipt, assignment_light, holder, light},
    phrase::{Arg, Phrase},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageView {
    /// Its lines.
    pub items: Vec<LineView>,
    /// Hand it in as `after` for the next page; absent on the last.
    pub next: Option<String>,
}

/// A line of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineView {
    id: String,
    number: Option<String>,
    kind: String,
    title: String,
    state: String,
    source: String,
    lead: Option<UnitView>,
    light: Option<&'static str>,
    helped: bool,
    due_at: Option<i64>,
    /// Completion in basis points.
    rate: Option<i64>,
    changed_at: i64,
}

/// A unit by its id and short name.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitView {
    id: String,
    name: String,
}

fn unit(id: bangdu_core::ids::UnitId, around: &Around<'_>) -> UnitView {
    UnitView { id: id.to_string(), name: around.directory.unit(id).to_owned() }
}

impl LineView {
    pub(super) fn of(line: &Line, around: &Around<'_>) -> LineView {
        LineView {
            id: line.id.to_string(),
            number: line.number.clone(),
            kind: line.kind.clone(),
            title: line.title.clone(),
            state: line.state.clone(),
            source: line.source.clone(),
            lead: line.lead.map(|id| unit(id, around)),
            light: line.light().map(|l| l.code()),
            helped: line.helped,
            due_at: line.due_at.map(|at| at.0),
            rate: line.rate,
            changed_at: line.changed_at.0,
        }
    }
}

/// A matter as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterView {
    id: String,
    version: u64,
    number: Option<String>,
    kind: &'static str,
    title: String,
    requirement: String,
    /// The office's remark, else the one of the ledger that it came from.
    remark: String,
    source: &'static str,
    urgency: &'static str,
    state: &'static str,
    office: UnitView,
    holder: Option<UnitView>,
    light: Option<LightView>,
    due_at: Option<i64>,
    /// Whether the due date lies past the known calendar.
    provisional: bool,
    assignments: Vec<AssignmentView>,
    extensions: u32,
    urged: u32,
    outcome: Option<&'static str>,
    changed_at: i64,
}

/// A light with its reasons.
#[derive(Debug, Serialize, ToSchema)]
pub struct LightView {
    light: &'static str,
    why: Vec<&'static str>,
    since: Option<i64>,
}

/// One unit's share.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentView {
    id: String,
    unit: UnitView,
    part: &'static str,
    task: String,
    signed_at: Option<i64>,
    sign_for_by: Option<i64>,
    due_at: Option<i64>,
    report_due_at: Option<i64>,
    light: Option<&'static str>,
    /// Completion in basis points.
    rate: Option<u32>,
    progress: Option<String>,
}

impl MatterView {
    pub(super) fn of(m: &Matter, version: u64, around: &Around<'_>) -> MatterView {
        let now = around.asker.now;
        MatterView {
            id: m.id.to_string(),
            version,
            number: m.number.as_ref().map(ToString::to_string),
            kind: m.kind.code(),
            title: m.title.clone(),
            requirement: m.requirement.clone(),
            remark: m.remark().to_owned(),
            source: m.origin.source.code(),
            urgency: m.urgency.code(),
            state: m.state.code(),
            office: unit(m.office, around),
            holder: match holder(m) {
                Holder::Unit(id) | Holder::Office(id) => Some(unit(id, around)),
                Holder::Nobody => None,
            },
            light: light(m, now).map(|shown| LightView {
                light: shown.light.code(),
                why: shown.why.iter().map(|w| w.code()).collect(),
                since: shown.since.map(|at| at.0),
            }),
            due_at: m.moments.due.as_ref().map(|d| d.at.0),
            provisional: m.moments.due.as_ref().is_some_and(|d| d.provisional),
            assignments: m.assignments.iter().map(|a| AssignmentView::of(m, a, around)).collect(),
            extensions: m.extensions,
            urged: m.urges.messages + m.urges.slips,
            outcome: m.closure().map(|c| c.proposal.outcome.code()),
            changed_at: m.changed_at.0,
        }
    }
}

impl AssignmentView {
    fn of(m: &Matter, a: &bangdu_core::matters::Assignment, around: &Around<'_>) -> AssignmentView {
        let share = m.moments.share(a.id);
        let (signed_at, sign_for_by) = match a.receipt {
            Receipt::Informed => (None, None),
            Receipt::Awaiting { by } => (None, Some(by.0)),
            Receipt::Signed { at, .. } => (Some(at.0), None),
        };
        AssignmentView {
            id: a.id.to_string(),
            unit: unit(a.unit, around),
            part: a.part.code(),
            task: a.task.clone(),
            signed_at,
            sign_for_by,
            due_at: share.and_then(|s| s.due.as_ref()).map(|d| d.at.0),
            report_due_at: share.and_then(|s| s.report_due_at).map(|at| at.0),
            light: assignment_light(m, a.id, around.asker.now).map(|s| s.light.code()),
            rate: a.rate.map(|r| r.0),
            progress: a.last_report.as_ref().map(|r| r.text.clone()),
        }
    }
}

/// A matter's story.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoryView {
    /// Oldest first.
    pub items: Vec<SentenceView>,
}

/// One sentence of the story.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentenceView {
    version: u64,
    event: String,
    at: i64,
    by: String,
    zh: String,
    en: String,
    /// What came with it; given out under `/matters/{id}/files/{file}`.
    files: Vec<FileView>,
}

impl SentenceView {
    pub(super) fn of(entry: &Entry, phrase: &Phrase, event: &Event, around: &Around<'_>) -> SentenceView {
        let by = Phrase::new("{0}", "{0}", vec![Arg::from(event.by)]);
        SentenceView {
            version: entry.version,
            event: entry.event.clone(),
            at: entry.at.0,
            by: said(&by, false, around),
            zh: said(phrase, false, around),
            en: said(phrase, true, around),
            files: event.what.files().map(FileView::of).collect(),
        }
    }
}

fn said(phrase: &Phrase, english: bool, around: &Around<'_>) -> String {
    use crate::web::lang::{Lang, say};
    let lang = if english { Lang::En } else { Lang::Hans };
    say(lang, phrase, &**around.directory)
}

/// One unit's lights.
#[derive(Debug, Serialize, ToSchema)]
pub struct SummaryLine {
    unit: UnitView,
    green: i64,
    yellow: i64,
    red: i64,
    grey: i64,
    done: i64,
}

impl SummaryLine {
    pub(super) fn lines(counts: &[Count], around: &Around<'_>) -> Vec<SummaryLine> {
        use bangdu_core::matters::Light;
        let mut lines: Vec<SummaryLine> = Vec::new();
        for count in counts {
            let id = count.lead.to_string();
            if lines.last().is_none_or(|line| line.unit.id != id) {
                lines.push(SummaryLine {
                    unit: unit(count.lead, around),
                    green: 0,
                    yellow: 0,
                    red: 0,
                    grey: 0,
                    done: 0,
                });
            }
            let Some(line) = lines.last_mut() else { continue };
            match count.light {
                Light::Green => line.green += count.matters,
                Light::Yellow => line.yellow += count.matters,
                Light::Red => line.red += count.matters,
                Light::Grey => line.grey += count.matters,
                Light::Done => line.done += count.matters,
            }
        }
        lines
    }
}
