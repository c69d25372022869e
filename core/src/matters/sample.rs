//! A matter's tale for tests: who does what, when, told step by step. Every step is checked for what must
//! always hold (see `always.rs`), so each story proves more than it says.

use super::{
    Basis, By, Command, DraftMatter, Event, Facts, FileRef, HeadSignature, Instruction, InstructionKind,
    Manner, Matter, MatterKind, NewAssignment, NewReport, Number, OpenLayer, Origin, Outcome, Part, Rate,
    Source, Urgency, apply, decide, offers, tests::always,
};
use crate::{
    calendar::{Calendar, Days, Deadline},
    campaigns::Rules,
    ids::{AccountId, AssignmentId, FileId, MatterId, PersonId, UnitId},
    instant::Instant,
    people::{Actor, Grant, Role, UnitTree, sample::*},
    refusal::Refusal,
};
use jiff::civil::{Date, DateTime};
use std::sync::LazyLock;
use uuid::Uuid;

/// A person of the cast; each has a number of their own.
pub(crate) fn person(number: u128, unit: UnitId, grants: &[(Role, UnitId)]) -> Actor {
    Actor {
        account: AccountId(Uuid::from_u128(1000 + number)),
        person: PersonId(Uuid::from_u128(2000 + number)),
        name: format!("第{number}人"),
        unit,
        grants: grants.iter().map(|(role, scope)| Grant::of(*role, *scope)).collect(),
    }
}

