//! The command line: one file a command. Exit 0: done; 1: refused, or something is wrong; 2: asked wrongly.
//!
//! Another command is a file, a variant of [`Command`] and its line in [`Cli::run`].

mod backup;
mod board;
mod demo;
mod fetch;
mod hammer;
mod hotspots;
mod key;
mod ledger;
mod link;
mod publish;
mod restore;
mod routes;
mod serve;
mod verify;
mod work;

use crate::{
    app::App,
    config::{Config, Given, WrongSetting},
    db::Place,
    ledgers::read::xls_child,
    logs,
};
use anyhow::bail;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// 帮督: one loop for a government supervision office, from 立项 to 销号.
#[derive(Parser)]
#[command(name = "bangdu", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    given: Given,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Import(ledger::Import),
    Export(ledger::Export),
    Publish(publish::Publish),
    Board(board::Board),
    Fetch(fetch::Fetch),
    Work(work::Work),
    Demo(demo::Demo),
    Verify(verify::Verify),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Key(key::Key),
    Link(link::Link),
    Routes(routes::Routes),
    Hotspots(hotspots::Hotspots),
    #[command(hide = true)]
    Hammer(hammer::Hammer),
    /// Reads an .xls file on standard input within limits; the server starts it.
    #[command(name = xls_child::ARGUMENT, hide = true)]
    ReadXls,
}

impl Cli {
    fn run(self) -> anyhow::Result<ExitCode> {
        let given = self.given;
        match self.command {
            Command::Serve(command) => command.run(given.check()?),
            Command::Import(command) => command.run(given.check()?),
            Command::Export(command) => command.run(given.check()?),
            Command::Publish(command) => command.run(given.check()?),
            Command::Fetch(command) => command.run(given.check()?),
            Command::Board(command) => command.run(given.check_outside()?),
            Command::Work(command) => command.run(given.check()?),
            Command::Demo(command) => command.run(given),
            Command::Verify(command) => command.run(given.check()?),
            Command::Backup(command) => command.run(given.check()?),
            Command::Restore(command) => command.run(given.check()?),
            Command::Hammer(command) => command.run(given.check()?),
            Command::Link(command) => command.run(given.check()?),
            Command::Routes(command) => command.run(),
            Command::Key(command) => command.run(given.check()?),
            Command::Hotspots(command) => command.run(),
            Command::ReadXls => Ok(ExitCode::from(u8::try_from(xls_child::serve()).unwrap_or(1))),
        }
    }
}

/// Does what the command line asks for.
pub fn main() -> ExitCode {
    Cli::parse().run().unwrap_or_else(|error| {
        eprintln!("bangdu: {error:#}");
        ExitCode::from(if error.is::<WrongSetting>() { 2 } else { 1 })
    })
}

/// The app on a store that is there: a command that looks after one doesn't make one.
fn existing(config: Config) -> anyhow::Result<App> {
    logs::for_commands(&config.log);
    if let Place::Sqlite { dir } = &config.place
        && !dir.join("bangdu.sqlite").is_file()
    {
        bail!("there is no store in {}", dir.display());
    }
    App::open(config)
}
