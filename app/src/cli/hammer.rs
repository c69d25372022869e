//! `bangdu hammer`: for tests that kill a process while it writes.

use super::existing;
use crate::{
    config::Config,
    people::act::{By, units},
};
use bangdu_core::{
    ids::UnitId,
    people::{Level, UnitForm},
};
use clap::Args;
use std::{io::Write, process::ExitCode, sync::mpsc, thread};

/// Founds units without end, and prints the id of each after its answer.
#[derive(Args)]
pub(super) struct Hammer {
    /// How many do so at a time.
    #[arg(long, default_value_t = 4)]
    writers: u32,
    /// How many units each founds; without it, until it is stopped.
    #[arg(long)]
    units: Option<u64>,
}

impl Hammer {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let app = existing(config)?;
        let (done, acknowledged) = mpsc::channel();
        for _ in 0..self.writers {
            let (app, done) = (app.clone(), done.clone());
            thread::spawn(move || {
                let mut left = self.units.unwrap_or(u64::MAX);
                while left > 0 {
                    left -= 1;
                    let (id, by, kept) =
                        (UnitId(app.cx.new_id()), By::operator(&app.cx), app.directories.clone());
                    let founded = app.cx.db.write_blocking(move |tx| {
                        let form = UnitForm::department(&format!("单位{id}"), Level::City, None);
                        units::found(tx, &kept, &by, id, form)
                    });
                    if done.send(founded.map(|()| id)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        let mut out = std::io::stdout().lock();
        for founded in acknowledged {
            writeln!(out, "{}", founded?)?;
            out.flush()?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
