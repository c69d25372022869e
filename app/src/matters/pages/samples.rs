//! Named samples of the matter's pages, for the test that renders every page in every language: a matter
//! in the middle of its way, one taken over from a ledger, and the form of every act.

mod claimed;
mod ledger;

use super::{
    FormPage, acts,
    again::Again,
    beside::Beside,
    case::Case,
    seen::{Contact, Layered, Seen, Told},
    show::ShowPage,
};
use crate::{
    board::pages::beside::Beside as Public,
    people::directory::Directory,
    web::{
        fields::Fields,
        form::{Choice, Form},
        lang::Lang,
        layout::Frame,
        list::Filters,
        sample::{Sample, reader},
    },
};
use bangdu_core::{
    calendar::{Days, Deadline},
    campaigns::Rules,
    ids::{AccountId, AssignmentId, MatterId, PersonId, UnitId},
    instant::Instant,
    matters::*,
    people::{Actor, Grant, Level, Role, Unit, UnitKind, UnitTree},
    phrase,
    refusal::{Refusal, Rule},
    settings::Settings,
    who::Who,
};
use jiff::civil::date;
use std::sync::Arc;
use uuid::Uuid;

const CITY: UnitId = UnitId(Uuid::from_u128(1));
const OFFICE: UnitId = UnitId(Uuid::from_u128(2));
const HOUSING: UnitId = UnitId(Uuid::from_u128(3));
const FINANCE: UnitId = UnitId(Uuid::from_u128(4));
/// 2026-11-03 09:00 in China.
const START: Instant = Instant(1_793_667_600_000);

macro_rules! forms {
    ($($code:literal)+) => { &[$((concat!("matters.form.", $code), $code)),+] };
}

const FORMS: &[(&str, &str)] = forms! {
    "submit" "discard" "approve" "refuse-approval" "end-draft" "assign" "sign-for" "report" "claim" "object"
    "decide-objection" "ask-help" "coordinate-help" "answer-help" "offer-help" "end-help" "extension" "decide-extension"
    "late-extension" "pass-down" "urge" "slip" "plan" "suspend" "resume" "reassign" "withdraw-claim" "opinion"
    "verify" "report-to-author" "propose-closure" "ask-superior" "approve-closure" "look-back" "reopen" "keep-closed" "archive"
    "ask-withdrawal" "decide-withdrawal" "amend" "remark"
};

/// The samples.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let frame = |told: &Tale| {
        let mut frame = Frame::sample(lang, Some(reader())).naming(told.directory.clone());
        frame.path = "/matters/1".into();
        frame
    };
    let [midway, ledger, draft, written] = [midway(), ledger::taken_over(), draft_only(), written_here()];
    let page = |name, told: &Tale| {
        told.seen()
            .map(|seen| Sample::of(name, ShowPage::of(frame(told), &seen, &Filters::of("/matters/1", ""))))
    };
    let pages = [
        page("matters.page", &midway),
        page("matters.page.from_ledger", &ledger),
        page("matters.page.draft", &draft),
        page("matters.page.instructed", &written),
        midway.seen().zip(written.matter.clone()).map(|(seen, further)| {
            let seen = Seen { instructs: true, further: vec![further], offers: vec![], ..seen };
            let filters = Filters::of("/matters/1", "");
            Sample::of("matters.page.leader", ShowPage::of(frame(&midway), &seen, &filters))
        }),
        midway.seen().map(|seen| {
            let receipt = bangdu_core::board::Receipt::of([0x21; 8]);
            let seen = Seen { board: Public::sample(receipt, seen.now, false), ..seen };
            let filters = Filters::of("/matters/1", "");
            Sample::of("matters.page.with_clue", ShowPage::of(frame(&midway), &seen, &filters))
        }),
        midway.seen().map(|seen| {
            let seen = Seen { list: Some(Beside::sample(lang)), ..seen };
            let filters = Filters::of("/matters/1", "in=light%3Dred");
            Sample::of("matters.page.from_list", ShowPage::of(frame(&midway), &seen, &filters))
        }),
    ];
    let form = |(name, code): &(&'static str, &str)| {
        let (act, case) = (acts::act(code)?, midway.case(code)?);
        let frame = frame(&midway);
        let form = Form::typed(&frame, Fields::from((act.first)(&case, &frame)));
        Some(Sample::of(name, FormPage::of(frame, &case, act, form, Again::default())))
    };
    let refused = || {
        let (act, case) = (acts::act("slip")?, midway.case("slip")?);
        let frame = frame(&midway);
        let mut form = Form::typed(&frame, Fields::from([("text", "请抓紧整改")]));
        form.needed("slip");
        form.refuse(&refusal(), &frame);
        Some(Sample::of("matters.form.slip.refused", FormPage::of(frame, &case, act, form, Again::default())))
    };
    let cell = |(name, code, only): (&'static str, &str, &'static str)| {
        let (act, case) = (acts::act(code)?, midway.case(code)?);
        let frame = frame(&midway);
        let form = Form::typed(&frame, Fields::from(super::cell::first(&case, act, &frame)));
        let again = Again { only, back: "/matters?m=1".into(), ..Again::default() };
        Some(Sample::of(name, FormPage::of(frame, &case, act, form, again)))
    };
    let cells = [
        ("matters.cell.deadline", "amend", "deadline"),
        ("matters.cell.campaign", "amend", "campaign"),
        ("matters.cell.rate", "report", "rate"),
        ("matters.cell.remark", "remark", "text"),
    ];
    let forms = FORMS.iter().filter_map(form).chain(cells.into_iter().filter_map(cell));
    pages.into_iter().flatten().chain(forms).chain(refused()).chain(claimed::samples(&frame)).collect()
}

