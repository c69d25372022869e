//! How a unit changes: the commands, and the rules that refuse them.

use super::{
    initials::{initials, plain},
    tree::UnitTree,
    unit::{Level, Unit, UnitEvent, UnitForm, UnitKind},
};
use crate::{
    ids::UnitId,
    phrase,
    refusal::{Refusal, Rule},
};
use jiff::civil::Date;

/// What somebody wants done to a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each field is the unit's field of the same name
pub enum UnitCommand {
    /// Found a new one.
    Found { id: UnitId, form: UnitForm },
    /// Give it other names.
    Rename { name: String, short_name: String },
    /// Put it under another unit.
    Move { parent: Option<UnitId> },
    /// Let it be recognised by another name.
    AddAlias { alias: String },
    /// Drop such a name.
    RemoveAlias { alias: String },
    /// Say which towns it looks after.
    SetLooksAfter { towns: Vec<String> },
    /// Say what sort of unit it is.
    Describe { level: Level, kind: UnitKind, division: Option<String> },
    /// Make it an office, or no longer one.
    SetOffice { is_office: bool, series: Option<String> },
    /// End it.
    End { on: Date },
}

/// What [`decide`] must know beside the unit.
#[derive(Clone, Copy, Debug)]
pub struct UnitFacts<'a> {
    /// All units.
    pub tree: &'a UnitTree,
    /// Open matters in which the unit has a part.
    pub open_matters: u64,
    /// Accounts of its people that can still sign in.
    pub accounts: u64,
}

const NAME: Rule = Rule::ours("unit.name", "单位须有名称", "a unit has a name");
const SAME_NAME: Rule =
    Rule::ours("unit.same_name", "同一上级下单位不得重名", "no two units of one name under the same parent");
const ALIAS: Rule =
    Rule::ours("unit.alias", "别名不得与其他单位的名称相同", "an alias is no other unit's name");
const PARENT: Rule =
    Rule::ours("unit.parent", "上级单位须存在且未撤销", "the parent exists and has not ended");
const CYCLE: Rule = Rule::ours("unit.cycle", "单位不得隶属于自身或其下级", "no unit stands under itself");
const CODE: Rule =
    Rule::ours("unit.division", "区划代码须为六位至十二位数字", "a division's code has 6 to 12 digits");
const SERIES: Rule =
    Rule::ours("unit.series", "督查室须有编号前缀", "an office has a prefix for its numbers");
const EXISTS: Rule = Rule::ours("unit.exists", "单位须已设立", "the unit exists");
const ENDED: Rule = Rule::ours("unit.ended", "已撤销的单位不再变更", "an ended unit changes no more");
const END: Rule = Rule::ours("unit.end", "撤销单位前须清理完毕", "a unit ends with nothing left open");

/// The longest name or alias, in characters.
pub const NAME_LIMIT: usize = 100;

/// What `command` makes happen to the unit, or why it doesn't. No event means nothing changes.
pub fn decide(
    state: Option<&Unit>,
    command: UnitCommand,
    facts: UnitFacts,
) -> Result<Vec<UnitEvent>, Refusal> {
    match (state, command) {
        (None, UnitCommand::Found { id, form }) => found(id, form, facts),
        (Some(unit), UnitCommand::Found { .. }) => Err(EXISTS.refuse(
            phrase!("{0}已经设立", "{0} exists already", unit.id),
            phrase!("请修改现有单位", "change the existing unit"),
        )),
        (None, _) => Err(EXISTS.refuse(
            phrase!("未找到该单位", "there is no such unit"),
            phrase!("请先设立该单位", "found the unit first"),
        )),
        (Some(unit), _) if unit.ended.is_some() => Err(ENDED.refuse(
            phrase!("{0}已撤销", "{0} has ended", unit.id),
            phrase!("请使用承接其职能的单位", "use the unit that took over its work"),
        )),
        (Some(unit), command) => change(unit, command, facts),
    }
}

