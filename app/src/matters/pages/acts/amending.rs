//! 更正 and 备注: the office amends what was entered, with a reason; only what differs is a change. A remark needs none.

use super::{
    Act, First,
    parts::{all, choices, pair, reason, said, typed},
};
use crate::{
    matters::pages::{case::Case, reader::Reader},
    web::{form::Form, layout::Frame, markup::Markup},
};
use bangdu_core::matters::{Change, Command, MatterKind, Urgency};

/// What a form can amend, in its order.
pub(in crate::matters::pages) const FIELDS: [&str; 6] =
    ["title", "requirement", "deadline", "kind", "urgency", "campaign"];

pub(super) const ACTS: &[Act] = &[
    Act::of("amend", fields, amend).first(as_it_stands),
    Act::of("remark", remark_field, |r| Some(Command::Remark { text: r.optional("text") })).first(remarked),
];

fn as_it_stands(case: &Case, _: &Frame) -> First {
    let m = &case.matter;
    let mut first = vec![
        pair("title", &m.title),
        pair("requirement", &m.requirement),
        pair("deadline", typed(&m.deadline)),
        pair("kind", m.kind.code()),
        pair("urgency", m.urgency.code()),
        pair("campaign", m.campaign.map(|id| id.to_string()).unwrap_or_default()),
    ];
    if m.layer.as_ref().is_some_and(|layer| layer.agreed) {
        first.push(pair("agreed", "yes"));
    }
    first
}

fn fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let agreed = match case.matter.layer {
        Some(_) => form.field("agreed", frame.t("matters.agreed")).check(),
        None => Markup::default(),
    };
    let shown = all(FIELDS.map(|name| field(case, form, frame, name)));
    all([shown, agreed, reason(form, frame)])
}

/// An amendment of one field, with its reason: the others go along as they stand.
pub(in crate::matters::pages) fn amended_in_brief(
    case: &Case,
    form: &Form,
    frame: &Frame,
    only: &str,
) -> Markup {
    let hidden = |name: &&str| {
        let input = Markup::of("<input type=\"hidden\"").attr("name", name);
        input.attr("value", form.values().get(name)).html(">")
    };
    let others = FIELDS.iter().filter(|name| **name != only).map(hidden);
    let agreed = form.values().ticked("agreed").then_some("agreed");
    let shown = all([field(case, form, frame, only), reason(form, frame)]);
    shown.and(&all(others)).and(&all(agreed.iter().map(hidden)))
}

fn field(case: &Case, form: &Form, frame: &Frame, name: &str) -> Markup {
    match name {
        "title" => form.field("title", frame.t("matters.title")).need().text(),
        "requirement" => form.field("requirement", frame.t("matters.requirement")).area(),
        "deadline" => match &case.amends_deadline {
            Ok(()) => form.field("deadline", frame.t("matters.deadline")).need().date(),
            // Where it is another's to amend, the way is told and no field is offered.
            Err(refusal) => {
                let told = frame.say(&case.matter.deadline.phrase());
                let (note, way) = ("matters.with_note", frame.say(&refusal.instead));
                let why = frame.tf(note, &[("said", &told), ("note", &way)]);
                said(frame.t("matters.deadline"), &why)
            }
        },
        "kind" => {
            let kinds = choices(frame, MatterKind::ALL, MatterKind::code, MatterKind::word);
            form.field("kind", frame.t("matters.kind")).need().radio(&kinds)
        }
        "urgency" => {
            let urgencies = choices(frame, Urgency::ALL, Urgency::code, Urgency::word);
            form.field("urgency", frame.t("matters.urgency")).need().radio(&urgencies)
        }
        "campaign" if !case.campaigns.is_empty() => {
            let none = frame.t("matters.no_campaign");
            form.field("campaign", frame.t("matters.campaign")).select_or(none, &case.campaigns)
        }
        _ => Markup::default(),
    }
}

fn amend(r: &mut Reader) -> Option<Command> {
    let (title, reason) = (r.text("title"), r.text("reason"));
    let stays = r.case.amends_deadline.is_err() && r.is_blank("deadline");
    let deadline = if stays { Some(r.case.matter.deadline) } else { r.deadline("deadline") };
    let (kind, urgency) = (r.word("kind", MatterKind::from_code), r.word("urgency", Urgency::from_code));
    let agreed = r.form.values().ticked("agreed");
    // A form without the field says nothing of it.
    let is_asked = r.form.values().all("campaign").next().is_some();
    let campaign = if is_asked { Some(r.optional_word("campaign", |id| id.parse().ok())?) } else { None };
    let m = &r.case.matter;
    let differing = [
        Some(Change::Title(title?)).filter(|c| *c != Change::Title(m.title.clone())),
        Some(Change::Requirement(r.optional("requirement")))
            .filter(|c| *c != Change::Requirement(m.requirement.clone())),
        Some(Change::Deadline(deadline?)).filter(|c| *c != Change::Deadline(m.deadline)),
        Some(Change::Kind(kind?)).filter(|c| *c != Change::Kind(m.kind)),
        Some(Change::Urgency(urgency?)).filter(|c| *c != Change::Urgency(m.urgency)),
        campaign.filter(|campaign| *campaign != m.campaign).map(Change::Campaign),
        m.layer.as_ref().filter(|layer| layer.agreed != agreed).map(|_| Change::Agreed(agreed)),
    ];
    Some(Command::Amend { changes: differing.into_iter().flatten().collect(), reason: reason? })
}

fn remarked(case: &Case, _: &Frame) -> First {
    vec![pair("text", case.matter.remark())]
}

fn remark_field(_: &Case, form: &Form, frame: &Frame) -> Markup {
    form.field("text", frame.t("matters.remark")).area()
}
