//! Which unit a name means where it is said. 住建局 is the county's own bureau in a county's office and the city's in
//! the city's, so names that say no place are understood from where the office stands: its own area first, and what
//! lies outside is never taken without asking.

use super::{
    initials::plain,
    near::likely_one,
    places::{Area, Places, bare, is_county, place},
    tree::UnitTree,
    unit::{Unit, UnitKind},
};
use crate::ids::UnitId;

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant<'t> {
    /// This unit.
    One(&'t Unit),
    /// One of several of the own area.
    Several(Vec<&'t Unit>),
    /// Nothing of the own area; the name says no place, and these elsewhere are called so.
    Elsewhere(Vec<&'t Unit>),
    /// No unit is called so.
    Nobody,
}

/// The place from which names are said.
#[derive(Clone, Debug)]
pub struct Standpoint<'t> {
    tree: &'t UnitTree,
    own: Area,
    places: &'t Places,
}

impl<'t> Standpoint<'t> {
    /// Where `unit` stands: within its county, else in the city.
    pub fn of(tree: &'t UnitTree, unit: UnitId) -> Standpoint<'t> {
        Standpoint::at(tree, tree.county_of(unit).map(|county| county.id))
    }

    /// The city's, which governs everything.
    pub fn top(tree: &'t UnitTree) -> Standpoint<'t> {
        Standpoint::at(tree, None)
    }

    fn at(tree: &'t UnitTree, own: Area) -> Standpoint<'t> {
        Standpoint { tree, own, places: tree.places() }
    }

    /// The government of the county in which it stands; none in the city.
    pub fn county(&self) -> Option<&'t Unit> {
        self.tree.get(self.own?)
    }

    /// Whether the unit belongs to the own area. To the city's belongs everything.
    pub fn is_own(&self, unit: UnitId) -> bool {
        self.own.is_none() || self.tree.county_of(unit).map(|county| county.id) == self.own
    }

    /// Whether the name says to which place it belongs: 市住建局, 惠安县住建局, but not 住建局.
    pub fn says_place(&self, name: &str) -> bool {
        self.place_of(&plain(name)).is_some()
    }

    /// Whether the name says the own place: 县住建局 in a county's office.
    pub fn says_own(&self, name: &str) -> bool {
        self.place_of(&plain(name)).is_some_and(|(area, _)| area == self.own)
    }

    /// Whether the unit's name or short name is this one to the letter.
    pub fn is_called(&self, unit: UnitId, name: &str) -> bool {
        let wanted = plain(name);
        let names = self.tree.get(unit).into_iter().flat_map(|unit| [&unit.name, &unit.short_name]);
        names.into_iter().any(|known| plain(known) == wanted)
    }

    /// The unit's name with its place, by which it is meant from everywhere.
    pub fn in_full(&self, unit: &Unit) -> String {
        match self.tree.county_of(unit.id) {
            Some(county) if !self.says_place(&unit.name) => format!("{}{}", place(&county.name), unit.name),
            _ => unit.name.clone(),
        }
    }

    /// What the name means.
    pub fn named(&self, name: &str) -> Meant<'t> {
        let wanted = plain(name);
        let exact = self.tree.find(&wanted);
        match self.place_of(&wanted) {
            Some((area, rest)) => {
                let there = |unit: &Unit| self.tree.county_of(unit.id).map(|county| county.id) == area;
                let foreign = area == self.own && area.is_some();
                match exact[..] {
                    [one] if !foreign || there(one) => return Meant::One(one),
                    _ => {}
                }
                let mut inside: Vec<&Unit> = exact.iter().copied().filter(|unit| there(unit)).collect();
                if inside.is_empty() {
                    inside = self.called(area, &rest);
                }
                // 泉州开发区管委会: the city's name may stand before that of what lies in it.
                if area.is_none()
                    && inside.is_empty()
                    && exact.is_empty()
                    && let Some((Some(county), rest)) = self.place_of(&rest)
                {
                    inside = self.called(Some(county), &rest);
                }
                // 市 in a county-level city's office may be the city above.
                if foreign && inside.is_empty() && exact.is_empty() && wanted.starts_with('市') {
                    let above = self.called(None, &rest);
                    return if above.is_empty() { Meant::Nobody } else { Meant::Elsewhere(above) };
                }
                match (inside.is_empty(), exact.is_empty()) {
                    (true, false) if foreign => Meant::Elsewhere(exact),
                    (true, false) => one_or_several(exact),
                    _ => one_or_several(inside),
                }
            }
            None => {
                let mut all = exact;
                for unit in self.called(self.own, &bare(&wanted)) {
                    if !all.contains(&unit) {
                        all.push(unit);
                    }
                }
                let (own, mut others): (Vec<&Unit>, Vec<&Unit>) =
                    all.into_iter().partition(|unit| self.is_own(unit.id));
                if !own.is_empty() {
                    return one_or_several(own);
                }
                let bare = bare(&wanted);
                for unit in self.areas().flat_map(|area| self.called(area, &bare)) {
                    if !others.contains(&unit) {
                        others.push(unit);
                    }
                }
                // Neither a firm of the city's nor 团市委 is a bureau that was mistaken for the county's own.
                let citys = |unit: &&Unit| {
                    let surely = unit.kind == UnitKind::Enterprise || wanted.ends_with("市委");
                    surely && self.tree.county_of(unit.id).is_none() && self.is_called(unit.id, &wanted)
                };
                match others.iter().copied().find(citys) {
                    Some(citys) => Meant::One(citys),
                    None if others.is_empty() => Meant::Nobody,
                    None => Meant::Elsewhere(others),
                }
            }
        }
    }

    /// Units of the own area that the name may abbreviate, or that abbreviate it: 县住建局 where the directory has only
    /// 惠安县住房和城乡建设局. None where the name says another place.
    pub fn near(&self, name: &str) -> Vec<&'t Unit> {
        let wanted = plain(name);
        let rest = match self.place_of(&wanted) {
            Some((area, rest)) if area == self.own => rest,
            Some(_) => return vec![],
            None => bare(&wanted),
        };
        let alike = self.places.names(self.own).filter(|(known, _)| likely_one(&rest, known, ""));
        let mut near: Vec<&Unit> =
            alike.flat_map(|(_, units)| units.iter().filter_map(|id| self.tree.get(*id))).collect();
        near.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        near.dedup_by_key(|unit| unit.id);
        near
    }

    /// The city first, then the counties.
    fn areas(&self) -> impl Iterator<Item = Area> {
        let counties = self.tree.walk().into_iter().map(|(_, unit)| unit).filter(|unit| is_county(unit));
        std::iter::once(None).chain(counties.map(|unit| Some(unit.id)))
    }

    fn called(&self, area: Area, bare: &str) -> Vec<&'t Unit> {
        self.places.called(area, bare).iter().filter_map(|id| self.tree.get(*id)).collect()
    }

    /// The place that a name says, and the name without it.
    fn place_of(&self, name: &str) -> Option<(Area, String)> {
        self.places.said(name, self.county())
    }
}

