//! 更正: the office may amend any field with a reason; nothing is removed from the record.

use super::{
    asked::Change,
    event::What,
    facts::{By, Facts},
    gates::{REASON_WORD, given, short_enough},
    matter::Matter,
    registration::{reckonable, title},
};
use crate::{
    calendar::Deadline,
    people::{Action, UnitTree, allows},
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
};
use jiff::civil::Date;

const SOMETHING: Rule = Rule::ours("amend.something", "更正须有内容", "Something is amended");
const FINAL: Rule = Rule::ours("amend.final", "已归档、已撤销事项不再变更", "What is final stays");

const DEADLINE: Rule = Rule::ours(
    "amend.deadline",
    "已交办事项的完成时限，由督查室负责人更正",
    "The deadline of what is assigned is amended by the office's head",
);

/// Amends fields. Units are changed by reassignment.
pub fn amend(m: &Matter, changes: &[Change], reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    amendable(m)?;
    if changes.is_empty() {
        return Err(SOMETHING.refuse(
            phrase!("没有更正任何内容", "nothing was changed"),
            phrase!("请修改需要更正的内容", "change what is to be amended"),
        ));
    }
    if changes.iter().any(|change| matches!(change, Change::Deadline(day) if *day != m.deadline)) {
        deadline_amendable(m, f)?;
    }
    let changes = changes.iter().map(|c| sound(c, f)).collect::<Result<Vec<_>, _>>()?;
    let before = changes.iter().map(|change| standing(m, change)).collect();
    Ok(vec![What::Amended { changes, before: Some(before), reason: given(reason, REASON_WORD)? }])
}

/// Whether this person may amend the deadline: once units have it, it is theirs to ask for more time and the head's to
/// put right what was entered wrongly, as it is with a late extension. One that is still to be settled binds nobody yet.
pub fn deadline_amendable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    if may_amend_deadline(m, f.by, f.tree, f.today()) {
        return Ok(());
    }
    Err(DEADLINE.refuse(
        phrase!(
            "该事项已交办，其完成时限由督查室负责人更正",
            "it is assigned, and its deadline is the office's head's to amend"
        ),
        phrase!(
            "由督查室负责人更正，或由承办单位申请延期",
            "let the office's head amend it, or the unit ask for an extension"
        ),
    ))
}

/// The same as a question, where the rest of the facts isn't at hand.
pub fn may_amend_deadline(m: &Matter, by: By<'_>, tree: &UnitTree, today: Date) -> bool {
    let By::Person(actor) = by else { return true };
    let binds = !m.assignments.is_empty() && m.deadline != Deadline::Open;
    !binds || allows(actor, Action::GrantLateExtension, &m.ground(), tree, today)
}

/// Whether this person may give shares other deadlines while giving the matter to others (改派): that changes who does it,
/// and by when as little as an amendment does.
pub fn deadline_reassignable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    // A share's own deadline binds where the matter has none that does.
    let own = m.assignments.iter().find_map(|a| a.deadline).filter(|_| m.deadline == Deadline::Open);
    match own {
        Some(deadline) => deadline_amendable(&Matter { deadline, ..m.clone() }, f),
        None => deadline_amendable(m, f),
    }
}

/// What stands in the field now that a change is about.
fn standing(m: &Matter, change: &Change) -> Change {
    match change {
        Change::Title(_) => Change::Title(m.title.clone()),
        Change::Requirement(_) => Change::Requirement(m.requirement.clone()),
        Change::Deadline(_) => Change::Deadline(m.deadline),
        Change::Kind(_) => Change::Kind(m.kind),
        Change::Urgency(_) => Change::Urgency(m.urgency),
        Change::Campaign(_) => Change::Campaign(m.campaign),
        Change::Agreed(_) => Change::Agreed(m.layer.as_ref().is_some_and(|layer| layer.agreed)),
    }
}

/// Writes a remark: a word beside the matter, which changes nothing that was entered and needs no reason.
pub fn remark(m: &Matter, text: &str) -> Result<Vec<What>, Refusal> {
    amendable(m)?;
    let text = short_enough(text, Word::of("备注", "Remark"))?;
    if text == m.remark() {
        return Ok(vec![]);
    }
    Ok(vec![What::Remarked { text }])
}

/// Whether it can still be amended.
pub fn amendable(m: &Matter) -> Result<(), Refusal> {
    if !m.is_final() && !m.is_draft() {
        return Ok(());
    }
    Err(FINAL.refuse(
        phrase!("该事项目前处于“{0}”", "the matter is now “{0}”", m.state.word()),
        phrase!(
            "拟办可直接修改；已归档或撤销的，请另行立项并注明原事项",
            "edit a draft directly; for what is final register a new matter that refers back"
        ),
    ))
}

fn sound(change: &Change, f: &Facts) -> Result<Change, Refusal> {
    Ok(match change {
        Change::Title(text) => Change::Title(title(text)?),
        Change::Requirement(text) => {
            Change::Requirement(short_enough(text, Word::of("工作目标及要求", "Requirements"))?)
        }
        Change::Deadline(deadline) => {
            reckonable(deadline, f)?;
            change.clone()
        }
        Change::Kind(_) | Change::Urgency(_) | Change::Campaign(_) | Change::Agreed(_) => change.clone(),
    })
}
