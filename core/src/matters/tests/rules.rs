//! Every rule of the room says no at least once, and says so in a sound sentence.

use super::{
    super::{
        Basis, Change, Command, DraftEnd, DraftMatter, HelpKind, HelpResult, Indicator, InstructionKind,
        Layer, Milestone, NewHelp, Outcome, Part, Rate, Slip, sample::*,
    },
    takeover::row,
};
use crate::{
    calendar::{Days, Deadline},
    people::sample::*,
    refusal::Refusal,
};
use std::collections::BTreeSet;

type Said = Result<(), Refusal>;

type Met = (&'static str, fn() -> Said);

/// Rules by their code, each with a way to meet it.
const MET: &[Met] = &[
    ("matter.exists", || Tale::new().does(&clerk(), Command::Submit)),
    ("matter.new", || Tale::drafted().does(&clerk(), draft_command())),
    ("system.clock_only", || Tale::submitted().system(Command::Approve)),
    ("operator.import_only", || Tale::submitted().operator(Command::Approve)),
    ("matter.state", || Tale::registered().does(&head(), Command::Archive)),
    ("matter.reason", || Tale::submitted().does(&governor(), Command::RefuseApproval { reason: " ".into() })),
    ("assignment.exists", || {
        let mut tale = Tale::assigned();
        let nobody = new_share(99, HOUSING, Part::Lead).id;
        tale.does(&liaison(), Command::SignFor { assignment: nobody })
    }),
    ("date.ahead", || {
        Tale::in_progress()
            .does(&staff(), Command::Suspend { until: day("2026-03-02"), reason: "等待".into() })
    }),
    ("draft.not_classified", || drafted(|d| d.not_classified = false)),
    ("draft.title", || drafted(|d| d.title = "长".repeat(201))),
    ("registration.basis", || drafted(|d| d.origin.basis = Basis::Proposal { reason: " ".into() })),
    ("registration.deadline", || {
        drafted(|d| d.deadline = Some(Deadline::Within { days: 99_999, kind: Days::Working }))
    }),
    ("layer.parent", || drafted(|d| d.layer = Some(Layer { parent: d.id, agreed: true }))),
    ("registration.told", || Tale::registered().does(&governor(), Command::TakeNote { text: String::new() })),
    ("registration.on_site", || Tale::new().does(&team_leader(), Command::RegisterOnSite(Box::new(draft())))),
    ("registration.approver", || {
        let mut tale = Tale::new();
        tale.done(&factotum(), draft_command()).done(&clerk(), Command::Submit);
        tale.does(&factotum(), Command::Approve)
    }),
    ("registration.instruction", || {
        let mut tale = Tale::new();
        tale.done(&clerk(), Command::Draft(Box::new(instructed(InstructionKind::ToAct))));
        tale.done(&clerk(), Command::Submit);
        tale.does(&governor(), Command::EndDraft { how: DraftEnd::Declined, reason: "重复".into() })
    }),
    ("registration.batch", || {
        let tale = Tale::submitted();
        let governor = governor();
        super::super::decide_batch(&[tale.m()], &tale.facts(super::super::By::Person(&governor))).map(drop)
    }),
    ("registration.number", || {
        let mut tale = Tale::submitted();
        tale.numbered = false;
        tale.does(&governor(), Command::Approve)
    }),
    ("assign.one_lead", || {
        let two = vec![new_share(1, HOUSING, Part::Lead), new_share(2, FINANCE, Part::Lead)];
        Tale::registered().does(&staff(), Command::Assign(two))
    }),
    ("assign.unit_once", || {
        let twice = vec![new_share(1, HOUSING, Part::Lead), new_share(2, HOUSING, Part::Responsible)];
        Tale::registered().does(&staff(), Command::Assign(twice))
    }),
    ("assign.unit", || {
        let unknown = crate::ids::UnitId(uuid::Uuid::from_u128(777));
        Tale::registered().does(&staff(), Command::Assign(vec![new_share(1, unknown, Part::Lead)]))
    }),
    ("sign.once", || {
        let mut tale = Tale::in_progress();
        tale.does(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) })
    }),
    ("object.in_time", || {
        let mut tale = Tale::assigned();
        tale.at("2026-03-04T18:01");
        tale.does(&liaison(), object(tale.share(HOUSING)))
    }),
    ("object.once", || {
        let mut tale = Tale::assigned();
        let share = tale.share(FINANCE);
        let objection =
            Command::Object { assignment: share, proposed: HOUSING, reason: "不属本局".into() };
        tale.done(&finance(), objection.clone());
        tale.does(&finance(), objection)
    }),
    ("object.asked", || {
        let mut tale = Tale::assigned();
        let assignment = tale.share(FINANCE);
        tale.does(&staff(), Command::DecideObjection { assignment, upheld: true, reason: "同意".into() })
    }),
    ("pass_down.below", || {
        let mut tale = Tale::in_progress();
        let from = tale.share(HOUSING);
        let to = new_share(9, JINJIANG_HOUSING, Part::Responsible);
        tale.does(&liaison(), Command::PassDown { assignment: from, to })
    }),
    ("report.sign_first", || {
        let mut tale = Tale::assigned();
        tale.does(&liaison(), report(tale.share(HOUSING), 10))
    }),
    ("report.rate", || {
        let mut tale = Tale::in_progress();
        tale.does(&liaison(), report(tale.share(HOUSING), 1001))
    }),
    ("report.not_back", || {
        let mut tale = Tale::in_progress();
        let share = tale.share(HOUSING);
        tale.done(&liaison(), report(share, 40));
        tale.does(&liaison(), report(share, 39))
    }),
    ("report.place", || {
        let mut tale = Tale::in_progress();
        let told = super::super::NewReport { reached: vec![3], ..progress(tale.share(HOUSING), None) };
        tale.does(&liaison(), Command::Report(Box::new(told)))
    }),
    ("plan.order", || {
        let milestone =
            |on, target| Milestone {
                name: "节点".into(), on: day(on), target: Rate(target), reached: None
            };
        let milestones = vec![milestone("2026-05-01", 5000), milestone("2026-04-01", 6000)];
        Tale::registered().does(&staff(), Command::Plan { milestones, indicators: vec![] })
    }),
    ("extension.one", || {
        let mut tale = Tale::in_progress();
        tale.done(&liaison(), ask_more("2026-04-30"));
        tale.does(&liaison(), ask_more("2026-05-08"))
    }),
    ("extension.before_due", || {
        let mut tale = Tale::in_progress();
        tale.at("2026-06-01T09:00");
        tale.does(&liaison(), ask_more("2026-06-30"))
    }),
    ("extension.later", || Tale::in_progress().does(&liaison(), ask_more("2026-03-20"))),
    ("extension.standing", || {
        let mut tale = Tale::in_progress();
        let changes = vec![Change::Deadline(Deadline::Standing)];
        tale.done(&head(), Command::Amend { changes, reason: "转为长期".into() });
        tale.does(&liaison(), ask_more("2026-06-30"))
    }),
    ("extension.next_level", || {
        let mut tale = Tale::in_progress();
        tale.done(&liaison(), ask_more("2026-04-30")).done(&staff(), grant());
        tale.done(&liaison(), ask_more("2026-05-29"));
        tale.does(&staff(), grant())
    }),
    ("extension.late", || {
        let late = Command::GrantLateExtension { until: day("2026-06-30"), reason: "台风".into() };
        Tale::in_progress().does(&head(), late)
    }),
    ("extension.asked", || Tale::in_progress().does(&staff(), grant())),
    ("resume.until", || Tale::suspended().system(Command::Resume { new_date: None })),
    ("resume.date", || {
        Tale::suspended().does(&staff(), Command::Resume { new_date: Some(day("2026-06-30")) })
    }),
    ("urge.answer_by", || {
        let urge = Command::Urge { text: "请抓紧".into(), answer_by: Some(day("2026-03-01")) };
        Tale::in_progress().does(&staff(), urge)
    }),
    ("slip.help_first", || {
        let slip =
            Command::IssueSlip {
                slip: Slip::Yellow, text: "请抓紧".into(), waiver: None, answer_by: None
            };
        Tale::in_progress().does(&staff(), slip)
    }),
    ("help.helper", || {
        let helper = crate::ids::UnitId(uuid::Uuid::from_u128(777));
        Tale::in_progress().does(&liaison(), Command::AskHelp(Box::new(help_of(helper))))
    }),
    ("help.accepted", || {
        let mut tale = Tale::in_progress();
        tale.done(&liaison(), Command::AskHelp(Box::new(help_of(FINANCE))));
        tale.does(&staff(), Command::EndHelp { help: 0, result: HelpResult::Solved, text: "已解决".into() })
    }),
    ("help.open", || {
        Tale::in_progress()
            .does(&staff(), Command::EndHelp { help: 0, result: HelpResult::Solved, text: "好".into() })
    }),
    ("claim.signature", || {
        Tale::in_progress()
            .does(&liaison(), Command::Claim { text: "完成".into(), signature: None, files: vec![] })
    }),
    ("verify.not_claimant", || {
        let mut tale = Tale::in_progress();
        tale.done(&factotum(), Command::Claim { text: "完成".into(), signature: None, files: vec![] });
        tale.does(&factotum(), pass())
    }),
    ("verify.on_site", || {
        let mut tale = Tale::claimed();
        tale.rules.on_site_verification = true;
        tale.does(&staff(), pass())
    }),
    ("closure.proposed", || {
        Tale::verified().does(&head(), Command::ApproveClosure { look_back_months: vec![] })
    }),
    ("closure.two_keys", || {
        let mut tale = Tale::verified();
        tale.done(&head(), Command::ProposeClosure { outcome: Outcome::Solved });
        tale.does(&head(), Command::ApproveClosure { look_back_months: vec![] })
    }),
    ("closure.layers", || {
        let mut tale = Tale::proposed();
        tale.open_layers.push(super::super::OpenLayer { id: matter_id(8), title: "管线迁改".into() });
        tale.does(&head(), Command::ApproveClosure { look_back_months: vec![] })
    }),
    ("closure.outcome", || {
        let outcome = Outcome::Merged { into: matter_id(7) };
        Tale::verified().does(&staff(), Command::ProposeClosure { outcome })
    }),
    ("closure.superior", || {
        Tale::verified().does(&staff(), Command::AskSuperior { office: JINJIANG_OFFICE })
    }),
    ("look_back.due", || {
        Tale::closed().does(&staff(), Command::LookBack { holds: true, text: "良好".into(), files: vec![] })
    }),
    ("look_back.months", || {
        Tale::proposed().does(&head(), Command::ApproveClosure { look_back_months: vec![0] })
    }),
    ("archive.look_back", || {
        let mut tale = Tale::proposed();
        tale.done(&head(), Command::ApproveClosure { look_back_months: vec![3] });
        tale.does(&staff(), Command::Archive)
    }),
    ("withdrawal.asked", || {
        let decision = Command::DecideWithdrawal { approved: true, reason: String::new() };
        Tale::in_progress().does(&head(), decision)
    }),
    ("withdrawal.other_person", || {
        let mut tale = Tale::in_progress();
        tale.done(&head(), Command::AskWithdrawal { reason: "政策调整".into() });
        tale.does(&head(), Command::DecideWithdrawal { approved: true, reason: String::new() })
    }),
    ("opinion.not_claimant", || {
        let mut tale = Tale::in_progress();
        tale.done(&liaison(), claim());
        tale.does(&liaison(), Command::GiveOpinion { agrees: true, text: "同意".into() })
    }),
    ("amend.something", || {
        Tale::registered().does(&staff(), Command::Amend { changes: vec![], reason: "更正".into() })
    }),
    ("amend.final", || {
        let mut tale = Tale::closed();
        tale.done(&staff(), Command::Archive);
        let changes = vec![Change::Title("新名称".into())];
        tale.does(&staff(), Command::Amend { changes, reason: "更正".into() })
    }),
    ("amend.deadline", || {
        let changes = vec![Change::Deadline(Deadline::On(day("2026-12-31")))];
        Tale::in_progress().does(&staff(), Command::Amend { changes, reason: "原录入有误".into() })
    }),
    ("relapse.decided", || Tale::closed().does(&head(), Command::KeepClosed { reason: "另行立项".into() })),
    ("ledger.countable", || {
        let goal = Indicator { name: "小区".into(), measure: "个".into(), goal: -1, done: 0 };
        Tale::new().does(
            &clerk(),
            Command::TakeOver(Box::new(super::super::TakeOver { indicators: vec![goal], ..row() })),
        )
    }),
];

