//! 台账: ledger files. `read` turns bytes into a grid, `understand` the grid into matters with a
//! remark per cell, `write` gives ledgers and refused rows back as .xlsx: these three know no store.
//! `intake` takes understood rows over into matters, `outgo` makes a ledger of matters, `pages` shows both to people and
//! `api` to programs.

pub mod api;
mod download;
mod handed;
pub mod intake;
pub mod outgo;
pub mod pages;
pub mod read;
pub mod templates;
mod turns;
pub mod understand;
pub mod write;
