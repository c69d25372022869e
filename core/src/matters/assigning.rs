//! 交办、签收、申请改派、改派、转交办: who has which share, and whether they have it in hand.

use super::{
    amending::deadline_reassignable,
    asked::NewAssignment,
    event::{Lapsed, What},
    facts::Facts,
    gates::{REASON_WORD, acts_for, given, in_state, no_share, not_over, share, short_enough},
    matter::{Matter, State},
    parts::{Assignment, Receipt},
    registration::reckonable,
    words::{Part, Urgency},
};
use crate::{
    calendar::Deadline,
    ids::{AssignmentId, UnitId},
    people::Action,
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
};

const ONE_LEAD: Rule =
    Rule::ours("assign.one_lead", "一个事项一个牵头单位", "One lead answers for the whole");
const UNIT_ONCE: Rule = Rule::ours("assign.unit_once", "同一单位只承办一份", "A unit has one share");
const UNIT_ALIVE: Rule = Rule::ours("assign.unit", "承办单位须为现有单位", "The unit exists");
const SIGNED: Rule = Rule::ours("sign.once", "一份承办件只签收一次", "An assignment is signed for once");
const IN_TIME: Rule =
    Rule::ours("object.in_time", "申请改派应在收到后2个工作日内提出", "Object within the time limit");
const ONE_OBJECTION: Rule = Rule::ours("object.once", "改派申请逐件审定", "One objection at a time");
const TO_DECIDE: Rule = Rule::ours("object.asked", "须先有改派申请", "Somebody objected");
const BELOW: Rule = Rule::ours("pass_down.below", "转交办限于下属单位", "Passed down to units below");

/// Sends a registered matter out: one lead, others as needed.
pub fn assign(m: &Matter, new: &[NewAssignment], f: &Facts) -> Result<Vec<What>, Refusal> {
    assignable(m)?;
    Ok(vec![What::Assigned { assignments: begin(new, f)? }])
}

/// Whether it can be sent out now.
pub fn assignable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["registered"])
}

/// Signing is receipt, not consent.
pub fn sign_for(m: &Matter, id: AssignmentId, f: &Facts) -> Result<Vec<What>, Refusal> {
    in_state(m, &["assigned", "in_progress"])?;
    let a = share(m, id)?;
    acts_for(m, f, a.unit, Action::SignFor)?;
    match a.receipt {
        Receipt::Awaiting { .. } => Ok(vec![What::SignedFor { assignment: id, unit: a.unit }]),
        Receipt::Informed => Err(SIGNED.refuse(
            phrase!("配合单位知悉即可，无须签收", "assisting units are informed and need not sign"),
            phrase!("可直接反馈配合情况", "report what you did to assist"),
        )),
        Receipt::Signed { at, .. } => Err(SIGNED.refuse(
            phrase!("该承办件已于{0}签收", "it was signed for at {0}", at),
            phrase!("请直接反馈进展", "report progress"),
        )),
    }
}

/// Objects to an assignment; the old unit stays responsible until it is decided. The lead's objection
/// holds the matter; another unit's concerns its own share only.
pub fn object(
    m: &Matter,
    id: AssignmentId,
    proposed: UnitId,
    reason: &str,
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    may_object(m, id, f)?;
    let a = share(m, id)?;
    let exists = f.tree.get(proposed).is_some_and(|u| u.ended.is_none());
    if !exists || proposed == a.unit {
        return Err(UNIT_ALIVE.refuse(
            phrase!("未指明应由哪个单位承办", "it is not said who should do it"),
            phrase!("请选择建议承办的其他单位", "name another unit"),
        ));
    }
    let reason = given(reason, REASON_WORD)?;
    Ok(vec![What::Objected { assignment: id, unit: a.unit, proposed, reason }])
}

/// Whether this person may object to this assignment now.
pub fn may_object(m: &Matter, id: AssignmentId, f: &Facts) -> Result<(), Refusal> {
    in_state(m, &["assigned", "in_progress"])?;
    let a = share(m, id)?;
    acts_for(m, f, a.unit, Action::Object)?;
    still_in_time(m, a, f)?;
    if a.objection.is_some() {
        return Err(ONE_OBJECTION.refuse(
            phrase!("本单位已申请改派，尚待审定", "an objection is already waiting for its decision"),
            phrase!("请等待督查室审定", "wait for the office's decision"),
        ));
    }
    Ok(())
}

