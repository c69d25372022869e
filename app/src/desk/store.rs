//! Until when each account has read what changed.

use crate::{
    db::{DbError, Tx},
    params,
};
use bangdu_core::{ids::AccountId, instant::Instant};

/// The instant up to which this account has read, if it ever said so.
pub(super) fn seen(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<Instant>, DbError> {
    let row = tx.row("SELECT until_at FROM desk_seen WHERE account = $1", params![account])?;
    row.map(|row| row.get(0)).transpose()
}

/// Remembers it; an older page's word takes nothing back.
pub(super) fn see(tx: &mut Tx<'_>, account: AccountId, until: Instant) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO desk_seen (account, until_at) VALUES ($1, $2)
         ON CONFLICT (account) DO UPDATE SET until_at = excluded.until_at
             WHERE desk_seen.until_at < excluded.until_at",
        params![account, until],
    )?;
    Ok(())
}
