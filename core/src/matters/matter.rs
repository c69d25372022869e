//! The matter as it stands: what is read, decided on and shown. It is only changed by [`super::apply`].

use super::{
    ends::{Claim, Closure, LookBackDue, Outcome, Proposal, Reply, Returned, Verified, Withdrawal},
    indicator::Indicator,
    moments::Moments,
    parts::{
        Assignment, Basis, ExtensionRequest, Handwritten, Help, Layer, Milestone, Number, Origin, Span,
        TakenOver, UrgeCount,
    },
    words::{DraftEnd, MatterKind, Part, Urgency},
};
use crate::{
    calendar::{Deadline, Pause},
    ids::{AssignmentId, CampaignId, MatterId, PersonId, UnitId},
    instant::Instant,
    people::Ground,
    phrase::Word,
    who::Who,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A supervised matter (督查事项): anything that is struck off at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Identity.
    pub id: MatterId,
    /// Task, project or problem.
    pub kind: MatterKind,
    /// What it is called.
    pub title: String,
    /// Goal and requirements (工作目标及要求).
    pub requirement: String,
    /// Where it comes from and on what basis.
    pub origin: Origin,
    /// The office that registers and strikes it off.
    pub office: UnitId,
    /// A superior office that was asked to hold the second key.
    pub asked_office: Option<UnitId>,
    /// Who drafted or imported it.
    pub drafter: Who,
    /// The campaign whose rules it runs by.
    pub campaign: Option<CampaignId>,
    /// How fast it must go.
    pub urgency: Urgency,
    /// When it must be done.
    pub deadline: Deadline,
    /// Given at registration, or kept from an imported ledger.
    pub number: Option<Number>,
    /// The units' shares; one lead answers for the whole.
    pub assignments: Vec<Assignment>,
    /// Where it stands.
    pub state: State,
    /// The matter above it, when it is a layer of a problem.
    pub layer: Option<Layer>,
    /// The plan, in order of dates.
    pub milestones: Vec<Milestone>,
    /// What is counted.
    pub indicators: Vec<Indicator>,
    /// Open request for extension.
    pub extension: Option<ExtensionRequest>,
    /// Extensions granted so far.
    pub extensions: u32,
    /// Working days overdue that late extensions left behind: they stay counted.
    #[serde(default)]
    pub overdue_days: u32,
    /// Clock stops of the deadline that are over.
    pub pauses: Vec<Pause>,
    /// Help asked or offered, in order.
    pub helps: Vec<Help>,
    /// Urgings so far.
    pub urges: UrgeCount,
    /// Open request for withdrawal.
    pub withdrawal: Option<Withdrawal>,
    /// By when the head must hear of a registration on site, until they have.
    #[serde(default)]
    pub tell_head_by: Option<Instant>,
    /// How its last claim was sent back, since it was assigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Returned>,
    /// The look-back that is outstanding.
    pub look_back: Option<LookBackDue>,
    /// Whether the problem has come back, and the office's head hasn't decided what follows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub relapsed: bool,
    /// Outcomes of closures that were reopened.
    pub past_outcomes: Vec<Outcome>,
    /// Set when a leader wrote the instruction that it rests on here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handwritten: Option<Handwritten>,
    /// Set when it came from a ledger (补录).
    pub taken_over: Option<TakenOver>,
    /// The office's own remark, once it wrote one; before that its ledger's holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// Who had the ball, from when (internal).
    pub spans: Vec<Span>,
    /// The instants at which something changes.
    pub moments: Moments,
    /// When its last entry was made.
    pub changed_at: Instant,
}

