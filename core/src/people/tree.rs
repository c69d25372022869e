//! The tree of units, built from a list: who stands below whom, and which unit a name means.

use super::{
    initials::plain,
    places::Places,
    unit::{Level, Unit, UnitKind},
};
use crate::ids::UnitId;
use std::{
    collections::{BTreeSet, HashMap},
    sync::OnceLock,
};

/// All units of an installation, ended ones too: the record still names them.
#[derive(Clone, Debug, Default)]
pub struct UnitTree {
    units: HashMap<UnitId, Unit>,
    below: HashMap<Option<UnitId>, Vec<UnitId>>,
    names: HashMap<String, Vec<UnitId>>,
    /// For each character the units in one of whose names it stands: those that a part of a name can mean are looked
    /// for among those of its rarest character.
    letters: HashMap<char, Vec<UnitId>>,
    /// Gathered when a name is first looked for.
    places: OnceLock<Places>,
}

/// More levels than any government has; a longer way up means a damaged store, and ends.
const DEPTH: usize = 32;

impl UnitTree {
    /// The tree of `units`. Siblings keep the order of the list.
    pub fn new(units: impl IntoIterator<Item = Unit>) -> UnitTree {
        let mut tree = UnitTree::default();
        for unit in units {
            tree.below.entry(unit.parent).or_default().push(unit.id);
            let letters: BTreeSet<char> =
                names_of(&unit).flat_map(|name| name.chars().collect::<Vec<_>>()).collect();
            for letter in letters {
                tree.letters.entry(letter).or_default().push(unit.id);
            }
            for name in names_of(&unit) {
                let known = tree.names.entry(name).or_default();
                if !known.contains(&unit.id) {
                    known.push(unit.id);
                }
            }
            tree.units.insert(unit.id, unit);
        }
        tree
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The unit, if it exists.
    pub fn get(&self, unit: UnitId) -> Option<&Unit> {
        self.units.get(&unit)
    }

    /// The unit's full name; empty when it doesn't exist.
    pub fn name(&self, unit: UnitId) -> &str {
        self.get(unit).map_or("", |unit| &unit.name)
    }

    /// The unit's short name; empty when it doesn't exist.
    pub fn short_name(&self, unit: UnitId) -> &str {
        self.get(unit).map_or("", |unit| &unit.short_name)
    }

    /// The units at the top.
    pub fn roots(&self) -> Vec<&Unit> {
        self.below(None)
    }

    /// The units directly under `unit`.
    pub fn children(&self, unit: UnitId) -> Vec<&Unit> {
        self.below(Some(unit))
    }

    /// The units directly under `parent`, or at the top.
    pub fn below(&self, parent: Option<UnitId>) -> Vec<&Unit> {
        let ids = self.below.get(&parent).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.units.get(id)).collect()
    }

    /// The units beside `unit`, under the same parent.
    pub fn siblings(&self, unit: UnitId) -> Vec<&Unit> {
        let Some(own) = self.get(unit) else { return vec![] };
        self.below(own.parent).into_iter().filter(|other| other.id != unit).collect()
    }

    /// The unit and those above it, nearest first.
    pub fn line(&self, unit: UnitId) -> impl Iterator<Item = &Unit> {
        std::iter::successors(self.get(unit), |below| self.get(below.parent?)).take(DEPTH)
    }

    /// Whether `unit` is `scope` or stands below it. A unit that doesn't exist is within nothing.
    pub fn within(&self, unit: UnitId, scope: UnitId) -> bool {
        self.line(unit).any(|above| above.id == scope)
    }

