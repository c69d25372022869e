//! What waits for whom: each open step of a matter, with the unit whose turn it is and by when. Told
//! from the matter as it stands; the desk shows those that a person's rights let them do.

use super::{
    closing,
    gates::not_over,
    matter::{Matter, State},
    parts::{Assignment, HelpStand, Receipt},
    registration, timing, verifying,
    words::{Part, words},
};
use crate::{
    ids::{PersonId, UnitId},
    instant::Instant,
    people::{Action, Actor, Ground, UnitTree, allows},
    phrase::Word,
    who::Who,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

words! {
    /// A kind of step that waits.
    TodoKind {
        /// A draft to be finished.
        FinishDraft = "finish_draft" "待完善的拟办" "Drafts to finish",
        /// A draft to be approved.
        ApproveRegistration = "approve_registration" "待审批立项" "Registrations to approve",
        /// A registration on site that the head must hear of.
        TakeNote = "take_note" "现场立项待阅知" "Registrations on site to note",
        /// To be sent out.
        Assign = "assign" "待交办" "To assign",
        /// A claim that was sent back, to be made good.
        Complete = "complete" "退回待补办" "Sent back to be completed",
        /// To be signed for.
        SignFor = "sign_for" "待签收" "To sign for",
        /// An objection to be decided.
        DecideObjection = "decide_objection" "待审定改派" "Objections to decide",
        /// A report that is owed.
        Report = "report" "待反馈" "Reports owed",
        /// Work to be done by a deadline.
        Deliver = "deliver" "在办" "In hand",
        /// A request for help to be answered.
        AnswerHelp = "answer_help" "待答复帮助请求" "Requests for help to answer",
        /// A request for help that the office is to coordinate.
        CoordinateHelp = "coordinate_help" "待协调的帮助请求" "Requests for help to coordinate",
        /// An extension to be decided.
        DecideExtension = "decide_extension" "待审批延期" "Extensions to decide",
        /// A claim to be verified.
        Verify = "verify" "待核查" "To verify",
        /// To be reported to the instruction's author.
        ReportToAuthor = "report_to_author" "待呈报" "To report to the author",
        /// Closure to be proposed.
        ProposeClosure = "propose_closure" "待提请销号" "Closures to propose",
        /// Closure to be approved.
        ApproveClosure = "approve_closure" "待审批销号" "Closures to approve",
        /// A withdrawal to be decided.
        DecideWithdrawal = "decide_withdrawal" "待审批撤销" "Withdrawals to decide",
        /// A relapse: whether the matter is opened again.
        DecideReopening = "decide_reopening" "问题反弹，待定是否重新办理" "Relapses: to reopen or not",
        /// A look-back that is owed.
        LookBack = "look_back" "待回头看" "Look-backs owed",
    }
}

/// One open step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// Of what kind.
    pub kind: TodoKind,
    /// Whose turn it is.
    pub unit: UnitId,
    /// By when, where there is a limit.
    pub by: Option<Instant>,
    /// The right that it takes here: most often the kind's own, sometimes the next level's besides.
    pub takes: Action,
    /// Persons who may not take it, whatever their rights: nobody approves what they drafted.
    pub barred: Vec<PersonId>,
}

