//! Whose instruction a matter rests on, and which matter an instruction refers to.

use super::parse;
use crate::{
    db::{DbError, Tx},
    params,
};
use bangdu_core::{
    ids::{MatterId, PersonId},
    matters::{Basis, Matter, State},
    who::Who,
};

/// At most so many instructions about one matter are read.
const MOST: i64 = 20;

/// The person of the installation whose instruction it rests on, and who entered it.
fn author(m: &Matter) -> Option<(PersonId, Option<PersonId>)> {
    let (Basis::Instruction(instruction), false) = (&m.origin.basis, is_gone(m)) else { return None };
    let entered = m.handwritten.as_ref().and_then(|written| match written.by {
        Who::Person(person) => Some(person),
        Who::System | Who::Operator => None,
    });
    Some((instruction.author_id?, entered))
}

fn subject(m: &Matter) -> Option<MatterId> {
    m.handwritten.as_ref().and_then(|written| written.about).filter(|_| !is_gone(m))
}

fn is_gone(m: &Matter) -> bool {
    matches!(m.state, State::Discarded)
}

pub(super) fn save(tx: &mut Tx<'_>, before: Option<&Matter>, after: &Matter) -> Result<(), DbError> {
    let now = author(after);
    if before.and_then(author) != now {
        tx.later("DELETE FROM matter_authors WHERE matter = $1", params![after.id])?;
        if let Some((person, entered)) = now {
            tx.later(
                "INSERT INTO matter_authors (matter, person, entered_by) VALUES ($1, $2, $3)",
                params![after.id, person, entered],
            )?;
        }
    }
    let now = subject(after);
    if before.and_then(subject) != now {
        tx.later("DELETE FROM matter_subjects WHERE matter = $1", params![after.id])?;
        if let Some(about) = now {
            tx.later(
                "INSERT INTO matter_subjects (matter, about) VALUES ($1, $2)",
                params![after.id, about],
            )?;
        }
    }
    Ok(())
}

/// The matters that instructions about this one began, newest first.
pub fn about(tx: &mut Tx<'_>, id: MatterId) -> Result<Vec<Matter>, DbError> {
    let rows = tx.rows(
        "SELECT m.doc FROM matter_subjects s JOIN matters m ON m.id = s.matter
         WHERE s.about = $1 ORDER BY s.matter DESC LIMIT $2",
        params![id, MOST],
    )?;
    rows.iter().map(|row| parse(&row.get::<String>(0)?)).collect()
}
