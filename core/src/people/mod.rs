//! People: units and their tree, persons, accounts, and the one table of rights.
//!
//! Here: what a unit, a person and an account are and how they change, who may do what ([`rights`])
//! and who sees what ([`sight`]). Not here: passwords, sessions, one-time links (the web's frame).

pub mod account;
pub mod account_change;
pub mod actor;
pub mod ground;
pub mod initials;
pub mod named;
pub mod near;
pub mod person;
mod places;
pub mod rights;
pub mod role;
pub mod sight;
pub mod tree;
pub mod unit;
pub mod unit_change;

pub use account::{Account, AccountEvent, AccountState};
pub use account_change::{AccountCommand, AccountFacts};
pub use actor::Actor;
pub use ground::Ground;
pub use named::{Meant, Standpoint};
pub use person::{Person, PersonCommand, PersonEvent, PrivateRef};
pub use rights::{Action, allows, require};
pub use role::{Grant, Role};
pub use sight::{Sight, area_units, areas, is_above_counties, office_sight, sees, sight};
pub use tree::UnitTree;
pub use unit::{Level, Unit, UnitEvent, UnitForm, UnitKind};
pub use unit_change::{UnitCommand, UnitFacts};

#[cfg(test)]
mod account_change_test;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod table_test;
#[cfg(test)]
mod unit_test;
