//! Computing on text and numbers. Pure, and ignorant of matters: rooms arrive with the work that needs them.
//!
//! - [`words`]: from a letter as people write it to the words that say something.
//! - [`places`] and [`groups`]: what many people say, where, and which letters belong together.
//! - [`classify`]: where a message belongs, learnt from the office's own decisions.
//! - [`kinds`]: the kinds that analysts use, with their count of people.
//! - [`random`]: the searches' repeatable chance.
//! - [`route`]: which squad goes to which site, in which order and when.
//! - [`similar`]: solved cases that resemble a new text.
//! - [`team`]: who sits on which seat of which team, with a bound, and portfolios for a draw.
//! - [`urgent`]: what can't wait, and what the ordinary way doesn't solve.

pub mod classify;
mod counts;
mod digest;
pub mod groups;
pub mod kinds;
pub mod places;
pub mod random;
pub mod route;
pub mod similar;
pub mod team;
pub mod urgent;
pub mod words;
