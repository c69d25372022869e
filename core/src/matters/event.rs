//! What happened to a matter, with its results, so that applying it needs no calendar and no counter.
//! Events grow by optional fields only; a changed meaning is a new variant.

use super::{
    asked::Change,
    ends::{Claim, HeadSignature, LookBackDue, Opinion, Outcome, TimeLeft, Verified},
    indicator::Indicator,
    moments::Moments,
    parts::{
        AnswerBy, Assignment, FileRef, LastReport, Layer, LedgerRow, Milestone, Number, Origin, Rate,
        TakenOver, Waiver,
    },
    words::{Blocker, DraftEnd, HelpKind, HelpResult, MatterKind, ReturnKind, Slip, Urgency},
};
use crate::{
    calendar::{Deadline, Pause},
    ids::{AssignmentId, CampaignId, MatterId, UnitId},
    instant::Instant,
    who::Who,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One entry of a matter's stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Who stands behind it.
    pub by: Who,
    /// What happened.
    pub what: What,
    /// The instants from now on, where they changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moments: Option<Moments>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are those of the commands, documented there")]
pub enum What {
    Drafted(Box<Drafted>),
    Instructed(Box<Instructed>),
    DraftEdited(Box<Drafted>),
    Submitted,
    Discarded,
    DraftEnded { how: DraftEnd, reason: String },
    Registered { number: Number, deadline: Deadline },
    ApprovalRefused { reason: String },
    RegisteredOnSite { draft: Box<Drafted>, number: Number, deadline: Deadline, tell_head_by: Instant },
    HeadTold { text: String },
    TakenOver(Box<Adopted>),
    Assigned { assignments: Vec<Assignment> },
    SignedFor { assignment: AssignmentId, unit: UnitId },
    Objected { assignment: AssignmentId, unit: UnitId, proposed: UnitId, reason: String },
    ObjectionUpheld { assignment: AssignmentId, unit: UnitId, reason: String },
    ObjectionOverruled { assignment: AssignmentId, unit: UnitId, reason: String, sign_for_by: Instant },
    Reassigned { assignments: Vec<Assignment>, reason: String, lapsed: Vec<Lapsed> },
    PassedDown { from: AssignmentId, assignment: Assignment },
    Reported(Box<Reported>),
    Planned { milestones: Vec<Milestone>, indicators: Vec<Indicator> },
    ExtensionAsked { until: Date, reason: String, progress: String },
    ExtensionGranted { until: Date, reason: String, late: bool, overdue_days: u32 },
    ExtensionRefused { until: Date, reason: String },
    Suspended { until: Date, reason: String, lapsed: Vec<Lapsed> },
    Resumed { at: Instant, new_date: Option<Date>, pause: Pause },
    Urged(Urged),
    SlipIssued(Issued),
    HelpAsked { kind: HelpKind, text: String, blocker: Option<Blocker>, helper: UnitId },
    HelpOffered { kind: HelpKind, text: String, blocker: Option<Blocker>, helper: UnitId },
    HelpAccepted { help: usize, helper: UnitId },
    HelpDeclined { help: usize, helper: UnitId, reason: String },
    HelpEnded { help: usize, helper: UnitId, result: HelpResult, text: String },
    Claimed { claim: Claim, unit: UnitId, files: Vec<FileRef>, lapsed: Vec<Lapsed> },
    ClaimWithdrawn { reason: String },
    OpinionGiven { opinion: Opinion },
    VerificationPassed { verified: Verified, files: Vec<FileRef> },
    ClaimReturned { kind: ReturnKind, opinion: String, deadline: Option<Deadline>, left: Option<TimeLeft> },
    ReportedToAuthor { reply: String },
    NewInstruction { text: String, deadline: Deadline, sign_for_by: Instant },
    ClosureProposed { outcome: Outcome },
    SuperiorAsked { office: UnitId },
    ClosureRefused { reason: String, deadline: Option<Deadline>, left: Option<TimeLeft> },
    Closed { outcome: Outcome, look_back: Option<LookBackDue> },
    LookedBack(LookedBack),
    KeptClosed { reason: String },
    Reopened { reason: String, deadline: Deadline },
    WithdrawalAsked { reason: String },
    WithdrawalRefused { reason: String },
    Withdrawn { reason: String },
    Amended { changes: Vec<Change>, before: Option<Vec<Change>>, reason: String },
    Remarked { text: String },
    Archived,
    Recomputed { calendar: String },
}

/// A draft's content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drafted {
    /// Identity.
    pub id: MatterId,
    /// Task, project or problem.
    pub kind: MatterKind,
    /// What it is called.
    pub title: String,
    /// Goal and requirements.
    pub requirement: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The office.
    pub office: UnitId,
    /// The campaign.
    pub campaign: Option<CampaignId>,
    /// How fast.
    pub urgency: Urgency,
    /// By when.
    pub deadline: Deadline,
    /// The matter above it.
    pub layer: Option<Layer>,
    /// The statement that nothing classified is entered.
    pub not_classified: bool,
}

