//! A human being (人员): name, unit, position. A phone is personal data: only a reference stands here,
//! the number itself in a row that can be erased.

use super::{
    initials::{initials, plain},
    tree::UnitTree,
};
use crate::{
    ids::{PersonId, PrivateId, UnitId},
    phrase,
    refusal::{Refusal, Rule},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A reference to a row of personal data: which row, and the salted digest of what stood there. In a
/// payload it reads `{"private": …, "digest": …}`, by which a verifier finds every such reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateRef {
    /// The row.
    #[serde(rename = "private")]
    pub id: PrivateId,
    /// Salted digest of its content, as the record writes digests.
    pub digest: String,
}

/// A human being who works for a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Pinyin initials of the name.
    pub initials: String,
    /// The unit.
    pub unit: UnitId,
    /// Position (职务); may be empty.
    pub position: String,
    /// The phone, as a reference.
    pub phone: Option<PrivateRef>,
    /// The last day in service, once gone.
    pub left: Option<Date>,
}

/// What happened to a person's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each field is the person's field of the same name
pub enum PersonEvent {
    /// 登记
    Entered { person: Box<Person> },
    /// 更名
    Renamed { name: String, initials: String },
    /// 调整单位、职务
    Posted { unit: UnitId, position: String },
    /// 更新联系方式; the row of the former phone is erased.
    PhoneSet { phone: Option<PrivateRef>, erased: Option<PrivateId> },
    /// 离任
    Left { on: Date },
}

impl PersonEvent {
    /// Stable name, as the record keeps it.
    pub fn name(&self) -> &'static str {
        match self {
            PersonEvent::Entered { .. } => "person_entered",
            PersonEvent::Renamed { .. } => "person_renamed",
            PersonEvent::Posted { .. } => "person_posted",
            PersonEvent::PhoneSet { .. } => "person_phone_set",
            PersonEvent::Left { .. } => "person_left",
        }
    }

    /// The event as a sentence.
    pub fn sentence(&self) -> phrase::Phrase {
        match self {
            PersonEvent::Entered { person } => {
                phrase!("登记人员{0}，{1}", "person {0} of {1} entered", person.name.clone(), person.unit)
            }
            PersonEvent::Renamed { name, .. } => phrase!("姓名更正为{0}", "name set to {0}", name.clone()),
            PersonEvent::Posted { unit, position } => {
                phrase!("调整至{0}，职务“{1}”", "posted to {0} as “{1}”", *unit, position.clone())
            }
            PersonEvent::PhoneSet { phone: Some(_), .. } => phrase!("更新联系电话", "phone updated"),
            PersonEvent::PhoneSet { phone: None, .. } => phrase!("删除联系电话", "phone removed"),
            PersonEvent::Left { on } => phrase!("于{0}离任", "left on {0}", *on),
        }
    }
}

/// What somebody wants done to a person's record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // each field is the person's field of the same name
pub enum PersonCommand {
    /// Enter somebody new.
    Enter { id: PersonId, name: String, unit: UnitId, position: String, phone: Option<PrivateRef> },
    /// Correct the name.
    Rename { name: String },
    /// Move to a unit, or to a position.
    Post { unit: UnitId, position: String },
    /// Set or remove the phone.
    SetPhone { phone: Option<PrivateRef> },
    /// Note that somebody left.
    Leave { on: Date },
}

const NAME: Rule = Rule::ours("person.name", "人员须有姓名", "a person has a name");
const UNIT: Rule =
    Rule::ours("person.unit", "人员须属于现有单位", "a person belongs to a unit that has not ended");
const EXISTS: Rule = Rule::ours("person.exists", "人员须已登记", "the person is entered");
const LEFT: Rule = Rule::ours("person.left", "离任人员不再变更", "somebody who left changes no more");
const LEAVE: Rule =
    Rule::ours("person.leave", "离任前须停用账号", "accounts are disabled before somebody leaves");
const POSITION: Rule =
    Rule::ours("person.position", "职务不超过五十字", "a position has at most 50 characters");

