//! What single cells say. Each file reads one kind of value and says nothing about rows.

pub mod date;
pub mod light;
pub mod personal;
pub mod persons;
pub mod rate;
pub mod reports;
pub mod units;
