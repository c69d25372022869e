//! Random people do random things at random times. Nothing panics, and what must always hold does.

use super::{
    super::{
        By, Change, Command, DraftEnd, HelpResult, Indicator, Manner, Milestone, Outcome, Part, Rate,
        ReturnKind, Slip, StandingWaiver, Urgency, Waiver, apply, sample::*,
    },
    always,
    chart::on_site,
    rules::{ask_more, grant, help_of},
    takeover::row,
};
use crate::{
    calendar::{Days, Deadline},
    campaigns::{MonthlyRound, Rules},
    ids::AssignmentId,
    people::sample::*,
};
use proptest::prelude::*;
use uuid::Uuid;

/// One of all commands, with data drawn from `seed`.
fn command(tale: &Tale, which: usize, seed: usize) -> Command {
    let pick = |n: usize| seed % n;
    let shares = tale.matter.as_ref().map_or(&[][..], |m| &m.assignments);
    let share = shares.get(pick(shares.len().max(1))).map_or(AssignmentId(Uuid::nil()), |a| a.id);
    let text = || if pick(9) == 0 { String::new() } else { "情况说明".to_owned() };
    let later =
        || tale.calendar.date_of(tale.now).checked_add(jiff::Span::new().days(pick(90) as i64 - 5)).unwrap();
    let deadline = || match pick(3) {
        0 => Deadline::On(later()),
        1 => Deadline::Within { days: pick(40) as u32, kind: Days::Natural },
        _ => Deadline::Standing,
    };
    let units = || {
        let mut all = three_units();
        all.truncate(1 + pick(3));
        all[0].deadline = (pick(4) == 0).then(deadline);
        all
    };
    let yes = pick(2) == 0;
    let outcome = || match pick(4) {
        0 => Outcome::Solved,
        1 => Outcome::Staged { next_check: later() },
        2 => Outcome::OtherChannel { channel: text() },
        _ => Outcome::Standing,
    };
    match which {
        0 => Command::Draft(Box::new(draft())),
        1 => Command::EditDraft(Box::new(draft())),
        2 | 3 => Command::Submit,
        4 => Command::Discard,
        5 => Command::EndDraft { how: DraftEnd::Declined, reason: text() },
        6 | 7 => Command::Approve,
        8 => Command::RefuseApproval { reason: text() },
        9 if pick(2) == 0 => Command::TakeNote { text: text() },
        9 => Command::RegisterOnSite(Box::new(draft())),
        10 => Command::TakeOver(Box::new(row())),
        11..=13 => Command::Assign(units()),
        14..=17 => Command::SignFor { assignment: share },
        18 => Command::Object {
            assignment: share,
            proposed: [HOUSING, FINANCE, HUIAN][pick(3)],
            reason: text(),
        },
        19 | 20 => Command::DecideObjection { assignment: share, upheld: yes, reason: text() },
        21 => Command::Reassign { assignments: units(), reason: text() },
        22 => Command::PassDown {
            assignment: share,
            to: new_share(40 + seed as u128, JINJIANG_HOUSING, Part::Responsible),
        },
        23..=25 => {
            let told = progress(share, (pick(3) > 0).then_some(Rate(seed as u32 % 110_000)));
            let corrects = pick(5) == 0;
            Command::Report(Box::new(super::super::NewReport { corrects, reached: vec![pick(2)], ..told }))
        }
        26 => {
            let milestones = vec![
                Milestone {
                    name: "开工".into(),
                    on: day("2026-04-15"),
                    target: Rate(seed as u32 % 5000),
                    reached: None,
                },
                Milestone {
                    name: "完工".into(), on: day("2026-09-15"), target: Rate(10_000), reached: None
                },
            ];
            let indicators =
                vec![Indicator { name: "小区".into(), measure: "个".into(), goal: 10_000, done: 0 }];
            Command::Plan { milestones, indicators }
        }
        27 => ask_more("2026-12-18"),
        28 => Command::AskExtension { until: later(), reason: text(), progress: text() },
        29 => grant(),
        30 => Command::DecideExtension { granted: yes, reason: text() },
        31 => Command::GrantLateExtension { until: later(), reason: text() },
        32 => Command::Suspend { until: later(), reason: text() },
        33 | 34 => Command::Resume { new_date: yes.then(later) },
        35 => Command::Urge { text: text(), answer_by: yes.then(later) },
        36 => Command::IssueSlip {
            slip: Slip::ALL[pick(4)],
            text: text(),
            waiver: yes.then_some(Waiver::Standing { case: StandingWaiver::Safety }),
            answer_by: None,
        },
        37 if pick(3) == 0 => {
            Command::AskHelp(Box::new(super::super::NewHelp { helper: None, ..help_of(FINANCE) }))
        }
        37 => Command::AskHelp(Box::new(help_of(FINANCE))),
        38 => Command::OfferHelp(Box::new(help_of(HUIAN))),
        39 if yes => {
            Command::CoordinateHelp { help: pick(3), helper: [FINANCE, HUIAN, CITY_OFFICE][pick(3)] }
        }
        39 => Command::AcceptHelp { help: pick(3) },
        40 => Command::DeclineHelp { help: pick(3), reason: text() },
        41 => Command::EndHelp { help: pick(3), result: HelpResult::ALL[pick(4)], text: text() },
        42..=44 => claim(),
        45 => Command::WithdrawClaim { reason: text() },
        46 => Command::GiveOpinion { agrees: yes, text: text() },
        47 | 48 => Command::PassVerification { manner: Manner::OnSite, opinion: text(), files: vec![] },
        49 => Command::ReturnClaim { kind: ReturnKind::Redo, opinion: text() },
        50 => Command::ReportToAuthor { reply: text() },
        51 => Command::TakeNewInstruction { text: text(), deadline: deadline() },
        52 | 53 => Command::ProposeClosure { outcome: outcome() },
        54 => Command::AskSuperior { office: [CITY_OFFICE, JINJIANG_OFFICE][pick(2)] },
        55 | 56 => Command::ApproveClosure { look_back_months: vec![pick(14) as u32] },
        57 => Command::RefuseClosure { reason: text() },
        58 => Command::LookBack { holds: yes, text: text(), files: vec![] },
        59 if pick(3) == 0 => Command::KeepClosed { reason: text() },
        59 => Command::Reopen { reason: text(), deadline: deadline() },
        60 => Command::AskWithdrawal { reason: text() },
        61 => Command::DecideWithdrawal { approved: pick(5) == 0, reason: text() },
        62 => Command::Amend {
            changes: vec![Change::Deadline(deadline()), Change::Urgency(Urgency::Urgent)],
            reason: text(),
        },
        63 => Command::Archive,
        _ => Command::Recompute,
    }
}

