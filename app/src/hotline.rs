//! 12345: what many people say. Reads the messages' files and writes the results; what is computed on
//! them is the analysis crate's.

pub mod corrections;
pub mod going;
pub mod hotspots;
pub mod messages;
pub mod results;
