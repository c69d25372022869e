//! 销号 and what comes after it; 撤销.

use super::{
    Act, First, judged, no_fields,
    parts::{all, pair, reason, said, ways},
};
use crate::{
    files::Kind,
    matters::pages::{case::Case, reader::Reader},
    web::{
        form::{Choice, Form},
        layout::Frame,
        markup::Markup,
    },
};
use bangdu_core::matters::{Command, LookedBack, Outcome, State, What};

pub(super) const ACTS: &[Act] = &[
    Act::of("propose-closure", outcome_fields, |r| Some(Command::ProposeClosure { outcome: outcome(r)? }))
        .first(|_, _| vec![pair("outcome", "solved")]),
    Act::of("ask-superior", superior_fields, superior),
    Act::of("approve-closure", approve_fields, approve).first(usual_months),
    Act::of("look-back", look_back_fields, look_back).with_files(),
    Act::of("reopen", reopen_fields, reopen),
    Act::of(
        "keep-closed",
        |case, form, frame| relapse(case, frame).and(&reason(form, frame)),
        |r| Some(Command::KeepClosed { reason: r.text("reason")? }),
    ),
    Act::of("archive", no_fields, |_| Some(Command::Archive)),
    Act::of(
        "ask-withdrawal",
        |_, form, frame| reason(form, frame),
        |r| Some(Command::AskWithdrawal { reason: r.text("reason")? }),
    ),
    Act::of("decide-withdrawal", withdrawal_fields, withdrawal),
];

fn outcome_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    // What only one outcome asks for stands beneath it.
    let asked = |code: &str| match code {
        "solved" => judged::meant_field(case, form, frame),
        "staged" => form.field("next_check", frame.t("matters.next_check")).need_here().date(),
        "explained" => all([
            form.field("why", frame.t("matters.why_not")).need_here().area(),
            form.field("accepted_by", frame.t("matters.accepted_by")).need_here().text(),
        ]),
        "merged" => form.field("into", frame.t("matters.into")).need_here().text(),
        "other_channel" => form.field("channel", frame.t("matters.channel")).need_here().text(),
        _ => Markup::default(),
    };
    let outcome = |code: &&str| (Choice::of(*code, frame.word(&Outcome::word_of(code))), asked(code));
    let outcomes: Vec<(Choice, Markup)> = Outcome::CODES.iter().map(outcome).collect();
    let chosen = form.field("outcome", frame.t("matters.outcome")).need().radio_with(&outcomes);
    all([judged::judged(case, frame), chosen])
}

fn outcome(r: &mut Reader) -> Option<Outcome> {
    match r.text("outcome")?.as_str() {
        "solved" if judged::is_partial(r.case) && !r.form.values().ticked("meant") => {
            r.wrong("meant", "matters.need_meant")
        }
        "solved" => Some(Outcome::Solved),
        "standing" => Some(Outcome::Standing),
        "staged" => Some(Outcome::Staged { next_check: r.date("next_check")? }),
        "explained" => {
            let (why, accepted_by) = (r.text("why"), r.text("accepted_by"));
            Some(Outcome::Explained { why: why?, accepted_by: accepted_by? })
        }
        "merged" => match (r.text("into")?, r.case.merged) {
            (_, Some(into)) => Some(Outcome::Merged { into }),
            (_, None) => r.wrong("into", "matters.no_such_matter"),
        },
        "other_channel" => Some(Outcome::OtherChannel { channel: r.text("channel")? }),
        _ => r.wrong("outcome", "form.missing"),
    }
}

fn superior_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let name = |unit| case.directory.tree.name(unit).to_owned();
    let offices: Vec<Choice> =
        case.superiors.iter().map(|unit| Choice::of(unit.to_string(), name(*unit))).collect();
    form.field("office", frame.t("matters.superior")).need().radio(&offices)
}

fn superior(r: &mut Reader) -> Option<Command> {
    Some(Command::AskSuperior { office: r.word("office", |text| text.parse().ok())? })
}

fn usual_months(case: &Case, _: &Frame) -> First {
    let months: Vec<String> = case.rules.look_back_months.iter().map(u32::to_string).collect();
    vec![pair("months", months.join("、"))]
}

