//! `bangdu fetch clues`

use super::existing;
use crate::{board::fetch::fetch, config::Config};
use clap::{Args, Subcommand};
use serde_json::json;
use std::{path::PathBuf, process::ExitCode};

/// Brings something home from the machine outside.
#[derive(Args)]
pub(super) struct Fetch {
    #[command(subcommand)]
    what: FetchWhat,
}

#[derive(Subcommand)]
enum FetchWhat {
    /// Clues from a copy of the public board's inbox; each is taken in once.
    Clues {
        /// The directory with the inbox's files.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
    },
}

impl Fetch {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let FetchWhat::Clues { from } = self.what;
        let fetched = fetch(&existing(config)?, &from)?;
        let report = json!({
            "new": fetched.new,
            "known": fetched.known,
            "strange": fetched.strange,
            "unreadable": fetched.unreadable,
        });
        println!("{report}");
        Ok(ExitCode::SUCCESS)
    }
}
