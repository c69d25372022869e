//! Filling teams from a pool (交叉组队): who may sit where, what a roster costs, whether it keeps every rule.

pub mod anneal;
pub mod check;
pub mod column;
mod columns;
mod cover;
mod dive;
mod exact;
pub mod fault;
pub mod flow;
pub mod greedy;
pub mod impossible;
pub mod instance;
mod mend;
pub mod model;
pub mod portfolio;
pub mod price;
pub mod reasons;
pub mod roster;
mod rounds;
pub mod rules;
pub mod solve;
#[cfg(test)]
mod tests;
mod wishes;

pub use check::{Objective, Verdict, Violation, check};
pub use fault::Fault;
pub use impossible::Impossible;
pub use instance::{Instance, Mix, Person, Seat, Team, Unit, Weights};
pub use model::{Candidate, Model, NOBODY};
pub use roster::Roster;
pub use rules::{Bar, bars, seat_cost};
pub use solve::{Options, Outcome, Progress, Solved, solve};
