//! What comes along with a command: drafts, shares, reports, rows of a ledger, as they are handed in.

use super::{
    indicator::Indicator,
    parts::{Assignment, FileRef, Layer, LedgerContact, LedgerRow, Number, Origin, Rate},
    words::{Blocker, HelpKind, InstructionKind, MatterKind, Part, RemarkedLight, Urgency},
};
use crate::{
    calendar::Deadline,
    ids::{AssignmentId, BatchId, CampaignId, MatterId, PersonId, UnitId},
};
use jiff::civil::Date;

/// A matter on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftMatter {
    /// Identity, for a new one.
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
    /// By when; `None` takes the rules' default.
    pub deadline: Option<Deadline>,
    /// The matter above it.
    pub layer: Option<Layer>,
    /// The statement that nothing classified is entered (保密承诺).
    pub not_classified: bool,
}

/// An instruction that is written here (作出批示).
#[derive(Clone, Debug, PartialEq)]
pub struct NewInstruction {
    /// Identity of the draft that it begins.
    pub id: MatterId,
    /// The office that is to register it.
    pub office: UnitId,
    /// What it is about, in short.
    pub title: String,
    /// How it is meant.
    pub kind: InstructionKind,
    /// Its words.
    pub text: String,
    /// Whose it is.
    pub author: PersonId,
    /// A matter that it refers to.
    pub about: Option<MatterId>,
    /// Who should lead, as a proposal.
    pub lead: Option<UnitId>,
    /// By when; `None` takes the rules' default.
    pub deadline: Option<Deadline>,
    /// The statement that nothing classified is entered (保密承诺).
    pub not_classified: bool,
}

/// A unit's share to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAssignment {
    /// Identity.
    pub id: AssignmentId,
    /// Whose share.
    pub unit: UnitId,
    /// In what part.
    pub part: Part,
    /// What it is to do, where it differs.
    pub task: String,
    /// Its own deadline; `None` follows the matter's.
    pub deadline: Option<Deadline>,
}

/// A row of a ledger, understood and confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct TakeOver {
    /// Identity.
    pub id: MatterId,
    /// Task, project or problem.
    pub kind: MatterKind,
    /// What it is called.
    pub title: String,
    /// Goal and requirements.
    pub requirement: String,
    /// The kind of source.
    pub source: super::Source,
    /// Which row of which file.
    pub row: LedgerRow,
    /// The import.
    pub batch: BatchId,
    /// The key by which the row is known again.
    pub key: String,
    /// Its number, kept.
    pub number: Option<Number>,
    /// Whether it is given one of the office's series where it brings none.
    pub give_number: bool,
    /// The office.
    pub office: UnitId,
    /// The campaign.
    pub campaign: Option<CampaignId>,
    /// How fast.
    pub urgency: Urgency,
    /// By when.
    pub deadline: Deadline,
    /// The ledger's words for it.
    pub deadline_text: String,
    /// The day on which the ledger says that it was given.
    pub assigned_on: Option<jiff::civil::Date>,
    /// The units; one lead.
    pub assignments: Vec<NewAssignment>,
    /// Dated and undated progress, oldest first.
    pub reports: Vec<LedgerReport>,
    /// What is counted.
    pub indicators: Vec<Indicator>,
    /// Whether the ledger says done.
    pub done: bool,
    /// The row's own light.
    pub light: Option<RemarkedLight>,
    /// Remarks.
    pub remark: String,
    /// Leader named in the row.
    pub leader: String,
    /// Responsible persons named in the row.
    pub contacts: Vec<LedgerContact>,
    /// The group heading.
    pub group: String,
}

/// Progress as a ledger tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerReport {
    /// The day that the ledger names, if it names one.
    pub on: Option<Date>,
    /// Progress in words.
    pub text: String,
    /// Completion.
    pub rate: Option<Rate>,
    /// Problem in words.
    pub problem: String,
    /// What is needed.
    pub needs: String,
    /// Next step.
    pub next_step: String,
}

/// A report of progress (进展反馈).
#[derive(Clone, Debug, PartialEq)]
pub struct NewReport {
    /// Whose.
    pub assignment: AssignmentId,
    /// Progress in words (本期进展).
    pub text: String,
    /// Completion so far (累计完成率).
    pub rate: Option<Rate>,
    /// Problem in words (存在问题).
    pub problem: String,
    /// What it is blocked by.
    pub blocker: Option<Blocker>,
    /// Why it lags (滞后原因).
    pub cause: String,
    /// What should be coordinated (需协调事项).
    pub needs: String,
    /// Next step (下步措施).
    pub next_step: String,
    /// Indicators' totals so far, by place in the list, in thousandths.
    pub indicators: Vec<(usize, i64)>,
    /// Milestones reached, by place in the list.
    pub reached: Vec<usize>,
    /// Evidence.
    pub files: Vec<FileRef>,
    /// Whether it corrects an earlier one: only then may completion fall.
    pub corrects: bool,
}

/// A help to be asked or offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHelp {
    /// What kind.
    pub kind: HelpKind,
    /// What is asked or offered.
    pub text: String,
    /// What is blocked.
    pub blocker: Option<Blocker>,
    /// Who is to help; a unit that asks and names nobody asks the office.
    pub helper: Option<UnitId>,
}

/// One field that the office amends.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The title.
    Title(String),
    /// Goal and requirements.
    Requirement(String),
    /// The deadline.
    Deadline(Deadline),
    /// Task, project or problem.
    Kind(MatterKind),
    /// How fast.
    Urgency(Urgency),
    /// The campaign.
    Campaign(Option<CampaignId>),
    /// Whether the parent must wait for this layer.
    Agreed(bool),
}

impl NewAssignment {
    /// The assignment as it begins at `at`.
    pub(super) fn begin(&self, at: crate::instant::Instant, receipt: super::parts::Receipt) -> Assignment {
        Assignment {
            id: self.id,
            unit: self.unit,
            part: self.part,
            task: self.task.trim().to_owned(),
            deadline: self.deadline,
            given_at: at,
            receipt,
            rate: None,
            last_report: None,
            report_due_at: None,
            passed_from: None,
            objection: None,
        }
    }
}
