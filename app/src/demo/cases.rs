//! The city's everyday matters: what offices register from instructions, meetings, calls and inspections, in every
//! state of the chart and under every light.

use super::{
    goals::{Goal, goal_of},
    places,
    seed::Seed,
    story::{Desk, Paper, Says, Share, Step, Story, World, help},
    topics::{TOPICS, Topic},
    units::COUNTIES,
};
use bangdu_core::{
    calendar::{Days as DayKind, Deadline},
    ids::{CampaignId, MatterId, UnitId},
    matters::{Basis, Blocker, Instruction, InstructionKind, Part, Source, Urgency},
    people::Role,
};

/// A case, before it is told.
pub struct Case<'w> {
    /// What all stories share.
    pub world: &'w World,
    /// What it is about.
    pub topic: &'static Topic,
    /// Where, in full.
    pub place: String,
    /// Who leads.
    pub lead: UnitId,
    /// Who else has a share.
    pub others: Vec<(UnitId, Part)>,
    /// Who can help.
    pub helper: UnitId,
    /// Where it shall stand at the end.
    pub goal: Goal,
    /// How fast.
    pub urgency: Urgency,
    /// The limit in working days, about.
    pub limit: i64,
    /// Whether the limit is a date.
    pub dated: bool,
    instruction: bool,
    campaign: Option<CampaignId>,
}

/// Tells case number `n`; the layers beneath a problem come after it.
pub fn tell(world: &World, seed: u64, n: usize) -> Vec<Step> {
    let mut chance = Seed::of(seed, 10_000 + n as u64);
    let (case, desk) = conceive(world, &mut chance, n);
    let length = case.length(&mut chance);
    let start = (world.days.last - length - case.goal.rests(&mut chance)).max(2);
    let mut story = Story::begin(world, chance, desk, start);
    case.live(&mut story, length);
    let mut steps = story.steps.clone();
    if case.goal.has_layers() {
        steps.extend(super::layers::beneath(&case, &story));
    }
    steps
}

fn conceive<'w>(world: &'w World, chance: &mut Seed, n: usize) -> (Case<'w>, Desk) {
    let goal = goal_of(n);
    let (units, county) = (&world.units, chance.index(COUNTIES.len()));
    let of = units.counties[county];
    let local = chance.chance(45);
    let fitting: Vec<&'static Topic> = TOPICS.iter().filter(|topic| topic.lead.is_empty() == local).collect();
    let topic = fitting[chance.index(fitting.len())];
    let (desk, lead) = if local {
        (Desk { office: of.office, government: of.government }, of.housing)
    } else {
        (Desk { office: units.office, government: units.city }, units.named(topic.lead))
    };
    let mut helper = units.named(topic.help.0);
    if helper == lead {
        helper = units.named("市发改委");
    }
    let mut others = Vec::new();
    if !local && chance.chance(70) {
        others.push((of.government, Part::Responsible));
    }
    if chance.chance(35) {
        others.push((helper, Part::Assisting));
    }
    let (urgency, dated, limit) = pace(goal, chance);
    let instruction = goal.needs_instruction() || topic.source == Source::Instruction;
    let campaign = match topic.source {
        _ if goal.needs_instruction() || local => None,
        Source::Enterprise => world.campaigns.get(super::campaigns::ENTERPRISES).copied(),
        _ if topic.title.contains("拥堵") || topic.title.contains("公交") => {
            world.campaigns.get(super::campaigns::TRAFFIC).copied()
        }
        _ => None,
    };
    let place = places::place(county, chance);
    let case = Case {
        world,
        topic,
        place,
        lead,
        others,
        helper,
        goal,
        urgency,
        limit,
        dated,
        instruction,
        campaign,
    };
    (case, desk)
}

fn pace(goal: Goal, chance: &mut Seed) -> (Urgency, bool, i64) {
    let dated = |chance: &mut Seed| (Urgency::Complex, true, chance.between(25, 90));
    if goal.is_long() {
        return dated(chance);
    }
    match chance.between(1, 100) {
        1..=15 => (Urgency::Urgent, false, 3),
        16..=45 => (Urgency::General, false, 7),
        46..=65 => (Urgency::Complex, false, 20),
        _ => dated(chance),
    }
}

