//! The units that a ledger names and the store doesn't know for sure: what is proposed, what can be chosen.

use crate::{
    ledgers::{
        intake::{UnitChoice, counties, districts, is_founded, is_undecided, level_of, waiting::Opened},
        understand::{Finding, SeenUnit, values::units::Collective},
    },
    people::{directory::Directory, naming::unmanned_named},
    web::{form::Choice, layout::Frame},
};
use bangdu_core::ids::UnitId;

/// A name that somebody should look at.
pub(super) struct UnitShown {
    pub(super) name: String,
    pub(super) cells: usize,
    /// What was made of it.
    pub(super) said: String,
    /// Whether that was decided with an earlier ledger.
    pub(super) carried: bool,
    /// Whether it must be decided before the confirm.
    pub(super) undecided: bool,
    /// Whether it was told from a name without a place.
    pub(super) guessed: bool,
    /// Whether nothing stands behind it unless somebody chooses.
    pub(super) open: bool,
    pub(super) choices: Vec<Choice>,
    pub(super) chosen: String,
    /// Units typed by name.
    pub(super) typed: String,
}

/// The names that aren't known for sure, at most `most`.
pub(super) fn shown(opened: &Opened, frame: &Frame, most: usize) -> Vec<UnitShown> {
    let seen = opened.survey.units.iter();
    let mut unsure: Vec<_> = seen.filter(|unit| is_unsure(unit)).collect();
    // What must be decided, then what was guessed, then the rest.
    unsure.sort_by_key(|unit| (!unit.finding.is_near(), !unit.guessed));
    unsure.into_iter().take(most).map(|unit| one(unit, opened, frame)).collect()
}

/// Whether somebody should look at a name: it means no unit for sure, or one that was told from a name without a place.
pub(super) fn is_unsure(unit: &SeenUnit) -> bool {
    unit.guessed || !matches!(unit.finding, Finding::Known(_))
}

/// That nobody can sign for units of the ledger: known ones without an account, and those that it founds.
pub(super) fn unmanned(opened: &Opened, frame: &Frame) -> Option<String> {
    let choices = &opened.preview.choices.units;
    let founded = opened.survey.units.iter().filter(|unit| is_founded(unit, choices));
    let founded = founded.filter(|unit| !is_undecided(unit, choices)).map(|unit| unit.name.as_str());
    let known = opened.unmanned.iter().map(|unit| opened.directory.unit(*unit));
    unmanned_named(frame.lang, &known.chain(founded).collect::<Vec<_>>())
}

fn one(unit: &SeenUnit, opened: &Opened, frame: &Frame) -> UnitShown {
    let directory = &opened.directory;
    let chosen = opened.preview.choices.units.get(&unit.name);
    let offered = offered(&unit.finding);
    let near = near(&unit.finding);
    let outside = outside(opened, near);
    let known = |id: &UnitId| {
        let key = match (near.contains(id), outside.is_some()) {
            (true, true) => "ledgers.unit_from_outside",
            (true, false) => "ledgers.unit_same",
            _ => "ledgers.unit_is",
        };
        Choice::of(id.to_string(), frame.tf(key, &[("name", directory.tree.name(*id))]))
    };
    let mut choices = first_choices(&unit.finding, directory, frame);
    choices.extend(offered.iter().map(known));
    // What is near is asked first, and what is new only after it; what lies outside the county is no rival of its own.
    match outside {
        Some(county) => {
            choices[0] = Choice::of("", frame.t("ledgers.unit_whose"));
            choices.insert(1, Choice::of("new", frame.t1("ledgers.unit_new_here", "place", county)));
        }
        None if !near.is_empty() => {
            choices.insert(near.len() + 1, Choice::of("new", frame.t("ledgers.unit_other")));
        }
        None => {}
    }
    choices.push(Choice::of("none", frame.t("ledgers.unit_none")));
    let (value, typed) = match chosen {
        Some(UnitChoice::New) => ("new".to_owned(), String::new()),
        Some(UnitChoice::None) => ("none".to_owned(), String::new()),
        Some(UnitChoice::Known(id)) if offered.contains(id) => (id.to_string(), String::new()),
        Some(UnitChoice::Known(id)) => (String::new(), names(&[*id], directory)),
        Some(UnitChoice::Several(ids)) => (String::new(), names(ids, directory)),
        None => (String::new(), String::new()),
    };
    UnitShown {
        name: unit.name.clone(),
        cells: unit.cells,
        said: match outside {
            Some(county) => {
                let args = [("place", county), ("names", &*names(near, directory))];
                frame.tf("ledgers.unit_outside", &args)
            }
            None => beyond(unit, opened, frame).unwrap_or_else(|| said(&unit.finding, directory, frame)),
        },
        carried: opened.preview.choices.carried.contains(&unit.name),
        undecided: unit.finding.is_near() && chosen.is_none(),
        guessed: unit.guessed,
        open: (matches!(unit.finding, Finding::Ambiguous(_)) || unit.finding.is_near()) && chosen.is_none(),
        choices,
        chosen: value,
        typed,
    }
}

