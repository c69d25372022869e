//! 销号 with two keys, what comes after it (回头看、重新办理、归档), and 撤销.

use super::{
    ends::{LookBackDue, Outcome},
    event::{LookedBack, What},
    facts::Facts,
    gates::{REASON_WORD, ahead, given, in_state, not_one_of, not_over},
    matter::{Matter, State},
    parts::FileRef,
    registration::reckonable,
    verifying::time_that_remains,
};
use crate::{
    calendar::Deadline,
    ids::UnitId,
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
    who::Who,
};
use jiff::{ToSpan, civil::Date};

const TWO_KEYS: Rule =
    Rule::ours("closure.two_keys", "销号须经两人：一人提请，一人审批", "Closure has two keys");
const PROPOSED: Rule = Rule::ours("closure.proposed", "先提请、后审批", "Proposed first, then approved");
const LAYERS: Rule =
    Rule::ours("closure.layers", "下层问题未销号，上层不得销号", "Layers beneath are closed first");
const OUTCOME: Rule = Rule::ours("closure.outcome", "办理结果须填写完整", "The outcome is complete");
const SUPERIOR: Rule =
    Rule::ours("closure.superior", "可提请上级督查室审批", "A superior office may hold the key");
const LOOKED_BACK: Rule =
    Rule::ours("archive.look_back", "回头看完成后方可归档", "Archived when no look-back is outstanding");
const NO_LOOK_BACK: Rule = Rule::ours("look_back.due", "没有待办的回头看", "No look-back is outstanding");
const RELAPSE: Rule = Rule::ours(
    "relapse.decided",
    "问题反弹的，由督查室负责人决定是否重新办理",
    "What follows a relapse is decided by the office's head",
);
const MONTHS: Rule =
    Rule::ours("look_back.months", "回头看在销号后1至120个月内", "Look back within 1 to 120 months");
const OTHER_PERSON: Rule =
    Rule::ours("withdrawal.other_person", "撤销须由另一人审批", "Withdrawal is approved by another person");
const ASKED: Rule = Rule::ours("withdrawal.asked", "须先申请撤销", "Withdrawal is asked for first");

/// First key: the office's staff proposes closure with an outcome.
pub fn propose(m: &Matter, outcome: &Outcome, f: &Facts) -> Result<Vec<What>, Refusal> {
    proposable(m)?;
    complete(m, outcome, f)?;
    Ok(vec![What::ClosureProposed { outcome: outcome.clone() }])
}

/// Whether closure can be proposed now.
pub fn proposable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["awaiting_closure"])?;
    match &m.state {
        State::AwaitingClosure { proposal: Some(_), .. } => Err(PROPOSED.refuse(
            phrase!("已提请销号，待审批", "it is proposed already"),
            phrase!("请督查室负责人审批", "the office's head approves it"),
        )),
        _ => Ok(()),
    }
}

fn complete(m: &Matter, outcome: &Outcome, f: &Facts) -> Result<(), Refusal> {
    match outcome {
        Outcome::Staged { next_check } => ahead(f, *next_check),
        Outcome::Explained { why, accepted_by } => {
            given(why, Word::of("解释说明的理由", "Why it can't be done"))?;
            given(accepted_by, Word::of("认可人", "Accepted by")).map(drop)
        }
        Outcome::OtherChannel { channel } => given(channel, Word::of("移交的渠道", "Channel")).map(drop),
        Outcome::Merged { into } if *into == m.id => Err(OUTCOME.refuse(
            phrase!("不能并入事项本身", "a matter is not merged into itself"),
            phrase!("请选择并入的另一事项", "name the other matter"),
        )),
        Outcome::Merged { .. } | Outcome::Solved | Outcome::Standing => Ok(()),
    }
}

/// Asks a superior office to verify, or to hold the second key.
pub fn ask_superior(m: &Matter, office: UnitId, f: &Facts) -> Result<Vec<What>, Refusal> {
    before_somebody(m)?;
    if superiors(m, f).any(|superior| superior == office) {
        return Ok(vec![What::SuperiorAsked { office }]);
    }
    Err(SUPERIOR.refuse(
        phrase!("所选单位不是上级督查室", "that unit is not a superior office"),
        phrase!("请选择上级督查室", "choose the superior office"),
    ))
}

/// Whether some office above could be asked.
pub fn superior_askable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    match superiors(m, f).next() {
        Some(office) => ask_superior(m, office, f).map(drop),
        None => ask_superior(m, m.office, f).map(drop),
    }
}