/// Where a matter stands, with what that state needs to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum State {
    /// 拟办.
    Draft,
    /// 待审批.
    AwaitingApproval {
        /// Who submitted it.
        by: Who,
    },
    /// 阅知不立项 or 不予立项: a recorded end without a number.
    Ended {
        /// Which end.
        how: DraftEnd,
    },
    /// Thrown away before it had a number: in the journal only, in no list.
    Discarded,
    /// 已立项: registered, not yet sent out.
    Registered,
    /// 待签收.
    Assigned,
    /// 办理中.
    InProgress,
    /// 申请改派中: the lead unit objects.
    Objecting {
        /// Whose assignment.
        assignment: AssignmentId,
        /// Who should do it instead.
        proposed: UnitId,
        /// Whether it had been signed for already.
        signed: bool,
    },
    /// 暂缓办理.
    Suspended {
        /// Since when.
        from: Instant,
        /// Resumes by itself at this day's first moment.
        until: Date,
    },
    /// 待核查.
    UnderVerification {
        /// What is claimed.
        claim: Claim,
    },
    /// 待呈报: to be reported to the instruction's author.
    AwaitingReport {
        /// What was claimed.
        claim: Claim,
        /// Who verified it.
        verified: Verified,
    },
    /// 待销号.
    AwaitingClosure {
        /// What was claimed.
        claim: Claim,
        /// Who verified it.
        verified: Verified,
        /// What the author of the instruction said.
        reply: Option<Reply>,
        /// The first key, when turned.
        proposal: Option<Proposal>,
    },
    /// 已销号.
    Closed {
        /// How.
        closure: Closure,
    },
    /// 已归档. Final.
    Archived {
        /// How it was closed.
        closure: Closure,
    },
    /// 已撤销. Final.
    Withdrawn,
}

impl State {
    /// Codes of the states in which a matter has come to its end and waits for nobody.
    pub const FINISHED: &'static [&'static str] = &["ended", "closed", "archived", "withdrawn"];

    /// Codes of the states in which only its office sees a matter.
    pub const DRAFTED: &'static [&'static str] = &["draft", "awaiting_approval", "ended", "discarded"];

    /// Codes of the states in which a matter is in its units' hands: clocks run, and somebody can be urged.
    pub const IN_HAND: &'static [&'static str] = &["assigned", "in_progress", "objecting"];

    /// Codes of the states in which completion is claimed and the office looks: the light stands as it did then.
    pub const CLAIMED: &'static [&'static str] =
        &["under_verification", "awaiting_report", "awaiting_closure"];

    /// Every state's stable code, in the order of the loop.
    pub const CODES: &'static [&'static str] = &[
        "draft",
        "awaiting_approval",
        "ended",
        "registered",
        "assigned",
        "in_progress",
        "objecting",
        "suspended",
        "under_verification",
        "awaiting_report",
        "awaiting_closure",
        "closed",
        "archived",
        "withdrawn",
    ];

    /// The stable code used in tables, URLs and the API.
    pub const fn code(&self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::AwaitingApproval { .. } => "awaiting_approval",
            State::Ended { .. } => "ended",
            State::Discarded => "discarded",
            State::Registered => "registered",
            State::Assigned => "assigned",
            State::InProgress => "in_progress",
            State::Objecting { .. } => "objecting",
            State::Suspended { .. } => "suspended",
            State::UnderVerification { .. } => "under_verification",
            State::AwaitingReport { .. } => "awaiting_report",
            State::AwaitingClosure { .. } => "awaiting_closure",
            State::Closed { .. } => "closed",
            State::Archived { .. } => "archived",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The word on the screen.
    pub fn word(&self) -> Word {
        match self {
            State::Ended { how } => how.word(),
            other => State::word_of(other.code()),
        }
    }

    /// The word of a state's code; an unknown code stands for itself.
    pub fn word_of(code: &str) -> Word {
        match code {
            "draft" => Word::of("拟办", "Draft"),
            "awaiting_approval" => Word::of("待审批", "Awaiting approval"),
            "ended" => Word::of("不立项", "Not registered"),
            "discarded" => Word::of("已放弃", "Discarded"),
            "registered" => Word::of("已立项", "Registered"),
            "assigned" => Word::of("待签收", "Awaiting receipt"),
            "in_progress" => Word::of("办理中", "In progress"),
            "objecting" => Word::of("申请改派中", "Objecting"),
            "suspended" => Word::of("暂缓办理", "Suspended"),
            "under_verification" => Word::of("待核查", "Under verification"),
            "awaiting_report" => Word::of("待呈报", "Awaiting report"),
            "awaiting_closure" => Word::of("待销号", "Awaiting closure"),
            "closed" => Word::of("已销号", "Closed"),
            "archived" => Word::of("已归档", "Archived"),
            "withdrawn" => Word::of("已撤销", "Withdrawn"),
            other => Word { zh: other.to_owned().into(), en: other.to_owned().into() },
        }
    }
}

