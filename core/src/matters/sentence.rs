//! The story in sentences: one for every event, a total match. What is told is what the event holds.

use super::{
    amended::amended,
    ends::TimeLeft,
    event::{Adopted, Drafted, Event, Issued, Lapsed, LookedBack, Reported, Urged, What},
    parts::{Assignment, Basis, Rate},
    urging::waiver_word,
    words::Part,
};
use crate::{
    calendar::Deadline,
    ids::UnitId,
    phrase,
    phrase::{Arg, Phrase, Word},
    who::Who,
};

/// The sentence that tells an event. Who did it and when is told beside it.
pub fn sentence(event: &Event) -> Phrase {
    match &event.what {
        What::Drafted(d) => phrase!(
            "拟办事项“{0}”，确认所录内容不涉密",
            "drafted “{0}”, stating that nothing classified is entered",
            d.title.as_str()
        ),
        What::Instructed(i) => instructed(event.by, &i.draft),
        What::DraftEdited(_) => phrase!("修改了拟办内容", "changed the draft"),
        What::Submitted => phrase!("提交立项审批", "submitted it for approval"),
        What::Discarded => phrase!("放弃拟办", "discarded the draft"),
        What::DraftEnded { how, reason } => phrase!("{0}：{1}", "{0}: {1}", how.word(), reason.as_str()),
        What::Registered { number, deadline } => phrase!(
            "同意立项，编号{0}，时限：{1}",
            "registered it as {0}; deadline: {1}",
            number.to_string(),
            limit(deadline)
        ),
        What::ApprovalRefused { reason } => phrase!("退回修改：{0}", "sent it back: {0}", reason.as_str()),
        What::RegisteredOnSite { number, tell_head_by, .. } => phrase!(
            "现场立项，编号{0}，须于{1}前报告负责人",
            "registered it on site as {0}, to be reported to the head by {1}",
            number.to_string(),
            *tell_head_by
        ),
        What::HeadTold { text } if text.is_empty() => {
            phrase!("已阅知现场立项", "took note of the registration on site")
        }
        What::HeadTold { text } => {
            phrase!("已阅知现场立项：{0}", "took note of the registration on site: {0}", text.as_str())
        }
        What::TakenOver(a) => taken_over(a),
        What::Assigned { assignments } => phrase!("交办：{0}", "assigned: {0}", units(assignments)),
        What::SignedFor { unit, .. } => phrase!("{0}签收", "{0} signed for it", *unit),
        What::Objected { unit, proposed, reason, .. } => phrase!(
            "{0}申请改派，建议由{1}承办：{2}",
            "{0} objects and proposes {1}: {2}",
            *unit,
            *proposed,
            reason.as_str()
        ),
        What::ObjectionUpheld { unit, reason, .. } => {
            phrase!("同意{0}的改派申请：{1}", "upheld the objection of {0}: {1}", *unit, reason.as_str())
        }
        What::ObjectionOverruled { unit, reason, .. } => {
            phrase!("不同意{0}的改派申请：{1}", "overruled the objection of {0}: {1}", *unit, reason.as_str())
        }
        What::Reassigned { assignments, reason, lapsed } => phrase!(
            "改派：{0}。理由：{1}{2}",
            "reassigned: {0}. Reason: {1}{2}",
            units(assignments),
            reason.as_str(),
            lapse(lapsed)
        ),
        What::PassedDown { assignment, .. } => {
            phrase!("转交{0}办理", "passed it down to {0}", assignment.unit)
        }
        What::Reported(r) => reported(r),
        What::Planned { milestones, indicators } => phrase!(
            "制定节点计划：{0}个时间节点、{1}项指标",
            "planned {0} milestones and {1} indicators",
            milestones.len(),
            indicators.len()
        ),
        What::ExtensionAsked { until, reason, .. } => {
            phrase!("申请延期至{0}：{1}", "asked for an extension to {0}: {1}", *until, reason.as_str())
        }
        What::ExtensionGranted { until, reason, late: false, .. } => {
            phrase!("同意延期至{0}{1}", "granted an extension to {0}{1}", *until, after_colon(reason))
        }
        What::ExtensionGranted { until, reason, late: true, overdue_days } => phrase!(
            "补办延期至{0}，已逾期{2}个工作日照计：{1}",
            "granted a late extension to {0}, {2} working days overdue stay counted: {1}",
            *until,
            reason.as_str(),
            *overdue_days
        ),
        What::ExtensionRefused { until, reason } => {
            phrase!("不同意延期至{0}：{1}", "refused the extension to {0}: {1}", *until, reason.as_str())
        }
        What::Suspended { until, reason, lapsed } => phrase!(
            "暂缓办理至{0}：{1}{2}",
            "suspended it until {0}: {1}{2}",
            *until,
            reason.as_str(),
            lapse(lapsed)
        ),
        What::Resumed { new_date: Some(date), .. } => {
            phrase!("恢复办理，新时限{0}", "resumed it; the new date is {0}", *date)
        }
        What::Resumed { new_date: None, .. } => phrase!("恢复办理", "resumed it"),
        What::Urged(u) => urged(u),
        What::SlipIssued(i) => slip_issued(i),
        What::HelpAsked { kind, text, helper, .. } => phrase!(
            "请求{1}给予{0}：{2}",
            "asked {1} for help ({0}): {2}",
            kind.word(),
            *helper,
            text.as_str()
        ),
        What::HelpOffered { kind, text, helper, .. } => phrase!(
            "帮办（{0}），由{1}负责：{2}",
            "help ({0}) by {1}: {2}",
            kind.word(),
            *helper,
            text.as_str()
        ),
        What::HelpAccepted { helper, .. } => {
            phrase!("帮助请求已受理，由{0}帮办", "the request for help is accepted: {0} helps", *helper)
        }
        What::HelpDeclined { helper, reason, .. } => phrase!(
            "{0}对帮办安排提出异议：{1}",
            "{0} objected to being named as helper: {1}",
            *helper,
            reason.as_str()
        ),
        What::HelpEnded { helper, result, text, .. } => phrase!(
            "{0}帮办结束，{1}：{2}",
            "the help of {0} ended, {1}: {2}",
            *helper,
            result.word(),
            text.as_str()
        ),
        What::Claimed { claim, unit, lapsed, .. } => phrase!(
            "{0}申请办结：{1}{2}",
            "{0} claimed completion: {1}{2}",
            *unit,
            claim.text.as_str(),
            lapse(lapsed)
        ),
        What::ClaimWithdrawn { reason } => {
            phrase!("撤回办结申请：{0}", "withdrew the claim: {0}", reason.as_str())
        }
        What::OpinionGiven { opinion } => phrase!(
            "{0}初审{1}：{2}",
            "{0} gave its opinion ({1}): {2}",
            opinion.unit,
            agrees(opinion.agrees),
            opinion.text.as_str()
        ),
        What::VerificationPassed { verified, .. } => {
            phrase!("{0}通过：{1}", "{0} passed: {1}", verified.manner.word(), verified.opinion.as_str())
        }
        What::ClaimReturned { kind, opinion, left, .. } => {
            let said = phrase!(
                "核查未通过，{0}：{1}",
                "verification failed, {0}: {1}",
                kind.word(),
                opinion.as_str()
            );
            with_time_left(said, left.as_ref())
        }
        What::ReportedToAuthor { reply } => {
            phrase!("已呈报批示领导：{0}", "reported to the author: {0}", reply.as_str())
        }
        What::NewInstruction { text, deadline, .. } => phrase!(
            "批示领导再作批示：“{0}”，时限：{1}",
            "the author instructed anew: “{0}”; deadline: {1}",
            text.as_str(),
            limit(deadline)
        ),
        What::ClosureProposed { outcome } => {
            phrase!("提请销号，办理结果：{0}", "proposed closure: {0}", outcome.word())
        }
        What::SuperiorAsked { office } => {
            phrase!("提请{0}审批销号", "asked {0} to approve the closure", *office)
        }
        What::ClosureRefused { reason, left, .. } => {
            with_time_left(phrase!("不同意销号：{0}", "refused closure: {0}", reason.as_str()), left.as_ref())
        }
        What::Closed { outcome, .. } => {
            phrase!("同意销号，办理结果：{0}", "struck it off: {0}", outcome.word())
        }
        What::LookedBack(LookedBack { holds: true, text, .. }) => {
            phrase!("回头看，成效保持：{0}", "looked back, the result holds: {0}", text.as_str())
        }
        What::LookedBack(LookedBack { holds: false, text, .. }) => {
            phrase!("回头看，问题反弹：{0}", "looked back, the problem has come back: {0}", text.as_str())
        }
        What::KeptClosed { reason } => {
            phrase!(
                "问题反弹，决定不重新办理：{0}",
                "decided not to reopen it after the relapse: {0}",
                reason.as_str()
            )
        }
        What::Reopened { reason, deadline } => phrase!(
            "重新办理，时限：{1}。理由：{0}",
            "reopened it: {0}; deadline: {1}",
            reason.as_str(),
            limit(deadline)
        ),
        What::WithdrawalAsked { reason } => {
            phrase!("申请撤销：{0}", "asked to withdraw it: {0}", reason.as_str())
        }
        What::WithdrawalRefused { reason } => {
            phrase!("不同意撤销：{0}", "refused the withdrawal: {0}", reason.as_str())
        }
        What::Withdrawn { reason } => {
            phrase!("同意撤销，编号保留：{0}", "withdrew it, its number is kept: {0}", reason.as_str())
        }
        What::Amended { changes, before, reason } => amended(changes, before.as_deref(), reason),
        What::Remarked { text } if text.is_empty() => phrase!("清空备注", "took the remark away"),
        What::Remarked { text } => phrase!("备注：{0}", "remarked: {0}", text.as_str()),
        What::Archived => phrase!("归档", "archived it"),
        What::Recomputed { calendar } => phrase!(
            "按工作日历（{0}）重新计算时限",
            "recomputed its deadlines with calendar {0}",
            calendar.as_str()
        ),
    }
}

