//! What an event makes of a matter. Total, without rules and without a calendar: events carry their
//! results, so that entries of any age apply for ever.

use super::{
    asked::Change,
    beginning::{adopted, edit, new_matter},
    ends::{Closure, Outcome, Proposal, Reply, Returned, TimeLeft, Withdrawal},
    event::{Event, Lapsed, Reported, What},
    holder::pass_ball,
    instructing,
    matter::{Matter, State},
    moments::Moments,
    parts::{Assignment, ExtensionRequest, Help, HelpStand, Objection, Receipt, UrgeCount},
    words::{Part, ReturnKind},
};
use crate::{
    calendar::{Deadline, Pause},
    ids::AssignmentId,
    instant::Instant,
    who::Who,
};
use jiff::civil::Date;

/// The matter after `event`, which happened at `at`. `None` where a stream doesn't begin with a beginning.
pub fn apply(before: Option<Matter>, event: &Event, at: Instant) -> Option<Matter> {
    let mut m = match (before, &event.what) {
        (None, What::Drafted(d)) => new_matter(d, event.by, at),
        (None, What::Instructed(i)) => Matter {
            handwritten: Some(instructing::handwritten(i, event.by)),
            ..new_matter(&i.draft, event.by, at)
        },
        (None, What::RegisteredOnSite { draft, .. }) => new_matter(draft, event.by, at),
        (None, What::TakenOver(a)) => adopted(a, event.by, at),
        (None, _) => return None,
        (Some(m), _) => m,
    };
    happen(&mut m, event, at);
    if let Some(moments) = &event.moments {
        m.moments = moments.clone();
    }
    m.changed_at = at;
    let effective = match event.what {
        What::Resumed { at, .. } => at,
        _ => at,
    };
    pass_ball(&mut m, effective);
    Some(m)
}

