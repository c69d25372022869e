//! The life of an account, and every refusal on its way.

use super::{
    account::{Account, AccountEvent, AccountState, apply},
    account_change::*,
    role::{Grant, Role},
    sample::*,
    tree::UnitTree,
};
use crate::ids::{AccountId, PersonId, UnitId};
use jiff::civil::date;
use rstest::rstest;
use uuid::Uuid;

const LIN: AccountId = AccountId(Uuid::from_u128(80));
const PERSON: PersonId = PersonId(Uuid::from_u128(81));

fn facts(tree: &UnitTree) -> AccountFacts<'_> {
    AccountFacts {
        tree,
        by: None,
        today: date(2026, 11, 3),
        name_taken: false,
        person_serves: true,
        persons_other_grants: &[],
        held_elsewhere: &[],
    }
}

fn account(grants: &[Grant]) -> Account {
    let opened = AccountEvent::Opened { id: LIN, person: PERSON, name: "linxiao".into() };
    let mut account = apply(None, &opened).expect("opened");
    account.grants = grants.to_vec();
    account
}

fn open_as(name: &str) -> AccountCommand {
    AccountCommand::Open { id: LIN, person: PERSON, name: name.into() }
}

fn code(state: Option<&Account>, command: AccountCommand, facts: &AccountFacts) -> &'static str {
    let refusal = decide(state, command, facts).expect_err("refused");
    assert!(refusal.why.is_sound() && refusal.instead.is_sound());
    refusal.rule.code
}

#[test]
fn an_account_is_opened_taken_disabled_and_enabled() {
    let tree = city();
    let mut state = None;
    for (command, expected) in [
        (open_as(" LinXiao "), AccountState::Invited),
        (AccountCommand::Disable { reason: "误开".into() }, AccountState::Disabled),
        (AccountCommand::Enable, AccountState::Invited),
        (AccountCommand::NotePassword, AccountState::Active),
        (AccountCommand::Disable { reason: "岗位调整".into() }, AccountState::Disabled),
        (AccountCommand::Enable, AccountState::Active),
    ] {
        let events = decide(state.as_ref(), command, &facts(&tree)).expect("allowed");
        state = events.iter().fold(state, apply);
        assert_eq!(state.as_ref().map(|account| account.state), Some(expected));
    }
    assert_eq!(state.map(|account| account.name).as_deref(), Some("linxiao"));
}

#[rstest]
#[case(Role::SystemAdministrator, Role::SecurityAdministrator, "grant.three_administrators")]
#[case(Role::SecurityAdministrator, Role::AuditAdministrator, "grant.three_administrators")]
#[case(Role::AuditAdministrator, Role::SystemAdministrator, "grant.three_administrators")]
#[case(Role::SystemAdministrator, Role::Liaison, "grant.no_business")]
#[case(Role::Liaison, Role::AuditAdministrator, "grant.no_business")]
fn duties_are_kept_apart_in_one_account_and_across_two(
    #[case] held: Role,
    #[case] wanted: Role,
    #[case] expected: &str,
) {
    let tree = city();
    let grant = AccountCommand::Grant { grant: Grant::of(wanted, CITY) };
    let held = [Grant::of(held, CITY)];
    assert_eq!(code(Some(&account(&held)), grant.clone(), &facts(&tree)), expected);
    let elsewhere = AccountFacts { persons_other_grants: &held, ..facts(&tree) };
    assert_eq!(code(Some(&account(&[])), grant, &elsewhere), expected);
}

#[test]
fn an_account_enabled_again_is_checked_against_what_its_person_holds_now() {
    let tree = city();
    let mut sleeping = account(&[Grant::of(Role::SystemAdministrator, CITY)]);
    sleeping.state = AccountState::Disabled;
    let now = [Grant::of(Role::AuditAdministrator, CITY)];
    let facts = AccountFacts { persons_other_grants: &now, ..facts(&tree) };
    assert_eq!(code(Some(&sleeping), AccountCommand::Enable, &facts), "grant.three_administrators");
}

