//! The tables of units, persons, accounts and grants: rows in, rows out. No rule stands here.

mod actors;
mod hands;

pub use actors::{actor, actor_and_version, actor_of, ask_actor, leaders, role_holders};
pub use hands::hands_of;

use crate::{
    db::{DbError, Row, Tx, Value},
    params,
};
use bangdu_core::{
    ids::{AccountId, PersonId, UnitId},
    people::{Account, AccountState, Grant, Level, Person, PrivateRef, Role, Unit, UnitKind, initials},
};
use jiff::civil::Date;

/// Takes the lock under which people are changed, until the transaction ends; how often they changed.
pub fn lock(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    number(tx, "SELECT number FROM versions WHERE name = 'people' {{for_update}}")
}

/// Asks how often units and persons changed.
pub const VERSION: &str = "SELECT number FROM versions WHERE name = 'people'";

/// How often units and persons changed.
pub fn version(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    number(tx, VERSION)
}

fn number(tx: &mut Tx<'_>, sql: &str) -> Result<i64, DbError> {
    tx.row(sql, &[])?.map_or(Ok(0), |row| row.get(0))
}

fn changed(tx: &mut Tx<'_>) -> Result<(), DbError> {
    tx.execute("UPDATE versions SET number = number + 1 WHERE name = 'people'", &[])?;
    Ok(())
}

const UNIT: &str =
    "SELECT id, name, short_name, aliases, initials, level, kind, parent_id, division, looks_after,
                           is_office, series, ended_on FROM units";

/// Every unit, in the order in which they were founded.
pub fn units(tx: &mut Tx<'_>) -> Result<Vec<Unit>, DbError> {
    tx.rows(&format!("{UNIT} ORDER BY id"), &[])?.iter().map(unit_of).collect()
}

/// One unit.
pub fn unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Option<Unit>, DbError> {
    tx.row(&format!("{UNIT} WHERE id = $1"), params![id])?.as_ref().map(unit_of).transpose()
}

fn unit_of(row: &Row) -> Result<Unit, DbError> {
    Ok(Unit {
        id: row.get(0)?,
        name: row.get(1)?,
        short_name: row.get(2)?,
        aliases: list(row, 3)?,
        initials: list(row, 4)?,
        level: code(row, 5, Level::from_code)?,
        kind: code(row, 6, UnitKind::from_code)?,
        parent: row.get(7)?,
        division: row.get(8)?,
        looks_after: list(row, 9)?,
        is_office: row.get(10)?,
        series: row.get(11)?,
        ended: row.get(12)?,
    })
}

/// Writes a unit's row.
pub fn save_unit(tx: &mut Tx<'_>, unit: &Unit) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO units (id, name, short_name, aliases, initials, level, kind, parent_id, division, looks_after,
                            is_office, series, ended_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, short_name = excluded.short_name,
             aliases = excluded.aliases, initials = excluded.initials, level = excluded.level,
             kind = excluded.kind, parent_id = excluded.parent_id, division = excluded.division,
             looks_after = excluded.looks_after, is_office = excluded.is_office, series = excluded.series,
             ended_on = excluded.ended_on",
        params![
            unit.id,
            unit.name,
            unit.short_name,
            json(&unit.aliases),
            json(&unit.initials),
            unit.level.code(),
            unit.kind.code(),
            unit.parent,
            unit.division,
            json(&unit.looks_after),
            unit.is_office,
            unit.series,
            unit.ended
        ],
    )?;
    changed(tx)
}

const PERSON: &str =
    "SELECT id, name, initials, unit_id, position, phone_id, phone_digest, left_on FROM persons";

