//! When does a limit end, and why: the arithmetic together with its explanation, day by day, as
//! data. Sentences are made of it in [`super::explain`].
//!
//! The rules (`domain.md` "Time"; the words of 帮督工作机制 where no decree speaks)
//!
//! | rule | how |
//! |---|---|
//! | day of receipt | not counted |
//! | receipt after the cut-off | counts as received on the next working day; at the cut-off exactly is still in time |
//! | receipt on a rest day | counts as received on the next working day, else what comes on a Saturday would be due before what came on Friday evening |
//! | working days | only working days count, make-up days among them |
//! | natural days | every day counts; an end on a rest day moves to the next working day |
//! | zero days | due on the day of receipt |
//! | end | the last day's cut-off |
//! | fixed date | stays where it is, with a warning when it is a rest day |
//! | pause | a day does not count when the clock stands still **at its cut-off** (`from <= cut-off < to`). So a pause costs as many days as it has cut-offs, two pauses that touch cost what one would, and a pause that begins and ends within a day costs none. A limit never ends on such a day |
//! | before | the last working day after whose cut-off exactly `n` working days are left, the deadline's own included |
//!
//! A result is provisional when a day on the way lies in a year whose notice is not known.

use super::{Calendar, DayKind, Rest};
use crate::instant::Instant;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The longest limit that is reckoned, in days: ten years.
pub const LONGEST: u32 = 3660;

/// How many days one reckoning may walk over, pauses included.
const WALK: usize = 12_000;

/// Which days a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// 工作日.
    Working,
    /// 自然日.
    Natural,
}

/// A time during which the clock stands still (a suspension, waiting for the office's decision).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Its beginning.
    pub from: Instant,
    /// Its end, no longer part of it.
    pub to: Instant,
}

impl Pause {
    fn holds_at(&self, at: Instant) -> bool {
        self.from <= at && at < self.to
    }
}

/// The limit that was reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// So many days from receipt.
    Within {
        /// How many.
        days: u32,
        /// Of which kind.
        kind: Days,
    },
    /// A fixed date.
    On,
    /// So many working days before a date.
    Before {
        /// How many.
        days: u32,
    },
}

/// The end of a limit, with the way there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reckoned {
    /// The instant at which it ends: the cut-off of `end_date`.
    pub end: Instant,
    /// The day on which it ends.
    pub end_date: Date,
    /// What was reckoned.
    pub limit: Limit,
    /// Whether a day on the way lies in a year whose notice is not known.
    pub provisional: bool,
    /// What the person who sets the limit should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<Warning>,
    /// Every day on the way, in walking order ([`Limit::Before`] walks back).
    pub days: Vec<Step>,
    /// [`Calendar::version`] of the calendar that was used.
    pub calendar_version: String,
}

/// What is odd about an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// A fixed date is a rest day; it stays there.
    OnRestDay(Rest),
}

/// One day on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The day.
    pub date: Date,
    /// What kind of day it is.
    pub kind: DayKind,
    /// The how-manieth day it is, when it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<u32>,
    /// Why it counts or doesn't.
    pub why: Why,
}

/// Why a day counts or doesn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It counts.
    Counted,
    /// It counts: a weekend day that is worked.
    MakeUp,
    /// The day of receipt.
    Receipt,
    /// It came in after this day's cut-off: received on the next working day.
    AfterCutoff,
    /// It came in on this rest day: received on the next working day.
    RestDayReceipt,
    /// The working day that stands for the day of receipt.
    DeemedReceipt,
    /// Saturday or Sunday.
    Weekend,
    /// A holiday.
    Holiday,
    /// The clock stood still.
    Paused,
    /// The end moved here from a rest day.
    MovedTo,
    /// The fixed date itself.
    Fixed,
    /// The working day that lies the asked number of days before a date.
    Before,
}

/// The limit is longer than [`LONGEST`], pauses never end, or the calendar does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the limit can't be reckoned: it is longer than {LONGEST} days or never ends")]
pub struct TooFar;

impl Calendar {
    /// The day that counts as the day of receipt for what came in at `at`.
    ///
    /// # Errors
    /// Only at the end of the calendar.
    pub fn receipt_day(&self, at: Instant) -> Result<Date, TooFar> {
        let days = self.arrival(at)?;
        days.last().map(|step| step.date).ok_or(TooFar)
    }

    /// `n` working days from receipt.
    ///
    /// # Errors
    /// More than [`LONGEST`] days.
    pub fn working_days_from(&self, receipt: Instant, n: u32) -> Result<Reckoned, TooFar> {
        self.within(receipt, n, Days::Working, &[])
    }

    /// `n` natural days from receipt; an end on a rest day moves to the next working day.
    ///
    /// # Errors
    /// More than [`LONGEST`] days.
    pub fn natural_days_from(&self, receipt: Instant, n: u32) -> Result<Reckoned, TooFar> {
        self.within(receipt, n, Days::Natural, &[])
    }

