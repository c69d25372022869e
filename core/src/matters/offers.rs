//! Which acts a person may do on a matter right now: the table of rights and each act's own gate,
//! asked without its data. Pages show these and no others; deciding asks the same gates again.

use super::{
    amending, assigning, closing,
    facts::{By, Facts},
    gates::acts_for,
    helping,
    matter::Matter,
    parts::{Assignment, Help},
    registration, reporting, timing, urging, verifying,
};
use crate::{
    people::{Action, require},
    phrase::Word,
    refusal::Refusal,
};

/// An act that can be offered. Its code is its place in URLs: `/matters/ID/CODE`.
pub struct Offer {
    /// Code in URLs and in the API.
    pub code: &'static str,
    /// Word on the button.
    pub word: Word,
    /// Whether it is the step that the loop waits for.
    pub forward: bool,
    action: Action,
    gate: fn(&Matter, &Facts) -> Result<(), Refusal>,
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)
    }
}

impl Offer {
    /// Whether this person may do it now, and if not, why.
    ///
    /// # Errors
    /// The right that is missing, or the rule that bites now.
    pub fn check(&self, m: &Matter, f: &Facts) -> Result<(), Refusal> {
        if let By::Person(actor) = f.by {
            require(actor, self.action, &m.ground(), f.tree, f.today())?;
        }
        (self.gate)(m, f)
    }
}

/// The acts that this person may do now, in the order of the loop.
pub fn offers(m: &Matter, f: &Facts) -> Vec<&'static Offer> {
    let By::Person(_) = f.by else { return Vec::new() };
    OFFERS.iter().filter(|o| o.check(m, f).is_ok()).collect()
}

/// The shares on which this person may do an act that concerns one share: what a form lets choose from.
pub fn shares<'a>(m: &'a Matter, f: &Facts, code: &str) -> Vec<&'a Assignment> {
    let may = |a: &Assignment| match code {
        "sign-for" => assigning::sign_for(m, a.id, f).is_ok(),
        "report" => reporting::may_report(m, a.id, f).is_ok(),
        "object" => assigning::may_object(m, a.id, f).is_ok(),
        "pass-down" => assigning::is_passed_by(m, a, f),
        "decide-objection" => a.objection.is_some(),
        _ => false,
    };
    m.assignments.iter().filter(|a| may(a)).collect()
}

/// The open requests for help that this person may answer, by place in the list.
pub fn helps_to_answer(m: &Matter, f: &Facts) -> Vec<usize> {
    let may = |help: &Help| help.is_open() && acts_for(m, f, help.helper, Action::AnswerHelp).is_ok();
    m.helps.iter().enumerate().filter(|(_, help)| may(help)).map(|(place, _)| place).collect()
}

/// The act with this code.
pub fn offer(code: &str) -> Option<&'static Offer> {
    OFFERS.iter().find(|o| o.code == code)
}

macro_rules! offers {
    ($($code:literal $zh:literal $en:literal $forward:literal $action:ident $gate:expr;)+) => {
        /// Every act.
        pub static OFFERS: &[Offer] = &[$(Offer {
            code: $code, word: Word::of($zh, $en), forward: $forward, action: Action::$action, gate: $gate,
        }),+];
    };
}

