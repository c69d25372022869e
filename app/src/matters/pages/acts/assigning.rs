//! 交办、签收、申请改派、改派、转交办.

use super::{
    Act, First,
    parts::{all, pair, reason, said, share, typed, ways},
};
use crate::{
    cx::new_id,
    matters::pages::{case::Case, reader::Reader},
    web::{form::Form, layout::Frame, markup::Markup},
};
use bangdu_core::{
    ids::{AssignmentId, UnitId},
    matters::{Command, NewAssignment, Part, kept_deadline},
    refusal::Refusal,
};

/// How many units can be given words and a deadline of their own in one form.
const OWN: usize = 4;

pub(super) const ACTS: &[Act] = &[
    Act::of("assign", units, |r| Some(Command::Assign(shares(r)?))).first(as_proposed),
    Act::of("sign-for", share, |r| Some(Command::SignFor { assignment: r.share()? })),
    Act::of("object", object_fields, object),
    Act::of("decide-objection", decide_fields, decision),
    Act::of("reassign", reassign_fields, reassign).first(as_it_stands),
    Act::of("pass-down", pass_fields, pass),
];

fn units(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let known = case.known_units();
    let many = frame.t("matters.units_hint");
    all([
        form.field("lead", frame.t("matters.lead")).need().unit(&known),
        form.field("responsible", frame.t("matters.responsible")).hint(many).text(),
        form.field("assisting", frame.t("matters.assisting")).hint(many).text(),
        own_shares(case, form, frame),
    ])
}

/// Words and deadlines of single units, folded away: most share the matter's. Where another deadline is not this
/// person's to give, none is offered, and the form says whose it is.
fn own_shares(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let known = case.known_units();
    let kept = keeps(case);
    let used = (1..=OWN).any(|n| form.values().given(&format!("unit-{n}")).is_some());
    let mut fold = Markup::of("<details class=\"fold\"").flag("open", used).html("><summary>");
    fold = fold.text(frame.t("matters.own_shares")).html("</summary>");
    for n in 1..=OWN {
        let [unit, task, due] = ["unit", "task", "due"].map(|name| format!("{name}-{n}"));
        let due = match kept {
            None => form.field(&due, frame.t("matters.own_deadline")).date(),
            Some(_) => Markup::default(),
        };
        fold = fold
            .html("<div class=\"grid\">")
            .and(&form.field(&unit, frame.t("matters.unit")).unit(&known))
            .and(&form.field(&task, frame.t("matters.own_task")).text())
            .and(&due)
            .html("</div>");
    }
    let fold = fold.html("</details>");
    let Some(refusal) = kept else { return fold };
    let due = case.matter.lead().and_then(|lead| lead.deadline).unwrap_or(case.matter.deadline);
    let (due, way) = (frame.say(&due.phrase()), frame.say(&refusal.instead));
    let told = frame.tf("matters.deadline_kept", &[("due", &due), ("way", &way)]);
    said(frame.t("matters.deadline"), &told).and(&fold)
}

/// Why the units that are given it keep the deadlines that they find; nothing where others may be given.
fn keeps(case: &Case) -> Option<&Refusal> {
    case.amends_deadline.as_ref().err().filter(|_| case.offer.code == "reassign")
}

fn shares(r: &mut Reader) -> Option<Vec<NewAssignment>> {
    let (lead, responsible, assisting) = (r.unit("lead"), r.units("responsible"), r.units("assisting"));
    let new = |unit, part| NewAssignment {
        id: AssignmentId(new_id()),
        unit,
        part,
        task: String::new(),
        deadline: None,
    };
    let mut shares = vec![new(lead?, Part::Lead)];
    shares.extend(responsible?.into_iter().map(|unit| new(unit, Part::Responsible)));
    shares.extend(assisting?.into_iter().map(|unit| new(unit, Part::Assisting)));
    if keeps(r.case).is_some() {
        for share in &mut shares {
            share.deadline = kept_deadline(&r.case.matter, share.unit, share.part);
        }
    }
    for n in 1..=OWN {
        own(r, n, &mut shares)?;
    }
    Some(shares)
}

