//! 反馈进展、节点计划与指标.

use super::{
    Act, First,
    parts::{all, choices, pair, said, share},
};
use crate::{
    files::Kind,
    matters::pages::{
        case::Case,
        reader::{Reader, unfixed},
        shares::was_urged,
    },
    web::{form::Form, layout::Frame, markup::Markup},
};
use bangdu_core::matters::{Assignment, Blocker, Command, Indicator, Milestone, NewReport, Rate};

/// Empty rows beyond those that the plan has.
const SPARE: usize = 4;

pub(super) const ACTS: &[Act] = &[
    Act::of("report", report_fields, report).first(report_first).with_files(),
    Act::of("plan", plan_fields, plan).first(plan_first),
];

fn report_first(case: &Case, _: &Frame) -> First {
    let mut first = First::new();
    if let Some(rate) = case.only_share().and_then(|a| a.rate) {
        first.push(pair("rate", rate.exact()));
    }
    for (i, indicator) in case.matter.indicators.iter().enumerate() {
        first.push(pair(format!("count-{i}"), unfixed(indicator.told(indicator.done), 3)));
    }
    first
}

fn report_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let blockers = choices(frame, Blocker::ALL, Blocker::code, Blocker::word);
    all([
        progress(case, form, frame),
        counted(case, form, frame),
        form.field("problem", frame.t("matters.problem")).area(),
        form.field("blocker", frame.t("matters.blocker")).select(&blockers),
        form.field("cause", frame.t("matters.cause")).text(),
        form.field("needs", frame.t("matters.needs")).text(),
        form.field("next_step", frame.t("matters.next_step")).text(),
        form.field("files", frame.t("matters.evidence")).files(Kind::chooser()),
        form.field("corrects", frame.t("matters.corrects")).check(),
    ])
}

/// How far it is, beside what was said last.
fn progress(case: &Case, form: &Form, frame: &Frame) -> Markup {
    all([
        urged(case, frame),
        share(case, form, frame),
        last_report(case.only_share(), frame),
        form.field("text", frame.t("matters.progress")).need().area(),
        form.field("rate", frame.t("matters.rate")).hint(frame.t("form.percent_hint")).percent(),
    ])
}

/// That the unit was urged and has not answered: reporting is the answer.
fn urged(case: &Case, frame: &Frame) -> Markup {
    let mine =
        |unit| case.shares.iter().any(|id| case.matter.assignment(*id).is_some_and(|a| a.unit == unit));
    let open = case.urges.iter().filter(|urge| urge.answered.is_none() && mine(urge.unit));
    all(open.map(|urge| {
        let note = Markup::of("<div class=\"note warn small\"><p class=\"strong\">");
        let note = note
            .text(&was_urged(frame, urge))
            .html("</p><p>")
            .text(&urge.text)
            .html("</p><p class=\"soft\">");
        note.text(frame.t("rounds.answer_hint")).html("</p></div>")
    }))
}

/// A report from the list: what the list shows of it. Evidence, indicators and corrections have the whole form.
pub(in crate::matters::pages) fn report_in_brief(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let blockers = choices(frame, Blocker::ALL, Blocker::code, Blocker::word);
    all([
        progress(case, form, frame),
        form.field("problem", frame.t("matters.problem")).text(),
        form.field("blocker", frame.t("matters.blocker")).select(&blockers),
        form.field("needs", frame.t("matters.needs")).text(),
        form.field("next_step", frame.t("matters.next_step")).text(),
    ])
}

/// What was said last stands beside what is said now.
fn last_report(share: Option<&Assignment>, frame: &Frame) -> Markup {
    let Some(last) = share.and_then(|a| a.last_report.as_ref()) else { return Markup::default() };
    said(&frame.t1("matters.last_said", "at", frame.at(last.at)), &last.text)
}

fn counted(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let m = &case.matter;
    // Totals and milestones are the whole matter's: the lead tells them, not a county of its share.
    if !leads(case) {
        return Markup::default();
    }
    let counts = m.indicators.iter().enumerate().map(|(i, indicator)| {
        let args = [("name", indicator.name.as_str()), ("measure", &indicator.measure)];
        let (name, label) = (format!("count-{i}"), frame.tf("matters.total_of", &args));
        let field = form.field(&name, &label);
        if indicator.is_in_pieces() {
            field.hint(frame.t("matters.whole_pieces")).text()
        } else {
            field.text()
        }
    });
    let open = m.milestones.iter().enumerate().filter(|(_, s)| s.reached.is_none());
    let reached = open.map(|(i, milestone)| {
        let args = [("name", milestone.name.as_str()), ("on", &frame.date(milestone.on))];
        let (name, label) = (format!("reached-{i}"), frame.tf("matters.reached_now", &args));
        form.field(&name, &label).check()
    });
    all(counts.chain(reached))
}

/// Whether one of the shares that may be reported on is the lead's.
fn leads(case: &Case) -> bool {
    case.matter.lead().is_some_and(|lead| case.shares.contains(&lead.id))
}

