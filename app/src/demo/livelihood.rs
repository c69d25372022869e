//! 为民办实事: forty-one projects on one list, each led by a department, with a share for every county.

use super::{
    campaigns::LIVELIHOOD,
    closing,
    days::Walk,
    seed::Seed,
    story::{Deed, Paper, Says, Share, Step, Story, World},
};
use bangdu_core::{
    calendar::Deadline,
    ids::MatterId,
    matters::{Basis, Command, Indicator, MatterKind, Milestone, Part, Rate, Source, Urgency},
};
use jiff::civil::Date;

/// Lead department, title, goal, its measure.
const PROJECTS: [(&str, &str, i64, &str); 41] = [
    ("市教育局", "新增公办义务教育学位", 30_000, "个"),
    ("市教育局", "新增公办幼儿园学位", 6_000, "个"),
    ("市教育局", "中小学午休条件改善", 120, "所"),
    ("市教育局", "校园食堂明厨亮灶提升", 300, "所"),
    ("市民政局", "长者食堂和助餐点建设", 88, "个"),
    ("市民政局", "困难老年人家庭适老化改造", 2_600, "户"),
    ("市民政局", "社区嵌入式养老服务设施建设", 40, "个"),
    ("市民政局", "困境儿童关爱服务", 12_000, "人次"),
    ("市卫健委", "适龄女性两癌免费筛查", 482_000, "人次"),
    ("市卫健委", "基层卫生院中医馆提升", 60, "个"),
    ("市卫健委", "公共场所自动体外除颤器配置", 500, "台"),
    ("市卫健委", "普惠托育托位新增", 4_000, "个"),
    ("市人社局", "城镇新增就业", 110_000, "人"),
    ("市人社局", "零工市场和驿站建设", 45, "个"),
    ("市人社局", "职业技能培训", 60_000, "人次"),
    ("市住建局", "城镇老旧小区改造", 180, "个"),
    ("市住建局", "既有住宅加装电梯", 260, "台"),
    ("市住建局", "保障性租赁住房筹集", 8_000, "套"),
    ("市住建局", "城镇燃气老旧管道更新", 240, "公里"),
    ("市住建局", "城市口袋公园建设", 80, "个"),
    ("市城管局", "公共停车泊位新增", 12_000, "个"),
    ("市城管局", "城区公厕提升改造", 130, "座"),
    ("市城管局", "生活垃圾分类屋亭升级", 600, "座"),
    ("市城管局", "背街小巷路灯补建", 5_000, "盏"),
    ("市交通局", "农村公路新改建", 210, "公里"),
    ("市交通局", "农村公路危桥改造", 36, "座"),
    ("市交通局", "城乡公交微循环线路开行", 30, "条"),
    ("市水利局", "农村供水保障提升", 90, "处"),
    ("市水利局", "城区内涝易涝点整治", 48, "处"),
    ("市水利局", "安全生态水系建设", 65, "公里"),
    ("市生态环境局", "农村生活污水治理", 150, "个村"),
    ("市生态环境局", "入河排污口整治", 320, "个"),
    ("市农业农村局", "高标准农田建设", 75_000, "亩"),
    ("市农业农村局", "农产品产地冷藏保鲜设施建设", 70, "个"),
    ("市文旅局", "城市书房建设", 35, "个"),
    ("市文旅局", "送戏下乡惠民演出", 1_800, "场"),
    ("市公安局", "学校周边交通安全设施完善", 260, "处"),
    ("市公安局", "电动自行车充电安全整治", 900, "个小区"),
    ("市市场监管局", "农贸市场标准化改造", 52, "个"),
    ("市应急局", "应急避难场所提升", 60, "处"),
    ("市工信局", "重点区域移动网络信号补盲", 400, "处"),
];

/// The first `count` projects, each county's share in it, up to now.
pub fn tell(world: &World, seed: u64, count: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut ids = Vec::new();
    let start = world.days.last - 185;
    for n in 0..count.min(PROJECTS.len()) {
        let chance = Seed::of(seed, 1_000 + n as u64);
        let mut story = Story::begin(world, chance, closing::city_desk(world), start);
        project(world, &mut story, n);
        ids.push(story.id);
        steps.extend(story.steps);
    }
    steps.extend(approval(world, seed, start, ids));
    steps
}

/// One approval registers the rows of one list.
fn approval(world: &World, seed: u64, start: i64, ids: Vec<MatterId>) -> Option<Step> {
    let mut story = Story::begin(world, Seed::of(seed, 999), closing::city_desk(world), start + 2);
    let who = Some(story.approver());
    let (day, minute) = story.walk.later(0, &mut story.seed);
    let at = world.days.at(day, minute);
    (!ids.is_empty()).then_some(Step { at, who, deed: Deed::ApproveAll(ids) })
}

fn project(world: &World, story: &mut Story<'_>, n: usize) {
    let (lead, title, goal, measure) = PROJECTS[n];
    let start = story.walk.day;
    let due = due_date(world, start);
    let lead = world.units.named(lead);
    story.draft(paper(world, title, goal, measure, (start, due)));
    story.submit();
    // The approval of the whole list stands between.
    story.walk = Walk::from(start + 4);
    let mut units = vec![(lead, Part::Lead)];
    units.extend(world.units.counties.iter().map(|county| (county.government, Part::Responsible)));
    let shares = story.shares(&units);
    story.assign(0, &shares);
    let plan = plan(world, start, due, title, goal, measure);
    story.act(0, story.staff(0), plan);
    sign_all(world, story, &shares, n);
    let pace = story.seed.between(82, 118);
    months(world, story, &shares, n, (start, due), (goal, pace));
}