fn approve_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let [close, keep] = [("yes", "matters.close"), ("no", "matters.do_not_close")]
        .map(|(code, key)| Choice::of(code, frame.t(key)));
    let months = form.field("months", frame.t("matters.look_back_months"));
    let months = months.hint(frame.t("matters.look_back_hint")).text();
    let why = form.field("reason", frame.t("matters.reason")).need_here().area();
    all([
        judged::judged(case, frame),
        proposed(case, frame),
        form.field("decision", frame.t("matters.decision"))
            .hint(&judged::if_sent_back(case, frame))
            .need()
            .radio_with(&[(close, months), (keep, why)]),
    ])
}

/// What the second key looks at besides: the verifier's words, the outcome proposed.
fn proposed(case: &Case, frame: &Frame) -> Markup {
    let State::AwaitingClosure { verified, proposal, .. } = &case.matter.state else {
        return Markup::default();
    };
    let outcome = proposal.as_ref().map(|p| &p.outcome);
    let partial = match (outcome, judged::partial(case)) {
        (Some(Outcome::Solved), Some(rate)) => {
            judged::doubt(&frame.t1("matters.solved_in_part", "rate", rate))
        }
        _ => Markup::default(),
    };
    let outcome = outcome.map(|outcome| frame.word(&outcome.word())).unwrap_or_default();
    all([
        said(frame.t("matters.verifier_says"), &verified.opinion),
        said(frame.t("matters.outcome"), &outcome),
        partial,
    ])
}

fn approve(r: &mut Reader) -> Option<Command> {
    if r.text("decision")? != "yes" {
        return Some(Command::RefuseClosure { reason: r.text("reason")? });
    }
    let text = r.optional("months");
    let months = text.split(['、', '，', ',', ' ']).map(str::trim).filter(|one| !one.is_empty());
    match months.map(str::parse).collect::<Result<Vec<u32>, _>>() {
        Ok(look_back_months) => Some(Command::ApproveClosure { look_back_months }),
        Err(_) => r.wrong("months", "matters.need_months"),
    }
}

fn look_back_fields(_: &Case, form: &Form, frame: &Frame) -> Markup {
    let ways = ways(frame, &[("yes", "matters.holds"), ("no", "matters.relapsed")]);
    all([
        form.field("decision", frame.t("matters.looked")).need().radio(&ways),
        form.field("text", frame.t("matters.looked_text")).need().area(),
        form.field("files", frame.t("matters.evidence")).files(Kind::chooser()),
    ])
}

fn look_back(r: &mut Reader) -> Option<Command> {
    let (decision, text) = (r.text("decision"), r.text("text"));
    Some(Command::LookBack { holds: decision? == "yes", text: text?, files: r.files("files") })
}

/// What the look-back found, where that is why something is to be decided.
fn relapse(case: &Case, frame: &Frame) -> Markup {
    let found = case.story.iter().rev().find_map(|told| match &told.event.what {
        What::LookedBack(LookedBack { holds: false, text, .. }) => Some(text),
        _ => None,
    });
    let found = found.filter(|_| case.matter.relapsed);
    found.map(|text| said(frame.t("matters.relapsed"), text)).unwrap_or_default()
}

fn reopen_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    all([
        relapse(case, frame),
        form.field("deadline", frame.t("matters.new_deadline")).need().date(),
        reason(form, frame),
    ])
}

fn reopen(r: &mut Reader) -> Option<Command> {
    let (deadline, reason) = (r.deadline("deadline"), r.text("reason"));
    Some(Command::Reopen { reason: reason?, deadline: deadline? })
}

fn withdrawal_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let asked = case.matter.withdrawal.as_ref();
    let asked = asked.map(|w| said(frame.t("matters.withdrawal_asked"), &w.reason)).unwrap_or_default();
    let ways = ways(frame, &[("yes", "matters.withdraw"), ("no", "matters.do_not_withdraw")]);
    all([asked, form.field("decision", frame.t("matters.decision")).need().radio(&ways), reason(form, frame)])
}

fn withdrawal(r: &mut Reader) -> Option<Command> {
    let (decision, reason) = (r.text("decision"), r.text("reason"));
    Some(Command::DecideWithdrawal { approved: decision? == "yes", reason: reason? })
}
