//! The journal as the auditor reads it: newest first, each entry as a sentence, with its hash and its place
//! in the log. Reads and changes nothing. How the record is kept and proven is in `journal`.

mod pages;
mod store;
mod told;

pub use pages::{router, samples};
