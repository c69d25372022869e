//! Signing in: passwords, second factors, lock-out, one-time links. What happened is noted in the
//! account's stream; secrets stay in tables of their own and never in the record.

pub mod act;
mod known;
pub mod offered;
pub mod pages;
mod password;
pub mod sample;
mod second;
mod store;

pub use known::ask;
pub use password::{Hasher, hash_now as hash_password};
pub use store::{forget_factor, issue_link, set_password as keep_password, sweep_links};
