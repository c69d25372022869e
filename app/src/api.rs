//! The JSON API under `/api/v1`: who asks, how often, and the document that describes it. What can be
//! asked stands in the rooms' own `api` files.

pub mod idempotency;
pub mod reference;
pub mod store;
pub mod token;

pub use idempotency::{Answer, Once};
pub use token::Caller;