macro_rules! cast {
    ($($(#[$doc:meta])* $name:ident $number:literal $unit:ident $(($role:ident $scope:ident))+;)+) => {
        $($(#[$doc])* pub(crate) fn $name() -> Actor {
            person($number, $unit, &[$((Role::$role, $scope)),+])
        })+

        /// Everybody.
        pub(crate) fn everybody() -> Vec<Actor> {
            vec![$($name()),+]
        }
    };
}

cast! {
    clerk 1 CITY_OFFICE (Drafter CITY_OFFICE);
    staff 2 CITY_OFFICE (OfficeStaff CITY_OFFICE);
    second_staff 3 CITY_OFFICE (OfficeStaff CITY_OFFICE);
    head 4 CITY_OFFICE (OfficeHead CITY_OFFICE);
    governor 5 CITY (GovernmentHead CITY);
    liaison 6 HOUSING (Liaison HOUSING);
    housing_head 7 HOUSING (UnitHead HOUSING);
    finance 8 FINANCE (Liaison FINANCE);
    county 9 JINJIANG (Liaison JINJIANG);
    county_clerk 10 JINJIANG_OFFICE (Drafter JINJIANG_OFFICE) (OfficeStaff JINJIANG_OFFICE);
    county_head 11 JINJIANG_OFFICE (OfficeHead JINJIANG_OFFICE);
    county_governor 12 JINJIANG (GovernmentHead JINJIANG);
    /// Lent to the office by the housing department: inside what it leads.
    lent 13 HOUSING (OfficeStaff CITY_OFFICE);
    /// One who holds every right of the office and the government: only rules about persons stop them.
    factotum 14 CITY_OFFICE (Drafter CITY_OFFICE) (OfficeHead CITY_OFFICE) (Delegate CITY) (UnitHead HOUSING);
    team_leader 15 CITY_OFFICE (TeamLeader CITY_OFFICE);
    second_head 16 CITY_OFFICE (OfficeHead CITY_OFFICE);
    delegate 17 CITY (Delegate CITY);
    village 18 JINJIANG_HOUSING (Liaison JINJIANG_HOUSING);
    /// In charge of housing.
    leader 19 CITY (Leader HOUSING);
    secretary 20 CITY (Secretary HOUSING);
}

/// A matter on its way, with the world around it.
#[derive(Clone)]
pub(crate) struct Tale {
    pub matter: Option<Matter>,
    pub now: Instant,
    pub calendar: Calendar,
    pub rules: Rules,
    pub tree: UnitTree,
    pub serial: u32,
    pub open_layers: Vec<OpenLayer>,
    pub parent_is_open: bool,
    pub numbered: bool,
    pub author: Option<Actor>,
    pub about_is_seen: bool,
    pub log: Vec<(Instant, Event)>,
}

/// Monday, 2 March 2026, 09:00: no holiday near.
pub(crate) const MONDAY: &str = "2026-03-02T09:00";

impl Tale {
    pub fn new() -> Tale {
        static SHIPPED: LazyLock<Calendar> = LazyLock::new(Calendar::shipped);
        let calendar = SHIPPED.clone();
        let mut tale = Tale {
            matter: None,
            now: Instant(0),
            calendar,
            rules: Rules::default(),
            tree: city(),
            serial: 1,
            open_layers: vec![],
            parent_is_open: true,
            numbered: true,
            author: None,
            about_is_seen: true,
            log: vec![],
        };
        tale.at(MONDAY);
        tale
    }

    /// Goes on at this local time.
    pub fn at(&mut self, when: &str) -> &mut Tale {
        self.now = self.instant(when);
        self
    }

    pub fn instant(&self, when: &str) -> Instant {
        let when: DateTime = when.parse().unwrap();
        self.calendar.at(when.date(), when.time())
    }

    pub fn facts<'a>(&'a self, by: By<'a>) -> Facts<'a> {
        Facts {
            now: self.now,
            by,
            tree: &self.tree,
            calendar: &self.calendar,
            rules: &self.rules,
            next_number: self.numbered.then(|| Number {
                series: "督查立项".into(),
                year: 2026,
                serial: self.serial,
            }),
            open_layers: self.open_layers.clone(),
            parent_is_open: self.parent_is_open,
            author: self.author.clone(),
            about_is_seen: self.about_is_seen,
        }
    }

    /// Decides and applies; what must always hold is checked on the way.
    pub fn tries(&mut self, by: By<'_>, command: &Command) -> Result<(), Refusal> {
        let facts = self.facts(by);
        let decided = decide(self.matter.as_ref(), command, &facts);
        always::after_deciding(self, by, command, &decided);
        let events = decided?;
        for event in events {
            let numbered = matches!(event.name(), "matter.registered" | "matter.registered_on_site");
            self.serial += u32::from(numbered);
            self.matter = apply(self.matter.take(), &event, self.now);
            self.log.push((self.now, event));
        }
        always::after_applying(self);
        Ok(())
    }

    pub fn does(&mut self, who: &Actor, command: Command) -> Result<(), Refusal> {
        self.tries(By::Person(who), &command)
    }

    pub fn system(&mut self, command: Command) -> Result<(), Refusal> {
        self.tries(By::System, &command)
    }

    pub fn operator(&mut self, command: Command) -> Result<(), Refusal> {
        self.tries(By::Operator, &command)
    }

    /// It is done, or the test fails with the refusal.
    #[track_caller]
    pub fn done(&mut self, who: &Actor, command: Command) -> &mut Tale {
        if let Err(refusal) = self.does(who, command) {
            panic!("{}: {:?}", refusal.rule.code, refusal.why);
        }
        self
    }

    /// It is refused under this rule and changes nothing.
    #[track_caller]
    pub fn refused(&mut self, who: &Actor, command: Command, rule: &str) -> &mut Tale {
        let before = self.matter.clone();
        let refusal = self.does(who, command).expect_err("should be refused");
        assert_eq!(refusal.rule.code, rule, "{:?}", refusal.why);
        assert_eq!(self.matter, before);
        self
    }

    pub fn m(&self) -> &Matter {
        self.matter.as_ref().unwrap()
    }

    pub fn state(&self) -> &'static str {
        self.m().state.code()
    }

    /// The light's code at a local time, with its reasons.
    pub fn light(&self, when: &str) -> (&'static str, Vec<&'static str>) {
        let shown = super::light(self.m(), self.instant(when)).unwrap();
        (shown.light.code(), shown.why.iter().map(|why| why.code()).collect())
    }

    pub fn offered(&self, who: &Actor) -> Vec<&'static str> {
        offers(self.m(), &self.facts(By::Person(who))).iter().map(|offer| offer.code).collect()
    }

    /// The last event's stable name.
    pub fn last(&self) -> &'static str {
        self.log.last().unwrap().1.name()
    }

    pub fn share(&self, unit: UnitId) -> AssignmentId {
        self.m().assignments.iter().find(|a| a.unit == unit).unwrap().id
    }

    // Tales told up to a point.

    /// A draft of the clerk's, resting on a decision.
    pub fn drafted() -> Tale {
        let mut tale = Tale::new();
        tale.done(&clerk(), draft_command());
        tale
    }

    pub fn submitted() -> Tale {
        let mut tale = Tale::drafted();
        tale.done(&clerk(), Command::Submit);
        tale
    }

    pub fn registered() -> Tale {
        let mut tale = Tale::submitted();
        tale.done(&governor(), Command::Approve);
        tale
    }

    /// Sent to Housing (lead), Finance (responsible) and Jinjiang (assisting).
    pub fn assigned() -> Tale {
        let mut tale = Tale::registered();
        tale.done(&staff(), Command::Assign(three_units()));
        tale
    }

    pub fn in_progress() -> Tale {
        let mut tale = Tale::assigned();
        tale.done(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) });
        tale
    }

    pub fn suspended() -> Tale {
        let mut tale = Tale::in_progress();
        tale.done(&staff(), Command::Suspend { until: day("2026-03-09"), reason: "等待审批".into() });
        tale
    }

    pub fn claimed() -> Tale {
        let mut tale = Tale::in_progress();
        tale.done(&liaison(), claim());
        tale
    }

    pub fn verified() -> Tale {
        let mut tale = Tale::claimed();
        tale.done(&staff(), pass());
        tale
    }

    /// The same up to 待呈报: it rests on an instruction.
    pub fn awaiting_report() -> Tale {
        let mut tale = Tale::new();
        tale.done(&clerk(), Command::Draft(Box::new(instructed(InstructionKind::ToAct))));
        tale.done(&clerk(), Command::Submit).done(&governor(), Command::Approve);
        tale.done(&staff(), Command::Assign(three_units()));
        tale.done(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) });
        tale.done(&liaison(), claim()).done(&staff(), pass());
        tale
    }

    pub fn proposed() -> Tale {
        let mut tale = Tale::verified();
        tale.done(&second_staff(), Command::ProposeClosure { outcome: Outcome::Solved });
        tale
    }

    pub fn closed() -> Tale {
        let mut tale = Tale::proposed();
        tale.done(&head(), Command::ApproveClosure { look_back_months: vec![] });
        tale
    }

    pub fn objecting() -> Tale {
        let mut tale = Tale::assigned();
        tale.done(&liaison(), object(tale.share(HOUSING)));
        tale
    }
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn matter_id(n: u128) -> MatterId {
    MatterId(Uuid::from_u128(n))
}

