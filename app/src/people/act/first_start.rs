//! The first start of an empty store: the unit at the top, and three accounts for three people. There is
//! no default password: each account is taken with a one-time link that is printed once.

use crate::people::{act::By, store};
use crate::{
    act::ActError,
    cx::{self, Cx},
    db::{DbError, Tx},
    journal,
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    instant::Instant,
    people::{
        Account, AccountCommand, AccountFacts, Grant, Level, Person, PersonCommand, Role, Unit, UnitCommand,
        UnitFacts, UnitForm, UnitKind, UnitTree, account, account_change, person, unit_change,
    },
};

/// Makes a one-time link for an account, in the caller's transaction; the web's frame knows how.
pub type IssueLink = fn(&mut Tx<'_>, AccountId, Instant) -> Result<String, DbError>;

const THREE: [(Role, &str, &str); 3] = [
    (Role::SystemAdministrator, "sysadmin", "系统管理员"),
    (Role::SecurityAdministrator, "secadmin", "安全管理员"),
    (Role::AuditAdministrator, "auditadmin", "审计管理员"),
];

/// Peoples an empty store: the unit at the top called `top`, and the three administrators. Gives each
/// role's account name and one-time link; nothing when there are accounts already.
///
/// # Errors
/// When `top` is no name, or the store fails.
pub async fn first_start(
    cx: &Cx,
    top: &str,
    issue_link: IssueLink,
) -> Result<Vec<(Role, &'static str, String)>, ActError> {
    let (by, top) = (By::operator(cx), top.to_owned());
    cx.db
        .write(move |tx| {
            store::lock(tx)?;
            if !store::is_unpeopled(tx)? {
                return Ok(vec![]);
            }
            let top = top_unit(tx, &by, &top)?;
            let tree = UnitTree::new(store::units(tx)?);
            THREE
                .into_iter()
                .map(|(role, name, title)| {
                    let account = open(tx, &by, &tree, top, role, name, title)?;
                    Ok((role, name, issue_link(tx, account, by.at)?))
                })
                .collect()
        })
        .await
}

/// The unit at the top: an import may have founded it already.
fn top_unit(tx: &mut Tx<'_>, by: &By, name: &str) -> Result<UnitId, ActError> {
    if let Some(known) = store::units(tx)?.into_iter().find(|unit| unit.parent.is_none()) {
        return Ok(known.id);
    }
    let id = UnitId(cx::new_id());
    let form = UnitForm { kind: UnitKind::Government, ..UnitForm::department(name, Level::City, None) };
    let facts = UnitFacts { tree: &UnitTree::default(), open_matters: 0, accounts: 0 };
    let events = unit_change::decide(None, UnitCommand::Found { id, form }, facts)?;
    journal::commit(tx, journal::fresh::<Unit>(id), &events, &by.stamp())?;
    Ok(id)
}

fn open(
    tx: &mut Tx<'_>,
    by: &By,
    tree: &UnitTree,
    unit: UnitId,
    role: Role,
    name: &str,
    title: &str,
) -> Result<AccountId, ActError> {
    let person = PersonId(cx::new_id());
    let enter =
        PersonCommand::Enter { id: person, name: title.into(), unit, position: String::new(), phone: None };
    let events = person::decide(None, enter, tree, 0)?;
    journal::commit(tx, journal::fresh::<Person>(person), &events, &by.stamp())?;

    let id = AccountId(cx::new_id());
    let facts = AccountFacts {
        tree,
        by: None,
        today: by.today,
        name_taken: false,
        person_serves: true,
        persons_other_grants: &[],
        held_elsewhere: &[],
    };
    let mut state = None;
    let mut events = Vec::new();
    for command in [
        AccountCommand::Open { id, person, name: name.into() },
        AccountCommand::Grant { grant: Grant::of(role, unit) },
        AccountCommand::IssueLink,
    ] {
        let next = account_change::decide(state.as_ref(), command, &facts)?;
        state = next.iter().fold(state, account::apply);
        events.extend(next);
    }
    journal::commit(tx, journal::fresh::<Account>(id), &events, &by.stamp())?;
    Ok(id)
}
