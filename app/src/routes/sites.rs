//! Reading a file of sites and squads: everything is checked here, and said with the name it has in the file.

use super::{bounded::AtMost, hours::Hours};
use bangdu_analysis::route::{
    Fault, MOST_LOAD, MOST_NODES, MOST_SITES, MOST_SQUADS, MOST_TIME, MOST_WINDOWS, NO_WAY, Problem, Site,
    Squad, Time, Whose, Window,
    distance::{Direction, Pace, Point, Spot, in_plane, on_globe},
};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use thiserror::Error;

/// The largest file that is read, in bytes.
pub const MOST_BYTES: u64 = 64 << 20;
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// Sites and squads with their names, ready to be planned.
pub struct Sites {
    /// What is to be planned.
    pub problem: Problem,
    /// The sites' names, each once.
    pub sites: Vec<String>,
    /// The squads' names, each once.
    pub squads: Vec<String>,
}

/// Why a file can't be planned.
#[derive(Debug, Error)]
pub enum Unusable {
    /// Not the JSON that is expected, with the line.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Something in it can't be.
    #[error("{0}")]
    Wrong(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    travel: Travel,
    squads: AtMost<SquadRow, MOST_SQUADS>,
    sites: AtMost<SiteRow, MOST_SITES>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Travel {
    kmh: Option<f64>,
    detour_percent: Option<i64>,
    matrix: Option<AtMost<AtMost<Option<Hours>, MOST_NODES>, MOST_NODES>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SquadRow {
    name: String,
    home: Place,
    ends: Option<Place>,
    from: Hours,
    length: Hours,
    capacity: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteRow {
    name: String,
    place: Place,
    service: Hours,
    #[serde(default)]
    windows: AtMost<[Hours; 2], MOST_WINDOWS>,
    #[serde(default)]
    demand: i64,
}

/// A place as it is written: in the plane, on the globe, or as a row of the matrix.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    x: Option<f64>,
    y: Option<f64>,
    lon: Option<f64>,
    lat: Option<f64>,
    at: Option<usize>,
}

/// A place, and who is there.
type Named = (String, Place);
/// A squad's home as nodes: where its day begins, and where it ends.
type Ends = (usize, usize);

/// How a file says where places are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plane,
    Globe,
    Matrix,
}

/// Reads a file's content.
///
/// # Errors
/// The first thing that isn't understood or can't be, as a sentence.
pub fn read(content: &[u8]) -> Result<Sites, Unusable> {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let file: File = serde_json::from_slice(content)?;
    let squads: Vec<String> = file.squads.0.iter().map(|squad| squad.name.clone()).collect();
    let sites: Vec<String> = file.sites.0.iter().map(|site| site.name.clone()).collect();
    distinct("squads", &squads)?;
    distinct("sites", &sites)?;
    let (places, homes) = places(&file);
    let travel = travel(&file.travel, &places)?;
    let squad_rows = file.squads.0.iter().zip(homes).map(|(row, (start, end))| squad(row, start, end));
    let problem = Problem::new(file.sites.0.iter().map(site).collect(), squad_rows.collect(), travel);
    match problem {
        Ok(problem) => Ok(Sites { problem, sites, squads }),
        Err(fault) => Err(named(fault, &sites, &squads)),
    }
}

fn wrong(text: impl Into<String>) -> Unusable {
    Unusable::Wrong(text.into())
}

fn named(fault: Fault, sites: &[String], squads: &[String]) -> Unusable {
    wrong(match fault.whose {
        Whose::All => fault.what.to_owned(),
        Whose::Site(index) => format!("site “{}”: {}", sites[index], fault.what),
        Whose::Squad(index) => format!("squad “{}”: {}", squads[index], fault.what),
    })
}

fn distinct(what: &str, names: &[String]) -> Result<(), Unusable> {
    let mut seen = HashSet::new();
    for name in names {
        if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(wrong(format!(
                "among the {what} is a name that is empty or longer than 200 characters"
            )));
        }
        if !seen.insert(name) {
            return Err(wrong(format!("two {what} are called “{name}”")));
        }
    }
    Ok(())
}

/// Each node's place with the name of who is there: first the sites, then every home once; and the squads' homes.
fn places(file: &File) -> (Vec<Named>, Vec<Ends>) {
    let mut places: Vec<Named> =
        file.sites.0.iter().map(|site| (format!("site “{}”", site.name), site.place)).collect();
    let mut known = HashMap::new();
    let mut node = |name: &str, place: Place| {
        *known.entry(place.key()).or_insert_with(|| {
            places.push((format!("squad “{name}”"), place));
            places.len() - 1
        })
    };
    let home = |squad: &SquadRow| {
        let start = node(&squad.name, squad.home);
        (start, node(&squad.name, squad.ends.unwrap_or(squad.home)))
    };
    let homes = file.squads.0.iter().map(home).collect();
    (places, homes)
}

fn site(row: &SiteRow) -> Site {
    let always = vec![Window { open: 0, close: MOST_TIME }];
    let windows: Vec<Window> =
        row.windows.0.iter().map(|[open, close]| Window { open: open.0, close: close.0 }).collect();
    Site {
        service: row.service.0,
        windows: if windows.is_empty() { always } else { windows },
        demand: row.demand,
    }
}

fn squad(row: &SquadRow, start: usize, end: usize) -> Squad {
    let until = row.from.0.saturating_add(row.length.0);
    Squad { start, end, from: row.from.0, until, capacity: row.capacity.unwrap_or(MOST_LOAD), out: false }
}

fn travel(travel: &Travel, places: &[Named]) -> Result<Vec<Time>, Unusable> {
    if places.len() > MOST_NODES {
        return Err(wrong("more than 2,500 sites and homes"));
    }
    let kind = if travel.matrix.is_some() {
        Kind::Matrix
    } else if places.iter().any(|(_, place)| place.lon.is_some() || place.lat.is_some()) {
        Kind::Globe
    } else {
        Kind::Plane
    };
    if let Some((name, _)) = places.iter().find(|(_, place)| place.kind() != Some(kind)) {
        let wanted = match kind {
            Kind::Matrix => "the file has a matrix, so a place is {\"at\": ROW}",
            Kind::Globe => "other places have longitude and latitude, so it must be {\"lon\": …, \"lat\": …}",
            Kind::Plane => {
                "a place is {\"x\": KM, \"y\": KM}, {\"lon\": …, \"lat\": …}, or {\"at\": ROW} with a matrix"
            }
        };
        return Err(wrong(format!("{name}: {wanted}")));
    }
    match (kind, &travel.matrix) {
        (Kind::Matrix, Some(matrix)) => from_matrix(travel, &matrix.0, places),
        (Kind::Globe, _) => {
            let spots = places.iter().map(|(name, place)| place.spot().ok_or_else(|| outside(name)));
            let directions = spots.map(|spot| spot.map(Direction::from)).collect::<Result<Vec<_>, _>>()?;
            from_distances(pace(travel)?, directions.len(), |a, b| on_globe(&directions[a], &directions[b]))
        }
        _ => {
            let points = places.iter().map(|(name, place)| place.point().ok_or_else(|| outside(name)));
            let points = points.collect::<Result<Vec<_>, _>>()?;
            from_distances(pace(travel)?, points.len(), |a, b| in_plane(points[a], points[b]))
        }
    }
}

fn outside(name: &str) -> Unusable {
    wrong(format!("{name}: the coordinates lie outside the globe or more than 100,000 km away"))
}

fn pace(travel: &Travel) -> Result<Pace, Unusable> {
    let kmh = travel.kmh.ok_or_else(|| wrong("travel: say how fast it goes (kmh), or give a matrix"))?;
    if !(0.1..=1000.0).contains(&kmh) {
        return Err(wrong("travel: kmh lies outside 0.1 to 1,000"));
    }
    let detour_percent = travel.detour_percent.unwrap_or(100);
    if !(100..=1000).contains(&detour_percent) {
        return Err(wrong("travel: detour_percent lies outside 100 to 1,000"));
    }
    Ok(Pace { metres_per_hour: (kmh * 1000.0).round() as i64, detour_percent })
}

fn from_distances(
    pace: Pace,
    nodes: usize,
    metres: impl Fn(usize, usize) -> i64,
) -> Result<Vec<Time>, Unusable> {
    let mut times = vec![0; nodes * nodes];
    for a in 0..nodes {
        for b in 0..a {
            let seconds =
                Time::try_from(pace.seconds(metres(a, b))).ok().filter(|seconds| *seconds <= MOST_TIME);
            let seconds = seconds.ok_or_else(|| wrong("two places are more than four years apart"))?;
            times[a * nodes + b] = seconds;
            times[b * nodes + a] = seconds;
        }
    }
    Ok(times)
}

type Row = AtMost<Option<Hours>, MOST_NODES>;

fn from_matrix(travel: &Travel, matrix: &[Row], places: &[Named]) -> Result<Vec<Time>, Unusable> {
    if travel.kmh.is_some() || travel.detour_percent.is_some() {
        return Err(wrong(
            "travel: a matrix holds times, so kmh and detour_percent have no meaning beside it",
        ));
    }
    if let Some(row) = matrix.iter().position(|row| row.0.len() != matrix.len()) {
        let (have, want) = (matrix[row].0.len(), matrix.len());
        return Err(wrong(format!("travel: the matrix has {want} rows, but row {row} has {have} numbers")));
    }
    let rows = places.iter().map(|(name, place)| match place.at {
        Some(at) if at < matrix.len() => Ok(at),
        _ => Err(wrong(format!("{name}: the matrix has no such row; rows are counted from 0"))),
    });
    let rows = rows.collect::<Result<Vec<usize>, _>>()?;
    if let Some(row) = rows.iter().find(|row| matrix[**row].0[**row] != Some(Hours(0))) {
        return Err(wrong(format!("travel: the way from row {row} to itself isn't 0")));
    }
    let way = |from: usize, to: usize| matrix[from].0[to].map_or(NO_WAY, |hours| hours.0);
    Ok(rows.iter().flat_map(|from| rows.iter().map(move |to| way(*from, *to))).collect())
}

impl Place {
    fn kind(&self) -> Option<Kind> {
        match (self.x, self.y, self.lon, self.lat, self.at) {
            (Some(_), Some(_), None, None, None) => Some(Kind::Plane),
            (None, None, Some(_), Some(_), None) => Some(Kind::Globe),
            (None, None, None, None, Some(_)) => Some(Kind::Matrix),
            _ => None,
        }
    }

    /// The same for the same place.
    fn key(&self) -> [Option<u64>; 5] {
        let bits = |number: Option<f64>| number.map(|number| (number + 0.0).to_bits());
        [bits(self.x), bits(self.y), bits(self.lon), bits(self.lat), self.at.map(|at| at as u64)]
    }

    fn point(&self) -> Option<Point> {
        let metres =
            |km: Option<f64>| km.filter(|km| km.abs() <= 100_000.0).map(|km| (km * 1000.0).round() as i64);
        Some(Point { x: metres(self.x)?, y: metres(self.y)? })
    }

    fn spot(&self) -> Option<Spot> {
        let micro = |degrees: Option<f64>, most: f64| {
            degrees.filter(|degrees| degrees.abs() <= most).map(|degrees| (degrees * 1e6).round() as i64)
        };
        Some(Spot { lon: micro(self.lon, 180.0)?, lat: micro(self.lat, 90.0)? })
    }
}