impl TodoKind {
    /// The rights of which one may be needed besides the kind's own.
    pub fn levels(self) -> &'static [Action] {
        match self {
            TodoKind::DecideExtension => {
                &[Action::DecideExtension, Action::GrantLateExtension, Action::ApproveRegistration]
            }
            _ => &[],
        }
    }

    /// The act's code, which is its place in the matter's address.
    pub fn offer(self) -> &'static str {
        match self {
            TodoKind::FinishDraft => "edit",
            TodoKind::ApproveRegistration => "approve",
            TodoKind::TakeNote => "take-note",
            TodoKind::Assign => "assign",
            TodoKind::SignFor => "sign-for",
            TodoKind::DecideObjection => "decide-objection",
            TodoKind::Report => "report",
            TodoKind::Complete | TodoKind::Deliver => "claim",
            TodoKind::AnswerHelp => "answer-help",
            TodoKind::CoordinateHelp => "coordinate-help",
            TodoKind::DecideExtension => "decide-extension",
            TodoKind::Verify => "verify",
            TodoKind::ReportToAuthor => "report-to-author",
            TodoKind::ProposeClosure => "propose-closure",
            TodoKind::ApproveClosure => "approve-closure",
            TodoKind::DecideWithdrawal => "decide-withdrawal",
            TodoKind::DecideReopening => "reopen",
            TodoKind::LookBack => "look-back",
        }
    }

    /// The act that is done most often while the step waits: a unit that has signed for its work tells week after week how
    /// far it is, and only once that it is done.
    pub fn usual_offer(self, m: &Matter, unit: UnitId) -> &'static str {
        let signed = |a: &Assignment| a.unit == unit && matches!(a.receipt, Receipt::Signed { .. });
        if self == TodoKind::Deliver && m.assignments.iter().any(signed) { "report" } else { self.offer() }
    }

    /// Whether it decides on what others propose, rather than does some of the work.
    pub fn decides(self) -> bool {
        matches!(
            self,
            TodoKind::ApproveRegistration
                | TodoKind::TakeNote
                | TodoKind::DecideExtension
                | TodoKind::ApproveClosure
                | TodoKind::DecideWithdrawal
                | TodoKind::DecideReopening
        )
    }

    /// The right that a person needs to do it.
    pub fn action(self) -> Action {
        match self {
            TodoKind::FinishDraft => Action::EditDraft,
            TodoKind::ApproveRegistration => Action::ApproveRegistration,
            TodoKind::TakeNote => Action::ApproveRegistration,
            TodoKind::Assign => Action::Assign,
            TodoKind::SignFor => Action::SignFor,
            TodoKind::DecideObjection => Action::DecideObjection,
            TodoKind::Report => Action::Report,
            TodoKind::Complete | TodoKind::Deliver => Action::Claim,
            TodoKind::AnswerHelp => Action::AnswerHelp,
            TodoKind::CoordinateHelp => Action::RecordHelp,
            TodoKind::DecideExtension => Action::DecideExtension,
            TodoKind::Verify => Action::Verify,
            TodoKind::ReportToAuthor => Action::ReportToAuthor,
            TodoKind::ProposeClosure => Action::ProposeClosure,
            TodoKind::ApproveClosure => Action::ApproveClosure,
            TodoKind::DecideWithdrawal => Action::ApproveWithdrawal,
            TodoKind::DecideReopening => Action::Reopen,
            TodoKind::LookBack => Action::LookBack,
        }
    }
}

/// Every open step of the matter.
pub fn todos(m: &Matter) -> Vec<Todo> {
    let mut found = Vec::new();
    let mut add = |kind, unit, by| found.push(step(m, kind, unit, by));
    match &m.state {
        State::Draft => add(TodoKind::FinishDraft, m.office, None),
        State::AwaitingApproval { .. } => add(TodoKind::ApproveRegistration, m.office, None),
        State::Registered => add(TodoKind::Assign, m.office, None),
        State::Objecting { .. } => add(TodoKind::DecideObjection, m.office, None),
        State::UnderVerification { .. } => add(TodoKind::Verify, m.asked_office.unwrap_or(m.office), None),
        State::AwaitingReport { .. } => add(TodoKind::ReportToAuthor, m.office, None),
        State::AwaitingClosure { proposal: None, .. } => add(TodoKind::ProposeClosure, m.office, None),
        State::AwaitingClosure { proposal: Some(_), .. } => {
            add(TodoKind::ApproveClosure, m.asked_office.unwrap_or(m.office), None);
        }
        State::Closed { .. } if m.look_back.is_some() => {
            add(TodoKind::LookBack, m.office, m.moments.look_back_at)
        }
        _ => {}
    }
    if m.is_running() {
        units_turn(m, &mut found);
    }
    if m.relapsed {
        found.push(step(m, TodoKind::DecideReopening, m.office, None));
    }
    if not_over(m).is_ok() {
        beside(m, &mut found);
    }
    found
}

fn step(m: &Matter, kind: TodoKind, unit: UnitId, by: Option<Instant>) -> Todo {
    let takes = match kind {
        TodoKind::DecideExtension => timing::extension_level(m),
        _ => kind.action(),
    };
    let others = match kind {
        TodoKind::ApproveRegistration => registration::authors(m),
        TodoKind::TakeNote => registration::registrars(m),
        TodoKind::Verify => verifying::claimants(m),
        TodoKind::ApproveClosure => closing::others_keys(m),
        TodoKind::DecideWithdrawal => closing::askers(m),
        _ => Vec::new(),
    };
    let person = |(who, _)| match who {
        Who::Person(person) => Some(person),
        Who::System | Who::Operator => None,
    };
    let mut barred: Vec<PersonId> = others.into_iter().filter_map(person).collect();
    barred.sort_unstable();
    barred.dedup();
    Todo { kind, unit, by, takes, barred }
}

