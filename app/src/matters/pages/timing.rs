//! The deadline with its day-by-day arithmetic, and who had the ball for how long.

use super::{seen::Seen, show::held};
use crate::web::layout::Frame;
use bangdu_core::{
    calendar::{DayHours, Deadline, Reckoned, Warning},
    matters::{Matter, State},
};

/// More days than these are told in sentences only.
const MOST_DAYS: usize = 120;

/// A deadline that explains itself.
pub(super) struct DeadlineView {
    pub ends: String,
    pub limit: String,
    pub is_past: bool,
    pub left: String,
    /// 补办时限, where the claim was sent back.
    pub complete_by: String,
    /// What is uncertain about it.
    pub warnings: Vec<String>,
    pub sentences: Vec<String>,
    pub days: Vec<String>,
    pub calendar: String,
}

/// A span of time in which one holder had the ball.
pub(super) struct SpanRow {
    pub holder: String,
    /// From when, and until when where it is over.
    pub when: String,
    pub hours: String,
}

/// The end of the limit as it was reckoned when it was set, with the way there.
pub(super) fn deadline(frame: &Frame, seen: &Seen) -> Option<DeadlineView> {
    let (m, calendar) = (&seen.matter, &seen.settings.calendar);
    let (due, lead) = (m.moments.due.as_ref()?, m.lead()?);
    let limit = lead.deadline.unwrap_or(m.deadline);
    let reckoned = limit.reckon(calendar, lead.given_at, &m.pauses).ok().flatten();
    // Told only where it still leads to the recorded end: a deadline is never silently recomputed.
    let told = reckoned.filter(|r| r.end == due.at);
    let days = calendar.working_days_between(calendar.date_of(seen.now), due.date);
    let is_past = seen.now > due.at;
    Some(DeadlineView {
        ends: frame.at(due.at),
        limit: frame.say(&limit.phrase()),
        is_past,
        left: left(frame, seen, days, is_past),
        complete_by: complete_by(frame, m),
        warnings: warnings(frame, due.provisional, told.as_ref(), &limit),
        sentences: told
            .iter()
            .flat_map(Reckoned::sentences)
            .map(|s| frame.say(&s))
            .chain(sent_back(frame, m, is_past))
            .collect(),
        days: told
            .iter()
            .filter(|r| r.days.len() <= MOST_DAYS)
            .flat_map(|r| &r.days)
            .map(|d| frame.say(&d.phrase()))
            .collect(),
        calendar: frame.t1("matters.calendar", "version", &due.calendar),
    })
}

fn complete_by(frame: &Frame, m: &Matter) -> String {
    let until = m.to_complete().and_then(|returned| returned.left.until);
    until.map_or_else(String::new, |until| frame.t1("matters.complete_by", "on", frame.date(until.on)))
}

/// What the return of a claim did to the deadline, or why it did nothing.
fn sent_back(frame: &Frame, m: &Matter, is_past: bool) -> Option<String> {
    let left = &m.to_complete()?.left;
    let until = frame.date(left.until?.on);
    Some(match left.moved_from {
        Some(first) => {
            let args = [("from", frame.date(first)), ("to", until)];
            let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            frame.tf("matters.moved_by_return", &args)
        }
        None if is_past => frame.t1("matters.stays_overdue", "on", until),
        None => return None,
    })
}

fn left(frame: &Frame, seen: &Seen, days: i64, is_past: bool) -> String {
    if !seen.matter.is_running() || matches!(seen.matter.state, State::Suspended { .. }) {
        return String::new();
    }
    match (is_past, days) {
        (true, days) => frame.t1("matters.days_over", "n", -days),
        (false, 0) => frame.t("matters.due_today").to_owned(),
        (false, days) => frame.t1("matters.days_left", "n", days),
    }
}

fn warnings(frame: &Frame, provisional: bool, told: Option<&Reckoned>, limit: &Deadline) -> Vec<String> {
    let mut said = Vec::new();
    if provisional {
        said.push(frame.t("matters.provisional").to_owned());
    }
    if let Some(Warning::OnRestDay(_)) = told.and_then(|r| r.warning.as_ref()) {
        said.push(frame.t("matters.on_rest_day").to_owned());
    }
    if told.is_none() && !matches!(limit, Deadline::Standing | Deadline::Open) {
        said.push(frame.t("matters.reckoned_otherwise").to_owned());
    }
    said
}

/// Spans in working hours, the latest first; none for who may not see them.
pub(super) fn spans(frame: &Frame, seen: &Seen) -> Vec<SpanRow> {
    if !seen.spans {
        return vec![];
    }
    let (spans, hours) = (&seen.matter.spans, DayHours::default());
    let ends = spans.iter().skip(1).map(|next| next.from).chain([seen.now]);
    let last = spans.len().saturating_sub(1);
    let row = |(at, (span, end)): (usize, (&bangdu_core::matters::Span, _))| {
        let worked = seen.settings.calendar.working_hours_between(span.from, end, &hours);
        SpanRow {
            holder: held(frame, seen, span.holder),
            when: if at == last {
                frame.t1("matters.since", "at", frame.at(span.from))
            } else {
                frame.tf("matters.from_to", &[("from", &frame.at(span.from)), ("to", &frame.at(end))])
            },
            hours: frame.t1(
                "matters.hours",
                "n",
                format!("{}.{}", worked.as_secs() / 3600, worked.as_secs() % 3600 / 360),
            ),
        }
    };
    let mut rows: Vec<SpanRow> = spans.iter().zip(ends).enumerate().map(row).collect();
    rows.reverse();
    rows
}
