//! Small gates that many acts pass: the right state, a reason that was given, the right person.
//! Each names the rule that it stands for.

use super::{
    facts::{By, Facts},
    matter::{Matter, State},
    parts::Assignment,
};
use crate::{
    ids::{AssignmentId, UnitId},
    people::{Action, Ground, require},
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
    who::Who,
};

/// An act belongs to certain states.
pub(super) const STATE: Rule = Rule::ours("matter.state", "按流程办理", "Follow the course of the matter");
/// What is decided carries its reason.
pub(super) const REASON: Rule = Rule::ours("matter.reason", "须说明理由", "A reason is given");
/// An assignment that is meant exists.
pub(super) const SHARE: Rule =
    Rule::ours("assignment.exists", "承办件须属于本事项", "The assignment belongs to the matter");
/// A day that lies ahead.
pub(super) const AHEAD: Rule = Rule::ours("date.ahead", "日期须在今天之后", "The day lies ahead");

/// The longest text that a field takes, in characters.
pub(super) const LONGEST_TEXT: usize = 10_000;

/// Refuses unless the matter is in one of the states with these codes.
pub(super) fn in_state(m: &Matter, codes: &[&'static str]) -> Result<(), Refusal> {
    if codes.contains(&m.state.code()) {
        return Ok(());
    }
    let wanted = Word {
        zh: join(codes, "、", |c| State::word_of(c).zh.into_owned()).into(),
        en: join(codes, ", ", |c| State::word_of(c).en.into_owned()).into(),
    };
    Err(STATE.refuse(
        phrase!("该事项目前处于“{0}”", "the matter is now “{0}”", m.state.word()),
        phrase!(
            "此项操作须在“{0}”时进行，请刷新页面查看当前可办操作",
            "this is done while “{0}”; reload the page to see what can be done now",
            wanted
        ),
    ))
}

/// The states of a matter that has its number and is neither struck off nor withdrawn.
pub(super) const OPEN: &[&str] = &[
    "registered",
    "assigned",
    "in_progress",
    "objecting",
    "suspended",
    "under_verification",
    "awaiting_report",
    "awaiting_closure",
];

/// Refuses what is over, and drafts.
pub(super) fn not_over(m: &Matter) -> Result<(), Refusal> {
    in_state(m, OPEN)
}

fn join(codes: &[&'static str], by: &str, word: impl Fn(&'static str) -> String) -> String {
    codes.iter().map(|c| word(c)).collect::<Vec<_>>().join(by)
}

/// Refuses an empty or an endless text; returns it trimmed.
pub(super) fn given(text: &str, what: Word) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(REASON.refuse(
            phrase!("“{0}”没有填写", "“{0}” is empty", what.clone()),
            phrase!("请填写“{0}”后再提交", "fill in “{0}” and submit again", what),
        ));
    }
    short_enough(text, what)
}

/// Refuses an endless text; returns it trimmed.
pub(super) fn short_enough(text: &str, what: Word) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > LONGEST_TEXT {
        return Err(REASON.refuse(
            phrase!("“{0}”超过{1}字", "“{0}” is longer than {1} characters", what, LONGEST_TEXT),
            phrase!("请精简文字，详情作为附件上传", "shorten it and attach the details as a file"),
        ));
    }
    Ok(text.to_owned())
}

/// The word for the reason field.
pub(super) const REASON_WORD: Word = Word::of("理由", "Reason");

/// The assignment that is meant.
pub(super) fn share(m: &Matter, id: AssignmentId) -> Result<&Assignment, Refusal> {
    m.assignment(id).ok_or_else(no_share)
}

/// There is no such assignment.
pub(super) fn no_share() -> Refusal {
    SHARE.refuse(
        phrase!("该承办件不存在或已改派", "the assignment does not exist or was given to others"),
        phrase!("请刷新页面后再办理", "reload the page and try again"),
    )
}

/// Refuses unless the person may do this for `unit`'s own share, whatever they may do for others.
pub(super) fn acts_for(m: &Matter, f: &Facts, unit: UnitId, action: Action) -> Result<(), Refusal> {
    match f.by {
        By::Person(actor) => {
            let ground = Ground { lead: Some(unit), helpers: vec![unit], ..Ground::of_office(m.office) };
            require(actor, action, &ground, f.tree, f.today())
        }
        By::System | By::Operator => Ok(()),
    }
}

/// Refuses a day that isn't after today.
pub(super) fn ahead(f: &Facts, day: jiff::civil::Date) -> Result<(), Refusal> {
    if day > f.today() {
        return Ok(());
    }
    Err(AHEAD.refuse(
        phrase!("所填日期{0}不晚于今天", "{0} is not after today", day),
        phrase!("请填写今天之后的日期", "give a day after today"),
    ))
}

/// Refuses when the person who asks is one of these.
pub(super) fn not_one_of(f: &Facts, rule: &Rule, others: &[(Who, Word)]) -> Result<(), Refusal> {
    for (who, role) in others {
        if f.who().is_same_person(*who) {
            return Err(rule.refuse(
                phrase!("您是该事项的“{0}”", "you are this matter's “{0}”", role.clone()),
                phrase!("请由其他有权人员办理；人手不足时可提请上级督查室办理", "let another entitled person do it; an office with too few people asks its superior office"),
            ));
        }
    }
    Ok(())
}
