//! 立项: from a draft to a number, or to a recorded end without one.
//!
//! A basis and an approver who is not the drafter (Decree 733, Art. 11). Drafts are the office's own.

use super::{
    asked::DraftMatter,
    event::{Drafted, What},
    facts::Facts,
    gates::{REASON_WORD, given, in_state, not_one_of, not_over, short_enough},
    instructing,
    matter::{Matter, State},
    parts::{Basis, Number},
    words::{DraftEnd, InstructionKind, MatterKind},
};
use crate::{
    calendar::Deadline,
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
    who::Who,
};

const CLASSIFIED: Rule =
    Rule::ours("draft.not_classified", "涉密信息不得录入", "Nothing classified is entered");
const TITLE: Rule = Rule::ours("draft.title", "事项名称应简明", "A matter has a short title");
const BASIS: Rule = Rule::decree(
    "registration.basis",
    "立项须有依据",
    "Registration needs a basis",
    "《政府督查工作条例》第十一条",
    "Decree 733, Art. 11",
);
const NOT_DRAFTER: Rule = Rule::decree(
    "registration.approver",
    "拟办人不得审批本人拟办的事项",
    "The approver is not the drafter",
    "《政府督查工作条例》第十一条",
    "Decree 733, Art. 11",
);
const MUST_REGISTER: Rule =
    Rule::ours("registration.instruction", "批办性批示须立项", "An instruction to act must be registered");
const ONE_BASIS: Rule = Rule::ours(
    "registration.batch",
    "同一文件所列事项方可一并审批",
    "One approval registers the rows of one document",
);
const NUMBERED: Rule =
    Rule::ours("registration.number", "立项编号由系统赋予", "The number is given under a lock");
const DEADLINE: Rule = Rule::ours("registration.deadline", "时限须可计算", "The deadline can be reckoned");
const LAYER: Rule = Rule::ours("layer.parent", "上级事项须未销号", "The matter above is still open");
const TOLD: Rule =
    Rule::ours("registration.told", "现场立项须报告负责人", "The head hears of what is registered on site");
const ON_SITE: Rule =
    Rule::ours("registration.on_site", "现场立项限于问题", "On site only problems are registered");

/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 200;

/// Puts a matter on paper.
pub fn draft(d: &DraftMatter, f: &Facts) -> Result<Vec<What>, Refusal> {
    Ok(vec![What::Drafted(Box::new(content(d, f)?))])
}

/// Changes a draft.
pub fn edit(m: &Matter, d: &DraftMatter, f: &Facts) -> Result<Vec<What>, Refusal> {
    editable(m)?;
    instructing::words_stay(m, &d.origin)?;
    let mut content = content(&DraftMatter { id: m.id, office: m.office, ..d.clone() }, f)?;
    if m.handwritten.is_some() {
        // Whose account it is stays known, whatever the form knew of it.
        content.origin = m.origin.clone();
    }
    Ok(vec![What::DraftEdited(Box::new(content))])
}

/// Whether the draft can be changed, submitted or thrown away.
pub fn editable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["draft"])
}

/// Hands the draft in.
pub fn submit(m: &Matter) -> Result<Vec<What>, Refusal> {
    editable(m)?;
    Ok(vec![What::Submitted])
}

/// Throws the draft away: no number was given, none is lost.
pub fn discard(m: &Matter) -> Result<Vec<What>, Refusal> {
    discardable(m)?;
    Ok(vec![What::Discarded])
}

/// Whether the draft can be thrown away: not what a leader wrote.
pub fn discardable(m: &Matter) -> Result<(), Refusal> {
    editable(m)?;
    instructing::may_go(m)
}

/// Ends the draft on record. An instruction to act must be registered: it can't end so.
pub fn end(m: &Matter, how: DraftEnd, reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    may_decide(m, f)?;
    if let Basis::Instruction(i) = &m.origin.basis
        && i.kind == InstructionKind::ToAct
    {
        return Err(MUST_REGISTER.refuse(
            phrase!("该批示为批办性批示", "the instruction is one to be acted on"),
            phrase!(
                "请审批立项；如批示性质有误，请退回拟办人更正",
                "register it, or send it back if the instruction was misread"
            ),
        ));
    }
    Ok(vec![What::DraftEnded { how, reason: given(reason, REASON_WORD)? }])
}

/// Whether this person may decide on the registration now.
pub fn may_decide(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    in_state(m, &["awaiting_approval"])?;
    not_one_of(f, &NOT_DRAFTER, &authors(m))
}