fn report(r: &mut Reader) -> Option<Command> {
    let (assignment, text, rate) = (r.share(), r.text("text"), r.optional_rate("rate"));
    let (blocker, indicators) = (r.optional_word("blocker", Blocker::from_code), totals(r));
    let ticked = |i: &usize| r.form.values().ticked(&format!("reached-{i}"));
    let reached = (0..r.case.matter.milestones.len()).filter(ticked).collect();
    Some(Command::Report(Box::new(NewReport {
        assignment: assignment?,
        text: text?,
        rate: rate?,
        problem: r.optional("problem"),
        blocker: blocker?,
        cause: r.optional("cause"),
        needs: r.optional("needs"),
        next_step: r.optional("next_step"),
        indicators: indicators?,
        reached,
        files: r.files("files"),
        corrects: r.form.values().ticked("corrects"),
    })))
}

/// Indicators whose total was typed and differs.
fn totals(r: &mut Reader) -> Option<Vec<(usize, i64)>> {
    let before: Vec<(i64, bool)> =
        r.case.matter.indicators.iter().map(|i| (i.told(i.done), i.is_in_pieces())).collect();
    let mut totals = Vec::new();
    for (i, (was, in_pieces)) in before.into_iter().enumerate() {
        let name = format!("count-{i}");
        if r.is_blank(&name) {
            continue;
        }
        let now = r.count(&name)?;
        if in_pieces && now % 1_000 != 0 {
            return r.wrong(&name, "matters.whole_pieces");
        }
        if now != was {
            totals.push((i, now));
        }
    }
    Some(totals)
}

fn plan_first(case: &Case, _: &Frame) -> First {
    let mut first = First::new();
    for (i, s) in case.matter.milestones.iter().enumerate() {
        first.push(pair(format!("step-{i}"), &s.name));
        first.push(pair(format!("on-{i}"), s.on.to_string()));
        first.push(pair(format!("target-{i}"), s.target.exact()));
    }
    for (i, indicator) in case.matter.indicators.iter().enumerate() {
        first.push(pair(format!("name-{i}"), &indicator.name));
        first.push(pair(format!("measure-{i}"), &indicator.measure));
        first.push(pair(format!("goal-{i}"), unfixed(indicator.goal, 3)));
    }
    first
}

fn plan_fields(_: &Case, form: &Form, frame: &Frame) -> Markup {
    let steps = (0..rows(form, "step")).map(|i| {
        let [name, on, target] = ["step", "on", "target"].map(|field| format!("{field}-{i}"));
        all([
            Markup::of("<div class=\"grid\">"),
            form.field(&name, frame.t("matters.milestone")).text(),
            form.field(&on, frame.t("matters.due_on")).date(),
            form.field(&target, frame.t("matters.target")).percent(),
            Markup::of("</div>"),
        ])
    });
    let counts = (0..rows(form, "name")).map(|i| {
        let [name, measure, goal] = ["name", "measure", "goal"].map(|field| format!("{field}-{i}"));
        all([
            Markup::of("<div class=\"grid\">"),
            form.field(&name, frame.t("matters.indicator")).text(),
            form.field(&measure, frame.t("matters.measure")).text(),
            form.field(&goal, frame.t("matters.goal")).text(),
            Markup::of("</div>"),
        ])
    });
    let head = |key| Markup::of("<h2>").text(frame.t(key)).html("</h2>");
    all([head("matters.milestones")]
        .into_iter()
        .chain(steps)
        .chain([head("matters.indicators")])
        .chain(counts))
}

/// Rows that are filled in, and a few more.
fn rows(form: &Form, field: &str) -> usize {
    let filled = |i: &usize| form.values().given(&format!("{field}-{i}")).is_some();
    (0..MOST_ROWS).filter(filled).max().map_or(0, |last| last + 1) + SPARE
}

const MOST_ROWS: usize = 200;

fn plan(r: &mut Reader) -> Option<Command> {
    let milestones: Vec<_> = (0..rows(r.form, "step")).filter_map(|i| milestone(r, i)).collect();
    let indicators: Vec<_> = (0..rows(r.form, "name")).filter_map(|i| indicator(r, i)).collect();
    let (milestones, indicators): (Option<Vec<_>>, Option<Vec<_>>) =
        (milestones.into_iter().collect(), indicators.into_iter().collect());
    Some(Command::Plan { milestones: milestones?, indicators: indicators? })
}

/// A row of the plan; nothing where it is blank. A milestone that keeps its name keeps when it was reached.
fn milestone(r: &mut Reader, i: usize) -> Option<Option<Milestone>> {
    let [name, on, target] = ["step", "on", "target"].map(|field| format!("{field}-{i}"));
    if [&name, &on, &target].iter().all(|field| r.is_blank(field)) {
        return None;
    }
    let (text, day, share) = (r.text(&name), r.date(&on), r.rate(&target));
    let row = |name: String, on, target: Rate| {
        let reached = r.case.matter.milestones.iter().find(|s| s.name == name).and_then(|s| s.reached);
        Milestone { name, on, target, reached }
    };
    Some(text.zip(day).zip(share).map(|((name, on), target)| row(name, on, target)))
}

fn indicator(r: &mut Reader, i: usize) -> Option<Option<Indicator>> {
    let [name, measure, goal] = ["name", "measure", "goal"].map(|field| format!("{field}-{i}"));
    if [&name, &measure, &goal].iter().all(|field| r.is_blank(field)) {
        return None;
    }
    let (text, goal) = (r.text(&name), r.count(&goal));
    let measure = r.optional(&measure);
    let row = |name: String, goal| {
        let done = r.case.matter.indicators.iter().find(|i| i.name == name).map_or(0, |i| i.done);
        Indicator { name, measure, goal, done }
    };
    Some(text.zip(goal).map(|(name, goal)| row(name, goal)))
}
