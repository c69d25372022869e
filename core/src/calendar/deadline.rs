//! The kinds of deadline, and their end. Extensions and resumptions make a new `On`; what is
//! done about a deadline (lights, urging) is the matter's business.

use super::{Calendar, Days, Pause, Reckoned, TooFar, reckon::LONGEST};
use crate::{
    instant::Instant,
    phrase,
    phrase::Phrase,
    refusal::{Refusal, Rule},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// By when something is due (完成时限).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deadline {
    /// A date. It stays when it is a rest day; pauses don't move it.
    On(Date),
    /// So many days from assignment. Pauses move it.
    Within {
        /// How many.
        days: u32,
        /// Of which kind.
        kind: Days,
    },
    /// 长期: never red, rounds only.
    Standing,
    /// 时限待定: a ledger names none, and somebody said that it is still to be settled. Nothing runs until then.
    Open,
}

/// A limit must have an end that can be reckoned.
pub const REACHABLE: Rule = Rule::ours("deadline.reachable", "时限可计算", "A limit must end");

impl Deadline {
    /// When it ends for what was assigned at `assigned_at`; nothing for a standing one.
    ///
    /// # Errors
    /// More than [`LONGEST`] days, or a pause without end.
    pub fn reckon(
        &self,
        calendar: &Calendar,
        assigned_at: Instant,
        pauses: &[Pause],
    ) -> Result<Option<Reckoned>, TooFar> {
        match *self {
            Deadline::On(date) => Ok(Some(calendar.on(date))),
            Deadline::Within { days, kind } => calendar.within(assigned_at, days, kind, pauses).map(Some),
            Deadline::Standing | Deadline::Open => Ok(None),
        }
    }

    /// The deadline in words.
    pub fn phrase(&self) -> Phrase {
        match *self {
            Deadline::On(date) => phrase!("{0}前", "by {0}", date),
            Deadline::Within { days, kind: Days::Working } => {
                phrase!("{0}个工作日内", "within {0} working days", days)
            }
            Deadline::Within { days, kind: Days::Natural } => {
                phrase!("{0}日内", "within {0} days", days)
            }
            Deadline::Standing => phrase!("长期", "standing"),
            Deadline::Open => phrase!("时限待定", "to be settled"),
        }
    }
}

impl From<TooFar> for Refusal {
    fn from(TooFar: TooFar) -> Refusal {
        REACHABLE.refuse(
            phrase!(
                "时限超过{0}日或暂停未定截止，无法计算到期日",
                "The limit is longer than {0} days or its pause has no end, so its last day can't be reckoned",
                LONGEST
            ),
            phrase!("请改填具体日期，或设为“长期”", "Give a date, or make it standing"),
        )
    }
}
