//! Which of the open steps this person may take: asked of the table of rights and of each act's own gate.

use super::store::{self, Waiting};
use crate::{
    act::ActError,
    db::Tx,
    matters::act::{Around, Gathered},
};
use bangdu_core::{
    ids::UnitId,
    matters::{Matter, TodoKind, offers},
    people::{Actor, Ground, UnitTree, allows},
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// So many steps of a kind are looked at; a group that has more says so.
pub const LOOKED: usize = 100;

/// Steps of one kind that wait for this person.
pub struct Group {
    /// Of what kind.
    pub kind: TodoKind,
    /// Nearest limit first.
    pub steps: Vec<Waiting>,
    /// Whether there may be more than were looked at.
    pub more: bool,
}

/// Everything that waits for whoever asks, in the order of the loop; kinds without a step are left out.
///
/// # Errors
/// When the store fails.
pub fn groups(tx: &mut Tx<'_>, around: &Around<'_>) -> Result<Vec<Group>, ActError> {
    let Some(actor) = around.asker.actor else { return Ok(Vec::new()) };
    let (tree, today) = (&around.directory.tree, around.asker.today(&around.settings.calendar));
    let reach = reach(actor, tree, today);
    let mut groups = Vec::new();
    for kind in TodoKind::ALL.iter().copied() {
        let units: Vec<UnitId> =
            reach.iter().copied().filter(|unit| may_at(actor, kind, *unit, tree, today)).collect();
        if units.is_empty() {
            continue;
        }
        let found = store::waiting(tx, kind, &units, LOOKED)?;
        let more = found.len() == LOOKED;
        let mut steps = Vec::new();
        for step in found {
            if is_offered(tx, around, &step.matter, kind)? {
                steps.push(step);
            }
        }
        if !steps.is_empty() {
            groups.push(Group { kind, steps, more });
        }
    }
    Ok(groups)
}

/// The units for which this person is trusted with anything.
fn reach(actor: &Actor, tree: &UnitTree, today: Date) -> BTreeSet<UnitId> {
    actor.business(today).flat_map(|grant| tree.subtree(grant.scope)).collect()
}

/// Whether this person could take such a step where it is this unit's turn.
fn may_at(actor: &Actor, kind: TodoKind, unit: UnitId, tree: &UnitTree, today: Date) -> bool {
    let office = tree.get(unit).is_some_and(|unit| unit.is_office);
    let ground = match kind {
        TodoKind::FinishDraft | TodoKind::ApproveRegistration => Ground::draft(unit),
        TodoKind::SignFor | TodoKind::Report | TodoKind::Deliver | TodoKind::AnswerHelp => {
            return allows(actor, kind.action(), &with_a_part(unit), tree, today);
        }
        _ => Ground::of_office(unit),
    };
    office && allows(actor, kind.action(), &ground, tree, today)
}

fn with_a_part(unit: UnitId) -> Ground {
    Ground { helpers: vec![unit], ..Ground::of_unit(unit) }
}

/// Whether the act can be done on this matter right now: nobody is shown their own draft to approve.
fn is_offered(tx: &mut Tx<'_>, around: &Around<'_>, m: &Matter, kind: TodoKind) -> Result<bool, ActError> {
    let gathered = Gathered::for_page(tx, around, m)?;
    Ok(offers(m, &gathered.facts(around)).iter().any(|offer| offer.code == code(kind)))
}

/// The act's code, which is its place in the matter's address.
pub fn code(kind: TodoKind) -> &'static str {
    match kind {
        TodoKind::FinishDraft => "edit",
        TodoKind::ApproveRegistration => "approve",
        TodoKind::Assign => "assign",
        TodoKind::SignFor => "sign-for",
        TodoKind::DecideObjection => "decide-objection",
        TodoKind::Report => "report",
        TodoKind::Deliver => "claim",
        TodoKind::AnswerHelp => "answer-help",
        TodoKind::DecideExtension => "decide-extension",
        TodoKind::Verify => "verify",
        TodoKind::ReportToAuthor => "report-to-author",
        TodoKind::ProposeClosure => "propose-closure",
        TodoKind::ApproveClosure => "approve-closure",
        TodoKind::DecideWithdrawal => "decide-withdrawal",
        TodoKind::LookBack => "look-back",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_step_leads_to_an_act_with_the_same_right() {
        for kind in TodoKind::ALL {
            assert!(bangdu_core::matters::offer(code(*kind)).is_some(), "{kind:?}");
        }
    }
}