/// The leader's own, or written down in their name.
fn instructed(by: Who, d: &Drafted) -> Phrase {
    let Basis::Instruction(i) = &d.origin.basis else {
        return phrase!("作出批示：{0}", "gave an instruction: {0}", d.title.as_str());
    };
    if i.author_id.is_some_and(|author| by.is_same_person(Who::Person(author))) {
        phrase!("作出批示（{0}）：“{1}”", "gave an instruction ({0}): “{1}”", i.kind.word(), i.text.as_str())
    } else {
        phrase!(
            "代{2}录入批示（{0}）：“{1}”",
            "entered an instruction ({0}) in the name of {2}: “{1}”",
            i.kind.word(),
            i.text.as_str(),
            i.author.as_str()
        )
    }
}

fn taken_over(a: &Adopted) -> Phrase {
    let row = super::event::ledger_row(&a.origin);
    let (name, sheet, number) = row.map_or(("", "", 0), |r| (r.name.as_str(), r.sheet.as_str(), r.row));
    let state = if a.claim.is_some() {
        Word::of("台账载明已完成，待核查", "the ledger says done, to be verified")
    } else {
        Word::of("继续办理", "goes on")
    };
    if let Some(given) = a.number.as_ref().filter(|_| a.numbered) {
        return phrase!(
            "补录：承接自台账“{0}”的“{1}”第{2}行，编号{4}，{3}",
            "taken over from the ledger “{0}”, sheet “{1}”, row {2}, as {4}: {3}",
            name,
            sheet,
            number,
            state,
            given.to_string()
        );
    }
    phrase!(
        "补录：承接自台账“{0}”的“{1}”第{2}行，{3}",
        "taken over from the ledger “{0}”, sheet “{1}”, row {2}: {3}",
        name,
        sheet,
        number,
        state
    )
}