/// Passes when `gate` lets at least one share through; else the last share's refusal.
pub(super) fn some_share(
    m: &Matter,
    gate: impl Fn(&Assignment) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut refusal = Err(no_share());
    for a in &m.assignments {
        refusal = gate(a);
        if refusal.is_ok() {
            break;
        }
    }
    refusal
}

fn still_in_time(m: &Matter, a: &Assignment, f: &Facts) -> Result<(), Refusal> {
    let days = if m.urgency == Urgency::Urgent { 0 } else { f.rules.object_days };
    let until = match days {
        0 => f.calendar.receipt_day(a.given_at).map(|day| f.calendar.cutoff_of(day)),
        n => f.calendar.working_days_from(a.given_at, n).map(|r| r.end),
    };
    match until {
        Ok(until) if f.now <= until => Ok(()),
        Ok(until) => Err(IN_TIME.refuse(
            phrase!("申请改派的时限已于{0}届满", "the time to object ended at {0}", until),
            phrase!(
                "请继续办理；确需调整的，请向督查室说明，由督查室改派",
                "go on; if it must change, ask the office to reassign it"
            ),
        )),
        Err(_) => Ok(()),
    }
}

/// Decides an objection. Upheld, the lead's sends the matter back to be assigned anew.
pub fn decide_objection(
    m: &Matter,
    id: AssignmentId,
    upheld: bool,
    reason: &str,
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    not_over(m)?;
    let a = share(m, id)?;
    if a.objection.is_none() {
        return Err(no_objection());
    }
    let reason = given(reason, REASON_WORD)?;
    let (assignment, unit) = (id, a.unit);
    if upheld {
        return Ok(vec![What::ObjectionUpheld { assignment, unit, reason }]);
    }
    Ok(vec![What::ObjectionOverruled { assignment, unit, reason, sign_for_by: sign_for_by(f) }])
}

/// Whether there is an objection to decide.
pub fn has_objection(m: &Matter) -> Result<(), Refusal> {
    not_over(m)?;
    if m.assignments.iter().any(|a| a.objection.is_some()) {
        return Ok(());
    }
    Err(no_objection())
}

fn no_objection() -> Refusal {
    TO_DECIDE.refuse(
        phrase!("没有待审定的改派申请", "no objection waits for its decision"),
        phrase!("需调整承办单位的，请改派", "to change the units, reassign the matter"),
    )
}

/// Gives the matter to others. Progress stays; what was open lapses with a sentence.
pub fn reassign(m: &Matter, new: &[NewAssignment], reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    reassignable(m)?;
    let reason = given(reason, REASON_WORD)?;
    if new.iter().any(|a| changes_deadline(m, a)) {
        deadline_reassignable(m, f)?;
    }
    let mut assignments = begin(new, f)?;
    for a in &mut assignments {
        keep_progress(m, a);
    }
    Ok(vec![What::Reassigned { assignments, reason, lapsed: lapsed(m) }])
}

/// Whether it can be given to others now.
pub fn reassignable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["assigned", "in_progress", "suspended", "objecting"])
}

/// The deadline of its own that a unit's share keeps when the matter is given to others: whoever leads takes over the
/// lead's, everybody else what they have.
pub fn kept_deadline(m: &Matter, unit: UnitId, part: Part) -> Option<Deadline> {
    match part {
        Part::Lead => m.lead()?.deadline,
        Part::Responsible | Part::Assisting => m.assignments.iter().find(|a| a.unit == unit)?.deadline,
    }
}

/// Whether it would be given another deadline than it has. Whoever begins to answer for a part beside the lead has none
/// yet.
fn changes_deadline(m: &Matter, new: &NewAssignment) -> bool {
    let begins = new.part != Part::Lead
        && m.assignments.iter().all(|a| a.unit != new.unit || a.part == Part::Assisting);
    !begins && new.deadline != kept_deadline(m, new.unit, new.part)
}

fn keep_progress(m: &Matter, a: &mut Assignment) {
    let same_unit = m.assignments.iter().find(|old| old.unit == a.unit);
    let from = same_unit.or_else(|| m.lead().filter(|_| a.part == Part::Lead));
    if let Some(from) = from {
        a.rate = from.rate;
        a.last_report = from.last_report.clone();
        // Whoever has it already isn't given it anew: its days go on.
        if from.unit == a.unit && from.part == a.part {
            a.given_at = from.given_at;
        }
    }
}