impl Case<'_> {
    /// The matter's paper, for a story that begins on `day`.
    fn paper(&self, story: &mut Story<'_>, due: i64) -> Paper {
        let days = &self.world.days;
        let words = |text: &str| text.replace("{地}", &self.place);
        let title = words(self.topic.title);
        let source = if self.instruction { Source::Instruction } else { self.topic.source };
        let deadline = if self.dated {
            Deadline::On(days.date(due))
        } else {
            match self.urgency {
                Urgency::Complex => Deadline::Within { days: 30, kind: DayKind::Natural },
                _ => Deadline::Within { days: self.limit.unsigned_abs() as u32, kind: DayKind::Working },
            }
        };
        Paper {
            kind: self.topic.kind,
            requirement: words(self.topic.requirement),
            source,
            basis: self.basis(story, source, &title),
            campaign: self.campaign,
            urgency: self.urgency,
            deadline: Some(deadline),
            layer: None,
            title,
        }
    }

    fn basis(&self, story: &mut Story<'_>, source: Source, title: &str) -> Basis {
        let on = self.world.days.date(story.walk.day - 1);
        let document = |text: String| Basis::Decision { document: text, scan: None };
        match source {
            Source::Instruction => {
                let leader = story.seat(Role::Leader, self.lead, 0);
                let head = story.seat(Role::GovernmentHead, story.desk.government, 0);
                let author = if leader == 0 || story.seed.chance(30) { head } else { leader };
                let actor = &self.world.people.members[author].actor;
                let kind = match self.goal {
                    Goal::Ended => InstructionKind::ToRead,
                    _ => InstructionKind::ToAct,
                };
                let text = story.seed.pick(&[
                    "请抓紧核实，依法依规妥善处置，及时反馈结果。",
                    "群众反映的问题要高度重视，请牵头单位会同属地限期解决，并举一反三。",
                    "请督查室立项跟踪，先帮助协调解决堵点，再督促落实。",
                    "同意所提意见，请有关单位按职责落实，重要情况及时报告。",
                ]);
                Basis::Instruction(Instruction {
                    kind,
                    author: actor.name.clone(),
                    author_id: Some(actor.person),
                    text: text.to_owned(),
                    on,
                    scan: None,
                })
            }
            Source::Meeting => {
                document(format!("政府专题会议纪要〔{}〕{}号", on.year(), story.seed.between(3, 60)))
            }
            Source::Decision => document(format!("政府工作报告（{}年）重点任务分解方案", on.year())),
            Source::Superior => {
                document(format!("省政府督查通知〔{}〕{}号", on.year(), story.seed.between(2, 40)))
            }
            Source::Hotline => Basis::Proposal {
                reason: format!(
                    "12345热线一个月内收到同类诉求{}件，涉及“{title}”，建议立项督办。",
                    story.seed.between(6, 48)
                ),
            },
            Source::Inspection => {
                document(format!("督查发现问题清单（{}年第{}批）", on.year(), story.seed.between(1, 9)))
            }
            _ => Basis::Proposal {
                reason: format!("经初步核实，{title}情况属实，需多部门协同，建议立项。")
            },
        }
    }

    /// From draft to where it shall stand.
    fn live(&self, story: &mut Story<'_>, length: i64) {
        let end = story.walk.day + length;
        let due = self.due(story.walk.day, end, &mut story.seed);
        let paper = self.paper(story, due);
        story.draft(paper);
        if self.goal.ends_before_registration(story) {
            return;
        }
        let approve = i64::from(story.seed.chance(60));
        story.act(approve, story.approver(), bangdu_core::matters::Command::Approve);
        if self.goal == Goal::Registered {
            return;
        }
        let units: Vec<(UnitId, Part)> =
            [(self.lead, Part::Lead)].into_iter().chain(self.others.iter().copied()).collect();
        let shares = story.shares(&units);
        story.assign(0, &shares);
        let shares = self.goal.after_assignment(self, story, shares, &units);
        let Some(shares) = shares else { return };
        if story.seed.chance(18) && self.limit > 6 {
            self.help_early(story, end);
        }
        self.work(story, &shares, end);
        self.goal.finish(self, story, &shares, end, due);
    }

    /// The number of the day by which it must be done.
    fn due(&self, start: i64, end: i64, chance: &mut Seed) -> i64 {
        let last = self.world.days.last;
        match self.goal {
            Goal::Yellow | Goal::YellowSlip => last + chance.between(2, 3),
            Goal::Red | Goal::RedSlip | Goal::LateExtension => last - chance.between(2, 15),
            goal if goal.is_over() && chance.chance(80) => end + chance.between(1, 15),
            goal if goal.is_over() => end - chance.between(1, 8),
            _ => (start + self.limit).max(last + chance.between(8, 40)),
        }
    }

    /// Reports on the way, sometimes with a problem.
    fn work(&self, story: &mut Story<'_>, shares: &[Share], end: i64) {
        let from = story.walk.day;
        let whole = (end - from).max(1);
        let step = (whole / 4).clamp(1, 22);
        while story.walk.day + step < end {
            let done = (story.walk.day + step - from) * 88 / whole;
            let stage = usize::try_from(done / 34).unwrap_or(0).min(2);
            let problem = (stage < 2 && story.seed.chance(30)).then_some(self.topic.problem);
            let next = if stage < 2 {
                "按计划推进，下期反馈实施情况。"
            } else {
                "做好收尾和资料归集，申请办结。"
            };
            let says = Says { text: self.topic.progress[stage], problem, next, ..Says::default() };
            story.report(step, &shares[0], done, says);
            if problem.is_some() && story.seed.chance(65) && story.walk.day + 4 < end {
                self.help_asked(story);
            } else if story.seed.chance(12) {
                story.act(
                    0,
                    story.staff(0),
                    bangdu_core::matters::Command::Urge {
                        text: "请按时限要求加快办理，遇有困难及时提出，督查室将协调解决。".to_owned(),
                        answer_by: None,
                    },
                );
            }
            if shares.len() > 1 && shares[1].part == Part::Responsible && story.seed.chance(40) {
                let says = Says {
                    text: "属地已落实专人对接，配合完成现场协调和群众沟通。",
                    next: "继续配合牵头单位推进。",
                    ..Says::default()
                };
                story.report(0, &shares[1], done, says);
            }
        }
    }

    fn help_early(&self, story: &mut Story<'_>, end: i64) {
        if story.walk.day + 5 >= end {
            return;
        }
        let (_, kind, text) = self.topic.help;
        let place = story.offer_help(1, help(kind, text, self.topic.problem.1, self.helper));
        story.end_help(
            2,
            place,
            bangdu_core::matters::HelpResult::MovedOn,
            "已现场帮助理清责任分工和办理路径，承办单位按方案推进。",
        );
    }

    /// Asked for, accepted, ended with a result.
    fn help_asked(&self, story: &mut Story<'_>) {
        use bangdu_core::matters::HelpResult;
        let (_, kind, _) = self.topic.help;
        let text = format!("{}请协调支持。", self.topic.problem.0);
        let place = story.ask_help(0, self.lead, help(kind, &text, self.topic.problem.1, self.helper), true);
        let (result, said) = match story.seed.between(1, 10) {
            1..=6 => (HelpResult::Solved, format!("{}堵点已消除。", self.topic.help.2)),
            7..=9 => (HelpResult::MovedOn, format!("{}事项有明显进展。", self.topic.help.2)),
            _ => (HelpResult::NotNeeded, "承办单位已自行协调解决，无需继续帮办。".to_owned()),
        };
        story.end_help(1, place, result, &said);
    }

    /// Working days from draft to the last step.
    fn length(&self, chance: &mut Seed) -> i64 {
        self.goal.length(self.limit, self.dated, chance)
    }

    /// What blocks it.
    pub fn blocker(&self) -> Blocker {
        self.topic.problem.1
    }

    /// The campaign's office may not be the matter's; a layer runs by the default rules.
    pub fn layer_of(&self, parent: MatterId) -> bangdu_core::matters::Layer {
        bangdu_core::matters::Layer { parent, agreed: true }
    }
}
