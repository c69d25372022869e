//! The signs that a matter can't wait, as tables: one line a sign, to be read and corrected by whoever knows the work.
//! The rule they follow is docs/URGENT.md; the letters and digits in the comments are its headings.
//!
//! A sign is written as parts, each a list of words parted by `|`. The first part is the anchor: the clause that says
//! it. The others must stand in that clause or in one beside it. A mark before a list changes where it is looked for,
//! or what for:
//!
//! | mark | meaning |
//! |---|---|
//! | `~` | up to three clauses away |
//! | `*` | anywhere in the letter |
//! | `^` | an anchor that counts in the title alone |
//! | `§年3` | instead of words: that something has gone on for three years or more |
//! | `§月3` | the same for months |
//! | `§历1` | a calendar year that is at least one year back |

mod hardness;
mod hazards;
mod urgency;

pub(super) use hardness::{HARD, HARD_BASE};
pub(super) use hazards::HAZARDS;
pub(super) use urgency::{URGENT, URGENT_BASE};

use super::Ground;

/// A sign.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    pub ground: Ground,
    /// What it adds to the odds when it is plainly told once, in tenths of their natural logarithm: 7 doubles them.
    /// Below nothing where it speaks against.
    pub points: i16,
    /// Anchor first.
    pub parts: &'static [&'static str],
    /// Words whose presence in the anchor's clause makes it another matter.
    pub unless: &'static str,
}

const fn cue(ground: Ground, points: i16, parts: &'static [&'static str], unless: &'static str) -> Cue {
    Cue { ground, points, parts, unless }
}

/// Where a part of a sign is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In the anchor's clause or one beside it.
    Beside,
    /// Up to three clauses away.
    Near,
    /// Anywhere in the letter.
    Anywhere,
    /// In the title: for an anchor.
    Title,
}

/// What a part of a sign looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// One of these words, parted by `|`.
    Words(&'static str),
    /// Years that something has gone on, at least.
    Years(i32),
    /// Months likewise.
    Months(i32),
    /// A calendar year at least so many years back.
    Calendar(i32),
}

/// A part as it is written in a table.
pub(super) fn part(written: &'static str) -> (Where, What) {
    let (place, rest) = match written.chars().next() {
        Some('~') => (Where::Near, &written[1..]),
        Some('*') => (Where::Anywhere, &written[1..]),
        Some('^') => (Where::Title, &written[1..]),
        _ => (Where::Beside, written),
    };
    let least = |kind: &str| rest.strip_prefix(kind).map(|number| number.parse().unwrap_or(1));
    let what = (least("§年").map(What::Years))
        .or_else(|| least("§月").map(What::Months))
        .or_else(|| least("§历").map(What::Calendar));
    (place, what.unwrap_or(What::Words(rest)))
}

/// Signs of 敏感: extreme words, collective action, media; plainly so from ten points on.
pub(super) const SENSITIVE: &[Cue] = &[
    cue(
        Ground::Extremes,
        15,
        &["自杀|跳楼|轻生|自焚|上吊|喝农药|同归于尽|活不下去|鱼死网破|逼上绝路|以死相"],
        "跳楼价|跳楼机|房价|跳楼大",
    ),
    cue(
        Ground::Extremes,
        14,
        &[
            "拉横幅|静坐|集体上访|集体维权|上街|游行|聚众|群体性事件|械斗|激化|围堵|进京|越级上访|群殴|罢工|罢运|罢课|堵路|堵门|联名",
        ],
        "商贩|停车",
    ),
    cue(
        Ground::Extremes,
        14,
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
    15,
    &[
        "我公司|我司|本公司|我们公司|我厂|本厂|我们厂|我企业|我们企业|我单位是一家|我店|本店|我们店|我们商户|我们商家|本人经营|我经营|个体经营户|我是一家|我们是一家|我是一名个体",
    ],
    "我公司上班|我们公司上班|我公司工作|公司不给我|我公司拖欠|我公司老板|我公司领导|欠我公司工资",
)];
