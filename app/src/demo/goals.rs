//! Where a case shall stand when the demo opens, and the steps that lead there.

use super::{
    cases::Case,
    seed::Seed,
    story::{Says, Share, Story, help},
};
use bangdu_core::{
    calendar::Deadline,
    ids::UnitId,
    matters::{
        Command, DraftEnd, HelpResult, Manner, Outcome, Part, ReturnKind, Slip, StandingWaiver, Waiver,
    },
    people::Role,
};

/// Where a case shall stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each is a state of the chart, or a turn within one
pub enum Goal {
    Draft,
    SentBack,
    AwaitingApproval,
    Ended,
    Discarded,
    Registered,
    Assigned,
    Unsigned,
    Objecting,
    Green,
    Yellow,
    YellowSlip,
    Red,
    RedSlip,
    Helped,
    HelpAsked,
    ExtensionAsked,
    Extended,
    LateExtension,
    Suspended,
    Resumed,
    Returned,
    Layered,
    UnderVerification,
    AwaitingReport,
    AwaitingClosure,
    Proposed,
    Closed,
    ClosedOtherwise,
    LookedBack,
    Reopened,
    Archived,
    Withdrawn,
    WithdrawalAsked,
}

use Goal::*;

/// Every goal once: a small demo has them all.
const EACH: [Goal; 34] = [
    Green,
    Red,
    Closed,
    Yellow,
    Assigned,
    Suspended,
    UnderVerification,
    AwaitingReport,
    AwaitingClosure,
    Proposed,
    Archived,
    Withdrawn,
    Draft,
    AwaitingApproval,
    Ended,
    Registered,
    Objecting,
    Unsigned,
    RedSlip,
    YellowSlip,
    Helped,
    HelpAsked,
    ExtensionAsked,
    Extended,
    LateExtension,
    Resumed,
    Returned,
    Layered,
    ClosedOtherwise,
    LookedBack,
    Reopened,
    WithdrawalAsked,
    SentBack,
    Discarded,
];

/// What a large demo is made of beyond that, by frequency.
const OFTEN: [Goal; 40] = [
    Closed,
    Green,
    Archived,
    Closed,
    Green,
    Closed,
    UnderVerification,
    Yellow,
    Archived,
    Closed,
    Helped,
    Green,
    LookedBack,
    Closed,
    Red,
    Green,
    Archived,
    ClosedOtherwise,
    Extended,
    Closed,
    Assigned,
    Green,
    Closed,
    Archived,
    AwaitingReport,
    Green,
    Closed,
    Proposed,
    Returned,
    Closed,
    RedSlip,
    AwaitingClosure,
    Green,
    Archived,
    Suspended,
    Closed,
    Resumed,
    ExtensionAsked,
    Closed,
    Archived,
];

/// The goal of case number `n`.
pub fn goal_of(n: usize) -> Goal {
    match EACH.get(n) {
        Some(goal) => *goal,
        None if n.is_multiple_of(9) => EACH[(n / 9) % EACH.len()],
        None => OFTEN[n % OFTEN.len()],
    }
}