fn change(unit: &Unit, command: UnitCommand, facts: UnitFacts) -> Result<Vec<UnitEvent>, Refusal> {
    match command {
        UnitCommand::Found { .. } => Ok(vec![]),
        UnitCommand::Rename { name, short_name } => rename(unit, name, short_name, facts),
        UnitCommand::Move { parent } => put_under(unit, parent, facts),
        UnitCommand::AddAlias { alias } => add_alias(unit, alias, facts),
        UnitCommand::RemoveAlias { alias } => Ok(remove_alias(unit, &alias)),
        UnitCommand::SetLooksAfter { towns } => set_looks_after(unit, towns),
        UnitCommand::Describe { level, kind, division } => describe(unit, level, kind, division),
        UnitCommand::SetOffice { is_office, series } => set_office(unit, is_office, series),
        UnitCommand::End { on } => end(unit, on, facts),
    }
}

fn found(id: UnitId, form: UnitForm, facts: UnitFacts) -> Result<Vec<UnitEvent>, Refusal> {
    let name = proper_name(&form.name)?;
    let short_name = short_or(&form.short_name, &name)?;
    let mut aliases = Vec::new();
    for alias in &form.aliases {
        let alias = proper_name(alias)?;
        if !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    parent_takes(form.parent, facts.tree)?;
    unique_below(form.parent, &name, None, facts.tree)?;
    let county = form.parent.and_then(|parent| facts.tree.county_of(parent));
    for alias in &aliases {
        own_alias(alias, id, county, facts.tree)?;
    }
    let is_office = form.is_office || form.kind == UnitKind::Office;
    let unit = Unit {
        id,
        initials: all_initials(&name, &short_name, &aliases),
        name,
        short_name,
        aliases,
        level: form.level,
        kind: form.kind,
        parent: form.parent,
        division: optional_code(form.division)?,
        looks_after: codes(form.looks_after)?,
        is_office,
        series: series(is_office, form.series)?,
        ended: None,
    };
    Ok(vec![UnitEvent::Founded { unit: Box::new(unit) }])
}

fn rename(
    unit: &Unit,
    name: String,
    short_name: String,
    facts: UnitFacts,
) -> Result<Vec<UnitEvent>, Refusal> {
    let name = proper_name(&name)?;
    let short_name = short_or(&short_name, &name)?;
    if name == unit.name && short_name == unit.short_name {
        return Ok(vec![]);
    }
    unique_below(unit.parent, &name, Some(unit.id), facts.tree)?;
    let mut aliases: Vec<String> =
        unit.aliases.iter().filter(|alias| **alias != name && **alias != short_name).cloned().collect();
    for former in [&unit.name, &unit.short_name] {
        if *former != name && *former != short_name && !aliases.contains(former) {
            aliases.push(former.clone());
        }
    }
    let initials = all_initials(&name, &short_name, &aliases);
    Ok(vec![UnitEvent::Renamed { name, short_name, aliases, initials }])
}

fn put_under(unit: &Unit, parent: Option<UnitId>, facts: UnitFacts) -> Result<Vec<UnitEvent>, Refusal> {
    if parent == unit.parent {
        return Ok(vec![]);
    }
    if let Some(above) = parent.filter(|above| facts.tree.within(*above, unit.id)) {
        return Err(CYCLE.refuse(
            phrase!("{0}就是{1}或其下级单位", "{0} is {1} itself or stands below it", above, unit.id),
            phrase!("请另选上级单位", "choose another parent"),
        ));
    }
    parent_takes(parent, facts.tree)?;
    unique_below(parent, &unit.name, Some(unit.id), facts.tree)?;
    Ok(vec![UnitEvent::Moved { parent }])
}

fn add_alias(unit: &Unit, alias: String, facts: UnitFacts) -> Result<Vec<UnitEvent>, Refusal> {
    let alias = proper_name(&alias)?;
    if alias == unit.name || alias == unit.short_name || unit.aliases.contains(&alias) {
        return Ok(vec![]);
    }
    own_alias(&alias, unit.id, facts.tree.county_of(unit.id), facts.tree)?;
    let mut aliases = unit.aliases.clone();
    aliases.push(alias.clone());
    let initials = all_initials(&unit.name, &unit.short_name, &aliases);
    Ok(vec![UnitEvent::AliasAdded { alias, initials }])
}

fn remove_alias(unit: &Unit, alias: &str) -> Vec<UnitEvent> {
    let left: Vec<String> = unit.aliases.iter().filter(|known| *known != alias).cloned().collect();
    if left.len() == unit.aliases.len() {
        return vec![];
    }
    let initials = all_initials(&unit.name, &unit.short_name, &left);
    vec![UnitEvent::AliasRemoved { alias: alias.to_owned(), initials }]
}

fn set_looks_after(unit: &Unit, towns: Vec<String>) -> Result<Vec<UnitEvent>, Refusal> {
    let towns = codes(towns)?;
    Ok(if towns == unit.looks_after { vec![] } else { vec![UnitEvent::LooksAfterSet { towns }] })
}

fn describe(
    unit: &Unit,
    level: Level,
    kind: UnitKind,
    division: Option<String>,
) -> Result<Vec<UnitEvent>, Refusal> {
    let division = optional_code(division)?;
    let same = level == unit.level && kind == unit.kind && division == unit.division;
    Ok(if same { vec![] } else { vec![UnitEvent::Described { level, kind, division }] })
}

fn set_office(unit: &Unit, is_office: bool, prefix: Option<String>) -> Result<Vec<UnitEvent>, Refusal> {
    let series = series(is_office, prefix)?;
    let same = is_office == unit.is_office && series == unit.series;
    Ok(if same { vec![] } else { vec![UnitEvent::OfficeSet { is_office, series }] })
}

fn end(unit: &Unit, on: Date, facts: UnitFacts) -> Result<Vec<UnitEvent>, Refusal> {
    let below = facts.tree.children(unit.id).iter().filter(|child| child.ended.is_none()).count();
    if below > 0 {
        return Err(END.refuse(
            phrase!("{0}下还有{1}个单位", "{0} has {1} units below it", unit.id, below),
            phrase!("请先撤销或调整这些单位的隶属", "end or move those units first"),
        ));
    }
    if facts.open_matters > 0 {
        return Err(END.refuse(
            phrase!(
                "{0}还有{1}件未销号的督查事项",
                "{0} still has a part in {1} open matters",
                unit.id,
                facts.open_matters
            ),
            phrase!("请先将这些事项改派至承接单位", "reassign those matters first"),
        ));
    }
    if facts.accounts > 0 {
        return Err(END.refuse(
            phrase!("{0}还有{1}个可用账号", "{0} still has {1} usable accounts", unit.id, facts.accounts),
            phrase!("请先停用账号或调整人员所属单位", "disable the accounts or move the people first"),
        ));
    }
    Ok(vec![UnitEvent::Ended { on }])
}

fn proper_name(text: &str) -> Result<String, Refusal> {
    let name = text.trim();
    if plain(name).is_empty() || name.chars().count() > NAME_LIMIT || name.chars().any(char::is_control) {
        return Err(NAME.refuse(
            phrase!(
                "名称为空、超过{0}字或含有控制字符",
                "the name is empty, longer than {0} characters or holds control characters",
                NAME_LIMIT
            ),
            phrase!("请填写单位的规范名称", "enter the unit's proper name"),
        ));
    }
    Ok(name.to_owned())
}

fn short_or(short_name: &str, name: &str) -> Result<String, Refusal> {
    if short_name.trim().is_empty() { Ok(name.to_owned()) } else { proper_name(short_name) }
}

fn all_initials(name: &str, short_name: &str, aliases: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for text in [name, short_name].into_iter().chain(aliases.iter().map(String::as_str)) {
        let letters = initials(text);
        if !letters.is_empty() && !all.contains(&letters) {
            all.push(letters);
        }
    }
    all
}

fn parent_takes(parent: Option<UnitId>, tree: &UnitTree) -> Result<(), Refusal> {
    let Some(parent) = parent else { return Ok(()) };
    match tree.get(parent) {
        Some(unit) if unit.ended.is_none() => Ok(()),
        Some(_) => Err(PARENT.refuse(
            phrase!("{0}已撤销", "{0} has ended", parent),
            phrase!("请另选上级单位", "choose another parent"),
        )),
        None => Err(PARENT.refuse(
            phrase!("未找到所选上级单位", "there is no such parent"),
            phrase!("请另选上级单位", "choose another parent"),
        )),
    }
}

fn unique_below(
    parent: Option<UnitId>,
    name: &str,
    except: Option<UnitId>,
    tree: &UnitTree,
) -> Result<(), Refusal> {
    let wanted = plain(name);
    let twin = tree
        .below(parent)
        .into_iter()
        .find(|unit| Some(unit.id) != except && unit.ended.is_none() && plain(&unit.name) == wanted);
    match twin {
        None => Ok(()),
        Some(twin) => Err(SAME_NAME.refuse(
            phrase!("同一上级下已有{0}", "{0} stands under the same parent already", twin.name.clone()),
            phrase!("请使用现有单位，或改用可区分的名称", "use that unit, or choose a distinct name"),
        )),
    }
}

/// An alias that is another unit's name would make both of them unknown wherever it is written. A county's 教育局 and the
/// city's may be called alike: in each office it means its own.
fn own_alias(alias: &str, own: UnitId, county: Option<&Unit>, tree: &UnitTree) -> Result<(), Refusal> {
    let wanted = plain(alias);
    let area = |unit: &Unit| tree.county_of(unit.id).map(|county| county.id);
    let same_area = |unit: &Unit| area(unit) == county.map(|county| county.id);
    let is_theirs = |unit: &&Unit| {
        let short = plain(&unit.short_name) == wanted && same_area(unit);
        unit.id != own && (plain(&unit.name) == wanted || short)
    };
    match tree.find(&wanted).into_iter().find(is_theirs) {
        None => Ok(()),
        Some(other) => Err(ALIAS.refuse(
            phrase!("“{0}”是{1}的名称", "“{0}” is {1}'s name", alias, other.id),
            phrase!("请改用只指本单位的别名", "choose an alias that means this unit alone"),
        )),
    }
}

fn optional_code(code: Option<String>) -> Result<Option<String>, Refusal> {
    match code.map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()) {
        Some(code) => proper_code(code).map(Some),
        None => Ok(None),
    }
}

