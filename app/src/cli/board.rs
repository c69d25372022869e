//! `bangdu board`

use crate::{
    board::outside::{self, Outside, inbox::Inbox},
    clock::Clock,
    config::OutsideConfig,
    logs,
};
use anyhow::{Context, bail};
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// Shows a public copy and takes clues, on a machine outside. It needs no store and opens none.
#[derive(Args)]
pub(super) struct Board {
    /// The public copy that `publish` wrote.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Where clues are put; without it none are taken.
    #[arg(long, value_name = "DIR")]
    inbox: Option<PathBuf>,
    /// The most that the inbox may hold, in MiB.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    inbox_mib: u64,
}

impl Board {
    pub(super) fn run(self, config: OutsideConfig) -> anyhow::Result<ExitCode> {
        logs::for_servers(&config.log);
        let absolute = |dir: &PathBuf| std::path::absolute(dir).with_context(|| dir.display().to_string());
        let dir = absolute(&self.dir)?;
        let inbox = self.inbox.as_ref().map(absolute).transpose()?;
        if inbox.as_ref().is_some_and(|inbox| inbox.starts_with(&dir)) {
            bail!("the inbox lies in the public copy, where everybody could read it; put it elsewhere");
        }
        let inbox = inbox.map(|inbox| {
            Inbox::open(&inbox, self.inbox_mib << 20)
                .with_context(|| format!("the inbox {}", inbox.display()))
        });
        let outside = Outside::new(dir, inbox.transpose()?, Clock::System, config.proxies);
        outside::serve(outside, config.listen)?;
        Ok(ExitCode::SUCCESS)
    }
}
