//! What holds after every step of every story and of every random walk.

use super::super::{
    By, Command, Event, Light, MayTake, Todo, TodoKind, Why, apply, decide, holder, may_take, offer, offers,
    sample::{Tale, everybody},
    sentence, todos,
};
use crate::{
    people::{Actor, UnitTree},
    phrase::Phrase,
    refusal::Refusal,
};
use serde_json::Value;
use std::sync::OnceLock;

/// Rules about where a matter stands and who asks. An act that is offered is never refused by these.
const STATE_AND_PERSON: &[&str] = &[
    "matter.state",
    "rights.table",
    "verification.outside",
    "registration.approver",
    "registration.told",
    "verify.not_claimant",
    "closure.two_keys",
    "closure.proposed",
    "withdrawal.other_person",
    "withdrawal.asked",
    "extension.one",
    "extension.before_due",
    "extension.standing",
    "extension.next_level",
    "extension.asked",
    "extension.late",
    "archive.look_back",
    "look_back.due",
    "amend.final",
];

/// Acts on one share or one help of several: the offer speaks of the matter, the act of one of them.
const OF_ONE: &[&str] = &["sign-for", "object", "report", "pass-down", "answer-help", "decide-objection"];

pub fn after_deciding(tale: &Tale, by: By<'_>, command: &Command, decided: &Result<Vec<Event>, Refusal>) {
    let again = decide(tale.matter.as_ref(), command, &tale.facts(by));
    assert_eq!(&again, decided, "decided twice, differently");
    match decided {
        Ok(events) => events.iter().for_each(a_sound_event),
        Err(refusal) => {
            sound(&refusal.why);
            sound(&refusal.instead);
        }
    }
    offered_as_decided(tale, by, command, decided);
}

fn offered_as_decided(tale: &Tale, by: By<'_>, command: &Command, decided: &Result<Vec<Event>, Refusal>) {
    let (Some(m), By::Person(_), Some(code)) = (&tale.matter, by, offer_of(command)) else { return };
    let offered = offers(m, &tale.facts(by)).iter().any(|offer| offer.code == code);
    match decided {
        Ok(_) => assert!(offered, "{code} was done but not offered in {}", m.state.code()),
        Err(refusal) if offered && !OF_ONE.contains(&code) => assert!(
            !STATE_AND_PERSON.contains(&refusal.rule.code),
            "{code} was offered but refused by {}",
            refusal.rule.code
        ),
        Err(_) => {}
    }
}

fn a_sound_event(event: &Event) {
    sound(&sentence(event));
    let text = serde_json::to_string(event).unwrap();
    let back: Event = serde_json::from_str(&text).unwrap();
    assert_eq!(&back, event, "{text}");
    exact(&serde_json::from_str(&text).unwrap());
}

