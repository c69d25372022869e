//! Invented names of people, with their spelling for account names. Whoever bears one is not meant.

use super::seed::Seed;
use std::collections::HashSet;

const FAMILY: &[(&str, &str)] = &[
    ("陈", "chen"),
    ("林", "lin"),
    ("黄", "huang"),
    ("张", "zhang"),
    ("吴", "wu"),
    ("李", "li"),
    ("郑", "zheng"),
    ("王", "wang"),
    ("刘", "liu"),
    ("苏", "su"),
    ("蔡", "cai"),
    ("杨", "yang"),
    ("许", "xu"),
    ("谢", "xie"),
    ("庄", "zhuang"),
    ("洪", "hong"),
    ("曾", "zeng"),
    ("郭", "guo"),
    ("施", "shi"),
    ("颜", "yan"),
    ("柯", "ke"),
    ("卢", "lu"),
    ("潘", "pan"),
    ("傅", "fu"),
    ("叶", "ye"),
    ("周", "zhou"),
    ("徐", "xu"),
    ("何", "he"),
    ("江", "jiang"),
    ("康", "kang"),
];

const GIVEN: &[(&str, &str)] = &[
    ("志", "zhi"),
    ("文", "wen"),
    ("建", "jian"),
    ("明", "ming"),
    ("晓", "xiao"),
    ("丽", "li"),
    ("雅", "ya"),
    ("国", "guo"),
    ("海", "hai"),
    ("清", "qing"),
    ("思", "si"),
    ("伟", "wei"),
    ("婷", "ting"),
    ("锦", "jin"),
    ("辉", "hui"),
    ("泽", "ze"),
    ("惠", "hui"),
    ("荣", "rong"),
    ("鸿", "hong"),
    ("敏", "min"),
    ("玉", "yu"),
    ("川", "chuan"),
    ("峰", "feng"),
    ("琳", "lin"),
    ("书", "shu"),
    ("凯", "kai"),
    ("航", "hang"),
    ("莹", "ying"),
    ("毅", "yi"),
    ("森", "sen"),
];

/// Gives names, none twice.
#[derive(Default)]
pub struct Names {
    names: HashSet<String>,
    accounts: HashSet<String>,
}

impl Names {
    /// A name and the account name that goes with it.
    pub fn next(&mut self, seed: &mut Seed) -> (String, String) {
        loop {
            let (family, a) = FAMILY[seed.index(FAMILY.len())];
            let (first, b) = GIVEN[seed.index(GIVEN.len())];
            let (second, c) = GIVEN[seed.index(GIVEN.len())];
            let name = format!("{family}{first}{second}");
            let account = format!("{a}{b}{c}");
            if first != second && !self.names.contains(&name) && self.accounts.insert(account.clone()) {
                self.names.insert(name.clone());
                return (name, account);
            }
        }
    }
}
