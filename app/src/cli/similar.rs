//! `bangdu similar`

use crate::hotline::{going::Going, similar::Solved};
use clap::Args;
use std::{io, path::PathBuf, process::ExitCode, time::Instant};

/// Finds solved cases that resemble a text, with the words in common: a line of JSON a text. The cases are indexed once
/// for however many texts; how long that and each answer took is told on standard error.
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
        let began = now();
        let solved = Solved::read(&self.cases, &mut going)?;
        going.clear();
        let (indexed, began) = (began.elapsed().as_secs_f64(), now());
        let mut asked = 0;
        if self.text == "-" {
            for line in io::stdin().lines() {
                if !going.on("asking", asked, asked + 1) {
                    anyhow::bail!("interrupted");
                }
                println!("{}", solved.ask(&line?, self.most));
                asked += 1;
            }
        } else {
            println!("{}", solved.ask(&self.text, self.most));
            asked = 1;
        }
        going.clear();
        let each = began.elapsed().as_secs_f64() * 1000.0 / f64::from(u32::try_from(asked.max(1))?);
        let cases = solved.len();
        eprintln!("{cases} cases indexed in {indexed:.2} s; {asked} answered, {each:.1} ms each.");
        Ok(ExitCode::SUCCESS)
    }
}

#[allow(clippy::disallowed_methods, reason = "how long it took is told, and used for nothing")]
fn now() -> Instant {
    Instant::now()
}
