//! From the claim to the archive: how the demo's cases are verified, struck off and looked back at.

use super::{
    cases::Case,
    goals::{self, Goal},
    story::{Desk, Story},
};
use bangdu_core::{matters::Command, people::Role};

/// The unit's head claims.
pub fn claim(case: &Case<'_>, story: &mut Story<'_>) {
    let head = story.seat(Role::UnitHead, case.lead, 0);
    let text = case.topic.done.replace("{地}", &case.place);
    story.act(1, head, Command::Claim { text, signature: None, files: Vec::new() });
}

/// Claim, verification, report to the author, two keys, and what comes after; as far as the goal.
pub fn close(goal: Goal, case: &Case<'_>, story: &mut Story<'_>, end: i64) {
    let away = (end - 3 - story.walk.day).max(0);
    if away > 0 {
        story.walk = super::days::Walk::from(story.walk.day + away);
    }
    claim(case, story);
    if goal == Goal::UnderVerification {
        return;
    }
    let manner = goals::manner(story);
    let opinion = "经核查，整改措施落实到位，佐证材料齐全，同意通过。".to_owned();
    story.act(1, story.staff(1), Command::PassVerification { manner, opinion, files: Vec::new() });
    if goal == Goal::AwaitingReport {
        return;
    }
    if is_instructed(story) {
        let reply = "批示领导圈阅，同意办结。".to_owned();
        story.act(0, story.staff(0), Command::ReportToAuthor { reply });
    }
    if goal == Goal::AwaitingClosure {
        return;
    }
    let outcome = goals::outcome(goal, case, story);
    story.act(0, story.staff(0), Command::ProposeClosure { outcome });
    if goal == Goal::Proposed {
        return;
    }
    // The second key turns a year later at most: look-backs of the archived are owed by then.
    story.act(1, story.head(), Command::ApproveClosure { look_back_months: months(goal) });
    after(goal, case, story);
}

fn months(goal: Goal) -> Vec<u32> {
    match goal {
        Goal::Archived | Goal::LookedBack => vec![3],
        _ => vec![3, 6],
    }
}

fn after(goal: Goal, case: &Case<'_>, story: &mut Story<'_>) {
    let text = "现场回访，问题未反弹，群众评价满意。".to_owned();
    match goal {
        Goal::LookedBack => {
            story.act(64, story.staff(1), Command::LookBack { holds: true, text, files: Vec::new() });
        }
        Goal::Archived => {
            story.act(64, story.staff(1), Command::LookBack { holds: true, text, files: Vec::new() });
            story.act(2, story.staff(0), Command::Archive);
        }
        Goal::Reopened => {
            let reason = "群众再次反映同类问题，经核实部分点位反弹，重新办理。".to_owned();
            let deadline = goals::later(case, story, 45);
            story.act(3, story.head(), Command::Reopen { reason, deadline });
        }
        _ => {}
    }
}

/// Whether the matter rests on an instruction: then its author hears before it is struck off.
fn is_instructed(story: &Story<'_>) -> bool {
    use super::story::Deed;
    use bangdu_core::matters::Basis;
    story.steps.iter().any(|step| match &step.deed {
        Deed::Act(_, command) => {
            matches!(&**command, Command::Draft(d) if matches!(d.origin.basis, Basis::Instruction(_)))
        }
        Deed::ApproveAll(_) => false,
    })
}

/// The city's own desk.
pub fn city_desk(world: &super::story::World) -> Desk {
    Desk { office: world.units.office, government: world.units.city }
}
