//! The provable record.

pub mod canonical;
pub mod checkpoint;
pub mod digest;
pub mod entry;
pub mod export;
pub mod log;
pub mod private;
pub mod proof;
pub mod signer;
pub mod verify;
