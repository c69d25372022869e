//! What Bangdu decides. No I/O, no clock, no randomness: time, ids and facts arrive as values.
//!
//! Read [`phrase`] and [`refusal`] first (what is said), then the rooms: [`calendar`] reckons days,
//! [`people`] knows units and rights, [`campaigns`] keep the numbers that rules run by,
//! [`matters`] holds the loop from 立项 to 销号, [`board`] what the public is told of it, and [`map`] shows
//! where it lags.

pub mod board;
pub mod calendar;
pub mod campaigns;
pub mod desk;
pub mod ids;
pub mod instant;
pub mod map;
pub mod matters;
pub mod people;
pub mod phrase;
pub mod refusal;
pub mod settings;
pub mod shares;
pub mod who;