impl Goal {
    /// Whether the matter has passed the office by then.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            UnderVerification
                | AwaitingReport
                | AwaitingClosure
                | Proposed
                | Closed
                | ClosedOtherwise
                | LookedBack
                | Reopened
                | Archived
                | Withdrawn
        )
    }

    /// Whether the story needs weeks and a dated deadline.
    pub fn is_long(self) -> bool {
        matches!(
            self,
            Yellow
                | YellowSlip
                | Red
                | RedSlip
                | LateExtension
                | Green
                | Helped
                | HelpAsked
                | ExtensionAsked
                | Extended
                | Suspended
                | Resumed
                | Returned
                | Layered
                | WithdrawalAsked
                | Objecting
        )
    }

    /// Whether only a matter from an instruction comes here.
    pub fn needs_instruction(self) -> bool {
        matches!(self, AwaitingReport)
    }

    /// Whether layers are told beneath it.
    pub fn has_layers(self) -> bool {
        self == Layered
    }

    /// Working days from draft to the last step.
    pub fn length(self, limit: i64, dated: bool, chance: &mut Seed) -> i64 {
        match self {
            Draft | SentBack | AwaitingApproval | Ended | Discarded | Registered | Assigned | Objecting => 2,
            Unsigned => 4,
            Yellow | YellowSlip | Green | Helped | HelpAsked | ExtensionAsked => chance.between(14, 50),
            Red | RedSlip | LateExtension => chance.between(30, 80),
            Extended | Suspended | Resumed | Returned | Layered | WithdrawalAsked => chance.between(25, 60),
            _ if dated => limit * chance.between(70, 105) / 100 + 3,
            _ => limit * chance.between(60, 120) / 100 + 4,
        }
    }

    /// Working days since the last step.
    pub fn rests(self, chance: &mut Seed) -> i64 {
        match self {
            Draft | SentBack | AwaitingApproval | Registered | UnderVerification | AwaitingReport
            | AwaitingClosure | Proposed => chance.between(0, 3),
            Objecting | Assigned => -1,
            Archived | LookedBack => chance.between(90, 170),
            Closed | ClosedOtherwise | Withdrawn | Ended | Discarded => chance.between(3, 160),
            Reopened => chance.between(5, 30),
            _ => 0,
        }
    }

    /// The steps of a draft that goes no further; whether that was all.
    pub fn ends_before_registration(self, story: &mut Story<'_>) -> bool {
        if self == Draft {
            return true;
        }
        if self == Discarded {
            let drafter = story.seat(Role::Drafter, story.desk.office, 0);
            story.act(0, drafter, Command::Discard);
            return true;
        }
        story.submit();
        match self {
            AwaitingApproval => {}
            SentBack => story.act(
                1,
                story.approver(),
                Command::RefuseApproval {
                    reason: "责任单位划分不够清晰，请与有关部门会商后再报。".to_owned(),
                },
            ),
            Ended => {
                let how = if story.seed.chance(50) { DraftEnd::NotedOnly } else { DraftEnd::Declined };
                let reason = "该事项已纳入日常工作机制办理，无需单独立项。".to_owned();
                story.act(1, story.approver(), Command::EndDraft { how, reason });
            }
            _ => return false,
        }
        true
    }

    /// What happens before the lead has it in hand; nothing where the story ends there.
    pub fn after_assignment(
        self,
        case: &Case<'_>,
        story: &mut Story<'_>,
        shares: Vec<Share>,
        units: &[(UnitId, Part)],
    ) -> Option<Vec<Share>> {
        if matches!(self, Assigned | Unsigned) {
            return None;
        }
        let objects = self == Objecting || (self.is_over() && story.seed.chance(6));
        if !objects {
            let days = i64::from(story.seed.chance(50));
            story.sign(days, &shares);
            return Some(shares);
        }
        let liaison = story.liaison(case.lead);
        let reason = "该事项主要职责在建议单位，我单位职责范围内仅涉及配合环节，恳请改派。".to_owned();
        story.act(0, liaison, Command::Object { assignment: shares[0].id, proposed: case.helper, reason });
        if self == Objecting {
            return None;
        }
        let staff = story.staff(0);
        if story.seed.chance(60) {
            let reason = "经会商三定方案，牵头职责仍在你单位，建议单位列为配合。".to_owned();
            story.act(1, staff, Command::DecideObjection { assignment: shares[0].id, upheld: false, reason });
            story.sign(0, &shares);
            return Some(shares);
        }
        let reason = "理由成立，重新明确承办单位。".to_owned();
        story.act(1, staff, Command::DecideObjection { assignment: shares[0].id, upheld: true, reason });
        let again = story.shares(units);
        story.assign(0, &again);
        story.sign(1, &again);
        Some(again)
    }

    /// The last part of the story.
    pub fn finish(self, case: &Case<'_>, story: &mut Story<'_>, shares: &[Share], end: i64, due: i64) {
        match self {
            Yellow | Red | Green | Layered => {}
            YellowSlip | RedSlip => self.slip(case, story),
            Helped | HelpAsked => self.stuck(case, story, shares),
            ExtensionAsked | Extended => self.extend(case, story, due),
            LateExtension => grant_late(case, story),
            Suspended | Resumed => self.suspend(case, story),
            WithdrawalAsked | Withdrawn => self.withdraw(story),
            Returned => self.claim_in_vain(case, story, shares),
            _ => super::closing::close(self, case, story, end),
        }
    }

    /// Help first, then the slip.
    fn slip(self, case: &Case<'_>, story: &mut Story<'_>) {
        let slip = if self == YellowSlip { Slip::Yellow } else { story.seed_slip() };
        let day = case.world.days.last;
        let away = (day - story.walk.day).max(0);
        let waiver = story.seed.chance(20).then_some(Waiver::Standing { case: StandingWaiver::LeaderAsked });
        if waiver.is_none() {
            let (_, kind, text) = case.topic.help;
            story.offer_help(away, help(kind, text, case.blocker(), case.helper));
        }
        let text = "该事项推进滞后，请倒排工期、明确专人，三个工作日内书面反馈整改措施。".to_owned();
        let staff = story.staff(0);
        story.act(
            if waiver.is_some() { away } else { 0 },
            staff,
            Command::IssueSlip { slip, text, waiver, answer_by: None },
        );
    }

    fn stuck(self, case: &Case<'_>, story: &mut Story<'_>, shares: &[Share]) {
        let (_, kind, _) = case.topic.help;
        let says = Says {
            text: case.topic.progress[1],
            problem: Some(case.topic.problem),
            next: "待堵点协调解决后继续推进。",
            ..Says::default()
        };
        story.report(1, &shares[0], 60, says);
        let text = format!("{}请协调支持。", case.topic.problem.0);
        story.ask_help(0, case.lead, help(kind, &text, case.blocker(), case.helper), self == Helped);
    }

    fn extend(self, case: &Case<'_>, story: &mut Story<'_>, due: i64) {
        let until = case.world.days.date(due + story.seed.between(10, 30));
        let reason = format!("{}需增加办理时间，申请延期。", case.topic.problem.0);
        let progress = case.topic.progress[1].to_owned();
        story.act(1, story.liaison(case.lead), Command::AskExtension { until, reason, progress });
        if self == Extended {
            let granted = story.seed.chance(80);
            let reason = if granted {
                "堵点属实，同意延期，期间按周反馈。"
            } else {
                "堵点已协调解决，按原时限办理。"
            };
            story.act(1, story.staff(0), Command::DecideExtension { granted, reason: reason.to_owned() });
        }
    }

    fn suspend(self, case: &Case<'_>, story: &mut Story<'_>) {
        let days = &case.world.days;
        let ahead = if self == Suspended { story.seed.between(8, 40) } else { 0 };
        let from = story.walk.day;
        let until = if self == Suspended { days.date(days.last + ahead) } else { days.date(from + 6) };
        let reason = "涉及上级政策调整，待正式文件下达后继续办理。".to_owned();
        story.act(1, story.staff(0), Command::Suspend { until, reason });
        if self == Resumed && from + 6 <= days.last {
            let at = days.midnight(until);
            story.system(at, Command::Resume { new_date: None });
        }
    }

    fn withdraw(self, story: &mut Story<'_>) {
        let reason = "该事项与已立项事项重复，建议撤销并合并跟踪。".to_owned();
        story.act(1, story.staff(0), Command::AskWithdrawal { reason });
        if self == Withdrawn {
            let head = story.head();
            story.act(1, head, Command::DecideWithdrawal { approved: true, reason: "同意撤销。".to_owned() });
        }
    }

    fn claim_in_vain(self, case: &Case<'_>, story: &mut Story<'_>, shares: &[Share]) {
        super::closing::claim(case, story);
        let opinion = "佐证材料不完整，部分点位未见整改后实景，请补充后再报。".to_owned();
        story.act(1, story.staff(1), Command::ReturnClaim { kind: ReturnKind::Complete, opinion });
        let says = Says {
            text: "按核查意见逐点补充整改实景和台账。",
            next: "补齐材料后重新申请办结。",
            ..Says::default()
        };
        story.report(0, &shares[0], 95, says);
    }
}

