//! One test binary.

mod engines;
mod store;
