//! The rules a campaign may set: limits, lights, rounds, closing. Everything here is a number that
//! an office may change; what it means stands in the matters' rules.

use crate::{
    calendar::{Days, Deadline},
    matters::Urgency,
};
use serde::{Deserialize, Serialize};

/// The settings' name of the rules that hold where no campaign says otherwise.
pub const DEFAULT_RULES_CODE: &str = "default";

/// Limits, lights, rounds and closing, as a campaign or the installation sets them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Working days within which lead and responsible units sign for a matter.
    pub sign_for_days: u32,
    /// Working days from receipt within which a unit may object (0 for urgent matters: the same day).
    pub object_days: u32,
    /// Yellow at so many working days before the deadline …
    pub yellow_days: u32,
    /// … or at this share of the limit in percent, whichever is smaller.
    pub yellow_percent: u32,
    /// Yellow when the schedule is this many points ahead of the actual (percentage points).
    pub slipping_points: u32,
    /// Red when it is more than this many points ahead.
    pub behind_points: u32,
    /// Working days that remain at least after a return from verification.
    pub return_days: u32,
    /// The monthly round, where the campaign asks for one.
    pub round: Option<MonthlyRound>,
    /// Whether a claim must be verified at the place itself.
    pub on_site_verification: bool,
    /// Months after closure at which to look back.
    pub look_back_months: Vec<u32>,
}

/// Reports are due once a month, on this day (moved to the next working day when it is a rest day).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlyRound {
    /// Day of the month, 1–31; beyond a month's end its last day.
    pub day: i8,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            sign_for_days: 1,
            object_days: 2,
            yellow_days: 3,
            yellow_percent: 20,
            slipping_points: 10,
            behind_points: 30,
            return_days: 2,
            round: None,
            on_site_verification: false,
            look_back_months: Vec::new(),
        }
    }
}

impl Rules {
    /// The deadline where nothing was said: 13710 (3 days first answer, 7 days general, 1 month complex).
    pub fn default_deadline(&self, urgency: Urgency) -> Deadline {
        match urgency {
            Urgency::Urgent => Deadline::Within { days: 3, kind: Days::Working },
            Urgency::General => Deadline::Within { days: 7, kind: Days::Working },
            Urgency::Complex => Deadline::Within { days: 30, kind: Days::Natural },
        }
    }
}
