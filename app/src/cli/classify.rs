//! `bangdu classify`

use crate::hotline::{
    classify::{Decisions, learn, suggest},
    going::Going,
    messages::{Messages, Wanted},
    results,
};
use bangdu_analysis::words::Words;
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// Suggests where messages belong (a category, a unit), learnt from decided ones.
#[derive(Args)]
pub(super) struct Classify {
    /// The messages that wait: .csv in UTF-8 or GB18030, or .xlsx, with a column for the message's number and one for
    /// what it says or its subject; columns are found by their heads.
    messages: PathBuf,
    /// The decided messages: the same columns and one of labels.
    #[arg(long, value_name = "LABELLED.csv")]
    train: PathBuf,
    /// Where to write id, label and confidence.
    #[arg(long, value_name = "LABELS.csv")]
    out: PathBuf,
    /// The head of the column of labels, such as 承办单位 [default: the usual heads of a category].
    #[arg(long, value_name = "HEAD")]
    column: Option<String>,
    /// Where the model is kept. The last one there is replaced unless the new one is clearly worse on a tenth of the
    /// decisions that neither has learnt from.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Where to write, a line of JSON a message, the three best labels and the words that decided.
    #[arg(long, value_name = "FILE")]
    explain: Option<PathBuf>,
}

impl Classify {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let decisions = Decisions::read(&self.train, self.column.as_deref())?;
        let messages = Messages::read(&self.messages, &Wanted::default())?;
        let mut going = Going::start()?;
        let words = Words::new();
        let learnt = learn(&words, &decisions, self.model.as_deref(), &mut going)?;
        results::write(&self.out, |out| match &self.explain {
            None => suggest(&words, &learnt.model, &messages, out, None, &mut going),
            Some(explain) => results::write(explain, |lines| {
                suggest(&words, &learnt.model, &messages, out, Some(lines), &mut going)
            }),
        })?;
        if let Some(kept) = self.model.filter(|_| learnt.is_new) {
            results::write(&kept, |out| Ok(out.write_all(&learnt.model.to_bytes())?))?;
        }
        going.clear();
        println!("{}", learnt.told);
        Ok(ExitCode::SUCCESS)
    }
}
