//! The units that a ledger names: those the store knows, those that a confirm creates, and collective
//! names that stand for many.

use crate::{
    act::ActError,
    cx,
    db::Tx,
    ledgers::{
        read::Book,
        understand::{
            Finding, Home, KnownUnit, Level as Guess, SeenUnit, UnitRef, values::units::Collective,
        },
    },
    people::{
        act::{By, units::found_by_import},
        directory::{Directories, Directory},
    },
};
use bangdu_core::{
    ids::UnitId,
    people::{Level, Meant, Standpoint, Unit, UnitKind, unit::UnitForm},
    phrase,
    refusal::{Refusal, Rule},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const NEAR: Rule = Rule::ours("ledger.near_units", "名称相近的单位须先确认", "Near names are decided first");

/// What an unknown name means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitChoice {
    /// A new unit, as it was proposed.
    New,
    /// A unit that the store knows.
    Known(UnitId),
    /// Several units that the store knows, for a name that stands for many.
    Several(Vec<UnitId>),
    /// No unit: left out.
    None,
}

/// The store's units, as understanding wants them.
pub fn known(directory: &Directory) -> Vec<KnownUnit> {
    let units = directory.tree.walk().into_iter().map(|(_, unit)| unit).filter(|u| u.ended.is_none());
    units
        .map(|u| KnownUnit {
            id: u.id,
            name: u.name.clone(),
            short_name: u.short_name.clone(),
            aliases: u.aliases.clone(),
        })
        .collect()
}

/// From where the names of an office's ledgers are said; the city's place where the office isn't known.
pub fn standpoint(directory: &Directory, office: Option<UnitId>) -> Standpoint<'_> {
    match office {
        Some(office) => Standpoint::of(&directory.tree, office),
        None => Standpoint::top(&directory.tree),
    }
}

/// Where the installation stands: by its top unit's name, else by the place that a title begins with.
pub fn home(directory: &Directory, at: &Standpoint<'_>, book: &Book) -> Home {
    let top = directory.tree.roots().first().map(|u| place(&u.name)).unwrap_or_default();
    let title = || {
        let texts = book.sheets.iter().flat_map(|s| s.rows.iter().take(3)).flat_map(|row| &row.cells);
        texts.map(|cell| place(&cell.text)).find(|p| !p.is_empty()).unwrap_or_default()
    };
    let city = if top.is_empty() { title() } else { top };
    Home {
        counties: counties(directory).iter().map(|u| governed(u)).collect(),
        city,
        county: None,
        own: at.county().map(governed),
    }
}

/// The place that a name begins with: 泉州市人民政府 → 泉州市. At most five characters long.
pub(super) fn place(name: &str) -> String {
    let end = name.char_indices().take(5).find(|(_, c)| matches!(c, '市' | '县' | '区'));
    end.filter(|(at, _)| *at > 0).map(|(at, c)| name[..at + c.len_utf8()].to_owned()).unwrap_or_default()
}

/// The place that a government governs: a zone has none of its own, and is called by its name.
fn governed(government: &Unit) -> String {
    let place = place(&government.name);
    if place.is_empty() { government.name.trim_end_matches("管理委员会").to_owned() } else { place }
}

/// The county-level governments there are.
pub fn counties(directory: &Directory) -> Vec<&Unit> {
    let all = directory.tree.walk().into_iter().map(|(_, unit)| unit);
    all.filter(|u| u.level == Level::County && u.kind == UnitKind::Government && u.ended.is_none()).collect()
}

/// Those of them that are districts (区).
pub fn districts(directory: &Directory) -> Vec<&Unit> {
    counties(directory).into_iter().filter(|unit| place(&unit.name).ends_with('区')).collect()
}

/// What each name of the ledger stands for in the store: none, one or many units.
#[derive(Clone, Debug, Default)]
pub struct Meanings(Vec<Vec<UnitId>>);

impl Meanings {
    /// The units behind a name.
    pub fn of(&self, unit: UnitRef) -> &[UnitId] {
        self.0.get(unit.0).map_or(&[], Vec::as_slice)
    }

    /// All units behind names, each once, at most as many as are worth telling.
    pub fn all(&self) -> Vec<UnitId> {
        const MOST: usize = 400;
        let mut seen = std::collections::BTreeSet::new();
        self.0.iter().flatten().copied().filter(|unit| seen.insert(*unit)).take(MOST).collect()
    }
}

/// What the names mean as far as the store knows now; creates nothing.
pub fn meanings(
    seen: &[SeenUnit],
    choices: &BTreeMap<String, UnitChoice>,
    directory: &Directory,
) -> Meanings {
    Meanings(seen.iter().map(|unit| meaning(unit, choices, directory)).collect())
}

fn meaning(unit: &SeenUnit, choices: &BTreeMap<String, UnitChoice>, directory: &Directory) -> Vec<UnitId> {
    match (choices.get(&unit.name), &unit.finding) {
        (Some(UnitChoice::Known(id)), _) => vec![*id],
        (Some(UnitChoice::Several(ids)), _) => ids.clone(),
        (Some(UnitChoice::None), _) => Vec::new(),
        (_, Finding::Known(id)) => vec![*id],
        (_, Finding::Collective(Collective::Counties)) => counties(directory).iter().map(|u| u.id).collect(),
        (_, Finding::Collective(Collective::Districts)) => {
            districts(directory).iter().map(|u| u.id).collect()
        }
        (_, Finding::Collective(_) | Finding::Ambiguous(_) | Finding::Unknown { .. }) => Vec::new(),
    }
}

