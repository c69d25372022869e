//! The signs that a matter can't wait, as tables: one line a sign, to be read and corrected by whoever knows the work.
//! The rule they follow is docs/URGENT.md; the letters and digits in the comments are its headings.

mod hardness;
mod urgency;

pub(super) use hardness::HARD;
pub(super) use urgency::URGENT;

use super::Ground;

/// A sign: its anchor stands in a clause, every further part there or in a clause beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    pub ground: Ground,
    /// How much it says by itself; the rule's threshold is 2.
    pub weight: f32,
    /// Anchor first; alternatives parted by `|`.
    pub parts: &'static [&'static str],
    /// Words whose presence in the same clause makes it another matter.
    pub unless: &'static str,
}

const fn cue(ground: Ground, weight: f32, parts: &'static [&'static str], unless: &'static str) -> Cue {
    Cue { ground, weight, parts, unless }
}

/// Instead of an anchor: years, or at least three months, as `durations` reads them.
pub(super) const YEARS: &str = "§年";
pub(super) const MONTHS: &str = "§月";

/// A title with one of these asks or suggests.
pub(super) const QUESTION: &str = "咨询|建议|请问|能否|可否|什么时候|何时|疑问|吗?|如何|怎么办理";

/// Signs of 敏感: extreme words, collective action, media; from weight 1 on.
pub(super) const SENSITIVE: &[Cue] = &[
    cue(
        Ground::Extremes,
        1.5,
        &["自杀|跳楼|轻生|自焚|上吊|喝农药|同归于尽|活不下去|鱼死网破|逼上绝路|以死相"],
        "跳楼价|跳楼机|房价|跳楼大",
    ),
    cue(
        Ground::Extremes,
        1.2,
        &[
            "拉横幅|静坐|集体上访|集体维权|上街|游行|聚众|群体性事件|械斗|激化|围堵|进京|越级上访|群殴|罢工|罢运|罢课|堵路|堵门|联名",
        ],
        "商贩|停车",
    ),
    cue(
        Ground::Extremes,
        1.1,
        &[
            "媒体|记者|电视台|抖音|微博|焦点访谈|都市频道|今日头条|网络|曝光",
            "曝光|求助媒体|找媒体|联系媒体|向媒体|采访|报道|曝光给|发到|炒作|舆论|发酵",
        ],
        "虚假宣传|微博博主",
    ),
];

/// Signs of 企业诉求: a firm or trader speaks of itself.
pub(super) const ENTERPRISE: &[Cue] = &[cue(
    Ground::Living,
    1.5,
    &[
        "我公司|我司|本公司|我们公司|我厂|本厂|我们厂|我企业|我们企业|我单位是一家|我店|本店|我们店|我们商户|我们商家|本人经营|我经营|个体经营户|我是一家|我们是一家|我是一名个体",
    ],
    "我公司上班|我们公司上班|我公司工作|公司不给我|我公司拖欠|我公司老板|我公司领导|欠我公司工资",
)];
