//! 督查事项: the room of the loop. `act` is the only caller of core's `decide`; `store` holds the SQL, with
//! `list` for what readers see and `lights` for the counts that are kept; `sweep` does what time asks for.
//! Pages: `listing` and its summary, `drafting`, `instructing`, `rounds`.

pub mod act;
pub mod api;
pub mod drafting;
pub mod instructing;
pub mod listing;
pub mod pages;
pub mod rounds;
pub mod store;
mod submitted;
pub mod sweep;
mod urged_lately;

pub use store::{lights, list};
