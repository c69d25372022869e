//! 帮: asked by a unit or recorded by the office, accepted or declined by the named helper, ended with
//! a result. A request waits for the office besides, which may accept it and name who helps. An accepted help moves
//! the ball to the helper; the deadline stays.

use super::{
    asked::NewHelp,
    event::What,
    facts::Facts,
    gates::{REASON_WORD, acts_for, given, in_state, not_over},
    matter::Matter,
    parts::{Help, HelpStand},
    words::HelpResult,
};
use crate::{
    ids::UnitId,
    people::Action,
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
};

const HELPER: Rule = Rule::ours("help.helper", "须明确由谁帮", "The helper is named");
const ACCEPTED: Rule = Rule::ours("help.accepted", "先受理、后办结", "Accepted first, then ended");
const OPEN: Rule = Rule::ours("help.open", "帮办事项须未办结", "The help is still open");

/// A unit asks for help: of another unit, or of the office to find one.
pub fn ask(m: &Matter, h: &NewHelp, f: &Facts) -> Result<Vec<What>, Refusal> {
    helpable(m)?;
    let helper = named(h.helper.or(Some(m.office)), f)?;
    let text = given(&h.text, Word::of("求助内容", "What is asked"))?;
    Ok(vec![What::HelpAsked { kind: h.kind, text, blocker: h.blocker, helper }])
}

/// The office records a help step; that it is recorded by the office is its acceptance.
pub fn offer(m: &Matter, h: &NewHelp, f: &Facts) -> Result<Vec<What>, Refusal> {
    helpable(m)?;
    let helper = named(h.helper, f)?;
    let text = given(&h.text, Word::of("帮办措施", "Help step"))?;
    Ok(vec![What::HelpOffered { kind: h.kind, text, blocker: h.blocker, helper }])
}

/// Whether help makes sense now.
pub fn helpable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["assigned", "in_progress", "objecting", "suspended"])
}

fn named(helper: Option<UnitId>, f: &Facts) -> Result<UnitId, Refusal> {
    let there = |unit: &UnitId| f.tree.get(*unit).is_some_and(|u| u.ended.is_none());
    helper.filter(there).ok_or_else(|| {
        HELPER.refuse(
            phrase!("未指明帮办单位，或该单位已撤并", "no unit is named, or it has ended"),
            phrase!("请选择能解决该问题的单位", "name the unit that can remove the blocker"),
        )
    })
}

/// The office accepts a request in the helper's stead, or gives it to a unit that can help.
pub fn coordinate(m: &Matter, help: usize, helper: UnitId, f: &Facts) -> Result<Vec<What>, Refusal> {
    let h = open_help(m, help)?;
    let helper = named(Some(helper), f)?;
    if !matches!(h.stand, HelpStand::Asked) {
        return Err(closed());
    }
    Ok(vec![What::HelpAccepted { help, helper }])
}

/// Whether a request waits for somebody to take it up.
pub fn coordinable(m: &Matter) -> Result<(), Refusal> {
    any_help(m, |h| matches!(h.stand, HelpStand::Asked))
}

/// Accepts a help that was asked: the ball moves.
pub fn accept(m: &Matter, help: usize, f: &Facts) -> Result<Vec<What>, Refusal> {
    let h = open_help(m, help)?;
    acts_for(m, f, h.helper, Action::AnswerHelp)?;
    if !matches!(h.stand, HelpStand::Asked) {
        return Err(closed());
    }
    Ok(vec![What::HelpAccepted { help, helper: h.helper }])
}

/// The named helper objects, before or after the office recorded it.
pub fn decline(m: &Matter, help: usize, reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    let h = open_help(m, help)?;
    acts_for(m, f, h.helper, Action::AnswerHelp)?;
    Ok(vec![What::HelpDeclined { help, helper: h.helper, reason: given(reason, REASON_WORD)? }])
}

/// A help is over, with its result.
pub fn end(m: &Matter, help: usize, result: HelpResult, text: &str) -> Result<Vec<What>, Refusal> {
    let h = open_help(m, help)?;
    if !h.is_under_way() && result != HelpResult::NotNeeded {
        return Err(ACCEPTED.refuse(
            phrase!(
                "帮助请求尚未受理，不能填写“{0}”",
                "nobody accepted to help yet: no “{0}”",
                result.word()
            ),
            phrase!("请待受理后办结，或选择“无需帮助”", "wait until it is accepted, or say it is not needed"),
        ));
    }
    let text = given(text, Word::of("帮办结果", "Result"))?;
    Ok(vec![What::HelpEnded { help, helper: h.helper, result, text }])
}

/// Whether there is a help to answer.
pub fn answerable(m: &Matter) -> Result<(), Refusal> {
    any_help(m, |h| h.is_open())
}

/// Whether there is a help to end.
pub fn endable(m: &Matter) -> Result<(), Refusal> {
    any_help(m, |h| h.is_open())
}

fn any_help(m: &Matter, wanted: impl Fn(&Help) -> bool) -> Result<(), Refusal> {
    not_over(m)?;
    if m.helps.iter().any(wanted) { Ok(()) } else { Err(closed()) }
}

fn open_help(m: &Matter, help: usize) -> Result<&Help, Refusal> {
    not_over(m)?;
    m.helps.get(help).filter(|h| h.is_open()).ok_or_else(closed)
}

fn closed() -> Refusal {
    OPEN.refuse(
        phrase!("该帮办事项不存在、已受理或已办结", "the help does not exist, is accepted or over"),
        phrase!("请刷新页面查看帮办情况", "reload the page to see where it stands"),
    )
}