    /// `n` days from receipt, during the `pauses` of which the clock stood still.
    ///
    /// # Errors
    /// More than [`LONGEST`] days, or a pause that never ends.
    pub fn within(&self, receipt: Instant, n: u32, kind: Days, pauses: &[Pause]) -> Result<Reckoned, TooFar> {
        if n > LONGEST {
            return Err(TooFar);
        }
        let mut days = self.arrival(receipt)?;
        let mut date = days.last().map(|step| step.date).ok_or(TooFar)?;
        let mut counted = 0;
        while counted < n {
            date = next(date, &days)?;
            let step = self.count(date, counted + 1, kind, pauses);
            counted += u32::from(step.counted.is_some());
            days.push(step);
        }
        while !self.may_end_on(date, pauses) {
            date = next(date, &days)?;
            days.push(self.moved(date, pauses));
        }
        Ok(self.reckoned(date, Limit::Within { days: n, kind }, days))
    }

    /// A fixed date: it stays, with a warning when it is a rest day.
    pub fn on(&self, date: Date) -> Reckoned {
        let step = Step { date, kind: self.day(date), counted: None, why: Why::Fixed };
        let warning = match &step.kind {
            DayKind::Rest(rest) => Some(Warning::OnRestDay(rest.clone())),
            DayKind::Working { .. } => None,
        };
        Reckoned { warning, ..self.reckoned(date, Limit::On, vec![step]) }
    }

    /// The last working day after whose cut-off exactly `n` working days are left until the end of
    /// `deadline`. With 0 it is the deadline itself, or the last working day before it.
    ///
    /// # Errors
    /// More than [`LONGEST`] days.
    pub fn before(&self, deadline: Date, n: u32) -> Result<Reckoned, TooFar> {
        if n > LONGEST {
            return Err(TooFar);
        }
        let mut days = Vec::new();
        let mut date = deadline;
        let mut counted = 0;
        loop {
            let mut step = self.count(date, counted + 1, Days::Working, &[]);
            let found = counted == n && step.counted.is_some();
            if found {
                (step.counted, step.why) = (None, Why::Before);
            }
            counted += u32::from(step.counted.is_some());
            days.push(step);
            if found {
                return Ok(self.reckoned(date, Limit::Before { days: n }, days));
            }
            date = date.yesterday().map_err(|_| TooFar)?;
        }
    }

    /// The days from the one on which `at` lies to the day that counts as the day of receipt.
    fn arrival(&self, at: Instant) -> Result<Vec<Step>, TooFar> {
        let mut date = self.date_of(at);
        let step = self.plain(date);
        let why = match step.kind {
            DayKind::Rest(_) => Why::RestDayReceipt,
            DayKind::Working { .. } if at > self.cutoff_of(date) => Why::AfterCutoff,
            DayKind::Working { .. } => return Ok(vec![Step { why: Why::Receipt, ..step }]),
        };
        let mut days = vec![Step { why, ..step }];
        loop {
            date = next(date, &days)?;
            let step = self.plain(date);
            if step.kind.is_working() {
                days.push(Step { why: Why::DeemedReceipt, ..step });
                return Ok(days);
            }
            days.push(step);
        }
    }

    fn count(&self, date: Date, nth: u32, kind: Days, pauses: &[Pause]) -> Step {
        let step = self.plain(date);
        let counts = kind == Days::Natural || step.kind.is_working();
        if !counts {
            step
        } else if self.is_paused(date, pauses) {
            Step { why: Why::Paused, ..step }
        } else {
            let why = if kind == Days::Natural { Why::Counted } else { step.why };
            Step { counted: Some(nth), why, ..step }
        }
    }

    fn moved(&self, date: Date, pauses: &[Pause]) -> Step {
        let step = self.plain(date);
        let why = match step.kind {
            DayKind::Rest(_) => step.why,
            DayKind::Working { .. } if self.is_paused(date, pauses) => Why::Paused,
            DayKind::Working { .. } => Why::MovedTo,
        };
        Step { why, ..step }
    }

    fn plain(&self, date: Date) -> Step {
        let kind = self.day(date);
        let why = match kind {
            DayKind::Working { make_up: Some(_) } => Why::MakeUp,
            DayKind::Working { make_up: None } => Why::Counted,
            DayKind::Rest(Rest::Weekend) => Why::Weekend,
            DayKind::Rest(Rest::Holiday(_)) => Why::Holiday,
        };
        Step { date, kind, counted: None, why }
    }

    fn may_end_on(&self, date: Date, pauses: &[Pause]) -> bool {
        self.is_working(date) && !self.is_paused(date, pauses)
    }

    fn is_paused(&self, date: Date, pauses: &[Pause]) -> bool {
        let cutoff = self.cutoff_of(date);
        pauses.iter().any(|pause| pause.holds_at(cutoff))
    }

    fn reckoned(&self, end_date: Date, limit: Limit, days: Vec<Step>) -> Reckoned {
        Reckoned {
            end: self.cutoff_of(end_date),
            end_date,
            limit,
            provisional: days.iter().any(|step| !self.is_known_day(step.date)),
            warning: None,
            days,
            calendar_version: self.version(),
        }
    }
}

fn next(date: Date, walked: &[Step]) -> Result<Date, TooFar> {
    if walked.len() >= WALK {
        return Err(TooFar);
    }
    date.tomorrow().map_err(|_| TooFar)
}