/// Whether it must be decided first which unit a name means: it is near one that the store knows.
pub fn is_undecided(unit: &SeenUnit, choices: &BTreeMap<String, UnitChoice>) -> bool {
    unit.finding.is_near() && !choices.contains_key(&unit.name)
}

/// Nothing, where all such names are decided.
///
/// # Errors
/// [`NEAR`], naming the first that isn't.
pub fn decided(seen: &[SeenUnit], choices: &BTreeMap<String, UnitChoice>) -> Result<(), Refusal> {
    match seen.iter().find(|unit| is_undecided(unit, choices)) {
        None => Ok(()),
        Some(unit) => Err(NEAR.refuse(
            phrase!(
                "“{0}”与已有单位名称相同或相近，尚未确认由哪个单位承担",
                "“{0}” is called like a known unit, and nobody has said whether it is meant",
                unit.name.as_str()
            ),
            phrase!(
                "请在“待核对的单位”中选择已有单位，或选择新建单位",
                "choose the known unit, or a new one, among the units to check"
            ),
        )),
    }
}

/// Whether a confirm founds it.
pub fn is_founded(unit: &SeenUnit, choices: &BTreeMap<String, UnitChoice>) -> bool {
    matches!(unit.finding, Finding::Unknown { .. })
        && matches!(choices.get(&unit.name), None | Some(UnitChoice::New))
}

/// Creates the units that are unknown and were not refused; counties first, so that what lies below finds
/// its place. Gives how many.
///
/// # Errors
/// Without the right to confirm, or when the store fails.
pub fn create(
    tx: &mut Tx<'_>,
    directories: &Directories,
    by: &By,
    office: UnitId,
    (seen, choices): (&[SeenUnit], &BTreeMap<String, UnitChoice>),
) -> Result<usize, ActError> {
    let mut new: Vec<&SeenUnit> = seen.iter().filter(|unit| is_founded(unit, choices)).collect();
    new.sort_by_key(|unit| !is_government(&unit.name));
    let mut founded = 0;
    for unit in &new {
        let directory = directories.read(tx)?;
        let at = standpoint(&directory, Some(office));
        let there = match at.named(&unit.name) {
            Meant::One(known) => at.is_own(known.id) || at.says_place(&unit.name),
            Meant::Several(_) => true,
            Meant::Elsewhere(_) | Meant::Nobody => false,
        };
        if !there {
            let form = form(unit, &at, &directory);
            found_by_import(tx, directories, by, UnitId(cx::new_id()), form)?;
            founded += 1;
        }
    }
    Ok(founded)
}

/// The unit as the ledger's name suggests it.
fn form(unit: &SeenUnit, at: &Standpoint<'_>, directory: &Directory) -> UnitForm {
    let (guess, division) = match &unit.finding {
        Finding::Unknown { level, division, .. } => (*level, division.clone()),
        _ => (Guess::Other, None),
    };
    let level = level_of(guess);
    let kind = match level {
        _ if is_government(&unit.name) => UnitKind::Government,
        Level::Enterprise => UnitKind::Enterprise,
        _ => UnitKind::Department,
    };
    let parent = parent(kind, division.as_deref(), directory);
    let form = UnitForm { kind, ..UnitForm::department(&unit.name, level, parent) };
    match at.county() {
        Some(county) if Some(county.id) == parent && county.parent.is_some() && level == Level::County => {
            called_by_county(form, county, at)
        }
        _ => form,
    }
}

/// Beside other counties' units 县资规局 says nothing: it is founded as 惠安县资规局, and known by its written name.
fn called_by_county(form: UnitForm, county: &Unit, at: &Standpoint<'_>) -> UnitForm {
    let bare = form.name.strip_prefix(['县', '区']).filter(|bare| bare.chars().count() >= 2);
    let is_bureau = ["局", "委", "办", "办公室", "委员会", "中心", "院"];
    let bare = bare.or_else(|| {
        let says_none = !at.says_place(&form.name) && is_bureau.iter().any(|end| form.name.ends_with(end));
        says_none.then_some(form.name.as_str())
    });
    match bare {
        Some(bare) => UnitForm { name: format!("{}{bare}", governed(county)), ..form },
        None => form,
    }
}

/// The level that a guess stands for.
pub fn level_of(guess: Guess) -> Level {
    match guess {
        Guess::City => Level::City,
        Guess::County => Level::County,
        Guess::Town => Level::Town,
        Guess::Enterprise => Level::Enterprise,
        Guess::Province | Guess::Other => Level::Other,
    }
}

fn is_government(name: &str) -> bool {
    name.ends_with("人民政府") || name.ends_with("管委会")
}

/// A county's unit stands under its government, everything else under the top.
fn parent(kind: UnitKind, division: Option<&str>, directory: &Directory) -> Option<UnitId> {
    let top = directory.tree.roots().first().map(|u| u.id);
    let county = division
        .filter(|_| kind != UnitKind::Government)
        .and_then(|place| {
            counties(directory).into_iter().find(|u| u.name.starts_with(place) || governed(u) == place)
        })
        .map(|u| u.id);
    county.or(top)
}