fn happen(m: &mut Matter, event: &Event, at: Instant) {
    match &event.what {
        What::Drafted(_) | What::Instructed(_) | What::TakenOver(_) => {}
        What::OpinionGiven { opinion } => {
            if let State::UnderVerification { claim } = &mut m.state {
                claim.preliminary = Some(opinion.clone());
            }
        }
        What::Recomputed { .. } => rounds_anew(m, event.moments.as_ref()),
        What::DraftEdited(d) => {
            edit(m, d);
            instructing::take_up(m, event.by);
        }
        What::Discarded => m.state = State::Discarded,
        What::Submitted => {
            instructing::take_up(m, event.by);
            m.state = State::AwaitingApproval { by: event.by };
        }
        What::DraftEnded { how, .. } => m.state = State::Ended { how: *how },
        What::ApprovalRefused { .. } => m.state = State::Draft,
        What::Registered { number, deadline } | What::RegisteredOnSite { number, deadline, .. } => {
            m.number = Some(number.clone());
            m.deadline = *deadline;
            m.state = State::Registered;
            if let What::RegisteredOnSite { tell_head_by, .. } = &event.what {
                m.tell_head_by = Some(*tell_head_by);
            }
        }
        What::HeadTold { .. } => m.tell_head_by = None,
        What::Assigned { assignments } => assign(m, assignments),
        What::SignedFor { assignment, .. } => sign(m, *assignment, event.by, at),
        What::Objected { assignment, proposed, reason, .. } => {
            object(m, *assignment, Objection { proposed: *proposed, reason: reason.clone(), at });
        }
        What::ObjectionUpheld { assignment, .. } => uphold(m, *assignment),
        What::ObjectionOverruled { assignment, sign_for_by, .. } => {
            overrule(m, *assignment, *sign_for_by, at)
        }
        What::Reassigned { assignments, lapsed, .. } => {
            lapse(m, lapsed);
            assign(m, assignments);
        }
        What::PassedDown { assignment, .. } => m.assignments.push(assignment.clone()),
        What::Reported(r) => report(m, r, at),
        What::Planned { milestones, indicators } => {
            m.milestones.clone_from(milestones);
            m.indicators.clone_from(indicators);
        }
        What::ExtensionAsked { until, reason, progress } => {
            m.extension = Some(ExtensionRequest {
                until: *until,
                reason: reason.clone(),
                progress: progress.clone(),
                by: event.by,
                at,
            });
        }
        What::ExtensionGranted { until, overdue_days, .. } => extend(m, *until, *overdue_days),
        What::ExtensionRefused { .. } => m.extension = None,
        What::Suspended { until, lapsed, .. } => {
            lapse(m, lapsed);
            m.state = State::Suspended { from: at, until: *until };
        }
        What::Resumed { new_date, pause, .. } => {
            m.pauses.push(*pause);
            move_deadline(m, new_date.map(Deadline::On));
            m.state = State::InProgress;
        }
        What::Urged { .. } => urged(&mut m.urges, at, false),
        What::SlipIssued { .. } => urged(&mut m.urges, at, true),
        What::HelpAsked { kind, text, blocker, helper } => {
            let (kind, blocker, helper, stand) = (*kind, *blocker, *helper, HelpStand::Asked);
            m.helps.push(Help { kind, text: text.clone(), blocker, helper, at, stand });
        }
        What::HelpOffered { kind, text, blocker, helper } => {
            let (kind, blocker, helper, stand) = (*kind, *blocker, *helper, HelpStand::Accepted { at });
            m.helps.push(Help { kind, text: text.clone(), blocker, helper, at, stand });
        }
        What::HelpAccepted { help, helper } => {
            m.helps.iter_mut().skip(*help).take(1).for_each(|h| h.helper = *helper);
            stand(m, *help, HelpStand::Accepted { at });
        }
        What::HelpDeclined { help, reason, .. } => {
            stand(m, *help, HelpStand::Declined { reason: reason.clone() })
        }
        What::HelpEnded { help, result, .. } => stand(m, *help, HelpStand::Ended { at, result: *result }),
        What::Claimed { claim, lapsed, .. } => {
            lapse(m, lapsed);
            m.state = State::UnderVerification { claim: claim.clone() };
        }
        What::ClaimWithdrawn { .. } => m.state = State::InProgress,
        What::ClaimReturned { kind, opinion, deadline, left } => {
            send_back(m, (Some(*kind), opinion), *deadline, left.as_ref(), at);
        }
        What::ClosureRefused { reason, deadline, left } => {
            send_back(m, (None, reason), *deadline, left.as_ref(), at);
        }
        What::VerificationPassed { verified, .. } => pass(m, verified),
        What::ReportedToAuthor { reply } => replied(m, Reply { at, text: reply.clone() }),
        What::NewInstruction { deadline, sign_for_by, .. } => once_more(m, *deadline, *sign_for_by, at),
        What::ClosureProposed { outcome } => {
            propose(m, Proposal { by: event.by, at, outcome: outcome.clone() })
        }
        What::SuperiorAsked { office } => m.asked_office = Some(*office),
        What::Closed { look_back, .. } => {
            close(m, event.by, at);
            m.look_back.clone_from(look_back);
        }
        What::LookedBack(found) => {
            m.look_back.clone_from(&found.next);
            m.relapsed |= found.asks_head;
        }
        What::KeptClosed { .. } => m.relapsed = false,
        What::Reopened { deadline, .. } => reopen(m, *deadline, at),
        What::WithdrawalAsked { reason } => {
            m.withdrawal = Some(Withdrawal { by: event.by, reason: reason.clone() })
        }
        What::WithdrawalRefused { .. } => m.withdrawal = None,
        What::Withdrawn { .. } => {
            m.withdrawal = None;
            m.state = State::Withdrawn;
        }
        What::Amended { changes, .. } => changes.iter().for_each(|c| amend(m, c)),
        What::Remarked { text } => m.remark = Some(text.clone()),
        What::Archived => archive(m),
    }
}

/// Reckoning anew moves the rounds that are owed; none is forgotten, none is owed twice.
fn rounds_anew(m: &mut Matter, moments: Option<&Moments>) {
    let Some(moments) = moments else { return };
    for a in &mut m.assignments {
        a.report_due_at = moments.share(a.id).and_then(|s| s.report_due_at);
    }
}

