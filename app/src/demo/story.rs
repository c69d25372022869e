//! A matter's story as a list of dated steps, told in working days. Rules are not known here: each step is an
//! ordinary act, and one that a rule refuses ends the story there.

use super::{
    days::{Days, Walk},
    people::People,
    seed::Seed,
    units::Units,
};
use bangdu_core::{
    calendar::Deadline,
    ids::{AssignmentId, CampaignId, MatterId, UnitId},
    instant::Instant,
    matters::{
        Basis, Blocker, Command, DraftMatter, HelpKind, HelpResult, Layer, MatterKind, NewAssignment,
        NewHelp, NewReport, Origin, Part, Rate, Source, Urgency,
    },
    people::Role,
};
use std::collections::BTreeMap;

/// Whom and what all stories share.
pub struct World {
    /// Units.
    pub units: Units,
    /// Persons.
    pub people: People,
    /// Working days.
    pub days: Days,
    /// The campaigns' ids, in the order of [`super::campaigns::CAMPAIGNS`].
    pub campaigns: Vec<CampaignId>,
}

/// What somebody does in a step.
#[derive(Clone, Debug)]
pub enum Deed {
    /// An act on a matter.
    Act(MatterId, Box<Command>),
    /// One approval for all rows of a document.
    ApproveAll(Vec<MatterId>),
}

/// A dated step.
#[derive(Clone, Debug)]
pub struct Step {
    /// When.
    pub at: Instant,
    /// The person's place in the list of people; nobody for the system.
    pub who: Option<usize>,
    /// What.
    pub deed: Deed,
}

/// The office that a matter belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Desk {
    /// The office.
    pub office: UnitId,
    /// Its government.
    pub government: UnitId,
}

/// A unit's share.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The assignment.
    pub id: AssignmentId,
    /// The unit.
    pub unit: UnitId,
    /// In what part.
    pub part: Part,
}

/// A matter's paper.
pub struct Paper {
    /// Kind.
    pub kind: MatterKind,
    /// Title.
    pub title: String,
    /// Requirement.
    pub requirement: String,
    /// Source.
    pub source: Source,
    /// Basis.
    pub basis: Basis,
    /// Campaign.
    pub campaign: Option<CampaignId>,
    /// How fast.
    pub urgency: Urgency,
    /// By when.
    pub deadline: Option<Deadline>,
    /// The matter above.
    pub layer: Option<Layer>,
}

/// Tells one matter's story.
pub struct Story<'w> {
    /// What all stories share.
    pub world: &'w World,
    /// The story's own chance.
    pub seed: Seed,
    /// Where it has come to.
    pub walk: Walk,
    /// The matter.
    pub id: MatterId,
    /// The office.
    pub desk: Desk,
    /// The steps so far.
    pub steps: Vec<Step>,
    helps: usize,
    /// How far each share has come: what is told never falls.
    rates: BTreeMap<AssignmentId, u32>,
}

