//! Solving an instance file: the search within its limits, the judge, the solution file, the report.

use super::{
    instance::{Given, compile},
    limits::{Limit, Limits},
    memory::peak_mb,
    solution::Solution,
};
use anyhow::{Context, bail};
use bangdu_analysis::team::{
    self, Impossible, Model, Options, Outcome, Roster,
    reasons::{Removed, removed, replacement},
};
use serde_json::{Value, json};
use std::{fmt::Write, path::Path, str::FromStr};

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// Of the search's chance.
    pub seed: u64,
    /// Annealings side by side.
    pub threads: usize,
    /// Whether a small instance is searched to the end.
    pub exact: bool,
    /// When to stop.
    pub limit: Limit,
}

/// One seat: its team, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The team.
    pub team: usize,
    /// The seat in the team.
    pub seat: usize,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (team, seat) = text.split_once(':').ok_or("write TEAM:SEAT, such as 3:0")?;
        let number = |text: &str| text.parse().map_err(|_| format!("{text:?} is no number"));
        Ok(Self { team: number(team)?, seat: number(seat)? })
    }
}

/// Solves and writes the roster. With a roster and seats, everybody else stays and only those seats get
/// new people. Returns what it came to: objective, bound, proved, seconds, steps, peak_mb.
///
/// # Errors
///
/// Nothing is written if there is no roster, with the reason, or if none was found in time.
pub fn solve(
    given: &Given,
    search: &Search,
    replace: Option<(Solution, &[Place])>,
    out: &Path,
) -> anyhow::Result<Value> {
    let limits = Limits::begin(search.limit);
    let model = compile(given)?;
    let (teams, mut report) = match replace {
        Some((roster, seats)) => replaced(given, &model, &roster, seats)?,
        None => searched(given, &model, search, &limits)?,
    };
    let verdict = team::check(&given.instance, &teams);
    if let Some(broken) = verdict.violations.first() {
        bail!("the roster breaks a rule, which is a fault of this program: {broken}");
    }
    Solution { instance: given.name.clone(), teams }.write(out)?;
    report["objective"] = verdict.objective.total().into();
    report["seconds"] = ((limits.seconds() * 1_000.0).round() / 1_000.0).into();
    report["peak_mb"] = peak_mb().into();
    Ok(report)
}

fn searched(
    given: &Given,
    model: &Model,
    search: &Search,
    limits: &Limits,
) -> anyhow::Result<(Vec<Vec<u32>>, Value)> {
    let options = Options { seed: search.seed, threads: search.threads, exact: search.exact };
    match team::solve(model, &options, &mut |progress| limits.go_on(progress.steps)) {
        Outcome::Solved(solved) => {
            // None was reckoned where the time ended with the first roster.
            let bound = (solved.bound > i64::MIN).then_some(solved.bound);
            let report = json!({ "bound": bound, "proved": solved.proved, "steps": solved.steps });
            Ok((solved.teams, report))
        }
        Outcome::Impossible(impossible) => bail!("{}", sentence(given, &impossible)),
        Outcome::NotFound { empty, steps } => {
            let mut text = format!(
                "no roster was found in {steps} steps, nor a proof that there is none; {} of {} seats stayed empty:",
                empty.len(),
                model.seat_count()
            );
            for seat in empty.iter().take(5) {
                let (team, seat) = model.place_of(*seat);
                text += "\n  ";
                text += &counts(&removed(&given.instance, team as usize, seat as usize));
            }
            bail!("{text}")
        }
    }
}

fn replaced(
    given: &Given,
    model: &Model,
    roster: &Solution,
    seats: &[Place],
) -> anyhow::Result<(Vec<Vec<u32>>, Value)> {
    let mut kept = Roster::fill(model, &roster.teams);
    let mut vacant = Vec::new();
    for place in seats {
        vacant.push(model.seat_at(place.team, place.seat).with_context(|| no_seat(model, place))?);
    }
    let bars: Vec<Vec<u32>> = vacant.iter().map(|&seat| vec![kept.holder(seat)]).collect();
    for &seat in &vacant {
        kept.vacate(seat);
    }
    for ((&seat, out), place) in vacant.iter().zip(&bars).zip(seats) {
        if replacement(model, &mut kept, seat, out).is_none() {
            let counts = counts(&removed(&given.instance, place.team, place.seat));
            bail!("nobody can take the seat while everybody else stays: {counts}");
        }
    }
    let report = json!({ "bound": null, "proved": false, "steps": vacant.len() });
    Ok((kept.teams(), report))
}

fn no_seat(model: &Model, place: &Place) -> String {
    let teams = &model.instance().teams;
    match teams.get(place.team) {
        None => format!("there is no team {}; there are {}, counted from 0", place.team, teams.len()),
        Some(team) => {
            format!(
                "team {} has no seat {}; it has {}, counted from 0",
                place.team,
                place.seat,
                team.seats.len()
            )
        }
    }
}

/// Why it can't be done, for people: the seats, the rules, how many people each rule removes.
fn sentence(given: &Given, impossible: &Impossible) -> String {
    let (first, seats): (String, &[Removed]) = match impossible {
        Impossible::Nobody { seats } => ("nobody may take".into(), seats),
        Impossible::TooFew { seats, people, draws } => (
            format!(
                "{} seats are more than the {draws} draws that the {people} people who may take them have left (H7)",
                seats.len()
            ),
            seats,
        ),
        Impossible::Mix { seats } => (
            "no choice among those eligible keeps this team's mix and excluded pairs (H8, H10)".into(),
            seats,
        ),
        Impossible::Together => (
            "the teams together ask for more than weeks, draws and inspected units allow (H6, H7, H9)".into(),
            &[],
        ),
    };
    let mut text = format!("{} can't be done: {first}", given.name);
    for seat in seats.iter().take(12) {
        let _ = write!(text, "\n  {}", counts(seat));
    }
    if seats.len() > 12 {
        let _ = write!(text, "\n  … and {} more", seats.len() - 12);
    }
    text
}

/// `team 3, seat 0: 5 eligible; H1 keeps out 120, H5 12`
fn counts(removed: &Removed) -> String {
    let mut text = format!("team {}, seat {}: {} eligible", removed.team, removed.seat, removed.eligible);
    for (i, (bar, count)) in removed.by_rule.iter().enumerate() {
        let _ = write!(
            text,
            "{} {count} by {} ({})",
            if i == 0 { "; kept out:" } else { "," },
            bar.rule(),
            bar.words()
        );
    }
    text
}
