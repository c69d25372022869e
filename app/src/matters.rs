//! 督查事项: the room of the loop. `act` is the only caller of core's `decide`; `store` and `lights` hold
//! the SQL; `list` reads for pages and API; `sweep` does what time asks for.

pub mod act;
pub mod api;
pub mod lights;
pub mod list;
pub mod store;
pub mod sweep;
