//! 立项: submit, approve, send back, end, discard.

use super::{
    Act, no_fields,
    parts::{all, choices, reason},
};
use crate::{
    matters::pages::{case::Case, reader::Reader},
    web::{form::Form, layout::Frame, markup::Markup},
};
use bangdu_core::matters::{Command, DraftEnd};

pub(super) const ACTS: &[Act] = &[
    Act::of("submit", no_fields, |_| Some(Command::Submit)),
    Act::of("discard", no_fields, |_| Some(Command::Discard)),
    Act::of("take-note", note_field, note),
    Act::of("approve", approve_fields, |_| Some(Command::Approve)),
    Act::of("refuse-approval", |_, form, frame| reason(form, frame), refuse),
    Act::of("end-draft", end_fields, end),
];

/// What is about to be numbered, with what is missing of it.
fn approve_fields(case: &Case, _: &Form, frame: &Frame) -> Markup {
    if !lacks_goal(case) {
        return Markup::default();
    }
    Markup::of("<input type=\"hidden\" name=\"sure\" value=\"yes\"><p class=\"note warn\">")
        .text(frame.t("matters.no_goal"))
        .html("</p>")
}

/// Whether approving asks once more: a number can't be taken back, and nothing says yet what is to be achieved.
pub(in crate::matters::pages) fn lacks_goal(case: &Case) -> bool {
    case.offer.code == "approve" && case.matter.requirement.trim().is_empty()
}

fn note_field(_: &Case, form: &Form, frame: &Frame) -> Markup {
    form.field("text", frame.t("matters.note")).hint(frame.t("matters.note_hint")).area()
}

fn note(r: &mut Reader) -> Option<Command> {
    Some(Command::TakeNote { text: r.optional("text") })
}

fn refuse(r: &mut Reader) -> Option<Command> {
    Some(Command::RefuseApproval { reason: r.text("reason")? })
}

fn end_fields(_: &Case, form: &Form, frame: &Frame) -> Markup {
    let ends = choices(frame, DraftEnd::ALL, DraftEnd::code, DraftEnd::word);
    all([form.field("how", frame.t("matters.how_it_ends")).need().radio(&ends), reason(form, frame)])
}

fn end(r: &mut Reader) -> Option<Command> {
    let (how, reason) = (r.word("how", DraftEnd::from_code), r.text("reason"));
    Some(Command::EndDraft { how: how?, reason: reason? })
}
