//! 公示牌: what the public is told, and what it writes back.
//!
//! Inside stand the office's pages ([`pages`]), the rules' two doors ([`act`]) and the table ([`store`]).
//! [`copy`] writes the public copy as plain files; [`outside`] is the small server that shows them on another
//! machine and takes clues. It opens nothing of the office: no store, no session, no key. [`fetch`] brings the
//! clues home.

pub mod act;
pub mod api;
pub mod clues;
pub mod copy;
pub mod fetch;
pub mod line;
mod notice;
pub mod outside;
pub mod pages;
mod qr;
pub mod store;
