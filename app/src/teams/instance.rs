//! Reads a file of people and teams (JSON, plain or gzip) into the solver's integers. What a file can get
//! wrong in its form is said here with the place; what makes no sense is said by the solver's own check.

use bangdu_analysis::team::{self, Model};
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Read},
    path::Path,
};
use thiserror::Error;

/// The longest file that is read, unpacked, in bytes.
const MAX_BYTES: u64 = 1 << 30;
/// Finest step of a coordinate that is understood, as digits after the point of a kilometre.
const MAX_DIGITS: u32 = 6;

/// A file that was read.
#[derive(Debug)]
pub struct Given {
    /// The instance's name, which a solution repeats.
    pub name: String,
    /// What is to be solved.
    pub instance: team::Instance,
}

/// Why a file can't be worked with.
#[derive(Debug, Error)]
pub enum Unreadable {
    /// It can't be opened or read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It is longer than anything that could be worked with.
    #[error("the file is longer than {} MB when unpacked", MAX_BYTES >> 20)]
    TooLong,
    /// It isn't JSON of this form.
    #[error("at {path}: {problem}")]
    Form {
        /// The field, such as `teams[3].seats[0]`.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// Ids must be positions.
    #[error("{list}[{at}] has the id {id}; ids count from 0 in the order of the list")]
    Id {
        /// Of which list.
        list: &'static str,
        /// The position.
        at: usize,
        /// The id there.
        id: i64,
    },
    /// A number that can't be told exactly.
    #[error("{what} is {value}; a distance may have at most {MAX_DIGITS} digits after the point")]
    TooFine {
        /// Where.
        what: String,
        /// The number.
        value: f64,
    },
    /// It makes no sense.
    #[error(transparent)]
    Fault(#[from] team::Fault),
}

/// Reads an instance file and checks it.
pub fn read(path: &Path) -> Result<Given, Unreadable> {
    let given = parse(&text(path)?)?;
    given.instance.validate()?;
    Ok(given)
}

/// An instance compiled for the solver.
pub fn compile(given: &Given) -> Result<Model<'_>, Unreadable> {
    Ok(Model::new(&given.instance)?)
}

/// Understands the text of an instance file. What it says may still make no sense.
pub fn parse(text: &[u8]) -> Result<Given, Unreadable> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let file: InstanceFile = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        Unreadable::Form { path: error.path().to_string(), problem: error.inner().to_string() }
    })?;
    reader.end().map_err(|error| Unreadable::Form { path: "the end".into(), problem: error.to_string() })?;
    file.into_given()
}

/// The bytes of a file, unpacked if it is gzip, and no more than can be worked with.
pub(crate) fn text(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let mut file = BufReader::new(File::open(path)?);
    let mut start = Vec::new();
    file.by_ref().take(2).read_to_end(&mut start)?;
    let whole = start.as_slice().chain(file);
    if start == [0x1f, 0x8b] { bounded(GzDecoder::new(whole)) } else { bounded(whole) }
}

fn bounded(reader: impl Read) -> Result<Vec<u8>, Unreadable> {
    let mut text = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut text)?;
    if text.len() as u64 > MAX_BYTES { Err(Unreadable::TooLong) } else { Ok(text) }
}

#[derive(Deserialize)]
struct InstanceFile {
    name: String,
    weeks: u32,
    localities: Vec<LocalityFile>,
    units: Vec<UnitFile>,
    people: Vec<PersonFile>,
    teams: Vec<TeamFile>,
    #[serde(default)]
    past_pairs: Vec<(u32, u32, u32)>,
    #[serde(default)]
    excluded_pairs: Vec<(u32, u32)>,
    mix: MixFile,
    novice_max_experience: i64,
    veteran_min_experience: i64,
    weights: WeightsFile,
}

#[derive(Deserialize)]
struct LocalityFile {
    id: i64,
    x: f64,
    y: f64,
}

#[derive(Deserialize)]
struct UnitFile {
    id: i64,
    /// Below 0: municipal.
    locality: i64,
    level: String,
    dept: u32,
}

#[derive(Deserialize)]
struct PersonFile {
    id: i64,
    unit: u32,
    recuse_localities: Vec<u32>,
    base: u32,
    rank: i64,
    leader_ok: bool,
    office_ok: bool,
    fields: BTreeMap<u32, i64>,
    experience: i64,
    prior_draws: u32,
    cap: u32,
    avail: Vec<u32>,
    kin_units: Vec<u32>,
    past_units: Vec<u32>,
    met_units: Vec<u32>,
}

#[derive(Deserialize)]
struct TeamFile {
    id: i64,
    locality: u32,
    weeks: Vec<u32>,
    targets: Vec<u32>,
    seats: Vec<SeatFile>,
}

#[derive(Deserialize)]
#[serde(tag = "role", rename_all = "lowercase")]
enum SeatFile {
    Leader { min_rank: i64 },
    Office,
    Expert { field: u32, min_prof: i64 },
}

