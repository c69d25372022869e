//! 更正: the office may amend any field with a reason; nothing is removed from the record.

use super::{
    asked::Change,
    event::What,
    facts::Facts,
    gates::{REASON_WORD, given, short_enough},
    matter::Matter,
    registration::{reckonable, title},
};
use crate::{
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
};

const SOMETHING: Rule = Rule::ours("amend.something", "更正须有内容", "Something is amended");
const FINAL: Rule = Rule::ours("amend.final", "已归档、已撤销事项不再变更", "What is final stays");

/// Amends fields. Units are changed by reassignment.
pub fn amend(m: &Matter, changes: &[Change], reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    amendable(m)?;
    if changes.is_empty() {
        return Err(SOMETHING.refuse(
            phrase!("没有更正任何内容", "nothing was changed"),
            phrase!("请修改需要更正的内容", "change what is to be amended"),
        ));
    }
    let changes = changes.iter().map(|c| sound(c, f)).collect::<Result<Vec<_>, _>>()?;
    Ok(vec![What::Amended { changes, reason: given(reason, REASON_WORD)? }])
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
