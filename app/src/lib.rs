//! Everything that touches the world.

pub mod db;
pub mod ledgers;
