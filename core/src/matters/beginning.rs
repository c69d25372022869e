//! How a matter begins: as a draft, or as a ledger's row; and how a draft is changed.

use super::{
    event::{Adopted, Drafted},
    matter::{Matter, State},
    moments::Moments,
    parts::UrgeCount,
};
use crate::{instant::Instant, who::Who};

pub(super) fn new_matter(d: &Drafted, by: Who, at: Instant) -> Matter {
    Matter {
        id: d.id,
        kind: d.kind,
        title: d.title.clone(),
        requirement: d.requirement.clone(),
        origin: d.origin.clone(),
        office: d.office,
        asked_office: None,
        drafter: by,
        campaign: d.campaign,
        urgency: d.urgency,
        deadline: d.deadline,
        number: None,
        assignments: Vec::new(),
        state: State::Draft,
        layer: d.layer.clone(),
        milestones: Vec::new(),
        indicators: Vec::new(),
        extension: None,
        extensions: 0,
        overdue_days: 0,
        pauses: Vec::new(),
        helps: Vec::new(),
        urges: UrgeCount::default(),
        withdrawal: None,
        tell_head_by: None,
        returned: None,
        look_back: None,
        relapsed: false,
        past_outcomes: Vec::new(),
        remark: None,
        handwritten: None,
        taken_over: None,
        spans: Vec::new(),
        moments: Moments::default(),
        changed_at: at,
    }
}

pub(super) fn adopted(a: &Adopted, by: Who, at: Instant) -> Matter {
    let draft = Drafted {
        id: a.id,
        kind: a.kind,
        title: a.title.clone(),
        requirement: a.requirement.clone(),
        origin: a.origin.clone(),
        office: a.office,
        campaign: a.campaign,
        urgency: a.urgency,
        deadline: a.deadline,
        layer: None,
        not_classified: true,
    };
    Matter {
        number: a.number.clone(),
        assignments: a.assignments.clone(),
        indicators: a.indicators.clone(),
        state: match &a.claim {
            Some(claim) => State::UnderVerification { claim: claim.clone() },
            None => State::InProgress,
        },
        taken_over: Some(a.taken_over.clone()),
        ..new_matter(&draft, by, at)
    }
}

pub(super) fn edit(m: &mut Matter, d: &Drafted) {
    m.kind = d.kind;
    m.title.clone_from(&d.title);
    m.requirement.clone_from(&d.requirement);
    m.origin = d.origin.clone();
    m.campaign = d.campaign;
    m.urgency = d.urgency;
    m.deadline = d.deadline;
    m.layer.clone_from(&d.layer);
}