fn grant_late(case: &Case<'_>, story: &mut Story<'_>) {
    let days = &case.world.days;
    let away = (days.last - 1 - story.walk.day).max(0);
    let place =
        story.offer_help(away, help(case.topic.help.1, case.topic.help.2, case.blocker(), case.helper));
    story.end_help(0, place, HelpResult::MovedOn, "已明确解决路径，尚需一定办理时间。");
    let until = days.date(days.last + story.seed.between(10, 25));
    let reason = "逾期主要因外部堵点，经帮办已明确路径，同意补办延期，逾期天数仍予记录。".to_owned();
    story.act(0, story.head(), Command::GrantLateExtension { until, reason });
}

/// How a closed case came out.
pub(super) fn outcome(goal: Goal, case: &Case<'_>, story: &mut Story<'_>) -> Outcome {
    if goal != ClosedOtherwise {
        return Outcome::Solved;
    }
    match story.seed.between(0, 4) {
        0 => Outcome::Standing,
        1 => Outcome::Staged { next_check: case.world.days.date(story.walk.day + 65) },
        2 => Outcome::Explained {
            why: "诉求超出现行政策范围，已当面解释并告知后续申请途径。".to_owned(),
            accepted_by: "诉求人代表".to_owned(),
        },
        3 => Outcome::OtherChannel { channel: "信访".to_owned() },
        _ => Outcome::Standing,
    }
}

/// The manner in which this case is verified.
pub(super) fn manner(story: &mut Story<'_>) -> Manner {
    if story.seed.chance(55) { Manner::OnSite } else { Manner::OnPaper }
}

/// A deadline so many working days after the day that the story has come to.
pub(super) fn later(case: &Case<'_>, story: &Story<'_>, days: i64) -> Deadline {
    Deadline::On(case.world.days.date(story.walk.day + days))
}

impl Story<'_> {
    fn seed_slip(&mut self) -> Slip {
        match self.seed.between(0, 2) {
            0 => Slip::Yellow,
            1 => Slip::Orange,
            _ => Slip::Red,
        }
    }
}
