//! Special campaigns (专项行动).

pub mod act;
pub mod api;
pub mod pages;
pub mod rules_form;
pub mod store;
