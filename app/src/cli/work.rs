//! `bangdu work`

use crate::{config::Config, logs, serve};
use clap::Args;
use std::process::ExitCode;

/// Does jobs and timers without serving pages, beside other processes on one PostgreSQL store.
#[derive(Args)]
pub(super) struct Work {}

impl Work {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        logs::for_servers(&config.log);
        serve::work(config)?;
        Ok(ExitCode::SUCCESS)
    }
}
