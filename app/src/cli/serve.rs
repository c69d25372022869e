//! `bangdu serve`

use crate::{config::Config, logs, serve};
use clap::Args;
use std::process::ExitCode;

/// Serves pages and API, and does the work behind them.
#[derive(Args)]
pub(super) struct Serve {}

impl Serve {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        logs::for_servers(&config.log);
        serve::serve(config)?;
        Ok(ExitCode::SUCCESS)
    }
}
