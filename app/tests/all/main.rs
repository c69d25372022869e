//! One test binary.

mod contrast;
mod engines;
mod house;
mod jobs;
mod journal;
mod pages;
mod people;
mod store;
