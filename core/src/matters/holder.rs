//! Who has the ball (当前责任方): exactly one holder at any instant, told from the matter as it
//! stands. The matter's holder is the lead assignment's.

use super::{
    matter::{Matter, State},
    parts::{HelpStand, Holder, Span},
};
use crate::instant::Instant;

/// Who has the ball now.
pub fn holder(m: &Matter) -> Holder {
    match m.state {
        State::Draft
        | State::AwaitingApproval { .. }
        | State::Registered
        | State::Objecting { .. }
        | State::AwaitingReport { .. }
        | State::AwaitingClosure { proposal: None, .. } => Holder::Office(m.office),
        State::UnderVerification { .. } | State::AwaitingClosure { proposal: Some(_), .. } => {
            Holder::Office(m.asked_office.unwrap_or(m.office))
        }
        State::Assigned | State::InProgress => working(m),
        State::Suspended { .. }
        | State::Ended { .. }
        | State::Discarded
        | State::Closed { .. }
        | State::Archived { .. }
        | State::Withdrawn => Holder::Nobody,
    }
}

/// An open request for extension waits for the office; an accepted help is the helper's.
fn working(m: &Matter) -> Holder {
    if m.extension.is_some() {
        return Holder::Office(m.office);
    }
    let helper =
        m.helps.iter().rev().find(|h| matches!(h.stand, HelpStand::Accepted { .. })).map(|h| h.helper);
    match (helper, m.lead()) {
        (Some(helper), _) if helper == m.office => Holder::Office(helper),
        (Some(helper), _) => Holder::Unit(helper),
        (None, Some(lead)) => Holder::Unit(lead.unit),
        (None, None) => Holder::Office(m.office),
    }
}

/// Adds a span where the holder changed. Spans stand in order of time and share no instant.
pub(super) fn pass_ball(m: &mut Matter, at: Instant) {
    let now = holder(m);
    let mut from = at;
    while let Some(last) = m.spans.pop_if(|last| last.from >= at) {
        from = last.from;
    }
    if m.spans.last().is_none_or(|last| last.holder != now) {
        m.spans.push(Span { from, holder: now });
    }
}
