//! What was chosen in the preview's form, read back.

use super::units::is_unsure;
use crate::{
    ledgers::{
        intake::{Choices, Done, Numbering, Undated, UnitChoice, standpoint, waiting::Opened},
        understand::Field,
    },
    people::directory::Directory,
    web::{fields::Fields, layout::Frame},
};
use bangdu_core::{
    ids::UnitId,
    matters::{MatterKind, Source, Urgency},
    people::{Meant, Standpoint},
};

/// A column's field: `field:` and its head.
pub(super) const FIELD: &str = "field:";
/// The row that is the head of a sheet: `head_row:` and the sheet's index.
pub(super) const HEAD_ROW: &str = "head_row:";
/// What an unknown name of a unit means: `unit:` and the name.
pub(super) const UNIT: &str = "unit:";
/// Units that it means, by name: `unit_as:` and the name.
pub(super) const UNIT_AS: &str = "unit_as:";

/// The choices that the form makes, and what is wrong with it.
pub(super) fn read(fields: &Fields, opened: &Opened, frame: &Frame) -> (Choices, Vec<String>) {
    let mut choices = opened.preview.choices.clone();
    let mut wrong = Vec::new();
    map(fields, opened, &mut choices);
    choices.include_hidden = fields.ticked("hidden");
    head_rows(fields, &mut choices);
    // Only the rows of this page can have been ticked or not; those of other pages stay as they were.
    let shown: Vec<&str> = fields.all("tickable").collect();
    choices.apply.retain(|key| !shown.contains(&key.as_str()));
    choices.apply.extend(fields.all("apply").map(str::to_owned));
    choices.unclassified = fields.ticked("unclassified");
    let at = standpoint(&opened.directory, Some(opened.preview.office));
    for seen in opened.survey.units.iter().filter(|unit| is_unsure(unit)) {
        if !has(fields, &format!("{UNIT}{}", seen.name)) {
            continue;
        }
        match unit(fields, &seen.name, (&opened.directory, &at)) {
            Ok(Some(choice)) => {
                choices.units.insert(seen.name.clone(), choice);
            }
            Ok(None) => {
                choices.units.remove(&seen.name);
            }
            Err(unknown) => wrong.push(frame.tf("ledgers.unit_unknown", &[("name", &unknown)])),
        }
    }
    // What is chosen anew is no longer taken from the last ledger.
    let was = &opened.preview.choices.units;
    let (carried, units) = (&mut choices.carried, &choices.units);
    carried.retain(|name| units.get(name) == was.get(name));
    whole(fields, &mut choices);
    (choices, wrong)
}

/// What holds for all rows of the import.
fn whole(fields: &Fields, choices: &mut Choices) {
    if has(fields, "source") {
        choices.source = Source::from_code(fields.get("source"));
    }
    if has(fields, "urgency") {
        choices.urgency = Urgency::from_code(fields.get("urgency"));
    }
    if has(fields, "kind") {
        choices.kind = MatterKind::from_code(fields.get("kind"));
    }
    match fields.get("numbering") {
        "none" => choices.numbering = Some(Numbering::None),
        "given" => choices.numbering = Some(Numbering::Given),
        _ => {}
    }
    match fields.get("undated") {
        "open" => choices.undated = Undated::Open,
        "give_back" => choices.undated = Undated::GiveBack,
        _ => {}
    }
    match fields.get("done") {
        "in_progress" => choices.done = Done::InProgress,
        "claimed" => choices.done = Done::Claimed,
        _ => {}
    }
}

/// A row that is typed as the head of its sheet; a blank field takes that back.
fn head_rows(fields: &Fields, choices: &mut Choices) {
    for (name, value) in &fields.0 {
        let Some(sheet) = name.strip_prefix(HEAD_ROW).and_then(|at| at.parse().ok()) else { continue };
        match value.trim().parse() {
            Ok(row) => choices.head_rows.insert(sheet, row),
            Err(_) => choices.head_rows.remove(&sheet),
        };
    }
}

/// A head that reads as it was proposed is no choice.
fn map(fields: &Fields, opened: &Opened, choices: &mut Choices) {
    for (name, value) in &fields.0 {
        let Some(head) = name.strip_prefix(FIELD) else { continue };
        let Some(proposed) = opened.survey.mapping.heads.get(head) else { continue };
        let chosen = Field::ALL.iter().copied().find(|field| field.head() == value);
        if chosen != *proposed {
            choices.mapping.heads.insert(head.to_owned(), chosen);
        }
    }
}

/// A name that was typed goes before what was chosen from the list.
fn unit(
    fields: &Fields,
    name: &str,
    (directory, at): (&Directory, &Standpoint<'_>),
) -> Result<Option<UnitChoice>, String> {
    let typed = fields.get(&format!("{UNIT_AS}{name}")).to_owned();
    let names: Vec<&str> =
        typed.split(['、', '，', ',', '；', ';']).map(str::trim).filter(|n| !n.is_empty()).collect();
    if names.is_empty() {
        return Ok(match fields.get(&format!("{UNIT}{name}")) {
            "new" => Some(UnitChoice::New),
            "none" => Some(UnitChoice::None),
            id => id.parse().ok().filter(|id| directory.tree.get(*id).is_some()).map(UnitChoice::Known),
        });
    }
    let ids = names
        .into_iter()
        .map(|name| found(name, at).ok_or_else(|| name.to_owned()))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Some(if let [one] = ids[..] { UnitChoice::Known(one) } else { UnitChoice::Several(ids) }))
}

fn found(name: &str, at: &Standpoint<'_>) -> Option<UnitId> {
    match at.named(name) {
        Meant::One(one) => Some(one.id),
        // It was chosen by hand, and its full name says which it is.
        Meant::Several(units) | Meant::Elsewhere(units) => {
            let mut called = units.iter().filter(|unit| unit.name == name || at.in_full(unit) == name);
            called.next().map(|unit| unit.id).filter(|_| called.next().is_none())
        }
        Meant::Nobody => None,
    }
}

fn has(fields: &Fields, name: &str) -> bool {
    fields.0.iter().any(|(n, _)| n == name)
}
