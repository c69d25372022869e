//! Public pages of which something waits for the reader's yes or no.

use super::looked::Look;
use crate::{act::ActError, board::pages::awaiting, db::Tx};

/// So many are shown; the list has the rest.
const SHOWN: usize = 5;
/// More than this is not counted.
const COUNTED: usize = 100;

/// Those that stand on a desk.
#[derive(Default)]
pub(super) struct Publications {
    pub rows: Vec<Row>,
    pub count: String,
    /// Whether more wait than are shown.
    pub more: bool,
}

/// One matter's.
pub(super) struct Row {
    pub matter: String,
    /// Where it is decided.
    pub href: String,
    pub title: String,
    /// How many of its fields wait for this reader.
    pub fields: usize,
}

impl Publications {
    /// Of the offices whose public pages the reader approves; what the reader proposed is for somebody else.
    pub fn read(tx: &mut Tx<'_>, look: &Look<'_>) -> Result<Publications, ActError> {
        let found = awaiting(tx, look.around, COUNTED + 1)?;
        let count = if found.len() > COUNTED { format!("{COUNTED}+") } else { found.len().to_string() };
        let more = found.len() > SHOWN;
        let rows = found.into_iter().take(SHOWN).map(|waits| Row {
            matter: format!("/matters/{}", waits.matter),
            href: format!("/matters/{}/publication", waits.matter),
            title: waits.title,
            fields: waits.fields,
        });
        Ok(Publications { rows: rows.collect(), count, more })
    }
}
