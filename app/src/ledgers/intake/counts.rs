//! How many rows of a waiting ledger would do what.

use super::Standing;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many rows would do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counts {
    /// Rows that were read.
    pub read: usize,
    /// They become matters.
    pub new: usize,
    /// They would, were it settled which unit leads.
    #[serde(default)]
    pub unled: usize,
    /// They would, were it settled which units their other names mean.
    #[serde(default)]
    pub unsettled: usize,
    /// They say what is known.
    pub unchanged: usize,
    /// They bring progress.
    pub progress: usize,
    /// Title, deadline or units differ.
    pub changed: usize,
    /// They fit several matters.
    pub ambiguous: usize,
    /// They weren't understood and are given back.
    pub refused: usize,
}

impl Counts {
    /// Of rows that are refused, and others that would do this.
    pub fn of(refused: usize, standings: &[Standing]) -> Counts {
        let mut counts = Counts { read: standings.len() + refused, refused, ..Counts::default() };
        for standing in standings {
            *match standing {
                Standing::New => &mut counts.new,
                Standing::Unchanged(_) => &mut counts.unchanged,
                Standing::Progress(_) => &mut counts.progress,
                Standing::Changed(_) => &mut counts.changed,
                Standing::Ambiguous(_) => &mut counts.ambiguous,
            } += 1;
        }
        counts
    }

    /// With so many of the new ones held back: without a lead unit that stands, or with another name that must be
    /// decided first.
    pub fn held(self, unled: usize, unsettled: usize) -> Counts {
        Counts { new: self.new.saturating_sub(unled + unsettled), unled, unsettled, ..self }
    }

    /// Rows that a confirm would take, as it stands.
    pub fn takeable(&self) -> usize {
        self.new + self.unchanged + self.progress + self.changed
    }

    /// Whether a confirm has anything to do.
    pub fn any(&self) -> bool {
        self.read > 0
    }
}