fn assign(m: &mut Matter, assignments: &[Assignment]) {
    m.assignments = assignments.to_vec();
    m.pauses.clear();
    m.returned = None;
    m.state = State::Assigned;
}

fn share(m: &mut Matter, id: AssignmentId) -> Option<&mut Assignment> {
    m.assignments.iter_mut().find(|a| a.id == id)
}

fn sign(m: &mut Matter, id: AssignmentId, by: Who, at: Instant) {
    let Some(a) = share(m, id) else { return };
    a.receipt = Receipt::Signed { at, by };
    if a.part == Part::Lead && matches!(m.state, State::Assigned) {
        m.state = State::InProgress;
    }
}

fn object(m: &mut Matter, id: AssignmentId, objection: Objection) {
    let Some(a) = share(m, id) else { return };
    let signed = matches!(a.receipt, Receipt::Signed { .. });
    let proposed = objection.proposed;
    a.objection = Some(objection);
    if a.part == Part::Lead {
        m.state = State::Objecting { assignment: id, proposed, signed };
    }
}

/// The lead's objection sends the whole back to be assigned anew; another unit's ends its share, and
/// what was passed down from it.
fn uphold(m: &mut Matter, id: AssignmentId) {
    let of_lead = share(m, id).is_some_and(|a| a.part == Part::Lead);
    if of_lead {
        m.assignments.clear();
        m.extension = None;
        m.state = State::Registered;
    } else {
        m.assignments.retain(|a| a.id != id && a.passed_from != Some(id));
    }
}

/// Waiting for the decision on the lead's objection doesn't count; another unit's held nothing up.
fn overrule(m: &mut Matter, id: AssignmentId, sign_for_by: Instant, at: Instant) {
    let Some(a) = share(m, id) else { return };
    let waited = a.objection.take().map(|objection| Pause { from: objection.at, to: at });
    if matches!(a.receipt, Receipt::Awaiting { .. }) {
        a.receipt = Receipt::Awaiting { by: sign_for_by };
    }
    if let State::Objecting { assignment, signed, .. } = m.state
        && assignment == id
    {
        m.pauses.extend(waited);
        m.state = if signed { State::InProgress } else { State::Assigned };
    }
}

fn lapse(m: &mut Matter, lapsed: &[Lapsed]) {
    for what in lapsed {
        match what {
            Lapsed::Claim => {}
            Lapsed::Objection => m.assignments.iter_mut().for_each(|a| a.objection = None),
            Lapsed::Extension => m.extension = None,
        }
    }
}

fn report(m: &mut Matter, r: &Reported, at: Instant) {
    for (i, done) in &r.indicators {
        if let Some(indicator) = m.indicators.get_mut(*i) {
            indicator.done = *done;
        }
    }
    for i in &r.reached {
        if let Some(milestone) = m.milestones.get_mut(*i) {
            milestone.reached.get_or_insert(at);
        }
    }
    if let Some(a) = share(m, r.assignment) {
        a.rate = r.rate;
        a.last_report = Some(r.report.clone());
        a.report_due_at = r.next_due;
    }
}

fn extend(m: &mut Matter, until: Date, overdue_days: u32) {
    m.extension = None;
    m.extensions = m.extensions.saturating_add(1);
    m.overdue_days = m.overdue_days.saturating_add(overdue_days);
    move_deadline(m, Some(Deadline::On(until)));
}

/// A new deadline of the whole is the lead's too.
fn move_deadline(m: &mut Matter, deadline: Option<Deadline>) {
    let Some(deadline) = deadline else { return };
    m.deadline = deadline;
    m.assignments.iter_mut().filter(|a| a.part == Part::Lead).for_each(|a| a.deadline = None);
    if let Some(returned) = &mut m.returned {
        returned.left = TimeLeft { until: None, moved_from: None };
    }
}

