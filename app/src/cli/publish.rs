//! `bangdu publish`

use super::existing;
use crate::{
    board::copy::{Manner, files, public, tree},
    config::Config,
};
use bangdu_core::board::page::Copy;
use clap::Args;
use serde_json::json;
use std::{path::PathBuf, process::ExitCode};

/// Writes the public copy: plain files with what was agreed to, and nothing else.
#[derive(Args)]
pub(super) struct Publish {
    /// The directory that becomes the copy: an empty one, one that isn't there, or an earlier copy.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// The title of the whole [default: 项目公示].
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Let search engines in.
    #[arg(long)]
    indexed: bool,
    /// Leave the form for clues out, where nobody would take them.
    #[arg(long)]
    without_clues: bool,
}

impl Publish {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let app = existing(config)?;
        let manner = Manner {
            title: self.title.unwrap_or_else(|| Manner::default().title),
            indexed: self.indexed,
            clues: !self.without_clues,
        };
        let copies = public(&app)?;
        let written = tree::write(&self.to, &files(&copies, &manner)?)?;
        let pages = copies.iter().filter(|copy| matches!(copy, Copy::Page(_))).count();
        let report = json!({
            "pages": pages,
            "down": copies.len() - pages,
            "changed": written.changed,
            "removed": written.removed,
        });
        println!("{report}");
        Ok(ExitCode::SUCCESS)
    }
}
