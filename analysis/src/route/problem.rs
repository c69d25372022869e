//! What is to be planned, checked once: afterwards every number is within its bounds and every index leads somewhere.

use thiserror::Error;

/// Seconds.
pub type Time = i32;

/// The latest instant and the longest duration, in seconds: four years. Sums of a few stay within [`Time`].
pub const MOST_TIME: Time = 1 << 27;
/// A way that doesn't exist: later than any deadline.
pub const NO_WAY: Time = 1 << 28;
/// The most sites of a problem.
pub const MOST_SITES: usize = 2_000;
/// The most squads.
pub const MOST_SQUADS: usize = 500;
/// The most nodes: sites, and homes beside them. The matrix of travel times has their square, 25 MB.
pub const MOST_NODES: usize = 2_500;
/// The most windows of a site.
pub const MOST_WINDOWS: usize = 20;
/// The largest demand and capacity.
pub const MOST_LOAD: i64 = 1 << 40;

/// When a visit may begin, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Who comes earlier waits.
    pub open: Time,
    /// The last instant.
    pub close: Time,
}

/// A place to be visited once. Site `i` is node `i` of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// How long the visit takes.
    pub service: Time,
    /// When it may begin: at least one, in order, apart from each other.
    pub windows: Vec<Window>,
    /// What it takes of a squad's capacity.
    pub demand: i64,
}

/// Who visits. Squads that are alike in everything are told apart by their index alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Squad {
    /// The node where the day begins.
    pub start: usize,
    /// The node where it ends.
    pub end: usize,
    /// The earliest that the squad sets out.
    pub from: Time,
    /// The latest that it is back: `from` and the day's length.
    pub until: Time,
    /// The most that the demands of its sites sum to.
    pub capacity: i64,
    /// Whether it is on its way already: it must get to its end also without a visit.
    pub out: bool,
}

/// Sites, squads and the ways between them.
#[derive(Clone, Debug)]
pub struct Problem {
    sites: Vec<Site>,
    squads: Vec<Squad>,
    nodes: usize,
    to: Vec<Time>,
    /// Transposed, where the ways there and back differ.
    back: Option<Vec<Time>>,
}

/// Whose number is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The problem's as a whole.
    All,
    /// A site's, by its index.
    Site(usize),
    /// A squad's, by its index.
    Squad(usize),
}

/// Why this is no problem that can be solved.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{what}")]
pub struct Fault {
    /// Where.
    pub whose: Whose,
    /// A sentence's end, without the name.
    pub what: &'static str,
}

impl Problem {
    /// A problem over `travel`, the seconds between nodes row by row, [`NO_WAY`] where there is none.
    ///
    /// # Errors
    /// The first number out of its bounds.
    pub fn new(sites: Vec<Site>, squads: Vec<Squad>, travel: Vec<Time>) -> Result<Problem, Fault> {
        let nodes = travel.len().isqrt();
        let all = |good: bool, what| good.then_some(()).ok_or(Fault { whose: Whose::All, what });
        all(sites.len() <= MOST_SITES, "more than 2,000 sites")?;
        all(squads.len() <= MOST_SQUADS, "more than 500 squads")?;
        all(nodes <= MOST_NODES, "more than 2,500 sites and homes")?;
        all(
            nodes * nodes == travel.len() && nodes >= sites.len(),
            "the travel times are no square of all nodes",
        )?;
        all(
            travel.iter().all(|t| (0..=MOST_TIME).contains(t) || *t == NO_WAY),
            "a travel time is negative or longer than four years",
        )?;
        all(
            (0..nodes).all(|node| travel[node * nodes + node] == 0),
            "the way from a place to itself takes time",
        )?;
        for (index, site) in sites.iter().enumerate() {
            site.check().map_err(|what| Fault { whose: Whose::Site(index), what })?;
        }
        for (index, squad) in squads.iter().enumerate() {
            squad.check(nodes).map_err(|what| Fault { whose: Whose::Squad(index), what })?;
        }
        let back = transposed(&travel, nodes);
        Ok(Problem { sites, squads, nodes, back: (back != travel).then_some(back), to: travel })
    }

    /// All sites.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// All squads.
    pub fn squads(&self) -> &[Squad] {
        &self.squads
    }

    /// Seconds from a node to another, or [`NO_WAY`].
    pub fn travel(&self, from: usize, to: usize) -> Time {
        self.to[from * self.nodes + to]
    }

    /// Seconds from `node` to each node.
    pub(super) fn ways_from(&self, node: usize) -> &[Time] {
        &self.to[node * self.nodes..][..self.nodes]
    }

    /// Seconds to `node` from each node.
    pub(super) fn ways_to(&self, node: usize) -> &[Time] {
        &self.back.as_ref().unwrap_or(&self.to)[node * self.nodes..][..self.nodes]
    }
}

impl Site {
    /// When the visit begins for who arrives at `arrival`; none if it is too late for every window.
    pub fn begin(&self, arrival: Time) -> Option<Time> {
        self.windows.iter().find(|window| arrival <= window.close).map(|window| arrival.max(window.open))
    }

    /// The latest arrival after which the visit begins at `begin` or earlier; none if none does.
    pub fn latest_arrival(&self, begin: Time) -> Option<Time> {
        self.windows.iter().rev().find(|window| window.open <= begin).map(|window| begin.min(window.close))
    }

    /// The last instant at which a visit may begin.
    pub fn last(&self) -> Time {
        self.windows.last().map_or(-1, |window| window.close)
    }

    fn check(&self) -> Result<(), &'static str> {
        let good = |good: bool, what| good.then_some(()).ok_or(what);
        good((0..=MOST_TIME).contains(&self.service), "the visit's length is negative or above four years")?;
        good((0..=MOST_LOAD).contains(&self.demand), "the demand is negative or above 2^40")?;
        good(!self.windows.is_empty(), "there is no window")?;
        good(self.windows.len() <= MOST_WINDOWS, "there are more than 20 windows")?;
        let sound = |w: &Window| 0 <= w.open && w.open <= w.close && w.close <= MOST_TIME;
        good(
            self.windows.iter().all(sound),
            "a window ends before it opens, or lies outside 0 to four years",
        )?;
        let apart = self.windows.windows(2).all(|pair| pair[0].close < pair[1].open);
        good(apart, "windows overlap or aren't in order")
    }
}

impl Squad {
    fn check(&self, nodes: usize) -> Result<(), &'static str> {
        let good = |good: bool, what| good.then_some(()).ok_or(what);
        good(self.start < nodes && self.end < nodes, "the home is no node")?;
        let day = 0 <= self.from && self.from <= self.until && self.until <= MOST_TIME;
        good(day, "the day ends before it begins, or lies outside 0 to four years")?;
        good((0..=MOST_LOAD).contains(&self.capacity), "the capacity is negative or above 2^40")
    }
}

fn transposed(square: &[Time], side: usize) -> Vec<Time> {
    let mut turned = vec![0; square.len()];
    for row in 0..side {
        for column in 0..side {
            turned[column * side + row] = square[row * side + column];
        }
    }
    turned
}
