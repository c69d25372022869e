//! What the form of a unit's name tells: its level, its division, and which known units it may be.
//! Only guesses: somebody confirms each.

use super::plain::{apart as outside_brackets, plain};
use bangdu_core::{
    ids::UnitId,
    people::near::{apart, likely_one},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A unit that the store knows.
#[derive(Clone, Debug)]
pub struct KnownUnit {
    /// Its id.
    pub id: UnitId,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Other names.
    pub aliases: Vec<String>,
}

/// Where the installation stands: decides what 市 before a name means, and which places are its counties.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// The city, such as 泉州市.
    pub city: String,
    /// Its county-level divisions by name, such as 鲤城区.
    pub counties: Vec<String>,
    /// The county whose office runs this installation, if it is a county's.
    pub county: Option<String>,
    /// The county whose office's ledger it is, below a city's.
    pub own: Option<String>,
}

/// A guess at what sort of unit a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Above the city.
    Province,
    /// A city's department or body.
    City,
    /// A county's government or department.
    County,
    /// A town or sub-district.
    Town,
    /// A firm.
    Enterprise,
    /// None of these by its form.
    Other,
}

/// Level and division by the form of `name`.
pub fn form(name: &str, home: &Home) -> (Level, Option<String>) {
    let name = plain(name);
    let city = Some(home.city.clone()).filter(|city| !city.is_empty());
    let division = home.counties.iter().find(|county| begins_with_place(&name, county)).cloned();
    let marked = name.starts_with('县') || name.starts_with('区');
    let own_county = home.county.clone().or_else(|| home.own.clone()).filter(|_| marked);
    let division = division.or(own_county);
    let level = if is_firm(&name) {
        Level::Enterprise
    } else if name.starts_with('省') || name.ends_with("省政府") {
        Level::Province
    } else if is_town(&name) {
        Level::Town
    } else if division.is_some() || named_county(&name).is_some() {
        Level::County
    } else if name.starts_with('市') || name.starts_with("团市委") || begins_with_place(&name, &home.city)
    {
        Level::City
    } else {
        Level::Other
    };
    let named = division.or_else(|| named_county(&name));
    let stem = home.city.trim_end_matches('市');
    match (level, &home.own) {
        (Level::City, _) => (level, city),
        (Level::Province, _) => (level, None),
        // A county's ledger means units of its county, whatever isn't called otherwise.
        (Level::Enterprise, Some(_)) if !stem.is_empty() && name.contains(stem) => (level, named),
        // 市公交集团 is the city's, unless the county is called a city itself.
        (Level::Enterprise, Some(own)) if name.starts_with('市') && !own.ends_with('市') => (level, named),
        (Level::Other, Some(own)) => (Level::County, Some(own.clone())),
        (_, own) => (level, named.or_else(|| own.clone())),
    }
}

fn is_firm(name: &str) -> bool {
    ["公司", "集团", "银行", "厂", "公交集团"].iter().any(|end| name.ends_with(end))
        || name.starts_with("国网")
}

fn is_town(name: &str) -> bool {
    let bare = name
        .trim_end_matches("人民政府")
        .trim_end_matches("政府")
        .trim_end_matches("办事处")
        .trim_end_matches("党委");
    ["镇", "乡", "街道"].iter().any(|end| bare.ends_with(end)) && bare.chars().count() <= 10
}

/// 惠安县… by form alone: two or three characters, then 县 or 区, then a government or department.
fn named_county(name: &str) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    let end = chars.iter().take(4).position(|c| matches!(c, '县' | '区'))?;
    (end >= 2 && chars[0] != '市').then(|| chars[..=end].iter().collect())
}

/// 泉州市… and 泉州… both begin with 泉州市.
fn begins_with_place(name: &str, place: &str) -> bool {
    let stem = place.trim_end_matches(['市', '县', '区']);
    !place.is_empty() && (name.starts_with(place) || (stem.chars().count() >= 2 && name.starts_with(stem)))
}

