//! What a matter is made of: plain data, each with what its name says.

use super::words::{
    Blocker, HelpKind, HelpResult, InstructionKind, Part, RemarkedLight, Source, StandingWaiver,
};
use crate::{
    calendar::Deadline,
    ids::{AssignmentId, BatchId, FileId, MatterId, PersonId, UnitId},
    instant::Instant,
    shares::percent,
    who::Who,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A share in basis points: 10,000 is the whole; completion may pass it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(pub u32);

impl Rate {
    /// The whole (100 %).
    pub const WHOLE: Rate = Rate(10_000);
    /// The most that is believed (1,000 %).
    pub const MOST: Rate = Rate(100_000);

    /// As it is shown, by the one rule of rounding: `65%`, `33.3%`.
    pub fn percent(self) -> String {
        percent(i64::from(self.0))
    }

    /// Without loss, for a field in which it can be changed: `33.33`.
    pub fn exact(self) -> String {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => whole.to_string(),
            (whole, part) if part % 10 == 0 => format!("{whole}.{}", part / 10),
            (whole, part) => format!("{whole}.{part:02}"),
        }
    }
}

/// A number of a series: `督查立项〔2026〕12号`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Number {
    /// The series' name, an office's own.
    pub series: String,
    /// The year.
    pub year: i16,
    /// Running from 1 within series and year.
    pub serial: u32,
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}〔{}〕{}号", self.series, self.year, self.serial)
    }
}

/// Where a matter comes from and on what basis it was registered (Decree 733, Art. 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The kind of source.
    pub source: Source,
    /// What it rests on.
    pub basis: Basis,
}

/// The basis of a registration (立项依据).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Basis {
    /// A decision, named by its title or number.
    Decision {
        /// Title or number of the decision.
        document: String,
        /// Its scan.
        scan: Option<FileRef>,
    },
    /// A document that itself names tasks, units and dates: the basis of all its rows.
    Document {
        /// Its title.
        document: String,
        /// Its scan.
        scan: Option<FileRef>,
    },
    /// A leader's instruction.
    Instruction(Instruction),
    /// A ledger that was taken over.
    Ledger(LedgerRow),
    /// The office's own proposal, approved by the head (Decree 733, Art. 11).
    Proposal {
        /// Why the office proposes it.
        reason: String,
    },
}

impl Basis {
    /// The scan of the paper, where one was handed in.
    pub fn scan(&self) -> Option<&FileRef> {
        match self {
            Basis::Decision { scan, .. } | Basis::Document { scan, .. } => scan.as_ref(),
            Basis::Instruction(instruction) => instruction.scan.as_ref(),
            Basis::Ledger(_) | Basis::Proposal { .. } => None,
        }
    }

    /// With this scan, where it rests on a paper; unchanged otherwise.
    pub fn with_scan(mut self, paper: Option<FileRef>) -> Basis {
        match &mut self {
            Basis::Decision { scan, .. } | Basis::Document { scan, .. } => *scan = paper,
            Basis::Instruction(instruction) => instruction.scan = paper,
            Basis::Ledger(_) | Basis::Proposal { .. } => {}
        }
        self
    }
}

/// A leader's written instruction (批示). Most come on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    /// How it is meant.
    pub kind: InstructionKind,
    /// Who wrote it, by name (a leader need not have an account).
    pub author: String,
    /// The author, where they are a person of the installation.
    pub author_id: Option<PersonId>,
    /// Its words.
    pub text: String,
    /// When it was written.
    pub on: Date,
    /// The scan of the paper.
    pub scan: Option<FileRef>,
}

/// What is kept of an instruction that was written here rather than on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handwritten {
    /// Who entered it: the author, or their secretary.
    pub by: Who,
    /// A matter that it refers to.
    pub about: Option<MatterId>,
    /// Who should lead, as a proposal.
    pub lead: Option<UnitId>,
}

/// A row of a ledger file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRow {
    /// SHA-256 of the file, in hex.
    pub file: String,
    /// Name of the file.
    pub name: String,
    /// Name of the sheet.
    pub sheet: String,
    /// Row, from 1.
    pub row: u32,
}

/// A stored file, by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Its place in the record.
    pub id: FileId,
    /// SHA-256 of its content, in hex.
    pub digest: String,
    /// Name that it was handed in under.
    pub name: String,
    /// Length in bytes.
    pub size: u64,
}

/// One unit's share of a matter (承办件).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Identity.
    pub id: AssignmentId,
    /// Whose share.
    pub unit: UnitId,
    /// Lead, responsible or assisting.
    pub part: Part,
    /// What this unit is to do, where it differs from the matter's requirement.
    pub task: String,
    /// Its own deadline; `None` follows the matter's.
    pub deadline: Option<Deadline>,
    /// When it was given: receipt clocks start here.
    pub given_at: Instant,
    /// Where its receipt stands.
    pub receipt: Receipt,
    /// Actual progress, a step function: the last reported rate.
    pub rate: Option<Rate>,
    /// The last report, for lists.
    pub last_report: Option<LastReport>,
    /// When the next round's report is owed; `None` until the first report.
    pub report_due_at: Option<Instant>,
    /// The assignment that passed it down (转交办).
    pub passed_from: Option<AssignmentId>,
    /// Its unit's open objection; the lead's is a state of the matter besides.
    pub objection: Option<Objection>,
}