/// That a name means a unit outside the office's county.
fn beyond(unit: &SeenUnit, opened: &Opened, frame: &Frame) -> Option<String> {
    let Finding::Known(id) = unit.finding else { return None };
    let place = outside(opened, &[id])?;
    let args = [("name", opened.directory.tree.name(id)), ("place", place)];
    Some(frame.tf("ledgers.unit_beyond", &args))
}

/// The office's county, where all of these units lie outside it.
fn outside<'o>(opened: &'o Opened, units: &[UnitId]) -> Option<&'o str> {
    let tree = &opened.directory.tree;
    let county = tree.county_of(opened.preview.office)?;
    let all = !units.is_empty() && units.iter().all(|unit| !tree.within(*unit, county.id));
    all.then_some(county.short_name.trim_end_matches("政府").trim_end_matches("人民"))
}

fn near(finding: &Finding) -> &[UnitId] {
    match finding {
        Finding::Unknown { near, .. } => near,
        _ => &[],
    }
}

fn offered(finding: &Finding) -> Vec<UnitId> {
    match finding {
        Finding::Ambiguous(ids) => ids.clone(),
        Finding::Unknown { near, nearest, .. } => {
            let others = nearest.iter().filter(|id| !near.contains(id));
            near.iter().chain(others).copied().collect()
        }
        Finding::Known(_) | Finding::Collective(_) => Vec::new(),
    }
}

/// What happens when nothing is chosen.
fn first_choices(finding: &Finding, directory: &Directory, frame: &Frame) -> Vec<Choice> {
    let label = match finding {
        Finding::Unknown { near, .. } if near.is_empty() => frame.t("ledgers.unit_new").to_owned(),
        Finding::Unknown { .. } => frame.t("ledgers.unit_decide").to_owned(),
        Finding::Collective(Collective::Counties) => {
            frame.t1("ledgers.unit_counties", "n", counties(directory).len())
        }
        Finding::Collective(Collective::Districts) => {
            frame.t1("ledgers.unit_districts", "n", districts(directory).len())
        }
        Finding::Collective(_) => frame.t("ledgers.unit_remark").to_owned(),
        Finding::Known(id) => frame.tf("ledgers.unit_as", &[("name", directory.tree.name(*id))]),
        Finding::Ambiguous(_) => frame.t("form.choose").to_owned(),
    };
    let is_new = matches!(finding, Finding::Unknown { near, .. } if near.is_empty());
    let value = if is_new { "new" } else { "" };
    vec![Choice::of(value, label)]
}

fn said(finding: &Finding, directory: &Directory, frame: &Frame) -> String {
    match finding {
        Finding::Unknown { near, .. } if !near.is_empty() => {
            frame.tf("ledgers.unit_near", &[("names", &names(near, directory))])
        }
        Finding::Unknown { level, division, .. } => {
            let level = frame.word(&level_of(*level).word());
            match division {
                Some(place) => frame.tf("ledgers.unit_guess", &[("level", &level), ("place", place)]),
                None => frame.tf("ledgers.unit_guess_level", &[("level", &level)]),
            }
        }
        Finding::Ambiguous(ids) => frame.t1("ledgers.unit_several", "n", ids.len()),
        Finding::Collective(Collective::Counties) => {
            let all: Vec<UnitId> = counties(directory).iter().map(|unit| unit.id).collect();
            frame.tf("ledgers.unit_collective", &[("names", &names(&all, directory))])
        }
        Finding::Collective(Collective::Districts) => {
            let all: Vec<UnitId> = districts(directory).iter().map(|unit| unit.id).collect();
            frame.tf("ledgers.unit_collective", &[("names", &names(&all, directory))])
        }
        Finding::Collective(_) => frame.t("ledgers.unit_collective_open").to_owned(),
        Finding::Known(id) => frame.tf("ledgers.unit_taken", &[("name", directory.tree.name(*id))]),
    }
}

fn names(ids: &[UnitId], directory: &Directory) -> String {
    ids.iter().map(|id| directory.tree.name(*id)).collect::<Vec<_>>().join("、")
}
