//! A draft's content.

use super::{super::files::Evidence, DeadlineBody, code, need};
use crate::web::error::Error;
use bangdu_core::{
    ids::{CampaignId, FileId, MatterId, PersonId, UnitId},
    matters::{
        Basis, DraftMatter, Instruction, InstructionKind, Layer, MatterKind, NewInstruction, Origin, Source,
        Urgency,
    },
};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

/// A matter on paper.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftBody {
    /// task, project or problem.
    kind: String,
    title: String,
    #[serde(default)]
    requirement: String,
    /// Code of the source.
    source: String,
    basis: BasisBody,
    /// The office.
    #[schema(value_type = String)]
    office: UnitId,
    #[schema(value_type = Option<String>)]
    campaign: Option<CampaignId>,
    /// urgent, general (the default) or complex.
    urgency: Option<String>,
    /// Absent: the rules' default.
    deadline: Option<DeadlineBody>,
    /// The matter above it.
    #[schema(value_type = Option<String>)]
    parent: Option<MatterId>,
    /// Whether the parent can't be closed before it.
    #[serde(default)]
    agreed: bool,
    /// The statement that nothing classified is entered.
    not_classified: bool,
    /// The scan of the paper it rests on: a file that was handed in before. A change without one keeps the scan.
    #[schema(value_type = Option<String>)]
    scan: Option<FileId>,
}

impl Evidence for DraftBody {
    fn files(&self) -> &[FileId] {
        self.scan.as_slice()
    }
}

/// The basis: one of `decision`, `document`, `instruction`, `proposal`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasisBody {
    /// Title or number of a decision.
    decision: Option<String>,
    /// Title of a document that itself names tasks, units and dates.
    document: Option<String>,
    /// A leader's instruction.
    instruction: Option<InstructionBody>,
    /// Why the office proposes it.
    proposal: Option<String>,
}

/// A leader's instruction.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstructionBody {
    /// act, guide or read.
    kind: String,
    author: String,
    text: String,
    #[schema(value_type = String)]
    on: Date,
}

/// An instruction that is written here: it begins a draft of the office.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstructBody {
    /// What it is about, in short.
    title: String,
    /// act (the default), guide or read.
    kind: Option<String>,
    text: String,
    /// Whose it is; absent: the caller's own. A secretary names the leader.
    #[schema(value_type = Option<String>)]
    author: Option<PersonId>,
    /// The office of the author's government.
    #[schema(value_type = String)]
    office: UnitId,
    /// A matter that it refers to.
    #[schema(value_type = Option<String>)]
    about: Option<MatterId>,
    /// Who should lead, as a proposal.
    #[schema(value_type = Option<String>)]
    lead: Option<UnitId>,
    /// Absent: the rules' default.
    deadline: Option<DeadlineBody>,
    /// The statement that nothing classified is entered.
    not_classified: bool,
}

impl InstructBody {
    /// The instruction, as the matter `id`, by `caller` where no other author is named.
    pub fn instruction(&self, id: MatterId, caller: PersonId) -> Result<NewInstruction, Error> {
        let kind = self.kind.as_deref().unwrap_or(InstructionKind::ToAct.code());
        Ok(NewInstruction {
            id,
            office: self.office,
            title: self.title.clone(),
            kind: code("kind", kind, InstructionKind::from_code)?,
            text: self.text.clone(),
            author: self.author.unwrap_or(caller),
            about: self.about,
            lead: self.lead,
            deadline: self.deadline.as_ref().map(DeadlineBody::deadline).transpose()?,
            not_classified: self.not_classified,
        })
    }
}

impl DraftBody {
    /// The draft, as the matter `id`.
    pub fn draft(&self, id: MatterId) -> Result<DraftMatter, Error> {
        let urgency = self.urgency.as_deref().unwrap_or(Urgency::General.code());
        Ok(DraftMatter {
            id,
            kind: code("kind", &self.kind, MatterKind::from_code)?,
            title: self.title.clone(),
            requirement: self.requirement.clone(),
            origin: Origin {
                source: code("source", &self.source, Source::from_code)?,
                basis: self.basis.basis()?,
            },
            office: self.office,
            campaign: self.campaign,
            urgency: code("urgency", urgency, Urgency::from_code)?,
            deadline: self.deadline.as_ref().map(DeadlineBody::deadline).transpose()?,
            layer: self.parent.map(|parent| Layer { parent, agreed: self.agreed }),
            not_classified: self.not_classified,
        })
    }
}

impl BasisBody {
    fn basis(&self) -> Result<Basis, Error> {
        let ways = [
            self.decision.clone().map(|document| Ok(Basis::Decision { document, scan: None })),
            self.document.clone().map(|document| Ok(Basis::Document { document, scan: None })),
            self.instruction.as_ref().map(InstructionBody::basis),
            self.proposal.clone().map(|reason| Ok(Basis::Proposal { reason })),
        ];
        let mut given = ways.into_iter().flatten();
        match (given.next(), given.next()) {
            (basis, None) => need("basis", basis)?,
            _ => Err(crate::matters::api::bad("basis")),
        }
    }
}

impl InstructionBody {
    fn basis(&self) -> Result<Basis, Error> {
        Ok(Basis::Instruction(Instruction {
            kind: code("instruction.kind", &self.kind, InstructionKind::from_code)?,
            author: self.author.clone(),
            author_id: None,
            text: self.text.clone(),
            on: self.on,
            scan: None,
        }))
    }
}
