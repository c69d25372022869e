//! `bangdu verify`

use super::existing;
use crate::{app::rooms, config::Config, journal::verify::verify};
use anyhow::Context;
use bangdu_record::checkpoint::Checkpoint;
use clap::Args;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Proves that the record is whole and that the tables say what it says; also while it is served.
#[derive(Args)]
pub(super) struct Verify {
    /// A checkpoint kept outside the store, that today's record must contain: a JSON file, or one with a
    /// checkpoint a line, of which the last counts.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

impl Verify {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let older = self.checkpoint.as_deref().map(read_checkpoint).transpose()?;
        let app = existing(config)?;
        let report = verify(&app.cx.db, &rooms(), older)?;
        println!("{}", report.to_json());
        Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn read_checkpoint(path: &Path) -> anyhow::Result<Checkpoint> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    if let Ok(whole) = serde_json::from_str(&text) {
        return Ok(whole);
    }
    let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    serde_json::from_str(last).with_context(|| format!("{} holds no checkpoint", path.display()))
}