/// One person.
pub fn person(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Person>, DbError> {
    tx.row(&format!("{PERSON} WHERE id = $1"), params![id])?.as_ref().map(person_of).transpose()
}

/// Id and name of everybody, those who left too: the record still names them.
pub fn person_names(tx: &mut Tx<'_>) -> Result<Vec<(PersonId, String)>, DbError> {
    let rows = tx.rows("SELECT id, name FROM persons", &[])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Which persons a list shows.
#[derive(Clone, Debug, Default)]
pub struct PersonFilter {
    /// In one of these units; empty: in any.
    pub units: Vec<UnitId>,
    /// Name, position or pinyin initials hold this.
    pub text: String,
    /// Those who left too.
    pub left_too: bool,
    /// After this one.
    pub after: Option<PersonId>,
}

/// At most `limit` persons that the filter lets through, in the order in which they were entered.
pub fn persons(tx: &mut Tx<'_>, filter: &PersonFilter, limit: usize) -> Result<Vec<Person>, DbError> {
    let mut rule = Where::default();
    if !filter.units.is_empty() {
        rule.one_of("unit_id", &filter.units);
    }
    if !filter.text.is_empty() {
        rule.text(&filter.text, &["name", "position"], "initials");
    }
    if !filter.left_too {
        rule.parts.push("left_on IS NULL".to_owned());
    }
    if let Some(after) = filter.after {
        let n = rule.param(after.to_string());
        rule.parts.push(format!("id > {n}"));
    }
    let sql = format!("{PERSON}{} ORDER BY id LIMIT {limit}", rule.sql());
    tx.rows(&sql, &rule.params)?.iter().map(person_of).collect()
}

/// The liaisons of these units on `today`, as [`liaisons`] tells all.
pub fn liaisons_of(tx: &mut Tx<'_>, units: &[UnitId], today: Date) -> Result<Vec<(UnitId, Person)>, DbError> {
    let mut found = Vec::new();
    for unit in units {
        found.extend(liaisons_where(tx, " AND g.scope_id = $3", params![Role::Liaison.code(), today, unit])?);
    }
    Ok(found)
}

/// Each unit's liaisons on `today`: those in office whose account is in use.
pub fn liaisons(tx: &mut Tx<'_>, today: Date) -> Result<Vec<(UnitId, Person)>, DbError> {
    liaisons_where(tx, "", params![Role::Liaison.code(), today])
}

fn liaisons_where(
    tx: &mut Tx<'_>,
    which: &str,
    values: &[Value<'_>],
) -> Result<Vec<(UnitId, Person)>, DbError> {
    let sql = "SELECT p.id, p.name, p.initials, p.unit_id, p.position, p.phone_id, p.phone_digest, p.left_on, \
               g.scope_id FROM grants g JOIN accounts a ON a.id = g.account_id JOIN persons p ON p.id = a.person_id \
               WHERE g.role = $1 AND a.state = 'active' AND p.left_on IS NULL \
               AND (g.until_on IS NULL OR g.until_on >= $2)";
    let rows = tx.rows(&format!("{sql}{which} ORDER BY g.scope_id, p.id"), values)?;
    rows.iter().map(|row| Ok((row.get(8)?, person_of(row)?))).collect()
}

fn person_of(row: &Row) -> Result<Person, DbError> {
    let phone = match (row.get(5)?, row.get(6)?) {
        (Some(id), Some(digest)) => Some(PrivateRef { id, digest }),
        _ => None,
    };
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        initials: row.get(2)?,
        unit: row.get(3)?,
        position: row.get(4)?,
        phone,
        left: row.get(7)?,
    })
}

/// Writes a person's row.
pub fn save_person(tx: &mut Tx<'_>, person: &Person) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO persons (id, name, initials, unit_id, position, phone_id, phone_digest, left_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, initials = excluded.initials,
             unit_id = excluded.unit_id, position = excluded.position, phone_id = excluded.phone_id,
             phone_digest = excluded.phone_digest, left_on = excluded.left_on",
        params![
            person.id,
            person.name,
            person.initials,
            person.unit,
            person.position,
            person.phone.as_ref().map(|phone| phone.id),
            person.phone.as_ref().map(|phone| phone.digest.as_str()),
            person.left
        ],
    )?;
    changed(tx)
}

const ACCOUNT: &str = "SELECT id, person_id, name, state, taken, second_factor FROM accounts";

