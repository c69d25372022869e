//! 延期 and 暂缓办理: how a deadline moves, and how the clock stands still.

use super::{
    event::{Lapsed, What},
    facts::{By, Facts},
    gates::{REASON_WORD, ahead, given, in_state, short_enough},
    matter::{Matter, State},
};
use crate::{
    calendar::{Deadline, Pause},
    people::{Action, require},
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
};
use jiff::civil::Date;

const ONE_REQUEST: Rule = Rule::ours("extension.one", "延期申请一次一件", "One request at a time");
const BEFORE_DUE: Rule = Rule::ours("extension.before_due", "延期应在到期前申请", "Ask before the deadline");
const LATER: Rule = Rule::ours("extension.later", "新时限须晚于原时限", "The new date is later");
const NO_LIMIT: Rule =
    Rule::ours("extension.standing", "长期事项无须延期", "A standing matter has no deadline");
const NEXT_LEVEL: Rule =
    Rule::ours("extension.next_level", "再次延期由上一级审批", "A second extension is decided one level up");
const OVERDUE: Rule =
    Rule::ours("extension.late", "补办延期限于已逾期事项", "A late extension is for what is overdue");
const NOTHING_ASKED: Rule = Rule::ours("extension.asked", "须先有延期申请", "Something was asked");
const NOT_YET: Rule = Rule::ours("resume.until", "暂缓期满自动恢复", "It resumes by itself at its day");
const NO_DATE: Rule =
    Rule::ours("resume.date", "新时限限于定期事项", "Only a dated deadline takes a new date");

/// Asks for more time, before the deadline, one request at a time.
pub fn ask_extension(
    m: &Matter,
    until: Date,
    reason: &str,
    progress: &str,
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    askable(m, f)?;
    later(m, until)?;
    ahead(f, until)?;
    Ok(vec![What::ExtensionAsked {
        until,
        reason: given(reason, REASON_WORD)?,
        progress: short_enough(progress, Word::of("进展", "Progress"))?,
    }])
}

/// Whether more time can be asked for now. Not while suspended, not after the deadline.
pub fn askable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    in_state(m, &["assigned", "in_progress"])?;
    if m.extension.is_some() {
        return Err(ONE_REQUEST.refuse(
            phrase!("已有一件延期申请待审批", "a request is already waiting"),
            phrase!("请等待审批结果", "wait for its decision"),
        ));
    }
    match &m.moments.due {
        None => Err(NO_LIMIT.refuse(
            phrase!("该事项为长期事项或尚未计时", "the matter is standing or its clock has not begun"),
            phrase!("请按期反馈进展即可", "report each round"),
        )),
        Some(due) if f.now > due.at => Err(BEFORE_DUE.refuse(
            phrase!("该事项已于{0}到期", "it was due on {0}", due.date),
            phrase!(
                "请向督查室说明情况，由督查室负责人决定是否补办延期",
                "explain it to the office; its head may grant a late extension"
            ),
        )),
        Some(_) => Ok(()),
    }
}

/// Decides a request. The first is decided by the office, a second by its head, a third by the head
/// of government.
pub fn decide_extension(m: &Matter, granted: bool, reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    decidable(m, f)?;
    let Some(request) = &m.extension else { return Ok(vec![]) };
    if !granted {
        return Ok(vec![What::ExtensionRefused {
            until: request.until,
            reason: given(reason, REASON_WORD)?,
        }]);
    }
    later(m, request.until)?;
    Ok(vec![What::ExtensionGranted {
        until: request.until,
        reason: short_enough(reason, REASON_WORD)?,
        late: false,
        overdue_days: 0,
    }])
}

