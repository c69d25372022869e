//! `bangdu hotspots`

use crate::hotline::{
    corrections::Corrections, going::Going, hotspots::Hotspots as Found, kinds, messages::Messages, results,
};
use bangdu_analysis::words::Words;
use clap::Args;
use std::{num::NonZero, path::PathBuf, process::ExitCode, thread};

/// Finds what many people say in a file of messages: events, topics, and one writer's series.
#[derive(Args)]
pub(super) struct Hotspots {
    /// The messages: .csv in UTF-8 or GB18030, or .xlsx, with a column for the message's number and one for what it
    /// says or its subject; columns are found by their heads.
    messages: PathBuf,
    /// Where to write message_id, group_id and kind (event, topic, style or none).
    #[arg(long, value_name = "GROUPS.csv")]
    out: PathBuf,
    /// Where to write why each group is one: words, place, examples, people, days, heat,
    /// and which of the analysts' kinds it meets.
    #[arg(long, value_name = "GROUPS.json")]
    explain: Option<PathBuf>,
    /// What clerks corrected: columns act (merge, split, not_event), messages, from.
    #[arg(long, value_name = "CORRECTIONS.csv")]
    corrections: Option<PathBuf>,
    /// How many threads read; as many as the machine has cores unless said. The result is the same.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

impl Hotspots {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let corrections = self.corrections.as_deref().map(Corrections::read).transpose()?.unwrap_or_default();
        let messages = Messages::read(&self.messages, &kinds::wanted())?;
        let mut going = Going::start()?;
        if messages.times_not_understood > 0 {
            eprintln!("{} messages have a time that wasn't understood", messages.times_not_understood);
        }
        let words = Words::new();
        let threads = self.threads.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get));
        let found = Found::find(&messages, &words, &corrections, threads, &mut going)?;
        results::write(&self.out, |out| found.write_groups(out))?;
        if let Some(explain) = &self.explain {
            results::write(explain, |out| found.write_explanations(out, &mut going))?;
        }
        going.clear();
        for (kind, messages, groups) in found.counts() {
            println!("{kind}: {messages} messages in {groups} groups");
        }
        Ok(ExitCode::SUCCESS)
    }
}