fn due_date(world: &World, start: i64) -> Date {
    let year_end = world.days.date(start).last_of_year();
    let soon = world.days.date(world.days.last + 12);
    if year_end > soon { year_end } else { world.days.date(world.days.last + 40) }
}

fn paper(world: &World, title: &str, goal: i64, measure: &str, (start, due): (i64, Date)) -> Paper {
    Paper {
        kind: MatterKind::Project,
        title: format!("{title}（{goal}{measure}）"),
        requirement: format!(
            "全年完成{title}{goal}{measure}，全面完成或超额完成；月跟踪、季通报、半年小结、全年考核。"
        ),
        source: Source::Decision,
        basis: Basis::Document {
            document: format!("{}年市委市政府为民办实事项目责任分解表", world.days.date(start).year()),
            scan: None,
        },
        campaign: world.campaigns.get(LIVELIHOOD).copied(),
        urgency: Urgency::Complex,
        deadline: Some(Deadline::On(due)),
        layer: None,
    }
}

/// What shall be done at each step of the plan, in per cent.
const TARGETS: [i64; 3] = [10, 45, 75];

fn plan(world: &World, start: i64, due: Date, title: &str, goal: i64, measure: &str) -> Command {
    let end = world.days.number(due);
    let at = |share: i64| world.days.date(start + (end - start) * share / 100);
    let milestones = [("完成任务分解和前期工作", 20), ("半年小结：完成过半", 50), ("三季度通报", 75)]
        .into_iter()
        .zip(TARGETS)
        .map(|((name, share), target)| (name, share, target))
        .map(|(name, share, target)| Milestone {
            name: name.to_owned(),
            on: at(share),
            target: Rate(target.unsigned_abs() as u32 * 100),
            reached: None,
        })
        .chain([Milestone { name: "全面完成".to_owned(), on: due, target: Rate::WHOLE, reached: None }])
        .collect();
    let indicators =
        vec![Indicator { name: title.to_owned(), measure: measure.to_owned(), goal: goal * 1_000, done: 0 }];
    Command::Plan { milestones, indicators }
}

/// The lead signs at once, the counties within two days; a few forget.
fn sign_all(world: &World, story: &mut Story<'_>, shares: &[Share], n: usize) {
    story.sign(0, &shares[..1]);
    for (county, share) in shares.iter().enumerate().skip(1) {
        let forgotten = n % 13 == 7 && county == 1 + n % world.units.counties.len();
        if !forgotten {
            story.sign(i64::from(county == 8), std::slice::from_ref(share));
        }
    }
}

/// In how many months of seven each county doesn't report: some never fail, some need to be asked.
const OWING: [usize; 13] = [1, 0, 2, 0, 3, 1, 0, 4, 1, 0, 2, 5, 0];

/// Reports before the 25th of each month: the lead each time, the counties as diligently as they are.
fn months(
    world: &World,
    story: &mut Story<'_>,
    shares: &[Share],
    n: usize,
    (start, due): (i64, Date),
    (goal, pace): (i64, i64),
) {
    let end = world.days.number(due).max(start + 1);
    let silent = shares.get(1 + n % 13).filter(|_| n % 13 == 7).map(|share| share.unit);
    let (mut month, mut reached) = (world.days.date(story.walk.day), 0);
    for turn in 0.. {
        let Ok(day) = month.with().day(20).build() else { break };
        let number = world.days.number(day) + story.seed.between(0, 2);
        if number > world.days.last {
            break;
        }
        if number > story.walk.day + 3 {
            story.walk = Walk::from(number);
            let done = ((number - start) * pace / (end - start)).clamp(2, 108);
            // Two of the list lag far behind, and say why.
            let done = if n % 17 == 5 { done * 55 / 100 } else { done };
            let until = TARGETS.iter().filter(|target| **target <= done).count();
            lead_report(story, &shares[0], done, goal, turn, reached..until.max(reached));
            reached = reached.max(until);
            for (county, share) in shares.iter().enumerate().skip(1) {
                let owes = (county * 3 + n * 5 + turn) % 7 < OWING[(county - 1) % OWING.len()];
                if !owes && Some(share.unit) != silent {
                    county_report(story, share, done);
                }
            }
        }
        let Ok(next) = month.checked_add(jiff::ToSpan::month(1)) else { break };
        month = next;
    }
}

fn lead_report(
    story: &mut Story<'_>,
    share: &Share,
    done: i64,
    goal: i64,
    turn: usize,
    reached: std::ops::Range<usize>,
) {
    let text = match done {
        ..25 => "任务已分解到各县（市、区），项目点位、资金和责任人全部落实。",
        25..60 => "各县（市、区）按节点推进，已组织现场观摩和片区调度。",
        60..95 => "项目进入集中攻坚阶段，对进度偏慢的县（市、区）实行一对一帮扶。",
        _ => "年度目标任务提前完成，正在组织验收和群众满意度回访。",
    };
    let problem = (turn % 4 == 2)
        .then_some(("个别县（市、区）项目资金拨付偏慢。", bangdu_core::matters::Blocker::Funds));
    let says = Says {
        text,
        problem,
        next: "按月跟踪、按季通报，确保序时推进。",
        // Whole pieces: nobody builds a hundredth of a bridge.
        indicators: vec![(0, goal * done.min(108) / 100 * 1_000)],
        reached: reached.collect(),
    };
    story.report(0, share, done, says);
}

fn county_report(story: &mut Story<'_>, share: &Share, done: i64) {
    let done = (done + story.seed.between(-3, 6)).clamp(1, 115);
    let says = Says {
        text: "本地任务点位按计划实施，已落实属地责任和配套资金。",
        next: "加快建设进度，做好佐证材料归集。",
        ..Says::default()
    };
    // What is done so far never falls: the share of the time that is gone rises faster than chance.
    story.report(0, share, done, says);
}
