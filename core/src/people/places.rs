//! Which places the names of units say: what names of an area's units may begin with, and the units by their names
//! without it. Gathered once for a tree, for every page that names a unit asks for it.

use super::{
    initials::plain,
    tree::UnitTree,
    unit::{Level, Unit, UnitKind},
};
use crate::ids::UnitId;
use std::collections::HashMap;

/// A county by its government, or what belongs to no county: the city and its departments.
pub type Area = Option<UnitId>;

/// The places of a tree's units.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// What names of an area's units may begin with, the longest first.
    fronts: Vec<(String, Area)>,
    /// Units by area and by their names without the place.
    bare: HashMap<Area, HashMap<String, Vec<UnitId>>>,
}

/// Words that begin with 市 and don't mean the city's.
const NOT_THE_CITYS: [&str; 7] = ["市场", "市政园林", "市政公用", "市政工程", "市民服务", "市民中心", "市容"];

/// What the names of zones end in: without its 区 such a name is no place.
const ZONES: [&str; 5] = ["开发区", "投资区", "园区", "新区", "高新区"];

/// Endings of a government's name, the longer first.
const GOVERNMENTS: [&str; 4] = ["人民政府", "管理委员会", "管委会", "政府"];

impl Places {
    /// The places of all units that have not ended.
    pub fn of(tree: &UnitTree) -> Places {
        let units = tree.walk().into_iter().map(|(_, unit)| unit);
        let units: Vec<&Unit> = units.filter(|unit| unit.ended.is_none()).collect();
        let mut places = Places { fronts: fronts(tree, &units), bare: HashMap::new() };
        for unit in units {
            let county = tree.county_of(unit.id);
            let area = county.map(|county| county.id);
            for name in [&unit.name, &unit.short_name].into_iter().chain(&unit.aliases) {
                let bare = places.bare_in(county, &plain(name));
                let known = places.bare.entry(area).or_default().entry(bare).or_default();
                if !known.contains(&unit.id) {
                    known.push(unit.id);
                }
            }
        }
        places
    }

    /// The place that a name says where `own` is the county in which it is said, and the name without it.
    pub fn said(&self, name: &str, own: Option<&Unit>) -> Option<(Area, String)> {
        let named = self.fronts.iter().map(|(front, area)| (front.as_str(), *area));
        // The own county's 市 goes before the city's.
        let marks = own.into_iter().flat_map(|county| marks(county).map(|mark| (mark, Some(county.id))));
        let (front, area) = named.chain(marks).chain([("市", None)]).find(|(front, _)| tells(name, front))?;
        Some((area, bare(&name[front.len()..])))
    }

    /// The units of an area that are called so without its place.
    pub fn called(&self, area: Area, bare: &str) -> &[UnitId] {
        self.bare.get(&area).and_then(|names| names.get(bare)).map_or(&[], Vec::as_slice)
    }

    /// All names of an area's units without its place.
    pub fn names(&self, area: Area) -> impl Iterator<Item = (&str, &[UnitId])> {
        let names = self.bare.get(&area).into_iter().flatten();
        names.map(|(name, units)| (name.as_str(), units.as_slice()))
    }

    /// A unit's name without its own area's place.
    fn bare_in(&self, county: Option<&Unit>, name: &str) -> String {
        let area = county.map(|county| county.id);
        let fronts = self.fronts.iter().filter(|(_, of)| *of == area).map(|(front, _)| front.as_str());
        let marks = county.map_or(&["市"][..], |county| marks(county).as_slice());
        let front = fronts.chain(marks.iter().copied()).find(|front| tells(name, front)).unwrap_or_default();
        bare(&name[front.len()..])
    }
}

/// A name in few words: 人民政府 is 政府, 管理委员会 is 管委会.
pub fn bare(name: &str) -> String {
    let few = name.replace("管理委员会", "管委会").replace("人民政府", "政府");
    let few = few.strip_suffix("街道办事处").map(|street| format!("{street}街道")).unwrap_or(few);
    if few.ends_with("委员会") && few.chars().count() > 4 { few.replace("委员会", "委") } else { few }
}

/// The place that a government governs: 惠安县人民政府 → 惠安县.
pub fn place(government: &str) -> String {
    let name = plain(government);
    let bare = GOVERNMENTS.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    bare.to_owned()
}

/// Whether the unit governs a county, and still does.
pub fn is_county(unit: &Unit) -> bool {
    unit.level == Level::County && unit.kind == UnitKind::Government && unit.ended.is_none()
}

/// How a county's own units call it in one character.
fn marks(county: &Unit) -> &'static [&'static str; 2] {
    if place(&county.name).ends_with('市') { &["市", "县"] } else { &["县", "区"] }
}

/// Whether a name begins with a place and goes on with what tells units apart.
fn tells(name: &str, front: &str) -> bool {
    let rest = name.strip_prefix(front).filter(|rest| rest.chars().nth(1).is_some());
    rest.is_some() && !(front == "市" && NOT_THE_CITYS.iter().any(|word| name.starts_with(word)))
}

/// What may stand before the names of each area's units: 惠安县 and 惠安 for the county, 泉州市 and 泉州 for the city.
fn fronts(tree: &UnitTree, units: &[&Unit]) -> Vec<(String, Area)> {
    let mut fronts: Vec<(String, Area)> = Vec::new();
    let mut add = |government: &Unit, area: Area| {
        let names = [&government.name, &government.short_name].into_iter().chain(&government.aliases);
        for place in names.map(|name| place(name.as_str())).filter(|place| place.chars().count() >= 2) {
            let stem = place.strip_suffix(['市', '县', '区']).filter(|stem| stem.chars().count() >= 2);
            let stem = stem.filter(|_| !ZONES.iter().any(|zone| place.ends_with(zone))).unwrap_or(&place);
            fronts.extend([place.clone(), stem.to_owned()].map(|front| (front, area)));
        }
    };
    for unit in units.iter().filter(|unit| is_county(unit)) {
        add(unit, Some(unit.id));
    }
    for root in tree.roots().into_iter().filter(|root| !is_county(root)) {
        add(root, None);
    }
    fronts.sort_by_key(|(front, _)| std::cmp::Reverse(front.chars().count()));
    fronts
}
