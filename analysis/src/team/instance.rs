//! What is to be solved, in integers: people, units, teams, rules. How a file says it is the reader's
//! matter; whether it makes sense is `fault.rs`'.

/// A pool of people and the teams to be filled from it. Ids are positions in these lists.
#[derive(Clone, Debug, Default)]
pub struct Instance {
    /// How many weeks the period has; weeks are numbered from 0.
    pub weeks: u32,
    /// Where localities lie, in steps of `1 / steps_per_km` kilometre.
    pub localities: Vec<(i64, i64)>,
    /// The units that people come from and that are inspected.
    pub units: Vec<Unit>,
    /// The pool.
    pub people: Vec<Person>,
    /// The teams, each with its seats.
    pub teams: Vec<Team>,
    /// Two people, the smaller id first, and how often they already served together.
    pub past_pairs: Vec<(u32, u32, u32)>,
    /// Two people, the smaller id first, who may never share a team (H10).
    pub excluded_pairs: Vec<(u32, u32)>,
    /// How a team must be mixed (H8).
    pub mix: Mix,
    /// A person with at most this many draws ever is a novice.
    pub novice_max_experience: i64,
    /// A person with at least this many draws ever is a veteran.
    pub veteran_min_experience: i64,
    /// What the objective counts, and how heavily.
    pub weights: Weights,
}

/// A unit: where people work, and what teams inspect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The county-level locality; none for a municipal unit.
    pub locality: Option<u32>,
    /// Whether the unit is of city level; all others count as "below".
    pub city: bool,
    /// The department's system.
    pub dept: u32,
}

/// A person of the pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The unit the person works in.
    pub unit: u32,
    /// Localities where the person may not inspect: work and native place (H4).
    pub recuse_localities: Vec<u32>,
    /// The locality that travel is counted from.
    pub base: u32,
    /// Rank, for leaders.
    pub rank: i64,
    /// Whether the person may lead (H1).
    pub leader_ok: bool,
    /// Whether the person may take the office's seat (H2).
    pub office_ok: bool,
    /// Fields with the proficiency in each (H3).
    pub fields: Vec<(u32, i64)>,
    /// Draws ever.
    pub experience: i64,
    /// Draws already served in this period.
    pub prior_draws: u32,
    /// The most draws a person may have in the period (H7).
    pub cap: u32,
    /// Weeks in which the person is free (H5).
    pub avail: Vec<u32>,
    /// Units where kin work (H4).
    pub kin_units: Vec<u32>,
    /// Recent postings (H4).
    pub past_units: Vec<u32>,
    /// Units already inspected in this period (H4).
    pub met_units: Vec<u32>,
}

/// A team: where and when it goes, what it inspects, whom it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    /// The locality that is inspected.
    pub locality: u32,
    /// The weeks it is out.
    pub weeks: Vec<u32>,
    /// The units it inspects.
    pub targets: Vec<u32>,
    /// Its seats, in order.
    pub seats: Vec<Seat>,
}

/// What a seat asks of the person on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seat {
    /// Leads the team (H1).
    Leader {
        /// Lowest rank that will do.
        min_rank: i64,
    },
    /// From the supervision office or a government-office section (H2).
    Office,
    /// An expert of a field (H3).
    Expert {
        /// The field.
        field: u32,
        /// Lowest proficiency that will do; one who doesn't know the field at all never will.
        min_prof: i64,
    },
}

/// How a team must be mixed (H8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mix {
    /// At most so many of one unit.
    pub max_same_unit: u32,
    /// At most so many of one department's system.
    pub max_same_dept: u32,
    /// At most so many of one county-level locality; municipal units don't count.
    pub max_same_locality: u32,
    /// At least so many from city level.
    pub min_city: u32,
    /// At least so many from below.
    pub min_below: u32,
}

/// The objective's weights, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    /// For each step of proficiency below 3.
    pub fit: i64,
    /// For each rank above the one that a leader's seat asks for.
    pub lead_over: i64,
    /// The distance that costs one point, in the unit of `Instance::localities`; the rest is cut off.
    pub travel_per_point: i64,
    /// For the growth of the sum of squared draws.
    pub load: i64,
    /// For each time that two members already served together.
    pub pair: i64,
    /// For a team without both a novice and a veteran.
    pub mentor: i64,
}

impl Instance {
    /// The distance between two localities in whole travel points: `floor(distance / travel_per_point)`.
    ///
    /// Exact: with integers `floor(sqrt(n) / k) = isqrt(floor(n / k²))`. A program that computes in floats
    /// may say one less where the distance is a whole number of points.
    pub fn travel(&self, from: u32, to: u32) -> i64 {
        let (a, b) = (self.localities[from as usize], self.localities[to as usize]);
        let square = |d: i64| u128::from(d.unsigned_abs()).pow(2);
        let k = u128::from(self.weights.travel_per_point.unsigned_abs());
        let points = ((square(a.0 - b.0) + square(a.1 - b.1)) / (k * k)).isqrt();
        i64::try_from(points).unwrap_or(i64::MAX)
    }
}

impl Person {
    /// Proficiency in a field; none if the person doesn't know it.
    pub fn proficiency(&self, field: u32) -> Option<i64> {
        self.fields.iter().find(|(f, _)| *f == field).map(|(_, proficiency)| *proficiency)
    }
}
