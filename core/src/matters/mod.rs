//! 督查事项: anything that is struck off at the end, from 立项 to 销号.
//!
//! [`decide()`] takes a matter, a command and the facts and answers with events or a refusal;
//! [`apply()`] says what an event makes of a matter. The rules stand in one file per ability:
//! `registration`, `assigning`, `reporting`, `timing`, `urging`, `helping`, `verifying`, `closing`,
//! `amending`, `takeover`, `instructing`. `moments` reckons the instants at which something changes, `lights` and
//! `holder` tell from them how a matter looks now, `late` what wasn't done in time, `sentence` tells the story, `letters` how it is found, `offers` what somebody
//! may do next, `todo` what waits for whom.

mod amended;
mod amending;
mod apply;
mod asked;
mod assigning;
mod beginning;
mod closing;
mod command;
mod decide;
mod ends;
mod event;
mod facts;
mod gates;
mod helping;
mod holder;
mod indicator;
pub mod instructing;
mod late;
mod letters;
mod lights;
mod matter;
mod moments;
mod offers;
mod parts;
mod registration;
mod reporting;
#[cfg(test)]
pub(crate) mod sample;
mod sentence;
mod takeover;
#[cfg(test)]
mod tests;
mod timing;
mod todo;
pub mod urged_twice;
mod urging;
mod verifying;
mod words;

pub use amending::{deadline_amendable, deadline_reassignable, may_amend_deadline};
pub use apply::apply;
pub use asked::{
    Change, DraftMatter, LedgerReport, NewAssignment, NewHelp, NewInstruction, NewReport, TakeOver,
};
pub use assigning::kept_deadline;
pub use closing::superiors;
pub use command::Command;
pub use decide::{decide, decide_batch};
pub use ends::*;
pub use event::{
    Adopted, AdoptedReport, Drafted, Event, Instructed, Issued, Lapsed, LookedBack, Reported, Urged, What,
};
pub use facts::{By, Facts, OpenLayer};
pub use holder::holder;
pub use indicator::Indicator;
pub use late::{Late, late, late_share};
pub use letters::{beginnings, is_letters, letters, tails};
pub use lights::{Shown, assignment_light, light, light_of};
pub use matter::{Matter, State};
pub use moments::{
    Due, Moments, Share, Turn, assigned_on, missed_twice, next_report_due, plan_and_actual, planned_on,
    reckon,
};
pub use offers::{OFFERS, Offer, helps_to_answer, offer, offers, shares};
pub use parts::*;
pub use registration::LONGEST_TITLE;
pub use sentence::sentence;
pub use todo::{MayTake, Todo, TodoKind, may_take, todos};
pub use urging::{
    Answer, Asked, Pressed, Pressing, Timely, addressees, addressees_among, helped_first, pressed,
    usual_answer_by,
};
pub use verifying::time_that_remains;
pub use words::*;
