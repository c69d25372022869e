//! Units by what is typed into a form, understood from where it is typed; and what is said of units that nobody acts for.

use super::{directory::Directory, store::hands_of};
use crate::{
    db::{DbError, Tx},
    web::{
        form::{Choice, Form},
        lang::{Lang, tf},
        layout::Frame,
    },
};
use bangdu_core::{
    ids::UnitId,
    people::{Actor, Meant, Standpoint, Unit},
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// From where somebody names units: their own county, else the unit `of`, such as the office of what they work on.
pub fn from(actor: Option<&Actor>, of: UnitId, directory: &Directory) -> UnitId {
    let own = actor.map(|actor| actor.unit).filter(|unit| directory.tree.county_of(*unit).is_some());
    own.unwrap_or(of)
}

/// The unit that a field names. What can't be told, and what lies outside the county from which it is said, is said at
/// the field with the units that it may be.
pub fn named(
    form: &mut Form,
    frame: &Frame,
    (directory, from): (&Directory, UnitId),
    (field, text): (&str, &str),
) -> Option<UnitId> {
    let at = Standpoint::of(&directory.tree, from);
    let names = |units: &[&Unit]| {
        let names: Vec<String> = units.iter().take(5).map(|unit| at.in_full(unit)).collect();
        names.join(frame.lang.comma())
    };
    let wrong = match at.named(text) {
        Meant::One(unit) => return Some(unit.id),
        Meant::Several(units) => {
            frame.tf("matters.several_units", &[("name", text), ("units", &names(&units))])
        }
        Meant::Elsewhere(units) => {
            let place = at.county().map_or("", |county| county.short_name.as_str());
            let args = [("name", text), ("units", &*names(&units)), ("place", place)];
            frame.tf("matters.unit_elsewhere", &args)
        }
        Meant::Nobody => match at.near(text) {
            near if near.is_empty() => frame.t1("matters.no_such_unit", "name", text),
            near => frame.tf("matters.unit_near", &[("name", text), ("units", &names(&near))]),
        },
    };
    form.wrong(field, wrong);
    None
}

/// Units that a field offers, at most `most`: those of the own county first.
pub fn offered(directory: &Directory, from: UnitId, most: usize) -> Vec<Choice> {
    let tree = &directory.tree;
    let county = tree.county_of(from).map(|county| county.id);
    let all = tree.walk().into_iter().map(|(_, unit)| unit).filter(|unit| unit.ended.is_none());
    let (own, others): (Vec<&Unit>, Vec<&Unit>) =
        all.partition(|unit| county.is_some_and(|county| tree.within(unit.id, county)));
    own.into_iter().chain(others).take(most).map(|unit| Choice::of("", &unit.name)).collect()
}

/// Those of these units for which nobody can sign or report: no head and no liaison has an account in use.
pub fn unmanned(tx: &mut Tx<'_>, units: &[UnitId], today: Date) -> Result<Vec<UnitId>, DbError> {
    let manned: BTreeSet<UnitId> = hands_of(tx, units, today)?.into_iter().map(|(unit, _, _)| unit).collect();
    let mut seen = BTreeSet::new();
    Ok(units.iter().copied().filter(|unit| !manned.contains(unit) && seen.insert(*unit)).collect())
}

/// That nobody acts for these units, as a sentence; nothing where there are none.
pub fn unmanned_said(lang: Lang, directory: &Directory, units: &[UnitId]) -> Option<String> {
    let names: Vec<&str> = units.iter().map(|unit| directory.unit(*unit)).collect();
    unmanned_named(lang, &names)
}

/// The same of names.
pub fn unmanned_named(lang: Lang, names: &[&str]) -> Option<String> {
    const NAMED: usize = 5;
    let mut told = names[..names.len().min(NAMED)].join(lang.comma());
    if names.len() > NAMED {
        let args = [("units", &*told), ("n", &*names.len().to_string())];
        told = tf(lang, "matters.and_more_units", &args);
    }
    (!names.is_empty()).then(|| tf(lang, "matters.unmanned", &[("units", &told)]))
}

/// What was done, and behind it that units have nobody who could sign.
pub fn and_nobody(lang: Lang, what: &str, nobody: &str) -> String {
    let stop = if lang == Lang::En { ". " } else { "。" };
    format!("{}{stop}{nobody}", what.trim_end_matches(['。', '.']))
}
