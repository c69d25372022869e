//! The provable record.

pub mod canonical;
pub mod digest;
pub mod entry;
pub mod log;
pub mod proof;
