//! Computing on text and numbers. Pure, and ignorant of matters: rooms arrive with the work that needs them.
//!
//! - [`words`]: from a letter as people write it to the words that say something.

pub mod route;
pub mod words;