fn reported(r: &Reported) -> Phrase {
    let rate = r.rate.map_or_else(String::new, Rate::percent);
    let problem = r.report.problem.as_str();
    // A sentence follows where there is a problem: its stop is ours.
    let text = if problem.is_empty() { &*r.report.text } else { r.report.text.trim_end_matches('。') };
    let correction = match (r.corrects, r.row.is_some()) {
        (true, true) => Word::of("据台账更正上次反馈，", "by its ledger, correcting the last report; "),
        (true, false) => Word::of("更正上次反馈，", "corrects the last report; "),
        (false, true) => Word::of("据台账补录，", "by its ledger; "),
        (false, false) => Word::of("", ""),
    };
    match (rate.is_empty(), problem.is_empty()) {
        (true, true) => {
            phrase!("{0}反馈进展：{1}{2}", "{0} reported: {1}{2}", r.unit, correction, text)
        }
        (false, true) => phrase!(
            "{0}反馈进展（累计{3}）：{1}{2}",
            "{0} reported ({3} so far): {1}{2}",
            r.unit,
            correction,
            text,
            rate
        ),
        (true, false) => phrase!(
            "{0}反馈进展：{1}{2}。存在问题：{3}",
            "{0} reported: {1}{2}. Problem: {3}",
            r.unit,
            correction,
            text,
            problem
        ),
        (false, false) => phrase!(
            "{0}反馈进展（累计{3}）：{1}{2}。存在问题：{4}",
            "{0} reported ({3} so far): {1}{2}. Problem: {4}",
            r.unit,
            correction,
            text,
            rate,
            problem
        ),
    }
}