/// The same name in one form: narrow, without asides, without the city before it or 人民政府 after it.
pub fn normal(name: &str, home: &Home) -> String {
    let (outside, _) = outside_brackets(&plain(name));
    let mut rest = outside.as_str();
    if !home.city.is_empty() {
        rest = match rest.strip_prefix(&home.city) {
            Some(after) if !after.is_empty() => after,
            _ => rest,
        };
    }
    const NOT_THE_CITYS: [&str; 5] = ["市场", "市政园林", "市政公用", "市政工程", "市民"];
    if rest.starts_with('市')
        && !NOT_THE_CITYS.iter().any(|word| rest.starts_with(word))
        && rest.chars().count() > 2
    {
        rest = &rest['市'.len_utf8()..];
    }
    if let Some(county) = &home.county {
        rest = rest.strip_prefix(county.as_str()).filter(|after| !after.is_empty()).unwrap_or(rest);
        rest = rest.strip_prefix(['县', '区']).filter(|after| after.chars().count() > 1).unwrap_or(rest);
    }
    let bare = rest.strip_suffix("人民政府").filter(|bare| bare.chars().count() >= 2).unwrap_or(rest);
    let bare =
        bare.strip_suffix("街道办事处").map(|bare| format!("{bare}街道")).unwrap_or_else(|| bare.to_owned());
    if bare.ends_with("委员会") && bare.chars().count() > 4 {
        return format!("{}委", bare.trim_end_matches("委员会"));
    }
    bare
}

/// Known units by every form of their names.
#[derive(Debug, Default)]
pub struct Directory {
    exact: HashMap<String, Vec<usize>>,
    /// Each name in its comparable form, and as it is written.
    names: Vec<(usize, String, String)>,
    units: Vec<(UnitId, String)>,
}

impl Directory {
    /// An index over `known`.
    pub fn new(known: &[KnownUnit], home: &Home) -> Directory {
        let mut directory = Directory::default();
        for (index, unit) in known.iter().enumerate() {
            directory.units.push((unit.id, unit.name.clone()));
            let all = [&unit.name, &unit.short_name].into_iter().chain(&unit.aliases);
            for name in all.filter(|name| !name.is_empty()) {
                let form = normal(name, home);
                let places = directory.exact.entry(form.clone()).or_default();
                if !places.contains(&index) {
                    places.push(index);
                }
                directory.names.push((index, form, plain(name)));
            }
        }
        directory
    }

    /// The units whose name, short name or alias this is; more than one means that it is ambiguous.
    pub fn find(&self, name: &str, home: &Home) -> Vec<UnitId> {
        let found = self.exact.get(&normal(name, home));
        found.into_iter().flatten().filter_map(|index| self.units.get(*index)).map(|(id, _)| *id).collect()
    }

    /// Up to three known units whose names are nearest, best first.
    pub fn nearest(&self, name: &str, home: &Home) -> Vec<UnitId> {
        let wanted = normal(name, home);
        self.ranked(|form, _| apart(&wanted, form))
    }

    /// Those of them that this name likely means, so that somebody must decide.
    pub fn near(&self, name: &str, home: &Home) -> Vec<UnitId> {
        let (wanted, (written, _)) = (normal(name, home), outside_brackets(&plain(name)));
        // What only the city's name parts is no further apart than an abbreviation.
        self.ranked(|form, whole| {
            likely_one(&written, whole, &home.city).then(|| apart(&wanted, form).unwrap_or(20))
        })
    }

