//! The demo city: an invented Quanzhou to look at and to learn on. Its people, matters and passwords exist only in
//! a store that is marked as a demo; everything in it was done by ordinary acts, dated in the past.

mod act;
mod board;
mod campaigns;
mod cases;
mod cast;
mod closing;
mod days;
mod fill;
mod goals;
mod layers;
mod livelihood;
mod names;
mod passwords;
mod people;
mod places;
mod projects;
mod seed;
mod store;
mod story;
mod topics;
mod units;

pub use act::Broken;
pub use fill::{Filled, Size, fill};
pub use passwords::{Offer, offered, offers};
pub use store::{Mark, mark};