fn own(r: &mut Reader, n: usize, shares: &mut [NewAssignment]) -> Option<()> {
    let [unit, task, due] = ["unit", "task", "due"].map(|name| format!("{name}-{n}"));
    if r.is_blank(&unit) {
        return Some(());
    }
    let (id, deadline) = (r.unit(&unit), r.optional_deadline(&due));
    let (id, deadline): (UnitId, _) = (id?, deadline?);
    match shares.iter_mut().find(|share| share.unit == id) {
        Some(share) => {
            share.task = r.optional(&task);
            // A deadline that is typed all the same is refused for its reason.
            if deadline.is_some() || keeps(r.case).is_none() {
                share.deadline = deadline;
            }
            Some(())
        }
        None => r.wrong(&unit, "matters.unit_not_above"),
    }
}

/// A reassignment begins with the units that have it.
/// The unit that the instruction proposes stands in the form already.
fn as_proposed(case: &Case, _: &Frame) -> First {
    let lead = case.matter.handwritten.as_ref().and_then(|written| written.lead);
    lead.map(|unit| pair("lead", case.directory.tree.name(unit))).into_iter().collect()
}

fn as_it_stands(case: &Case, _: &Frame) -> First {
    let m = &case.matter;
    let names = |part| {
        let units: Vec<&str> = m.units(part).map(|unit| case.directory.tree.name(unit)).collect();
        units.join("、")
    };
    let mut first = vec![
        pair("lead", names(Part::Lead)),
        pair("responsible", names(Part::Responsible)),
        pair("assisting", names(Part::Assisting)),
    ];
    let own = m.assignments.iter().filter(|a| !a.task.is_empty() || a.deadline.is_some());
    for (n, a) in (1..=OWN).zip(own) {
        first.push(pair(format!("unit-{n}"), case.directory.tree.name(a.unit)));
        first.push(pair(format!("task-{n}"), &a.task));
        if keeps(case).is_some() {
            continue;
        }
        first.push(pair(format!("due-{n}"), a.deadline.as_ref().map(typed).unwrap_or_default()));
    }
    first
}

fn reassign_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    all([units(case, form, frame), reason(form, frame)])
}

fn reassign(r: &mut Reader) -> Option<Command> {
    let (assignments, reason) = (shares(r), r.text("reason"));
    Some(Command::Reassign { assignments: assignments?, reason: reason? })
}

fn object_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    all([
        share(case, form, frame),
        form.field("proposed", frame.t("matters.proposed")).need().unit(&case.known_units()),
        reason(form, frame),
    ])
}

fn object(r: &mut Reader) -> Option<Command> {
    let (assignment, proposed, reason) = (r.share(), r.unit("proposed"), r.text("reason"));
    Some(Command::Object { assignment: assignment?, proposed: proposed?, reason: reason? })
}

fn decide_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let objections = case.shares.iter().filter_map(|id| case.matter.assignment(*id)?.objection.as_ref());
    let told = objections.map(|o| {
        let args = [("unit", case.directory.unit(o.proposed))];
        said(&frame.tf("matters.proposes", &args), &o.reason)
    });
    let ways = ways(frame, &[("yes", "matters.upheld"), ("no", "matters.overruled")]);
    all(told.chain([
        share(case, form, frame),
        form.field("decision", frame.t("matters.decision")).need().radio(&ways),
        reason(form, frame),
    ]))
}

fn decision(r: &mut Reader) -> Option<Command> {
    let (assignment, decision, reason) = (r.share(), r.text("decision"), r.text("reason"));
    Some(Command::DecideObjection { assignment: assignment?, upheld: decision? == "yes", reason: reason? })
}

fn pass_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    all([
        share(case, form, frame),
        form.field("unit", frame.t("matters.pass_to")).need().unit(&case.known_units()),
        form.field("task", frame.t("matters.own_task")).area(),
        form.field("deadline", frame.t("matters.own_deadline")).date(),
    ])
}

fn pass(r: &mut Reader) -> Option<Command> {
    let (assignment, unit, deadline) = (r.share(), r.unit("unit"), r.optional_deadline("deadline"));
    let to = NewAssignment {
        id: AssignmentId(new_id()),
        unit: unit?,
        part: Part::Responsible,
        task: r.optional("task"),
        deadline: deadline?,
    };
    Some(Command::PassDown { assignment: assignment?, to })
}