fn codes(towns: Vec<String>) -> Result<Vec<String>, Refusal> {
    let mut all = towns
        .into_iter()
        .map(|code| code.trim().to_owned())
        .filter(|code| !code.is_empty())
        .map(proper_code)
        .collect::<Result<Vec<_>, _>>()?;
    all.sort();
    all.dedup();
    Ok(all)
}

fn proper_code(code: String) -> Result<String, Refusal> {
    if (6..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(code);
    }
    Err(CODE.refuse(
        phrase!("“{0}”不是区划代码", "“{0}” is not a division's code", code),
        phrase!("请按 GB/T 2260 填写，如 350582", "enter it as in GB/T 2260, such as 350582"),
    ))
}

fn series(is_office: bool, prefix: Option<String>) -> Result<Option<String>, Refusal> {
    let prefix = prefix.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match (is_office, prefix) {
        (false, _) => Ok(None),
        (true, Some(text)) if text.chars().count() <= 20 && !text.contains(['〔', '〕']) => Ok(Some(text)),
        (true, _) => Err(SERIES.refuse(
            phrase!(
                "编号前缀为空、超过20字或含有六角括号",
                "the prefix is empty, longer than 20 characters or holds 〔〕"
            ),
            phrase!("请填写编号前缀，如“督查立项”", "enter a prefix such as 督查立项"),
        )),
    }
}
