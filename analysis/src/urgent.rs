//! What can't wait, and what the ordinary way doesn't solve: single messages that are urgent, hard, or both, each with
//! the words behind it. The rule is an analyst's, docs/URGENT.md, and came before the program.
//!
//! # How it works
//!
//! A letter is cut at its marks into clauses. [`cues`] holds tables of signs: an anchor (停水) in a clause, and what must
//! stand in it, near it or anywhere (三天). A word counts only where the text has it as a word: there is no 重伤 in
//! 严重伤害. How a sign stands ([`clauses`]) scales it: denied (没有人受伤) it is nothing; supposed (一旦起火), feared
//! or asked it is less, told of elsewhere (据报道) half. What comes up only far down counts three quarters, what is said
//! again a quarter more ([`reading`]).
//!
//! Each sign has points; their sum, from a base on, is the logarithm of the odds that an analyst calls the message urgent,
//! and likewise hard; each is called from one half on. The points are a person's, corrected by ridge regression towards
//! them on an analyst's labels, set on the scale that held in cross-validation, and rounded. The score joins both
//! likelihoods as if they were apart, with hardness counting a little less: a life at stake comes before a long wait.
//!
//! A threat to life that is told as present is an [`Alarm`] for 110, 119 or 120, whatever the score: it goes to a person at
//! once and apart from any list. Alarms are meant to be too many rather than too few.
//!
//! # What it costs
//!
//! About a tenth of a millisecond a letter, no memory between letters.
//!
//! # Where it fails
//!
//! - It knows signs, not the world: a danger in words that no sign has is missed (a pun is a threat).
//! - Irony, and a denial that stands after the word (火灾没有发生) or in another clause.
//! - A past beating that is told as the writer's grievance looks like one that goes on.
//! - A letter that lists everything that ever went wrong looks worse than a short one with one grave thing.
//! - How long ago something was depends on the letter's date; without one, calendar years say nothing.

mod alarm;
mod clauses;
mod cues;
mod durations;
mod grade;
mod reading;

pub use alarm::{Alarm, Danger};
pub use grade::{Called, Ground, Judgement, Rule, Sign};

#[cfg(test)]
mod tests;