/// A leader's instruction, written here, and the draft that it begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instructed {
    /// The draft; its basis is the instruction.
    pub draft: Drafted,
    /// A matter that it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<MatterId>,
    /// Who should lead, as a proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<UnitId>,
}

/// A ledger's row, taken over (补录). Confirmed by the event's `by`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adopted {
    /// Identity.
    pub id: MatterId,
    /// Task, project or problem.
    pub kind: MatterKind,
    /// What it is called.
    pub title: String,
    /// Goal and requirements.
    pub requirement: String,
    /// Where it comes from; the basis is the row.
    pub origin: Origin,
    /// The office.
    pub office: UnitId,
    /// The campaign.
    pub campaign: Option<CampaignId>,
    /// How fast.
    pub urgency: Urgency,
    /// By when.
    pub deadline: Deadline,
    /// Its number, kept, or given.
    pub number: Option<Number>,
    /// Whether the number was given with the import, for the row brought none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub numbered: bool,
    /// The units; receipt clocks start at import.
    pub assignments: Vec<Assignment>,
    /// Progress as the ledger tells it.
    pub reports: Vec<AdoptedReport>,
    /// What is counted.
    pub indicators: Vec<Indicator>,
    /// The claim that the ledger's "done" stands for.
    pub claim: Option<Claim>,
    /// What is kept as a remark.
    pub taken_over: TakenOver,
}

/// Units were urged by message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Urged {
    /// The words.
    pub text: String,
    /// Whom.
    pub to: Vec<UnitId>,
    /// By when they are asked to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<AnswerBy>,
    /// Those of them that owed nothing but their signature then: their signing answers the urge. Unknown of urges from
    /// before this was kept, which any step answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_sign: Option<Vec<UnitId>>,
}

/// Units were urged by a slip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// Its colour.
    pub slip: Slip,
    /// The words.
    pub text: String,
    /// Whom.
    pub to: Vec<UnitId>,
    /// Why it went out without a help step.
    pub waiver: Option<Waiver>,
    /// By when they are asked to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<AnswerBy>,
    /// Those of them that owed nothing but their signature then: their signing answers the urge. Unknown of urges from
    /// before this was kept, which any step answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_sign: Option<Vec<UnitId>>,
}

/// What a look-back found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookedBack {
    /// Whether the result holds.
    pub holds: bool,
    /// In words.
    pub text: String,
    /// Evidence.
    pub files: Vec<FileRef>,
    /// The next one.
    pub next: Option<LookBackDue>,
    /// Whether the office's head has to decide what follows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asks_head: bool,
}

/// Progress as a ledger tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AdoptedReport {
    /// The day that the ledger names.
    pub on: Option<Date>,
    /// What it says.
    pub report: LastReport,
    /// Completion.
    pub rate: Option<Rate>,
}

/// A report of progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    /// Whose.
    pub assignment: AssignmentId,
    /// Of which unit.
    pub unit: UnitId,
    /// What lists show.
    pub report: LastReport,
    /// Why it lags.
    pub cause: String,
    /// Completion so far.
    pub rate: Option<Rate>,
    /// Indicators' totals, by place, in thousandths.
    pub indicators: Vec<(usize, i64)>,
    /// Milestones reached, by place.
    pub reached: Vec<usize>,
    /// Evidence.
    pub files: Vec<FileRef>,
    /// Whether it corrects an earlier one.
    pub corrects: bool,
    /// When the next round's report is owed.
    pub next_due: Option<Instant>,
    /// The ledger's row, where an import brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<LedgerRow>,
}

/// What lapses with a reassignment, a suspension or a claim, each told in the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapsed {
    /// An open claim.
    Claim,
    /// An open objection.
    Objection,
    /// An open request for extension.
    Extension,
}

