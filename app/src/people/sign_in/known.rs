//! What the session shows of an account: who acts, their unit, and where they may go.

use crate::{
    people::{act::By, directory::Directories, directory::Directory, store},
    web::{
        layout::{TOKENS, WAYS, Way},
        session::{Ask, Known},
    },
};
use bangdu_core::{
    instant::Instant,
    people::{Action, Actor, Ground, Sight, sight},
};
use jiff::civil::Date;
use std::sync::Arc;

/// Answers the session's question from the people's tables; `now` gives the instant and today.
pub fn ask(directories: Directories, now: impl Fn() -> (Instant, Date) + Send + Sync + 'static) -> Ask {
    Arc::new(move |tx, account| {
        let (Some(actor), version) = store::actor_and_version(tx, account)? else { return Ok(None) };
        let directory = directories.at(tx, version)?;
        let (at, today) = now();
        let by = By { actor: Some(actor.clone()), at, today };
        let ways =
            WAYS.into_iter().chain([TOKENS]).filter(|way| leads(way, &by, &actor, &directory)).collect();
        let unit = directory.unit(actor.unit).to_owned();
        Ok(Some(Known { actor, unit, ways }))
    })
}

/// Whether a way leads this person anywhere; the page itself asks again.
fn leads(way: &Way, by: &By, actor: &Actor, directory: &Directory) -> bool {
    let may = |actions: &[Action]| actions.iter().any(|action| somewhere(by, actor, *action, directory));
    let business = || actor.business(by.today).next().is_some();
    match way.href {
        "/" => true,
        "/matters" => business(),
        "/map" => sight(actor, &directory.tree, by.today) != Sight::Nothing,
        "/round" => actor.business(by.today).any(|grant| {
            let part = Ground { lead: Some(grant.scope), ..Ground::of_office(grant.scope) };
            by.may(Action::Report, &part, directory)
        }),
        "/campaigns" => may(&[Action::ManageCampaigns, Action::Draft, Action::Assign]),
        "/settings" => may(&[Action::ManageCalendar, Action::ManageSettings, Action::ManageCampaigns]),
        "/publications" => may(&[Action::ProposePublication, Action::ApprovePublication]),
        "/clues" => may(&[Action::ScreenClues]),
        "/ledgers" => may(&[Action::Import, Action::ConfirmImport]),
        "/units" => business() || may(&[Action::ManageUnits, Action::ManageAccounts]),
        "/persons" => business() || may(&[Action::ManagePersons, Action::ManageAccounts]),
        "/accounts" => may(&[Action::SeeAccounts, Action::ManageAccounts, Action::GrantRoles]),
        "/tokens" => may(&[Action::UseApi]),
        "/journal" => may(&[Action::ReadJournal]),
        _ => false,
    }
}

fn somewhere(by: &By, actor: &Actor, action: Action, directory: &Directory) -> bool {
    let mut scopes = actor.grants.iter().map(|grant| grant.scope).chain([actor.unit]);
    scopes.any(|unit| {
        by.may(action, &Ground::of_unit(unit), directory)
            || by.may(action, &Ground::of_office(unit), directory)
    })
}