#[rstest]
#[case(Role::OfficeStaff, HOUSING)]
#[case(Role::GovernmentHead, CITY_OFFICE)]
#[case(Role::SystemAdministrator, JINJIANG)]
#[case(Role::Liaison, UnitId(Uuid::from_u128(999)))]
fn a_role_is_granted_for_its_sort_of_unit(#[case] role: Role, #[case] scope: UnitId) {
    let tree = city();
    let grant = AccountCommand::Grant { grant: Grant::of(role, scope) };
    assert_eq!(code(Some(&account(&[])), grant, &facts(&tree)), "grant.scope");
}

#[test]
fn refusals_name_their_rule() {
    let tree = city();
    let plain = facts(&tree);
    let grant = Grant::of(Role::Liaison, HOUSING);
    let lin = account(&[grant]);
    let mut disabled = lin.clone();
    disabled.state = AccountState::Disabled;
    let oneself = AccountFacts { by: Some(LIN), ..plain.clone() };
    let taken = AccountFacts { name_taken: true, ..plain.clone() };
    let gone = AccountFacts { person_serves: false, ..plain.clone() };
    let give = || AccountCommand::Grant { grant: Grant::of(Role::UnitHead, HOUSING) };
    let late = Grant { until: Some(date(2026, 11, 2)), ..Grant::of(Role::UnitHead, HOUSING) };
    let revoke = |role| AccountCommand::Revoke { role, scope: HOUSING };
    let disable = |reason: &str| AccountCommand::Disable { reason: reason.into() };

    assert_eq!(code(None, open_as("林 晓"), &plain), "account.name");
    assert_eq!(code(None, open_as("linxiao"), &taken), "account.name_taken");
    assert_eq!(code(None, open_as("linxiao"), &gone), "account.person");
    assert_eq!(code(None, AccountCommand::Enable, &plain), "account.exists");
    assert_eq!(code(Some(&lin), open_as("linxiao"), &plain), "account.exists");
    assert_eq!(code(Some(&disabled), AccountCommand::IssueLink, &plain), "account.disabled");
    assert_eq!(code(Some(&disabled), AccountCommand::NotePassword, &plain), "account.disabled");
    assert_eq!(code(Some(&disabled), AccountCommand::Enable, &gone), "account.person");
    assert_eq!(code(Some(&lin), give(), &oneself), "account.self");
    assert_eq!(code(Some(&lin), revoke(Role::Liaison), &oneself), "account.self");
    assert_eq!(code(Some(&lin), disable("调岗"), &oneself), "account.self");
    assert_eq!(code(Some(&lin), AccountCommand::ResetSecondFactor, &oneself), "account.self");
    assert_eq!(code(Some(&lin), AccountCommand::ResetSecondFactor, &plain), "account.no_factor");
    assert_eq!(code(Some(&lin), AccountCommand::Grant { grant: late }, &plain), "grant.until");
    assert_eq!(code(Some(&lin), revoke(Role::UnitHead), &plain), "grant.absent");
    assert_eq!(code(Some(&lin), disable(" "), &plain), "account.reason");
}

#[test]
fn the_last_administrator_of_a_kind_stays() {
    let tree = city();
    let security = account(&[Grant::of(Role::SecurityAdministrator, CITY)]);
    let disable = AccountCommand::Disable { reason: "调岗".into() };
    assert_eq!(code(Some(&security), disable.clone(), &facts(&tree)), "grant.last");
    let revoke = AccountCommand::Revoke { role: Role::SecurityAdministrator, scope: CITY };
    assert_eq!(code(Some(&security), revoke, &facts(&tree)), "grant.last");
    let two = AccountFacts { held_elsewhere: &[Role::SecurityAdministrator], ..facts(&tree) };
    assert!(decide(Some(&security), disable, &two).is_ok());
}
