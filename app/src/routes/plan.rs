//! A plan as a file: for each squad its day by the clock, for each site without one the reason. Equal plans are equal
//! files: nothing in it tells when or how fast it was made.

use super::{hours::Hours, sites::Sites, why};
use bangdu_analysis::route::{
    Solved, Time,
    reason::{Rule, reasons},
    timetable::{self, Day},
};
use serde::{Deserialize, Serialize};
use std::{io::Write, path::Path};

/// A plan, as it is written.
#[derive(Serialize)]
pub struct Plan {
    /// With which seed it was searched.
    pub seed: u64,
    /// After how many steps.
    pub steps: u64,
    /// How many sites nobody visits.
    pub unserved: usize,
    /// Seconds on the way, of all squads.
    pub travel: i64,
    /// One a squad, in the squads' order; who stays at home has no stops.
    pub routes: Vec<Route>,
    /// Sites nobody visits.
    pub without: Vec<Without>,
}

/// A squad's day.
#[derive(Serialize)]
pub struct Route {
    squad: String,
    leave: Hours,
    back: Hours,
    /// Seconds, like the next two.
    travel: i64,
    wait: i64,
    service: i64,
    load: i64,
    stops: Vec<Stop>,
}

/// A visit.
#[derive(Clone, Deserialize, Serialize)]
pub struct Stop {
    /// Where.
    pub site: String,
    /// Seconds from the place before.
    pub travel: Time,
    /// When the squad is there.
    pub arrive: Hours,
    /// Seconds until the visit begins.
    pub wait: Time,
    /// When it begins.
    pub begin: Hours,
    /// When the squad goes on.
    pub leave: Hours,
}

/// What is behind a squad whose day has begun.
pub struct Past {
    /// When it set out.
    pub leave: Hours,
    /// Its visits so far, and the one it is on its way to.
    pub stops: Vec<Stop>,
    /// Their demands together.
    pub load: i64,
}

/// A site nobody visits.
#[derive(Serialize)]
pub struct Without {
    site: String,
    rule: &'static str,
    why: Vec<String>,
}

impl Plan {
    /// The plan that was found, after what is past of each squad's day, if anything is.
    ///
    /// # Errors
    /// A route breaks a rule; a plan that was searched never does.
    pub fn new(sites: &Sites, solved: &Solved, seed: u64, past: Vec<Option<Past>>) -> Result<Plan, String> {
        let days = timetable::check(&sites.problem, &solved.routes)
            .map_err(|(squad, breach)| why::breach(sites, squad, solved.routes.get(squad), breach))?;
        let mut routes: Vec<Route> =
            sites.squads.iter().zip(days).map(|(name, day)| route(sites, name, day)).collect();
        for (route, past) in routes.iter_mut().zip(past) {
            if let Some(past) = past {
                route.go_on_from(past);
            }
        }
        let without: Vec<Without> =
            solved.unserved.iter().map(|site| without(sites, solved, *site)).collect();
        let travel = routes.iter().map(|route| route.travel).sum();
        Ok(Plan { seed, steps: solved.steps, unserved: without.len(), travel, routes, without })
    }

    /// How many squads have a visit to make.
    pub fn used(&self) -> usize {
        self.routes.iter().filter(|route| !route.stops.is_empty()).count()
    }

    /// Writes it as one file, whole or not at all.
    ///
    /// # Errors
    /// Of the file system; then there is what was there before.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let whole = std::path::absolute(path)?;
        let dir = whole.parent().unwrap_or(&whole);
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less the user's umask
        let mut aside = builder.prefix(".bangdu-routes-").tempfile_in(dir)?;
        serde_json::to_writer_pretty(&mut aside, self)?;
        aside.write_all(b"\n")?;
        aside.as_file().sync_all()?;
        aside.persist(&whole)?;
        Ok(())
    }
}

impl Route {
    fn go_on_from(&mut self, past: Past) {
        self.leave = past.leave;
        self.load += past.load;
        for stop in &past.stops {
            self.travel += i64::from(stop.travel);
            self.wait += i64::from(stop.wait);
            self.service += i64::from(stop.leave.0 - stop.begin.0);
        }
        self.stops.splice(0..0, past.stops);
    }
}

fn route(sites: &Sites, name: &str, day: Day) -> Route {
    let stop = |visit: &timetable::Visit| Stop {
        site: sites.sites[visit.site].clone(),
        travel: visit.travel,
        arrive: Hours(visit.arrive),
        wait: visit.wait,
        begin: Hours(visit.arrive + visit.wait),
        leave: Hours(visit.leave),
    };
    Route {
        squad: name.to_owned(),
        leave: Hours(day.leave),
        back: Hours(day.back),
        travel: day.travel,
        wait: day.wait,
        service: day.service,
        load: day.load,
        stops: day.visits.iter().map(stop).collect(),
    }
}

fn without(sites: &Sites, solved: &Solved, site: usize) -> Without {
    let all = reasons(&sites.problem, &solved.routes, site);
    let rule = all.first().map_or(Rule::NoSquad, |reason| reason.rule);
    let told = all.iter().map(|reason| why::sentence(sites, &solved.routes, site, reason)).collect();
    Without { site: sites.sites[site].clone(), rule: why::code(rule), why: told }
}
