//! The one door to every rule: a matter, a command and the facts in; events or a refusal out.

use super::{
    amending,
    apply::apply,
    assigning, closing,
    command::Command,
    event::{Event, What},
    facts::{By, Facts},
    helping, instructing,
    matter::Matter,
    moments, registration, reporting, takeover, timing, urging, verifying,
};
use crate::{
    people::{Action, Ground, require},
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
};

const EXISTS: Rule = Rule::ours("matter.exists", "事项须存在", "The matter exists");
const NEW: Rule = Rule::ours("matter.new", "新事项须用新标识", "A new matter has a new id");
const SYSTEM: Rule =
    Rule::ours("system.clock_only", "系统只办理到期事务", "The system only does what time asks for");
const OPERATOR: Rule =
    Rule::ours("operator.import_only", "命令行只可导入台账", "The operator only brings in ledgers");

/// Decides a command. The events carry their results; the last one carries the new instants where
/// these changed.
///
/// # Errors
/// The first rule that says no, with a way out. Whether the person sees the matter at all is the
/// caller's question, asked before: without sight there is no matter.
pub fn decide(m: Option<&Matter>, command: &Command, f: &Facts) -> Result<Vec<Event>, Refusal> {
    permitted(m, command, f)?;
    let whats = match m {
        None => begin(command, f)?,
        Some(m) => go_on(m, command, f)?,
    };
    Ok(with_moments(m, whats, f))
}

/// One approval for all drafts of one document, each with its own events, in the order given.
///
/// # Errors
/// The first rule that says no to any of them: then none is registered.
pub fn decide_batch(matters: &[&Matter], f: &Facts) -> Result<Vec<Vec<Event>>, Refusal> {
    for m in matters {
        permitted(Some(m), &Command::Approve, f)?;
    }
    let whats = registration::approve_batch(matters, f)?;
    Ok(matters.iter().zip(whats).map(|(m, what)| with_moments(Some(m), vec![what], f)).collect())
}

/// The table of rights, asked with the matter's own units (a new matter's: its office).
fn permitted(m: Option<&Matter>, command: &Command, f: &Facts) -> Result<(), Refusal> {
    let word = || command.action().map_or(Word::of("重新计算时限", "recompute"), Action::word);
    match (f.by, command.action()) {
        (By::System, _) => match command {
            Command::Resume { .. } | Command::Urge { .. } | Command::Recompute => Ok(()),
            _ => Err(SYSTEM.refuse(
                phrase!("系统不能代办“{0}”", "the system can't do “{0}”", word()),
                phrase!("请有权人员登录办理", "let an entitled person sign in and do it"),
            )),
        },
        (By::Operator, _) => match command {
            Command::TakeOver(_)
            | Command::Report(_)
            | Command::ReportFromLedger { .. }
            | Command::Amend { .. }
            | Command::Recompute => Ok(()),
            _ => Err(OPERATOR.refuse(
                phrase!("命令行不能代办“{0}”", "the command line can't do “{0}”", word()),
                phrase!("请有权人员登录办理", "let an entitled person sign in and do it"),
            )),
        },
        (By::Person(_), None) => Err(SYSTEM.refuse(
            phrase!("“{0}”由系统自动进行", "“{0}” is done by the system", word()),
            phrase!(
                "日历或规则变更后将自动进行，请稍候刷新",
                "it follows a change of calendar or rules; reload in a while"
            ),
        )),
        (By::Person(actor), Some(action)) => {
            let ground = match (m, command) {
                (Some(m), _) => m.ground(),
                (None, Command::Instruct(c)) => instructing::ground(c, f),
                (None, _) => Ground::draft(office_of(command, actor.unit)),
            };
            require(actor, action, &ground, f.tree, f.today())
        }
    }
}

fn office_of(command: &Command, own: crate::ids::UnitId) -> crate::ids::UnitId {
    match command {
        Command::Draft(d) | Command::RegisterOnSite(d) => d.office,
        Command::TakeOver(t) => t.office,
        _ => own,
    }
}

fn begin(command: &Command, f: &Facts) -> Result<Vec<What>, Refusal> {
    match command {
        Command::Draft(d) => registration::draft(d, f),
        Command::Instruct(c) => instructing::instruct(c, f),
        Command::RegisterOnSite(d) => registration::register_on_site(d, f),
        Command::TakeOver(t) => takeover::take_over(t, f),
        _ => Err(EXISTS.refuse(
            phrase!("该事项不存在", "there is no such matter"),
            phrase!("请返回列表后重新选择", "go back to the list"),
        )),
    }
}