    fn ranked(&self, fits: impl Fn(&str, &str) -> Option<usize>) -> Vec<UnitId> {
        let mut best: HashMap<usize, usize> = HashMap::new();
        for (index, form, whole) in &self.names {
            if let Some(distance) = fits(form, whole) {
                let entry = best.entry(*index).or_insert(distance);
                *entry = distance.min(*entry);
            }
        }
        let mut ranked: Vec<(usize, usize)> =
            best.into_iter().map(|(index, distance)| (distance, index)).collect();
        ranked.sort_unstable();
        ranked.into_iter().take(3).filter_map(|(_, index)| self.units.get(index)).map(|(id, _)| *id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> Home {
        let counties = ["鲤城区", "丰泽区", "晋江市", "惠安县"].map(str::to_owned).to_vec();
        Home { city: "泉州市".into(), counties, ..Home::default() }
    }

    #[test]
    fn the_form_of_a_name_tells_its_level() {
        let cases = [
            ("市教育局", Level::City, Some("泉州市")),
            ("泉州市民政局", Level::City, Some("泉州市")),
            ("惠安县人民政府", Level::County, Some("惠安县")),
            ("晋江市教育局", Level::County, Some("晋江市")),
            ("安溪县住建局", Level::County, Some("安溪县")),
            ("崇武镇", Level::Town, None),
            ("惠安县崇武镇人民政府", Level::Town, Some("惠安县")),
            ("国网泉州供电公司", Level::Enterprise, None),
            ("市公交集团", Level::Enterprise, None),
            ("省发改委", Level::Province, None),
            ("团市委", Level::City, Some("泉州市")),
            ("专项小组", Level::Other, None),
        ];
        for (name, level, division) in cases {
            assert_eq!(form(name, &home()), (level, division.map(str::to_owned)), "{name}");
        }
        let own = Home { own: Some("惠安县".into()), ..home() };
        let cases = [
            ("县资规局", Level::County, Some("惠安县")),
            ("资规局", Level::County, Some("惠安县")),
            ("市公交集团", Level::Enterprise, None),
            ("泉惠石化园区", Level::County, Some("惠安县")),
            ("螺阳镇", Level::Town, Some("惠安县")),
            ("国网惠安供电公司", Level::Enterprise, Some("惠安县")),
            ("国网泉州供电公司", Level::Enterprise, None),
            ("市教育局", Level::City, Some("泉州市")),
            ("晋江市教育局", Level::County, Some("晋江市")),
        ];
        for (name, level, division) in cases {
            assert_eq!(form(name, &own), (level, division.map(str::to_owned)), "a county's ledger: {name}");
        }
    }

    #[test]
    fn a_name_is_found_in_any_form_and_neighbours_are_offered() {
        let unit = |n: u128, name: &str, short: &str| KnownUnit {
            id: UnitId(uuid::Uuid::from_u128(n)),
            name: name.into(),
            short_name: short.into(),
            aliases: Vec::new(),
        };
        let known = [
            unit(1, "泉州市市场监督管理局", "市市场监管局"),
            unit(2, "泉州市文化和旅游局", "市文旅局"),
            unit(3, "惠安县人民政府", "惠安县"),
            unit(4, "泉州市教育局", "市教育局"),
        ];
        let directory = Directory::new(&known, &home());
        let found = |name| directory.find(name, &home()).iter().map(|id| id.0.as_u128()).collect::<Vec<_>>();
        assert_eq!(found("市场监管局"), [1]);
        assert_eq!(found("市市场监管局 "), [1]);
        assert_eq!(found("文旅局"), [2]);
        assert_eq!(found("惠安县政府"), [0u128; 0]);
        assert_eq!(found("惠安县"), [3]);
        let near =
            |name| directory.nearest(name, &home()).iter().map(|id| id.0.as_u128()).collect::<Vec<_>>();
        assert_eq!(near("市教育居"), [4]);
        assert_eq!(near("市文化旅游局"), [2]);
        assert_eq!(near("市水利局"), [0u128; 0]);
        let zone = [unit(5, "泉州经济技术开发区管理委员会", "")];
        let directory = Directory::new(&zone, &home());
        for name in ["泉州开发区管委会", "经开区管委会", "泉州开发区管理委员会"] {
            assert_eq!(directory.near(name, &home()).len(), 1, "{name}");
        }
        assert!(directory.near("泉州台商投资区管委会", &home()).is_empty());
    }
}