fn before_somebody(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["under_verification", "awaiting_closure"])
}

/// The offices of the governments above the one that the matter's office belongs to.
pub fn superiors<'a>(m: &Matter, f: &'a Facts) -> impl Iterator<Item = UnitId> + 'a {
    let own = f.tree.governed(m.office);
    let above = f.tree.line(own).skip(1);
    above
        .flat_map(|government| f.tree.children(government.id))
        .filter(|unit| unit.is_office && unit.ended.is_none())
        .map(|unit| unit.id)
}

/// Whether this person may turn the second key: an office head who is neither proposer, verifier,
/// claimant nor drafter.
pub fn approvable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    in_state(m, &["awaiting_closure"])?;
    if let State::AwaitingClosure { proposal: None, .. } = &m.state {
        return Err(PROPOSED.refuse(
            phrase!("尚未提请销号", "closure is not proposed yet"),
            phrase!("请由督查室工作人员先提请销号", "the office's staff proposes it first"),
        ));
    }
    not_one_of(f, &TWO_KEYS, &others_keys(m))
}

/// Who proposed, verified, claimed or drafted, and so can't hold the second key.
pub(super) fn others_keys(m: &Matter) -> Vec<(Who, Word)> {
    let State::AwaitingClosure { claim, verified, proposal: Some(proposal), .. } = &m.state else {
        return Vec::new();
    };
    vec![
        (proposal.by, Word::of("提请人", "proposer")),
        (verified.by, Word::of("核查人", "verifier")),
        (claim.by, Word::of("办结申请人", "claimant")),
        (m.drafter, Word::of("拟办人", "drafter")),
    ]
}

/// Second key: struck off, unless an agreed layer beneath is open.
pub fn approve(m: &Matter, months: &[u32], f: &Facts) -> Result<Vec<What>, Refusal> {
    approvable(m, f)?;
    if let Some(layer) = f.open_layers.first() {
        return Err(LAYERS.refuse(
            phrase!(
                "下层事项“{0}”等{1}项尚未销号",
                "{1} layers beneath are open, “{0}” first",
                layer.title.as_str(),
                f.open_layers.len()
            ),
            phrase!("请先办结下层事项", "close them first"),
        ));
    }
    let State::AwaitingClosure { proposal: Some(proposal), .. } = &m.state else { return Ok(vec![]) };
    let months = if months.is_empty() { &f.rules.look_back_months } else { months };
    let mut days = look_backs(months, f)?;
    if let Outcome::Staged { next_check } = &proposal.outcome {
        days.push(*next_check);
    }
    Ok(vec![What::Closed { outcome: proposal.outcome.clone(), look_back: due_list(days) }])
}

fn look_backs(months: &[u32], f: &Facts) -> Result<Vec<Date>, Refusal> {
    months
        .iter()
        .map(|n| match i32::try_from(*n) {
            Ok(n @ 1..=120) => f.today().checked_add(n.months()).map_err(|_| months_refused()),
            _ => Err(months_refused()),
        })
        .collect()
}

fn months_refused() -> Refusal {
    MONTHS.refuse(
        phrase!("所填月数超出范围", "the months are out of range"),
        phrase!("请填写如3、6、12的月数", "give months such as 3, 6, 12"),
    )
}

fn due_list(mut days: Vec<Date>) -> Option<LookBackDue> {
    days.sort_unstable();
    days.dedup();
    let (first, later) = days.split_first()?;
    Some(LookBackDue { on: *first, later: later.to_vec() })
}

/// Refuses closure: back to work, with time left.
pub fn refuse(m: &Matter, reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    approvable(m, f)?;
    let (deadline, left) = time_that_remains(m, f.calendar, f.rules, f.now);
    Ok(vec![What::ClosureRefused { reason: given(reason, REASON_WORD)?, deadline, left: Some(left) }])
}

/// Looks back: the result holds, or the problem has come back, and then the office's head decides what follows. It
/// stands for all that were due by today: the next one lies ahead.
pub fn look_back(
    m: &Matter,
    holds: bool,
    text: &str,
    files: &[FileRef],
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    look_back_owed(m)?;
    let text = given(text, Word::of("回头看情况", "What was found"))?;
    let ahead = |due: &LookBackDue| due.later.iter().copied().filter(|day| *day > f.today()).collect();
    let next = m.look_back.as_ref().and_then(|due| due_list(ahead(due)));
    let found = LookedBack { holds, text, files: files.to_vec(), next, asks_head: !holds };
    Ok(vec![What::LookedBack(found)])
}

