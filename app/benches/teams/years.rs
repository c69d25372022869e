//! Years like Y2, made up: one pool of a city and the teams of forty weeks. Twelve localities, of which the first three
//! are the city's own districts; in each the same county departments, some towns and some organisations; experts,
//! leaders and people of the supervision offices, free in five weeks of six, each with up to six draws. How much there
//! is of each, and who may not go where, is chosen by a seed in the proportions that Y2 has.

use bangdu_analysis::random::Random;
use serde_json::{Value, json};

const WEEKS: u32 = 40;
const LOCALITIES: u32 = 12;
/// Municipal people travel from one of the first localities.
const DISTRICTS: u32 = 3;
const DEPTS: u32 = 19;
const TOWNS: u32 = 8;
const ORGS: u32 = 6;
const FIELDS: u32 = 12;
const CAP: u32 = 6;
/// Of a hundred people so many are leaders, and so many from the supervision offices.
const LEADERS: u32 = 16;
const OFFICE: u32 = 11;

/// Year `seed`: 150 to 220 people for 60 to 100 teams, as an instance file.
pub fn year(seed: u64) -> Value {
    let mut random = Random::new(seed);
    let people = 150 + random.below(71);
    let teams = 60 + random.below(41);
    let mut year = Year { random, units: units(seed) };
    let localities: Vec<Value> = (0..LOCALITIES)
        .map(|id| json!({ "id": id, "x": year.tenths(1_100), "y": year.tenths(1_100) }))
        .collect();
    let people_list: Vec<Value> = (0..people).map(|id| year.person(id, people)).collect();
    let teams: Vec<Value> = (0..teams).map(|id| year.team(id)).collect();
    let past_pairs: Vec<[u32; 3]> = year
        .pairs(people * 40 / 7, people)
        .into_iter()
        .map(|[a, b]| [a, b, 1 + u32::from(year.percent(3))])
        .collect();
    let excluded_pairs = year.pairs(people / 10, people);
    json!({
        "format": "bangdu-teams-v1",
        "name": format!("year-{seed}"),
        "weeks": WEEKS,
        "fields": (0..FIELDS).map(|field| format!("field {field}")).collect::<Vec<_>>(),
        "localities": localities,
        "units": year.units.iter().enumerate().map(|(id, unit)| unit.written(id)).collect::<Vec<_>>(),
        "people": people_list,
        "teams": teams,
        "past_pairs": past_pairs,
        "excluded_pairs": excluded_pairs,
        "mix": { "max_same_unit": 1, "max_same_locality": 2, "max_same_dept": 2, "min_city": 1, "min_below": 1 },
        "novice_max_experience": 0,
        "veteran_min_experience": 3,
        "weights": { "fit": 10, "lead_over": 4, "travel_km_per_point": 10, "load": 15, "pair": 8, "mentor": 25 },
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    City,
    County,
    Town,
    Org,
}

struct Unit {
    /// None for a municipal one.
    locality: Option<u32>,
    level: Level,
    dept: u32,
}

impl Unit {
    fn written(&self, id: usize) -> Value {
        let level = match self.level {
            Level::City => "city",
            Level::County => "county",
            Level::Town => "town",
            Level::Org => "org",
        };
        json!({ "id": id, "locality": self.locality.map_or(-1, i64::from), "level": level, "dept": self.dept })
    }
}

/// Each department municipal and in each locality; towns and organisations with a department each, not the offices'.
fn units(seed: u64) -> Vec<Unit> {
    let mut random = Random::new(!seed);
    let departments = |locality, level| (0..DEPTS).map(move |dept| Unit { locality, level, dept });
    let mut units: Vec<Unit> = departments(None, Level::City).collect();
    units.extend((0..LOCALITIES).flat_map(|locality| departments(Some(locality), Level::County)));
    for (level, count) in [(Level::Town, TOWNS), (Level::Org, ORGS)] {
        for locality in 0..LOCALITIES {
            let unit = |_| Unit { locality: Some(locality), level, dept: 1 + random.below(DEPTS - 1) };
            units.extend((0..count).map(unit));
        }
    }
    units
}

struct Year {
    random: Random,
    units: Vec<Unit>,
}

impl Year {
    fn person(&mut self, id: u32, people: u32) -> Value {
        let leaders = people * LEADERS / 100;
        let office = people * OFFICE / 100;
        let (leader, office) = (id < leaders, (leaders..leaders + office).contains(&id));
        let level = match self.weighted(if leader || office { &[62, 38] } else { &[34, 36, 13, 17] }) {
            0 => Level::City,
            1 => Level::County,
            2 => Level::Town,
            _ => Level::Org,
        };
        let unit = self.unit(|unit| unit.level == level && (unit.dept == 0) == office);
        let home = self.units[unit as usize].locality;
        let base = home.unwrap_or_else(|| self.random.below(DISTRICTS));
        let mut recused: Vec<u32> = home.into_iter().chain([self.random.below(LOCALITIES)]).collect();
        recused.sort_unstable();
        recused.dedup();
        let rank = if leader { 4 + self.random.below(3) } else { 1 + self.weighted(&[30, 26, 26, 10, 8]) };
        let known = match (office, leader) {
            (true, _) => 0,
            (_, true) => self.weighted(&[70, 10, 20]),
            _ => 1 + self.weighted(&[56, 44]),
        };
        // By turns, so that no field goes without somebody who knows it.
        let first = if leader { self.random.below(FIELDS) } else { id % FIELDS };
        let fields: serde_json::Map<String, Value> = (0..known)
            .map(|nth| {
                let field = if nth == 0 { first } else { self.random.below(FIELDS) };
                (field.to_string(), (1 + self.weighted(&[22, 53, 25])).into())
            })
            .collect();
        let experience = [0, 1, 2, 3, 4, 5, 6, 8][self.weighted(&[32, 12, 10, 11, 8, 8, 11, 8]) as usize];
        let avail: Vec<u32> = (0..WEEKS).filter(|_| self.percent(83)).collect();
        json!({
            "id": id,
            "unit": unit,
            "recuse_localities": recused,
            "base": base,
            "rank": rank,
            "leader_ok": leader || (!office && rank >= 4 && self.percent(18)),
            "office_ok": office,
            "fields": fields,
            "experience": experience,
            "prior_draws": 0,
            "cap": CAP,
            "avail": avail,
            "kin_units": self.some_units(&[82, 18]),
            "past_units": self.some_units(&[60, 18, 22]),
            "met_units": [],
        })
    }

    fn team(&mut self, id: u32) -> Value {
        let locality = self.random.below(LOCALITIES);
        let length = 1 + u32::from(self.percent(21));
        let first = self.random.below(WEEKS + 1 - length);
        let mut targets: Vec<u32> = Vec::new();
        let count = 2 + self.weighted(&[28, 61, 11]) as usize;
        while targets.len() < count {
            targets.push(self.unit(|unit| unit.locality == Some(locality)));
            targets.sort_unstable();
            targets.dedup();
        }
        let mut fields: Vec<u32> = (0..FIELDS).collect();
        self.random.shuffle(&mut fields);
        let mut seats = vec![
            json!({ "role": "leader", "min_rank": 4 + self.random.below(2) }),
            json!({ "role": "office" }),
        ];
        for field in fields.into_iter().take(3) {
            let least = 1 + u32::from(self.percent(73));
            seats.push(json!({ "role": "expert", "field": field, "min_prof": least }));
        }
        json!({
            "id": id,
            "locality": locality,
            "weeks": (first..first + length).collect::<Vec<_>>(),
            "targets": targets,
            "seats": seats,
        })
    }

    /// A unit of some kind, each as likely.
    fn unit(&mut self, kind: impl Fn(&Unit) -> bool) -> u32 {
        let those: Vec<u32> =
            (0..).zip(&self.units).filter(|(_, unit)| kind(unit)).map(|(id, _)| id).collect();
        those[self.random.place(those.len())]
    }

    fn some_units(&mut self, weights: &[u32]) -> Vec<u32> {
        let count = self.weighted(weights);
        let mut units: Vec<u32> = (0..count).map(|_| self.random.below(self.units.len() as u32)).collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// Pairs of different people, the smaller id first, none twice.
    fn pairs(&mut self, count: u32, people: u32) -> Vec<[u32; 2]> {
        let pair = |_| [self.random.below(people), self.random.below(people)];
        let mut pairs: Vec<[u32; 2]> = (0..count).map(pair).filter(|[a, b]| a < b).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Which of several, by their weights.
    fn weighted(&mut self, weights: &[u32]) -> u32 {
        let mut left = self.random.below(weights.iter().sum());
        let past = |weight: &&u32| {
            let past = left >= **weight;
            left = left.saturating_sub(**weight);
            past
        };
        weights.iter().take_while(past).count() as u32
    }

    fn percent(&mut self, percent: u32) -> bool {
        self.random.below(100) < percent
    }

    /// A coordinate in kilometres with one decimal.
    fn tenths(&mut self, below: u32) -> f64 {
        f64::from(self.random.below(below)) / 10.0
    }
}
