//! Tokens in the record: each is a small stream, made and revoked. Neither the token nor its digest stands there;
//! the table of digests is kept beside it, like sessions.

use super::store::Token;
use crate::{
    db::{DbError, Tx},
    journal::{Stamp, Stream},
};
use bangdu_core::{ids::AccountId, instant::Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What can happen to a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenEvent {
    /// Its owner made it.
    Made {
        /// Identity.
        id: Uuid,
        /// Whose.
        account: AccountId,
        /// What its owner calls it.
        name: String,
        /// What it may be used for.
        scopes: String,
        /// Until when.
        expires_at: Instant,
    },
    /// Its owner revoked it.
    Revoked {},
}

impl Stream for Token {
    const KIND: &'static str = "token";
    const TABLES: &'static [&'static str] = &[];
    type Event = TokenEvent;

    fn event_name(event: &TokenEvent) -> &'static str {
        match event {
            TokenEvent::Made { .. } => "token_made",
            TokenEvent::Revoked {} => "token_revoked",
        }
    }

    fn apply(before: Option<Token>, event: &TokenEvent, stamp: &Stamp) -> Result<Token, String> {
        match (before, event) {
            (None, TokenEvent::Made { id, account, name, scopes, expires_at }) => Ok(Token {
                id: *id,
                account: *account,
                name: name.clone(),
                scopes: scopes.clone(),
                made_at: stamp.at,
                expires_at: *expires_at,
            }),
            (Some(token), TokenEvent::Revoked {}) => Ok(token),
            (before, event) => Err(format!("{event:?} can't follow on {before:?}")),
        }
    }

    /// Nothing: the table holds digests, which are no part of the record.
    fn save(_: &mut Tx<'_>, _: Option<&Token>, _: &Token) -> Result<(), DbError> {
        Ok(())
    }
}