/// Who wrote it and handed it in, and so can't be the one who approves.
pub(super) fn authors(m: &Matter) -> Vec<(Who, Word)> {
    let mut authors = vec![(m.drafter, Word::of("拟办人", "drafter"))];
    if let State::AwaitingApproval { by } = m.state {
        authors.push((by, Word::of("报批人", "submitter")));
    }
    authors
}

/// Registers: gives the number.
pub fn approve(m: &Matter, f: &Facts) -> Result<Vec<What>, Refusal> {
    may_decide(m, f)?;
    parent_open(f)?;
    reckonable(&m.deadline, f)?;
    Ok(vec![What::Registered { number: next_number(f)?, deadline: m.deadline }])
}

/// One approval for all rows of one document that itself names tasks, units and dates. Numbers run
/// on from the facts' next one; the matters must be of one office and name the same document. A layer
/// is approved by itself, for its parent must be looked at.
pub fn approve_batch(matters: &[&Matter], f: &Facts) -> Result<Vec<What>, Refusal> {
    let document = matters.first().and_then(|m| document_of(m));
    if document.is_none() || matters.iter().any(|m| document_of(m) != document) {
        return Err(ONE_BASIS.refuse(
            phrase!(
                "所选事项的立项依据不是同一份分解文件",
                "the matters do not rest on one and the same document"
            ),
            phrase!(
                "请按文件分别勾选，或逐项审批",
                "select one document's matters, or approve them one by one"
            ),
        ));
    }
    one_series(matters)?;
    let mut number = next_number(f)?;
    let mut events = Vec::with_capacity(matters.len());
    for m in matters {
        may_decide(m, f)?;
        reckonable(&m.deadline, f)?;
        events.push(What::Registered { number: number.clone(), deadline: m.deadline });
        number.serial = number.serial.saturating_add(1);
    }
    Ok(events)
}

fn one_series(matters: &[&Matter]) -> Result<(), Refusal> {
    let ids: std::collections::BTreeSet<_> = matters.iter().map(|m| m.id).collect();
    let offices: std::collections::BTreeSet<_> = matters.iter().map(|m| m.office).collect();
    if ids.len() == matters.len() && offices.len() == 1 && matters.iter().all(|m| m.layer.is_none()) {
        return Ok(());
    }
    Err(ONE_BASIS.refuse(
        phrase!(
            "所选事项有重复、分属不同督查室，或含下层问题",
            "a matter is named twice, belongs to another office, or is a layer of a problem"
        ),
        phrase!("请调整勾选，或逐项审批", "change the selection, or approve them one by one"),
    ))
}

fn document_of(m: &Matter) -> Option<&str> {
    match &m.origin.basis {
        Basis::Document { document, .. } => Some(document),
        _ => None,
    }
}

/// Sends the draft back.
pub fn refuse(m: &Matter, reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    may_decide(m, f)?;
    Ok(vec![What::ApprovalRefused { reason: given(reason, REASON_WORD)? }])
}

/// A team leader registers a problem on site; it is reported to the head within one working day.
pub fn register_on_site(d: &DraftMatter, f: &Facts) -> Result<Vec<What>, Refusal> {
    if d.kind != MatterKind::Problem {
        return Err(ON_SITE.refuse(
            phrase!("所填事项类型为“{0}”", "the matter is a “{0}”", d.kind.word()),
            phrase!("任务、项目请按程序拟办报批", "draft tasks and projects and submit them"),
        ));
    }
    let draft = content(d, f)?;
    let deadline = draft.deadline;
    let tell_head_by = f.calendar.working_days_from(f.now, 1).map_err(|_| unreckonable())?.end;
    Ok(vec![What::RegisteredOnSite {
        draft: Box::new(draft),
        number: next_number(f)?,
        deadline,
        tell_head_by,
    }])
}

/// The head who may approve registrations hears of one that was made on site.
pub fn take_note(m: &Matter, text: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    notable(m, f)?;
    Ok(vec![What::HeadTold { text: short_enough(text, Word::of("阅知意见", "Remark"))? }])
}

/// Whether this person still has to hear of it: not the one who registered it.
pub fn notable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    not_over(m)?;
    if m.tell_head_by.is_none() {
        return Err(TOLD.refuse(
            phrase!("该事项没有待阅知的现场立项", "no registration on site waits to be heard of"),
            phrase!("可直接查看办理进展", "see how it goes on"),
        ));
    }
    not_one_of(f, &NOT_DRAFTER, &registrars(m))
}

