//! The solver against brute force, and its parts against each other.

mod deltas;
mod pools;
mod whole;