/// A matter in the middle of its way with its units' names and its calendar, for samples of other rooms.
pub(crate) fn a_matter() -> Option<(Matter, Arc<Directory>, Settings)> {
    let told = midway();
    Some((told.matter?, told.directory, told.settings))
}

/// A matter's story as it is told, step by step.
struct Tale {
    matter: Option<Matter>,
    story: Vec<Told>,
    directory: Arc<Directory>,
    settings: Settings,
    rules: Rules,
    now: Instant,
}

impl Tale {
    fn new() -> Tale {
        let mut directory = Directory::default();
        directory.tree = tree();
        let settings = Settings::default();
        let rules = settings.rules.clone();
        Tale { matter: None, story: vec![], directory: Arc::new(directory), settings, rules, now: START }
    }

    fn facts<'a>(&'a self, who: &'a Actor) -> Facts<'a> {
        Facts {
            now: self.now,
            by: By::Person(who),
            tree: &self.directory.tree,
            calendar: &self.settings.calendar,
            rules: &self.rules,
            next_number: Some(Number { series: "督查立项".into(), year: 2026, serial: 12 }),
            open_layers: vec![],
            parent_is_open: true,
            author: None,
            about_is_seen: false,
        }
    }

    /// What happened next, by whom, so many days later. A sample tells what was decided, it decides nothing.
    fn then(mut self, who: u128, days: i64, what: What) -> Tale {
        self.now = self.now.plus_days(days);
        let by = Who::Person(PersonId(Uuid::from_u128(200 + who)));
        let event = Event { by, what, moments: None };
        self.matter = apply(self.matter.take(), &event, self.now);
        if let Some(m) = &mut self.matter {
            m.moments = reckon(m, &self.settings.calendar, &self.rules, self.now);
        }
        let version = self.story.len() as u64 + 1;
        self.story.push(Told { version, at: self.now, event });
        self
    }

