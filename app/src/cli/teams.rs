//! `bangdu teams`: cross teams over files. Nothing here opens a store.

mod portfolio;

use crate::teams::{
    explain::explain,
    instance,
    limits::Limit,
    solution::Solution,
    solve::{Place, Search, solve},
};
use anyhow::Context;
use clap::{Args, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Fills teams from a pool and tells why somebody is or isn't on one.
#[derive(Args)]
pub(super) struct Teams {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Solve(Solve),
    Explain(Explain),
    Portfolio(portfolio::Portfolio),
}

/// Finds the best roster that keeps every hard rule and writes it; prints what it came to as JSON.
#[derive(Args)]
struct Solve {
    /// The instance: people, teams, rules (JSON, or JSON packed with gzip).
    #[arg(value_name = "INSTANCE.json")]
    instance: PathBuf,
    /// Where the roster goes.
    #[arg(long, value_name = "SOLUTION.json")]
    out: PathBuf,
    /// Stops at the first step boundary after so many seconds; Ctrl-C stops earlier with the best so far.
    #[arg(long, value_name = "N", default_value_t = 10.0, conflicts_with = "steps")]
    seconds: f64,
    /// Stops after so many steps: the same steps, seed and threads give the same roster to the byte.
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
    /// Seed of the search. It decides what is tried; who is drawn is `bangdu draw`'s.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Annealings side by side.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    threads: u8,
    /// Leaves out the search to the end on small instances: no proof, but a good roster sooner.
    #[arg(long)]
    quick: bool,
    /// Keeps everybody of this roster and finds new people for the seats that --replace names.
    #[arg(long, value_name = "SOLUTION.json", requires = "replace")]
    roster: Option<PathBuf>,
    /// A seat of --roster whose holder falls out, as TEAM:SEAT, both counted from 0; may be given several times.
    #[arg(long, value_name = "TEAM:SEAT", requires = "roster")]
    replace: Vec<Place>,
}

/// Tells for each person of the pool: chosen for the seat, or the rule that keeps them from it.
#[derive(Args)]
struct Explain {
    /// The instance.
    #[arg(value_name = "INSTANCE.json")]
    instance: PathBuf,
    /// The team, counted from 0.
    team: usize,
    /// The seat in the team, counted from 0.
    seat: usize,
    /// The roster that was chosen; without it one is looked for, for a few seconds at most.
    #[arg(long, value_name = "SOLUTION.json")]
    roster: Option<PathBuf>,
}

impl Teams {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self.what {
            What::Solve(command) => command.run(),
            What::Explain(command) => command.run(),
            What::Portfolio(command) => command.run(),
        }
    }
}

impl Solve {
    fn run(self) -> anyhow::Result<ExitCode> {
        let named = || self.instance.display().to_string();
        let given = instance::read(&self.instance).with_context(named)?;
        let roster = self.roster.as_deref().map(|path| read_roster(path, &given)).transpose()?;
        let limit = match self.steps {
            Some(steps) => Limit::Steps(steps),
            None => Limit::Seconds(self.seconds),
        };
        let search =
            Search { seed: self.seed, threads: usize::from(self.threads), exact: !self.quick, limit };
        let report = solve(&given, &search, roster.map(|roster| (roster, &self.replace[..])), &self.out)
            .with_context(named)?;
        println!("{report}");
        Ok(ExitCode::SUCCESS)
    }
}

impl Explain {
    fn run(self) -> anyhow::Result<ExitCode> {
        let named = || self.instance.display().to_string();
        let given = instance::read(&self.instance).with_context(named)?;
        let roster = self.roster.as_deref().map(|path| read_roster(path, &given)).transpose()?;
        let told = explain(&given, self.team, self.seat, roster).with_context(named)?;
        println!("{told}");
        Ok(ExitCode::SUCCESS)
    }
}

fn read_roster(path: &std::path::Path, given: &instance::Given) -> anyhow::Result<Solution> {
    let roster = Solution::read(path).with_context(|| path.display().to_string())?;
    roster.stands(given).with_context(|| path.display().to_string())?;
    Ok(roster)
}
