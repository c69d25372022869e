//! The bodies of single steps.

use super::{DeadlineBody, OutcomeBody, ShareBody, code, need};
use crate::matters::api::files::Evidence;
use crate::web::error::Error;
use bangdu_core::{
    ids::{AssignmentId, FileId, UnitId},
    matters::{
        Blocker, Change, Command, DraftEnd, HelpKind, HelpResult, Indicator, Manner, MatterKind, Milestone,
        NewHelp, NewReport, Rate, ReturnKind, Slip, StandingWaiver, Urgency, Waiver,
    },
};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub(in crate::matters::api) $field: $type),* }
    )+};
}

bodies! {
    /// Nothing.
    Empty {}
    /// A reason.
    ReasonBody { reason: String }
    /// A decision with its reason.
    DecisionBody {
        granted: bool,
        #[serde(default)]
        reason: String,
    }
    /// A remark; may be left out.
    NoteBody {
        #[serde(default)]
        text: String,
    }
    /// An urge: its words, and the day by which an answer is asked for.
    UrgeBody {
        text: String,
        #[schema(value_type = Option<String>)]
        answer_by: Option<Date>,
    }
    /// A day and why.
    UntilBody {
        #[schema(value_type = String)]
        until: Date,
        reason: String,
    }
    /// More time.
    ExtensionBody {
        #[schema(value_type = String)]
        until: Date,
        reason: String,
        #[serde(default)]
        progress: String,
    }
    /// The new date of a dated deadline, if it moves.
    ResumeBody {
        #[schema(value_type = Option<String>)]
        new_date: Option<Date>,
    }
    /// A recorded end: noted or declined.
    EndDraftBody { how: String, reason: String }
    /// Shares; a reason for a reassignment.
    AssignBody {
        assignments: Vec<ShareBody>,
        #[serde(default)]
        reason: String,
    }
    /// Who should do it, and why.
    ObjectBody {
        #[schema(value_type = String)]
        proposed: UnitId,
        reason: String,
    }
    /// Progress.
    ReportBody {
        text: String,
        /// Completion so far, in basis points.
        rate: Option<u32>,
        #[serde(default)]
        problem: String,
        /// Code of the blocker.
        blocker: Option<String>,
        #[serde(default)]
        cause: String,
        #[serde(default)]
        needs: String,
        #[serde(default)]
        next_step: String,
        /// Milestones reached, by place.
        #[serde(default)]
        reached: Vec<usize>,
        /// Whether it corrects an earlier one.
        #[serde(default)]
        corrects: bool,
        /// Evidence: ids of files that were handed in.
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        files: Vec<FileId>,
    }
    /// The plan.
    PlanBody { milestones: Vec<MilestoneBody>, indicators: Vec<IndicatorBody> }
    /// A milestone.
    MilestoneBody {
        name: String,
        #[schema(value_type = String)]
        on: Date,
        /// The share that is then done, in basis points.
        target: u32,
    }
    /// An indicator, in thousandths of its measure.
    IndicatorBody {
        name: String,
        measure: String,
        goal: i64,
        #[serde(default)]
        done: i64,
    }
    /// A slip: its colour, its words, and why it needs no help before it.
    SlipBody {
        slip: String,
        text: String,
        /// Code of a standing waiver.
        waiver: Option<String>,
        /// Or a reason of its own.
        waiver_reason: Option<String>,
        /// The day by which an answer is asked for.
        #[schema(value_type = Option<String>)]
        answer_by: Option<Date>,
    }
    /// A help.
    HelpBody {
        kind: String,
        text: String,
        blocker: Option<String>,
        /// Who is to help. A unit that asks and names nobody asks the office.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        helper: Option<UnitId>,
    }
    /// Who helps, as the office says.
    HelperBody {
        #[schema(value_type = String)]
        helper: UnitId,
    }
    /// What came of a help.
    HelpResultBody { result: String, text: String }
    /// A claim.
    ClaimBody {
        text: String,
        /// Evidence: ids of files that were handed in.
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        files: Vec<FileId>,
    }
    /// An opinion on a claim.
    OpinionBody { agrees: bool, text: String }
    /// Passed on paper or on site, or returned to complete or to redo.
    VerifyBody {
        passed: bool,
        /// For a pass: paper or on_site.
        manner: Option<String>,
        /// For a return: complete or redo.
        returned: Option<String>,
        opinion: String,
        /// Evidence: ids of files that were handed in.
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        files: Vec<FileId>,
    }
    /// What the author said; a new instruction brings a deadline.
    AuthorBody { text: String, deadline: Option<DeadlineBody> }
    /// The superior office.
    SuperiorBody {
        #[schema(value_type = String)]
        office: UnitId,
    }
    /// Months at which to look back.
    ClosureBody {
        #[serde(default)]
        look_back_months: Vec<u32>,
    }
    /// What a look-back found.
    LookBackBody {
        holds: bool,
        text: String,
        /// Evidence: ids of files that were handed in.
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        files: Vec<FileId>,
    }
    /// Why, and by when.
    ReopenBody { reason: String, deadline: DeadlineBody }
    /// What is amended.
    AmendBody {
        title: Option<String>,
        requirement: Option<String>,
        kind: Option<String>,
        urgency: Option<String>,
        deadline: Option<DeadlineBody>,
        agreed: Option<bool>,
        reason: String,
    }
}

