//! `bangdu similar`

use crate::hotline::{going::Going, similar::Solved};
use clap::Args;
use std::{io, path::PathBuf, process::ExitCode};

/// Finds solved cases that resemble a text, with the words in common: a line of JSON a text.
#[derive(Args)]
pub(super) struct Similar {
    /// The solved cases: .csv in UTF-8 or GB18030, or .xlsx; with a column of answers only those that have one.
    cases: PathBuf,
    /// The text; `-` takes one a line from standard input.
    text: String,
    /// How many cases at most.
    #[arg(long, value_name = "N", default_value_t = 5)]
    most: usize,
}

impl Similar {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let mut going = Going::start()?;
        let solved = Solved::read(&self.cases, &mut going)?;
        going.clear();
        if self.text != "-" {
            println!("{}", solved.ask(&self.text, self.most));
            return Ok(ExitCode::SUCCESS);
        }
        for (at, line) in io::stdin().lines().enumerate() {
            if !going.on("asking", at, at + 1) {
                anyhow::bail!("interrupted");
            }
            println!("{}", solved.ask(&line?, self.most));
        }
        Ok(ExitCode::SUCCESS)
    }
}