/// What `command` makes happen, or why it doesn't. `accounts`: the person's accounts not disabled.
pub fn decide(
    state: Option<&Person>,
    command: PersonCommand,
    tree: &UnitTree,
    accounts: u64,
) -> Result<Vec<PersonEvent>, Refusal> {
    match (state, command) {
        (None, PersonCommand::Enter { id, name, unit, position, phone }) => {
            let name = proper_name(&name)?;
            unit_takes(unit, tree)?;
            let position = proper_position(&position)?;
            let initials = initials(&name);
            let person = Person { id, name, initials, unit, position, phone, left: None };
            Ok(vec![PersonEvent::Entered { person: Box::new(person) }])
        }
        (None, _) => Err(EXISTS.refuse(
            phrase!("未找到该人员", "there is no such person"),
            phrase!("请先登记该人员", "enter the person first"),
        )),
        (Some(person), PersonCommand::Enter { .. }) => Err(EXISTS.refuse(
            phrase!("{0}已经登记", "{0} is entered already", person.id),
            phrase!("请修改现有记录", "change the existing record"),
        )),
        (Some(person), _) if person.left.is_some() => Err(LEFT.refuse(
            phrase!("{0}已离任", "{0} has left", person.id),
            phrase!("如重新任职，请另行登记", "enter the person anew on return"),
        )),
        (Some(person), command) => change(person, command, tree, accounts),
    }
}

fn change(
    person: &Person,
    command: PersonCommand,
    tree: &UnitTree,
    accounts: u64,
) -> Result<Vec<PersonEvent>, Refusal> {
    let event = match command {
        PersonCommand::Enter { .. } => return Ok(vec![]),
        PersonCommand::Rename { name } => {
            let name = proper_name(&name)?;
            let initials = initials(&name);
            (name != person.name).then_some(PersonEvent::Renamed { name, initials })
        }
        PersonCommand::Post { unit, position } => {
            let position = proper_position(&position)?;
            if unit != person.unit {
                unit_takes(unit, tree)?;
            }
            let same = unit == person.unit && position == person.position;
            (!same).then_some(PersonEvent::Posted { unit, position })
        }
        PersonCommand::SetPhone { phone } => {
            (phone != person.phone).then(|| PersonEvent::PhoneSet { phone, erased: phone_row(person) })
        }
        PersonCommand::Leave { .. } if accounts > 0 => {
            return Err(LEAVE.refuse(
                phrase!("{0}还有{1}个可用账号", "{0} still has {1} usable accounts", person.id, accounts),
                phrase!("请先停用其账号", "disable the accounts first"),
            ));
        }
        PersonCommand::Leave { on } => {
            let erased = phone_row(person);
            let gone = erased.map(|_| PersonEvent::PhoneSet { phone: None, erased });
            return Ok(gone.into_iter().chain([PersonEvent::Left { on }]).collect());
        }
    };
    Ok(event.into_iter().collect())
}

fn phone_row(person: &Person) -> Option<PrivateId> {
    person.phone.as_ref().map(|phone| phone.id)
}

/// The person after `event`; before `Entered` there is none.
pub fn apply(state: Option<Person>, event: &PersonEvent) -> Option<Person> {
    if let PersonEvent::Entered { person } = event {
        return Some((**person).clone());
    }
    let mut person = state?;
    match event.clone() {
        PersonEvent::Entered { .. } => {}
        PersonEvent::Renamed { name, initials } => {
            person.name = name;
            person.initials = initials;
        }
        PersonEvent::Posted { unit, position } => {
            person.unit = unit;
            person.position = position;
        }
        PersonEvent::PhoneSet { phone, .. } => person.phone = phone,
        PersonEvent::Left { on } => person.left = Some(on),
    }
    Some(person)
}

fn proper_name(text: &str) -> Result<String, Refusal> {
    let name = text.trim();
    if plain(name).is_empty() || name.chars().count() > 50 || name.chars().any(char::is_control) {
        return Err(NAME.refuse(
            phrase!(
                "姓名为空、超过50字或含有控制字符",
                "the name is empty, longer than 50 characters or holds control characters"
            ),
            phrase!("请填写姓名", "enter the name"),
        ));
    }
    Ok(name.to_owned())
}

fn proper_position(text: &str) -> Result<String, Refusal> {
    let position = text.trim();
    if position.chars().count() > 50 || position.chars().any(char::is_control) {
        return Err(POSITION.refuse(
            phrase!("职务过长或含有控制字符", "it is longer, or holds control characters"),
            phrase!("请填写职务的规范简称", "enter the position's proper short name"),
        ));
    }
    Ok(position.to_owned())
}

const PHONE: Rule = Rule::ours(
    "person.phone",
    "电话为五至二十位数字，可含 + - 和分机号",
    "a phone has 5 to 20 digits, with + and - and an extension where needed",
);

