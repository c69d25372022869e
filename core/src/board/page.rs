//! The one door out: what of a publication the public may read today. Whoever writes public pages gets a
//! [`Copy`] and nothing else, so what is not agreed to can't be in it.

use super::{
    PublicId,
    field::{Field, Value},
    publication::Publication,
};
use crate::{
    calendar::Calendar,
    matters::{Matter, State},
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

/// What the public reads of it today; nothing where no page was ever agreed to. A matter that was withdrawn
/// takes its page with it.
pub fn copy(publication: &Publication, m: &Matter, calendar: &Calendar) -> Option<Copy> {
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
    let as_of = as_of(publication, m, calendar)?;
    Some(Copy::Page(Page { public: publication.public.clone(), lines, as_of }))
}

/// The page as it would be were everything agreed to that waits: what a preview and an approver see.
pub fn preview(publication: &Publication, m: &Matter, calendar: &Calendar) -> Page {
    let mut lines: Vec<(Field, Value)> =
        publication.wanted().into_iter().map(|shown| (shown.field, shown.today(m, calendar))).collect();
    lines.sort_by_key(|(field, _)| *field);
    let as_of = as_of(publication, m, calendar).unwrap_or_else(|| calendar.date_of(publication.changed_at));
    Page { public: publication.public.clone(), lines, as_of }
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
