//! What can't wait, and what the ordinary way doesn't solve: single messages that are urgent, hard, or both, each with
//! the words behind it. The rule is an analyst's, docs/URGENT.md, and came before the program.
//!
//! # How it works
//!
//! A letter is cut at its marks into clauses. [`cues`] is a table of signs: an anchor (停水) in a clause, and what must
//! stand in it or beside it (三天). How a sign stands ([`clauses`]) scales it: denied (没有人受伤) it is nothing;
//! supposed (一旦起火), feared or asked it is less, told of elsewhere (据报道) half. In a title it counts a quarter
//! more. Of each ground (supply, wages, passed on …) the strongest sign counts, and grounds add with falling weight,
//! so that a long letter doesn't become urgent by its length. That gives two grades on the rule's scale 0 to 3: urgency and
//! hardness, each called at 2. The score is how likely it is that an analyst calls it urgent or hard.
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
//! - It knows signs, not the world: a danger in words that no sign has is missed (分期 is not 分崩, a pun is a threat).
//! - Irony, and a denial that stands after the word (火灾没有发生) or in another clause.
//! - A letter that lists everything that ever went wrong looks worse than a short one with one grave thing.
//! - How long ago something was depends on the letter's date; without one, calendar years say nothing.

mod alarm;
mod clauses;
mod cues;
mod durations;
mod grade;

pub use alarm::{Alarm, Danger};
pub use grade::{Called, Ground, Judgement, Rule, Sign};

#[cfg(test)]
mod tests;