fn drafted(spoil: fn(&mut DraftMatter)) -> Said {
    let mut d = draft();
    spoil(&mut d);
    Tale::new().does(&clerk(), Command::Draft(Box::new(d)))
}

pub fn ask_more(until: &str) -> Command {
    Command::AskExtension {
        until: day(until), reason: "雨季影响".into(), progress: "完成八个".into()
    }
}

pub fn grant() -> Command {
    Command::DecideExtension { granted: true, reason: String::new() }
}

pub fn help_of(helper: crate::ids::UnitId) -> NewHelp {
    NewHelp {
        kind: HelpKind::Coordination, text: "协调管线迁改".into(), blocker: None, helper: Some(helper)
    }
}

#[test]
fn every_rule_of_the_room_says_no_at_least_once() {
    for (code, meet) in MET {
        let refusal = meet().expect_err(code);
        assert_eq!(refusal.rule.code, *code, "{:?}", refusal.why);
    }
    let met: BTreeSet<&str> = MET.iter().map(|(code, _)| *code).collect();
    assert_eq!(met, written());
}

/// The codes of all rules in the room's sources.
fn written() -> BTreeSet<&'static str> {
    const SOURCES: &[&str] = &[
        include_str!("../amending.rs"),
        include_str!("../assigning.rs"),
        include_str!("../closing.rs"),
        include_str!("../decide.rs"),
        include_str!("../gates.rs"),
        include_str!("../helping.rs"),
        include_str!("../registration.rs"),
        include_str!("../reporting.rs"),
        include_str!("../takeover.rs"),
        include_str!("../timing.rs"),
        include_str!("../urging.rs"),
        include_str!("../verifying.rs"),
    ];
    let rules = SOURCES.iter().flat_map(|source| source.split("Rule::ours(").skip(1));
    let decrees = SOURCES.iter().flat_map(|source| source.split("Rule::decree(").skip(1));
    rules.chain(decrees).filter_map(|rest| rest.split('"').nth(1)).collect()
}
