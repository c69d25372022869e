//! Everything that touches the world.

pub mod clock;
pub mod cx;
pub mod db;
pub mod jobs;
pub mod journal;
pub mod ledgers;
