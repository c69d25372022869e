//! Performs what is told: persons and accounts are entered, and every step of every story is an ordinary act.

use super::{
    people::{Member, People},
    seed::Seed,
    story::{Deed, Step, World},
};
use crate::{
    act::{ActError, Asker},
    db::Tx,
    journal::{self, private::put_private},
    matters::act::{act, approve_batch},
    people::{
        act::{By, accounts},
        directory::Directories,
    },
    standing::Standing,
};
use bangdu_core::{
    ids::{MatterId, PrivateId},
    people::{AccountCommand, Person, PersonCommand, PrivateRef, UnitTree, person::decide},
};
use std::collections::HashSet;

/// Enters everybody. Not through the people's own act, which takes salts for phones from the operating system:
/// a demo is the same every time.
pub(super) fn enter(
    tx: &mut Tx<'_>,
    tree: &UnitTree,
    by: &By,
    people: &People,
    seed: &mut Seed,
) -> Result<(), ActError> {
    for member in &people.members {
        let actor = &member.actor;
        let private = PrivateId(seed.id(by.at));
        let reference = put_private(tx, private, &seed.bytes(), &member.phone)?;
        let enter = PersonCommand::Enter {
            id: actor.person,
            name: actor.name.clone(),
            unit: actor.unit,
            position: member.position.clone(),
            phone: Some(PrivateRef { id: private, digest: reference.digest.to_string() }),
        };
        let events = decide(None, enter, tree, 0)?;
        journal::commit(tx, journal::fresh::<Person>(actor.person), &events, &by.stamp())?;
    }
    Ok(())
}

/// Opens everybody's account and grants the roles.
pub(super) fn open(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    members: &[Member],
) -> Result<(), ActError> {
    for Member { actor, account, .. } in members {
        let opened = AccountCommand::Open { id: actor.account, person: actor.person, name: account.clone() };
        accounts::change(tx, directories, by, actor.account, opened)?;
        for grant in &actor.grants {
            accounts::change(tx, directories, by, actor.account, AccountCommand::Grant { grant: *grant })?;
        }
        accounts::note_password(tx, by, actor.account)?;
    }
    Ok(())
}

/// A step that a rule refused: its story ends before it.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The matter.
    pub matter: MatterId,
    /// What was wanted, and the rule that refused it.
    pub why: String,
}

/// Performs steps in order; stories whose step was refused go no further.
pub(super) fn perform(
    tx: &mut Tx<'_>,
    world: &World,
    standing: &Standing,
    steps: &[Step],
    over: &mut HashSet<MatterId>,
) -> Result<Vec<Broken>, ActError> {
    let mut broken = Vec::new();
    for step in steps {
        let asker = match step.who {
            Some(who) => Asker::person(&world.people.members[who].actor, step.at),
            None => Asker::system(step.at),
        };
        let around = standing.around(asker);
        let (matter, done) = match &step.deed {
            Deed::Act(id, _) if over.contains(id) => continue,
            Deed::Act(id, command) => (*id, act(tx, around, *id, command, None).map(drop)),
            Deed::ApproveAll(ids) => (
                ids.first().copied().unwrap_or(MatterId(uuid::Uuid::nil())),
                approve_batch(tx, around, ids).map(drop),
            ),
        };
        match done {
            Ok(()) => {}
            Err(ActError::Db(error)) => return Err(error.into()),
            Err(other) => {
                over.insert(matter);
                broken.push(Broken { matter, why: told(step, &other) });
            }
        }
    }
    Ok(broken)
}

fn told(step: &Step, error: &ActError) -> String {
    let wanted = match &step.deed {
        Deed::Act(_, command) => command.action().map_or("recompute", bangdu_core::people::Action::code),
        Deed::ApproveAll(_) => "approve_all",
    };
    match error {
        ActError::Refused(refusal) => format!("{wanted}: {} {:?}", refusal.rule.code, refusal.why),
        other => format!("{wanted}: {other}"),
    }
}
