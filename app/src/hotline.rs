//! 12345: what many people say, what can't wait, and where it belongs. Reads the messages' files and writes the
//! results; what is computed on them is the analysis crate's.

pub mod classify;
pub mod corrections;
pub mod going;
pub mod hotspots;
pub mod kinds;
pub mod messages;
pub mod results;
pub mod similar;
pub mod urgent;