    /// `unit` and all below it, from the top down; empty when it doesn't exist.
    pub fn subtree(&self, unit: UnitId) -> Vec<UnitId> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting = Vec::from_iter(self.get(unit).map(|unit| unit.id));
        while let Some(next) = waiting.pop() {
            if seen.insert(next) {
                found.push(next);
                waiting.extend(self.children(next).iter().rev().map(|child| child.id));
            }
        }
        found
    }

    /// Every unit with its depth, in the order of the tree's page.
    pub fn walk(&self) -> Vec<(usize, &Unit)> {
        let ids = self.roots().into_iter().flat_map(|root| self.subtree(root.id));
        ids.filter_map(|id| Some((self.line(id).count().saturating_sub(1), self.get(id)?))).collect()
    }

    /// Which places its units' names say.
    pub(super) fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::of(self))
    }

    /// The county-level government or zone that `unit` is or belongs to.
    pub fn county_of(&self, unit: UnitId) -> Option<&Unit> {
        self.line(unit).find(|above| above.level == Level::County && above.kind == UnitKind::Government)
    }

    /// The top of what an office governs: the office's parent, so that a county's office covers its
    /// county and the city's office everything; for a unit that is no office, the unit itself.
    pub fn governed(&self, scope: UnitId) -> UnitId {
        match self.get(scope) {
            Some(unit) if unit.is_office => unit.parent.unwrap_or(scope),
            _ => scope,
        }
    }

    /// Units that have not ended and are called `name`: by name, short name or alias, blanks, brackets
    /// and width aside; failing that, by pinyin initials. More than one means: ask.
    pub fn find(&self, name: &str) -> Vec<&Unit> {
        let wanted = plain(name);
        let named: Vec<&Unit> = self.alive(self.names.get(&wanted).map_or(&[][..], Vec::as_slice));
        if !named.is_empty() || wanted.is_empty() {
            return named;
        }
        self.in_order(|unit| unit.initials.contains(&wanted))
    }

    /// At most `limit` units that have not ended whose name, short name or alias holds `text`, or its characters in
    /// their order with others between them (惠安住建: 惠安县住建局), or whose initials begin with it. First those that
    /// begin with it, then those that hold it.
    pub fn complete(&self, text: &str, limit: usize) -> Vec<&Unit> {
        let wanted = plain(text);
        let Some(rarest) = wanted
            .chars()
            .map(|letter| self.letters.get(&letter).map_or(&[][..], Vec::as_slice))
            .min_by_key(|units| units.len())
        else {
            return vec![];
        };
        let near = |unit: &Unit| match names_of(unit).filter_map(|name| nearness(&name, &wanted)).min() {
            None if unit.initials.iter().any(|letters| letters.starts_with(&wanted)) => Some(Near::Held),
            near => near,
        };
        let by_letters = wanted.chars().all(|letter| letter.is_ascii_alphanumeric());
        let mut found: Vec<(Near, &Unit)> = if by_letters {
            self.in_order(|_| true).into_iter().filter_map(|unit| Some((near(unit)?, unit))).collect()
        } else {
            let hit: HashMap<UnitId, Near> =
                self.alive(rarest).into_iter().filter_map(|unit| Some((unit.id, near(unit)?))).collect();
            if hit.is_empty() {
                return vec![];
            }
            let found = self.in_order(|unit| hit.contains_key(&unit.id)).into_iter();
            found.filter_map(|unit| Some((*hit.get(&unit.id)?, unit))).collect()
        };
        found.sort_by_key(|(near, _)| *near);
        found.truncate(limit);
        found.into_iter().map(|(_, unit)| unit).collect()
    }

    fn alive(&self, ids: &[UnitId]) -> Vec<&Unit> {
        ids.iter().filter_map(|id| self.get(*id)).filter(|unit| unit.ended.is_none()).collect()
    }

    fn in_order(&self, wanted: impl Fn(&Unit) -> bool) -> Vec<&Unit> {
        let units = self.walk().into_iter().map(|(_, unit)| unit);
        units.filter(|unit| unit.ended.is_none() && wanted(unit)).collect()
    }
}

/// How near a name is to what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Begun,
    Held,
    Scattered,
}

/// How a name holds what was typed, both plain; `None` where it doesn't.
fn nearness(name: &str, wanted: &str) -> Option<Near> {
    if name.starts_with(wanted) {
        return Some(Near::Begun);
    }
    if name.contains(wanted) {
        return Some(Near::Held);
    }
    let mut letters = name.chars();
    wanted.chars().all(|wanted| letters.any(|letter| letter == wanted)).then_some(Near::Scattered)
}

fn names_of(unit: &Unit) -> impl Iterator<Item = String> {
    [&unit.name, &unit.short_name].into_iter().chain(&unit.aliases).map(|name| plain(name))
}

#[cfg(test)]
mod tests {
    use super::super::sample::*;

    #[test]
    fn a_county_office_governs_its_county_and_the_city_office_the_city() {
        let tree = city();
        assert_eq!(tree.governed(JINJIANG_OFFICE), JINJIANG);
        assert_eq!(tree.governed(CITY_OFFICE), CITY);
        assert_eq!(tree.governed(HOUSING), HOUSING);
        assert!(tree.within(JINJIANG_HOUSING, JINJIANG));
        assert!(!tree.within(JINJIANG, JINJIANG_HOUSING));
        assert_eq!(tree.subtree(JINJIANG), [JINJIANG, JINJIANG_OFFICE, JINJIANG_HOUSING]);
        assert_eq!(tree.county_of(JINJIANG_HOUSING).map(|unit| unit.id), Some(JINJIANG));
        assert_eq!(tree.county_of(HOUSING), None);
        assert_eq!(tree.siblings(JINJIANG_OFFICE).len(), 1);
    }

    #[test]
    fn a_unit_is_found_by_name_short_name_alias_and_initials() {
        let tree = city();
        for name in ["泉州市住房和城乡建设局", "市住建局", "建设局", " 市 住建局", "szjj"]
        {
            let found: Vec<_> = tree.find(name).iter().map(|unit| unit.id).collect();
            assert_eq!(found, [HOUSING], "{name}");
        }
        assert!(tree.find("县住建局").is_empty());
        assert!(tree.find("").is_empty());
    }

    #[test]
    fn completion_takes_parts_of_names_and_first_letters() {
        let tree = city();
        let found = |text| tree.complete(text, 10).iter().map(|unit| unit.id).collect::<Vec<_>>();
        assert_eq!(found("szj"), [HOUSING]);
        assert_eq!(found("住建"), [HOUSING, JINJIANG_HOUSING]);
        assert_eq!(found("（"), []);
        assert_eq!(found("晋江住建"), [JINJIANG_HOUSING], "characters in their order, others between them");
        assert_eq!(found("住建晋江"), [], "and not in another");
        assert_eq!(found("市住建"), [HOUSING, JINJIANG_HOUSING], "what holds it in one piece stands first");
    }

    #[test]
    fn a_damaged_store_with_a_cycle_still_ends() {
        let mut a = department(HOUSING, "甲");
        a.parent = Some(FINANCE);
        let mut b = department(FINANCE, "乙");
        b.parent = Some(HOUSING);
        let tree = super::UnitTree::new([a, b]);
        assert!(!tree.within(HOUSING, CITY));
        assert_eq!(tree.subtree(HOUSING).len(), 2);
    }
}
