//! An organisation (单位) and what happened to it. Its place in the tree is [`super::tree`]'s, the rules
//! of its changes are [`super::unit_change`]'s. A place (行政区划) isn't a unit: a unit only names its
//! division's code.

use crate::{ids::UnitId, phrase, phrase::Word};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The level at which a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 市级
    City,
    /// 县级
    County,
    /// 乡镇级
    Town,
    /// 企业
    Enterprise,
    /// 其他
    Other,
}

impl Level {
    /// Every level, in the order of the forms.
    pub const ALL: [Level; 5] = [Level::City, Level::County, Level::Town, Level::Enterprise, Level::Other];

    /// Stable code, as stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Level::City => "city",
            Level::County => "county",
            Level::Town => "town",
            Level::Enterprise => "enterprise",
            Level::Other => "other",
        }
    }

    /// The level named by `code`.
    pub fn from_code(code: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.code() == code)
    }

    /// As the user reads it.
    pub fn word(self) -> Word {
        match self {
            Level::City => Word::of("市级", "city"),
            Level::County => Word::of("县级", "county"),
            Level::Town => Word::of("乡镇级", "town"),
            Level::Enterprise => Word::of("企业", "enterprise"),
            Level::Other => Word::of("其他", "other"),
        }
    }
}

/// What sort of organisation a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 政府、管委会
    Government,
    /// 督查室
    Office,
    /// 部门
    Department,
    /// 企业
    Enterprise,
    /// 专班、指挥部
    TaskForce,
}

impl UnitKind {
    /// Every kind, in the order of the forms.
    pub const ALL: [UnitKind; 5] = [
        UnitKind::Government,
        UnitKind::Office,
        UnitKind::Department,
        UnitKind::Enterprise,
        UnitKind::TaskForce,
    ];

    /// Stable code, as stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            UnitKind::Government => "government",
            UnitKind::Office => "office",
            UnitKind::Department => "department",
            UnitKind::Enterprise => "enterprise",
            UnitKind::TaskForce => "task_force",
        }
    }

    /// The kind named by `code`.
    pub fn from_code(code: &str) -> Option<UnitKind> {
        UnitKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// As the user reads it.
    pub fn word(self) -> Word {
        match self {
            UnitKind::Government => Word::of("政府、管委会", "government"),
            UnitKind::Office => Word::of("督查室", "supervision office"),
            UnitKind::Department => Word::of("部门", "department"),
            UnitKind::Enterprise => Word::of("企业", "enterprise"),
            UnitKind::TaskForce => Word::of("专班、指挥部", "task force"),
        }
    }
}

/// An organisation. An office (督查室), which registers and strikes off, is a unit too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Identity.
    pub id: UnitId,
    /// Full name.
    pub name: String,
    /// Short name, as ledgers use it; the full name where there is none.
    pub short_name: String,
    /// Other and former names by which it is recognised.
    pub aliases: Vec<String>,
    /// Pinyin initials of name, short name and aliases, for completion.
    pub initials: Vec<String>,
    /// Level.
    pub level: Level,
    /// Sort.
    pub kind: UnitKind,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Code of its division (GB/T 2260), where it has one.
    pub division: Option<String>,
    /// Codes of towns that it looks after (代管) though they stand under another division.
    pub looks_after: Vec<String>,
    /// Whether it registers and strikes off.
    pub is_office: bool,
    /// Prefix of its numbers (`督查立项`), for an office.
    pub series: Option<String>,
    /// The day on which it ended; such a unit stays in the record and takes no new work.
    pub ended: Option<Date>,
}

/// What is said about a unit when it is founded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitForm {
    /// Full name.
    pub name: String,
    /// Short name; empty means the full name.
    pub short_name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Level.
    pub level: Level,
    /// Sort.
    pub kind: UnitKind,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Code of its division.
    pub division: Option<String>,
    /// Codes of the towns it looks after.
    pub looks_after: Vec<String>,
    /// Whether it registers and strikes off.
    pub is_office: bool,
    /// Prefix of its numbers.
    pub series: Option<String>,
}

impl UnitForm {
    /// A plain department under `parent`.
    pub fn department(name: &str, level: Level, parent: Option<UnitId>) -> UnitForm {
        UnitForm {
            name: name.to_owned(),
            short_name: String::new(),
            aliases: vec![],
            level,
            kind: UnitKind::Department,
            parent,
            division: None,
            looks_after: vec![],
            is_office: false,
            series: None,
        }
    }
}

