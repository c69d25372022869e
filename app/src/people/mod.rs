//! The people's room: units and their tree, persons, accounts, and who is trusted with what.
//!
//! The rules are in `bangdu_core::people`. Not here: passwords, sessions, one-time links (`crate::web`).

pub mod act;
pub mod api;
pub mod directory;
pub mod naming;
pub mod pages;
pub mod scope;
pub mod sign_in;
pub mod store;
pub mod streams;

pub use act::first_start;
