//! The solver against brute force, and its parts against each other.

mod deltas;
pub(super) mod pools;
mod whole;