offers! {
    "edit" "修改拟办" "Edit" false EditDraft |m, _| registration::editable(m);
    "submit" "提交审批" "Submit for approval" true Submit |m, _| registration::editable(m);
    "discard" "放弃拟办" "Discard" false DiscardDraft |m, _| registration::discardable(m);
    "approve" "同意立项" "Approve registration" true ApproveRegistration registration::may_decide;
    "refuse-approval" "退回修改" "Send back" false RefuseRegistration registration::may_decide;
    "end-draft" "不立项" "Do not register" false EndDraft registration::may_decide;
    "take-note" "阅知现场立项" "Take note" true ApproveRegistration registration::notable;
    "assign" "交办" "Assign" true Assign |m, _| assigning::assignable(m);
    "sign-for" "签收" "Sign for" true SignFor sign_gate;
    "report" "反馈进展" "Report progress" true Report report_gate;
    "claim" "申请办结" "Claim completion" true Claim |m, _| verifying::claimable(m);
    "object" "申请改派" "Object" false Object object_gate;
    "decide-objection" "审定改派申请" "Decide the objection" true DecideObjection |m, _| assigning::has_objection(m);
    "ask-help" "请求帮助" "Ask for help" false AskHelp |m, _| helping::helpable(m);
    "coordinate-help" "协调帮助请求" "Coordinate the request for help" true RecordHelp |m, _| helping::coordinable(m);
    "answer-help" "答复帮助请求" "Answer the request for help" true AnswerHelp |m, _| helping::answerable(m);
    "offer-help" "记录帮办" "Record help" false RecordHelp |m, _| helping::helpable(m);
    "end-help" "办结帮办" "End help" false RecordHelp |m, _| helping::endable(m);
    "extension" "申请延期" "Ask for an extension" false AskExtension timing::askable;
    "decide-extension" "审批延期" "Decide the extension" true DecideExtension timing::decidable;
    "late-extension" "补办延期" "Grant a late extension" false GrantLateExtension timing::overdue;
    "pass-down" "转交办" "Pass down" false PassDown assigning::passable;
    "urge" "催办" "Urge" false Urge |m, _| urging::urgeable(m);
    "slip" "发督办单" "Issue a slip" false Urge |m, _| urging::urgeable(m);
    "plan" "节点计划与指标" "Plan and indicators" false Amend |m, _| reporting::plannable(m);
    "suspend" "暂缓办理" "Suspend" false Suspend |m, _| timing::suspendable(m);
    "resume" "恢复办理" "Resume" true Resume |m, _| timing::resumable(m);
    "reassign" "改派" "Reassign" false Reassign |m, _| assigning::reassignable(m);
    "withdraw-claim" "撤回办结申请" "Withdraw the claim" false WithdrawClaim |m, _| verifying::before_office(m);
    "opinion" "初审" "Give an opinion" false GivePreliminaryOpinion |m, f| verifying::reviewable(m, f);
    "verify" "核查" "Verify" true Verify verifying::verifiable;
    "report-to-author" "呈报批示领导" "Report to the author" true ReportToAuthor |m, _| verifying::awaiting_report(m);
    "propose-closure" "提请销号" "Propose closure" true ProposeClosure |m, _| closing::proposable(m);
    "ask-superior" "提请上级督查室审批" "Ask the superior office" false ProposeClosure |m, f| closing::superior_askable(m, f);
    "approve-closure" "审批销号" "Approve closure" true ApproveClosure closing::approvable;
    "look-back" "回头看" "Look back" true LookBack |m, _| closing::look_back_owed(m);
    "keep-closed" "不重新办理" "Do not reopen" false Reopen |m, _| closing::relapse_open(m);
    "reopen" "重新办理" "Reopen" false Reopen |m, _| closing::reopenable(m);
    "archive" "归档" "Archive" true Archive |m, _| closing::archivable(m);
    "ask-withdrawal" "申请撤销" "Ask for withdrawal" false AskWithdrawal |m, _| closing::withdrawable(m);
    "decide-withdrawal" "审批撤销" "Decide the withdrawal" true ApproveWithdrawal closing::withdrawal_decidable;
    "amend" "更正" "Amend" false Amend |m, _| amending::amendable(m);
    "remark" "备注" "Remark" false Amend |m, _| amending::amendable(m);
}

/// At least one share that this person could sign for.
fn sign_gate(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    assigning::some_share(m, |a| assigning::sign_for(m, a.id, f).map(drop))
}

fn object_gate(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    assigning::some_share(m, |a| assigning::may_object(m, a.id, f))
}

fn report_gate(m: &Matter, f: &Facts) -> Result<(), Refusal> {
    assigning::some_share(m, |a| reporting::may_report(m, a.id, f).map(drop))
}
