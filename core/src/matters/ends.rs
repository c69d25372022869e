//! What the end of a matter is made of: claim, opinion, verification, the two keys, outcome, what comes
//! after.

use super::parts::FileRef;
use super::words::{Manner, ReturnKind};
use crate::{
    ids::{MatterId, UnitId},
    instant::Instant,
    phrase::Word,
    who::Who,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A claim of completion (办结申请).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// What was achieved.
    pub text: String,
    /// Who claims.
    pub by: Who,
    /// When.
    pub at: Instant,
    /// How the unit's head signed; none for matters taken over as done.
    pub signature: Option<HeadSignature>,
    /// The lead department's first opinion (初审), kept.
    pub preliminary: Option<Opinion>,
}

/// The signature of the unit's head (单位主要负责人审签).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum HeadSignature {
    /// Signed in the system.
    Here {
        /// By this person.
        by: Who,
    },
    /// On paper: the sealed scan.
    Scan {
        /// The head's name.
        name: String,
        /// The sealed scan.
        file: FileRef,
    },
}

/// An opinion on a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Whose.
    pub by: Who,
    /// Of which unit.
    pub unit: UnitId,
    /// For or against.
    pub agrees: bool,
    /// In words.
    pub text: String,
}

/// A claim that passed verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// By whom.
    pub by: Who,
    /// When.
    pub at: Instant,
    /// On paper or on site.
    pub manner: Manner,
    /// In words (核查意见).
    pub opinion: String,
}

/// What time a unit has after its claim was sent back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLeft {
    /// 补办时限: so long it has at least. None where the deadline leaves it more, or there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<CompleteBy>,
    /// The deadline that was moved to give it this time. None where it stays: also where it had passed before the
    /// claim, for what is overdue stays so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Date>,
}

/// 补办时限.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteBy {
    /// The day.
    pub on: Date,
    /// Its cut-off.
    pub at: Instant,
}

/// A claim that was sent back: what its unit must see first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// When.
    pub at: Instant,
    /// To complete or to redo; none where closure was refused.
    pub kind: Option<ReturnKind>,
    /// Why, in words.
    pub opinion: String,
    /// What time is left.
    pub left: TimeLeft,
}

/// What the instruction's author said to the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// When it was reported.
    pub at: Instant,
    /// In words (呈报结果).
    pub text: String,
}

/// The first key of closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Who proposes.
    pub by: Who,
    /// When.
    pub at: Instant,
    /// With which outcome.
    pub outcome: Outcome,
}

/// How a matter ended. Only `Solved` counts as solved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Outcome {
    /// 已解决.
    Solved,
    /// 阶段性办结.
    Staged {
        /// When it is looked at next.
        next_check: Date,
    },
    /// 转常态化推进.
    Standing,
    /// 解释说明.
    Explained {
        /// Why it can't be done.
        why: String,
        /// Who accepted that.
        accepted_by: String,
    },
    /// 并案办理.
    Merged {
        /// Into which.
        into: MatterId,
    },
    /// 移交其他渠道 (信访、诉讼).
    OtherChannel {
        /// Which.
        channel: String,
    },
}

impl Outcome {
    /// Every outcome's code, in the order in which they are offered.
    pub const CODES: &'static [&'static str] =
        &["solved", "staged", "standing", "explained", "merged", "other_channel"];

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Outcome::Solved => "solved",
            Outcome::Staged { .. } => "staged",
            Outcome::Standing => "standing",
            Outcome::Explained { .. } => "explained",
            Outcome::Merged { .. } => "merged",
            Outcome::OtherChannel { .. } => "other_channel",
        }
    }

    /// The word on the screen.
    pub fn word(&self) -> Word {
        Outcome::word_of(self.code())
    }

    /// The word of an outcome's code.
    pub fn word_of(code: &str) -> Word {
        match code {
            "staged" => Word::of("阶段性办结", "Closed for this stage"),
            "standing" => Word::of("转常态化推进", "Turned into standing work"),
            "explained" => Word::of("解释说明", "Explained"),
            "merged" => Word::of("并案办理", "Merged"),
            "other_channel" => Word::of("移交其他渠道", "Handed to another channel"),
            _ => Word::of("已解决", "Solved"),
        }
    }
}

/// How and by whom a matter was struck off (销号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// When.
    pub at: Instant,
    /// The second key.
    pub by: Who,
    /// The first key.
    pub proposal: Proposal,
    /// What was claimed.
    pub claim: Claim,
    /// Who verified it.
    pub verified: Verified,
}

/// A look-back (回头看) that is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookBackDue {
    /// The next one's day.
    pub on: Date,
    /// Those after it.
    pub later: Vec<Date>,
}

/// An open request to withdraw a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Who asks.
    pub by: Who,
    /// Why.
    pub reason: String,
}
