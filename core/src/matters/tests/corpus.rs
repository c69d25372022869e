//! Writes the corpus of old entries in `core/tests/journal/`, one stream a file. A file that is there is
//! never written again: what was once recorded must apply for ever.

use super::{
    super::{
        Change, Command, HelpResult, Indicator, InstructionKind, Milestone, Outcome, Part, Rate, ReturnKind,
        Slip, sample::*,
    },
    rules::{ask_more, grant, help_of},
    takeover::row,
};
use crate::{
    calendar::Deadline,
    campaigns::{MonthlyRound, Rules},
    people::sample::*,
};
use std::{fs, path::Path};

#[test]
#[ignore = "writes files: run it by hand after a new kind of entry, then review and commit them"]
fn write_what_is_not_written_yet() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journal");
    fs::create_dir_all(&folder).unwrap();
    for (name, tale) in tales() {
        let file = folder.join(format!("{name}.jsonl"));
        if !file.exists() {
            let lines = tale
                .log
                .iter()
                .map(|(at, event)| serde_json::json!({"at": at, "event": event}).to_string() + "\n");
            fs::write(file, lines.collect::<String>()).unwrap();
        }
    }
}

fn tales() -> Vec<(&'static str, Tale)> {
    vec![
        ("closed_and_reopened", closed_and_reopened()),
        ("drafts_sent_back_and_discarded", sent_back()),
        ("helped_and_pressed", helped()),
        ("instructed_twice", instructed_twice()),
        ("instruction_written_here", instruction_written_here()),
        ("ledger_row_done", ledger_row_done()),
        ("objected_reassigned_withdrawn", objected()),
        ("on_site_and_passed_down", on_site()),
        ("sent_back_late_and_relapsed", sent_back_late()),
        ("suspended_and_extended", suspended_and_extended()),
    ]
}

fn closed_and_reopened() -> Tale {
    let mut tale = Tale::in_progress();
    let milestones =
        vec![Milestone { name: "完工".into(), on: day("2026-06-10"), target: Rate::WHOLE, reached: None }];
    let indicators = vec![Indicator { name: "小区".into(), measure: "个".into(), goal: 10_000, done: 0 }];
    tale.done(&staff(), Command::Plan { milestones, indicators });
    let told = super::super::NewReport {
        reached: vec![0],
        indicators: vec![(0, 8000)],
        ..progress(tale.share(HOUSING), Some(Rate(8000)))
    };
    tale.at("2026-03-10T09:00").done(&liaison(), Command::Report(Box::new(told)));
    tale.done(&liaison(), claim())
        .done(&housing_head(), Command::GiveOpinion { agrees: true, text: "属实".into() });
    tale.at("2026-03-11T09:00")
        .done(&staff(), Command::ReturnClaim { kind: ReturnKind::Complete, opinion: "缺表".into() });
    tale.done(&liaison(), claim()).done(&liaison(), Command::WithdrawClaim { reason: "补充".into() });
    tale.done(&liaison(), claim()).done(&staff(), pass());
    tale.done(&staff(), Command::ProposeClosure { outcome: Outcome::Solved });
    tale.done(&head(), Command::RefuseClosure { reason: "再核".into() });
    tale.at("2026-03-12T09:00").done(&liaison(), claim()).done(&staff(), pass());
    tale.done(&staff(), Command::ProposeClosure { outcome: Outcome::Solved });
    tale.done(&head(), Command::ApproveClosure { look_back_months: vec![3] });
    tale.at("2026-06-12T09:00")
        .done(&staff(), Command::LookBack { holds: false, text: "反弹".into(), files: vec![] });
    tale.done(&head(), Command::Reopen { reason: "反弹".into(), deadline: Deadline::On(day("2026-09-30")) });
    tale
}

fn sent_back() -> Tale {
    let mut tale = Tale::submitted();
    tale.done(&governor(), Command::RefuseApproval { reason: "补依据".into() });
    tale.done(&clerk(), Command::EditDraft(Box::new(instructed(InstructionKind::ToGuide))));
    tale.done(&clerk(), Command::Discard);
    tale
}

fn sent_back_late() -> Tale {
    let mut tale = Tale::in_progress();
    let any = super::super::NewHelp { helper: None, ..help_of(FINANCE) };
    tale.done(&liaison(), Command::AskHelp(Box::new(any)));
    tale.done(&staff(), Command::CoordinateHelp { help: 0, helper: FINANCE });
    let changes = vec![Change::Deadline(Deadline::On(day("2026-03-30"))), Change::Title("老旧小区".into())];
    tale.done(&head(), Command::Amend { changes, reason: "录入有误".into() });
    let send_back = Command::ReturnClaim { kind: ReturnKind::Complete, opinion: "缺验收表".into() };
    tale.at("2026-04-02T09:00").done(&liaison(), claim()).done(&staff(), send_back);
    tale.at("2026-04-03T09:00").done(&liaison(), claim()).done(&staff(), pass());
    tale.done(&second_staff(), Command::ProposeClosure { outcome: Outcome::Solved });
    tale.done(&head(), Command::ApproveClosure { look_back_months: vec![3] });
    let look = Command::LookBack { holds: false, text: "又有堆放".into(), files: vec![] };
    tale.at("2026-07-03T09:00").done(&staff(), look);
    tale.done(&head(), Command::KeepClosed { reason: "另行立项".into() });
    tale
}