#[derive(Deserialize)]
struct MixFile {
    max_same_unit: u32,
    max_same_locality: u32,
    max_same_dept: u32,
    min_city: u32,
    min_below: u32,
}

#[derive(Deserialize)]
struct WeightsFile {
    fit: i64,
    lead_over: i64,
    travel_km_per_point: f64,
    load: i64,
    pair: i64,
    mentor: i64,
}

impl InstanceFile {
    fn into_given(self) -> Result<Given, Unreadable> {
        ids_are_positions("localities", self.localities.iter().map(|l| l.id))?;
        ids_are_positions("units", self.units.iter().map(|u| u.id))?;
        ids_are_positions("people", self.people.iter().map(|p| p.id))?;
        ids_are_positions("teams", self.teams.iter().map(|t| t.id))?;
        let scale = self.steps_per_km()?;
        let steps = |km: f64| (km * scale).round() as i64;
        let units = self.units.into_iter().enumerate().map(|(i, unit)| unit.into_unit(i));
        let instance = team::Instance {
            weeks: self.weeks,
            localities: self.localities.iter().map(|l| (steps(l.x), steps(l.y))).collect(),
            units: units.collect::<Result<_, _>>()?,
            people: self.people.into_iter().map(PersonFile::into_person).collect(),
            teams: self.teams.into_iter().map(TeamFile::into_team).collect(),
            past_pairs: self.past_pairs,
            excluded_pairs: self.excluded_pairs,
            mix: team::Mix {
                max_same_unit: self.mix.max_same_unit,
                max_same_dept: self.mix.max_same_dept,
                max_same_locality: self.mix.max_same_locality,
                min_city: self.mix.min_city,
                min_below: self.mix.min_below,
            },
            novice_max_experience: self.novice_max_experience,
            veteran_min_experience: self.veteran_min_experience,
            weights: team::Weights {
                fit: self.weights.fit,
                lead_over: self.weights.lead_over,
                travel_per_point: steps(self.weights.travel_km_per_point),
                load: self.weights.load,
                pair: self.weights.pair,
                mentor: self.weights.mentor,
            },
        };
        Ok(Given { name: self.name, instance })
    }

    /// Tenths of a kilometre, or finer where the file is.
    fn steps_per_km(&self) -> Result<f64, Unreadable> {
        let mut digits = 1;
        let per_point = ("travel_km_per_point".to_owned(), self.weights.travel_km_per_point);
        let coordinates = self.localities.iter().flat_map(|l| {
            [(format!("localities[{}].x", l.id), l.x), (format!("localities[{}].y", l.id), l.y)]
        });
        for (what, value) in coordinates.chain([per_point]) {
            let told = |digits: &u32| {
                let steps = value * 10_f64.powi(*digits as i32);
                (steps - steps.round()).abs() <= steps.abs().max(1.0) * 1e-9
            };
            digits = (digits..=MAX_DIGITS).find(told).ok_or(Unreadable::TooFine { what, value })?;
        }
        Ok(10_f64.powi(digits as i32))
    }
}

impl UnitFile {
    fn into_unit(self, i: usize) -> Result<team::Unit, Unreadable> {
        let locality = if self.locality < 0 { None } else { Some(self.locality) };
        let locality = locality.map(u32::try_from).transpose().map_err(|_| Unreadable::Form {
            path: format!("units[{i}].locality"),
            problem: format!("there is no locality {}", self.locality),
        })?;
        Ok(team::Unit { locality, city: self.level == "city", dept: self.dept })
    }
}

impl PersonFile {
    fn into_person(self) -> team::Person {
        team::Person {
            unit: self.unit,
            recuse_localities: self.recuse_localities,
            base: self.base,
            rank: self.rank,
            leader_ok: self.leader_ok,
            office_ok: self.office_ok,
            fields: self.fields.into_iter().collect(),
            experience: self.experience,
            prior_draws: self.prior_draws,
            cap: self.cap,
            avail: self.avail,
            kin_units: self.kin_units,
            past_units: self.past_units,
            met_units: self.met_units,
        }
    }
}

impl TeamFile {
    fn into_team(self) -> team::Team {
        let seat = |seat| match seat {
            SeatFile::Leader { min_rank } => team::Seat::Leader { min_rank },
            SeatFile::Office => team::Seat::Office,
            SeatFile::Expert { field, min_prof } => team::Seat::Expert { field, min_prof },
        };
        team::Team {
            locality: self.locality,
            weeks: self.weeks,
            targets: self.targets,
            seats: self.seats.into_iter().map(seat).collect(),
        }
    }
}

fn ids_are_positions(list: &'static str, ids: impl Iterator<Item = i64>) -> Result<(), Unreadable> {
    match ids.enumerate().find(|(at, id)| i64::try_from(*at) != Ok(*id)) {
        Some((at, id)) => Err(Unreadable::Id { list, at, id }),
        None => Ok(()),
    }
}
