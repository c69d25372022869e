//! How many rows of a waiting ledger would do what.

use super::{Standing, waiting::Opened};
use serde::Serialize;
use utoipa::ToSchema;

/// How many rows would do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// Rows that were read.
    pub read: usize,
    /// They become matters.
    pub new: usize,
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
    /// Of a waiting ledger as it was opened.
    pub fn of(opened: &Opened) -> Counts {
        let understood = &opened.prepared.understood;
        let refused = understood.refused.len();
        let mut counts = Counts { read: understood.rows.len() + refused, refused, ..Counts::default() };
        for standing in &opened.standings {
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

    /// Whether a confirm has anything to do.
    pub fn any(&self) -> bool {
        self.read > 0
    }
}
