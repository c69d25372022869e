//! 办结申请、初审、核查、呈报.

use super::{
    Act, First, judged,
    parts::{all, choices, pair, reason, ways},
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
use bangdu_core::matters::{Command, HeadSignature, Manner, ReturnKind};

pub(super) const ACTS: &[Act] = &[
    Act::of("claim", claim_fields, claim).with_files(),
    Act::of("withdraw-claim", |_, form, frame| reason(form, frame), withdraw),
    Act::of("opinion", opinion_fields, opinion),
    Act::of("verify", verify_fields, verify).first(on_paper).with_files(),
    Act::of("report-to-author", author_fields, author),
];

fn claim_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let signature = if case.signs_claims {
        Markup::of("<p class=\"note\">").text(frame.t("matters.signs_in_person")).html("</p>")
    } else {
        all([
            form.field("head", frame.t("matters.head")).need().text(),
            form.field("scan", frame.t("matters.sealed_scan")).need().file(".pdf,.ofd,.jpg,.jpeg,.png"),
        ])
    };
    let doubt =
        judged::partial(case).map(|rate| judged::doubt(&frame.t1("matters.claimed_in_part", "rate", rate)));
    all([
        doubt.unwrap_or_default(),
        form.field("text", frame.t("matters.achieved")).need().area(),
        form.field("files", frame.t("matters.evidence")).files(Kind::chooser()),
        signature,
    ])
}

fn claim(r: &mut Reader) -> Option<Command> {
    let (text, signature) = (r.text("text"), signature(r));
    Some(Command::Claim { text: text?, signature: signature?, files: r.files("files") })
}

/// The head signs in person; a liaison hands in the sealed scan with the head's name.
fn signature(r: &mut Reader) -> Option<Option<HeadSignature>> {
    if r.case.signs_claims {
        return Some(None);
    }
    let (name, file) = (r.text("head"), r.files("scan").pop());
    let Some(file) = file else { return r.wrong("scan", "matters.need_a_scan") };
    Some(Some(HeadSignature::Scan { name: name?, file }))
}

fn withdraw(r: &mut Reader) -> Option<Command> {
    Some(Command::WithdrawClaim { reason: r.text("reason")? })
}

fn opinion_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let ways = ways(frame, &[("yes", "matters.agrees"), ("no", "matters.disagrees")]);
    all([
        judged::judged(case, frame),
        form.field("decision", frame.t("matters.opinion")).need().radio(&ways),
        form.field("text", frame.t("matters.opinion_text")).need().area(),
    ])
}

fn opinion(r: &mut Reader) -> Option<Command> {
    let (decision, text) = (r.text("decision"), r.text("text"));
    Some(Command::GiveOpinion { agrees: decision? == "yes", text: text? })
}

fn on_paper(case: &Case, _: &Frame) -> First {
    let manner = if case.rules.on_site_verification { Manner::OnSite } else { Manner::OnPaper };
    vec![pair("manner", manner.code())]
}

fn verify_fields(case: &Case, form: &Form, frame: &Frame) -> Markup {
    let mut results = ways(frame, &[("pass", "matters.pass")]);
    results.extend(choices(frame, ReturnKind::ALL, ReturnKind::code, ReturnKind::word));
    let manners = choices(frame, Manner::ALL, Manner::code, Manner::word);
    all([
        judged::judged(case, frame),
        form.field("manner", frame.t("matters.manner")).need().radio(&manners),
        form.field("decision", frame.t("matters.verified"))
            .hint(&judged::if_sent_back(case, frame))
            .need()
            .radio(&results),
        form.field("opinion", frame.t("matters.verifier_says")).need().area(),
        form.field("files", frame.t("matters.evidence")).files(Kind::chooser()),
    ])
}

fn verify(r: &mut Reader) -> Option<Command> {
    let (decision, manner) = (r.text("decision"), r.word("manner", Manner::from_code));
    let (opinion, manner) = (r.text("opinion"), manner);
    if decision? == "pass" {
        return Some(Command::PassVerification {
            manner: manner?,
            opinion: opinion?,
            files: r.files("files"),
        });
    }
    let kind = r.word("decision", ReturnKind::from_code);
    Some(Command::ReturnClaim { kind: kind?, opinion: opinion? })
}

fn author_fields(_: &Case, form: &Form, frame: &Frame) -> Markup {
    let [done, again] = [("done", "matters.no_more"), ("again", "matters.instructed_again")]
        .map(|(code, key)| Choice::of(code, frame.t(key)));
    let deadline = form.field("deadline", frame.t("matters.new_deadline")).need_here().date();
    all([
        form.field("decision", frame.t("matters.author_says"))
            .need()
            .radio_with(&[(done, Markup::default()), (again, deadline)]),
        form.field("text", frame.t("matters.author_words")).need().area(),
    ])
}

fn author(r: &mut Reader) -> Option<Command> {
    let (decision, text) = (r.text("decision"), r.text("text"));
    if decision? == "again" {
        let deadline = r.deadline("deadline");
        return Some(Command::TakeNewInstruction { text: text?, deadline: deadline? });
    }
    Some(Command::ReportToAuthor { reply: text? })
}
