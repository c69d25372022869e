//! Filling teams from a pool (交叉组队): who may sit where, what a roster costs, whether it keeps every rule.

pub mod check;
pub mod fault;
pub mod instance;
pub mod model;
pub mod roster;
pub mod rules;

pub use check::{Objective, Verdict, Violation, check};
pub use fault::Fault;
pub use instance::{Instance, Mix, Person, Seat, Team, Unit, Weights};
pub use model::{Candidate, Model, NOBODY};
pub use roster::Roster;
pub use rules::{Bar, bars, seat_cost};
