//! The demo city's units: Quanzhou's working county-level divisions and its two zones, the city's departments
//! and a few enterprises. Names of units are real, everything that they do here is invented.

use super::seed::Seed;
use crate::{
    act::ActError,
    db::Tx,
    people::{
        act::{By, units},
        directory::Directories,
    },
};
use bangdu_core::{
    ids::UnitId,
    instant::Instant,
    people::{Level, UnitForm, UnitKind},
};

/// A county-level division or a zone.
pub struct County {
    /// Short name, such as 晋江.
    pub name: &'static str,
    /// Full name of the division.
    pub full: &'static str,
    ending: &'static str,
    code: Option<&'static str>,
    looks_after: &'static [&'static str],
    /// Towns and streets, where things happen.
    pub towns: &'static [&'static str],
}

const fn county(
    name: &'static str,
    full: &'static str,
    ending: &'static str,
    code: &'static str,
    towns: &'static [&'static str],
) -> County {
    County { name, full, ending, code: Some(code), looks_after: &[], towns }
}

/// The eleven divisions (Jinmen has no operations) and the two zones, which have no code of their own.
pub const COUNTIES: [County; 13] = [
    county("鲤城", "鲤城区", "区", "350502", &["江南街道", "浮桥街道", "金龙街道", "常泰街道"]),
    county("丰泽", "丰泽区", "区", "350503", &["东海街道", "城东街道", "北峰街道", "华大街道"]),
    county("洛江", "洛江区", "区", "350504", &["万安街道", "双阳街道", "河市镇", "马甲镇"]),
    county("泉港", "泉港区", "区", "350505", &["山腰街道", "后龙镇", "南埔镇", "涂岭镇"]),
    county("石狮", "石狮市", "市", "350581", &["湖滨街道", "凤里街道", "蚶江镇", "鸿山镇"]),
    county("晋江", "晋江市", "市", "350582", &["青阳街道", "池店镇", "安海镇", "陈埭镇"]),
    county("南安", "南安市", "市", "350583", &["溪美街道", "水头镇", "官桥镇", "洪濑镇"]),
    county("惠安", "惠安县", "县", "350521", &["螺城镇", "崇武镇", "黄塘镇", "涂寨镇"]),
    county("安溪", "安溪县", "县", "350524", &["凤城镇", "城厢镇", "官桥镇", "湖头镇"]),
    county("永春", "永春县", "县", "350525", &["桃城镇", "五里街镇", "蓬壶镇", "达埔镇"]),
    county("德化", "德化县", "县", "350526", &["浔中镇", "龙浔镇", "三班镇", "盖德镇"]),
    County {
        name: "台商投资区",
        full: "泉州台商投资区",
        ending: "区",
        code: None,
        looks_after: &["350521104", "350521105", "350521106", "350521200"],
        towns: &["洛阳镇", "东园镇", "张坂镇", "百崎乡"],
    },
    County {
        name: "开发区",
        full: "泉州经济技术开发区",
        ending: "区",
        code: None,
        looks_after: &[],
        towns: &["清濛园区", "官桥园区", "德泰社区"],
    },
];

/// City departments and enterprises: full name, short name, aliases, whether an enterprise.
const CITY: &[(&str, &str, &[&str], bool)] = &[
    ("泉州市住房和城乡建设局", "市住建局", &["市建设局", "住建局"], false),
    ("泉州市自然资源和规划局", "市资源规划局", &["市自然资源局", "资规局"], false),
    ("泉州市发展和改革委员会", "市发改委", &["发改委"], false),
    ("泉州市教育局", "市教育局", &[], false),
    ("泉州市财政局", "市财政局", &[], false),
    ("泉州市交通运输局", "市交通局", &["市交通运输局"], false),
    ("泉州市水利局", "市水利局", &[], false),
    ("泉州市卫生健康委员会", "市卫健委", &["市卫生健康委"], false),
    ("泉州市民政局", "市民政局", &[], false),
    ("泉州市人力资源和社会保障局", "市人社局", &[], false),
    ("泉州市生态环境局", "市生态环境局", &["市环保局"], false),
    ("泉州市城市管理局", "市城管局", &["市城市管理和综合执法局"], false),
    ("泉州市工业和信息化局", "市工信局", &[], false),
    ("泉州市应急管理局", "市应急局", &[], false),
    ("泉州市公安局", "市公安局", &["市公安局交警支队"], false),
    ("泉州市市场监督管理局", "市市场监管局", &["市工商局"], false),
    ("泉州市文化广电和旅游局", "市文旅局", &["市文广旅局"], false),
    ("泉州市农业农村局", "市农业农村局", &["市农业局"], false),
    ("国网福建省电力有限公司泉州供电公司", "国网泉州供电公司", &["泉州供电公司", "市电力公司"], true),
    ("泉州水务集团有限公司", "泉州水务集团", &["市水务集团"], true),
    ("泉州城建集团有限公司", "泉州城建集团", &["市城建集团"], true),
    ("泉州交通发展集团有限责任公司", "泉州交发集团", &["市交发集团"], true),
];

