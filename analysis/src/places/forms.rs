//! The ends that names have, by what they name, and the words that never belong to one.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// What a name is a name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Province, city, county, district.
    Division,
    /// Street or town.
    Street,
    /// Village, neighbourhood.
    Village,
    /// Where people live.
    Estate,
    /// Where people learn.
    School,
    /// Firm, shop, platform, hospital.
    Firm,
    /// Road, bridge, line.
    Road,
    /// Building, square, park, station.
    Building,
}

/// Ends that belong to the name.
const ENDS: &[(Kind, &str)] = &[
    (Kind::Division, "省 市 县 区 州"),
    (Kind::Street, "镇 乡"),
    (Kind::Village, "村 寨 屯"),
    (
        Kind::Estate,
        "花园 家园 公寓 公馆 庭院 豪庭 山庄 首府 世家 国际 名园 明珠 之城 帝景 翠园 阳光 御园 新城 苑 府 城 园 湾 郡 邸 庭 墅 居 滩 都",
    ),
    (Kind::School, "幼儿园 小学 中学 大学 学院 附中 附小 驾校 中"),
    (Kind::Firm, "银行 超市 酒店 饭店 医院 厂 店 网 贷"),
    (Kind::Road, "大道 高速 国道 省道 路 街 巷 桥 隧道 立交 号线"),
    (Kind::Building, "大厦 广场 中心 市场 公园 车站 站 机场 湖 山 水库"),
];

/// Ends that say what it is and belong to no name.
const GENERIC: &[(Kind, &str)] = &[
    (Kind::Street, "街道办事处 街道办 街道"),
    (Kind::Village, "社区 村委会 居委会"),
    (Kind::Estate, "小区 楼盘 项目 别墅"),
    (Kind::School, "学校"),
    (Kind::Firm, "有限责任公司 股份有限公司 有限公司 公司 集团 平台 工厂 物业"),
    (Kind::Building, "大楼 地铁站 公交站"),
];

/// Content words before which a name begins.
const BOUNDARIES: &str = "街道 小区 社区 公司 业主 居民 居住 位于 坐落 座落 学校 项目 楼盘 全市 本市 本县 全县 县城 市区 \
    城区 拖欠 开发商 购买 所谓 名叫 叫做 修建 建设 拆迁 住在 就读 我区 我市 我县 物业 举报 增设 增加";

/// An end, what it names, and whether it is generic.
type End = (&'static str, Kind, bool);

/// Ends by their last character, longest first: most words are told at once to close no name.
static BY_LAST: LazyLock<FxHashMap<char, Vec<End>>> = LazyLock::new(|| {
    let mut by_last: FxHashMap<char, Vec<End>> = FxHashMap::default();
    for (table, generic) in [(ENDS, false), (GENERIC, true)] {
        for (kind, ends) in table {
            for end in ends.split_whitespace() {
                let last = end.chars().next_back().unwrap_or_default();
                by_last.entry(last).or_default().push((end, *kind, generic));
            }
        }
    }
    by_last.values_mut().for_each(|ends| ends.sort_by_key(|end| (std::cmp::Reverse(end.0.len()), end.2)));
    by_last
});

static BEFORE: LazyLock<FxHashSet<&str>> = LazyLock::new(|| BOUNDARIES.split_whitespace().collect());

/// The kind of name that a word closes, and whether the word is no part of the name.
pub(super) fn end(word: &str) -> Option<(Kind, bool)> {
    let ends = BY_LAST.get(&word.chars().next_back()?)?;
    let &(end, kind, generic) = ends.iter().find(|(end, ..)| word.ends_with(end))?;
    Some((kind, generic && end.len() == word.len()))
}

/// Whether a name begins after this word at the latest.
pub(super) fn boundary(word: &str) -> bool {
    BEFORE.contains(word) || super::masked(word)
}
