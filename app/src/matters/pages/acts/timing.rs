//! 延期、暂缓办理、恢复办理.

use super::{
    Act,
    parts::{all, reason, said, ways},
};
use crate::{
    matters::pages::{case::Case, reader::Reader},
    web::{form::Form, layout::Frame, markup::Markup},
};
use bangdu_core::{calendar::Deadline, matters::Command};

pub(super) const ACTS: &[Act] = &[
    Act::of("extension", ask_fields, ask),
    Act::of("decide-extension", decide_fields, decision),
    Act::of("late-extension", until_and_reason, late),
    Act::of("suspend", until_and_reason, suspend),
    Act::of("resume", resume_fields, |r| Some(Command::Resume { new_date: r.optional_date("new_date")? })),
];

fn until_and_reason(_: &Case, form: &Form, frame: &Frame) -> Markup {
    all([form.field("until", frame.t("matters.until")).need().date(), reason(form, frame)])
}

fn ask_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let progress = form.field("progress", frame.t("matters.progress_so_far")).need().area();
    until_and_reason(case, form, frame).and(&progress)
}

fn ask(r: &mut Reader) -> Option<Command> {
    let (until, reason, progress) = (r.date("until"), r.text("reason"), r.text("progress"));
    Some(Command::AskExtension { until: until?, reason: reason?, progress: progress? })
}

fn decide_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let asked = case.matter.extension.as_ref().map(|e| {
        let until = frame.t1("matters.asked_until", "until", frame.date(e.until));
        all([said(&until, &e.reason), said(frame.t("matters.progress_so_far"), &e.progress)])
    });
    let ways = ways(frame, &[("grant", "matters.grant"), ("refuse", "matters.refuse")]);
    all([
        asked.unwrap_or_default(),
        form.field("decision", frame.t("matters.decision")).need().radio(&ways),
        form.field("reason", frame.t("matters.reason")).hint(frame.t("matters.if_refused")).area(),
    ])
}

fn decision(r: &mut Reader) -> Option<Command> {
    let granted = r.text("decision")? == "grant";
    let reason = if granted { r.optional("reason") } else { r.text("reason")? };
    Some(Command::DecideExtension { granted, reason })
}

fn late(r: &mut Reader) -> Option<Command> {
    let (until, reason) = (r.date("until"), r.text("reason"));
    Some(Command::GrantLateExtension { until: until?, reason: reason? })
}

fn suspend(r: &mut Reader) -> Option<Command> {
    let (until, reason) = (r.date("until"), r.text("reason"));
    Some(Command::Suspend { until: until?, reason: reason? })
}

/// A new date belongs to a deadline that is a date; others move by themselves.
fn resume_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    if !matches!(case.matter.deadline, Deadline::On(_)) {
        return Markup::default();
    }
    form.field("new_date", frame.t("matters.new_date")).date()
}
