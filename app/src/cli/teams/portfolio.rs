//! `bangdu teams portfolio`

use crate::teams::{
    instance,
    limits::{Limit, Limits},
    portfolio::{Asked, make},
    solution::Solution,
};
use anyhow::{Context, ensure};
use clap::Args;
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Many good rosters with tickets, so that nobody's chance for a place is large. Ctrl-C makes do with the rosters that
/// are there, if they keep the cap.
#[derive(Args)]
pub(super) struct Portfolio {
    /// People, teams and rules.
    #[arg(value_name = "INSTANCE")]
    instance: PathBuf,
    /// Where the portfolio is written.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How many rosters; fewer come out where several turn out the same.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    rosters: u64,
    /// How far above the best a roster's objective may lie, in basis points of the best.
    #[arg(long, value_name = "BP", value_parser = clap::value_parser!(u64).range(0..=100_000))]
    epsilon: u64,
    /// The most that anybody's chance to go with a team may be, in basis points; refused if it can't be kept.
    #[arg(long, value_name = "BP", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    cap: u64,
    /// The generator's seed: a whole number, or the seed of the last draw (64 hex digits), as a freeze asks.
    #[arg(long, value_name = "SEED", default_value = "0")]
    seed: String,
    /// A solution file that counts as the best and is set out from; without it one is searched for.
    #[arg(long, value_name = "FILE")]
    start: Option<PathBuf>,
    /// A solution file whose leaders are named for all rosters; the other seats are drawn.
    #[arg(long, value_name = "FILE")]
    leaders: Option<PathBuf>,
}

impl Portfolio {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let given = instance::read(&self.instance).with_context(|| self.instance.display().to_string())?;
        let roster = |path: Option<&PathBuf>| path.map(|path| read_roster(path, &given.name)).transpose();
        let asked = Asked {
            rosters: self.rosters as usize,
            epsilon_bp: self.epsilon,
            cap_bp: self.cap,
            start: roster(self.start.as_ref())?,
            leaders: roster(self.leaders.as_ref())?,
            seed: self.seed,
        };
        let limits = Limits::begin(Limit::Steps(u64::MAX));
        let portfolio = make(&given, &asked, || limits.go_on(0))?;
        portfolio.write(&self.out)?;
        let mut said = json!(portfolio.summary);
        said["rosters"] = portfolio.rosters.len().into();
        println!("{said}");
        Ok(ExitCode::SUCCESS)
    }
}

fn read_roster(path: &Path, name: &str) -> anyhow::Result<Vec<Vec<u32>>> {
    let solution = Solution::read(path).with_context(|| path.display().to_string())?;
    ensure!(
        solution.instance == name,
        "{} is of instance {}, not of {name}",
        path.display(),
        solution.instance
    );
    Ok(solution.teams)
}
