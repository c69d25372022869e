//! Whom a demo offers to sign in as, with the password that goes with each role. The passwords can be worked out by
//! anybody who reads this: they exist in demo data only, where nothing is worth guarding.

use super::{
    cast::Cast,
    seed::Seed,
    store::{Mark, mark},
};
use crate::{
    db::{DbError, Tx},
    people::sign_in::offered::DemoPerson,
};
use bangdu_core::{instant::Instant, people::Role};
use jiff::civil::Date;
use serde::Serialize;

/// Somebody whom a demo offers to sign in as, as `--print-accounts` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The account's name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The roles in words.
    pub role: String,
    /// The roles.
    #[serde(skip)]
    pub roles: Vec<Role>,
    /// The unit's short name.
    pub unit: String,
    /// The person's name.
    #[serde(skip)]
    pub person: String,
}

/// A role's password: more than ten characters of four classes.
pub(super) fn password(role: Role) -> String {
    let place = Role::ALL.iter().position(|other| *other == role).unwrap_or(0);
    let number = Seed::of(0x0c17_0263, place as u64).between(1_000, 9_999);
    let word: String = role.code().split('_').filter_map(|part| part.get(..2)).collect();
    format!("Citong-{word}-{number}")
}

/// Everybody of the demo who can sign in. It is the same list for every demo.
pub fn offers() -> Vec<Offer> {
    let cast = Cast::of(Instant(0), Date::MAX);
    cast.people
        .members
        .iter()
        .filter_map(|member| {
            let first = member.actor.grants.first()?;
            let mut roles: Vec<Role> = member.actor.grants.iter().map(|grant| grant.role).collect();
            roles.dedup();
            let words: Vec<String> = roles.iter().map(|role| role.word().zh.into_owned()).collect();
            Some(Offer {
                name: member.account.clone(),
                password: password(first.role),
                role: words.join("、"),
                roles,
                unit: cast.unit(member.actor.unit),
                person: member.actor.name.clone(),
            })
        })
        .collect()
}

/// Whom the sign-in page offers: everybody in a store that is a demo, nobody in any other.
///
/// # Errors
/// When the store fails.
pub fn offered(tx: &mut Tx<'_>) -> Result<Vec<DemoPerson>, DbError> {
    if mark(tx)? != Some(Mark::Filled) {
        return Ok(Vec::new());
    }
    let shown = |offer: Offer| DemoPerson {
        account: offer.name,
        password: offer.password,
        person: offer.person,
        roles: offer.roles,
        unit: offer.unit,
    };
    Ok(offers().into_iter().map(shown).collect())
}
