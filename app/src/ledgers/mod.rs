//! 台账: ledger files. `read` turns bytes into a grid, `understand` the grid into matters with a
//! remark per cell, `write` gives ledgers and refused rows back as .xlsx. Nothing here knows the store.

pub mod read;
pub mod understand;
pub mod write;
