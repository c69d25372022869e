//! 抓城建提品质: three hundred building projects with a plan, indicators, blockers and a look on site.

use super::{
    campaigns::BUILDING,
    closing,
    days::Walk,
    places,
    seed::Seed,
    story::{Desk, Paper, Says, Share, Step, Story, World, help},
    units::COUNTIES,
};
use bangdu_core::{
    calendar::Deadline,
    ids::UnitId,
    matters::{
        Basis, Blocker, Command, HelpKind, HelpResult, Indicator, Manner, MatterKind, Milestone, Outcome,
        Part, Rate, Slip, Source, Urgency,
    },
    people::Role,
};

/// What is built, and how large it is: its measure, from, to.
const THINGS: &[(&str, &str, i64, i64)] = &[
    ("中学扩建工程", "平方米", 8_000, 32_000),
    ("小学新建工程", "平方米", 9_000, 26_000),
    ("安置房建设项目", "平方米", 40_000, 180_000),
    ("保障性租赁住房项目", "套", 200, 1_200),
    ("市政道路新建工程", "米", 600, 4_200),
    ("道路提升改造工程", "米", 800, 5_600),
    ("雨污分流改造工程", "公里", 4, 28),
    ("污水处理厂扩建工程", "吨", 10_000, 60_000),
    ("公共停车场建设项目", "个泊位", 120, 900),
    ("滨水公园提升工程", "平方米", 12_000, 90_000),
    ("老旧小区连片改造项目", "户", 300, 2_400),
    ("综合医院门诊楼建设项目", "平方米", 12_000, 48_000),
    ("社区养老服务中心项目", "张床位", 60, 300),
    ("文体活动中心建设项目", "平方米", 5_000, 22_000),
    ("标准厂房建设项目", "平方米", 20_000, 150_000),
    ("防洪排涝工程", "公里", 2, 14),
];

/// A project's place: its title without what is built.
pub fn place_of(title: &str) -> &str {
    THINGS.iter().find_map(|(thing, ..)| title.strip_suffix(thing)).unwrap_or_default()
}

/// How a project goes.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    InTime,
    Slipping,
    Behind,
    Stuck,
    Done,
    Verified,
}

const WAYS: [Way; 12] = [
    Way::InTime,
    Way::Done,
    Way::Slipping,
    Way::Behind,
    Way::Stuck,
    Way::InTime,
    Way::Verified,
    Way::InTime,
    Way::Done,
    Way::Slipping,
    Way::InTime,
    Way::InTime,
];

/// Tells project number `n`.
pub fn tell(world: &World, seed: u64, n: usize) -> Vec<Step> {
    let mut chance = Seed::of(seed, 5_000 + n as u64);
    let county = n % COUNTIES.len();
    let of = world.units.counties[county];
    let local = n.is_multiple_of(3);
    let (desk, lead) = if local {
        (Desk { office: of.office, government: of.government }, of.housing)
    } else {
        (closing::city_desk(world), of.government)
    };
    let start = world.days.last - chance.between(70, 260);
    let way = WAYS[n % WAYS.len()];
    let mut story = Story::begin(world, chance, desk, start.max(2));
    Project { world, lead, county, way }.live(&mut story, n);
    story.steps
}

struct Project<'w> {
    world: &'w World,
    lead: UnitId,
    county: usize,
    way: Way,
}