    fn seen(&self) -> Option<Seen> {
        let matter = self.matter.clone()?;
        let everybody = somebody(9, OFFICE, ALL);
        let layer = |depth, title: &str, state| Layered {
            id: MatterId(Uuid::from_u128(70 + depth as u128)),
            depth,
            title: title.into(),
            state,
            agreed: depth > 0,
            light: Some(if depth > 0 { "yellow" } else { "red" }),
        };
        Some(Seen {
            offers: offers(&matter, &self.facts(&everybody)),
            version: self.story.len() as u64,
            story: self.told(),
            directory: self.directory.clone(),
            settings: Arc::new(self.settings.clone()),
            now: self.now.plus_days(14),
            campaign: Some("抓项目、促发展".into()),
            layers: vec![
                layer(0, "施工许可历史遗留问题", State::InProgress),
                layer(1, "消防审查资料缺失", State::Registered),
            ],
            contacts: vec![Contact {
                unit: HOUSING,
                name: "吴联络".into(),
                position: "办公室副主任".into(),
                role: Some(Role::Liaison),
                phone: Some("13900000001".into()),
            }],
            ledger_phones: vec!["13900000002".into()],
            spans: true,
            board: Default::default(),
            instructs: false,
            further: vec![],
            about: None,
            list: None,
            matter,
        })
    }

    fn told(&self) -> Vec<Told> {
        let told = |t: &Told| Told { version: t.version, at: t.at, event: t.event.clone() };
        self.story.iter().map(told).collect()
    }

    fn case(&self, code: &str) -> Option<Case> {
        let matter = self.matter.clone()?;
        Some(Case {
            urges: Vec::new(),
            version: self.story.len() as u64,
            offer: offer(code)?,
            refusal: None,
            amends_deadline: if code == "amend" { Ok(()) } else { Err(refusal()) },
            story: self.told(),
            directory: self.directory.clone(),
            settings: Arc::new(self.settings.clone()),
            rules: self.rules.clone(),
            now: self.now,
            from: OFFICE,
            unmanned: Vec::new(),
            shares: matter.assignments.iter().map(|a| a.id).take(2).collect(),
            campaigns: vec![Choice::of("0193", "聚城畅通工程")],
            helps: (0..matter.helps.len()).collect(),
            superiors: vec![OFFICE],
            lately: None,
            signs_claims: false,
            merged: None,
            matter,
        })
    }
}

const HELP_FIRST: Rule = Rule::ours("slip.help_first", "先帮后督", "Help before pressure");

fn refusal() -> Refusal {
    HELP_FIRST.refuse(
        phrase!("自亮灯以来尚无帮办记录", "no help step is recorded since the light changed"),
        phrase!("请先记录帮办措施", "record a help step first"),
    )
}

fn draft_only() -> Tale {
    Tale::new().then(1, 0, draft())
}

fn midway() -> Tale {
    let lead = AssignmentId(Uuid::from_u128(31));
    let shares = vec![
        share(lead, HOUSING, Part::Lead),
        share(AssignmentId(Uuid::from_u128(32)), FINANCE, Part::Responsible),
    ];
    let number = Number { series: "督查立项".into(), year: 2026, serial: 12 };
    let help = What::HelpOffered {
        kind: HelpKind::Coordination,
        text: "协调消防审查容缺受理".into(),
        blocker: Some(Blocker::Approval),
        helper: FINANCE,
    };
    let asked = What::ExtensionAsked {
        until: date(2026, 12, 31),
        reason: "资料补正需要时间".into(),
        progress: "规划许可已补办".into(),
    };
    Tale::new()
        .then(1, 0, draft())
        .then(1, 0, What::Submitted)
        .then(2, 0, What::Registered { number, deadline: LIMIT })
        .then(1, 0, What::Assigned { assignments: shares })
        .then(3, 1, What::SignedFor { assignment: lead, unit: HOUSING })
        .then(1, 0, plan())
        .then(3, 5, report(lead))
        .then(1, 0, help)
        .then(3, 1, asked)
}

const LIMIT: Deadline = Deadline::Within { days: 20, kind: Days::Working };

/// A share that is given on the first day, to be signed for by the evening of the second.
fn share(id: AssignmentId, unit: UnitId, part: Part) -> Assignment {
    Assignment {
        id,
        unit,
        part,
        task: String::new(),
        deadline: None,
        given_at: START,
        receipt: Receipt::Awaiting { by: START.plus_ms(33 * 3_600_000) },
        rate: None,
        last_report: None,
        report_due_at: None,
        passed_from: None,
        objection: None,
    }
}

