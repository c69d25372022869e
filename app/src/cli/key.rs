//! `bangdu key`

use super::existing;
use crate::config::Config;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// The key that signs checkpoints.
#[derive(Args)]
pub(super) struct Key {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Makes a new key: the old one signs a last checkpoint, and the record notes the change. Restart the
    /// processes that serve afterwards.
    Rotate,
}

impl Key {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let app = existing(config)?;
        match self.what {
            What::Rotate => {
                let (old, new) = app.sealer()?.rotate(&app.config.key_file(), app.config.signature)?;
                println!("{}", serde_json::json!({ "retired": old, "signs": new }));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