impl Matter {
    /// Its units, as rights see them.
    pub fn ground(&self) -> Ground {
        Ground {
            office: self.office,
            asked_office: self.asked_office,
            draft: self.is_draft(),
            lead: self.lead().map(|a| a.unit),
            responsible: self.units(Part::Responsible).collect(),
            assisting: self.units(Part::Assisting).collect(),
            helpers: self.helps.iter().filter(|h| h.is_open()).map(|h| h.helper).collect(),
            authors: self.authors(),
        }
    }

    /// The persons of the installation whose instruction it rests on: its author, and who entered it in their name.
    pub fn authors(&self) -> Vec<PersonId> {
        let Basis::Instruction(instruction) = &self.origin.basis else { return Vec::new() };
        let entered = self.handwritten.as_ref().and_then(|written| match written.by {
            Who::Person(person) => Some(person),
            Who::System | Who::Operator => None,
        });
        let mut authors: Vec<PersonId> = instruction.author_id.into_iter().chain(entered).collect();
        authors.dedup();
        authors
    }

    /// Where it stands, in a word: what a leader wrote waits to be registered, whatever the office calls its draft.
    pub fn standing(&self) -> Word {
        let drafted = matches!(self.state, State::Draft | State::AwaitingApproval { .. });
        if self.handwritten.is_some() && drafted {
            return Word::of("待立项", "To be registered");
        }
        self.state.word()
    }

    /// The assignment of the unit that answers for the whole.
    pub fn lead(&self) -> Option<&Assignment> {
        self.assignments.iter().find(|a| a.part == Part::Lead)
    }

    /// The assignment with this id.
    pub fn assignment(&self, id: AssignmentId) -> Option<&Assignment> {
        self.assignments.iter().find(|a| a.id == id)
    }

    /// The units that take part in this way.
    pub fn units(&self, part: Part) -> impl Iterator<Item = UnitId> + '_ {
        self.assignments.iter().filter(move |a| a.part == part).map(|a| a.unit)
    }

    /// The claim before the office, in the states that have one.
    pub fn claim(&self) -> Option<&Claim> {
        match &self.state {
            State::UnderVerification { claim }
            | State::AwaitingReport { claim, .. }
            | State::AwaitingClosure { claim, .. } => Some(claim),
            _ => None,
        }
    }

    /// How it was closed, once it was.
    pub fn closure(&self) -> Option<&Closure> {
        match &self.state {
            State::Closed { closure } | State::Archived { closure } => Some(closure),
            _ => None,
        }
    }

    /// The claim that was sent back and that its unit has to make good now.
    pub fn to_complete(&self) -> Option<&Returned> {
        self.returned.as_ref().filter(|_| matches!(self.state, State::InProgress))
    }

    /// The remark (备注) beside it: the office's own, else the one of the ledger that it came from.
    pub fn remark(&self) -> &str {
        let of_ledger = || self.taken_over.as_ref().map_or("", |taken| taken.remark.as_str());
        self.remark.as_deref().unwrap_or_else(of_ledger)
    }

    /// Whether it is still a draft: no number, seen by its office only.
    pub fn is_draft(&self) -> bool {
        State::DRAFTED.contains(&self.state.code())
    }

    /// Whether units are at work on it: the deadline's clock runs.
    pub fn is_running(&self) -> bool {
        State::IN_HAND.contains(&self.state.code())
    }

    /// Whether it can't change any more but by a new matter that refers back.
    pub fn is_final(&self) -> bool {
        matches!(
            self.state,
            State::Archived { .. } | State::Withdrawn | State::Ended { .. } | State::Discarded
        )
    }

    /// Whether help is under way (the mark 协调中 beside the light).
    pub fn is_helped(&self) -> bool {
        self.helps.iter().any(Help::is_under_way)
    }
}
