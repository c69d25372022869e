//! The tables of secrets and of failed attempts. Not journalled, and not read by anybody else.

use crate::{
    db::{DbError, Tx},
    params,
    web::session::{digest, new_token},
};
use bangdu_core::{ids::AccountId, instant::Instant};

/// How long a one-time link serves, in milliseconds: three days.
pub(super) const LINK_MS: i64 = 72 * 3_600_000;

/// What an account proves itself with.
#[derive(Clone, Debug, Default)]
pub(super) struct Credentials {
    pub hash: String,
    pub changed: i64,
    pub totp: Option<Vec<u8>>,
    pub totp_confirmed: bool,
    pub recovery: Vec<String>,
}

pub(super) fn credentials(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Credentials>, DbError> {
    let sql = "SELECT password_hash, changed_at, totp_secret, totp_confirmed_at, recovery
               FROM credentials WHERE account_id = $1";
    let Some(row) = tx.row(sql, params![id])? else { return Ok(None) };
    let confirmed: Option<i64> = row.get(3)?;
    let recovery: String = row.get(4)?;
    Ok(Some(Credentials {
        hash: row.get(0)?,
        changed: row.get(1)?,
        totp: row.get(2)?,
        totp_confirmed: confirmed.is_some(),
        recovery: serde_json::from_str(&recovery).map_err(|error| DbError::Shape(error.to_string()))?,
    }))
}

/// Keeps a password's hash; that it was set is noted in the account's stream by the caller.
///
/// # Errors
/// When the store fails.
pub fn set_password(tx: &mut Tx<'_>, id: AccountId, hash: &str, at: Instant) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO credentials (account_id, password_hash, changed_at, totp_step, recovery)
         VALUES ($1, $2, $3, 0, '[]')
         ON CONFLICT (account_id) DO UPDATE SET password_hash = excluded.password_hash,
             changed_at = excluded.changed_at",
        params![id, hash, at.0],
    )?;
    Ok(())
}

/// A secret that waits for its first right code; replaces one that never had any.
pub(super) fn propose_totp(tx: &mut Tx<'_>, id: AccountId, secret: &[u8]) -> Result<(), DbError> {
    tx.execute(
        "UPDATE credentials SET totp_secret = $1 WHERE account_id = $2 AND totp_confirmed_at IS NULL",
        params![secret.to_vec(), id],
    )?;
    Ok(())
}

pub(super) fn confirm_totp(
    tx: &mut Tx<'_>,
    id: AccountId,
    at: Instant,
    recovery: &[String],
) -> Result<(), DbError> {
    tx.execute(
        "UPDATE credentials SET totp_confirmed_at = $1, recovery = $2 WHERE account_id = $3",
        params![at.0, json(recovery), id],
    )?;
    Ok(())
}

pub(super) fn remove_totp(tx: &mut Tx<'_>, id: AccountId) -> Result<(), DbError> {
    tx.execute(
        "UPDATE credentials SET totp_secret = NULL, totp_confirmed_at = NULL, recovery = '[]' WHERE account_id = $1",
        params![id],
    )?;
    Ok(())
}

/// Forgets the second factor of somebody who lost it, and ends their sessions: who found the phone is out.
///
/// # Errors
/// When the store fails.
pub fn forget_factor(tx: &mut Tx<'_>, id: AccountId) -> Result<(), DbError> {
    remove_totp(tx, id)?;
    crate::web::session::end_all(tx, id).map(drop)
}

/// Notes that the code of `step` was used; false when it, or a later one, was used before.
pub(super) fn use_step(tx: &mut Tx<'_>, id: AccountId, step: i64) -> Result<bool, DbError> {
    let sql = "UPDATE credentials SET totp_step = $1 WHERE account_id = $2 AND totp_step < $3";
    Ok(tx.execute(sql, params![step, id, step])? == 1)
}

pub(super) fn keep_recovery(tx: &mut Tx<'_>, id: AccountId, left: &[String]) -> Result<(), DbError> {
    tx.execute("UPDATE credentials SET recovery = $1 WHERE account_id = $2", params![json(left), id])?;
    Ok(())
}

/// Failures in a row, until when the account is locked, and whether an attempt during the lock was noted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failures {
    pub count: i64,
    pub locked_until: Instant,
    pub lock_noted: bool,
}

impl Default for Failures {
    fn default() -> Failures {
        Failures { count: 0, locked_until: Instant(0), lock_noted: false }
    }
}

/// Locks the counter's row: attempts at the same account come one after another.
pub(super) fn failures(tx: &mut Tx<'_>, id: AccountId) -> Result<Failures, DbError> {
    tx.execute(
        "INSERT INTO sign_in_failures (account_id, count, locked_until, lock_noted) VALUES ($1, 0, 0, $2)
         ON CONFLICT (account_id) DO NOTHING",
        params![id, false],
    )?;
    let sql =
        "SELECT count, locked_until, lock_noted FROM sign_in_failures WHERE account_id = $1 {{for_update}}";
    let Some(row) = tx.row(sql, params![id])? else { return Ok(Failures::default()) };
    Ok(Failures { count: row.get(0)?, locked_until: Instant(row.get(1)?), lock_noted: row.get(2)? })
}

pub(super) fn set_failures(tx: &mut Tx<'_>, id: AccountId, now: Failures) -> Result<(), DbError> {
    tx.execute(
        "UPDATE sign_in_failures SET count = $1, locked_until = $2, lock_noted = $3 WHERE account_id = $4",
        params![now.count, now.locked_until.0, now.lock_noted, id],
    )?;
    Ok(())
}

/// Makes a one-time link with which the holder sets a password: `/start/TOKEN`, good for three days.
/// Earlier links of the account serve no longer.
///
/// # Errors
/// When the store fails, or the operating system has no randomness to give.
pub fn issue_link(tx: &mut Tx<'_>, account: AccountId, at: Instant) -> Result<String, DbError> {
    let token = new_token()?;
    tx.execute("DELETE FROM one_time_links WHERE account_id = $1", params![account])?;
    tx.execute(
        "INSERT INTO one_time_links (digest, account_id, expires_at) VALUES ($1, $2, $3)",
        params![digest(&token), account, at.plus_ms(LINK_MS).0],
    )?;
    Ok(format!("/start/{token}"))
}

/// Whose link it is, if it still serves.
pub(super) fn link(tx: &mut Tx<'_>, token: &str, at: Instant) -> Result<Option<AccountId>, DbError> {
    let sql = "SELECT account_id FROM one_time_links WHERE digest = $1 AND expires_at > $2 {{for_update}}";
    tx.row(sql, params![digest(token), at.0])?.map(|row| row.get(0)).transpose()
}

pub(super) fn use_link(tx: &mut Tx<'_>, token: &str) -> Result<(), DbError> {
    tx.execute("DELETE FROM one_time_links WHERE digest = $1", params![digest(token)])?;
    Ok(())
}

/// Removes links that serve no longer.
///
/// # Errors
/// When the store fails.
pub fn sweep_links(tx: &mut Tx<'_>, now: Instant) -> Result<u64, DbError> {
    tx.execute("DELETE FROM one_time_links WHERE expires_at <= $1", params![now.0])
}

fn json(list: &[String]) -> String {
    // A list of strings always has a JSON text.
    serde_json::to_string(list).unwrap_or_default()
}
