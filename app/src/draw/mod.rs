//! The room of verifiable draws (随机抽取) at the command line: a register file, secrets in files of their own, the sealed
//! part of a freeze. What may follow what is the record's to say (`bangdu_record::draw`); here are only files, the
//! clock and randomness.

pub mod freeze;
pub mod register;
pub mod secret;
pub mod verify;