fn plan() -> What {
    let step =
        |name: &str, on, target| Milestone { name: name.into(), on, target: Rate(target), reached: None };
    What::Planned {
        milestones: vec![
            step("规划许可补办", date(2026, 11, 13), 4_000),
            step("消防审查通过", date(2026, 11, 24), 8_000),
            step("核发施工许可", date(2026, 12, 1), 10_000),
        ],
        indicators: vec![Indicator {
            name: "施工许可证".into(), measure: "本".into(), goal: 2_000, done: 0
        }],
    }
}

fn draft() -> What {
    let instruction = Instruction {
        kind: InstructionKind::ToAct,
        author: "张副市长".into(),
        author_id: None,
        text: "请住建局牵头，限期解决两所学校的施工许可。".into(),
        on: date(2026, 11, 2),
        scan: None,
    };
    What::Drafted(Box::new(Drafted {
        id: MatterId(Uuid::from_u128(70)),
        kind: MatterKind::Problem,
        title: "实验小学、第三中学教学楼施工许可历史遗留问题".into(),
        requirement: "补齐规划、消防手续，年内核发施工许可。".into(),
        origin: Origin { source: Source::Instruction, basis: Basis::Instruction(instruction) },
        office: OFFICE,
        campaign: None,
        urgency: Urgency::General,
        deadline: LIMIT,
        layer: None,
        not_classified: true,
    }))
}

/// An instruction that a secretary entered in a leader's name.
fn written_here() -> Tale {
    let What::Drafted(draft) = draft() else { return Tale::new() };
    let instructed =
        Instructed { draft: *draft, about: Some(MatterId(Uuid::from_u128(71))), lead: Some(HOUSING) };
    Tale::new().then(1, 0, What::Instructed(Box::new(instructed)))
}

fn said(text: &str, problem: &str) -> LastReport {
    LastReport {
        at: START,
        text: text.into(),
        problem: problem.into(),
        blocker: Some(Blocker::Approval).filter(|_| !problem.is_empty()),
        next_step: "补正资料后报审".into(),
        needs: "请协调容缺受理".into(),
    }
}

fn report(assignment: AssignmentId) -> What {
    What::Reported(Box::new(Reported {
        assignment,
        unit: HOUSING,
        report: said("规划许可已补办，消防审查资料已提交。", "消防审查排队较长"),
        cause: "前期资料遗失".into(),
        rate: Some(Rate(4_500)),
        indicators: vec![(0, 1_000)],
        reached: vec![0],
        files: vec![],
        corrects: false,
        next_due: None,
        row: None,
    }))
}

const ALL: &[(Role, UnitId)] = &[
    (Role::Drafter, OFFICE),
    (Role::OfficeHead, OFFICE),
    (Role::GovernmentHead, CITY),
    (Role::UnitHead, HOUSING),
];

fn somebody(n: u128, unit: UnitId, roles: &[(Role, UnitId)]) -> Actor {
    Actor {
        account: AccountId(Uuid::from_u128(100 + n)),
        person: PersonId(Uuid::from_u128(200 + n)),
        name: "林晓梅".into(),
        unit,
        grants: roles.iter().map(|(role, scope)| Grant { role: *role, scope: *scope, until: None }).collect(),
    }
}

fn tree() -> UnitTree {
    let unit = |id, name: &str, short: &str, kind, is_office| Unit {
        id,
        name: name.into(),
        short_name: short.into(),
        aliases: vec![],
        initials: vec![],
        level: Level::City,
        kind,
        parent: Some(CITY).filter(|city| *city != id),
        division: None,
        looks_after: vec![],
        is_office,
        series: is_office.then(|| "督查立项".to_owned()),
        ended: None,
    };
    UnitTree::new([
        unit(CITY, "泉州市人民政府", "市政府", UnitKind::Government, false),
        unit(OFFICE, "泉州市政府督查室", "市政府督查室", UnitKind::Office, true),
        unit(HOUSING, "泉州市住房和城乡建设局", "市住建局", UnitKind::Department, false),
        unit(FINANCE, "泉州市财政局", "市财政局", UnitKind::Department, false),
    ])
}
