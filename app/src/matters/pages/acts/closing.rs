//! 销号 and what comes after it; 撤销.

use super::{
    Act, First, no_fields,
    parts::{EVIDENCE, all, pair, reason, said, ways},
};
use crate::{
    matters::pages::{case::Case, reader::Reader},
    web::{
        form::{Choice, Form},
        layout::Frame,
        markup::Markup,
    },
};
use bangdu_core::matters::{Command, Outcome, State};

pub(super) const ACTS: &[Act] = &[
    Act::of("propose-closure", outcome_fields, |r| Some(Command::ProposeClosure { outcome: outcome(r)? }))
        .first(|_, _| vec![pair("outcome", "solved")]),
    Act::of("ask-superior", superior_fields, superior),
    Act::of("approve-closure", approve_fields, approve).first(usual_months),
    Act::of("look-back", look_back_fields, look_back).with_files(),
    Act::of("reopen", reopen_fields, reopen),
    Act::of("archive", no_fields, |_| Some(Command::Archive)),
    Act::of(
        "ask-withdrawal",
        |_, form, frame| reason(form, frame),
        |r| Some(Command::AskWithdrawal { reason: r.text("reason")? }),
    ),
    Act::of("decide-withdrawal", withdrawal_fields, withdrawal),
];

fn outcome_fields(_: &Case, form: &Form, frame: &Frame) -> Markup {
    let outcomes: Vec<Choice> =
        Outcome::CODES.iter().map(|code| Choice::of(*code, frame.word(&Outcome::word_of(code)))).collect();
    let if_chosen =
        |code: &str| frame.t1("matters.if_outcome", "outcome", frame.word(&Outcome::word_of(code)));
    let [staged, explained, merged, other] =
        ["staged", "explained", "merged", "other_channel"].map(if_chosen);
    all([
        form.field("outcome", frame.t("matters.outcome")).need().radio(&outcomes),
        form.field("next_check", frame.t("matters.next_check")).hint(&staged).date(),
        form.field("why", frame.t("matters.why_not")).hint(&explained).area(),
        form.field("accepted_by", frame.t("matters.accepted_by")).hint(&explained).text(),
        form.field("into", frame.t("matters.into")).hint(&merged).text(),
        form.field("channel", frame.t("matters.channel")).hint(&other).text(),
    ])
}

fn outcome(r: &mut Reader) -> Option<Outcome> {
    match r.text("outcome")?.as_str() {
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
    let ways = ways(frame, &[("yes", "matters.close"), ("no", "matters.do_not_close")]);
    all([
        proposed(case, frame),
        form.field("decision", frame.t("matters.decision")).need().radio(&ways),
        form.field("months", frame.t("matters.look_back_months"))
            .hint(frame.t("matters.look_back_hint"))
            .text(),
        form.field("reason", frame.t("matters.reason")).hint(frame.t("matters.if_refused")).area(),
    ])
}

/// What the second key looks at: the claim, the verifier's words, the outcome proposed.
fn proposed(case: &Case, frame: &Frame) -> Markup {
    let State::AwaitingClosure { claim, verified, proposal, .. } = &case.matter.state else {
        return Markup::default();
    };
    let outcome = proposal.as_ref().map(|p| frame.word(&p.outcome.word())).unwrap_or_default();
    all([
        said(frame.t("matters.claimed"), &claim.text),
        said(frame.t("matters.verifier_says"), &verified.opinion),
        said(frame.t("matters.outcome"), &outcome),
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
        form.field("files", frame.t("matters.evidence")).files(EVIDENCE),
    ])
}

fn look_back(r: &mut Reader) -> Option<Command> {
    let (decision, text) = (r.text("decision"), r.text("text"));
    Some(Command::LookBack { holds: decision? == "yes", text: text?, files: r.files("files") })
}

fn reopen_fields(_: &Case, form: &Form, frame: &Frame) -> Markup {
    all([form.field("deadline", frame.t("matters.new_deadline")).need().date(), reason(form, frame)])
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