/// Back to work; entries of before tell none of it.
fn send_back(
    m: &mut Matter,
    (kind, why): (Option<ReturnKind>, &str),
    deadline: Option<Deadline>,
    left: Option<&TimeLeft>,
    at: Instant,
) {
    m.pauses.extend(m.claim().map(|claim| Pause { from: claim.at, to: at }));
    let first = m.returned.as_ref().and_then(|before| before.left.moved_from);
    move_deadline(m, deadline);
    m.returned = left.cloned().map(|mut left| {
        left.moved_from = first.or(left.moved_from);
        Returned { at, kind, opinion: why.to_owned(), left }
    });
    m.state = State::InProgress;
}

fn urged(count: &mut UrgeCount, at: Instant, slip: bool) {
    if slip {
        count.slips = count.slips.saturating_add(1);
    } else {
        count.messages = count.messages.saturating_add(1);
    }
    count.last = Some(at);
}

fn stand(m: &mut Matter, help: usize, stand: HelpStand) {
    if let Some(h) = m.helps.get_mut(help) {
        h.stand = stand;
    }
}

/// Only matters from an instruction are reported back to its author.
fn pass(m: &mut Matter, verified: &super::ends::Verified) {
    let Some(claim) = m.claim().cloned() else { return };
    let verified = verified.clone();
    m.state = match &m.origin.basis {
        super::parts::Basis::Instruction(_) => State::AwaitingReport { claim, verified },
        _ => State::AwaitingClosure { claim, verified, reply: None, proposal: None },
    };
}

fn replied(m: &mut Matter, said: Reply) {
    if let State::AwaitingReport { claim, verified } = m.state.clone() {
        m.state = State::AwaitingClosure { claim, verified, reply: Some(said), proposal: None };
    }
}

fn once_more(m: &mut Matter, deadline: Deadline, sign_for_by: Instant, at: Instant) {
    m.deadline = deadline;
    m.pauses.clear();
    m.returned = None;
    m.asked_office = None;
    m.moments.shares.clear();
    for a in &mut m.assignments {
        a.given_at = at;
        a.deadline = None;
        a.report_due_at = None;
        if a.part != Part::Assisting {
            a.receipt = Receipt::Awaiting { by: sign_for_by };
        }
    }
    m.state = State::Assigned;
}

fn propose(m: &mut Matter, new: Proposal) {
    if let State::AwaitingClosure { proposal, .. } = &mut m.state {
        *proposal = Some(new);
    }
}

fn close(m: &mut Matter, by: Who, at: Instant) {
    if let State::AwaitingClosure { claim, verified, proposal: Some(proposal), .. } = m.state.clone() {
        m.withdrawal = None;
        m.state = State::Closed { closure: Closure { at, by, proposal, claim, verified } };
    }
}

fn outcome(m: &Matter) -> Option<Outcome> {
    m.closure().map(|c| c.proposal.outcome.clone())
}

fn reopen(m: &mut Matter, deadline: Deadline, at: Instant) {
    m.past_outcomes.extend(outcome(m));
    m.pauses.clear();
    m.look_back = None;
    (m.returned, m.relapsed) = (None, false);
    m.asked_office = None;
    m.deadline = deadline;
    m.moments.shares.clear();
    for a in &mut m.assignments {
        a.given_at = at;
        a.deadline = None;
        a.report_due_at = None;
    }
    m.state = State::InProgress;
}

fn amend(m: &mut Matter, change: &Change) {
    match change {
        Change::Title(title) => m.title.clone_from(title),
        Change::Requirement(text) => m.requirement.clone_from(text),
        Change::Deadline(deadline) => move_deadline(m, Some(*deadline)),
        Change::Kind(kind) => m.kind = *kind,
        Change::Urgency(urgency) => m.urgency = *urgency,
        Change::Campaign(campaign) => m.campaign = *campaign,
        Change::Agreed(agreed) => {
            if let Some(layer) = &mut m.layer {
                layer.agreed = *agreed;
            }
        }
    }
}

fn archive(m: &mut Matter) {
    if let State::Closed { closure } = m.state.clone() {
        m.state = State::Archived { closure };
    }
}
