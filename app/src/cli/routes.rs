//! `bangdu routes solve`

use crate::routes::{
    hours::Hours,
    plan::{Past, Plan},
    repair::{Earlier, Left},
    sites::{self, MOST_BYTES, Sites},
    stop::Stop,
};
use anyhow::{Context, anyhow, bail};
use bangdu_analysis::route::{Effort, Progress, solve};
use clap::{Args, Subcommand};
use serde_json::json;
use std::{
    fs::File,
    io::{IsTerminal, Read},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

/// Plans which squad visits which site when. It needs no store and opens none; docs/ROUTES.md has the files' form.
#[derive(Args)]
pub(super) struct Routes {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Plans the visits of a file and prints what came of it as one JSON object. Ctrl-C writes the best plan so far.
    Solve(Solve),
}

#[derive(Args)]
struct Solve {
    /// Sites and squads.
    sites: PathBuf,
    /// The plan to write.
    #[arg(long, value_name = "PLAN")]
    out: PathBuf,
    /// How long to search.
    #[arg(long, value_name = "N", required_unless_present = "steps", value_parser = clap::value_parser!(u64).range(..=1_000_000))]
    seconds: Option<u64>,
    /// How many steps to search; the same number gives the same plan again.
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
    /// Chooses among the many ways of searching.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// An earlier plan to begin with, also of other sites and squads: what of it still fits is kept at first.
    #[arg(long, value_name = "PLAN")]
    from: Option<PathBuf>,
    /// The time, if the day of the earlier plan has begun: what is visited by then stays as it was.
    #[arg(long, value_name = "H:MM", requires = "from")]
    at: Option<Hours>,
}

impl Routes {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let What::Solve(solve) = self.what;
        solve.run()
    }
}

impl Solve {
    fn run(self) -> anyhow::Result<ExitCode> {
        #[allow(clippy::disallowed_methods, reason = "how long it took is told, and used for nothing")]
        let began = Instant::now();
        let stop = Stop::after(self.seconds)?;
        let content = content(&self.sites)?;
        let sites = sites::read(&content).with_context(|| self.sites.display().to_string())?;
        drop(content);
        let Left { sites, routes, past } = self.left(sites)?;
        let effort = Effort { seed: self.seed, steps: self.steps.unwrap_or(u64::MAX) };
        let mut bar = Bar::default();
        let solved = solve(&sites.problem, &routes, effort, &mut |progress| {
            bar.show(progress);
            stop.may_go_on()
        });
        bar.end();
        let plan = Plan::new(&sites, &solved, self.seed, past).map_err(|why| anyhow!(why))?;
        plan.write(&self.out).with_context(|| self.out.display().to_string())?;
        let seconds = began.elapsed().as_millis() as f64 / 1000.0;
        println!(
            "{}",
            json!({
                "unserved": plan.unserved, "travel": plan.travel, "squads": plan.used(), "steps": plan.steps, "seed": plan.seed,
                "seconds": seconds,
            })
        );
        Ok(ExitCode::SUCCESS)
    }

    /// What is to be planned, with the earlier plan for it.
    fn left(&self, sites: Sites) -> anyhow::Result<Left> {
        let Some(path) = &self.from else {
            let past: Vec<Option<Past>> = Vec::new();
            return Ok(Left { sites, routes: Vec::new(), past });
        };
        let earlier: Earlier = serde_json::from_slice(&content(path)?)
            .with_context(|| format!("{} is no plan of visits", path.display()))?;
        match self.at {
            Some(now) => earlier.left(&sites, now).map_err(|why| anyhow!("{}: {why}", path.display())),
            None => Ok(Left { routes: earlier.routes(&sites), past: Vec::new(), sites }),
        }
    }
}

fn content(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut content = Vec::new();
    let file = File::open(path).with_context(|| path.display().to_string())?;
    file.take(MOST_BYTES + 1).read_to_end(&mut content).with_context(|| path.display().to_string())?;
    if content.len() as u64 > MOST_BYTES {
        bail!("{} is larger than 64 MiB", path.display());
    }
    Ok(content)
}

/// How far the search is, on a terminal, now and then.
#[derive(Default)]
struct Bar {
    shown: Option<Progress>,
}

impl Bar {
    fn show(&mut self, now: Progress) {
        let better =
            self.shown.is_none_or(|shown| (now.unserved, now.travel) < (shown.unserved, shown.travel));
        if better && std::io::stderr().is_terminal() {
            eprint!("\r{} steps: {} unserved, {} s on the way   ", now.steps, now.unserved, now.travel);
            self.shown = Some(now);
        }
    }

    fn end(&self) {
        if self.shown.is_some() {
            eprintln!();
        }
    }
}
