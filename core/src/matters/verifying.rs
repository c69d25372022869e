//! 办结申请、初审、核查、呈报: nothing is done because somebody says so.

use super::{
    assigning::lapsed,
    ends::{Claim, CompleteBy, HeadSignature, Opinion, TimeLeft, Verified},
    event::What,
    facts::Facts,
    gates::{REASON_WORD, ahead, given, in_state, no_share, not_one_of},
    matter::Matter,
    parts::FileRef,
    words::{Manner, ReturnKind},
};
use crate::{
    calendar::{Calendar, Deadline, Pause},
    campaigns::Rules,
    instant::Instant,
    people::{Action, allows},
    phrase,
    phrase::Word,
    refusal::{Refusal, Rule},
    who::Who,
};

const SIGNATURE: Rule =
    Rule::ours("claim.signature", "办结申请须经单位主要负责人审签", "The head signs the claim");
const NOT_CLAIMANT: Rule =
    Rule::ours("verify.not_claimant", "申请人不得核查本人的申请", "The claimant does not verify");
const NOT_OWN_OPINION: Rule =
    Rule::ours("opinion.not_claimant", "申请人不得初审本人的申请", "The claimant gives no opinion on it");
const ON_SITE: Rule =
    Rule::ours("verify.on_site", "本专项行动要求现场核查", "The campaign asks for a look on site");

/// Claims completion for the whole, with the head's signature: here in person, or the sealed scan.
pub fn claim(
    m: &Matter,
    text: &str,
    signature: Option<&HeadSignature>,
    files: &[FileRef],
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    claimable(m)?;
    let lead = m.lead().ok_or_else(no_share)?;
    let signature = signed(m, signature, f)?;
    let claim = Claim {
        text: given(text, Word::of("办结情况", "What was achieved"))?,
        by: f.who(),
        at: f.now,
        signature: Some(signature),
        preliminary: None,
    };
    Ok(vec![What::Claimed { claim, unit: lead.unit, files: files.to_vec(), lapsed: lapsed(m) }])
}

/// Whether completion can be claimed now. Not while suspended.
pub fn claimable(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["in_progress"])
}

fn signed(m: &Matter, signature: Option<&HeadSignature>, f: &Facts) -> Result<HeadSignature, Refusal> {
    if let Some(HeadSignature::Scan { name, file }) = signature
        && !name.trim().is_empty()
    {
        return Ok(HeadSignature::Scan { name: name.trim().to_owned(), file: file.clone() });
    }
    if let super::facts::By::Person(actor) = f.by
        && allows(actor, Action::SignClaim, &m.ground(), f.tree, f.today())
    {
        return Ok(HeadSignature::Here { by: f.who() });
    }
    Err(SIGNATURE.refuse(
        phrase!("没有单位主要负责人的审签", "the head's signature is missing"),
        phrase!(
            "请上传经主要负责人签字、加盖公章的扫描件并填写其姓名，或由主要负责人登录后提交",
            "attach the signed and sealed scan with the head's name, or let the head submit it"
        ),
    ))
}

/// Takes the claim back before it is verified.
pub fn withdraw_claim(m: &Matter, reason: &str) -> Result<Vec<What>, Refusal> {
    before_office(m)?;
    Ok(vec![What::ClaimWithdrawn { reason: given(reason, REASON_WORD)? }])
}

/// Whether a claim lies before the office.
pub fn before_office(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["under_verification"])
}

/// The lead department's first opinion; it is kept whatever the office finds.
pub fn give_opinion(m: &Matter, agrees: bool, text: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    reviewable(m, f)?;
    let unit = f.own_unit().unwrap_or(m.office);
    let opinion =
        Opinion { by: f.who(), unit, agrees, text: given(text, Word::of("初审意见", "Opinion"))? };
    Ok(vec![What::OpinionGiven { opinion }])
}

/// Whether this person may give the first opinion: a second pair of eyes, and not the one who claims.
pub fn reviewable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    before_office(m)?;
    not_one_of(f, &NOT_OWN_OPINION, &claimants(m))
}

/// Whether this person may verify now: not the one who claims. That the verifier stands outside the
/// subtrees of all units that took part is in the table of rights.
pub fn verifiable(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    before_office(m)?;
    not_one_of(f, &NOT_CLAIMANT, &claimants(m))
}