/// The row a basis names, if it is a ledger.
pub fn ledger_row(origin: &Origin) -> Option<&LedgerRow> {
    match &origin.basis {
        super::parts::Basis::Ledger(row) => Some(row),
        _ => None,
    }
}

impl Event {
    /// The event's stable name in the journal.
    pub fn name(&self) -> &'static str {
        match &self.what {
            What::Drafted(_) => "matter.drafted",
            What::Instructed(_) => "matter.instructed",
            What::DraftEdited(_) => "matter.draft_edited",
            What::Submitted => "matter.submitted",
            What::Discarded => "matter.discarded",
            What::DraftEnded { .. } => "matter.draft_ended",
            What::Registered { .. } => "matter.registered",
            What::ApprovalRefused { .. } => "matter.approval_refused",
            What::HeadTold { .. } => "matter.head_told",
            What::RegisteredOnSite { .. } => "matter.registered_on_site",
            What::TakenOver(_) => "matter.taken_over",
            What::Assigned { .. } => "matter.assigned",
            What::SignedFor { .. } => "matter.signed_for",
            What::Objected { .. } => "matter.objected",
            What::ObjectionUpheld { .. } => "matter.objection_upheld",
            What::ObjectionOverruled { .. } => "matter.objection_overruled",
            What::Reassigned { .. } => "matter.reassigned",
            What::PassedDown { .. } => "matter.passed_down",
            What::Reported(_) => "matter.reported",
            What::Planned { .. } => "matter.planned",
            What::ExtensionAsked { .. } => "matter.extension_asked",
            What::ExtensionGranted { .. } => "matter.extension_granted",
            What::ExtensionRefused { .. } => "matter.extension_refused",
            What::Suspended { .. } => "matter.suspended",
            What::Resumed { .. } => "matter.resumed",
            What::Urged { .. } => "matter.urged",
            What::SlipIssued { .. } => "matter.slip_issued",
            What::HelpAsked { .. } => "matter.help_asked",
            What::HelpOffered { .. } => "matter.help_offered",
            What::HelpAccepted { .. } => "matter.help_accepted",
            What::HelpDeclined { .. } => "matter.help_declined",
            What::HelpEnded { .. } => "matter.help_ended",
            What::Claimed { .. } => "matter.claimed",
            What::ClaimWithdrawn { .. } => "matter.claim_withdrawn",
            What::OpinionGiven { .. } => "matter.opinion_given",
            What::VerificationPassed { .. } => "matter.verification_passed",
            What::ClaimReturned { .. } => "matter.claim_returned",
            What::ReportedToAuthor { .. } => "matter.reported_to_author",
            What::NewInstruction { .. } => "matter.new_instruction",
            What::ClosureProposed { .. } => "matter.closure_proposed",
            What::SuperiorAsked { .. } => "matter.superior_asked",
            What::ClosureRefused { .. } => "matter.closure_refused",
            What::Closed { .. } => "matter.closed",
            What::LookedBack(_) => "matter.looked_back",
            What::KeptClosed { .. } => "matter.kept_closed",
            What::Reopened { .. } => "matter.reopened",
            What::WithdrawalAsked { .. } => "matter.withdrawal_asked",
            What::WithdrawalRefused { .. } => "matter.withdrawal_refused",
            What::Withdrawn { .. } => "matter.withdrawn",
            What::Amended { .. } => "matter.amended",
            What::Remarked { .. } => "matter.remarked",
            What::Archived => "matter.archived",
            What::Recomputed { .. } => "matter.recomputed",
        }
    }
}

impl What {
    /// Every file that it brought: evidence, the sealed scan of a claim, the scan of a draft's basis.
    pub fn files(&self) -> impl Iterator<Item = &FileRef> {
        let (many, one): (&[FileRef], Option<&FileRef>) = match self {
            What::Reported(report) => (&report.files, None),
            What::Claimed { claim, files, .. } => match &claim.signature {
                Some(HeadSignature::Scan { file, .. }) => (files, Some(file)),
                _ => (files, None),
            },
            What::VerificationPassed { files, .. } => (files, None),
            What::LookedBack(look) => (&look.files, None),
            What::Drafted(d) | What::DraftEdited(d) => (&[], d.origin.basis.scan()),
            What::RegisteredOnSite { draft, .. } => (&[], draft.origin.basis.scan()),
            _ => (&[], None),
        };
        many.iter().chain(one)
    }
}
