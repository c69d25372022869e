//! `bangdu backup`

use super::existing;
use crate::{backup::backup, config::Config};
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// Writes everything into one file that belongs to no engine; also while it is served.
#[derive(Args)]
pub(super) struct Backup {
    /// The file to write; readable by its owner alone, since password hashes are in it.
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        backup(&existing(config)?, &self.file)?;
        Ok(ExitCode::SUCCESS)
    }
}
