//! What waits for whom: each open step of a matter, with the unit whose turn it is and by when. Told
//! from the matter as it stands; the desk shows those that a person's rights let them do.

use super::{
    matter::{Matter, State},
    parts::{HelpStand, Receipt},
    words::words,
};
use crate::phrase::Word;
use crate::{ids::UnitId, instant::Instant, people::Action};
use serde::{Deserialize, Serialize};

words! {
    /// A kind of step that waits.
    TodoKind {
        /// A draft to be finished.
        FinishDraft = "finish_draft" "待完善的拟办" "Drafts to finish",
        /// A draft to be approved.
        ApproveRegistration = "approve_registration" "待审批立项" "Registrations to approve",
        /// To be sent out.
        Assign = "assign" "待交办" "To assign",
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
}

impl TodoKind {
    /// The right that a person needs to do it.
    pub fn action(self) -> Action {
        match self {
            TodoKind::FinishDraft => Action::EditDraft,
            TodoKind::ApproveRegistration => Action::ApproveRegistration,
            TodoKind::Assign => Action::Assign,
            TodoKind::SignFor => Action::SignFor,
            TodoKind::DecideObjection => Action::DecideObjection,
            TodoKind::Report => Action::Report,
            TodoKind::Deliver => Action::Claim,
            TodoKind::AnswerHelp => Action::AnswerHelp,
            TodoKind::DecideExtension => Action::DecideExtension,
            TodoKind::Verify => Action::Verify,
            TodoKind::ReportToAuthor => Action::ReportToAuthor,
            TodoKind::ProposeClosure => Action::ProposeClosure,
            TodoKind::ApproveClosure => Action::ApproveClosure,
            TodoKind::DecideWithdrawal => Action::ApproveWithdrawal,
            TodoKind::LookBack => Action::LookBack,
        }
    }
}

/// Every open step of the matter.
pub fn todos(m: &Matter) -> Vec<Todo> {
    let mut found = Vec::new();
    let mut add = |kind, unit, by| found.push(Todo { kind, unit, by });
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
    if !m.is_final() && m.closure().is_none() {
        beside(m, &mut found);
    }
    found
}

fn units_turn(m: &Matter, found: &mut Vec<Todo>) {
    let objecting = matches!(m.state, State::Objecting { .. });
    for a in &m.assignments {
        let share = m.moments.share(a.id);
        if let (Receipt::Awaiting { by }, false) = (&a.receipt, objecting) {
            found.push(Todo { kind: TodoKind::SignFor, unit: a.unit, by: Some(*by) });
        }
        if let Some(at) = share.and_then(|s| s.report_due_at) {
            found.push(Todo { kind: TodoKind::Report, unit: a.unit, by: Some(at) });
        }
        if a.part == super::words::Part::Lead && matches!(m.state, State::InProgress) {
            let due = share.and_then(|s| s.due.as_ref()).map(|d| d.at);
            found.push(Todo { kind: TodoKind::Deliver, unit: a.unit, by: due });
        }
        if a.objection.is_some() && !objecting {
            found.push(Todo { kind: TodoKind::DecideObjection, unit: m.office, by: None });
        }
    }
}

fn beside(m: &Matter, found: &mut Vec<Todo>) {
    if m.extension.is_some() {
        found.push(Todo { kind: TodoKind::DecideExtension, unit: m.office, by: None });
    }
    if m.withdrawal.is_some() {
        found.push(Todo { kind: TodoKind::DecideWithdrawal, unit: m.office, by: None });
    }
    for h in m.helps.iter().filter(|h| matches!(h.stand, HelpStand::Asked)) {
        found.push(Todo { kind: TodoKind::AnswerHelp, unit: h.helper, by: None });
    }
}
