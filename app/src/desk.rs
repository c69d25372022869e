//! 工作台: what must I do now? Reads across the matters and writes nothing. Which steps wait for whom is
//! core's (`todos`); which of them this person may take is asked here, in [`waiting`] and nowhere else.

mod pages;
mod store;
mod waiting;

pub use pages::{router, samples};