fn helped() -> Tale {
    let mut tale = Tale::in_progress();
    tale.done(&liaison(), Command::AskHelp(Box::new(help_of(FINANCE))));
    tale.done(&finance(), Command::AcceptHelp { help: 0 });
    tale.done(&staff(), Command::EndHelp { help: 0, result: HelpResult::Solved, text: "已拨款".into() });
    tale.done(&staff(), Command::OfferHelp(Box::new(help_of(HUIAN))));
    tale.done(&staff(), Command::Urge { text: "请抓紧".into(), answer_by: None });
    let slip =
        Command::IssueSlip { slip: Slip::Orange, text: "请抓紧".into(), waiver: None, answer_by: None };
    tale.done(&staff(), slip);
    tale
}

fn instructed_twice() -> Tale {
    let mut tale = Tale::awaiting_report();
    let again = Command::TakeNewInstruction {
        text: "再抓落实".into(),
        deadline: Deadline::On(day("2026-04-30")),
    };
    tale.at("2026-03-09T09:00").done(&staff(), again);
    tale.done(&liaison(), Command::SignFor { assignment: tale.share(HOUSING) });
    tale.done(&liaison(), claim())
        .done(&staff(), pass())
        .done(&staff(), Command::ReportToAuthor { reply: "已阅".into() });
    tale
}

fn instruction_written_here() -> Tale {
    let mut tale = Tale { author: Some(leader()), ..Tale::new() };
    let new = super::super::NewInstruction {
        id: matter_id(7),
        office: CITY_OFFICE,
        title: "两所学校施工许可".into(),
        kind: InstructionKind::ToAct,
        text: "请住建局牵头，月底前解决".into(),
        author: leader().person,
        about: Some(matter_id(8)),
        lead: Some(HOUSING),
        deadline: None,
        not_classified: true,
    };
    tale.done(&secretary(), Command::Instruct(Box::new(new)));
    tale.done(&clerk(), Command::Submit).done(&governor(), Command::Approve);
    tale
}

fn ledger_row_done() -> Tale {
    let mut tale = Tale::new();
    let done = super::super::TakeOver { done: true, ..row() };
    tale.done(&clerk(), Command::TakeOver(Box::new(done))).done(&staff(), pass());
    tale.done(&staff(), Command::ProposeClosure { outcome: Outcome::Standing });
    tale.done(&head(), Command::ApproveClosure { look_back_months: vec![] }).done(&staff(), Command::Archive);
    tale
}

fn objected() -> Tale {
    let mut tale = Tale::objecting();
    let decide = |tale: &Tale, upheld| Command::DecideObjection {
        assignment: tale.share(HOUSING),
        upheld,
        reason: "研究".into(),
    };
    tale.done(&staff(), decide(&tale, false));
    tale.done(&liaison(), object(tale.share(HOUSING)));
    tale.done(&staff(), decide(&tale, true)).done(&staff(), Command::Assign(three_units()));
    let other = vec![new_share(31, FINANCE, Part::Lead)];
    tale.done(&staff(), Command::Reassign { assignments: other, reason: "分工调整".into() });
    tale.done(&staff(), Command::AskWithdrawal { reason: "政策调整".into() });
    tale.done(&head(), Command::DecideWithdrawal { approved: true, reason: String::new() });
    tale
}

fn on_site() -> Tale {
    let mut tale = Tale::new();
    let problem = super::super::DraftMatter { kind: super::super::MatterKind::Problem, ..draft() };
    tale.done(&team_leader(), Command::RegisterOnSite(Box::new(problem)));
    tale.done(&staff(), Command::Assign(vec![new_share(1, JINJIANG, Part::Lead)]));
    tale.done(&county(), Command::SignFor { assignment: tale.share(JINJIANG) });
    let to = new_share(5, JINJIANG_HOUSING, Part::Responsible);
    tale.done(&county(), Command::PassDown { assignment: tale.share(JINJIANG), to });
    tale
}

fn suspended_and_extended() -> Tale {
    let mut tale = Tale::suspended();
    tale.rules = Rules { round: Some(MonthlyRound { day: 25 }), ..Rules::default() };
    tale.at("2026-03-09T01:00").system(Command::Resume { new_date: None }).unwrap();
    tale.done(&liaison(), ask_more("2026-05-29")).done(&staff(), grant());
    tale.rules = Rules { round: Some(MonthlyRound { day: 20 }), ..Rules::default() };
    tale.system(Command::Recompute).unwrap();
    tale.at("2026-06-01T09:00");
    tale.done(&head(), Command::GrantLateExtension { until: day("2026-07-31"), reason: "台风".into() });
    tale
}
