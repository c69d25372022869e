//! `bangdu urgent`

use crate::hotline::{
    going::Going,
    messages::{Messages, Wanted},
    results,
    urgent::Urgent as Found,
};
use bangdu_analysis::words::Words;
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// Finds single messages that can't wait, or that the ordinary way doesn't solve; names threats to life at once.
#[derive(Args)]
pub(super) struct Urgent {
    /// The messages: .csv in UTF-8 or GB18030, or .xlsx; columns are found by their heads.
    messages: PathBuf,
    /// Where to write message_id, score, kind (urgent, hard, both or none) and reason, the most pressing first.
    #[arg(long, value_name = "URGENT.csv")]
    out: PathBuf,
    /// Adds the columns urgency and hardness: how likely an analyst calls it so, each by itself, from 0 to 1.
    #[arg(long)]
    likelihoods: bool,
}

impl Urgent {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let messages = Messages::read(&self.messages, &Wanted::default())?;
        let mut going = Going::start()?;
        let found = Found::find(&Words::new(), &messages, &mut going)?;
        results::write(&self.out, |out| found.write(self.likelihoods, out))?;
        going.clear();
        println!("{}", found.told());
        Ok(ExitCode::SUCCESS)
    }
}
