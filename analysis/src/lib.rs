//! Computing on text and numbers. Pure, and ignorant of matters: rooms arrive with the work that needs them.

pub mod route;
pub mod team;