impl<'w> Story<'w> {
    /// Begins on the working day `day`.
    pub fn begin(world: &'w World, mut seed: Seed, desk: Desk, day: i64) -> Story<'w> {
        let id = MatterId(seed.id(world.days.at(day, 0)));
        Story {
            world,
            seed,
            walk: Walk::from(day),
            id,
            desk,
            steps: Vec::new(),
            helps: 0,
            rates: BTreeMap::new(),
        }
    }

    /// The place of somebody with this role; `n` tells persons of one role apart.
    pub fn seat(&self, role: Role, unit: UnitId, n: usize) -> usize {
        self.world.people.seat(role, unit, n)
    }

    /// Somebody of the office's staff; the number keeps to the same person within a story.
    pub fn staff(&self, n: usize) -> usize {
        self.seat(Role::OfficeStaff, self.desk.office, n.wrapping_add(self.id.0.as_u128() as usize % 7))
    }

    /// The office's head.
    pub fn head(&self) -> usize {
        self.seat(Role::OfficeHead, self.desk.office, 0)
    }

    /// Who approves registrations.
    pub fn approver(&self) -> usize {
        self.seat(Role::Delegate, self.desk.government, 0)
    }

    /// The liaison of a unit.
    pub fn liaison(&self, unit: UnitId) -> usize {
        self.seat(Role::Liaison, unit, 0)
    }

    /// `days` working days later (0: later on the same day) somebody does something.
    pub fn act(&mut self, days: i64, who: usize, command: Command) {
        let (day, minute) = self.walk.later(days, &mut self.seed);
        let at = self.world.days.at(day, minute);
        self.steps.push(Step { at, who: Some(who), deed: Deed::Act(self.id, Box::new(command)) });
    }

    /// The system does what time asks for.
    pub fn system(&mut self, at: Instant, command: Command) {
        self.steps.push(Step { at, who: None, deed: Deed::Act(self.id, Box::new(command)) });
    }

    /// Drafted by the office.
    pub fn draft(&mut self, paper: Paper) {
        let drafter = self.seat(Role::Drafter, self.desk.office, self.steps.len());
        let draft = DraftMatter {
            id: self.id,
            kind: paper.kind,
            title: paper.title,
            requirement: paper.requirement,
            origin: Origin { source: paper.source, basis: paper.basis },
            office: self.desk.office,
            campaign: paper.campaign,
            urgency: paper.urgency,
            deadline: paper.deadline,
            layer: paper.layer,
            not_classified: true,
        };
        self.act(0, drafter, Command::Draft(Box::new(draft)));
    }

    /// Handed in.
    pub fn submit(&mut self) {
        self.act(0, self.seat(Role::Drafter, self.desk.office, 0), Command::Submit);
    }

    /// Shares for these units.
    pub fn shares(&mut self, units: &[(UnitId, Part)]) -> Vec<Share> {
        let at = self.world.days.at(self.walk.day, 0);
        units
            .iter()
            .map(|(unit, part)| Share { id: AssignmentId(self.seed.id(at)), unit: *unit, part: *part })
            .collect()
    }

    /// Sent out.
    pub fn assign(&mut self, days: i64, shares: &[Share]) {
        let new = shares.iter().map(new_assignment).collect();
        self.act(days, self.staff(0), Command::Assign(new));
    }

    /// Signed for, the lead first; assisting units are only informed.
    pub fn sign(&mut self, days: i64, shares: &[Share]) {
        for (n, share) in shares.iter().filter(|share| share.part != Part::Assisting).enumerate() {
            let days = if n == 0 { days } else { 0 };
            self.act(days, self.liaison(share.unit), Command::SignFor { assignment: share.id });
        }
    }

    /// Progress of a share; `percent` is what is done of the whole.
    pub fn report(&mut self, days: i64, share: &Share, percent: i64, says: Says<'_>) {
        let rate = u32::try_from(percent.clamp(0, 130)).unwrap_or(0) * 100;
        let so_far = self.rates.entry(share.id).or_default();
        *so_far = rate.max(*so_far);
        let so_far = *so_far;
        let report = NewReport {
            assignment: share.id,
            text: says.text.to_owned(),
            rate: (share.part != Part::Assisting).then_some(Rate(so_far)),
            problem: says.problem.map_or_else(String::new, |(text, _)| text.to_owned()),
            blocker: says.problem.map(|(_, blocker)| blocker),
            cause: says.problem.map_or_else(String::new, |_| "前期手续衔接不畅，协调周期较长。".to_owned()),
            needs: says.problem.map_or_else(String::new, |_| "请市、县有关部门协调解决。".to_owned()),
            next_step: says.next.to_owned(),
            indicators: says.indicators,
            reached: says.reached,
            files: Vec::new(),
            corrects: false,
        };
        self.act(days, self.liaison(share.unit), Command::Report(Box::new(report)));
    }

    /// The unit asks for help; the helper accepts the next day. Gives the help's place.
    pub fn ask_help(&mut self, days: i64, by: UnitId, help: NewHelp, accepted: bool) -> usize {
        let helper = help.helper;
        self.act(days, self.liaison(by), Command::AskHelp(Box::new(help)));
        let place = self.helps;
        self.helps += 1;
        if let Some(helper) = helper.filter(|_| accepted) {
            self.act(1, self.liaison(helper), Command::AcceptHelp { help: place });
        }
        place
    }

    /// The office records a help step. Gives its place.
    pub fn offer_help(&mut self, days: i64, help: NewHelp) -> usize {
        self.act(days, self.staff(0), Command::OfferHelp(Box::new(help)));
        self.helps += 1;
        self.helps - 1
    }

    /// A help is over.
    pub fn end_help(&mut self, days: i64, help: usize, result: HelpResult, text: &str) {
        self.act(days, self.staff(0), Command::EndHelp { help, result, text: text.to_owned() });
    }
}

/// What a report says.
#[derive(Default)]
pub struct Says<'a> {
    /// Progress in words.
    pub text: &'a str,
    /// What is stuck.
    pub problem: Option<(&'a str, Blocker)>,
    /// What comes next.
    pub next: &'a str,
    /// Totals of indicators.
    pub indicators: Vec<(usize, i64)>,
    /// Milestones reached.
    pub reached: Vec<usize>,
}

/// A help by this unit.
pub fn help(kind: HelpKind, text: &str, blocker: Blocker, helper: UnitId) -> NewHelp {
    NewHelp { kind, text: text.to_owned(), blocker: Some(blocker), helper: Some(helper) }
}

/// The share as it is given.
pub fn new_assignment(share: &Share) -> NewAssignment {
    NewAssignment { id: share.id, unit: share.unit, part: share.part, task: String::new(), deadline: None }
}
