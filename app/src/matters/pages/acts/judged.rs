//! What is judged, before those who judge it: the claim with its files, how much is done, the deadline and whether it
//! was kept, what was reported last. A judgement without its grounds is a signature.

use super::parts::{all, said};
use crate::{
    matters::pages::{case::Case, reader::unfixed},
    web::{form::Form, layout::Frame, markup::Markup},
};
use bangdu_core::matters::{Event, FileRef, Indicator, Rate, What, time_that_remains};

/// Acts whose forms look at the story.
pub(in crate::matters::pages) const JUDGES: [&str; 6] =
    ["verify", "opinion", "propose-closure", "approve-closure", "reopen", "keep-closed"];

/// So many reports are looked at, and so many of their files are named.
const REPORTS: usize = 3;
const FILES: usize = 12;

/// The grounds.
pub(super) fn judged(case: &Case, frame: &Frame) -> Markup {
    let Some(claim) = case.matter.claim() else { return Markup::default() };
    let opinion = claim.preliminary.as_ref();
    all([
        said(frame.t("matters.claimed"), &claim.text),
        said(frame.t("matters.opinion"), opinion.map_or("", |o| &o.text)),
        figures(case, frame),
        last_report(case, frame),
        papers(case, frame),
    ])
}

/// When it was claimed, by when it was due, and how much is done.
fn figures(case: &Case, frame: &Frame) -> Markup {
    let Some(claim) = case.matter.claim() else { return Markup::default() };
    let calendar = &case.settings.calendar;
    let mut rows = vec![(frame.t("matters.claimed_at"), frame.at(claim.at), false)];
    match case.matter.moments.due.as_ref() {
        Some(due) => {
            let late = calendar.working_days_between(due.date, calendar.date_of(claim.at));
            let is_late = due.at < claim.at;
            let kept = if is_late {
                frame.t1("matters.claimed_late", "n", late)
            } else {
                frame.t("matters.claimed_in_time").to_owned()
            };
            let on = frame.date(due.date);
            let told = frame.tf("matters.with_note", &[("said", &on), ("note", &kept)]);
            rows.push((frame.t("matters.deadline"), told, is_late));
        }
        None => rows.push((frame.t("matters.deadline"), frame.say(&case.matter.deadline.phrase()), false)),
    }
    let rate = rate(case).map_or_else(|| frame.t("matters.none").to_owned(), Rate::percent);
    rows.push((frame.t("matters.rate"), rate, partial(case).is_some()));
    rows.extend(missed(case, frame));
    rows.extend(counted(case, frame));
    let list = rows.iter().fold(Markup::of("<dl class=\"facts\">"), |list, (label, value, doubtful)| {
        let cell = list.html("<dt>").text(label).html("</dt><dd>");
        let cell = if *doubtful {
            cell.html("<span class=\"badge bad\">").text(value).html("</span>")
        } else {
            cell.text(value)
        };
        cell.html("</dd>")
    });
    list.html("</dl>")
}

/// Milestones whose day has passed and that nobody reached.
fn missed(case: &Case, frame: &Frame) -> Option<(&'static str, String, bool)> {
    let today = case.today();
    let missed = case.matter.milestones.iter().filter(|step| step.is_missed(today));
    let told: Vec<String> = missed
        .map(|step| frame.tf("matters.with_note", &[("said", &step.name), ("note", &frame.date(step.on))]))
        .collect();
    (!told.is_empty()).then(|| (frame.t("matters.late_steps"), told.join(frame.lang.comma()), true))
}

/// What was counted, beside its goal.
fn counted<'f>(case: &Case, frame: &'f Frame) -> Vec<(&'f str, String, bool)> {
    let told = |i: &Indicator| {
        let (done, goal) = (unfixed(i.told(i.done), 3), unfixed(i.goal, 3));
        (frame.t("matters.indicator"), format!("{} {done} / {goal} {}", i.name, i.measure), i.done < i.goal)
    };
    case.matter.indicators.iter().map(told).collect()
}

fn rate(case: &Case) -> Option<Rate> {
    case.matter.lead().and_then(|lead| lead.rate)
}

fn last_report(case: &Case, frame: &Frame) -> Markup {
    let report = case.matter.lead().and_then(|lead| lead.last_report.as_ref());
    report.map_or_else(Markup::default, |report| {
        all([
            said(&format!("{} {}", frame.t("matters.last_report"), frame.at(report.at)), &report.text),
            said(frame.t("matters.problem"), &report.problem),
        ])
    })
}

/// The files of the claim and of the last reports, pictures in small.
fn papers(case: &Case, frame: &Frame) -> Markup {
    let reports = |event: &&Event| matches!(event.what, What::Reported(_));
    let story = || case.story.iter().rev().map(|told| &told.event);
    let claim = story().find(|event| matches!(event.what, What::Claimed { .. }));
    let mut files: Vec<&FileRef> = Vec::new();
    for event in claim.into_iter().chain(story().filter(reports).take(REPORTS)) {
        files.extend(event.what.files());
    }
    files.truncate(FILES);
    let head = Markup::of("<div class=\"field\"><p class=\"hint\">")
        .text(frame.t("matters.judged_files"))
        .html("</p>");
    if files.is_empty() {
        return head.html("<p class=\"quote\">").text(frame.t("matters.judged_no_files")).html("</p></div>");
    }
    let list = files.iter().fold(head.html("<ul class=\"papers\">"), |list, file| {
        let href = format!("/matters/{}/files/{}", case.matter.id, file.id);
        let link = list.html("<li><a").attr("href", &href).html(">");
        let link = if is_picture(&file.name) {
            link.html("<img alt=\"\" loading=\"lazy\"").attr("src", &href).html(">")
        } else {
            link
        };
        link.text(&file.name).html("</a></li>")
    });
    list.html("</ul></div>")
}

fn is_picture(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    ["jpg", "jpeg", "png"].contains(&ending.as_str())
}

/// How much is done, where the last report says less than the whole.
pub(super) fn partial(case: &Case) -> Option<String> {
    rate(case).filter(|rate| *rate < Rate::WHOLE).map(Rate::percent)
}

/// Whether less than the whole was reported.
pub(super) fn is_partial(case: &Case) -> bool {
    partial(case).is_some()
}

/// The tick that 已解决 is meant, where less than the whole was reported.
pub(super) fn meant_field(case: &Case, form: &Form, frame: &Frame) -> Markup {
    partial(case).map_or_else(Markup::default, |rate| {
        form.field("meant", &frame.t1("matters.meant", "rate", rate)).check()
    })
}

/// Something that whoever judges should stop at.
pub(super) fn doubt(text: &str) -> Markup {
    Markup::of("<p class=\"note warn\">").text(text).html("</p>")
}

/// What becomes of the deadline where the claim is sent back.
pub(super) fn if_sent_back(case: &Case, frame: &Frame) -> String {
    let (deadline, left) = time_that_remains(&case.matter, &case.settings.calendar, &case.rules, case.now);
    match (left.until, deadline) {
        (None, _) => frame.t("matters.if_back_stays").to_owned(),
        (Some(until), Some(_)) => frame.t1("matters.if_back_moves", "on", frame.date(until.on)),
        (Some(until), None) => frame.t1("matters.if_back_late", "on", frame.date(until.on)),
    }
}