/// One account, with its grants.
pub fn account(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Account>, DbError> {
    one_account(tx, &format!("{ACCOUNT} WHERE id = $1"), params![id])
}

/// The account that signs in under `name`.
pub fn account_named(tx: &mut Tx<'_>, name: &str) -> Result<Option<Account>, DbError> {
    let name = name.trim().to_lowercase();
    one_account(tx, &format!("{ACCOUNT} WHERE name = $1"), params![name])
}

/// A person's accounts.
pub fn accounts_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Account>, DbError> {
    let rows = tx.rows(&format!("{ACCOUNT} WHERE person_id = $1 ORDER BY id"), params![person])?;
    rows.iter().map(|row| account_of(tx, row)).collect()
}

fn one_account(tx: &mut Tx<'_>, sql: &str, params: &[Value<'_>]) -> Result<Option<Account>, DbError> {
    match tx.row(sql, params)? {
        Some(row) => account_of(tx, &row).map(Some),
        None => Ok(None),
    }
}

fn account_of(tx: &mut Tx<'_>, row: &Row) -> Result<Account, DbError> {
    let id: AccountId = row.get(0)?;
    Ok(Account {
        id,
        person: row.get(1)?,
        name: row.get(2)?,
        state: code(row, 3, AccountState::from_code)?,
        taken: row.get(4)?,
        second_factor: row.get(5)?,
        grants: grants(tx, id)?,
    })
}

fn grants(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Grant>, DbError> {
    let sql = "SELECT role, scope_id, until_on FROM grants WHERE account_id = $1 ORDER BY role, scope_id";
    tx.rows(sql, params![account])?.iter().map(|row| grant_of(row, 0)).collect()
}

fn grant_of(row: &Row, from: usize) -> Result<Grant, DbError> {
    Ok(Grant {
        role: code(row, from, Role::from_code)?,
        scope: row.get(from + 1)?,
        until: row.get(from + 2)?,
    })
}

/// Writes an account's rows.
pub fn save_account(tx: &mut Tx<'_>, account: &Account) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO accounts (id, person_id, name, state, taken, second_factor) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, name = excluded.name,
             state = excluded.state, taken = excluded.taken, second_factor = excluded.second_factor",
        params![
            account.id,
            account.person,
            account.name,
            account.state.code(),
            account.taken,
            account.second_factor
        ],
    )?;
    if grants(tx, account.id)? == in_order(&account.grants) {
        return Ok(());
    }
    tx.execute("DELETE FROM grants WHERE account_id = $1", params![account.id])?;
    for grant in &account.grants {
        tx.execute(
            "INSERT INTO grants (account_id, role, scope_id, until_on) VALUES ($1, $2, $3, $4)",
            params![account.id, grant.role.code(), grant.scope, grant.until],
        )?;
    }
    Ok(())
}

fn in_order(grants: &[Grant]) -> Vec<Grant> {
    let mut grants = grants.to_vec();
    grants.sort_by_cached_key(|grant| (grant.role.code(), grant.scope.to_string()));
    grants
}

/// Which accounts a list shows.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Of people in one of these units; empty: in any.
    pub units: Vec<UnitId>,
    /// Account's or person's name, or pinyin initials, hold this.
    pub text: String,
    /// In this state.
    pub state: Option<AccountState>,
    /// With this role.
    pub role: Option<Role>,
    /// After this one.
    pub after: Option<AccountId>,
}

/// An account as a list shows it.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// The account.
    pub account: Account,
    /// The person's name.
    pub person_name: String,
    /// The person's unit.
    pub unit: UnitId,
}

/// At most `limit` accounts that the filter lets through, in the order in which they were opened.
pub fn accounts(tx: &mut Tx<'_>, filter: &AccountFilter, limit: usize) -> Result<Vec<AccountRow>, DbError> {
    let mut rule = Where::default();
    if !filter.units.is_empty() {
        rule.one_of("p.unit_id", &filter.units);
    }
    if !filter.text.is_empty() {
        rule.text(&filter.text, &["a.name", "p.name"], "p.initials");
    }
    if let Some(state) = filter.state {
        let n = rule.param(state.code().to_owned());
        rule.parts.push(format!("a.state = {n}"));
    }
    if let Some(role) = filter.role {
        let n = rule.param(role.code().to_owned());
        rule.parts
            .push(format!("EXISTS (SELECT 1 FROM grants g WHERE g.account_id = a.id AND g.role = {n})"));
    }
    if let Some(after) = filter.after {
        let n = rule.param(after.to_string());
        rule.parts.push(format!("a.id > {n}"));
    }
    let sql = format!(
        "SELECT a.id, a.person_id, a.name, a.state, a.taken, a.second_factor, p.name, p.unit_id
         FROM accounts a JOIN persons p ON p.id = a.person_id{} ORDER BY a.id LIMIT {limit}",
        rule.sql()
    );
    let rows = tx.rows(&sql, &rule.params)?;
    rows.iter()
        .map(|row| {
            Ok(AccountRow { account: account_of(tx, row)?, person_name: row.get(6)?, unit: row.get(7)? })
        })
        .collect()
}

