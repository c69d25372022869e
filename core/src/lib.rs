//! What Bangdu decides. No I/O, no clock, no randomness: time, ids and facts arrive as values.
//!
//! Read [`phrase`] and [`refusal`] first (what is said), then the rooms.

pub mod calendar;
pub mod ids;
pub mod instant;
pub mod people;
pub mod phrase;
pub mod refusal;
