//! Where things happen: a town or street of a county, sometimes with a road.

use super::{seed::Seed, units::COUNTIES};

const ROADS: &[&str] =
    &["新华路", "文兴路", "滨江路", "学府路", "迎宾大道", "工业路", "泉秀路", "湖滨路", "东城大道", "南环路"];

/// A place in the county of this number.
pub fn place(county: usize, chance: &mut Seed) -> String {
    let county = &COUNTIES[county % COUNTIES.len()];
    let town = chance.pick(county.towns);
    let road = if chance.chance(55) { chance.pick(ROADS) } else { "" };
    format!("{}{town}{road}", county.full)
}