/// RFC 8785 writes numbers as doubles: no fractions, nothing beyond 2^53.
fn exact(value: &Value) {
    match value {
        Value::Number(n) => assert!(n.as_i64().is_some_and(|n| n.unsigned_abs() < 1 << 53), "{n}"),
        Value::Array(all) => all.iter().for_each(exact),
        Value::Object(all) => all.values().for_each(exact),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

pub fn sound(phrase: &Phrase) {
    assert!(phrase.is_sound(), "{phrase:?}");
    assert!(!phrase.zh.contains(['!', '！', ',', ';']), "{}", phrase.zh);
}

pub fn after_applying(tale: &Tale) {
    let m = tale.m();
    assert!(m.spans.windows(2).all(|two| two[0].from < two[1].from), "{:?}", m.spans);
    assert!(m.spans.windows(2).all(|two| two[0].holder != two[1].holder), "{:?}", m.spans);
    assert_eq!(m.spans.last().map(|span| span.holder), Some(holder(m)), "one holder, the last span's");
    assert!(m.closure().is_none() || m.number.is_some() || m.taken_over.is_some());
    assert!(!(m.is_draft() && m.number.is_some()), "a draft has no number");
    at_cut_offs(tale);
    if tale.log.len() <= 12 {
        told_again(tale);
    }
    what_waits_can_be_done(tale);
}

/// A step is shown to those who may take it now, and to nobody else whose turn it isn't.
fn what_waits_can_be_done(tale: &Tale) {
    static TURNS: OnceLock<Vec<(Actor, Vec<MayTake>)>> = OnceLock::new();
    let (m, waiting) = (tale.m(), todos(tale.m()));
    let of = |who: Actor| {
        let facts = tale.facts(By::Person(&who));
        let turns = may_take(&who, facts.tree, facts.today());
        (who, turns)
    };
    for (who, mine) in TURNS.get_or_init(|| everybody().into_iter().map(of).collect()) {
        let facts = tale.facts(By::Person(who));
        for todo in &waiting {
            let turn = mine.iter().any(|may| {
                (may.kind, may.takes) == (todo.kind, todo.takes) && may.units.contains(&todo.unit)
            });
            let outside = todo.kind != TodoKind::Verify || m.ground().is_outside(who.unit, facts.tree);
            let shown = turn && outside && !todo.barred.contains(&who.person);
            let offered = offer(todo.kind.offer()).is_some_and(|offer| offer.check(m, &facts).is_ok());
            assert!(offered || !shown, "{:?} waits for {who:?} in {}", todo.kind, m.state.code());
            let at_office = todo.unit == m.office && !matches!(todo.kind, TodoKind::AnswerHelp);
            let own = at_office && may_take_office(who, todo, facts.tree, facts.today());
            assert!(shown || !offered || !own, "{:?} is hidden from {who:?}", todo.kind);
        }
    }
}

/// Whether an office's step concerns this person at all: their rights reach the office.
fn may_take_office(who: &Actor, todo: &Todo, tree: &UnitTree, today: jiff::civil::Date) -> bool {
    who.business(today).any(|grant| tree.within(todo.unit, grant.scope))
}

/// The journal tells the same matter.
pub fn told_again(tale: &Tale) {
    let told = tale.log.iter().fold(None, |m, (at, event)| apply(m, event, *at));
    assert_eq!(told, tale.matter);
}

fn at_cut_offs(tale: &Tale) {
    let moments = &tale.m().moments;
    let turns = moments.shares.iter().flat_map(|share| &share.turns).chain(&moments.turns);
    for turn in turns {
        // A fixed date stays where it is, even on a rest day.
        cut_off(tale, turn.at, turn.why == Why::Overdue && turn.light == Light::Red);
    }
    moments.look_back_at.iter().for_each(|at| cut_off(tale, *at, false));
    moments.shares.iter().filter_map(|s| s.report_due_at).for_each(|at| cut_off(tale, at, false));
}

fn cut_off(tale: &Tale, at: crate::instant::Instant, may_rest: bool) {
    let date = tale.calendar.date_of(at);
    assert_eq!(tale.calendar.cutoff_of(date), at, "{date}");
    assert!(may_rest || tale.calendar.is_working(date), "{date}");
}

/// The offer under which a command is found on the page.
pub fn offer_of(command: &Command) -> Option<&'static str> {
    Some(match command {
        Command::EditDraft(_) => "edit",
        Command::Submit => "submit",
        Command::Discard => "discard",
        Command::EndDraft { .. } => "end-draft",
        Command::Approve => "approve",
        Command::TakeNote { .. } => "take-note",
        Command::RefuseApproval { .. } => "refuse-approval",
        Command::Assign(_) => "assign",
        Command::SignFor { .. } => "sign-for",
        Command::Object { .. } => "object",
        Command::DecideObjection { .. } => "decide-objection",
        Command::Reassign { .. } => "reassign",
        Command::PassDown { .. } => "pass-down",
        Command::Report(_) => "report",
        Command::Plan { .. } => "plan",
        Command::AskExtension { .. } => "extension",
        Command::DecideExtension { .. } => "decide-extension",
        Command::GrantLateExtension { .. } => "late-extension",
        Command::Suspend { .. } => "suspend",
        Command::Resume { .. } => "resume",
        Command::Urge { .. } | Command::UrgeUnits { .. } => "urge",
        Command::IssueSlip { .. } => "slip",
        Command::AskHelp(_) => "ask-help",
        Command::OfferHelp(_) => "offer-help",
        Command::AcceptHelp { .. } | Command::DeclineHelp { .. } => "answer-help",
        Command::CoordinateHelp { .. } => "coordinate-help",
        Command::EndHelp { .. } => "end-help",
        Command::Claim { .. } => "claim",
        Command::WithdrawClaim { .. } => "withdraw-claim",
        Command::GiveOpinion { .. } => "opinion",
        Command::PassVerification { .. } | Command::ReturnClaim { .. } => "verify",
        Command::ReportToAuthor { .. } | Command::TakeNewInstruction { .. } => "report-to-author",
        Command::ProposeClosure { .. } => "propose-closure",
        Command::AskSuperior { .. } => "ask-superior",
        Command::ApproveClosure { .. } | Command::RefuseClosure { .. } => "approve-closure",
        Command::LookBack { .. } => "look-back",
        Command::Reopen { .. } => "reopen",
        Command::KeepClosed { .. } => "keep-closed",
        Command::AskWithdrawal { .. } => "ask-withdrawal",
        Command::DecideWithdrawal { .. } => "decide-withdrawal",
        Command::Amend { .. } => "amend",
        Command::Remark { .. } => "remark",
        Command::Archive => "archive",
        Command::Draft(_)
        | Command::Instruct(_)
        | Command::RegisterOnSite(_)
        | Command::TakeOver(_)
        | Command::ReportFromLedger { .. }
        | Command::Recompute => return None,
    })
}
