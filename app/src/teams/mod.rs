//! The room of cross teams (交叉组队) at the command line: instance files in, solution files out. The
//! computing is `bangdu_analysis::team`'s, which sees integers only.

pub mod explain;
pub mod instance;
pub mod limits;
pub mod memory;
pub mod portfolio;
pub mod solution;
pub mod solve;
