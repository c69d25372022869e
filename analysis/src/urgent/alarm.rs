//! A threat to life that is told as present: whom to ring at once.

use super::clauses::{AnyOf, Clauses, Lexicon};

/// Less than this is supposed, asked, or told of elsewhere.
const PLAIN: f32 = 0.5;

/// The number to ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// 110: somebody threatens to take a life, or violence goes on.
    Police,
    /// 119: fire, gas, people trapped or buried.
    Fire,
    /// 120: somebody is about to die, or many are poisoned.
    Ambulance,
}

impl Alarm {
    /// The number.
    #[must_use]
    pub fn number(self) -> &'static str {
        match self {
            Alarm::Police => "110",
            Alarm::Fire => "119",
            Alarm::Ambulance => "120",
        }
    }
}

/// A threat to life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Danger {
    /// Whom to ring.
    pub alarm: Alarm,
    /// The clause that says so.
    pub words: String,
}

/// A sign of danger to life, read as [`super::cues::Cue`] is.
pub(super) struct Sign {
    pub alarm: Alarm,
    pub parts: &'static [&'static str],
    pub unless: &'static str,
}

const fn sign(alarm: Alarm, parts: &'static [&'static str], unless: &'static str) -> Sign {
    Sign { alarm, parts, unless }
}

pub(super) const ALARMS: &[Sign] = &[
    sign(
        Alarm::Police,
        &[
            "自杀|跳楼|轻生|寻死|自焚|上吊|喝农药|同归于尽|活不下去|不想活|结束生命|以死相|以死明|要跳桥|跳江|割腕|要杀人|会杀人",
        ],
        "跳楼价|跳楼机|房价|跳楼大|爱到|骗",
    ),
    sign(
        Alarm::Police,
        &["持刀|手持刀|砍人|砍伤|行凶|绑架|非法拘禁|限制人身自由|械斗|家暴|强奸"],
        "强奸民意|被绑架想|觉得被绑架|道德绑架|绑架家长|绑架百姓|绑架普通|绑架业主",
    ),
    sign(Alarm::Fire, &["正在燃烧|着火了|起火了|正在起火|还在烧"], ""),
    sign(Alarm::Fire, &["漏气|泄漏|泄露", "燃气|煤气|天然气|液化气"], "信息|个人"),
    sign(Alarm::Fire, &["被埋|被压在|还被困|正被困|现在被困"], ""),
    sign(
        Alarm::Fire,
        &[
            "随时倒塌|随时会倒|随时可能倒|随时垮|随时会垮|随时有倒塌|随时会塌|即将倒塌|快要倒|随时坍塌|随时可能坍|马上要倒|随时可能垮|随时有垮",
            "人|住|居民|学生|孩子|村民|户|家",
        ],
        "",
    ),
    sign(
        Alarm::Ambulance,
        &["生命垂危|有生命危险|奄奄一息|命悬一线|病危|快要死|快死了|昏迷不醒|休克"],
        "冒着",
    ),
    sign(Alarm::Ambulance, &["中毒", "多人|学生|孩子|住院|集体|全家|多名"], "毒品"),
];

/// The alarms ready to be looked for.
pub(super) struct Alarms(Vec<(Alarm, Vec<AnyOf>, AnyOf)>);

impl Alarms {
    pub fn new(lexicon: &Lexicon) -> Alarms {
        let ready = |sign: &Sign| {
            let parts = sign.parts.iter().map(|part| lexicon.any_of(part)).collect();
            (sign.alarm, parts, lexicon.any_of(sign.unless))
        };
        Alarms(ALARMS.iter().map(ready).collect())
    }

    /// The first danger that a clause gives as plain fact or announcement.
    pub fn of(&self, clauses: &Clauses<'_>, lexicon: &Lexicon) -> Option<Danger> {
        let rings = |at: usize, parts: &[AnyOf], unless: &AnyOf| {
            let clause = &clauses.all()[at];
            let plain = clause.standing(&parts[0], lexicon).is_some_and(|standing| standing > PLAIN);
            let beside = || parts[1..].iter().all(|part| clauses.around(at, 1).iter().any(|c| c.has(part)));
            plain && !clause.has(unless) && beside()
        };
        self.0.iter().find_map(|(alarm, parts, unless)| {
            let at = (0..clauses.all().len()).find(|&at| rings(at, parts, unless))?;
            Some(Danger { alarm: *alarm, words: clauses.quoted(at) })
        })
    }
}
