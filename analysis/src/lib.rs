//! Computing on text and numbers. Pure, and ignorant of matters: rooms arrive with the work that needs them.
//!
//! - [`words`]: from a letter as people write it to the words that say something.
//! - [`places`]: names of places and things, by form and context.
//! - [`groups`]: letters that say the same; how much they matter, and why.

mod digest;
pub mod groups;
pub mod places;
pub mod route;
pub mod words;
