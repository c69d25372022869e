//! The units with their shares: part, receipt, own light, completion, last report, whom to call.

use super::{
    seen::{Contact, Seen},
    show::{LightView, lit},
};
use crate::{matters::rounds::told, web::layout::Frame};
use bangdu_core::{
    calendar::Deadline,
    instant::Instant,
    matters::{Assignment, LastReport, Pressed, Receipt, assignment_light, pressed},
    phrase::{Arg, Phrase},
};

/// A unit's share as a row.
pub(super) struct ShareRow {
    pub unit: String,
    pub part: String,
    pub task: String,
    pub passed_by: String,
    pub receipt: String,
    pub is_unsigned_late: bool,
    pub due: String,
    /// When its next report is owed, or was.
    pub report_due: String,
    pub is_report_late: bool,
    pub light: Option<LightView>,
    pub rate: String,
    /// In percent, for the bar.
    pub percent: u32,
    pub last_at: String,
    pub last: String,
    /// What else it said: the problem, what must be coordinated, the next step, each with its heading.
    pub besides: Vec<(&'static str, String)>,
    /// By whom and when it was urged last.
    pub urged: String,
    /// How it answered since; empty while it has not.
    pub answered: String,
    /// That the answer came after the day that was named for it.
    pub answered_late: String,
    /// What is said while it has not answered, and whether that is late.
    pub awaited: (String, bool),
    /// The words of the urge, while it waits for an answer.
    pub urge: String,
    pub contacts: Vec<ContactRow>,
}

/// Somebody to call.
pub(super) struct ContactRow {
    pub name: String,
    pub position: String,
    pub role: String,
    pub phone: String,
}

/// Every share, the lead first.
pub(super) fn rows(frame: &Frame, seen: &Seen) -> Vec<ShareRow> {
    let mut shares: Vec<&Assignment> = seen.matter.assignments.iter().collect();
    shares.sort_by_key(|a| a.part);
    let urges = pressed(seen.story.iter().map(|told| (told.at, &told.event)));
    shares.into_iter().map(|a| row(frame, seen, a, urges.iter().find(|urge| urge.unit == a.unit))).collect()
}

fn row(frame: &Frame, seen: &Seen, a: &Assignment, urge: Option<&Pressed>) -> ShareRow {
    let last = a.last_report.as_ref();
    let owed = report_due(seen, a);
    let passer = a.passed_from.and_then(|id| seen.matter.assignment(id));
    let answered = urge.and_then(|urge| urge.answered);
    ShareRow {
        urged: urge.map(|urge| was_urged(frame, urge)).unwrap_or_default(),
        answered_late: urge.map(|urge| told::late(frame.lang, urge, seen.now)).unwrap_or_default(),
        awaited: urge.map(|urge| told::awaited(frame.lang, urge, seen.now)).unwrap_or_default(),
        answered: answered.map(|(_, how)| frame.word(&how.word())).unwrap_or_default(),
        urge: urge.filter(|_| answered.is_none()).map(|urge| urge.text.clone()).unwrap_or_default(),
        unit: seen.directory.unit(a.unit).to_owned(),
        part: frame.word(&a.part.word()),
        task: a.task.clone(),
        passed_by: passer
            .map(|from| frame.t1("matters.passed_by", "unit", seen.directory.unit(from.unit)))
            .unwrap_or_default(),
        receipt: receipt(frame, seen, a),
        is_unsigned_late: is_late(seen, a),
        due: due(frame, seen, a),
        is_report_late: owed.is_some_and(|at| at <= seen.now),
        report_due: owed
            .map(|at| {
                let key = if at <= seen.now { "matters.report_was_due" } else { "matters.report_due" };
                frame.t1(key, "at", frame.date(seen.settings.calendar.date_of(at)))
            })
            .unwrap_or_default(),
        light: lit(frame, seen, assignment_light(&seen.matter, a.id, seen.now)),
        rate: a.rate.map(|rate| rate.percent()).unwrap_or_default(),
        percent: a.rate.map_or(0, |rate| (rate.0 / 100).min(100)),
        last_at: last.map(|l| frame.at(l.at)).unwrap_or_default(),
        last: last.map(|l| l.text.clone()).unwrap_or_default(),
        besides: last.map(|l| besides(frame, l)).unwrap_or_default(),
        contacts: seen.contacts.iter().filter(|c| c.unit == a.unit).map(|c| contact(frame, c)).collect(),
    }
}

fn besides(frame: &Frame, report: &LastReport) -> Vec<(&'static str, String)> {
    let said = [
        ("matters.problem", &report.problem),
        ("matters.needs", &report.needs),
        ("matters.next_step", &report.next_step),
    ];
    let said = said.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(key, text)| (frame.t(key), text.clone())).collect()
}

/// By whom and when a unit was urged, and by which day it was to answer.
pub(super) fn was_urged(frame: &Frame, urge: &Pressed) -> String {
    let who = frame.say(&Phrase::new("{0}", "{0}", vec![Arg::from(urge.by)]));
    told::was_urged(frame.lang, &who, &frame.at(urge.at), urge.answer_by)
}

fn receipt(frame: &Frame, seen: &Seen, a: &Assignment) -> String {
    match &a.receipt {
        Receipt::Informed => frame.t("matters.informed").to_owned(),
        Receipt::Signed { at, .. } => frame.t1("matters.signed_at", "at", frame.at(at)),
        Receipt::Awaiting { by } if is_late(seen, a) => {
            frame.t1("matters.unsigned_since", "at", frame.at(by))
        }
        Receipt::Awaiting { by } => frame.t1("matters.sign_by", "at", frame.at(by)),
    }
}

fn is_late(seen: &Seen, a: &Assignment) -> bool {
    matches!(a.receipt, Receipt::Awaiting { by } if by < seen.now)
}

/// Its own deadline; the matter's is not said again.
fn due(frame: &Frame, seen: &Seen, a: &Assignment) -> String {
    match a.deadline {
        None => String::new(),
        Some(limit @ (Deadline::Standing | Deadline::Open)) => frame.say(&limit.phrase()),
        Some(_) => {
            let due = seen.matter.moments.share(a.id).and_then(|share| share.due.as_ref());
            due.map(|due| frame.at(due.at)).unwrap_or_default()
        }
    }
}

/// When its report is owed, while units are at work on the matter.
fn report_due(seen: &Seen, a: &Assignment) -> Option<Instant> {
    seen.matter.moments.share(a.id).filter(|_| seen.matter.is_running())?.report_due_at
}

fn contact(frame: &Frame, c: &Contact) -> ContactRow {
    ContactRow {
        name: c.name.clone(),
        position: c.position.clone(),
        role: c.role.map(|role| frame.word(&role.word())).unwrap_or_default(),
        phone: c.phone.clone().unwrap_or_default(),
    }
}
