//! `bangdu demo`

use crate::{
    app::App,
    config::Given,
    demo::{self, Mark, Size},
    logs, serve,
};
use anyhow::bail;
use clap::{Args, ValueEnum};
use std::{process::ExitCode, time::Instant};

/// Fills an empty store with an invented city and serves it; a store that is a demo already is just served.
#[derive(Args)]
pub(super) struct Demo {
    /// Print the demo's accounts with their passwords as JSON, and stop.
    #[arg(long)]
    print_accounts: bool,
    /// Fill, and stop.
    #[arg(long)]
    fill_only: bool,
    /// How much to fill in: the whole city, or a handful of matters of each sort.
    #[arg(long, value_enum, default_value_t = Extent::Whole)]
    size: Extent,
}

#[derive(Clone, Copy, ValueEnum)]
enum Extent {
    Whole,
    Small,
}

impl From<Extent> for Size {
    fn from(extent: Extent) -> Size {
        match extent {
            Extent::Whole => Size::WHOLE,
            Extent::Small => Size::SMALL,
        }
    }
}

impl Demo {
    pub(super) fn run(self, given: Given) -> anyhow::Result<ExitCode> {
        if self.print_accounts {
            println!("{}", serde_json::to_string_pretty(&demo::offers())?);
            return Ok(ExitCode::SUCCESS);
        }
        let config = given.check()?;
        logs::for_servers(&config.log);
        fill(&App::open(config.clone())?, self.size.into())?;
        if !self.fill_only {
            serve::serve(config)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn fill(app: &App, size: Size) -> anyhow::Result<()> {
    match app.cx.db.read_blocking(demo::mark)? {
        Some(Mark::Filled) => return Ok(()),
        Some(Mark::Filling) => bail!("filling this demo was broken off; remove its store and begin again"),
        None => {}
    }
    eprintln!("Filling the demo city, which takes up to a minute …");
    #[allow(
        clippy::disallowed_methods,
        reason = "how long it took is told to whoever waits, and used for nothing"
    )]
    let began = Instant::now();
    let filled = demo::fill(&app.cx, size)?;
    for broken in &filled.broken {
        tracing::warn!(matter = %broken.matter, why = broken.why, "a story of the demo was cut short");
    }
    eprintln!("The demo city is filled: {} steps in {:.1} s.", filled.steps, began.elapsed().as_secs_f64());
    Ok(())
}