fn one_or_several(units: Vec<&Unit>) -> Meant<'_> {
    match units[..] {
        [] => Meant::Nobody,
        [one] => Meant::One(one),
        _ => Meant::Several(units),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{sample::*, unit::Level},
        *,
    };

    /// The city of the sample, with a bureau in one more county and names as directories have them.
    fn tree() -> UnitTree {
        let city = city();
        let own = |id: u128, name: &str, short: &str, parent| {
            let mut unit = department(UnitId(uuid::Uuid::from_u128(id)), name);
            unit.short_name = short.into();
            unit.level = Level::County;
            unit.parent = Some(parent);
            unit
        };
        let units = city.walk().into_iter().map(|(_, unit)| {
            let mut unit = unit.clone();
            if unit.id == HOUSING {
                unit.aliases.push("住建局".into());
            }
            unit
        });
        UnitTree::new(units.chain([
            own(70, "惠安县住房和城乡建设局", "惠安县住建局", HUIAN),
            own(71, "惠安县教育局", "惠安县教育局", HUIAN),
            own(72, "惠安县交通运输局", "惠安县交通运输局", HUIAN),
            department(UnitId(uuid::Uuid::from_u128(73)), "泉州市民政局"),
            department(UnitId(uuid::Uuid::from_u128(75)), "团市委"),
            firm(),
        ]))
    }

    fn firm() -> Unit {
        let mut firm = department(UnitId(uuid::Uuid::from_u128(74)), "国网福建省电力有限公司泉州供电公司");
        firm.short_name = "国网泉州供电公司".into();
        firm.kind = UnitKind::Enterprise;
        firm
    }

    fn said<'t>(at: &Standpoint<'t>, name: &str) -> &'t str {
        match at.named(name) {
            Meant::One(unit) => &unit.name,
            Meant::Several(_) => "several",
            Meant::Elsewhere(_) => "elsewhere",
            Meant::Nobody => "nobody",
        }
    }

    #[test]
    fn a_name_without_a_place_means_the_own_areas_unit() {
        let tree = tree();
        let (county, city) = (Standpoint::of(&tree, HUIAN_OFFICE), Standpoint::of(&tree, CITY_OFFICE));
        for name in ["住建局", "县住建局", "惠安住建局", "惠安县住建局", "惠安县住房和城乡建设局"]
        {
            assert_eq!(said(&county, name), "惠安县住房和城乡建设局", "{name}");
        }
        assert_eq!(said(&county, "县政府"), "惠安县人民政府");
        assert_eq!(said(&county, "县督查室"), "nobody", "it is called 惠安县政府督查室");
        for name in ["住建局", "市住建局", "泉州市住建局", "泉州住建局", "建设局"] {
            assert_eq!(said(&city, name), "泉州市住房和城乡建设局", "{name}");
        }
        assert_eq!(said(&city, "惠安住建局"), "惠安县住房和城乡建设局");
        assert_eq!(said(&city, "财政局"), "泉州市财政局");
        assert_eq!(said(&city, "县住建局"), "nobody", "the city has many counties");
    }

    #[test]
    fn what_lies_outside_a_county_is_taken_only_where_its_place_is_said() {
        let tree = tree();
        let county = Standpoint::of(&tree, HUIAN_OFFICE);
        assert_eq!(said(&county, "财政局"), "elsewhere");
        assert_eq!(said(&county, "建设局"), "elsewhere", "an alias of the city's bureau says no place");
        assert_eq!(said(&county, "县财政局"), "nobody", "the own county has none");
        assert_eq!(said(&county, "市财政局"), "泉州市财政局");
        assert_eq!(said(&county, "晋江市住建局"), "晋江市住建局");
        assert!(!county.is_own(FINANCE) && county.is_own(HUIAN_OFFICE));
        assert_eq!(said(&county, "市民政局"), "泉州市民政局", "市民 is no word of it");
        assert_eq!(said(&county, "国网泉州供电公司"), "国网福建省电力有限公司泉州供电公司");
        assert_eq!(said(&county, "团市委"), "团市委");
        assert_eq!(said(&county, "泉州晋江市住建局"), "晋江市住建局");
        let other = Standpoint::of(&tree, JINJIANG_OFFICE);
        assert_eq!(said(&other, "教育局"), "elsewhere", "another county's");
        assert_eq!(said(&other, "市住建局"), "晋江市住建局", "晋江 is a city too");
        assert_eq!(said(&other, "市财政局"), "elsewhere");
        assert_eq!(said(&other, "泉州市住建局"), "泉州市住房和城乡建设局");
        assert_eq!(said(&other, "住建局"), "晋江市住建局");
    }

    #[test]
    fn near_names_are_looked_for_in_the_own_area() {
        let tree = tree();
        let near = |at: &Standpoint<'_>, name| {
            at.near(name).into_iter().map(|unit| unit.name.clone()).collect::<Vec<_>>()
        };
        let county = Standpoint::of(&tree, HUIAN_OFFICE);
        assert_eq!(near(&county, "县交通局"), ["惠安县交通运输局"]);
        assert_eq!(near(&county, "交通局"), ["惠安县交通运输局"]);
        assert!(near(&county, "市交通局").is_empty() && near(&county, "晋江交通局").is_empty());
        assert!(near(&Standpoint::of(&tree, JINJIANG_OFFICE), "交通局").is_empty());
    }
}