/// Where the receipt of an assignment stands. Signing is receipt, not consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Receipt {
    /// Assisting units are informed only.
    Informed,
    /// To be signed for.
    Awaiting {
        /// By this instant.
        by: Instant,
    },
    /// Signed for.
    Signed {
        /// When.
        at: Instant,
        /// By whom.
        by: Who,
    },
}

/// What a list shows of the last report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastReport {
    /// When it was made.
    pub at: Instant,
    /// Progress in words.
    pub text: String,
    /// Problem or blocker in words.
    pub problem: String,
    /// What it is blocked by.
    pub blocker: Option<Blocker>,
    /// Next step.
    pub next_step: String,
    /// What the superior should coordinate (需协调事项).
    pub needs: String,
}

/// An objection to an assignment (申请改派).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Who should do it.
    pub proposed: UnitId,
    /// Why.
    pub reason: String,
    /// When it was raised: waiting for its decision is a pause.
    pub at: Instant,
}

/// A point of the plan (时间节点).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// What is to be reached.
    pub name: String,
    /// By when.
    pub on: Date,
    /// The share of the whole that is then done.
    pub target: Rate,
    /// When it was reached.
    pub reached: Option<Instant>,
}

impl Milestone {
    /// Whether its day lies before `today` and it wasn't reached.
    pub fn is_missed(&self, today: Date) -> bool {
        self.reached.is_none() && self.on < today
    }
}

/// A matter above this one (剥笋).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// The matter above.
    pub parent: MatterId,
    /// Whether the office marked that the parent can't be closed before this one.
    pub agreed: bool,
}

/// A request for extension (延期申请).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionRequest {
    /// The day asked for.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// What was done so far.
    pub progress: String,
    /// Who asks.
    pub by: Who,
    /// When.
    pub at: Instant,
}

/// Help asked or offered (帮) and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// What kind.
    pub kind: HelpKind,
    /// What is asked or offered.
    pub text: String,
    /// What is blocked.
    pub blocker: Option<Blocker>,
    /// Who is to help; they may object.
    pub helper: UnitId,
    /// When it was recorded.
    pub at: Instant,
    /// Where it stands.
    pub stand: HelpStand,
}

/// Where a help stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum HelpStand {
    /// Asked, not yet accepted.
    Asked,
    /// Accepted by the helper or by the office: the helper has the ball.
    Accepted {
        /// When.
        at: Instant,
    },
    /// The named helper objects.
    Declined {
        /// Why.
        reason: String,
    },
    /// Over.
    Ended {
        /// When.
        at: Instant,
        /// What came of it.
        result: HelpResult,
    },
}

impl Help {
    /// Whether somebody is helping right now.
    pub fn is_under_way(&self) -> bool {
        matches!(self.stand, HelpStand::Accepted { .. })
    }

    /// Whether it still waits for an answer or a result.
    pub fn is_open(&self) -> bool {
        matches!(self.stand, HelpStand::Asked | HelpStand::Accepted { .. })
    }
}

/// How often a matter was urged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UrgeCount {
    /// Messages.
    pub messages: u32,
    /// Slips of any colour.
    pub slips: u32,
    /// When last.
    pub last: Option<Instant>,
}

/// Until when a unit is asked to answer an urge (要求回复时限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerBy {
    /// The day.
    pub on: Date,
    /// Its cut-off.
    pub at: Instant,
}

/// Why a slip goes out without a help step before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Waiver {
    /// One of the standing cases.
    Standing {
        /// Which.
        case: StandingWaiver,
    },
    /// A reason given for this slip.
    Reason {
        /// The reason.
        text: String,
    },
}

/// What an imported row brought along that is never computed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOver {
    /// The import.
    pub batch: BatchId,
    /// When it was taken over: clocks start here.
    pub at: Instant,
    /// The row's own light, a remark.
    pub light: Option<RemarkedLight>,
    /// The key by which the row is known again.
    pub key: String,
    /// Remarks of the ledger (备注).
    pub remark: String,
    /// Instructing or leading leader as the ledger named them (牵头领导).
    pub leader: String,
    /// Responsible persons as the ledger named them, without phones.
    pub contacts: Vec<LedgerContact>,
    /// The deadline in the ledger's own words.
    pub deadline_text: String,
    /// The group heading that the row stood under.
    pub group: String,
    /// The day on which it was given, by the ledger (交办时间): the limit counts from it, clocks don't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_on: Option<jiff::civil::Date>,
}

impl TakenOver {
    /// Series and title of its key: what it was called in its ledger, whoever led it there.
    pub fn name(&self) -> String {
        let mut parts = self.key.split('|');
        let (series, _, title) = (parts.next(), parts.next(), parts.next());
        format!("{}|{}", series.unwrap_or_default(), title.unwrap_or_default())
    }
}

/// A person whom a ledger names; the phone lies in erasable storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerContact {
    /// Name.
    pub name: String,
    /// Reference to the phone.
    pub phone: Option<crate::people::PrivateRef>,
    /// Whether the ledger names them as the unit's liaison (联络员), not as responsible.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub liaison: bool,
}

/// A span of time in which one holder had the ball.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// From when; until the next span's start.
    pub from: Instant,
    /// Who.
    pub holder: Holder,
}

/// Who has the ball (当前责任方): exactly one at any instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A unit that works on it, or helps.
    Unit(UnitId),
    /// The office.
    Office(UnitId),
    /// Nobody: suspended or over.
    Nobody,
}