fn units_turn(m: &Matter, found: &mut Vec<Todo>) {
    let taking = matches!(m.state, State::Assigned | State::InProgress);
    for a in &m.assignments {
        let share = m.moments.share(a.id);
        match (&a.receipt, share.and_then(|s| s.report_due_at)) {
            (Receipt::Awaiting { by }, _) if taking => {
                found.push(step(m, TodoKind::SignFor, a.unit, Some(*by)));
            }
            (_, Some(at)) if taking => found.push(step(m, TodoKind::Report, a.unit, Some(at))),
            _ => {}
        }
        if a.part == Part::Lead && matches!(m.state, State::InProgress) {
            let due = share.and_then(|s| s.due.as_ref()).map(|d| d.at);
            let until = m.to_complete().map(|returned| returned.left.until.map(|by| by.at).or(due));
            found.push(match until {
                Some(by) => step(m, TodoKind::Complete, a.unit, by),
                None => step(m, TodoKind::Deliver, a.unit, due),
            });
        }
        if a.objection.is_some() && !matches!(m.state, State::Objecting { .. }) {
            found.push(step(m, TodoKind::DecideObjection, m.office, None));
        }
    }
}

fn beside(m: &Matter, found: &mut Vec<Todo>) {
    let running = matches!(m.state, State::Assigned | State::InProgress | State::Objecting { .. });
    if m.extension.is_some() && running {
        found.push(step(m, TodoKind::DecideExtension, m.office, None));
    }
    if m.withdrawal.is_some() {
        found.push(step(m, TodoKind::DecideWithdrawal, m.office, None));
    }
    if m.tell_head_by.is_some() {
        found.push(step(m, TodoKind::TakeNote, m.office, m.tell_head_by));
    }
    for h in m.helps.iter().filter(|h| matches!(h.stand, HelpStand::Asked)) {
        // The office is asked whoever is named: it may be nobody who could answer.
        found.push(step(m, TodoKind::CoordinateHelp, m.office, None));
        if h.helper != m.office {
            found.push(step(m, TodoKind::AnswerHelp, h.helper, None));
        }
    }
}

/// Steps of one kind that somebody may take, where it is the turn of one of `units`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MayTake {
    /// Of what kind.
    pub kind: TodoKind,
    /// The right that they take.
    pub takes: Action,
    /// Whose turn it must be.
    pub units: Vec<UnitId>,
}

/// Which steps somebody may take by the table of rights. Besides, they must not be barred by person, and
/// whoever verifies stands outside the units with a part.
pub fn may_take(actor: &Actor, tree: &UnitTree, today: Date) -> Vec<MayTake> {
    let reach: BTreeSet<UnitId> = actor.business(today).flat_map(|grant| tree.subtree(grant.scope)).collect();
    let mut found = Vec::new();
    for kind in TodoKind::ALL.iter().copied() {
        let own = [kind.action()];
        let levels = if kind.levels().is_empty() { &own } else { kind.levels() };
        for takes in levels.iter().copied() {
            let may = |unit: &UnitId| {
                [kind.action(), takes].iter().all(|action| may_at(actor, kind, *action, *unit, tree, today))
            };
            let units: Vec<UnitId> = reach.iter().copied().filter(may).collect();
            if !units.is_empty() {
                found.push(MayTake { kind, takes, units });
            }
        }
    }
    found
}

fn may_at(actor: &Actor, kind: TodoKind, action: Action, unit: UnitId, tree: &UnitTree, today: Date) -> bool {
    let office = tree.get(unit).is_some_and(|unit| unit.is_office);
    let ground = match kind {
        TodoKind::FinishDraft | TodoKind::ApproveRegistration => Ground::draft(unit),
        TodoKind::Complete
        | TodoKind::SignFor
        | TodoKind::Report
        | TodoKind::Deliver
        | TodoKind::AnswerHelp => {
            let part = Ground { lead: Some(unit), helpers: vec![unit], ..Ground::of_office(unit) };
            return allows(actor, action, &part, tree, today);
        }
        _ => Ground::of_office(unit),
    };
    office && allows(actor, action, &ground, tree, today)
}
