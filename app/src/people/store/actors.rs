//! Who acts: an account that may be used, its person and their roles.

use super::{VERSION, grant_of};
use crate::{
    db::{DbError, Row, Tx, Value},
    params,
};
use bangdu_core::{
    ids::AccountId,
    people::{Actor, Role},
};

/// Asks who acts when the account that `account` tells (a parameter or a subquery) is used; [`actor_of`] reads
/// the answer.
pub fn ask_actor(account: &str) -> String {
    format!(
        "SELECT g.role, g.scope_id, g.until_on, p.id, p.name, p.unit_id, a.id
         FROM accounts a JOIN persons p ON p.id = a.person_id LEFT JOIN grants g ON g.account_id = a.id
         WHERE a.id = {account} AND a.state = 'active' AND p.left_on IS NULL ORDER BY g.role, g.scope_id"
    )
}

/// Who acts when `account` is used; none when it can't be, or the person has left.
pub fn actor(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<Actor>, DbError> {
    actor_of(&tx.rows(&ask_actor("$1"), params![account])?)
}

/// [`actor`] together with [`version`].
pub fn actor_and_version(tx: &mut Tx<'_>, account: AccountId) -> Result<(Option<Actor>, i64), DbError> {
    let [actor, version] = tx.several([(&ask_actor("$1"), params![account]), (VERSION, &[])])?;
    Ok((actor_of(&actor)?, version.first().map_or(Ok(0), |row| row.get(0))?))
}

/// The leaders of the installation: usable accounts with what they are in charge of, by person.
pub fn leaders(tx: &mut Tx<'_>) -> Result<Vec<Actor>, DbError> {
    let rows = tx.rows(
        "SELECT g.role, g.scope_id, g.until_on, p.id, p.name, p.unit_id, a.id
         FROM grants g JOIN accounts a ON a.id = g.account_id JOIN persons p ON p.id = a.person_id
         WHERE g.role = $1 AND a.state = 'active' AND p.left_on IS NULL ORDER BY a.id, g.scope_id",
        params![Role::Leader.code()],
    )?;
    let mut found: Vec<Actor> = Vec::new();
    for row in &rows {
        let account: AccountId = row.get(6)?;
        let grant = grant_of(row, 0)?;
        match found.last_mut().filter(|last| last.account == account) {
            Some(last) => last.grants.push(grant),
            None => found.push(Actor {
                account,
                person: row.get(3)?,
                name: row.get(4)?,
                unit: row.get(5)?,
                grants: vec![grant],
            }),
        }
    }
    Ok(found)
}

/// How many usable accounts hold each role that anybody holds.
pub fn role_holders(tx: &mut Tx<'_>) -> Result<Vec<(Role, usize)>, DbError> {
    let rows = tx.rows(
        "SELECT g.role, count(DISTINCT g.account_id) FROM grants g JOIN accounts a ON a.id = g.account_id
         WHERE a.state <> 'disabled' GROUP BY g.role",
        &[],
    )?;
    let one = |row: &Row| {
        let count = usize::try_from(row.get::<i64>(1)?).unwrap_or_default();
        Ok((super::code(row, 0, Role::from_code)?, count))
    };
    rows.iter().map(one).collect()
}

/// Who acts, as [`ask_actor`] found them.
pub fn actor_of(rows: &[Row]) -> Result<Option<Actor>, DbError> {
    let Some(first) = rows.first() else { return Ok(None) };
    let granted = rows.iter().filter(|row| row.values().first() != Some(&Value::Null));
    let grants = granted.map(|row| grant_of(row, 0)).collect::<Result<_, _>>()?;
    Ok(Some(Actor {
        account: first.get(6)?,
        person: first.get(3)?,
        name: first.get(4)?,
        unit: first.get(5)?,
        grants,
    }))
}
