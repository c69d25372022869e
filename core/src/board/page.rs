//! The one door out: what of a publication the public may read today. Whoever writes public pages gets a
//! [`Copy`] and nothing else, so what is not agreed to can't be in it.

use super::{
    PublicId,
    field::{Field, Shown, Value},
    publication::Publication,
};
use crate::{
    calendar::Calendar,
    instant::Instant,
    matters::{Matter, Rate, State},
};
use jiff::civil::Date;

/// What stands at a public address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Copy {
    /// A page.
    Page(Page),
    /// There was one; it was taken down.
    Down(PublicId),
}

/// A public page: only what was agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub public: PublicId,
    /// The fields with what they say today, in the public's order.
    pub lines: Vec<(Field, Value)>,
    /// The day to which the page is true.
    pub as_of: Date,
    /// A point of the plan that was to be reached before this day, and wasn't, was missed.
    pub missed_before: Date,
    /// Whether the day by which it was to be done has passed, and it isn't.
    pub overdue: bool,
}

impl Page {
    /// What a field says.
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.lines.iter().find(|(known, _)| *known == field).map(|(_, value)| value)
    }

    /// A field's words.
    pub fn text(&self, field: Field) -> &str {
        match self.get(field) {
            Some(Value::Text { text }) => text,
            _ => "",
        }
    }
}

/// What the fields that are told say of planned days that have passed: `missed_before`, `overdue`. Of what follows the
/// matter it is told by today; of what was agreed to as it stood then, by that day: what came of it since nobody was
/// told. That it isn't done is told only where the public is told how far it is.
fn past(
    shown: &[(&Shown, Option<Instant>)],
    lines: &[(Field, Value)],
    m: &Matter,
    calendar: &Calendar,
    today: Date,
) -> (Date, bool) {
    let of = |field: Field| shown.iter().find(|(shown, _)| shown.field == field);
    let kept = |field: Field| of(field).is_some_and(|(shown, _)| shown.kept);
    let missed_before = match of(Field::Steps) {
        Some((shown, Some(at))) if !shown.kept => calendar.date_of(*at),
        _ => today,
    };
    let said = |field: Field| lines.iter().find(|(known, _)| *known == field).map(|(_, value)| value);
    let overdue = match (said(Field::Due), said(Field::Rate)) {
        (Some(Value::Due { on: Some(on) }), Some(Value::Rate { rate })) => *on < today && *rate < Rate::WHOLE,
        _ => false,
    };
    let open = !m.is_final() && m.closure().is_none() && m.claim().is_none();
    (missed_before, overdue && open && kept(Field::Due) && kept(Field::Rate))
}

/// The last planned day that was missed: to the day behind it the page is true.
fn last_missed(lines: &[(Field, Value)], missed_before: Date, overdue: bool) -> Option<Date> {
    let days = lines.iter().flat_map(|(_, value)| match value {
        Value::Steps { steps } => {
            steps.iter().filter(|step| step.is_missed(missed_before)).map(|step| step.on).collect()
        }
        Value::Due { on: Some(on) } if overdue => vec![*on],
        _ => Vec::new(),
    });
    days.max().and_then(|day| day.tomorrow().ok())
}

/// What the public reads of it today; nothing where no page was ever agreed to. A matter that was withdrawn
/// takes its page with it.
pub fn copy(publication: &Publication, m: &Matter, calendar: &Calendar, today: Date) -> Option<Copy> {
    let gone = || publication.was_public.then(|| Copy::Down(publication.public.clone()));
    if !publication.is_public() || matches!(m.state, State::Withdrawn) {
        return gone();
    }
    let mut lines: Vec<(Field, Value)> = publication
        .agreed
        .iter()
        .map(|agreed| (agreed.shown.field, agreed.shown.today(m, calendar)))
        .filter(|(_, value)| !matches!(value, Value::Steps { steps } if steps.is_empty()))
        .collect();
    lines.sort_by_key(|(field, _)| *field);
    let shown: Vec<_> = publication.agreed.iter().map(|agreed| (&agreed.shown, Some(agreed.at))).collect();
    let (missed_before, overdue) = past(&shown, &lines, m, calendar, today);
    let as_of = as_of(publication, m, calendar)?;
    let as_of = last_missed(&lines, missed_before, overdue).map_or(as_of, |day| day.max(as_of));
    Some(Copy::Page(Page { public: publication.public.clone(), lines, as_of, missed_before, overdue }))
}

/// The page as it would be were everything agreed to that waits: what a preview and an approver see.
pub fn preview(publication: &Publication, m: &Matter, calendar: &Calendar, today: Date) -> Page {
    let mut lines: Vec<(Field, Value)> =
        publication.wanted().into_iter().map(|shown| (shown.field, shown.today(m, calendar))).collect();
    lines.sort_by_key(|(field, _)| *field);
    let agreed_at = |shown: &Shown| {
        publication.agreed.iter().find(|agreed| agreed.shown == *shown).map(|agreed| agreed.at)
    };
    let shown: Vec<_> = publication.wanted().into_iter().map(|shown| (shown, agreed_at(shown))).collect();
    let (missed_before, overdue) = past(&shown, &lines, m, calendar, today);
    let as_of = as_of(publication, m, calendar).unwrap_or_else(|| calendar.date_of(publication.changed_at));
    let as_of = last_missed(&lines, missed_before, overdue).map_or(as_of, |day| day.max(as_of));
    Page { public: publication.public.clone(), lines, as_of, missed_before, overdue }
}

/// The day to which it is true: the last day on which something was agreed to or, for what is kept up to date,
/// reported. Not the matter's last change: what happens inside is nobody's business outside, nor is when.
fn as_of(publication: &Publication, m: &Matter, calendar: &Calendar) -> Option<Date> {
    let agreed = publication.agreed.iter().map(|agreed| agreed.at).max()?;
    let kept = |field: Field| publication.agreed.iter().any(|a| a.shown.field == field && a.shown.kept);
    let reported = m.lead().and_then(|lead| lead.last_report.as_ref()).map(|report| report.at);
    let reached = m.milestones.iter().filter_map(|milestone| milestone.reached).max();
    let reported = reported.filter(|_| kept(Field::Rate));
    let reached = reached.filter(|_| kept(Field::Steps));
    [Some(agreed), reported, reached].into_iter().flatten().max().map(|at| calendar.date_of(at))
}