/// Who claims that it is done, and so can't be the one who verifies.
pub(super) fn claimants(m: &Matter) -> Vec<(Who, Word)> {
    m.claim().map(|claim| (claim.by, Word::of("办结申请人", "claimant"))).into_iter().collect()
}

/// Passes the claim.
pub fn pass(
    m: &Matter,
    manner: Manner,
    opinion: &str,
    files: &[FileRef],
    f: &Facts,
) -> Result<Vec<What>, Refusal> {
    verifiable(m, f)?;
    if f.rules.on_site_verification && manner != Manner::OnSite {
        return Err(ON_SITE.refuse(
            phrase!("所选核查方式为“{0}”", "the manner is “{0}”", manner.word()),
            phrase!("请到现场核查并选择“现场核查”", "look on site and say so"),
        ));
    }
    let opinion = given(opinion, Word::of("核查意见", "Opinion"))?;
    let verified = Verified { by: f.who(), at: f.now, manner, opinion };
    Ok(vec![What::VerificationPassed { verified, files: files.to_vec() }])
}

/// Sends the claim back; at least two working days remain, which make nothing overdue good.
pub fn send_back(m: &Matter, kind: ReturnKind, opinion: &str, f: &Facts) -> Result<Vec<What>, Refusal> {
    verifiable(m, f)?;
    let opinion = given(opinion, Word::of("核查意见", "Opinion"))?;
    let (deadline, left) = time_that_remains(m, f.calendar, f.rules, f.now);
    Ok(vec![What::ClaimReturned { kind, opinion, deadline, left: Some(left) }])
}

/// What time is left where the claim is sent back at `now`, and the later deadline, if it moves. Waiting for the
/// office was a pause. Where fewer than the rules' working days would remain, so many are given: by a later deadline
/// where completion was claimed in time; beside the old one where it had passed by then. What was overdue stays so.
pub fn time_that_remains(
    m: &Matter,
    calendar: &Calendar,
    rules: &Rules,
    now: Instant,
) -> (Option<Deadline>, TimeLeft) {
    let stays = TimeLeft { until: None, moved_from: None };
    let waited = m.claim().map(|claim| Pause { from: claim.at, to: now });
    let pauses: Vec<Pause> = m.pauses.iter().copied().chain(waited).collect();
    let due = m.lead().and_then(|lead| {
        let deadline = lead.deadline.unwrap_or(m.deadline);
        deadline.reckon(calendar, lead.given_at, &pauses).ok().flatten()
    });
    let (Some(due), Ok(least)) = (due, calendar.working_days_from(now, rules.return_days)) else {
        return (None, stays);
    };
    if due.end >= least.end {
        return (None, stays);
    }
    let until = Some(CompleteBy { on: least.end_date, at: least.end });
    // A ledger's "done" doesn't say since when: no lateness is made up for it.
    if m.claim().is_some_and(|claim| claim.by != Who::System && due.end < claim.at) {
        return (None, TimeLeft { until, moved_from: None });
    }
    (Some(Deadline::On(least.end_date)), TimeLeft { until, moved_from: Some(due.end_date) })
}

/// Reports to the instruction's author, who gives no new instruction.
pub fn report_to_author(m: &Matter, reply: &str) -> Result<Vec<What>, Refusal> {
    awaiting_report(m)?;
    Ok(vec![What::ReportedToAuthor {
        reply: given(reply, Word::of("呈报结果", "Result of the report"))?
    }])
}

/// The author gives a new instruction: sent out again under the same number.
pub fn new_instruction(m: &Matter, text: &str, deadline: Deadline, f: &Facts) -> Result<Vec<What>, Refusal> {
    awaiting_report(m)?;
    super::registration::reckonable(&deadline, f)?;
    if let Deadline::On(day) = deadline {
        ahead(f, day)?;
    }
    let text = given(text, Word::of("批示内容", "Words of the instruction"))?;
    Ok(vec![What::NewInstruction { text, deadline, sign_for_by: super::assigning::sign_for_by(f) }])
}

/// Whether it waits to be reported.
pub fn awaiting_report(m: &Matter) -> Result<(), Refusal> {
    in_state(m, &["awaiting_report"])
}
