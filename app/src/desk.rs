//! 工作台: what must I do now? Reads across the matters and writes nothing. Which steps wait for whom is
//! core's (`todos`), and so is who may take them (`may_take`); the statement asks for those alone.

mod pages;
mod waiting;

pub use pages::{router, samples};
