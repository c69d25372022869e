//! Visit routes (走访路线): which squad visits which site when. Here sites are read and plans written; the planning is
//! `bangdu_analysis::route`, and the two files' form is in docs/ROUTES.md.

pub mod bounded;
pub mod hours;
pub mod plan;
pub mod repair;
pub mod sites;
pub mod stop;
pub mod why;