/// Within ten working days, on a decision's basis.
pub(crate) fn draft() -> DraftMatter {
    DraftMatter {
        id: matter_id(7),
        kind: MatterKind::Task,
        title: "老旧小区改造".into(),
        requirement: "完成十个小区".into(),
        origin: Origin {
            source: Source::Decision,
            basis: Basis::Decision { document: "泉政〔2026〕3号".into(), scan: None },
        },
        office: CITY_OFFICE,
        campaign: None,
        urgency: Urgency::General,
        deadline: Some(Deadline::Within { days: 20, kind: Days::Working }),
        layer: None,
        not_classified: true,
    }
}

pub(crate) fn draft_command() -> Command {
    Command::Draft(Box::new(draft()))
}

pub(crate) fn instructed(kind: InstructionKind) -> DraftMatter {
    let instruction = Instruction {
        kind,
        author: "王市长".into(),
        author_id: None,
        text: "请住建局抓紧办理".into(),
        on: day("2026-02-27"),
        scan: Some(file()),
    };
    let origin = Origin { source: Source::Instruction, basis: Basis::Instruction(instruction) };
    DraftMatter { origin, ..draft() }
}

pub(crate) fn new_share(n: u128, unit: UnitId, part: Part) -> NewAssignment {
    NewAssignment { id: AssignmentId(Uuid::from_u128(n)), unit, part, task: String::new(), deadline: None }
}

pub(crate) fn three_units() -> Vec<NewAssignment> {
    vec![
        new_share(1, HOUSING, Part::Lead),
        new_share(2, FINANCE, Part::Responsible),
        new_share(3, JINJIANG, Part::Assisting),
    ]
}

pub(crate) fn file() -> FileRef {
    FileRef {
        id: FileId(Uuid::from_u128(50)),
        digest: "ab".repeat(32),
        name: "盖章件.pdf".into(),
        size: 1024,
    }
}

/// A claim by the liaison, with the sealed scan.
pub(crate) fn claim() -> Command {
    let scan = HeadSignature::Scan { name: "陈局长".into(), file: file() };
    Command::Claim { text: "十个小区全部完成".into(), signature: Some(scan), files: vec![file()] }
}

pub(crate) fn pass() -> Command {
    Command::PassVerification { manner: Manner::OnPaper, opinion: "情况属实".into(), files: vec![] }
}

pub(crate) fn object(assignment: AssignmentId) -> Command {
    Command::Object { assignment, proposed: FINANCE, reason: "不属本局职责".into() }
}

pub(crate) fn report(assignment: AssignmentId, percent: u32) -> Command {
    Command::Report(Box::new(progress(assignment, Some(Rate(percent * 100)))))
}

pub(crate) fn progress(assignment: AssignmentId, rate: Option<Rate>) -> NewReport {
    NewReport {
        assignment,
        text: "正在施工".into(),
        rate,
        problem: String::new(),
        cause: String::new(),
        blocker: None,
        next_step: "继续推进".into(),
        needs: String::new(),
        indicators: vec![],
        reached: vec![],
        files: vec![],
        corrects: false,
    }
}
