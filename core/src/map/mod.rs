//! The county map (挂图作战): shapes of divisions that an installation imports, which unit each shape is, and
//! how a county's lights colour it. Reading files and drawing are the app's.

mod county_map;
mod tally;

pub use county_map::{CountyMap, MapCommand, MapEvent, Point, Shape, apply, counties, decide, unit_of};
pub use tally::{Heat, Tally};