macro_rules! evidence {
    (named by $($name:ident)+; none in $($other:ident)+) => {
        $(impl Evidence for $name {
            fn files(&self) -> &[FileId] {
                &self.files
            }
        })+
        $(impl Evidence for $other {})+
    };
}

evidence! {
    named by ReportBody ClaimBody VerifyBody LookBackBody;
    none in Empty ReasonBody DecisionBody UrgeBody UntilBody ExtensionBody ResumeBody EndDraftBody AssignBody
        ObjectBody PlanBody SlipBody HelpBody HelperBody HelpResultBody OpinionBody AuthorBody SuperiorBody ClosureBody
        ReopenBody AmendBody NoteBody ShareBody OutcomeBody
}

fn blocker(text: Option<&String>) -> Result<Option<Blocker>, Error> {
    text.map(|t| code("blocker", t, Blocker::from_code)).transpose()
}

impl EndDraftBody {
    pub(in crate::matters::api) fn command(&self) -> Result<Command, Error> {
        let how = code("how", &self.how, DraftEnd::from_code)?;
        Ok(Command::EndDraft { how, reason: self.reason.clone() })
    }
}

impl ReportBody {
    pub(in crate::matters::api) fn report(&self, assignment: AssignmentId) -> Result<NewReport, Error> {
        Ok(NewReport {
            assignment,
            text: self.text.clone(),
            rate: self.rate.map(Rate),
            problem: self.problem.clone(),
            blocker: blocker(self.blocker.as_ref())?,
            cause: self.cause.clone(),
            needs: self.needs.clone(),
            next_step: self.next_step.clone(),
            indicators: Vec::new(),
            reached: self.reached.clone(),
            files: Vec::new(),
            corrects: self.corrects,
        })
    }
}

impl PlanBody {
    pub(in crate::matters::api) fn command(&self) -> Command {
        let milestones = self.milestones.iter().map(|m| Milestone {
            name: m.name.clone(),
            on: m.on,
            target: Rate(m.target),
            reached: None,
        });
        let indicators = self.indicators.iter().map(|i| Indicator {
            name: i.name.clone(),
            measure: i.measure.clone(),
            goal: i.goal,
            done: i.done,
        });
        Command::Plan { milestones: milestones.collect(), indicators: indicators.collect() }
    }
}

impl SlipBody {
    pub(in crate::matters::api) fn command(&self) -> Result<Command, Error> {
        let waiver = match (&self.waiver, &self.waiver_reason) {
            (Some(case), _) => {
                Some(Waiver::Standing { case: code("waiver", case, StandingWaiver::from_code)? })
            }
            (None, Some(text)) => Some(Waiver::Reason { text: text.clone() }),
            (None, None) => None,
        };
        let slip = code("slip", &self.slip, Slip::from_code)?;
        Ok(Command::IssueSlip { slip, text: self.text.clone(), waiver, answer_by: self.answer_by })
    }
}

impl HelpBody {
    pub(in crate::matters::api) fn help(&self) -> Result<NewHelp, Error> {
        Ok(NewHelp {
            kind: code("kind", &self.kind, HelpKind::from_code)?,
            text: self.text.clone(),
            blocker: blocker(self.blocker.as_ref())?,
            helper: self.helper,
        })
    }
}

impl HelpResultBody {
    pub(in crate::matters::api) fn command(&self, help: usize) -> Result<Command, Error> {
        let result = code("result", &self.result, HelpResult::from_code)?;
        Ok(Command::EndHelp { help, result, text: self.text.clone() })
    }
}

impl VerifyBody {
    pub(in crate::matters::api) fn command(&self) -> Result<Command, Error> {
        let opinion = self.opinion.clone();
        if self.passed {
            let manner = need("manner", self.manner.as_ref())?;
            let manner = code("manner", manner, Manner::from_code)?;
            return Ok(Command::PassVerification { manner, opinion, files: Vec::new() });
        }
        let kind = need("returned", self.returned.as_ref())?;
        Ok(Command::ReturnClaim { kind: code("returned", kind, ReturnKind::from_code)?, opinion })
    }
}

impl AuthorBody {
    pub(in crate::matters::api) fn command(&self) -> Result<Command, Error> {
        Ok(match &self.deadline {
            Some(deadline) => {
                Command::TakeNewInstruction { text: self.text.clone(), deadline: deadline.deadline()? }
            }
            None => Command::ReportToAuthor { reply: self.text.clone() },
        })
    }
}

impl AmendBody {
    pub(in crate::matters::api) fn command(&self) -> Result<Command, Error> {
        let kind = self.kind.as_ref().map(|c| code("kind", c, MatterKind::from_code)).transpose()?;
        let urgency = self.urgency.as_ref().map(|c| code("urgency", c, Urgency::from_code)).transpose()?;
        let deadline = self.deadline.as_ref().map(DeadlineBody::deadline).transpose()?;
        let changes = [
            self.title.clone().map(Change::Title),
            self.requirement.clone().map(Change::Requirement),
            kind.map(Change::Kind),
            urgency.map(Change::Urgency),
            deadline.map(Change::Deadline),
            self.agreed.map(Change::Agreed),
        ];
        Ok(Command::Amend { changes: changes.into_iter().flatten().collect(), reason: self.reason.clone() })
    }
}