fn go_on(m: &Matter, command: &Command, f: &Facts) -> Result<Vec<What>, Refusal> {
    match command {
        Command::Draft(_) | Command::Instruct(_) | Command::RegisterOnSite(_) | Command::TakeOver(_) => {
            Err(NEW.refuse(
                phrase!("该事项已存在", "the matter exists already"),
                phrase!("请打开该事项办理，或重新拟办", "open it, or draft a new one"),
            ))
        }
        Command::EditDraft(d) => registration::edit(m, d, f),
        Command::Submit => registration::submit(m),
        Command::Discard => registration::discard(m),
        Command::EndDraft { how, reason } => registration::end(m, *how, reason, f),
        Command::Approve => registration::approve(m, f),
        Command::RefuseApproval { reason } => registration::refuse(m, reason, f),
        Command::TakeNote { text } => registration::take_note(m, text, f),
        Command::Assign(new) => assigning::assign(m, new, f),
        Command::SignFor { assignment } => assigning::sign_for(m, *assignment, f),
        Command::Object { assignment, proposed, reason } => {
            assigning::object(m, *assignment, *proposed, reason, f)
        }
        Command::DecideObjection { assignment, upheld, reason } => {
            assigning::decide_objection(m, *assignment, *upheld, reason, f)
        }
        Command::Reassign { assignments, reason } => assigning::reassign(m, assignments, reason, f),
        Command::PassDown { assignment, to } => assigning::pass_down(m, *assignment, to, f),
        Command::Report(r) => reporting::report(m, r, f),
        Command::ReportFromLedger { report, row } => reporting::from_ledger(m, report, row, f),
        Command::Plan { milestones, indicators } => reporting::plan(m, milestones, indicators),
        Command::AskExtension { until, reason, progress } => {
            timing::ask_extension(m, *until, reason, progress, f)
        }
        Command::DecideExtension { granted, reason } => timing::decide_extension(m, *granted, reason, f),
        Command::GrantLateExtension { until, reason } => timing::grant_late(m, *until, reason, f),
        Command::Suspend { until, reason } => timing::suspend(m, *until, reason, f),
        Command::Resume { new_date } => timing::resume(m, *new_date, f),
        Command::Urge { text, answer_by } => {
            urging::urge(m, &urging::Words { text, answer_by: *answer_by }, f)
        }
        Command::UrgeUnits { text, units, slip, answer_by } => {
            urging::urge_units(m, units, &urging::Words { text, answer_by: *answer_by }, slip.as_ref(), f)
        }
        Command::IssueSlip { slip, text, waiver, answer_by } => {
            let words = urging::Words { text, answer_by: *answer_by };
            urging::issue_slip(m, *slip, &words, waiver.as_ref(), f)
        }
        Command::AskHelp(h) => helping::ask(m, h, f),
        Command::OfferHelp(h) => helping::offer(m, h, f),
        Command::AcceptHelp { help } => helping::accept(m, *help, f),
        Command::CoordinateHelp { help, helper } => helping::coordinate(m, *help, *helper, f),
        Command::DeclineHelp { help, reason } => helping::decline(m, *help, reason, f),
        Command::EndHelp { help, result, text } => helping::end(m, *help, *result, text),
        Command::Claim { text, signature, files } => verifying::claim(m, text, signature.as_ref(), files, f),
        Command::WithdrawClaim { reason } => verifying::withdraw_claim(m, reason),
        Command::GiveOpinion { agrees, text } => verifying::give_opinion(m, *agrees, text, f),
        Command::PassVerification { manner, opinion, files } => {
            verifying::pass(m, *manner, opinion, files, f)
        }
        Command::ReturnClaim { kind, opinion } => verifying::send_back(m, *kind, opinion, f),
        Command::ReportToAuthor { reply } => verifying::report_to_author(m, reply),
        Command::TakeNewInstruction { text, deadline } => verifying::new_instruction(m, text, *deadline, f),
        Command::ProposeClosure { outcome } => closing::propose(m, outcome, f),
        Command::AskSuperior { office } => closing::ask_superior(m, *office, f),
        Command::ApproveClosure { look_back_months } => closing::approve(m, look_back_months, f),
        Command::RefuseClosure { reason } => closing::refuse(m, reason, f),
        Command::LookBack { holds, text, files } => closing::look_back(m, *holds, text, files, f),
        Command::KeepClosed { reason } => closing::keep_closed(m, reason),
        Command::Reopen { reason, deadline } => closing::reopen(m, reason, *deadline, f),
        Command::AskWithdrawal { reason } => closing::ask_withdrawal(m, reason),
        Command::DecideWithdrawal { approved, reason } => closing::decide_withdrawal(m, *approved, reason, f),
        Command::Amend { changes, reason } => amending::amend(m, changes, reason, f),
        Command::Remark { text } => amending::remark(m, text),
        Command::Archive => closing::archive(m),
        Command::Recompute => Ok(recompute(m, f)),
    }
}

/// Nothing where no instant moves: sweeps may ask as often as they like. A round that the rules ask for
/// only now is owed from now on, not for the time before.
fn recompute(m: &Matter, f: &Facts) -> Vec<What> {
    if m.is_final() || moments::reckon(m, f.calendar, f.rules, f.now) == m.moments {
        return vec![];
    }
    vec![What::Recomputed { calendar: f.calendar.version() }]
}

/// Wraps what happened into events; the last one tells the instants, where they moved.
fn with_moments(before: Option<&Matter>, whats: Vec<What>, f: &Facts) -> Vec<Event> {
    let mut events: Vec<Event> =
        whats.into_iter().map(|what| Event { by: f.who(), what, moments: None }).collect();
    let mut after = before.cloned();
    for event in &events {
        after = apply(after, event, f.now);
    }
    if let (Some(after), Some(last)) = (after, events.last_mut()) {
        let moments = moments::reckon(&after, f.calendar, f.rules, f.now);
        last.moments = (moments != after.moments).then_some(moments);
    }
    events
}