/// A phone as it is stored: half-width, without blanks. What is empty means: no phone.
pub fn proper_phone(text: &str) -> Result<Option<String>, Refusal> {
    let phone: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '－' | '—' | '–' => '-',
            '＋' => '+',
            c => c,
        })
        .filter(|c| !c.is_whitespace())
        .collect();
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let sound = phone.chars().all(|c| c.is_ascii_digit() || ['+', '-'].contains(&c));
    match (phone.is_empty(), sound && (5..=20).contains(&digits) && phone.len() <= 25) {
        (true, _) => Ok(None),
        (_, true) => Ok(Some(phone)),
        (_, false) => Err(PHONE.refuse(
            phrase!("所填内容不是电话号码", "what was entered is no phone"),
            phrase!("请填写一个号码，如 0595-22123456", "enter one number, such as 0595-22123456"),
        )),
    }
}

/// A phone for those who may not see it: the ends only.
pub fn masked(phone: &str) -> String {
    let all: Vec<char> = phone.chars().collect();
    let (head, tail) = if all.len() >= 11 { (3, 4) } else { (0, 2) };
    let hidden = all.len().saturating_sub(head + tail);
    all.iter().enumerate().map(|(n, c)| if n < head || n >= head + hidden { *c } else { '*' }).collect()
}

fn unit_takes(unit: UnitId, tree: &UnitTree) -> Result<(), Refusal> {
    match tree.get(unit) {
        Some(known) if known.ended.is_none() => Ok(()),
        Some(_) => Err(UNIT.refuse(
            phrase!("{0}已撤销", "{0} has ended", unit),
            phrase!("请另选单位", "choose another unit"),
        )),
        None => Err(UNIT.refuse(
            phrase!("未找到所选单位", "there is no such unit"),
            phrase!("请另选单位", "choose another unit"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::sample::*, *};
    use uuid::Uuid;

    const LIN: PersonId = PersonId(Uuid::from_u128(70));

    fn enter(unit: UnitId) -> PersonCommand {
        PersonCommand::Enter {
            id: LIN, name: " 林晓 ".into(), unit, position: "科长".into(), phone: None
        }
    }

    fn after(state: Option<Person>, command: PersonCommand) -> Option<Person> {
        let events = decide(state.as_ref(), command, &city(), 0).expect("allowed");
        events.iter().fold(state, apply)
    }

    #[test]
    fn somebody_is_entered_posted_and_leaves() {
        let person = after(None, enter(HOUSING));
        assert_eq!(person.as_ref().map(|p| (p.name.as_str(), p.initials.as_str())), Some(("林晓", "lx")));
        let person = after(person, PersonCommand::Post { unit: FINANCE, position: "副局长".into() });
        assert_eq!(person.as_ref().map(|p| p.unit), Some(FINANCE));
        let on = jiff::civil::date(2026, 11, 3);
        let person = after(person, PersonCommand::Leave { on });
        let refusal = decide(person.as_ref(), PersonCommand::Rename { name: "林".into() }, &city(), 0);
        assert_eq!(refusal.expect_err("gone").rule.code, "person.left");
    }

    #[test]
    fn a_phone_is_stored_plainly_and_shown_masked() {
        assert_eq!(proper_phone(" １３８ 0595－1234 "), Ok(Some("1380595-1234".into())));
        assert_eq!(proper_phone("  "), Ok(None));
        for wrong in ["林晓", "12", "138-=1+1", "1380595123413805951234"] {
            assert_eq!(proper_phone(wrong).expect_err(wrong).rule.code, "person.phone");
        }
        assert_eq!(masked("13805951234"), "138****1234");
        assert_eq!(masked("22123"), "***23");
    }

    #[test]
    fn refusals_name_their_rule() {
        let nowhere = UnitId(Uuid::from_u128(999));
        let code = |state: Option<&Person>, command, accounts| {
            let refusal = decide(state, command, &city(), accounts).expect_err("refused");
            assert!(refusal.why.is_sound() && refusal.instead.is_sound());
            refusal.rule.code
        };
        let lin = after(None, enter(HOUSING));
        let on = jiff::civil::date(2026, 11, 3);
        assert_eq!(code(None, enter(nowhere), 0), "person.unit");
        assert_eq!(code(None, PersonCommand::Rename { name: "林".into() }, 0), "person.exists");
        assert_eq!(code(lin.as_ref(), enter(HOUSING), 0), "person.exists");
        assert_eq!(code(lin.as_ref(), PersonCommand::Rename { name: " ".into() }, 0), "person.name");
        assert_eq!(code(lin.as_ref(), PersonCommand::Leave { on }, 1), "person.leave");
        let post = PersonCommand::Post { unit: HOUSING, position: "长".repeat(51) };
        assert_eq!(code(lin.as_ref(), post, 0), "person.position");
    }
}
