//! What can be asked of a matter. Ids of new things come with the command: core makes none up.

use super::{
    asked::{Change, DraftMatter, NewAssignment, NewHelp, NewInstruction, NewReport, TakeOver},
    ends::{HeadSignature, Outcome},
    indicator::Indicator,
    parts::{FileRef, LedgerRow, Milestone, Waiver},
    words::{DraftEnd, HelpResult, Manner, ReturnKind, Slip},
};
use crate::{
    calendar::Deadline,
    ids::{AssignmentId, UnitId},
    people::Action,
};
use jiff::civil::Date;

/// Everything that can be asked of a matter, one variant an act.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Put a matter on paper.
    Draft(Box<DraftMatter>),
    /// Write an instruction: it begins a draft.
    Instruct(Box<NewInstruction>),
    /// Change a draft.
    EditDraft(Box<DraftMatter>),
    /// Hand the draft in for approval.
    Submit,
    /// Throw the draft away: no number given.
    Discard,
    /// End the draft on record.
    EndDraft {
        /// How.
        how: DraftEnd,
        /// Why.
        reason: String,
    },
    /// Register: the number is given.
    Approve,
    /// Send the draft back to its drafter.
    RefuseApproval {
        /// Why.
        reason: String,
    },
    /// A team leader registers a problem on site.
    RegisterOnSite(Box<DraftMatter>),
    /// A head takes note of a registration on site.
    TakeNote {
        /// A word to the office; may be empty.
        text: String,
    },
    /// Take over a ledger's row.
    TakeOver(Box<TakeOver>),
    /// Send it out.
    Assign(Vec<NewAssignment>),
    /// Sign for an assignment: receipt, not consent.
    SignFor {
        /// Which.
        assignment: AssignmentId,
    },
    /// Object to an assignment.
    Object {
        /// Which.
        assignment: AssignmentId,
        /// Who should do it.
        proposed: UnitId,
        /// Why.
        reason: String,
    },
    /// Decide an objection.
    DecideObjection {
        /// Which assignment's.
        assignment: AssignmentId,
        /// Upheld or overruled.
        upheld: bool,
        /// Why.
        reason: String,
    },
    /// Give it to others; progress stays.
    Reassign {
        /// The new shares.
        assignments: Vec<NewAssignment>,
        /// Why.
        reason: String,
    },
    /// Pass an assignment down to a unit below.
    PassDown {
        /// Which.
        assignment: AssignmentId,
        /// The new share.
        to: NewAssignment,
    },
    /// Report progress.
    Report(Box<NewReport>),
    /// A row of a ledger that was imported before brings new progress.
    ReportFromLedger {
        /// What it says.
        report: Box<NewReport>,
        /// Which row of which file.
        row: LedgerRow,
    },
    /// Plan the way: milestones and indicators.
    Plan {
        /// In order of dates.
        milestones: Vec<Milestone>,
        /// What is counted.
        indicators: Vec<Indicator>,
    },
    /// Ask for more time.
    AskExtension {
        /// Until when.
        until: Date,
        /// Why.
        reason: String,
        /// What was done so far.
        progress: String,
    },
    /// Decide a request for more time.
    DecideExtension {
        /// Granted or not.
        granted: bool,
        /// Why.
        reason: String,
    },
    /// 补办延期: more time after the deadline, overdue days stay counted.
    GrantLateExtension {
        /// Until when.
        until: Date,
        /// Why.
        reason: String,
    },
    /// Suspend.
    Suspend {
        /// Until when; resumes by itself.
        until: Date,
        /// Why.
        reason: String,
    },
    /// Resume before that day, or (by the system) on it.
    Resume {
        /// The new date of an `On` deadline, if it moves.
        new_date: Option<Date>,
    },
    /// Urge by message.
    Urge {
        /// The words.
        text: String,
        /// The day by which an answer is asked for.
        answer_by: Option<Date>,
    },
    /// Urge some of its units by message, or by a slip.
    UrgeUnits {
        /// The words.
        text: String,
        /// Whom.
        units: Vec<UnitId>,
        /// The slip, and why it goes out without a help step; none: by message.
        slip: Option<(Slip, Option<Waiver>)>,
        /// The day by which an answer is asked for.
        answer_by: Option<Date>,
    },
    /// Urge by a slip.
    IssueSlip {
        /// Its colour.
        slip: Slip,
        /// The words.
        text: String,
        /// Why it goes out without a help step.
        waiver: Option<Waiver>,
        /// The day by which an answer is asked for.
        answer_by: Option<Date>,
    },
    /// A unit asks for help.
    AskHelp(Box<NewHelp>),
    /// The office records a help step; it is accepted at once.
    OfferHelp(Box<NewHelp>),
    /// Accept a help that was asked; the ball moves to the helper.
    AcceptHelp {
        /// Its place in the list.
        help: usize,
    },
    /// The office answers a request for help: it accepts it, and names who helps.
    CoordinateHelp {
        /// Its place in the list.
        help: usize,
        /// Who helps.
        helper: UnitId,
    },
    /// The named helper objects.
    DeclineHelp {
        /// Its place in the list.
        help: usize,
        /// Why.
        reason: String,
    },
    /// A help is over.
    EndHelp {
        /// Its place in the list.
        help: usize,
        /// What came of it.
        result: HelpResult,
        /// In words.
        text: String,
    },
    /// Claim completion.
    Claim {
        /// What was achieved.
        text: String,
        /// The head's signature; `None` when the head claims in person.
        signature: Option<HeadSignature>,
        /// Evidence.
        files: Vec<FileRef>,
    },
    /// Take the claim back.
    WithdrawClaim {
        /// Why.
        reason: String,
    },
    /// The lead department's first opinion (初审).
    GiveOpinion {
        /// For or against.
        agrees: bool,
        /// In words.
        text: String,
    },
    /// The office passes the claim.
    PassVerification {
        /// On paper or on site.
        manner: Manner,
        /// In words.
        opinion: String,
        /// Evidence.
        files: Vec<FileRef>,
    },
    /// The office sends the claim back.
    ReturnClaim {
        /// To complete or to redo.
        kind: ReturnKind,
        /// What is missing.
        opinion: String,
    },
    /// Report to the instruction's author; no new instruction.
    ReportToAuthor {
        /// What the author said.
        reply: String,
    },
    /// The author gave a new instruction: once more, same number.
    TakeNewInstruction {
        /// Its words.
        text: String,
        /// The new deadline.
        deadline: Deadline,
    },
    /// First key of closure.
    ProposeClosure {
        /// With which outcome.
        outcome: Outcome,
    },
    /// An office with too few people asks its superior office to hold the second key.
    AskSuperior {
        /// The superior office.
        office: UnitId,
    },
    /// Second key of closure.
    ApproveClosure {
        /// Months at which to look back; empty takes the campaign's.
        look_back_months: Vec<u32>,
    },
    /// Refuse closure: back to work.
    RefuseClosure {
        /// Why.
        reason: String,
    },
    /// Look back after closure.
    LookBack {
        /// Whether the result holds.
        holds: bool,
        /// In words.
        text: String,
        /// Evidence.
        files: Vec<FileRef>,
    },
    /// Open a closed matter again.
    Reopen {
        /// Why (relapse, or the head's decision).
        reason: String,
        /// The new deadline.
        deadline: Deadline,
    },
    /// The problem has come back, and yet the matter stays closed.
    KeepClosed {
        /// Why.
        reason: String,
    },
    /// Ask to withdraw the matter.
    AskWithdrawal {
        /// Why.
        reason: String,
    },
    /// Decide a request for withdrawal.
    DecideWithdrawal {
        /// Approved or not.
        approved: bool,
        /// Why.
        reason: String,
    },
    /// The office amends a field.
    Amend {
        /// What.
        changes: Vec<Change>,
        /// Why.
        reason: String,
    },
    /// The office writes a remark (备注) beside it; a blank one takes the remark away.
    Remark {
        /// The words.
        text: String,
    },
    /// File it away.
    Archive,
    /// Recompute the instants after rules or calendars changed (system).
    Recompute,
}

