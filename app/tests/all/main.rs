//! One test binary.

mod contrast;
mod engines;
mod jobs;
mod journal;
mod pages;
mod store;