/// What happened to a unit. Events carry results: initials too, so that `apply` needs no dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each field is the unit's field of the same name
pub enum UnitEvent {
    /// 设立
    Founded { unit: Box<Unit> },
    /// 更名; the former name becomes an alias.
    Renamed { name: String, short_name: String, aliases: Vec<String>, initials: Vec<String> },
    /// 调整隶属
    Moved { parent: Option<UnitId> },
    /// 增加别名
    AliasAdded { alias: String, initials: Vec<String> },
    /// 删除别名
    AliasRemoved { alias: String, initials: Vec<String> },
    /// 设定代管
    LooksAfterSet { towns: Vec<String> },
    /// 设定级别、类别、区划
    Described { level: Level, kind: UnitKind, division: Option<String> },
    /// 设定督查室与编号前缀
    OfficeSet { is_office: bool, series: Option<String> },
    /// 撤销
    Ended { on: Date },
}

impl UnitEvent {
    /// Stable name, as the record keeps it.
    pub fn name(&self) -> &'static str {
        match self {
            UnitEvent::Founded { .. } => "unit_founded",
            UnitEvent::Renamed { .. } => "unit_renamed",
            UnitEvent::Moved { .. } => "unit_moved",
            UnitEvent::AliasAdded { .. } => "unit_alias_added",
            UnitEvent::AliasRemoved { .. } => "unit_alias_removed",
            UnitEvent::LooksAfterSet { .. } => "unit_looks_after_set",
            UnitEvent::Described { .. } => "unit_described",
            UnitEvent::OfficeSet { .. } => "unit_office_set",
            UnitEvent::Ended { .. } => "unit_ended",
        }
    }

    /// The event as a sentence.
    pub fn sentence(&self) -> phrase::Phrase {
        match self {
            UnitEvent::Founded { unit } => phrase!("设立单位{0}", "unit {0} founded", unit.name.clone()),
            UnitEvent::Renamed { name, .. } => phrase!("更名为{0}", "renamed to {0}", name.clone()),
            UnitEvent::Moved { parent: Some(parent) } => {
                phrase!("隶属调整至{0}", "moved under {0}", *parent)
            }
            UnitEvent::Moved { parent: None } => phrase!("调整为顶层单位", "moved to the top of the tree"),
            UnitEvent::AliasAdded { alias, .. } => phrase!("增加别名{0}", "alias {0} added", alias.clone()),
            UnitEvent::AliasRemoved { alias, .. } => {
                phrase!("删除别名{0}", "alias {0} removed", alias.clone())
            }
            UnitEvent::LooksAfterSet { towns } => {
                phrase!("代管乡镇设为：{0}", "looks after the towns: {0}", towns.join("、"))
            }
            UnitEvent::Described { level, kind, .. } => phrase!(
                "级别设为{0}，类别设为{1}",
                "level set to {0}, kind set to {1}",
                level.word(),
                kind.word()
            ),
            UnitEvent::OfficeSet { is_office: true, series } => phrase!(
                "设为督查室，编号前缀“{0}”",
                "made a supervision office, numbers begin with “{0}”",
                series.clone().unwrap_or_default()
            ),
            UnitEvent::OfficeSet { is_office: false, .. } => {
                phrase!("不再作为督查室", "no longer a supervision office")
            }
            UnitEvent::Ended { on } => phrase!("于{0}撤销", "ended on {0}", *on),
        }
    }
}

/// The unit after `event`; before `Founded` there is none.
pub fn apply(state: Option<Unit>, event: &UnitEvent) -> Option<Unit> {
    if let UnitEvent::Founded { unit } = event {
        return Some((**unit).clone());
    }
    let mut unit = state?;
    match event.clone() {
        UnitEvent::Founded { .. } => {}
        UnitEvent::Renamed { name, short_name, aliases, initials } => {
            unit.name = name;
            unit.short_name = short_name;
            unit.aliases = aliases;
            unit.initials = initials;
        }
        UnitEvent::Moved { parent } => unit.parent = parent,
        UnitEvent::AliasAdded { alias, initials } => {
            unit.aliases.push(alias);
            unit.initials = initials;
        }
        UnitEvent::AliasRemoved { alias, initials } => {
            unit.aliases.retain(|known| *known != alias);
            unit.initials = initials;
        }
        UnitEvent::LooksAfterSet { towns } => unit.looks_after = towns,
        UnitEvent::Described { level, kind, division } => {
            unit.level = level;
            unit.kind = kind;
            unit.division = division;
        }
        UnitEvent::OfficeSet { is_office, series } => {
            unit.is_office = is_office;
            unit.series = series;
        }
        UnitEvent::Ended { on } => unit.ended = Some(on),
    }
    Some(unit)
}
