//! 进展反馈 and 节点计划: what was done, as a step that may not fall unless it corrects itself.

use super::{
    asked::NewReport,
    event::{Reported, What},
    facts::Facts,
    gates::{acts_for, given, in_state, share, short_enough},
    indicator::Indicator,
    matter::Matter,
    moments::next_report_due,
    parts::{Assignment, LastReport, LedgerRow, Milestone, Rate, Receipt},
    registration::LONGEST_TITLE,
};
use crate::{
    ids::AssignmentId,
    people::Action,
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
};

const SIGN_FIRST: Rule = Rule::ours("report.sign_first", "先签收、后反馈", "Sign first, then report");
const RATE: Rule =
    Rule::ours("report.rate", "完成率应在0至1000%之间", "Completion lies between 0 and 1000 %");
const NOT_BACK: Rule = Rule::ours("report.not_back", "累计完成率不得低于上次", "Completion does not fall");
const PLACE: Rule =
    Rule::ours("report.place", "指标与节点须属于本事项", "Indicators and milestones belong to the matter");
const PLAN: Rule = Rule::ours("plan.order", "节点按日期先后、目标由低到高", "Milestones rise with time");

/// Reports progress on one's own share.
pub fn report(m: &Matter, r: &NewReport, f: &Facts) -> Result<Vec<What>, Refusal> {
    let a = may_report(m, r.assignment, f)?;
    Ok(vec![What::Reported(Box::new(content(m, a, r, f)?))])
}

/// Takes over new progress from a row that was imported before: the ledger tells it, so nobody has to
/// have signed.
pub fn from_ledger(m: &Matter, r: &NewReport, row: &LedgerRow, f: &Facts) -> Result<Vec<What>, Refusal> {
    reportable(m)?;
    let a = share(m, r.assignment)?;
    let told = content(m, a, r, f)?;
    Ok(vec![What::Reported(Box::new(Reported { row: Some(row.clone()), ..told }))])
}

fn content(m: &Matter, a: &Assignment, r: &NewReport, f: &Facts) -> Result<Reported, Refusal> {
    believable(r.rate)?;
    not_falling(a.rate, r)?;
    places(m, r)?;
    let owed = m.moments.share(a.id).and_then(|s| s.report_due_at);
    Ok(Reported {
        assignment: a.id,
        unit: a.unit,
        report: LastReport {
            at: f.now,
            text: given(&r.text, Word::of("本期进展", "Progress"))?,
            problem: short_enough(&r.problem, Word::of("存在问题", "Problem"))?,
            blocker: r.blocker,
            next_step: short_enough(&r.next_step, Word::of("下步措施", "Next step"))?,
            needs: short_enough(&r.needs, Word::of("需协调事项", "To be coordinated"))?,
        },
        cause: short_enough(&r.cause, Word::of("滞后原因", "Cause of delay"))?,
        rate: r.rate.or(a.rate),
        indicators: r.indicators.clone(),
        reached: r.reached.clone(),
        files: r.files.clone(),
        corrects: r.corrects,
        next_due: f.rules.round.and_then(|round| next_report_due(round, owed, f.now, f.calendar)),
        row: None,
    })
}

/// The share, if this person may report on it now.
pub fn may_report<'a>(m: &'a Matter, id: AssignmentId, f: &Facts) -> Result<&'a Assignment, Refusal> {
    reportable(m)?;
    let a = share(m, id)?;
    acts_for(m, f, a.unit, Action::Report)?;
    if matches!(a.receipt, Receipt::Awaiting { .. }) {
        return Err(SIGN_FIRST.refuse(
            phrase!("该承办件尚未签收", "the assignment is not signed for yet"),
            phrase!("请先签收", "sign for it first"),
        ));
    }
    Ok(a)
}

/// Whether reports are taken now.
pub fn reportable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["assigned", "in_progress"])
}

fn believable(rate: Option<Rate>) -> Result<(), Refusal> {
    if rate.is_none_or(|r| r <= Rate::MOST) {
        return Ok(());
    }
    Err(RATE.refuse(
        phrase!("所填完成率超过1000%", "completion is above 1000 %"),
        phrase!("请核对数值", "check the number"),
    ))
}

fn not_falling(before: Option<Rate>, r: &NewReport) -> Result<(), Refusal> {
    match (before, r.rate) {
        (Some(old), Some(new)) if new < old && !r.corrects => Err(NOT_BACK.refuse(
            phrase!(
                "上次累计完成率为{0}，本次为{1}",
                "completion was {0}, now {1}",
                old.percent(),
                new.percent()
            ),
            phrase!(
                "请核对；如上次填报有误，请勾选“更正上次反馈”",
                "check it; tick “corrects the last report” if that one was wrong"
            ),
        )),
        _ => Ok(()),
    }
}

fn places(m: &Matter, r: &NewReport) -> Result<(), Refusal> {
    let indicators =
        r.indicators.iter().all(|(i, done)| *i < m.indicators.len() && (0..=Indicator::MOST).contains(done));
    let milestones = r.reached.iter().all(|i| *i < m.milestones.len());
    if indicators && milestones {
        return Ok(());
    }
    Err(PLACE.refuse(
        phrase!(
            "所填指标或节点不存在，或数值为负、过大",
            "an indicator or milestone does not exist, or a number is negative or too large"
        ),
        phrase!("请刷新页面后重新填写", "reload the page and fill it in again"),
    ))
}

/// Sets the way: milestones in order of dates with rising targets, and what is counted.
pub fn plan(m: &Matter, milestones: &[Milestone], indicators: &[Indicator]) -> Result<Vec<What>, Refusal> {
    plannable(m)?;
    let dates = milestones.is_sorted_by(|a, b| a.on < b.on && a.target <= b.target);
    let named = milestones.iter().all(|s| is_name(&s.name) && s.target <= Rate::MOST)
        && indicators.iter().all(|i| is_name(&i.name) && i.is_countable());
    if dates && named && milestones.len() <= 200 && indicators.len() <= 50 {
        return Ok(vec![What::Planned { milestones: milestones.to_vec(), indicators: indicators.to_vec() }]);
    }
    Err(PLAN.refuse(
        phrase!(
            "节点日期有重复或倒序，目标由高到低，或名称为空、数值过大",
            "dates repeat or go back, targets fall, a name is empty, or a number is too large"
        ),
        phrase!(
            "请按日期先后排列节点，目标逐步提高，并填写名称",
            "put milestones in order of dates with rising targets and names"
        ),
    ))
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST_TITLE).contains(&text.trim().chars().count())
}

/// Whether a plan can be set now.
pub fn plannable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["registered", "assigned", "in_progress", "suspended"])
}