impl Project<'_> {
    fn live(&self, story: &mut Story<'_>, n: usize) {
        let days = &self.world.days;
        let (thing, measure, from, to) = THINGS[(n / 3 + n) % THINGS.len()];
        let size = story.seed.between(from, to);
        let money = story.seed.between(1_200, 86_000);
        let start = story.walk.day;
        let last = days.last;
        let end = match self.way {
            Way::Done | Way::Verified => last - story.seed.between(2, 40),
            _ => last + story.seed.between(30, 140),
        }
        .max(start + 40);
        let place = places::place(self.county, &mut story.seed);
        story.draft(self.paper(&format!("{place}{thing}"), size, measure, money, (start, end)));
        story.submit();
        story.act(1, story.approver(), Command::Approve);
        let mut units = vec![(self.lead, Part::Lead)];
        units.push((self.world.units.named("国网泉州供电公司"), Part::Assisting));
        let shares = story.shares(&units);
        story.assign(1, &shares);
        story.act(0, story.staff(0), self.plan(start, end, size, measure, money));
        story.sign(1, &shares);
        self.build(story, &shares[0], (start, end), (size, money));
        self.finish(story, &shares[0]);
    }

    fn paper(&self, title: &str, size: i64, measure: &str, money: i64, (start, end): (i64, i64)) -> Paper {
        let (from, due) = (self.world.days.date(start), self.world.days.date(end + 5));
        Paper {
            kind: MatterKind::Project,
            title: title.to_owned(),
            requirement: format!(
                "建设规模{size}{measure}，总投资{money}万元；按节点计划推进，确保质量安全，如期完成。"
            ),
            source: Source::Meeting,
            basis: Basis::Decision {
                document: format!("{}年中心市区城建总指挥部调度会议纪要", from.year()),
                scan: None,
            },
            campaign: self.world.campaigns.get(BUILDING).copied(),
            urgency: Urgency::Complex,
            deadline: Some(Deadline::On(due)),
            layer: None,
        }
    }

    fn plan(&self, start: i64, end: i64, size: i64, measure: &str, money: i64) -> Command {
        let at = |share: i64| self.world.days.date(start + 2 + (end - start - 2) * share / 100);
        let steps = [
            ("完成施工图审查", 12, 5),
            ("取得施工许可", 25, 12),
            ("基础完工", 45, 35),
            ("主体封顶", 70, 68),
            ("附属配套完工", 88, 90),
            ("竣工验收", 100, 100),
        ];
        let milestones = steps.map(|(name, share, target)| Milestone {
            name: name.to_owned(),
            on: at(share),
            target: Rate(target * 100),
            reached: None,
        });
        let counted = |name: &str, measure: &str, goal: i64| Indicator {
            name: name.to_owned(),
            measure: measure.to_owned(),
            goal: goal * 1_000,
            done: 0,
        };
        Command::Plan {
            milestones: milestones.to_vec(),
            indicators: vec![counted("建设规模", measure, size), counted("完成投资", "万元", money)],
        }
    }

    /// Monthly reports; what is done follows the plan, or lags.
    fn build(
        &self,
        story: &mut Story<'_>,
        share: &Share,
        (start, end): (i64, i64),
        (size, money): (i64, i64),
    ) {
        let last = self.world.days.last;
        let stop = if matches!(self.way, Way::Done | Way::Verified) { end - 4 } else { last - 1 };
        let mut number = start + 16;
        let mut reached = 0;
        while number < stop {
            story.walk = Walk::from(number);
            let planned = (number - start) * 100 / (end - start);
            let done = match self.way {
                Way::Slipping => planned - 18,
                Way::Behind => planned / 2 - 12,
                Way::Stuck => planned.min(34),
                _ => planned + 1,
            };
            let done = done.clamp(1, 99);
            let until = [5, 12, 35, 68, 90].iter().filter(|target| **target <= done).count();
            let problem = self.problem(story, done);
            let says = Says {
                text: stage(done),
                problem,
                next: "倒排工期，挂图作战，按节点销号。",
                indicators: vec![(0, size * done / 100 * 1_000), (1, money * done / 100 * 1_000)],
                reached: (reached..until).collect(),
            };
            reached = reached.max(until);
            story.report(0, share, done, says);
            if let Some((text, blocker)) = problem {
                self.help(story, text, blocker);
            }
            number = story.walk.day + story.seed.between(17, 23);
        }
    }

    fn problem(&self, story: &mut Story<'_>, done: i64) -> Option<(&'static str, Blocker)> {
        let often = match self.way {
            Way::Behind | Way::Stuck => 70,
            Way::Slipping => 40,
            _ => 12,
        };
        if !story.seed.chance(often) {
            return None;
        }
        let early: [(&'static str, Blocker); 4] = [
            ("红线内尚有两户未签约，影响施工便道贯通。", Blocker::Relocation),
            ("用地报批组卷材料需补正，施工许可受影响。", Blocker::Land),
            ("10千伏线路位于基坑范围内，需先行迁改。", Blocker::Pipelines),
            ("规划条件核实意见尚未出具。", Blocker::Planning),
        ];
        let late: [(&'static str, Blocker); 3] = [
            ("专项债券资金拨付进度与工程进度不匹配。", Blocker::Funds),
            ("正式用电接入方案未批复，影响联合验收。", Blocker::Facilities),
            ("幕墙工程招标收到投诉，正在处理。", Blocker::Tender),
        ];
        Some(if done < 50 {
            early[story.seed.index(early.len())]
        } else {
            late[story.seed.index(late.len())]
        })
    }

    fn help(&self, story: &mut Story<'_>, text: &str, blocker: Blocker) {
        if !story.seed.chance(60) || story.walk.day + 6 > self.world.days.last {
            return;
        }
        let units = &self.world.units;
        let (helper, kind) = match blocker {
            Blocker::Pipelines | Blocker::Facilities => ("国网泉州供电公司", HelpKind::Resources),
            Blocker::Funds => ("市财政局", HelpKind::Resources),
            Blocker::Tender => ("市发改委", HelpKind::Guidance),
            _ => ("市资源规划局", HelpKind::OnSite),
        };
        let request = help(kind, &format!("{text}请现场指导协调。"), blocker, units.named(helper));
        let place = story.ask_help(0, self.lead, request, true);
        let result = if story.seed.chance(75) { HelpResult::Solved } else { HelpResult::MovedOn };
        story.end_help(3, place, result, "轻骑兵小分队现场服务，有关部门当面会商，明确办理路径和时限。");
    }

    fn finish(&self, story: &mut Story<'_>, share: &Share) {
        match self.way {
            Way::Behind if story.seed.chance(40) => self.slip(story),
            Way::Done | Way::Verified => self.close(story, share),
            _ => {}
        }
    }

    fn slip(&self, story: &mut Story<'_>) {
        let away = (self.world.days.last - story.walk.day).max(0);
        let offer = help(
            HelpKind::Coordination,
            "督查室会同市资源规划局现场调度，逐项明确堵点清单。",
            Blocker::Relocation,
            self.world.units.named("市资源规划局"),
        );
        story.offer_help(away, offer);
        let text = "项目进度严重滞后于节点计划，请一周内报送赶工方案。".to_owned();
        story.act(
            0,
            story.staff(0),
            Command::IssueSlip { slip: Slip::Orange, text, waiver: None, answer_by: None },
        );
    }

    fn close(&self, story: &mut Story<'_>, share: &Share) {
        let says =
            Says { text: "工程完工，通过竣工验收。", next: "申请办结。", ..Says::default() };
        story.report(1, share, 100, says);
        let head = story.seat(Role::UnitHead, self.lead, 0);
        let text = "项目按批准规模建成，质量合格，竣工验收备案完成，资料归档齐全。".to_owned();
        story.act(0, head, Command::Claim { text, signature: None, files: Vec::new() });
        if self.way == Way::Verified {
            return;
        }
        let opinion = "现场核查，工程实体与申报一致，同意通过。".to_owned();
        let passed = Command::PassVerification { manner: Manner::OnSite, opinion, files: Vec::new() };
        story.act(1, story.staff(1), passed);
        story.act(0, story.staff(0), Command::ProposeClosure { outcome: Outcome::Solved });
        story.act(1, story.head(), Command::ApproveClosure { look_back_months: Vec::new() });
    }
}

fn stage(done: i64) -> &'static str {
    match done {
        ..12 => "施工图审查和施工许可办理同步推进，现场三通一平完成。",
        12..35 => "基坑支护和桩基施工，质量安全监督已介入。",
        35..68 => "主体结构施工，劳务和材料供应正常。",
        68..90 => "主体封顶，砌体和机电安装穿插进行。",
        _ => "附属配套和室外工程收尾，准备联合验收。",
    }
}