/// Who registered it on site, and so can't be the one who hears of it.
pub(super) fn registrars(m: &Matter) -> Vec<(Who, Word)> {
    vec![(m.drafter, Word::of("现场立项人", "one who registered it on site"))]
}

pub(super) fn content(d: &DraftMatter, f: &Facts) -> Result<Drafted, Refusal> {
    if !d.not_classified {
        return Err(CLASSIFIED.refuse(
            phrase!("未确认所录内容不涉密", "it was not stated that nothing classified is entered"),
            phrase!(
                "请核对内容并勾选保密承诺；涉密事项请按保密规定线下办理",
                "check the content and tick the statement; handle classified matters off-line"
            ),
        ));
    }
    based(&d.origin.basis)?;
    parent_open(f)?;
    not_itself(d)?;
    let deadline = d.deadline.unwrap_or_else(|| f.rules.default_deadline(d.urgency));
    reckonable(&deadline, f)?;
    Ok(Drafted {
        id: d.id,
        kind: d.kind,
        title: title(&d.title)?,
        requirement: short_enough(&d.requirement, Word::of("工作目标及要求", "Requirements"))?,
        origin: d.origin.clone(),
        office: d.office,
        campaign: d.campaign,
        urgency: d.urgency,
        deadline,
        layer: d.layer.clone(),
        not_classified: true,
    })
}

/// A title between 1 and [`LONGEST_TITLE`] characters, trimmed.
pub(super) fn title(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > LONGEST_TITLE {
        return Err(TITLE.refuse(
            phrase!("事项名称为{0}字", "the title has {0} characters", length),
            phrase!("请填写1至{0}字的事项名称", "give a title of 1 to {0} characters", LONGEST_TITLE),
        ));
    }
    Ok(text.to_owned())
}

fn based(basis: &Basis) -> Result<(), Refusal> {
    let words = Word::of("立项依据", "Basis");
    match basis {
        Basis::Decision { document, .. } | Basis::Document { document, .. } => {
            short_enough(document, words)?;
        }
        Basis::Instruction(i) => {
            short_enough(&i.text, words.clone())?;
            short_enough(&i.author, words)?;
        }
        Basis::Proposal { reason } => {
            short_enough(reason, words)?;
        }
        Basis::Ledger(_) => {}
    }
    let named = match basis {
        Basis::Decision { document, .. } | Basis::Document { document, .. } => !document.trim().is_empty(),
        Basis::Instruction(i) => !i.author.trim().is_empty() && !i.text.trim().is_empty(),
        Basis::Ledger(_) => true,
        Basis::Proposal { reason } => !reason.trim().is_empty(),
    };
    if named {
        return Ok(());
    }
    Err(BASIS.refuse(
        phrase!("立项依据没有填写完整", "the basis is not complete"),
        phrase!(
            "请填写决策文件名称，或批示人与批示内容，或拟立项的理由",
            "name the decision, or the instruction's author and words, or the reason of the proposal"
        ),
    ))
}

pub(super) fn reckonable(deadline: &Deadline, f: &Facts) -> Result<(), Refusal> {
    deadline.reckon(f.calendar, f.now, &[]).map(drop).map_err(|_| unreckonable())
}

fn unreckonable() -> Refusal {
    DEADLINE.refuse(
        phrase!("所填时限超出可计算的范围", "the deadline is out of range"),
        phrase!("请改填具体日期或较短的天数", "give a date or fewer days"),
    )
}

fn parent_open(f: &Facts) -> Result<(), Refusal> {
    if f.parent_is_open {
        return Ok(());
    }
    Err(LAYER.refuse(
        phrase!("上级事项已销号、撤销或不存在", "the matter above is closed, withdrawn or does not exist"),
        phrase!(
            "请先重新办理上级事项，或另行单独立项",
            "reopen the matter above, or register this one on its own"
        ),
    ))
}

fn not_itself(d: &DraftMatter) -> Result<(), Refusal> {
    if d.layer.as_ref().is_none_or(|layer| layer.parent != d.id) {
        return Ok(());
    }
    Err(LAYER.refuse(
        phrase!("所选上级事项是该事项本身", "the matter above is this matter itself"),
        phrase!("请另选上级事项，或留空", "choose another one, or none"),
    ))
}

pub(super) fn next_number(f: &Facts) -> Result<Number, Refusal> {
    f.next_number.clone().ok_or_else(|| {
        NUMBERED.refuse(
            phrase!("该督查室尚未设置编号系列", "the office has no series of numbers"),
            phrase!(
                "请系统管理员在“单位”中为督查室设置编号系列",
                "ask the system administrator to set the office's series"
            ),
        )
    })
}