/// How many usable accounts the people of `unit` have.
pub fn usable_accounts_in(tx: &mut Tx<'_>, unit: UnitId) -> Result<u64, DbError> {
    let sql = "SELECT count(*) FROM accounts a JOIN persons p ON p.id = a.person_id
               WHERE p.unit_id = $1 AND a.state <> 'disabled'";
    tx.row(sql, params![unit])?.map_or(Ok(0), |row| row.get(0))
}

/// Administrator roles that some usable account other than `account` holds on `today`.
pub fn administered_elsewhere(
    tx: &mut Tx<'_>,
    account: AccountId,
    today: Date,
) -> Result<Vec<Role>, DbError> {
    let sql = "SELECT DISTINCT g.role FROM grants g JOIN accounts a ON a.id = g.account_id
               WHERE a.id <> $1 AND a.state <> 'disabled' AND (g.until_on IS NULL OR g.until_on >= $2)";
    let rows = tx.rows(sql, params![account, today])?;
    let roles = rows.iter().map(|row| code(row, 0, Role::from_code)).collect::<Result<Vec<_>, _>>()?;
    Ok(roles.into_iter().filter(|role| role.is_administrator()).collect())
}

/// Whether there is no account yet: a store that has never been started.
pub fn is_unpeopled(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    Ok(tx.row("SELECT 1 FROM accounts LIMIT 1", &[])?.is_none())
}

/// The conditions of a list, with their parameters.
#[derive(Default)]
struct Where {
    parts: Vec<String>,
    params: Vec<Value<'static>>,
}

impl Where {
    fn param(&mut self, text: String) -> String {
        self.params.push(Value::Text(text.into()));
        format!("${}", self.params.len())
    }

    fn one_of(&mut self, column: &str, units: &[UnitId]) {
        let numbers: Vec<String> = units.iter().map(|unit| self.param(unit.to_string())).collect();
        self.parts.push(format!("{column} IN ({})", numbers.join(", ")));
    }

    /// `columns` hold the text as typed, or `letters` its plain form.
    fn text(&mut self, text: &str, columns: &[&str], letters: &str) {
        let n = self.param(format!("%{}%", escaped(text)));
        let mut any: Vec<String> =
            columns.iter().map(|column| format!("{column} LIKE {n} ESCAPE '~'")).collect();
        let plain = initials::plain(text);
        if !plain.is_empty() && plain.is_ascii() {
            let n = self.param(format!("{}%", escaped(&plain)));
            any.push(format!("{letters} LIKE {n} ESCAPE '~'"));
        }
        self.parts.push(format!("({})", any.join(" OR ")));
    }

    fn sql(&self) -> String {
        if self.parts.is_empty() { String::new() } else { format!(" WHERE {}", self.parts.join(" AND ")) }
    }
}

fn escaped(text: &str) -> String {
    text.replace('~', "~~").replace('%', "~%").replace('_', "~_")
}

fn json(list: &[String]) -> String {
    // A list of strings always has a JSON text.
    serde_json::to_string(list).unwrap_or_default()
}

fn list(row: &Row, index: usize) -> Result<Vec<String>, DbError> {
    let text: String = row.get(index)?;
    serde_json::from_str(&text).map_err(|error| DbError::Shape(format!("column {index}: {error}")))
}

fn code<T>(row: &Row, index: usize, read: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
    let text: String = row.get(index)?;
    read(&text).ok_or_else(|| DbError::Shape(format!("column {index}: unknown word {text}")))
}