pub(super) fn lapsed(m: &Matter) -> Vec<Lapsed> {
    let objecting =
        matches!(m.state, State::Objecting { .. }) || m.assignments.iter().any(|a| a.objection.is_some());
    [
        m.claim().map(|_| Lapsed::Claim),
        objecting.then_some(Lapsed::Objection),
        m.extension.as_ref().map(|_| Lapsed::Extension),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether somebody's unit has a share here and units below it to pass it to.
pub fn passable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    in_state(m, &["assigned", "in_progress"])?;
    if m.assignments.iter().any(|a| is_passed_by(m, a, f)) {
        return Ok(());
    }
    Err(BELOW.refuse(
        phrase!("本单位没有可以转交的下属单位", "the unit has none below it to pass it to"),
        phrase!("需其他单位承办的，请申请改派", "for another unit, object to the assignment"),
    ))
}

/// Whether this person may pass this share down, and there is a unit for it.
pub(super) fn is_passed_by(m: &Matter, a: &Assignment, f: &Facts) -> bool {
    let below = || f.tree.children(a.unit).iter().any(|unit| unit.ended.is_none());
    acts_for(m, f, a.unit, Action::PassDown).is_ok() && below()
}

/// Passes an assignment down to a unit below the one that has it (转交办).
pub fn pass_down(
    m: &Matter,
    from: AssignmentId,
    to: &NewAssignment,
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    in_state(m, &["assigned", "in_progress"])?;
    let a = share(m, from)?;
    acts_for(m, f, a.unit, Action::PassDown)?;
    if to.unit == a.unit || !f.tree.within(to.unit, a.unit) {
        return Err(BELOW.refuse(
            phrase!("{0}不是{1}的下属单位", "{0} is not below {1}", to.unit, a.unit),
            phrase!(
                "请选择本单位的下属单位；需其他单位承办的，请申请改派",
                "choose a unit below; for another unit, object to the assignment"
            ),
        ));
    }
    once(m.assignments.iter().map(|a| a.unit).chain([to.unit]))?;
    let mut passed = begin_one(to, f)?;
    // What the passing unit owes by a date of its own, the one below owes by then too.
    let own = a.deadline.and_then(|_| m.moments.share(from)?.due.as_ref()).map(|due| Deadline::On(due.date));
    passed.deadline = passed.deadline.or(own);
    passed.part = Part::Responsible;
    passed.passed_from = Some(from);
    passed.receipt = Receipt::Awaiting { by: sign_for_by(f) };
    Ok(vec![What::PassedDown { from, assignment: passed }])
}

/// The assignments as they begin now: exactly one lead, no unit twice, deadlines that can be reckoned.
pub(super) fn begin(new: &[NewAssignment], f: &Facts) -> Result<Vec<Assignment>, Refusal> {
    let leads = new.iter().filter(|a| a.part == Part::Lead).count();
    if leads != 1 {
        return Err(ONE_LEAD.refuse(
            phrase!("所填牵头单位有{0}个", "{0} lead units are named", leads),
            phrase!(
                "请指定一个牵头单位，其余列为责任单位或配合单位",
                "name one lead unit; the others are responsible or assisting"
            ),
        ));
    }
    once(new.iter().map(|a| a.unit))?;
    new.iter().map(|a| begin_one(a, f)).collect()
}

fn begin_one(a: &NewAssignment, f: &Facts) -> Result<Assignment, Refusal> {
    if f.tree.get(a.unit).is_none_or(|u| u.ended.is_some()) {
        return Err(UNIT_ALIVE.refuse(
            phrase!("承办单位不存在或已撤并", "the unit does not exist or has ended"),
            phrase!("请重新选择承办单位", "choose another unit"),
        ));
    }
    short_enough(&a.task, Word::of("承办任务", "Task"))?;
    if let Some(deadline) = &a.deadline {
        reckonable(deadline, f)?;
    }
    let receipt = match a.part {
        Part::Assisting => Receipt::Informed,
        Part::Lead | Part::Responsible => Receipt::Awaiting { by: sign_for_by(f) },
    };
    Ok(a.begin(f.now, receipt))
}

fn once(units: impl Iterator<Item = UnitId>) -> Result<(), Refusal> {
    let mut seen = std::collections::BTreeSet::new();
    for unit in units {
        if !seen.insert(unit) {
            return Err(UNIT_ONCE.refuse(
                phrase!("{0}被列了两次", "{0} is named twice", unit),
                phrase!("请保留其中一份", "keep one of them"),
            ));
        }
    }
    Ok(())
}

/// By when an assignment given now is to be signed for.
pub(super) fn sign_for_by(f: &Facts) -> crate::instant::Instant {
    f.calendar.working_days_from(f.now, f.rules.sign_for_days).map_or(f.now, |r| r.end)
}
