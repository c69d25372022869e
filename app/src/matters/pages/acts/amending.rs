//! 更正: the office amends what was entered, with a reason; only what differs is a change.

use super::{
    Act, First,
    parts::{all, choices, pair, reason, typed},
};
use crate::{
    matters::pages::{case::Case, reader::Reader},
    web::{form::Form, layout::Frame, markup::Markup},
};
use bangdu_core::matters::{Change, Command, MatterKind, Urgency};

pub(super) const ACTS: &[Act] = &[Act::of("amend", fields, amend).first(as_it_stands)];

fn as_it_stands(case: &Case, _: &Frame) -> First {
    let m = &case.matter;
    let mut first = vec![
        pair("title", &m.title),
        pair("requirement", &m.requirement),
        pair("deadline", typed(&m.deadline)),
        pair("kind", m.kind.code()),
        pair("urgency", m.urgency.code()),
    ];
    if m.layer.as_ref().is_some_and(|layer| layer.agreed) {
        first.push(pair("agreed", "yes"));
    }
    first
}

fn fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let kinds = choices(frame, MatterKind::ALL, MatterKind::code, MatterKind::word);
    let urgencies = choices(frame, Urgency::ALL, Urgency::code, Urgency::word);
    let agreed = match case.matter.layer {
        Some(_) => form.field("agreed", frame.t("matters.agreed")).check(),
        None => Markup::default(),
    };
    all([
        form.field("title", frame.t("matters.title")).need().text(),
        form.field("requirement", frame.t("matters.requirement")).area(),
        form.field("deadline", frame.t("matters.deadline")).need().date(),
        form.field("kind", frame.t("matters.kind")).need().radio(&kinds),
        form.field("urgency", frame.t("matters.urgency")).need().radio(&urgencies),
        agreed,
        reason(form, frame),
    ])
}

fn amend(r: &mut Reader) -> Option<Command> {
    let (title, deadline, reason) = (r.text("title"), r.deadline("deadline"), r.text("reason"));
    let (kind, urgency) = (r.word("kind", MatterKind::from_code), r.word("urgency", Urgency::from_code));
    let agreed = r.form.values().ticked("agreed");
    let m = &r.case.matter;
    let differing = [
        Some(Change::Title(title?)).filter(|c| *c != Change::Title(m.title.clone())),
        Some(Change::Requirement(r.optional("requirement")))
            .filter(|c| *c != Change::Requirement(m.requirement.clone())),
        Some(Change::Deadline(deadline?)).filter(|c| *c != Change::Deadline(m.deadline)),
        Some(Change::Kind(kind?)).filter(|c| *c != Change::Kind(m.kind)),
        Some(Change::Urgency(urgency?)).filter(|c| *c != Change::Urgency(m.urgency)),
        m.layer.as_ref().filter(|layer| layer.agreed != agreed).map(|_| Change::Agreed(agreed)),
    ];
    Some(Command::Amend { changes: differing.into_iter().flatten().collect(), reason: reason? })
}