/// A deadline as a phrase's argument.
pub fn limit(deadline: &Deadline) -> Arg {
    use crate::calendar::Days;
    match *deadline {
        Deadline::On(date) => Arg::Date(date),
        Deadline::Within { days, kind: Days::Working } => Arg::Word(Word {
            zh: format!("{days}个工作日").into(),
            en: format!("{days} working days").into(),
        }),
        Deadline::Within { days, kind: Days::Natural } => {
            Arg::Word(Word { zh: format!("{days}天").into(), en: format!("{days} days").into() })
        }
        Deadline::Standing => Arg::Word(Word::of("长期", "standing")),
        Deadline::Open => Arg::Word(Word::of("时限待定", "to be settled")),
    }
}

fn units(assignments: &[Assignment]) -> Arg {
    let groups = Part::ALL.iter().filter_map(|part| {
        let units: Vec<UnitId> = assignments.iter().filter(|a| a.part == *part).map(|a| a.unit).collect();
        (!units.is_empty()).then(|| (part.word(), units))
    });
    Arg::Groups(groups.collect())
}

fn list(units: &[UnitId]) -> Arg {
    Arg::Units(units.to_vec())
}

fn agrees(yes: bool) -> Word {
    if yes { Word::of("同意", "agrees") } else { Word::of("不同意", "disagrees") }
}

/// A sentence that ends in somebody's words, and what time is left.
fn with_time_left(said: Phrase, left: Option<&TimeLeft>) -> Phrase {
    let Some(TimeLeft { until: Some(until), moved_from }) = left else { return said };
    let at = said.args.len();
    let (zh, en) = match moved_from {
        Some(_) => (
            format!("。完成时限由{{{}}}顺延至{{{at}}}", at + 1),
            format!(". The deadline moved from {{{}}} to {{{at}}}", at + 1),
        ),
        None => (
            format!("。申请办结时已逾期，完成时限不变，补办时限{{{at}}}"),
            format!(". It was claimed late, so the deadline stays; to be completed by {{{at}}}"),
        ),
    };
    let words = |text: &str| text.trim_end_matches(['。', '.']).to_owned();
    let ended = said.args.into_iter().map(|arg| match arg {
        Arg::Text(text) => Arg::Text(words(&text)),
        other => other,
    });
    let args = ended.chain([Arg::Date(until.on)]).chain(moved_from.map(Arg::Date)).collect();
    Phrase { zh: format!("{}{zh}", said.zh).into(), en: format!("{}{en}", said.en).into(), args }
}

fn after_colon(text: &str) -> Arg {
    if text.is_empty() { Arg::Text(String::new()) } else { Arg::Text(format!("：{text}")) }
}

fn urged(u: &Urged) -> Phrase {
    let (to, text) = (&u.to, u.text.as_str());
    match u.answer_by {
        None => phrase!("催办{0}：{1}", "urged {0}: {1}", list(to), text),
        Some(by) => phrase!(
            "催办{0}，要求{2}前回复：{1}",
            "urged {0} and asked for an answer by {2}: {1}",
            list(to),
            text,
            by.on
        ),
    }
}

fn slip_issued(i: &Issued) -> Phrase {
    let Issued { slip, text, to, waiver, answer_by, .. } = i;
    let text = text.as_str();
    match (waiver, answer_by) {
        (None, None) => {
            phrase!("向{1}发{0}：{2}", "issued a {0} to {1}: {2}", slip.word(), list(to), text)
        }
        (Some(waiver), None) => phrase!(
            "向{1}发{0}：{2}（豁免先帮：{3}）",
            "issued a {0} to {1}: {2} (help first waived: {3})",
            slip.word(),
            list(to),
            text,
            waiver_word(waiver)
        ),
        (None, Some(by)) => phrase!(
            "向{1}发{0}，要求{3}前回复：{2}",
            "issued a {0} to {1} and asked for an answer by {3}: {2}",
            slip.word(),
            list(to),
            text,
            by.on
        ),
        (Some(waiver), Some(by)) => phrase!(
            "向{1}发{0}，要求{4}前回复：{2}（豁免先帮：{3}）",
            "issued a {0} to {1} and asked for an answer by {4}: {2} (help first waived: {3})",
            slip.word(),
            list(to),
            text,
            waiver_word(waiver),
            by.on
        ),
    }
}

fn lapse(lapsed: &[Lapsed]) -> Word {
    let words = |zh: bool| -> String {
        lapsed
            .iter()
            .map(|l| match (l, zh) {
                (Lapsed::Claim, true) => "；原办结申请失效",
                (Lapsed::Claim, false) => "; the open claim lapsed",
                (Lapsed::Objection, true) => "；原改派申请失效",
                (Lapsed::Objection, false) => "; the open objection lapsed",
                (Lapsed::Extension, true) => "；原延期申请失效",
                (Lapsed::Extension, false) => "; the open request for extension lapsed",
            })
            .collect()
    };
    Word { zh: words(true).into(), en: words(false).into() }
}
