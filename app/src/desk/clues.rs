//! Clues that wait to be screened, for whoever screens them.

use super::looked::Look;
use crate::{
    act::ActError,
    board::clues::{Waiting, waiting},
    db::Tx,
};

/// So many are shown; the list has the rest.
const SHOWN: usize = 3;
/// More than this is not counted.
const COUNTED: usize = 100;

/// The clues that stand on a desk.
#[derive(Default)]
pub(super) struct Clues {
    /// Those that have waited longest.
    pub rows: Vec<Clue>,
    pub count: String,
    /// Whether more wait than are shown.
    pub more: bool,
}

/// One.
pub(super) struct Clue {
    pub href: String,
    /// Its first words.
    pub text: String,
    /// What it is about.
    pub matter: String,
    pub received: String,
}

impl Clues {
    /// Of the offices whose clues the reader screens, within the area that the desk is narrowed to.
    pub fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Clues, ActError> {
        let found = waiting(tx, look.around, &look.units, COUNTED + 1)?;
        let count = if found.len() > COUNTED { format!("{COUNTED}+") } else { found.len().to_string() };
        let more = found.len() > SHOWN;
        let row = |clue: Waiting| Clue {
            href: format!("/clues/{}", clue.receipt),
            received: look.at(clue.received_at),
            text: clue.text,
            matter: clue.matter,
        };
        Ok(Clues { rows: found.into_iter().take(SHOWN).map(row).collect(), count, more })
    }
}
