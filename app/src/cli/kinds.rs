//! `bangdu kinds`

use crate::hotline::{going::Going, kinds, messages::Messages, results};
use bangdu_analysis::words::Words;
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// Finds the kinds that analysts use (高频, 突增, 重复诉求, 群体性, 疑难, 敏感, 季节性, 企业诉求, 历史遗留).
#[derive(Args)]
pub(super) struct Kinds {
    /// The messages: .csv in UTF-8 or GB18030, or .xlsx; columns are found by their heads.
    messages: PathBuf,
    /// Their groups, as `bangdu hotspots` writes them; without them kinds that need a matter say so.
    #[arg(long, value_name = "GROUPS.csv")]
    groups: Option<PathBuf>,
    /// Where to write each kind with its messages, its people and the figures behind it.
    #[arg(long, value_name = "KINDS.json")]
    out: PathBuf,
}

impl Kinds {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let messages = Messages::read(&self.messages, &kinds::wanted())?;
        let mut going = Going::start()?;
        let groups = self.groups.as_deref().map(kinds::groups).transpose()?.unwrap_or_default();
        let told = kinds::told(&Words::new(), &messages, &groups, &mut going)?;
        results::write(&self.out, |out| Ok(serde_json::to_writer_pretty(out, &told)?))?;
        going.clear();
        Ok(ExitCode::SUCCESS)
    }
}
