//! `bangdu link`

use super::existing;
use crate::{
    act::ActError,
    config::Config,
    people::{
        act::{By, accounts},
        sign_in, store,
    },
};
use anyhow::bail;
use bangdu_core::people::AccountCommand;
use clap::Args;
use std::process::ExitCode;

/// Prints a new one-time link for an account, with which its holder sets a password; on record.
#[derive(Args)]
pub(super) struct Link {
    /// The name that the account signs in with.
    account: String,
}

impl Link {
    pub(super) fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let app = existing(config)?;
        let (by, kept, name) = (By::operator(&app.cx), app.directories.clone(), self.account.clone());
        let issued = app.cx.db.write_blocking(move |tx| {
            let account = store::account_named(tx, &name)?.ok_or(ActError::NotFound)?.id;
            accounts::change(tx, &kept, &by, account, AccountCommand::IssueLink)?;
            Ok(sign_in::issue_link(tx, account, by.at)?)
        });
        match issued {
            Ok(link) => println!("{}{link}", app.config.public_url),
            Err(ActError::NotFound) => bail!("there is no account {}", self.account),
            Err(ActError::Refused(refusal)) => bail!("{}", refusal.why.en),
            Err(error) => return Err(error.into()),
        }
        Ok(ExitCode::SUCCESS)
    }
}