/// Whether a look-back is outstanding.
pub fn look_back_owed(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["closed"])?;
    if m.look_back.is_some() {
        return Ok(());
    }
    Err(NO_LOOK_BACK.refuse(
        phrase!("该事项没有安排回头看，或已完成", "none was planned, or all are done"),
        phrase!("问题反弹的，请重新办理", "if the problem came back, reopen the matter"),
    ))
}

/// Opens a closed matter again; the old outcome is kept.
pub fn reopen(m: &Matter, reason: &str, deadline: Deadline, f: &Facts) -> Result<Vec<What>, Refusal> {
    reopenable(m)?;
    reckonable(&deadline, f)?;
    if let Deadline::On(day) = deadline {
        ahead(f, day)?;
    }
    Ok(vec![What::Reopened { reason: given(reason, REASON_WORD)?, deadline }])
}

/// The problem has come back, and the head decides that the matter stays closed.
pub fn keep_closed(m: &Matter, reason: &str) -> Result<Vec<What>, Refusal> {
    relapse_open(m)?;
    Ok(vec![What::KeptClosed { reason: given(reason, REASON_WORD)? }])
}

/// Whether a relapse waits for the head's decision.
pub fn relapse_open(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["closed"])?;
    if m.relapsed {
        return Ok(());
    }
    Err(RELAPSE.refuse(
        phrase!("该事项没有待决定的问题反弹", "no relapse waits for a decision"),
        phrase!("需要重新办理的，请直接“重新办理”", "to take it up again, reopen it"),
    ))
}

/// Whether it can be opened again.
pub fn reopenable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["closed"])
}

/// Files it away, when no look-back is outstanding. Final.
pub fn archive(m: &Matter) -> Result<Vec<What>, Refusal> {
    archivable(m)?;
    Ok(vec![What::Archived])
}

/// Whether it can be filed away.
pub fn archivable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["closed"])?;
    if m.relapsed {
        return Err(RELAPSE.refuse(
            phrase!(
                "回头看发现问题反弹，尚未决定是否重新办理",
                "the problem has come back, and nothing is decided"
            ),
            phrase!("请督查室负责人先作决定", "the office's head decides first"),
        ));
    }
    match &m.look_back {
        None => Ok(()),
        Some(due) => Err(LOOKED_BACK.refuse(
            phrase!("定于{0}的回头看尚未完成", "the look-back on {0} is outstanding", due.on),
            phrase!("请先完成回头看", "look back first"),
        )),
    }
}

/// Asks to withdraw the matter; it keeps its number.
pub fn ask_withdrawal(m: &Matter, reason: &str) -> Result<Vec<What>, Refusal> {
    withdrawable(m)?;
    Ok(vec![What::WithdrawalAsked { reason: given(reason, REASON_WORD)? }])
}

/// Whether withdrawal can be asked for now.
pub fn withdrawable(m: &Matter) -> Result<(), Refusal> {
    not_over(m)?;
    if m.withdrawal.is_some() {
        return Err(ASKED.refuse(
            phrase!("已申请撤销，待审批", "it is asked for already"),
            phrase!("请等待审批", "wait for the decision"),
        ));
    }
    Ok(())
}

/// Decides a withdrawal: by another person than the one who asks.
pub fn decide_withdrawal(m: &Matter, approved: bool, reason: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    withdrawal_decidable(m, f)?;
    let asked = m.withdrawal.as_ref().map(|w| w.reason.clone()).unwrap_or_default();
    if approved {
        return Ok(vec![What::Withdrawn { reason: asked }]);
    }
    Ok(vec![What::WithdrawalRefused { reason: given(reason, REASON_WORD)? }])
}

/// Whether this person may decide a withdrawal now.
pub fn withdrawal_decidable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    not_over(m)?;
    match &m.withdrawal {
        Some(_) => not_one_of(f, &OTHER_PERSON, &askers(m)),
        None => Err(ASKED.refuse(
            phrase!("没有待审批的撤销申请", "no withdrawal is asked for"),
            phrase!("请先申请撤销", "ask for it first"),
        )),
    }
}

/// Who asked for the withdrawal, and so can't be the one who approves it.
pub(super) fn askers(m: &Matter) -> Vec<(Who, Word)> {
    m.withdrawal.iter().map(|asked| (asked.by, Word::of("撤销申请人", "one who asked"))).collect()
}