fn beginnings() -> Vec<Tale> {
    let mut imported = Tale::new();
    imported.done(&clerk(), Command::TakeOver(Box::new(row())));
    vec![
        Tale::drafted(),
        Tale::registered(),
        Tale::assigned(),
        Tale::in_progress(),
        Tale::awaiting_report(),
        Tale::proposed(),
        on_site(),
        imported,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_random_walk_keeps_every_promise(
        begin in 0_usize..8,
        rounds in any::<bool>(),
        steps in prop::collection::vec((0_usize..22, 0_usize..65, 0_usize..100_000, 0_i64..3), 1..60),
    ) {
        let mut tale = beginnings().swap_remove(begin);
        if rounds {
            tale.rules = Rules { round: Some(MonthlyRound { day: 25 }), ..Rules::default() };
        }
        let people = everybody();
        for (who, which, seed, days) in steps {
            tale.now = tale.now.plus_ms(days * 86_400_000 * (seed as i64 % 4) / 2 + 1);
            let command = command(&tale, which, seed);
            let by = match who {
                20 => By::System,
                21 => By::Operator,
                who => By::Person(&people[who % people.len()]),
            };
            drop(tale.tries(by, &command));
        }
        always::told_again(&tale);
    }

    #[test]
    fn any_event_applies_to_any_matter(begin in 0_usize..8, other in 0_usize..8, skip in 0_usize..9) {
        let told = beginnings().swap_remove(other).log;
        let m = beginnings().swap_remove(begin).matter;
        let after = told.iter().skip(skip).fold(m, |m, (at, event)| apply(m, event, *at));
        prop_assert!(after.is_some());
    }
}

#[test]
fn people_who_do_only_what_is_offered_get_to_the_end() {
    let mut tale = Tale::drafted();
    for _ in 0..40 {
        let Some((who, code)) = everybody().into_iter().find_map(|who| {
            let code = tale.offered(&who).into_iter().find(|code| {
                super::super::offer(code).is_some_and(|o| o.forward)
                    && !matches!(*code, "report" | "look-back")
            })?;
            Some((who, code))
        }) else {
            break;
        };
        let command = match code {
            "submit" => Command::Submit,
            "approve" => Command::Approve,
            "take-note" => Command::TakeNote { text: String::new() },
            "assign" => Command::Assign(three_units()),
            "sign-for" => {
                let waiting = tale.m().assignments.iter().find(|a| a.unit == who.unit).unwrap().id;
                Command::SignFor { assignment: waiting }
            }
            "claim" => claim(),
            "verify" => pass(),
            "propose-closure" => Command::ProposeClosure { outcome: Outcome::Solved },
            "approve-closure" => Command::ApproveClosure { look_back_months: vec![] },
            "archive" => Command::Archive,
            other => panic!("{other}"),
        };
        tale.done(&who, command);
    }
    assert_eq!(tale.state(), "archived");
}
