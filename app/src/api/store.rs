//! The tables of tokens and of saved answers.

use crate::{
    db::{DbError, Tx},
    params,
    people::store as people,
};
use bangdu_core::{ids::AccountId, instant::Instant, people::Actor};
use uuid::Uuid;

/// A token as its owner sees it: never the token itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Identity.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: String,
    /// Since when.
    pub made_at: Instant,
    /// Until when.
    pub expires_at: Instant,
}

impl Token {
    /// Whether it may change things.
    pub fn may_write(&self) -> bool {
        self.scopes.split(' ').any(|scope| scope == "write")
    }
}

/// Keeps a new token.
pub fn add(tx: &mut Tx<'_>, token: &Token, digest: &str) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO api_tokens (id, account, name, scopes, digest, made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![token.id, token.account, token.name, token.scopes, digest, token.made_at, token.expires_at],
    )?;
    Ok(())
}

const COLUMNS: &str = "SELECT id, account, name, scopes, made_at, expires_at FROM api_tokens";

/// The live token with this digest, who acts by it, and the version of units and persons.
pub fn by_digest(
    tx: &mut Tx<'_>,
    digest: &str,
    now: Instant,
) -> Result<(Option<Token>, Option<Actor>, i64), DbError> {
    let live = format!("{COLUMNS} WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2");
    let holder = people::ask_actor("(SELECT account FROM api_tokens WHERE digest = $1)");
    let [live, holder, version] =
        tx.several([(&live, params![digest, now]), (&holder, params![digest]), (people::VERSION, &[])])?;
    let version = version.first().map_or(Ok(0), |row| row.get(0))?;
    Ok((live.first().map(token).transpose()?, people::actor_of(&holder)?, version))
}

/// An account's live tokens.
pub fn of_account(tx: &mut Tx<'_>, account: AccountId, now: Instant) -> Result<Vec<Token>, DbError> {
    let rows = tx.rows(
        &format!(
            "{COLUMNS} WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY made_at, id"
        ),
        params![account, now],
    )?;
    rows.iter().map(token).collect()
}

fn token(row: &crate::db::Row) -> Result<Token, DbError> {
    Ok(Token {
        id: row.get(0)?,
        account: row.get(1)?,
        name: row.get(2)?,
        scopes: row.get(3)?,
        made_at: row.get(4)?,
        expires_at: row.get(5)?,
    })
}

/// Ends an account's own token. `false` when it has none with this id.
pub fn revoke(tx: &mut Tx<'_>, account: AccountId, id: Uuid, now: Instant) -> Result<bool, DbError> {
    let changed = tx.execute(
        "UPDATE api_tokens SET revoked_at = $3 WHERE id = $1 AND account = $2 AND revoked_at IS NULL",
        params![id, account, now],
    )?;
    Ok(changed == 1)
}

/// A saved answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Digest of the request that it answered.
    pub request: String,
    /// HTTP status.
    pub status: u16,
    /// ETag, if it had one.
    pub etag: Option<String>,
    /// JSON.
    pub body: String,
}

/// The answer that was given to this key.
pub fn saved(tx: &mut Tx<'_>, account: AccountId, key: &str) -> Result<Option<Saved>, DbError> {
    let row = tx.row(
        "SELECT request, status, etag, body FROM idempotency WHERE account = $1 AND key = $2",
        params![account, key],
    )?;
    row.map(|row| {
        let status: i64 = row.get(1)?;
        Ok(Saved {
            request: row.get(0)?,
            status: u16::try_from(status).unwrap_or(200),
            etag: row.get(2)?,
            body: row.get(3)?,
        })
    })
    .transpose()
}

/// Saves the answer to a key, in the transaction of the act. A twin that runs beside conflicts here and,
/// run again, finds the answer.
pub fn save(
    tx: &mut Tx<'_>,
    account: AccountId,
    key: &str,
    saved: &Saved,
    now: Instant,
) -> Result<(), DbError> {
    let made = tx.execute(
        "INSERT INTO idempotency (account, key, request, status, etag, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (account, key) DO NOTHING",
        params![account, key, saved.request, i64::from(saved.status), saved.etag, saved.body, now],
    )?;
    if made == 0 { Err(tx.conflict()) } else { Ok(()) }
}

/// Forgets answers older than `before`.
pub fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<u64, DbError> {
    tx.execute("DELETE FROM idempotency WHERE at < $1", params![before])
}