/// Whether there is a request that this person may decide.
pub fn decidable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    in_state(m, &["assigned", "in_progress", "objecting"])?;
    if m.extension.is_none() {
        return Err(NOTHING_ASKED.refuse(
            phrase!("该事项没有待审批的延期申请", "no request is waiting"),
            phrase!("请由承办单位先提出申请", "the unit asks first"),
        ));
    }
    let level = extension_level(m);
    match f.by {
        By::Person(actor) => require(actor, level, &m.ground(), f.tree, f.today()).map_err(|_| {
            NEXT_LEVEL.refuse(
                phrase!("该事项已延期{0}次", "it was extended {0} times", m.extensions),
                phrase!(
                    "请提请上一级审批：第二次由督查室负责人，第三次起由政府负责人",
                    "ask one level up: the office's head, from the third on the head of government"
                ),
            )
        }),
        By::System | By::Operator => Ok(()),
    }
}

/// The right that tells who decides the next extension: each one by the next level up.
pub(super) fn extension_level(m: &Matter) -> Action {
    match m.extensions {
        0 => Action::DecideExtension,
        1 => Action::GrantLateExtension,
        _ => Action::ApproveRegistration,
    }
}

/// 补办延期: by the office's head, after the deadline; overdue days stay counted.
pub fn grant_late(m: &Matter, until: Date, reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    overdue(m, f)?;
    later(m, until)?;
    ahead(f, until)?;
    let due = m.moments.due.as_ref().map_or(f.today(), |due| due.date);
    let overdue_days = u32::try_from(f.calendar.working_days_between(due, f.today())).unwrap_or(0);
    Ok(vec![What::ExtensionGranted { until, reason: given(reason, REASON_WORD)?, late: true, overdue_days }])
}

/// Whether it is overdue, so that a late extension can be granted.
pub fn overdue(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    in_state(m, &["assigned", "in_progress", "objecting"])?;
    match &m.moments.due {
        Some(due) if f.now > due.at => Ok(()),
        _ => Err(OVERDUE.refuse(
            phrase!("该事项尚未到期", "it is not overdue"),
            phrase!("请由承办单位按程序申请延期", "the unit asks for an extension"),
        )),
    }
}

fn later(m: &Matter, until: Date) -> Result<(), Refusal> {
    match &m.moments.due {
        Some(due) if until <= due.date => Err(LATER.refuse(
            phrase!("所填日期{0}不晚于原时限{1}", "{0} is not later than {1}", until, due.date),
            phrase!("请填写原时限之后的日期", "give a later date"),
        )),
        _ => Ok(()),
    }
}

/// Stands still until a day, when it resumes by itself.
pub fn suspend(m: &Matter, until: Date, reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    suspendable(m)?;
    ahead(f, until)?;
    let lapsed = m.extension.iter().map(|_| Lapsed::Extension).collect();
    Ok(vec![What::Suspended { until, reason: given(reason, REASON_WORD)?, lapsed }])
}

/// Whether it can be suspended now.
pub fn suspendable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["in_progress"])
}

/// Resumes: by the office before the day, by the system on it. Pauses move a `Within` deadline by
/// themselves; an `On` one moves only by the new date that this decision states.
pub fn resume(m: &Matter, new_date: Option<Date>, f: &Facts) -> Result<Vec<What>, Refusal> {
    resumable(m)?;
    let State::Suspended { from, until } = m.state else { return Ok(vec![]) };
    let ends = f.calendar.midnight(until);
    if matches!(f.by, By::System) && f.now < ends {
        return Err(NOT_YET.refuse(
            phrase!("暂缓办理至{0}", "it is suspended until {0}", until),
            phrase!(
                "到期自动恢复；需提前恢复的，由督查室办理",
                "it resumes by itself; the office may resume it earlier"
            ),
        ));
    }
    let at = match f.by {
        By::System => ends,
        By::Person(_) | By::Operator => f.now,
    };
    if let Some(date) = new_date {
        ahead(f, date)?;
        if !matches!(m.deadline, Deadline::On(_)) {
            return Err(NO_DATE.refuse(
                phrase!("该事项的时限不是固定日期", "the deadline is not a date"),
                phrase!("请留空，时限按暂缓天数自动顺延", "leave it empty; the deadline moves by the pause"),
            ));
        }
    }
    Ok(vec![What::Resumed { at, new_date, pause: Pause { from, to: at } }])
}

/// Whether it is suspended.
pub fn resumable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["suspended"])
}
