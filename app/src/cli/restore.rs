//! `bangdu restore`

use crate::{
    app::{App, rooms},
    backup::restore,
    config::Config,
    journal::verify::verify,
    logs,
};
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// Fills an empty store, of either engine, from a backup, and verifies it.
#[derive(Args)]
pub(super) struct Restore {
    /// The backup.
    file: PathBuf,
}

impl Restore {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        logs::for_commands(&config.log);
        let app = App::open(config)?;
        let restored = restore(&app, &self.file)?;
        let report = verify(&app.cx.db, &rooms(), None)?;
        println!("{}", serde_json::json!({ "restored": restored, "verified": report.to_json() }));
        Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
