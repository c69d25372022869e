//! The kinds that analysts use, found in a file of messages and, where it is given, their groups.

use super::{
    going::Going,
    messages::{Messages, Wanted},
};
use anyhow::{Context, bail};
use bangdu_analysis::{
    kinds::{About, Kind, Kinds, Row, Thresholds, by_group, find},
    urgent::Rule,
    words::Words,
};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};

/// Heads of the columns that 疑难 is told from: returns between units, times done again, overdue, boundary disputed.
const COLUMNS: [&str; 4] = [
    "退回次数 退单次数 returns",
    "重办次数 返工次数 二次办理次数 redone",
    "是否逾期 是否超期 逾期 超期 overdue",
    "职责争议 权属争议 是否争议 边界争议 disputed",
];
/// From which day days are counted.
const FIRST: Date = date(1970, 1, 1);

/// What a file of messages needs to be read for.
#[must_use]
pub fn wanted() -> Wanted<'static> {
    Wanted { label: false, extras: &COLUMNS }
}

/// For each message of GROUPS.csv its event.
///
/// # Errors
/// When the file can't be read or lacks its columns.
pub fn groups(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let said = || path.display().to_string();
    let mut reader = csv::Reader::from_path(path).with_context(said)?;
    let heads = reader.headers().with_context(said)?.clone();
    let column = |name: &str| heads.iter().position(|head| head.trim_start_matches('\u{feff}') == name);
    let (Some(id), Some(group), Some(kind)) = (column("message_id"), column("group_id"), column("kind"))
    else {
        bail!("{} needs the columns message_id, group_id and kind", path.display());
    };
    let mut groups = BTreeMap::new();
    for row in reader.records() {
        let row = row.with_context(said)?;
        if &row[kind] == "event" {
            groups.insert(row[id].to_owned(), row[group].to_owned());
        }
    }
    Ok(groups)
}

/// Finds the kinds and tells them: each with its messages, its people and the figures behind it.
///
/// # Errors
/// When interrupted.
pub fn told(
    words: &Words,
    messages: &Messages,
    groups: &BTreeMap<String, String>,
    going: &mut Going,
) -> anyhow::Result<Value> {
    let mut names: Vec<&str> = groups.values().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let of = |at: usize| {
        let group = groups.get(messages.get(at).id)?;
        u32::try_from(names.binary_search(&group.as_str()).ok()?).ok()
    };
    let rows = rows(words, messages, of, |_| true, going)?;
    Ok(as_json(&find(&rows, None, &Thresholds::default()), messages, &names))
}

/// For each group (`of` says which a row belongs to) the kinds that it meets, each with how many people.
///
/// # Errors
/// When interrupted.
pub fn of_groups(
    words: &Words,
    messages: &Messages,
    of: impl Fn(usize) -> Option<u32>,
    going: &mut Going,
) -> anyhow::Result<BTreeMap<u32, Vec<(Kind, usize)>>> {
    let rows = rows(words, messages, &of, |at| of(at).is_some(), going)?;
    Ok(by_group(&rows, &find(&rows, None, &Thresholds::default()).found))
}

/// What the kinds look at; only the messages that `judged` names are read for what they say.
fn rows<'m>(
    words: &Words,
    messages: &'m Messages,
    of: impl Fn(usize) -> Option<u32>,
    judged: impl Fn(usize) -> bool,
    going: &mut Going,
) -> anyhow::Result<Vec<Row<'m>>> {
    let rule = Rule::new();
    let mut rows = Vec::with_capacity(messages.len());
    for at in 0..messages.len() {
        if at % 256 == 0 && !going.on("judging", at, messages.len()) {
            bail!("interrupted");
        }
        let mut row = Row { group: of(at), ..row(messages, at) };
        if judged(at) {
            let message = messages.get(at);
            let year = message.time.map(|time| time.year());
            let judgement = rule.judge(words, message.title, message.body, year);
            row.sensitive = judgement.sensitive;
            row.enterprise = judgement.enterprise;
            row.left_over = judgement.left_over();
        }
        rows.push(row);
    }
    Ok(rows)
}

fn row(messages: &Messages, at: usize) -> Row<'_> {
    let message = messages.get(at);
    let number = |n: usize| messages.extra(at, n).parse().ok();
    let yes = |n: usize| match messages.extra(at, n) {
        "" => None,
        said => Some(!matches!(said, "否" | "0" | "无" | "no" | "false" | "N")),
    };
    Row {
        person: message.user,
        day: message.time.map(|time| (time.date() - FIRST).get_days()),
        month: message.time.map(|time| (time.year(), time.month())),
        category: message.label,
        returns: number(0),
        redone: number(1),
        overdue: yes(2),
        disputed: yes(3),
        ..Row::default()
    }
}

fn as_json(kinds: &Kinds, messages: &Messages, names: &[&str]) -> Value {
    let about = |about: &About| match about {
        About::Category(category) => json!({ "category": category }),
        About::Group(group) => json!({ "group_id": names[*group as usize] }),
        About::Person(person, group) => json!({ "person": person, "group_id": names[*group as usize] }),
        About::All => Value::Null,
    };
    let of = |kind: Kind| {
        let findings = kinds.found.iter().filter(|finding| finding.kind == kind).map(|finding| {
            json!({
                "about": about(&finding.about),
                "people": finding.people,
                "why": finding.why,
                "messages": finding.rows.iter().map(|row| messages.get(*row).id).collect::<Vec<_>>(),
            })
        });
        let untold = kinds.untold.iter().find(|(untold, _)| *untold == kind).map(|(_, missing)| *missing);
        json!({ "kind": kind.name(), "untold": untold, "found": findings.collect::<Vec<_>>() })
    };
    Value::Array(Kind::ALL.into_iter().map(of).collect())
}
