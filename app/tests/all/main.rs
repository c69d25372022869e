//! One test binary.

mod engines;
mod jobs;
mod journal;
mod store;