impl Command {
    /// The right that it takes. `None`: only the system asks for it.
    pub fn action(&self) -> Option<Action> {
        Some(match self {
            Command::Draft(_) => Action::Draft,
            Command::Instruct(_) => Action::WriteInstruction,
            Command::EditDraft(_) => Action::EditDraft,
            Command::Submit => Action::Submit,
            Command::Discard => Action::DiscardDraft,
            Command::EndDraft { .. } => Action::EndDraft,
            Command::Approve => Action::ApproveRegistration,
            Command::RefuseApproval { .. } => Action::RefuseRegistration,
            Command::RegisterOnSite(_) => Action::RegisterOnSite,
            Command::TakeNote { .. } => Action::ApproveRegistration,
            Command::TakeOver(_) | Command::ReportFromLedger { .. } => Action::ConfirmImport,
            Command::Assign(_) => Action::Assign,
            Command::SignFor { .. } => Action::SignFor,
            Command::Object { .. } => Action::Object,
            Command::DecideObjection { .. } => Action::DecideObjection,
            Command::Reassign { .. } => Action::Reassign,
            Command::PassDown { .. } => Action::PassDown,
            Command::Report(_) => Action::Report,
            Command::Plan { .. } | Command::Amend { .. } | Command::Remark { .. } => Action::Amend,
            Command::AskExtension { .. } => Action::AskExtension,
            Command::DecideExtension { .. } => Action::DecideExtension,
            Command::GrantLateExtension { .. } => Action::GrantLateExtension,
            Command::Suspend { .. } => Action::Suspend,
            Command::Resume { .. } => Action::Resume,
            Command::Urge { .. } | Command::UrgeUnits { .. } | Command::IssueSlip { .. } => Action::Urge,
            Command::AskHelp(_) => Action::AskHelp,
            Command::OfferHelp(_) | Command::CoordinateHelp { .. } | Command::EndHelp { .. } => {
                Action::RecordHelp
            }
            Command::AcceptHelp { .. } | Command::DeclineHelp { .. } => Action::AnswerHelp,
            Command::Claim { .. } => Action::Claim,
            Command::WithdrawClaim { .. } => Action::WithdrawClaim,
            Command::GiveOpinion { .. } => Action::GivePreliminaryOpinion,
            Command::PassVerification { .. } | Command::ReturnClaim { .. } => Action::Verify,
            Command::ReportToAuthor { .. } | Command::TakeNewInstruction { .. } => Action::ReportToAuthor,
            Command::ProposeClosure { .. } | Command::AskSuperior { .. } => Action::ProposeClosure,
            Command::ApproveClosure { .. } | Command::RefuseClosure { .. } => Action::ApproveClosure,
            Command::LookBack { .. } => Action::LookBack,
            Command::Reopen { .. } | Command::KeepClosed { .. } => Action::Reopen,
            Command::AskWithdrawal { .. } => Action::AskWithdrawal,
            Command::DecideWithdrawal { .. } => Action::ApproveWithdrawal,
            Command::Archive => Action::Archive,
            Command::Recompute => return None,
        })
    }
}
