//! What the API's acts take, parsed once into commands. Codes are those of core's vocabularies.

mod draft;
mod step;

pub use draft::*;
pub use step::*;

use crate::{cx, web::error::Error};
use bangdu_core::{
    calendar::{Days, Deadline},
    ids::{AssignmentId, UnitId},
    matters::{NewAssignment, Outcome, Part},
};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

/// A deadline: one of `on`, `working_days`, `natural_days`, or `standing`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineBody {
    /// A day, `2026-12-31`.
    #[schema(value_type = Option<String>)]
    on: Option<Date>,
    /// So many working days from assignment.
    working_days: Option<u32>,
    /// So many natural days from assignment.
    natural_days: Option<u32>,
    /// 长期.
    #[serde(default)]
    standing: bool,
    /// 时限待定.
    #[serde(default)]
    open: bool,
}

impl DeadlineBody {
    pub(super) fn deadline(&self) -> Result<Deadline, Error> {
        match (self.on, self.working_days, self.natural_days, self.standing, self.open) {
            (Some(day), None, None, false, false) => Ok(Deadline::On(day)),
            (None, Some(days), None, false, false) => Ok(Deadline::Within { days, kind: Days::Working }),
            (None, None, Some(days), false, false) => Ok(Deadline::Within { days, kind: Days::Natural }),
            (None, None, None, true, false) => Ok(Deadline::Standing),
            (None, None, None, false, true) => Ok(Deadline::Open),
            _ => Err(super::bad("deadline")),
        }
    }
}

/// A unit's share to be given.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareBody {
    /// Whose.
    #[schema(value_type = String)]
    unit: UnitId,
    /// lead, responsible or assisting.
    part: String,
    /// What it is to do, where it differs.
    #[serde(default)]
    task: String,
    /// Its own deadline.
    deadline: Option<DeadlineBody>,
}

impl ShareBody {
    pub(super) fn share(&self) -> Result<NewAssignment, Error> {
        Ok(NewAssignment {
            id: AssignmentId(cx::new_id()),
            unit: self.unit,
            part: code("part", &self.part, Part::from_code)?,
            task: self.task.clone(),
            deadline: self.deadline.as_ref().map(DeadlineBody::deadline).transpose()?,
        })
    }
}

pub(super) fn shares(list: &[ShareBody]) -> Result<Vec<NewAssignment>, Error> {
    list.iter().map(ShareBody::share).collect()
}

pub(super) fn code<T>(field: &str, text: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    read(text).ok_or_else(|| super::bad(field))
}

pub(super) fn need<T>(field: &str, value: Option<T>) -> Result<T, Error> {
    value.ok_or_else(|| super::bad(field))
}

/// With which outcome a matter is to be closed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeBody {
    /// solved, staged, standing, explained, merged or other_channel.
    outcome: String,
    /// For `staged`: when it is looked at next.
    #[schema(value_type = Option<String>)]
    next_check: Option<Date>,
    /// For `explained`: why it can't be done.
    why: Option<String>,
    /// For `explained`: who accepted that.
    accepted_by: Option<String>,
    /// For `merged`: into which matter.
    #[schema(value_type = Option<String>)]
    into: Option<bangdu_core::ids::MatterId>,
    /// For `other_channel`: which.
    channel: Option<String>,
}

impl OutcomeBody {
    pub(super) fn outcome(&self) -> Result<Outcome, Error> {
        Ok(match self.outcome.as_str() {
            "solved" => Outcome::Solved,
            "staged" => Outcome::Staged { next_check: need("next_check", self.next_check)? },
            "standing" => Outcome::Standing,
            "explained" => Outcome::Explained {
                why: self.why.clone().unwrap_or_default(),
                accepted_by: self.accepted_by.clone().unwrap_or_default(),
            },
            "merged" => Outcome::Merged { into: need("into", self.into)? },
            "other_channel" => Outcome::OtherChannel { channel: self.channel.clone().unwrap_or_default() },
            _ => return Err(super::bad("outcome")),
        })
    }
}