/// A county's own units, once they are founded.
#[derive(Clone, Copy, Debug)]
pub struct CountyUnits {
    /// The county's government, or the zone's committee.
    pub government: UnitId,
    /// Its supervision office.
    pub office: UnitId,
    /// Its construction bureau.
    pub housing: UnitId,
}

/// All units of the demo city.
#[derive(Clone, Debug)]
pub struct Units {
    /// The city's government.
    pub city: UnitId,
    /// The city's supervision office.
    pub office: UnitId,
    /// Departments and enterprises with their short names, in a fixed order.
    pub departments: Vec<(UnitId, &'static str)>,
    /// Counties in the order of [`COUNTIES`].
    pub counties: Vec<CountyUnits>,
}

impl Units {
    /// The department of this short name; the first one where there is none.
    pub fn named(&self, short: &str) -> UnitId {
        self.departments.iter().find(|(_, name)| *name == short).map_or(self.city, |(id, _)| *id)
    }
}

/// All units with what is said of them, in the order in which they are founded; ids are made at `at`.
pub fn all(at: Instant, seed: &mut Seed) -> (Units, Vec<(UnitId, UnitForm)>) {
    let mut founder = Founder { at, seed, forms: Vec::new() };
    let city = founder.found(UnitForm {
        kind: UnitKind::Government,
        division: Some("350500".into()),
        ..form("泉州市人民政府", "市政府", &["泉州市政府"], Level::City, None)
    });
    let office = founder.found(UnitForm {
        kind: UnitKind::Office,
        series: Some("督查立项".into()),
        ..form("泉州市人民政府督查室", "市政府督查室", &["市督查室"], Level::City, Some(city))
    });
    let mut departments = Vec::new();
    for (name, short, aliases, enterprise) in CITY {
        let plain = form(name, short, aliases, Level::City, Some(city));
        let kind = if *enterprise { UnitKind::Enterprise } else { UnitKind::Department };
        let level = if *enterprise { Level::Enterprise } else { Level::City };
        departments.push((founder.found(UnitForm { kind, level, ..plain }), *short));
    }
    let counties = COUNTIES.iter().map(|county| founder.county(city, county)).collect();
    (Units { city, office, departments, counties }, founder.forms)
}

/// Founds them.
pub(super) fn found(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    forms: &[(UnitId, UnitForm)],
) -> Result<(), ActError> {
    forms.iter().try_for_each(|(id, form)| units::found(tx, directories, by, *id, form.clone()))
}

struct Founder<'a> {
    at: Instant,
    seed: &'a mut Seed,
    forms: Vec<(UnitId, UnitForm)>,
}

impl Founder<'_> {
    fn found(&mut self, form: UnitForm) -> UnitId {
        // A millisecond apart, so that they are listed in this order.
        let n = i64::try_from(self.forms.len()).unwrap_or(0);
        let id = UnitId(self.seed.id(self.at.plus_ms(n)));
        self.forms.push((id, form));
        id
    }

    fn county(&mut self, city: UnitId, county: &County) -> CountyUnits {
        let zone = county.code.is_none();
        let (name, short) = if zone {
            (format!("{}管理委员会", county.full), format!("{}管委会", county.name))
        } else {
            (format!("{}人民政府", county.full), format!("{}政府", county.full))
        };
        let alias = [county.full, county.name];
        let government = self.found(UnitForm {
            kind: UnitKind::Government,
            division: county.code.map(str::to_owned),
            looks_after: county.looks_after.iter().map(|town| (*town).to_owned()).collect(),
            ..form(&name, &short, &alias, Level::County, Some(city))
        });
        let desk = format!("{short}督查室");
        let prefix = if zone { county.name } else { county.name.get(..3).unwrap_or_default() };
        let office = self.found(UnitForm {
            kind: UnitKind::Office,
            series: Some(format!("{prefix}督立")),
            ..form(&desk, &format!("{}督查室", county.name), &[], Level::County, Some(government))
        });
        let bureau = format!("{}住房和城乡建设局", county.full);
        let short = format!("{}{}住建局", county.name, if zone { "" } else { county.ending });
        let housing = self.found(form(&bureau, &short, &[], Level::County, Some(government)));
        CountyUnits { government, office, housing }
    }
}

fn form(name: &str, short: &str, aliases: &[&str], level: Level, parent: Option<UnitId>) -> UnitForm {
    UnitForm {
        short_name: short.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        ..UnitForm::department(name, level, parent)
    }
}
