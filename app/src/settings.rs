//! The installation's settings: calendar and default rules.

pub mod act;
pub mod api;
pub mod pages;
pub mod store;
